"""Stressing a plan needs its workbook alone, and sampling it is the same for a seed."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from click.testing import CliRunner
from drawn_risks import draw
from openpyxl import load_workbook
from samples import few
from test_survival import LINE
from workbooks import Sheets, change, plan, small

from planner.cli import main
from planner.commands.verification import NOT_VERIFIED_CODE
from planner.errors import FileError, InfeasibleError
from planner.reports.loading.plan import read_plan
from planner.reports.plan_workbook.write import write_plan
from planner.solving.branches import recourse as aftermath
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status
from planner.studies.stress.study import struck

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan
    from planner.solving.outcome import Answer


def written(folder: Path, sheets: Sheets) -> tuple[Plan, Path]:
    found = plan(folder / "in.xlsx", sheets)
    write_plan(found, folder / "plan.xlsx")
    return found, folder / "plan.xlsx"


def assert_same(plan_: Plan, other: Plan) -> None:
    pd.testing.assert_frame_equal(plan_.tables["Resilience"], other.tables["Resilience"], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("seed", few(2, range(1, 7)))
def test_a_plan_is_told_the_same_by_stress_as_by_solve(tmp_path: Path, seed: int) -> None:
    try:
        found, path = written(tmp_path, draw(random.Random(seed)))
    except InfeasibleError:
        pytest.skip("drawn without a plan")
    assert_same(found, struck(path, None, 0, 1))


# Two price steps, a contract, a lane in use, a curve's size, an origin followed by a rule, a stock.
RICH = small(
    Sites="site | country\nhome | H\nfar | F",
    Materials="material | value\nore | 1\ngoods | 5",
    Periods="period\none\ntwo",
    Recipes="process | role | item | amount\nmake | makes | goods | 1\nmake | consumes | ore | 1",
    Suppliers="supplier | site | material | price | maximum | fixed cost | until\nA | far | ore | 2 | 4 | | one\n"
              "A | far | ore | 3 | 20 | |\nB | home | ore | 6 | 9 | 1 |",
    Lanes="from | to | cost | fixed cost\nfar | home | 0.1 | 0.5",
    Demand="market | material | amount | shortage cost\nhome | goods | 10 | 60",
    Projects="project | place | adds | curve | lead time\nplant | home | make | sizes | 0",
    Curves="curve | size | capital\nsizes | 2 | 5\nsizes | 12 | 20",
    Stockpiles="site | material | initial | final | maximum | holding cost\nhome | ore | 3 | 5 | 6 | 0.1",
    Rules="rule | measure | material | buyers | limit\nmix | each share at most | ore | H | 0.7",
    Disruptions="disruption | probability | duration | required\ncut | 0.05 | 0.75 | 0.6\nblaze | 0.02 | 1.5 |",
    Hits="disruption | target | name | remaining\ncut | country | F | 0\nblaze | supplier | A | 0.4",
)  # fmt: skip


def test_every_kind_of_decision_is_read_back(tmp_path: Path) -> None:
    found, path = written(tmp_path, RICH)
    assert (found.tables["Resilience"]["kept"].tolist()) == ["yes", "yes", "", ""]
    again = struck(path, None, 0, 1)
    assert_same(found, again)
    assert (again.book.path.name, again.book.sha256) == (found.book.path.name, found.book.sha256)


def test_what_was_taken_from_a_plan_by_hand_shows(tmp_path: Path) -> None:
    found, path = written(tmp_path, RICH)
    tables, _ = read_plan(path)
    bare = dict(tables) | {"Purchases": tables["Purchases"].assign(**{"in use": float("nan")})}
    bare["Balances"] = tables["Balances"].assign(stock=0.0)
    write_plan(replace(found, tables=bare), path)
    rows_ = struck(path, None, 0, 1).tables["Resilience"]
    assert rows_["kept"].tolist()[1] == "NO"  # neither stock nor the contract at home


def test_the_command_writes_a_copy_with_the_sheet_and_its_map(tmp_path: Path) -> None:
    found, path = written(tmp_path, LINE)
    change(path, {"Resilience!E2": 0.123})
    result = CliRunner().invoke(main, ["stress", str(path)])
    assert result.exit_code == NOT_VERIFIED_CODE, result.output  # it was changed after it was written
    copy = path.with_name("plan-stress.xlsx")
    tables, _ = read_plan(copy)
    pd.testing.assert_frame_equal(tables["Resilience"], found.tables["Resilience"], rtol=1e-6, atol=1e-6)
    sheet = load_workbook(copy)["Resilience map"]
    assert [cell.value for cell in sheet[1]] == ["disruption", "now"]
    assert sheet["A2"].value == "C1"
    assert sheet["B2"].value == pytest.approx(1 - 23 / 80)
    assert sheet.conditional_formatting


def test_a_table_that_does_not_fit_the_plan_s_own_workbook_is_refused(tmp_path: Path) -> None:
    found, path = written(tmp_path, RICH)
    tables = dict(found.tables) | {"Production": found.tables["Production"].assign(site="nowhere")}
    write_plan(replace(found, tables=tables), path)
    with pytest.raises(FileError, match="Production, row 2"):
        struck(path, None, 0, 1)


class Unsure(WarmProgram):
    """A programme that the solver cannot end within its tolerances once a row was added."""

    has_more = False

    def add_rows(self, *rows: Any) -> None:
        self.has_more = True
        super().add_rows(*rows)

    def run(self, time_limit: float) -> Answer:
        answer = super().run(time_limit)
        return replace(answer, status=Status.FAILED, values=None) if self.has_more else answer


def test_the_fairest_of_ways_that_cost_the_same_is_found_where_a_warm_solve_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the goods are lost, two towns ask for them at the same shortage cost: each is served half."""
    sheets = small(
        Sites="site | country\nmine | Far\nnorth | Home\nsouth | Home",
        Suppliers="supplier | site | material | price | maximum\nmaker | mine | goods | 1 | 20",
        Lanes="from | to\nmine | north\nmine | south",
        Demand="market | material | amount | shortage cost\nnorth | goods | 10 | 100\nsouth | goods | 10 | 100",
        Disruptions="disruption | probability | onset | duration\ntrouble | 0.1 | * | 1",
        Hits="disruption | target | name | remaining\ntrouble | supplier | maker | 0.5",
    )
    monkeypatch.setattr(aftermath, "WarmProgram", Unsure)
    found, _ = written(tmp_path, sheets)
    assert found.tables["Resilience"]["service"].tolist() == pytest.approx([0.5] * len(found.tables["Resilience"]))
    assert set(found.tables["Checks"]["pass"]) == {"yes"}
