"""What is judged of a plan's disruptions: on what rounding leaves of limits, without end, and alone where it fails."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from workbooks import book_of, checked, cost, plan, rows, small

from planner.audit import audit as audits
from planner.audit import branches as audit_branches
from planner.audit.units import BranchError
from planner.errors import BrokenTaskError, InfeasibleError, SolverError, WorkbookError
from planner.infeasibility.planned import plan_book
from planner.planning import pipeline
from planner.planning.workbooks import remarks
from planner.plans import resilience
from planner.plans.tables import EXTRA_COSTS
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.outcome import Answer
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status

if TYPE_CHECKING:
    from pathlib import Path

    from workbooks import Sheets


def with_periods(names: str, **sheets: str) -> Sheets:
    periods = [{"period": name} for name in names.split()]
    return small(**sheets) | {"Periods": periods, "Sites": [{"site": "here", "country": "home"}]}


def test_a_total_that_is_used_up_leaves_a_branch_nothing(tmp_path: Path) -> None:
    """What is left of 199.96 after all of it is bought was -2.8e-14, and no branch could be run.

    Asked for are 25.114 for half a year, then 500 for five years and one: 3,012.557. The mine's 199.96 come at 1,
    27.24 a year at 4, as far as they are asked for (12.557, 136.2, 27.24), and the rest at 9.
    """
    sheets = with_periods(
        "a b c",
        Suppliers="""supplier | site | material | price | total | maximum
                     mine | here | goods | 1 | 199.96 |
                     spot | here | goods | 9 | |
                     mid | here | goods | 4 | | 27.24""",
        Demand="""market | material | amount | b | c | shortage cost
                  here | goods | 25.114 | 500 | 500 | 100""",
        Disruptions="""disruption | required | onset
                       less | 0.5 | c""",
        Hits="""disruption | target | name | remaining
                less | supplier | spot | 0.9""",
    )
    sheets["Periods"] = rows("""period | years
                                a | 0.5
                                b | 5
                                c | 1""")
    right = 199.96 + 4 * (12.557 + 136.2 + 27.24) + 9 * (3012.557 - 199.96 - 175.997)
    assert right == pytest.approx(24633.348)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(right)


def test_a_plant_that_is_closed_in_full_is_survived_or_not_by_what_else_there_is(tmp_path: Path) -> None:
    """Five blocks of 10.636 leave 3.6e-15 of 53.18, which is none: the market serves all, for ever."""
    sheets = with_periods(
        "a b c",
        Recipes="""process | role | item | amount
                   fab | makes | goods | 1""",
        Plants="""site | process | capacity | fixed cost
                  here | fab | 53.18 | 500""",
        Projects="""project | place | removes | block | starts | fixed capital | decision
                    close | here | fab | 10.636 | 5 | 1 | a: 1; b: 4""",
        Suppliers="""supplier | site | material | price
                     spot | here | goods | 2""",
        Demand="""market | material | amount | shortage cost
                  here | goods | 30 | 100""",
        Disruptions="""disruption | required | onset | probability
                       less | 0.5 | c | 0.1""",
        Hits="""disruption | target | name | remaining
                less | plant | fab @ here | 0.5""",
    )
    (row,) = checked(tmp_path / "in.xlsx", sheets).tables["Resilience"].to_dict("records")
    assert row["service"] == 1
    assert math.isnan(row["time to survive"])
    assert row["exposed"] == "no"


def test_a_sale_without_limit_of_what_is_in_stock(tmp_path: Path) -> None:
    """What a branch sells without limit the trunk would have to buy first, at a loss: 2 x 5 x (50 - 10).

    Alone a branch's cost has no least, however much the plan may hold; together with the plan's it has.
    """
    sheets = with_periods(
        "2026 2027",
        Suppliers="""supplier | site | material | price | maximum
                     dear | here | goods | 60 |
                     cheap | here | goods | 10 | 5""",
        Demand="""market | material | price
                  here | goods | 50""",
        Stockpiles="""site | material
                      here | goods""",
        Disruptions="""disruption | probability | onset
                       dear out | 0.1 | 2027""",
        Hits="""disruption | target | name
                dear out | supplier | dear""",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-400)


@pytest.mark.parametrize("home", ["1", "-1"])
@pytest.mark.parametrize("junk", [False, True])
def test_what_cannot_be_guaranteed_is_told_whatever_else_is_earned(tmp_path: Path, home: str, junk: bool) -> None:
    """Five of ten can be had at home, where nine tenths are asked for: never that money could be earned."""
    with pytest.raises(InfeasibleError) as refused:
        plan(tmp_path / "in.xlsx", _out_of_reach(home, junk))
    assert "Disruptions!C2 (far out, required): 0.9 -> 0.5" in str(refused.value)


def _out_of_reach(home: str, junk: bool) -> Sheets:
    sheets = small(
        Sites="""site | country
                 here | home
                 there | away""",
        Suppliers=f"""supplier | site | material | price | maximum
                      far | there | goods | 3 |
                      near | here | goods | {home} | 5""",
        Lanes="""from | to
                 there | here""",
        Demand="""market | material | amount | price | shortage cost
                  here | goods | 10 | | 100""",
        Disruptions="""disruption | probability | required
                       far out | 0.1 | 0.9""",
        Hits="""disruption | target | name
                far out | country | away""",
    )
    if junk:
        sheets["Materials"] = [{"material": "goods"}, {"material": "scrap"}]
        sheets["Suppliers"] += rows("""supplier | site | material | price | maximum
                                       junk | here | scrap | 1 | 5""")
        sheets["Demand"] += rows("""market | material | price
                                    here | scrap | 4""")
    return sheets


def test_what_earns_without_limit_is_named_at_its_cell(tmp_path: Path) -> None:
    sheets = small(
        Suppliers="""supplier | site | material | price
                     far | here | goods | 3""",
        Demand="""market | material | amount | price
                  here | goods | | 4""",
    )
    with pytest.raises(WorkbookError) as refused:
        plan(tmp_path / "in.xlsx", sheets)
    (fault,) = refused.value.faults
    assert fault.wrong == "money could be earned without limit by what is sold here"
    assert fault.place == "Demand!row 2, a new column amount"


def test_what_rounding_leaves_of_a_limit_is_none() -> None:
    """Three parts of 0.1 leave -5.6e-17 of 0.3; a capacity is never less than none; a stock is what it is."""
    program: Any = BranchProgram.__new__(BranchProgram)
    parts = {
        "row_lower": np.array([-math.inf, -math.inf, 0.0]),
        "row_upper": np.array([0.3, 1.0, 0.0]),
        "matrix_trunk": _rows([0.1, 0.1, 0.1, 0, 0], [0, 0, 0, 2.0, 0], [0, 0, 0, 0, -1.0]),
        "nonnegative": np.array([0, 1]),
    }
    for name, value in parts.items():
        object.__setattr__(program, name, value)
    lower, upper = program.limits(np.array([1.0, 1.0, 1.0, 1.0, 1e-9]))
    assert (0.3 - (0.1 + 0.1 + 0.1)) != 0
    assert upper.tolist() == [0.0, 0.0, 1e-9]
    assert lower.tolist() == [-math.inf, -math.inf, 1e-9]
    assert program.limits(np.array([1.0, 1.0, 1.0, 1.0, -1e-9]))[0][2] == 0  # no stock is below none


def _rows(*found: list[float]) -> Any:
    from scipy.sparse import csr_array

    return csr_array(np.array(found))


def struck() -> Sheets:
    """Return a workbook of two disruptions that each leave the other's supplier."""
    return small(
        Suppliers="""supplier | site | material | price | maximum
                     near | here | goods | 1 | 10
                     far | here | goods | 2 | 10""",
        Demand="""market | material | amount | shortage cost
                  here | goods | 10 | 100""",
        Disruptions="""disruption | probability
                       near out | 0.1
                       far out | 0""",
        Hits="""disruption | target | name
                near out | supplier | near
                far out | supplier | far""",
    )


@pytest.mark.parametrize(
    ("what", "words", "blank"),
    [("recourse_of", "service and cost: no luck", {"service", "shortage", *EXTRA_COSTS}),
     ("time_to_survive", "time to survive: no luck", {"time to survive"})],
)  # fmt: skip
def test_what_cannot_be_judged_is_said_in_its_row_and_costs_no_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, words: str, blank: set[str]
) -> None:
    """Near serves all at 1, and far at 2 in its place: 10 and a tenth of 10 more, whatever is judged of it."""
    right, failed = getattr(resilience, what), iter([True, False])

    def judged(*arguments: Any) -> Any:
        if next(failed):
            message = "no luck"
            raise SolverError(message)
        return right(*arguments)

    monkeypatch.setattr(resilience, what, judged)
    found = plan(tmp_path / "in.xlsx", struck())
    assert found.run["objective"] == pytest.approx(11)
    first, second = found.tables["Resilience"].to_dict("records")
    assert (first["not judged"], second["not judged"]) == (words, "")
    numbers = ("service", "shortage", *EXTRA_COSTS)
    assert {name for name in numbers if math.isnan(first[name])} == blank & set(numbers)
    assert (first["exposed"] == "") == ("time to survive" in blank)
    assert [text for text in remarks(found) if "near out" in text] == [
        f"CHECK DOES NOT PASS: branches: judged, at near out, now, {words}"
    ]
    assert len(remarks(found)) == 1


def test_workers_that_end_cost_the_rows_that_they_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(function: Any, calls: Any, count: int, options: Any) -> Any:
        yield function(*next(calls))
        message = "the process that judges a disruption ended 3 times before it had finished"
        raise BrokenTaskError(message)

    monkeypatch.setattr(resilience, "mapped", ended)
    table = plan(tmp_path / "in.xlsx", struck()).tables["Resilience"]
    assert table["service"][0] == 1
    assert table["not judged"][1].startswith("service and cost: the process that judges a disruption ended 3 times")


def test_workers_of_the_audit_that_end_cost_a_check_and_not_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the branches are judged before what is beside the plan is waited for."""

    def ended(function: Any, calls: Any, *_: Any, **__: Any) -> Any:
        yield function(*next(calls))
        message = "the process that judges a disruption ended 3 times before it had finished"
        raise BrokenTaskError(message)

    monkeypatch.setattr(audits, "BRANCHES", 1)
    monkeypatch.setattr(pipeline, "mapped", ended)
    found = plan_book(book_of(tmp_path / "in.xlsx", struck()), told_beside=True)
    failed = found.tables["Checks"].query("`pass` != 'yes'")
    assert failed["check"].tolist() == ["branches: judged"]
    assert "ended 3 times before it had finished" in failed["where"].iloc[0]
    assert not found.tables["Baseline"].empty


def test_what_the_audit_cannot_solve_is_a_check_that_does_not_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Any) -> float:
        message = "the audit could not solve it: no luck"
        raise BranchError(message)

    monkeypatch.setattr(audit_branches, "time_to_survive", fails)
    found = plan(tmp_path / "in.xlsx", struck())
    failed = found.tables["Checks"].query("`pass` != 'yes'")
    assert failed["check"].tolist() == ["branches: judged"]
    assert "near out, now, the audit could not solve it: no luck" in failed["where"].iloc[0]


@pytest.mark.parametrize("chance", [None, 0.1])
def test_a_branch_that_earns_without_limit_is_no_reason_to_have_no_plan(tmp_path: Path, chance: float | None) -> None:
    """A rule keeps what is bought at 1 to three, and holds undisturbed only: a branch buys and sells at 4 without end.

    Undisturbed two go to the market that is short at 10, one is sold: 3 - 4. Where their lane is out, the market has
    nothing; what could be earned meanwhile counts as no gain.
    """
    sheets = small(
        Sites="""site | country
                 here | home
                 there | away""",
        Suppliers="""supplier | site | material | price
                     far | here | goods | 1""",
        Demand="""market | material | amount | price | shortage cost
                  here | goods | | 4 |
                  there | goods | 2 | | 10""",
        Rules="""rule | measure | material | limit
                 little | amount at most | goods | 3""",
        Disruptions="""disruption
                       lane out""",
        Hits="""disruption | target | name
                lane out | lane | here > there""",
    )
    sheets["Lanes"] = [{"from": "here", "to": "there"}]
    sheets["Disruptions"][0]["probability"] = chance
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(-1)
    (row,) = found.tables["Resilience"].to_dict("records")
    assert (row["service"], row["shortage"], row["extra cost as counted"]) == (0.0, 2.0, 0.0)
    assert math.isnan(row["extra cost in the year's money"])


@pytest.mark.parametrize("surplus", ["none", "free"])
def test_what_a_lost_store_held_is_lost_though_nothing_may_be_left_over(tmp_path: Path, surplus: str) -> None:
    """Four of ten are in stock at first, six are bought at 1; with the store, at a chance of 0.1, four are lost at 1.

    That nothing may be left over is no reason to have no plan: nobody chose it.
    """
    sheets = with_periods(
        "one two",
        Suppliers="""supplier | site | material | price
                     mine | here | goods | 1""",
        Resources="""resource | place | capacity
                     cold | here | 5""",
        Stockpiles="""site | material | initial | uses
                      here | goods | 4 | cold: 1""",
        Demand="""market | material | one | two | shortage cost
                  here | goods | 0 | 10 | 100""",
        Disruptions="""disruption | onset | probability
                       cold out | one | 0.1""",
        Hits="""disruption | target | name
                cold out | resource | cold @ here""",
    )
    sheets["Materials"] = [{"material": "goods", "value": 1, "surplus": surplus}]
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(6.4)


def test_a_branch_in_which_the_solver_stops_short_is_asked_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warm solve that fails, in the solve itself and in what is judged after it, is one from nothing."""
    right = WarmProgram.run

    def stops_short(warm: WarmProgram, seconds: float) -> Answer:
        found = right(warm, seconds)
        is_branch = found.values is not None and len(found.values) < 10
        return Answer(Status.FAILED, 0.0, message="no luck") if is_branch else found

    monkeypatch.setattr(WarmProgram, "run", stops_short)
    found = plan(tmp_path / "in.xlsx", struck())
    assert found.run["objective"] == pytest.approx(11)
    assert "not judged" not in found.tables["Resilience"]
