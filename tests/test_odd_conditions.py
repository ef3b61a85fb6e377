"""Conditions of the model and of the audit that count only where two odd things meet, each where it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from small_world import book_of, tables_of, verdict
from test_model_parts import problem_of
from workbooks import checked, cost, small, write

from planner.audit.audit import audit
from planner.audit.claims import Claims
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.audit.network import lanes_of
from planner.audit.outage_sets import audit_sets, sets_to_prove
from planner.errors import WorkbookError
from planner.planning.modelled import model_of
from planner.planning.whole import whole_model
from planner.plans.tables import SETS
from planner.statuses import Status
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.bounds import Bounds
from planner_models.index import Index
from planner_models.measures import COST
from planner_models.steps import is_decided

if TYPE_CHECKING:
    from pathlib import Path

    from workbooks import Sheets

WANTED = "market | material | amount | shortage cost\nhere | goods | 1 | 9"


def test_a_price_step_is_decided_in_the_years_in_which_it_is_the_cheaper_one(tmp_path: Path) -> None:
    sheets = small(
        Periods="period\na\nb",
        Series="series | a | b\nchanging | 4 | 6",
        Suppliers="supplier | site | material | price | maximum\n"
        "S | here | goods | 5 | 5\nS | here | goods | changing | 5",
        Demand=WANTED,
    )
    problem = problem_of(tmp_path, sheets)
    assert [is_decided(problem, 1, t) for t in (0, 1)] == [True, False]


@pytest.mark.parametrize("reserve", ["4 | 0", "0 | 4"])
def test_a_reserve_is_kept_in_its_own_year(tmp_path: Path, reserve: str) -> None:
    sheets = small(
        Periods="period\na\nb",
        Series=f"series | a | b\nkept | {reserve}",
        Suppliers="supplier | site | material | price\nmine | here | goods | 1",
        Stockpiles="site | material | reserve\nhere | goods | kept",
        Demand="market | material | amount | shortage cost\nhere | goods | 0 | 9",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(4)


def test_lanes_are_paid_for_from_their_own_sites_and_only_where_they_pay(tmp_path: Path) -> None:
    """From here three are carried for pay, and five at a cost; from afar seven for pay."""
    sheets = small(
        Sites="site\nhere\nfar\nport",
        Lanes="from | to | maximum | cost\nhere | port | 3 | -1\nhere | far | 5 | 1\nfar | port | 7 | -1",
        Suppliers="supplier | site | material | price\nmine | here | goods | 1",
        Demand=WANTED,
    )
    problem = problem_of(tmp_path, sheets)
    here = problem.links[0].start
    assert Bounds(Index(problem))._paid_for(0, frozenset({here}), 0) == 3


@pytest.mark.parametrize(("recipe", "unasked"), [("", 0.0), ("\nrun | makes | slag | 2", 6.0)])
def test_only_what_is_made_beside_something_else_comes_unasked(tmp_path: Path, recipe: str, unasked: float) -> None:
    sheets = small(
        Materials="material\ngoods\nslag",
        Recipes=f"process | role | item | amount\nrun | makes | goods | 1{recipe}",
        Plants="site | process | capacity\nhere | run | 6",
        Demand=WANTED,
    )
    problem = problem_of(tmp_path, sheets)
    assert Bounds(Index(problem))._made_unasked(0, 0, 0) == unasked


@pytest.mark.parametrize("stages", [2, 4, 5, 9])
def test_rules_ask_of_inputs_through_all_stages(tmp_path: Path, stages: int) -> None:
    """Of each stage ten come from abroad, at 1, and as many must be made at home, each of one of the next stage's.

    The last ones at home are bought, ten at 1, by a contract that costs 1 and has no maximum.
    """
    own, other = [f"own {n}" for n in range(stages)], [f"other {n}" for n in range(stages)]
    made = [(n, f"make {n}") for n in range(stages - 1)]
    sheets = small(
        Sites="site | country\nhere | H\nfar | F",
        Materials="\n".join([
            "material | family",
            *(f"{x} | f{n}" for each in (own, other) for n, x in enumerate(each)),
        ]),
        Recipes="\n".join([
            "process | role | item | amount",
            *(f"{x} | makes | {own[n]} | 1\n{x} | consumes | {other[n + 1]} | 1" for n, x in made),
        ]),
        Plants="\n".join(["site | process", *(f"here | {x}" for _, x in made)]),
        Suppliers="\n".join([
            "supplier | site | material | price | fixed cost",
            *(f"shop | far | {x} | 1 |" for x in other), f"last | here | {own[-1]} | 1 | 1",
        ]),
        Lanes="from | to\nfar | here",
        Rules="\n".join([
            "rule | measure | material | origins | limit",
            *(f"r{n} | share at least | f{n} | H | 0.5" for n in range(stages)),
        ]),
        Demand=f"market | material | amount | shortage cost\nhere | {other[0]} | 10 | 100000",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10 * stages + 10 + 1)


@pytest.mark.parametrize(("gain", "maximum"), [(0.5, ""), (0.9, "1000"), (0.9, ""), (0.99, "5000"), (0.99, "")])
def test_what_rules_ask_for_may_come_back_to_itself(tmp_path: Path, gain: float, maximum: str) -> None:
    """Ten of A come from abroad, and as many are made at home, of B, half of which is made at home of A from abroad.

    So A from abroad comes for the market and for what matches it: 10 / (1 - gain), and as much B.
    """
    assert cost(tmp_path / "in.xlsx", _ring(gain, maximum)) == pytest.approx(2 * 10 / (1 - gain) + 2)


def _ring(gain: float, maximum: str) -> Sheets:
    """Return two products of which half is made at home, each of what comes of the other from abroad."""
    return small(
        Sites="site | country\nhere | H\nfar | F",
        Materials="material | family\nown A | A\nother A | A\nown B | B\nother B | B",
        Recipes="process | role | item | amount\nmake A | makes | own A | 1\nmake A | consumes | other B | 1\n"
        f"make B | makes | own B | 1\nmake B | consumes | other A | {gain}",
        Plants="site | process\nhere | make A\nhere | make B",
        Suppliers="supplier | site | material | price | fixed cost | maximum\n"
        f"shop | far | other A | 1 | 1 | {maximum}\nshop | far | other B | 1 | 1 | {maximum}",
        Lanes="from | to\nfar | here",
        Rules="rule | measure | material | origins | limit\nA at home | share at least | A | H | 0.5\n"
        "B at home | share at least | B | H | 0.5",
        Demand="market | material | amount | shortage cost\nhere | other A | 10 | 100000",
    )  # fmt: skip


def test_a_herfindahl_limit_that_only_equal_shares_keep_is_proven(tmp_path: Path) -> None:
    """The solver misses by how little it breaks the rule, and came to the same decisions for sixty rounds.

    Of the two countries from which anything comes each has a half, as another rule can say.
    """

    def halves(rule: str) -> Sheets:
        return small(
            Settings="setting | value\ngap | 0",
            Periods="period\nfirst\nsecond\nthird",
            Series="series | first | second | third\nlate | 0 | 100000 | 100000\nearly | 100000 | 100000 | 0",
            Sites="site | country\nhere | HH\nfar | FF\nnear | NN",
            Materials="material | family\nalloy | metals\nore | metals\nparts | metals\nscrap | metals",
            Recipes="process | role | item | amount\nmake | makes | parts | 1\nmake | consumes | scrap | 0.9\n"
            "make | consumes | alloy | 1",
            Plants="site | process\nnear | make",
            Suppliers="supplier | site | material | price | fixed cost | maximum\none | near | alloy | 5 | | 100000\n"
            "two | near | ore | 5 | | 100000\nthree | near | parts | 2 | | late\nfour | far | scrap | 2 | 3 | early",
            Stockpiles="site | material\nnear | scrap\nnear | parts",
            Lanes="from | to | cost\n* | * | 0.1",
            Rules=f"rule | material | measure | limit\nspread | metals | {rule} | 0.5",
            Demand="market | material | amount | shortage cost\nhere | scrap | 10 | 1000\nnear | parts | 10 | 1000",
        )  # fmt: skip

    found = checked(tmp_path / "in.xlsx", halves("HHI at most"))
    assert found.run["status"] == Status.PROVEN
    assert found.run["objective"] == pytest.approx(cost(tmp_path / "each.xlsx", halves("each share at most")), rel=1e-3)


def test_of_a_price_step_without_a_limit_the_planner_says_so_and_no_library_besides(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What is left over is paid for, so that nothing limits the second step, whose order a measure asks for."""
    sheets = small(
        Materials="material | surplus\ngoods | -1",
        Suppliers="supplier | site | material | price | maximum\nS | here | goods | 2 | 5\nS | here | goods | 3 |",
        Demand=WANTED,
    )
    book = read(write(tmp_path / "in.xlsx", sheets))
    with pytest.raises(WorkbookError, match=r"Suppliers!E3: nothing limits it"):
        model_of(book, assemble(book), frozenset({COST}))
    assert caplog.records == []


def test_the_worst_service_is_a_variable_only_where_it_is_measured(tmp_path: Path) -> None:
    model = whole_model(read(write(tmp_path / "in.xlsx", small(Demand=WANTED))))
    assert not list(model.worst_service)


SHARES = "material | buyer | origin | period | used | share of use\n"


@pytest.mark.parametrize(("told", "answer"), [("| ", "yes"), ("2 | ", "NO"), (" | 0.5", "NO"), ("2 | 0.5", "NO")])
def test_of_what_no_rule_follows_neither_use_nor_share_is_told(tmp_path: Path, told: str, answer: str) -> None:
    row = f"metal | Aland | Bland | 2027 | {told}"
    assert verdict(book_of(tmp_path), "sourcing: uses", Sourcing=SHARES + row) == answer


def test_a_rule_that_is_shown_in_another_year_is_told_with_that_year(tmp_path: Path) -> None:
    book = book_of(tmp_path, Rules="rule | measure | material | limit | until\nR | origins at least | metal | 0 | 2027")
    shown = "rule | measure | of | period | limit | total | value | slack | HHI\n"
    shown += "".join(f"R | origins at least | intake | {period} | 0 | 0 | 4 | 4 | \n" for period in ("2027", "2029"))
    checks = audit(book, tables_of(Concentration=shown), {}).set_index("check")
    assert checks.loc["rules: shown", "where"] == "R, 2029, the rule does not hold then"


EACH = "disruption | target | name\nLoss | country | each"


@pytest.mark.parametrize(("row", "count"), [("2 | | 0.5", 1), ("2 | 0.1 | 0.5", 0), ("1 | | 0.5", 0), ("2 | | ", 0)])
def test_sets_are_proven_where_they_have_a_guarantee_and_no_chance(tmp_path: Path, row: str, count: int) -> None:
    disruptions = f"disruption | together | probability | required | onset\nLoss | {row} | 2027"
    lookup = AuditLookup.of(book_of(tmp_path, Disruptions=disruptions, Hits=EACH))
    claims = Claims(tables_of(), lookup, Ledger())
    assert len(list(sets_to_prove(lookup, lanes_of(lookup), claims, lambda *_: True))) == count


@pytest.mark.parametrize(("listed", "answer"), [("0.7", "yes"), ("0.4", "NO"), ("", "")])
def test_a_set_that_was_not_judged_at_an_onset_is_held_against_nothing(
    tmp_path: Path, listed: str, answer: str
) -> None:
    disruptions = "disruption | together | required | onset\nLoss | 2 | 0.5 | 2027"
    lookup = AuditLookup.of(book_of(tmp_path, Disruptions=disruptions, Hits=EACH))
    tables = tables_of(Resilience=f"disruption | onset | service\nLoss / Aland + Bland | 2027 | {listed}")
    tables[SETS.name] = pd.DataFrame([
        {"disruption": "Loss", "set": "Aland + Bland", "onset": "2028", "service": 0.6, "judged": 1, "not judged": 0,
         "as a part": 0},
    ])  # fmt: skip
    ledger = Ledger()
    audit_sets(lookup, lanes_of(lookup), Claims(tables, lookup, Ledger()), ledger)
    answers = ledger.frame().set_index("check")["pass"]
    assert answers.get("sets: the worst onset", "") == answer
