"""The audit of plans that the planner itself made: they pass, and no number in them can be changed unnoticed."""

from __future__ import annotations

import functools
import math
import pickle
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

from planner.audit import programme
from planner.audit.audit import audit
from planner.audit.claims import TABLES_READ
from planner.cli import main
from planner.infeasibility.planned import plan_book
from planner.plans.tables import BY_NAME
from planner.workbook.reading.reader import read
from planner.workbook.template.example import EXAMPLE
from planner.workbook.template.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planner.plans.plan import Plan


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("plans") / "example.xlsx"
    write_workbook(path, EXAMPLE)
    return path


@pytest.fixture(scope="module")
def plan(workbook: Path) -> Plan:
    return plan_book(read(workbook))


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


def wrong(plan: Plan, **changed: Any) -> list[str]:
    """Return the checks that do not pass."""
    checks = audit(plan.book, dict(plan.tables) | changed, plan.run)
    return [str(check) for check in checks.loc[checks["pass"] != "yes", "check"]]


def test_a_plan_of_the_planner_passes(plan: Plan) -> None:
    checks = plan.tables["Checks"]
    assert checks.loc[checks["pass"] != "yes", ["check", "where"]].to_numpy().tolist() == []
    assert len(checks) > 100


# What a row may say without anything happening in it.
LIMITS = {"maximum", "own", "added", "removed", "capacity", "asked", "required", "budget", "carried in", "carried out"}


def numbers(plan: Plan) -> Iterator[tuple[str, str, int]]:
    """Yield the table, column and row of the largest number of every column of numbers."""
    for name in TABLES_READ:
        frame = plan.tables[name]
        for field in BY_NAME[name].fields:
            if field.kind != "text" and frame[field.name].notna().any():
                yield name, field.name, int(frame[field.name].abs().argmax())


def test_no_number_of_a_plan_can_be_changed_unnoticed(plan: Plan) -> None:
    unnoticed = []
    for table, column, row in numbers(plan):
        for factor in (1.001, 0.999):
            frame = plan.tables[table].copy()
            value = float(frame[column].iloc[row])
            frame[column] = frame[column].astype(float)
            frame[column] = [value * factor or factor if n == row else x for n, x in enumerate(frame[column])]
            if not wrong(plan, **{table: frame}):
                unnoticed.append((table, column, row, factor))
    assert "\n".join(str(x) for x in unnoticed) == ""


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
            if holds and not wrong(plan, **{table: frame.drop(index=frame.index[row])}):
                unnoticed.append((table, row, frame.iloc[row].tolist()))
    assert "\n".join(str(x) for x in unnoticed) == ""


@functools.cache
def planned(workbook: Path) -> Path:
    target = workbook.with_name("plan.xlsx")
    result = CliRunner().invoke(main, ["solve", str(workbook), "-o", str(target)])
    assert result.exit_code == 0, result.output
    return target


def verified(workbook: Path, plan: Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["verify", str(workbook), str(plan)])
    return result.exit_code, result.stdout, result.stderr


def test_verify_passes_a_plan_as_it_was_written(workbook: Path) -> None:
    code, out, err = verified(workbook, planned(workbook))
    assert (code, err) == (0, "")
    assert out.endswith("checks: all pass\n")


def test_verify_names_what_was_edited_in_a_plan(workbook: Path, tmp_path: Path) -> None:
    edited = openpyxl.load_workbook(planned(workbook))
    sheet = edited["Production"]
    header = [cell.value for cell in sheet[1]]
    cell = sheet.cell(row=2, column=header.index("runs (a year)") + 1)
    cell.value = 1 + float(str(cell.value))
    edited.save(tmp_path / "edited.xlsx")
    code, out, _ = verified(workbook, tmp_path / "edited.xlsx")
    assert code == 1
    failed = [line for line in out.splitlines() if line.startswith("NO")]
    assert any("balances: made" in line and "should be" in line for line in failed)


def test_verify_warns_of_a_workbook_that_was_changed_since(workbook: Path, tmp_path: Path) -> None:
    changed = openpyxl.load_workbook(workbook)
    changed["Plants"]["D2"].value = 7
    changed.save(tmp_path / "changed.xlsx")
    code, out, err = verified(tmp_path / "changed.xlsx", planned(workbook))
    assert code == 1
    assert "NO " in out
    assert err == "warning: changed.xlsx is not the file that was planned: it was changed since.\n"


def test_verify_says_what_is_no_plan(workbook: Path) -> None:
    code, out, err = verified(workbook, workbook)
    assert (code, out) == (2, "")
    assert "not a plan" in err
