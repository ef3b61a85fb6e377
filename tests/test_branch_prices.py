"""Prices of limits that bind in the branches of disruptions, against what the objective does when a cell is changed."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest
from pool_here import PoolHere
from test_contract_prices import STEP, limits, moved, price
from workbooks import Sheets, checked, objective, small, write

from planner.infeasibility.planned import plan_book
from planner.solving.branches import evaluation as engines
from planner.solving.outcome import Options
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.measure import THE_COST
from planner.studies.core.plain import plain_of, value_of
from planner.studies.core.query import CaseSetting, Query
from planner.studies.core.query_worker import Known, known_of, start_of
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan

# Three years of which the second is long: windows reach into the next period, and begin before projects are there.
NETWORK = {
    "Settings": "setting | value\n discount rate | 0.1\n gap | 0\n risk weight | 0.3\n risk level | 0.8",
    "Periods": "period | years\n first | 1\n second | 2\n third | 1",
    "Countries": "country | bloc\n A | East\n B | East",
    "Sites": "site | country\n home | H\n pit A | A\n pit B | B\n pit C | C",
    "Materials": "material | surplus | value\n goods | none | 3\n ore | none | 2\n scrap | none | 1",
    "Recipes": """
        process | role | item | amount
        press | makes | goods | 1
        press | consumes | ore | 1.1
        press | uses | power | 0.5
        melt | makes | goods | 1
        melt | consumes | scrap | 1.3
        """,
    "Plants": """
        site | process | capacity | variable cost | availability | second
        home | press | 60 | 3 | 0.9 |
        home | melt | 12 | 9 | 0.8 | 13
        """,
    "Resources": "resource | place | capacity | second\n power | H | 25.3 | 27",
    "Suppliers": """
        supplier | site | material | price | maximum | total | fixed cost | needs | second
        mine A | pit A | ore | 1 | | 131 | | |
        mine B | pit B | ore | 2 | 17 | | 5 | | 19
        mine C | pit C | ore | 4 | 23 | | | |
        yard | home | scrap | 1 | 22 | | | |
        trade | home | goods | 40 | 11 | | | |
        trade | home | goods | 50 | 7 | | | licence |
        """,
    "Lanes": """
        from | to | cost | maximum | fixed cost
        A | home | 0.5 | 37 |
        B | home | 0.4 | 18 | 2
        C | home | 0.1 | 21 |
        """,
    "Projects": """
        project | place | fixed capital | capital rate | adds | maximum | must
        licence | H | 1 | | | | yes
        mill | home | 8 | 30 | melt | 40 | yes
        """,
    "Demand": """
        market | material | amount | shortage cost | price | second
        home | goods | 70 | 90 | | 77
        home | scrap | 3.7 | | 8 |
        """,
    "Stockpiles": """
        site | material | maximum | holding cost | initial | final
        home | goods | 6 | 0.7 | 2 | 1
        home | ore | 9 | 0.3 | 4 |
        """,
}
HITS = """
    disruption | target | name | material | remaining
    east | bloc | East | | 0.35
    fire | plant | press @ home | | 0.4
    fire | resource | power | | 0.7
    rush | demand | home | goods | 1.3
    rush | lane | C > home | ore | 0.6
    ban | supplier | mine A | |
    """
DISRUPTIONS = {
    "CHANCE": """
        disruption | probability | onset | duration | required
        east | 0.11 | * | 1.5 |
        fire | 0.07 | first; second | 0.75 |
        rush | 0.13 | second | 1.25 |
        ban | 0.05 | third | 1 |
        """,
    "GUARANTEE": """
        disruption | onset | duration | required
        east | second | 1.5 | 0.97
        fire | first | 0.75 | 0.8
        rush | second | 1.25 | 0.89
        ban | third | 1 | 0.99
        """,
    "BOTH": """
        disruption | probability | onset | duration | required
        east | 0.011 | second | 1.5 | 0.97
        fire | 0.007 | first; second | 0.75 |
        rush | 0.013 | second | 1.25 | 0.89
        ban | 0 | third | 1 | 0.99
        """,
}

REMOVED = small(
    Periods="period\n first\n second",
    Recipes="process | role | item | amount\n run | makes | goods | 1",
    Plants="site | process | capacity | second\n here | run | 10 | 10.5",
    Projects="""
        project | place | adds | removes | block | lead time | decision
        close | here | | run | 14 | 1 | first
        new | here | run | | 8 | | second
        """,
    Suppliers="supplier | site | material | price | maximum\n import | here | goods | 50 | 3",
    Demand="market | material | amount | shortage cost\n here | goods | 12 | 100",
    Disruptions="disruption | probability | onset | duration\n trouble | 0.1 | first | 2",
    Hits="disruption | target | name\n trouble | supplier | import",
)


def network(name: str) -> Sheets:
    return small(**(NETWORK | {"Disruptions": DISRUPTIONS[name], "Hits": HITS}))


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("CHANCE", 0),
        ("GUARANTEE", 1),
        ("BOTH", 2),
        *(pytest.param(name, None, marks=pytest.mark.whole) for name in DISRUPTIONS),
    ],
)
def test_prices_are_what_the_objective_does(tmp_path: Path, name: str, part: int | None) -> None:
    """Most prices are unique; of the others a little more saves less than the price, and a little less costs more.

    Of each kind of disruptions a ninth of the limits is tried, other ones of each; with ``--whole`` all of each kind.
    """
    sheets, path = network(name), tmp_path / "in.xlsx"
    found = checked(path, sheets)
    best, every = found.run["objective"], limits(sheets)
    shown = {limit[0] for limit in every if price(found, sheets, limit)}
    assert shown >= {"Plants", "Resources", "Suppliers", "Lanes", "Demand", "Stockpiles"}
    for limit in every if part is None else every[part::9]:
        worth = price(found, sheets, limit)
        more = (best - objective(path, moved(sheets, limit, STEP))) / STEP
        slack = 1e-4 * max(1.0, abs(more))
        if worth != pytest.approx(more, abs=slack):
            less = (objective(path, moved(sheets, limit, -STEP)) - best) / STEP
            assert more - slack <= worth <= less + slack, (limit, less, worth, more)


def test_an_offer_that_only_an_outage_fills_is_priced_by_its_chance(tmp_path: Path) -> None:
    """At home 4 of 10 are short for 100 in one year of ten; one more at 3 saves 97 then, and nothing otherwise."""
    sheets = small(
        Sites="site\n home\n far",
        Suppliers="""
            supplier | site | material | price | maximum
            Cheap | far | goods | 1 | 20
            Dear | home | goods | 3 | 6
            """,
        Lanes="from | to\n far | home",
        Demand="market | material | amount | shortage cost\n home | goods | 10 | 100",
        Disruptions="disruption | probability\n trouble | 0.1",
        Hits="disruption | target | name\n trouble | supplier | Cheap",
    )
    table = checked(tmp_path / "in.xlsx", sheets).tables["Prices"]
    words = "Suppliers: one more unit of maximum of Dear / home / goods in now saves 9.7 million USD"
    offers = table[table["sheet"] == "Suppliers"]
    assert list(offers["in words"]) == [words]
    # a unit more of demand costs 1 undisturbed, and 100 - 1 more than that in the outage
    assert table[table["sheet"] == "Demand"]["price"].tolist() == pytest.approx([-(1 + 0.1 * 99)])


def test_a_capacity_that_is_removed_whole_before_an_onset_has_no_price_there(tmp_path: Path) -> None:
    """The mill gives up 14 of 10 from the second year on; what makes up for it is started after the onset.

    So nothing is left in the second step, and a unit more would leave nothing still; in the first year it saves.
    """
    sheets = REMOVED
    found = checked(tmp_path / "in.xlsx", sheets)
    for limit in limits(sheets):
        if limit[0] == "Plants":
            worth = price(found, sheets, limit)
            step = (found.run["objective"] - objective(tmp_path / "in.xlsx", moved(sheets, limit, STEP))) / STEP
            assert worth == pytest.approx(step, abs=1e-4), limit


def same(found: Plan, expected: Plan) -> None:
    """Hold two plans to the same prices."""
    first, second = (each.tables["Prices"] for each in (found, expected))
    names = ["sheet", "row", "column", "period"]
    assert first[names].to_numpy().tolist() == second[names].to_numpy().tolist()
    assert first["price"].tolist() == pytest.approx(second["price"].tolist(), rel=1e-7)


def test_workers_send_the_same_prices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = read(write(tmp_path / "in.xlsx", network("BOTH")))
    alone, workers = plan_book(book), PoolHere(2)
    monkeypatch.setattr(engines, "JUDGED", -1.0)
    monkeypatch.setattr(engines, "pool_of", lambda _: nullcontext(workers))
    same(plan_book(book, processes=2), alone)
    assert workers.calls > 2


def test_rows_that_another_process_found_carry_their_prices(tmp_path: Path) -> None:
    """The rows travel as JSON does; with all of them there the second has none to find."""
    book, question = read(write(tmp_path / "in.xlsx", network("BOTH"))), Query(THE_COST)
    first, second = (CompiledCase(book, CaseSetting(), Options(gap=0)) for _ in range(2))
    known = plain_of(known_of(first, first.ask(question).values))
    start_of(second, value_of(Known, json.loads(json.dumps(known))))
    found = second.ask(question)
    assert found.planes.added == 0
    same(second.plan(found), plan_book(book))
