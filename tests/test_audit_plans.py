"""The audit of plans that the planner itself made: they pass, and no number in them can be changed unnoticed."""

from __future__ import annotations

import math
import pickle
import shutil
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner
from unchecked import UNCHECKED_COLUMNS, UNCHECKED_FACTS
from workbooks import brief, change, write

from planner.audit import audit as audits
from planner.audit import programme
from planner.audit.claims import TABLES_READ
from planner.audit.ledger import Ledger, _ratio
from planner.cli import main
from planner.infeasibility.planned import plan_book
from planner.plans.tables import BY_NAME, MONTE_CARLO, TABLES
from planner.reports.plan_workbook.write import write_plan
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from planner.plans.fields import PlanTable
    from planner.plans.plan import Plan


# what the example does not use: a soft rule, lanes that pay for being in use, and demand that takes building to serve
SOFT = {"rule": "Rather less", "measure": "share at most", "material": "oxide", "buyers": "Union", "origins": "Estria",
        "limit": 0.3, "penalty": 0.5}  # fmt: skip


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("plans") / "example.xlsx"
    example = brief()
    lanes = [{**row, "fixed cost": 0.2 if row["mode"] == "ship" else None} for row in example["Lanes"]]
    asked = [{**row, "required": 0.95} for row in example["Demand"]]
    strict = [{**row, "2029": 0.4 if row["measure"] == "each share at most" else None} for row in example["Rules"]]
    return write(path, {**example, "Lanes": lanes, "Demand": asked, "Rules": [*strict, SOFT]})


@pytest.fixture(scope="module")
def plan(workbook: Path) -> Plan:
    return plan_book(read(workbook), told_beside=True)  # as the command plans


class NoticedError(Exception):
    """A check of the audit that does not pass."""


@pytest.fixture(scope="module", autouse=True)
def _asked_once() -> Iterator[None]:
    """Ask each of the audit's programmes once: whatever number is changed, most branches ask for the same again."""
    known: dict[bytes, Any] = {}
    asked = programme.least

    def remembered(*arrays: Any) -> Any:
        key = pickle.dumps(arrays)
        if key not in known:
            known[key] = asked(*arrays)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(programme, "least", remembered)
        yield


def is_noticed(plan: Plan, **changed: pd.DataFrame) -> bool:
    """Whether a check fails: of what is quickly made anew, else of the branches too."""
    tables = dict(plan.tables) | changed
    return _fails(plan, tables, plan.run, without_branches=True) or _fails(plan, tables, plan.run)


def _fails(plan: Plan, tables: dict[str, pd.DataFrame], run: dict[str, Any], *, without_branches: bool = False) -> bool:
    """Whether an audit fails, which ends with the first comparison that does."""
    noted = Ledger._note

    def strict(ledger: Ledger, check: str, violation: float, tolerance: float, *words: Any) -> None:
        if _ratio(violation, tolerance) > 1:
            raise NoticedError(check)
        noted(ledger, check, violation, tolerance, *words)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "_note", strict)
        if without_branches:
            patch.setattr(audits, "audit_branches", lambda *_: None)
        try:
            audits.audit(plan.book, tables, run)
        except NoticedError:
            return True
    return False


def test_a_plan_of_the_planner_passes(plan: Plan) -> None:
    checks = plan.tables["Checks"]
    assert checks.loc[checks["pass"] != "yes", ["check", "where"]].to_numpy().tolist() == []
    assert len(checks) > 100
    assert not is_noticed(plan)


# What a row may say without anything happening in it.
LIMITS = {"maximum", "own", "added", "removed", "capacity", "asked", "required", "budget", "carried in", "carried out"}


def numbers(frame: pd.DataFrame, table: PlanTable) -> Iterator[str]:
    """Yield the columns of a table that hold numbers; periods stand in columns of their own."""
    texts = {field.name for field in (*table.fields, *table.more) if field.kind == "text"}
    yield from (str(column) for column in frame if column not in texts)


FACTORS = (1.002, 0.998)


def others(values: Sequence[object]) -> Iterator[tuple[int, float]]:
    """Yield what is put into one cell of a column, and where: by a factor, by an amount, or where there was a blank."""
    held = {row: float(x) for row, x in enumerate(values) if isinstance(x, int | float) and not math.isnan(x)}
    if not held:
        return
    largest, least = max(held, key=lambda row: abs(held[row])), min(held, key=lambda row: abs(held[row]))
    yield from ((largest, held[largest] * factor) for factor in FACTORS if held[largest])
    matters = 0.01 * abs(held[largest]) or 1.0
    yield from ((least, held[least] + amount) for amount in (matters, -matters))
    blank = next((row for row, x in enumerate(values) if isinstance(x, float) and math.isnan(x)), None)
    if blank is not None:
        yield blank, held[largest] or 1.0


def test_no_number_of_any_column_can_be_changed_unnoticed(plan: Plan) -> None:
    """But of the columns of which the audit says why nothing checks them; those are told by the seal alone."""
    unnoticed, empty = set(), []
    for table in TABLES:
        for column in numbers(plan.tables[table.name], table):
            cells = plan.tables[table.name][column].tolist()
            changes = list(others(cells))
            empty += [] if changes or table.name == "Timeline" else [(table.name, column)]
            is_told = (table.name, column) in UNCHECKED_COLUMNS
            for row, value in changes[:1] if is_told else changes:
                frame = plan.tables[table.name].copy()
                frame[column] = [*cells[:row], value, *cells[row + 1 :]]
                if not is_noticed(plan, **{table.name: frame}):
                    unnoticed.add((table.name, column))
    assert unnoticed == {key for key in UNCHECKED_COLUMNS if key[0] != MONTE_CARLO.name}
    assert empty == [], "use these columns in the workbook of this test, so that they are tried"


def test_no_fact_of_the_run_can_be_changed_unnoticed(plan: Plan) -> None:
    """But those of which the audit says why nothing checks them."""
    unnoticed = set()
    for fact, value in plan.run.items():
        if fact in UNCHECKED_FACTS or isinstance(value, str | bool | None):
            continue
        for other in (value - 0.01 * max(1.0, abs(value)), value + 0.01 * max(1.0, abs(value))):
            if not _fails(plan, plan.tables, plan.run | {fact: other}, without_branches=True):  # they know no facts
                unnoticed.add(fact)
    assert unnoticed == set()
    assert {"objective", "bound", "gap"} & set(UNCHECKED_FACTS) == set()


def test_what_is_not_checked_is_told_with_a_reason() -> None:
    declared = {(table.name, field.name) for table in (*TABLES, MONTE_CARLO) for field in table.fields}
    assert set(UNCHECKED_COLUMNS) <= declared
    assert all(len(reason) > 20 for reason in (*UNCHECKED_COLUMNS.values(), *UNCHECKED_FACTS.values()))


def test_no_row_of_a_plan_can_be_left_out_unnoticed(plan: Plan) -> None:
    """But those that hold nothing: plants that do not run, projects that are not started, parts of no money."""
    unnoticed = []
    for table in TABLES_READ:
        frame = plan.tables[table]
        columns = [
            field.name for field in BY_NAME[table].fields
            if field.kind in ("money", "amount") and field.name not in LIMITS
        ]  # fmt: skip
        for row in range(len(frame)):
            holds = any(abs(x) > 0.01 for x in frame[columns].iloc[row] if not math.isnan(x))
            if holds and not is_noticed(plan, **{table: frame.drop(index=frame.index[row])}):
                unnoticed.append((table, row, frame.iloc[row].tolist()))
    assert "\n".join(str(x) for x in unnoticed) == ""


@pytest.fixture(scope="module")
def planned(workbook: Path, plan: Plan) -> Path:
    """Return the plan as the command writes it."""
    target = workbook.with_name("plan.xlsx")
    write_plan(plan, target)
    return target


def verified(workbook: Path, plan: Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["verify", str(workbook), str(plan)])
    return result.exit_code, result.stdout, result.stderr


def test_verify_passes_a_plan_as_it_was_written(workbook: Path, planned: Path) -> None:
    code, out, err = verified(workbook, planned)
    assert (code, err) == (0, "")
    assert out.endswith("checks: all pass\n")


def test_verify_names_what_was_edited_in_a_plan(workbook: Path, planned: Path, tmp_path: Path) -> None:
    edited = openpyxl.load_workbook(planned)
    sheet = edited["Production"]
    header = [cell.value for cell in sheet[1]]
    cell = sheet.cell(row=2, column=header.index("runs (a year)") + 1)
    cell.value = 1 + float(str(cell.value))
    edited.save(tmp_path / "edited.xlsx")
    code, out, _ = verified(workbook, tmp_path / "edited.xlsx")
    assert code == 1
    failed = [line for line in out.splitlines() if line.startswith("NO")]
    assert any("balances: made" in line and "should be" in line for line in failed)


def test_verify_warns_of_a_workbook_that_was_changed_since(workbook: Path, planned: Path, tmp_path: Path) -> None:
    shutil.copy(workbook, tmp_path / "changed.xlsx")
    change(tmp_path / "changed.xlsx", {"Plants!D2": 7})
    code, out, err = verified(tmp_path / "changed.xlsx", planned)
    assert code == 1
    assert "NO " in out
    assert err == "warning: changed.xlsx is not the file that was planned: it was changed since.\n"


def test_verify_says_what_is_no_plan(workbook: Path) -> None:
    code, out, err = verified(workbook, workbook)
    assert (code, out) == (2, "")
    assert "not a plan" in err
