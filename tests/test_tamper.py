"""Plans that were changed after they were written: verifying sees it, and whatever reads a plan says so first."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from samples import few
from workbooks import rows, write

from planner.cli import main
from planner.commands.verification import NOT_VERIFIED_CODE
from planner.plans.plan import Plan
from planner.plans.tables import TABLES
from planner.reports.loading.plan import read_plan
from planner.reports.loading.trusted import trusted
from planner.reports.plan_workbook.copies import PREFIX
from planner.reports.plan_workbook.run_sheet import RUN_SHEET
from planner.reports.seal import SEAL, broken
from planner.studies.core.store import Store
from planner.workbook.reading.reader import read_rows

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL = Path(__file__).parents[1] / "inputs" / "small.xlsx"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a workbook in which much is used, and its plan."""
    folder = tmp_path_factory.mktemp("tamper")
    source = shutil.copy(SMALL, folder / "in.xlsx")
    done = CliRunner().invoke(main, ["solve", str(source), "-o", str(folder / "plan.xlsx"), "--gap", "0.01"])
    assert done.exit_code == 0, done.output
    return Path(source), folder / "plan.xlsx"


def changed(plan: Path, target: Path, change: Callable[[Any], None], *, forged: bool = False) -> Path:
    """Return a copy of a plan with some cells changed; forged: sealed anew, as one who knows how might."""
    book = load_workbook(plan)
    change(book)
    book.save(target)
    if forged:
        from planner.reports.seal import seal_of

        tables, run = read_plan(target)
        _fact(book, SEAL).value = seal_of(Plan(read_rows(target, "base", PREFIX)[0], tables, run))
        book.save(target)
    return target


def _fact(book: Any, name: str) -> Any:
    return next(row[1] for row in book[RUN_SHEET].iter_rows() if row[0].value == name)


def _column(book: Any, sheet: str, column: str) -> list[Any]:
    """Return the filled cells of a column below its header."""
    cells = [[cell for cell in row if cell.value is not None] for row in book[sheet].iter_rows()]
    header = next(row for row in cells if row)
    place = next(cell.column for cell in header if str(cell.value).split(" (")[0].split("\n")[0] == column)
    below = book[sheet].iter_rows(min_row=header[0].row + 1, min_col=place, max_col=place)
    return [cell for (cell,) in below if cell.value is not None]


def _other(value: Any) -> Any:
    return value * 1.5 + 1 if isinstance(value, int | float) and not isinstance(value, bool) else f"{value}x"


def failed(path: Path) -> str:
    return "; ".join(trusted(path).failed)


def test_a_plan_as_it_was_written_passes(made: tuple[Path, Path]) -> None:
    assert trusted(made[1]).failed == []
    assert trusted(made[1]).plan.run["status"] == "proven"


def test_a_plan_that_a_spreadsheet_program_saved_again_passes(made: tuple[Path, Path], tmp_path: Path) -> None:
    assert failed(changed(made[1], tmp_path / "again.xlsx", lambda _: None)) == ""


def test_a_changed_cell_of_any_table_or_of_the_input_breaks_the_seal(made: tuple[Path, Path], tmp_path: Path) -> None:
    sheets = {table.name: table.columns[-1] for table in TABLES} | dict.fromkeys(("in Demand", "in Suppliers"), "")
    changed_ones = []

    def change(book: Any) -> None:
        for sheet, column in sheets.items():
            cells = _column(book, sheet, column) if column and sheet != "Timeline" else [book[sheet]["A2"]]
            if cells and cells[-1].value is not None:
                cells[-1].value = _other(cells[-1].value)
                changed_ones.append(sheet)

    path = changed(made[1], tmp_path / "x.xlsx", change)
    tables, run = read_plan(path)
    book, _ = read_rows(path, "base", PREFIX)
    assert set(broken(Plan(book, tables, run)) or ()) == set(changed_ones)
    assert len(changed_ones) >= 15


def test_the_input_of_a_plan_is_held_against_the_workbook(made: tuple[Path, Path], tmp_path: Path) -> None:
    def change(book: Any) -> None:
        cell = _column(book, "in Demand", "amount")[0]
        cell.value = cell.value * 1.25

    path = changed(made[1], tmp_path / "x.xlsx", change)
    done = CliRunner().invoke(main, ["verify", str(made[0]), str(path)])
    assert done.exit_code == 1
    assert "the workbook that it carries is the one that is named" in done.output
    assert "in Demand!row 2" in done.output


# what is changed, and the check that sees it although the seal was made anew
FORGED: dict[str, tuple[Callable[[Any], None], str]] = {}


def forged(check: str) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    def noted(change: Callable[[Any], None]) -> Callable[[Any], None]:
        FORGED[change.__name__] = (change, check)
        return change

    return noted


@forged("run: what is called proven is")
def a_bound_far_below(book: Any) -> None:
    cost = _fact(book, "objective").value
    _fact(book, "bound").value = cost - 0.5 * abs(cost)
    _fact(book, "gap").value = 0.5


@forged("run: the gap")
def a_gap_that_is_not_that_of_the_bound(book: Any) -> None:
    _fact(book, "gap").value = 0.5


@forged("run: the status is that of why the solve stopped")
def a_status_of_ones_own(book: Any) -> None:
    _fact(book, "status").value = "proven best of all"


@forged("run: the bound is not above the objective")
def a_bound_above(book: Any) -> None:
    _fact(book, "bound").value = _fact(book, "objective").value * 1.01
    _fact(book, "gap").value = 0.0


@forged("plan: sheets made of the tables say what they say")
def a_figure_of_the_summary(book: Any) -> None:
    cell = next(cell for row in book["Summary"].iter_rows() for cell in row if str(cell.value or "").startswith("•"))
    cell.value = f"{cell.value} Nothing else is to be feared."


@forged("plan: sheets made of the tables say what they say")
def a_number_under_a_chart(book: Any) -> None:
    cell = next(cell for row in book["Chart data"].iter_rows() for cell in row if isinstance(cell.value, float))
    cell.value *= 2


@forged("prices: asking for more never saves|prices: room never costs|prices: the sentence is that of the price")
def the_sign_of_a_price(book: Any) -> None:
    cell = _column(book, "Prices", "price")[0]
    cell.value = -cell.value


@forged("prices: a cell of the workbook, and its number")
def the_name_of_a_price(book: Any) -> None:
    _column(book, "Prices", "row")[0].value = "Atlantis"


@forged("prices: a cell of the workbook, and its number")
def the_limit_of_a_price(book: Any) -> None:
    _column(book, "Prices", "limit")[0].value = 12345.0


@forged("prices: the cell holds the number")
def the_cell_of_a_price(book: Any) -> None:
    _column(book, "Prices", "cell")[0].value = "Demand!A2"


@forged("timeline: ")
def the_timeline(book: Any) -> None:
    sheet = book["Timeline"]
    last = [cell for cell in sheet[2] if cell.value is not None][-1]
    last.value = 99.0 if isinstance(last.value, int | float) else 1.0


@forged("rules: origin shown")
def the_origin_of_a_rule(book: Any) -> None:
    cells = [cell for cell in _column(book, "Concentration", "origin") if cell.value]
    cells[0].value = "Atlantis"


@pytest.mark.parametrize("name", few(4, sorted(FORGED)))
def test_what_is_recomputed_is_seen_although_the_seal_was_forged(
    made: tuple[Path, Path], tmp_path: Path, name: str
) -> None:
    change, check = FORGED[name]
    words = failed(changed(made[1], tmp_path / "x.xlsx", change, forged=True))
    assert any(each in words for each in check.split("|")), words
    assert "every sheet is as it was written" not in words


def reading() -> dict[str, list[str]]:
    """Return every command that reads a plan, with how it is called: PLAN stands for the plan, IN for its input."""
    asked = {
        "compare": ["PLAN", "PLAN", "-o", "OUT.xlsx"],
        "report": ["PLAN", "-o", "OUT.html"],
        "stress": ["PLAN", "-o", "OUT.xlsx"],
        "explain": ["PLAN", "-o", "OUT.xlsx", "--only", "Larger refinery", "--processes", "1"],
        "alternatives": ["PLAN", "-o", "OUT.xlsx", "--quick", "--plans", "0", "--plan-output", "COPY.xlsx",
                         "--processes", "1"],
        "replan": ["IN", "--from", "PLAN", "-o", "OUT.xlsx"],
        "sensitivity": ["IN", "--from", "PLAN", "-o", "OUT.xlsx", "--ranges", "COPY.xlsx", "--samples", "0",
                        "--processes", "1"],
    }  # fmt: skip
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        takes_plan = any("PLAN" in str(each.metavar or "") for each in command.params)
        assert not takes_plan or name in asked or name in ("verify", "new"), f"{name} reads a plan: test it here"
    return asked


@pytest.fixture(scope="module")
def lowered(made: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a plan whose bound was put far below."""

    def lower(book: Any) -> None:
        _fact(book, "bound").value -= 0.5 * abs(_fact(book, "objective").value)

    return changed(made[1], tmp_path_factory.mktemp("lowered") / "x.xlsx", lower)


@pytest.mark.parametrize("command", sorted(reading()))
def test_every_command_that_reads_a_plan_says_that_it_fails(
    made: tuple[Path, Path], lowered: Path, tmp_path: Path, command: str
) -> None:
    words = {"PLAN": str(lowered), "IN": str(made[0])}
    asked = [words.get(each, str(tmp_path / each) if each.isupper() or each.startswith(("OUT", "COPY")) else each)
             for each in reading()[command]]  # fmt: skip
    done = CliRunner().invoke(main, [command, *asked])
    assert "x.xlsx: ITS VERIFICATION FAILS" in done.output, done.output
    assert "nothing of it is proven" in done.output
    assert done.exit_code == NOT_VERIFIED_CODE


def test_a_report_of_such_a_plan_calls_nothing_proven(lowered: Path, tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["report", str(lowered), "-o", str(tmp_path / "r.html")]).exit_code == 6
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Proven within" not in page
    assert "whose own verification fails" in page


def test_a_plan_whose_own_audit_fails_ends_with_its_code_and_is_not_called_proven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from planner.audit import demand as audit_demand

    def wrong(_: Any, __: Any, ledger: Any) -> None:
        ledger.fail("demand: made to fail", "here")

    monkeypatch.setattr("planner.audit.audit.audit_demand", wrong)
    assert audit_demand is not None
    source = write(tmp_path / "in.xlsx", {
        "Periods": rows("period\n2026"), "Sites": rows("site\nhere"), "Materials": rows("material\ngoods"),
        "Suppliers": rows("supplier | site | material | price\nOne | here | goods | 1"),
        "Demand": rows("market | material | amount | shortage cost\nhere | goods | 10 | 5"),
    })  # fmt: skip
    done = CliRunner().invoke(main, ["solve", str(source), "-o", str(tmp_path / "plan.xlsx"), "--json"])
    assert done.exit_code == NOT_VERIFIED_CODE
    assert json.loads(done.stdout)["status"] == "not verified"
    assert "CHECK DOES NOT PASS: demand: made to fail" in done.stderr
    assert read_plan(tmp_path / "plan.xlsx")[1]["status"] == "not verified"


def test_a_kept_result_is_bound_to_its_key(tmp_path: Path) -> None:
    store = Store(tmp_path / "parts")
    store.save("one", {"cost": 1.0})
    store.save("two", {"cost": 2.0})
    assert store.load("one") == {"cost": 1.0}
    shutil.copy(tmp_path / "parts" / "two.json", tmp_path / "parts" / "one.json")
    assert store.load("one") is None
    text = (tmp_path / "parts" / "two.json").read_text(encoding="utf-8")
    (tmp_path / "parts" / "two.json").write_text(text.replace("2.0", "3.0"), encoding="utf-8")
    assert store.load("two") is None


def test_words_of_another_version_are_not_compared_and_that_is_said(made: tuple[Path, Path], tmp_path: Path) -> None:
    """Whoever updates the planner keeps plans whose Summary was worded otherwise: that makes none of them wrong."""

    def older(book: Any) -> None:
        _fact(book, "planner").value = "0.0.9"
        a_figure_of_the_summary(book)

    checks = trusted(changed(made[1], tmp_path / "older.xlsx", older, forged=True)).checks.set_index("check")
    assert "plan: sheets made of the tables are planner 0.0.9's, and not compared" in checks.index
    assert (checks["pass"] == "yes").all(), checks[checks["pass"] != "yes"]


def test_a_plan_is_not_made_another_versions_unseen(made: tuple[Path, Path], tmp_path: Path) -> None:
    def older(book: Any) -> None:
        _fact(book, "planner").value = "0.0.9"

    assert trusted(changed(made[1], tmp_path / "older.xlsx", older)).failed


def test_a_plan_whose_sheets_a_study_has_put_in_another_order_is_read_as_it_was_written(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    """As where a study adds a rule of its own: its copy stands behind all others."""
    from dataclasses import replace

    from planner.reports.plan_workbook.write import write_plan

    plan = trusted(made[1]).plan
    raws = sorted(plan.book.raw, key=lambda raw: raw.name == "Rules")
    assert [raw.name for raw in raws] != [raw.name for raw in plan.book.raw]
    write_plan(replace(plan, book=replace(plan.book, raw=tuple(raws))), tmp_path / "plan.xlsx")
    assert not trusted(tmp_path / "plan.xlsx").failed
