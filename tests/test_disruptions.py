"""What workbook.md says of disruptions, a sentence each, on plans whose branches can be worked out by hand.

At home 10 a year are asked; the cheap offer is far away, past a strait, and the dear one at home has at most 6.
"""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from drawn_risks import draw
from samples import few
from workbooks import Sheets, checked, cost, plan, settings, small, write

from planner.audit.resilience import conditional_value_at_risk
from planner.errors import InfeasibleError
from planner.planning.modelled import cutters_of
from planner.solving.branches.shapes import Shapes
from planner.solving.branches.whole import extensive
from planner.solving.compile import compile_model
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Options, Tactics
from planner.solving.solve import solve
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.build import trunk

if TYPE_CHECKING:
    from pathlib import Path

OFFERS = "supplier | site | material | price | maximum\nCheap | far | goods | 1 | 20\nDear | home | goods | 3 | 6"


def case(hits: str, disruptions: str = "disruption\ntrouble", **sheets: str) -> Sheets:
    lines = [line + " |" * (4 - line.count("|")) for line in hits.splitlines()]
    base = {
        "Sites": "site | country\nhome | Homeland\nfar | Farland\nother | Otherland",
        "Suppliers": OFFERS,
        "Lanes": "from | to | chokepoints\nfar | home | strait",
        "Demand": "market | material | amount | shortage cost\nhome | goods | 10 | 100",
        "Disruptions": disruptions,
        "Hits": "\n".join(["disruption | target | name | material | remaining", *lines]),
    }
    return small(**(base | sheets))


def judged(path: Path, sheets: Sheets, name: str = "trouble", onset: str = "") -> dict[str, Any]:
    """Return the row of Resilience of a checked plan."""
    table = checked(path / "in.xlsx", sheets).tables["Resilience"]
    found = table[(table["disruption"] == name) & (table["onset"].eq(onset) | (onset == ""))]
    return {str(key): value for key, value in found.iloc[0].items()}


def test_each_makes_one_of_every_row_and_each_but_leaves_out(tmp_path: Path) -> None:
    every = checked(tmp_path / "a.xlsx", case("trouble | country | each"))
    countries = ("Homeland", "Farland", "Otherland")
    assert set(every.tables["Resilience"]["disruption"]) == {f"trouble / {country}" for country in countries}
    but = checked(tmp_path / "b.xlsx", case("trouble | country | each but Homeland; Otherland"))
    assert list(but.tables["Resilience"]["disruption"]) == ["trouble / Farland"]
    assert but.tables["Resilience"]["shortage"][0] == pytest.approx(4)


def test_two_hits_on_one_thing_leave_the_smallest_share(tmp_path: Path) -> None:
    hits = "trouble | supplier | Cheap | | 0.5\ntrouble | country | Farland | | 0.1\ntrouble | supplier | Cheap | | 0.3"
    assert judged(tmp_path, case(hits))["shortage"] == pytest.approx(10 - 6 - 0.1 * 20)


def test_what_has_no_maximum_stays_open_unless_nothing_remains(tmp_path: Path) -> None:
    offers = "supplier | site | material | price\nCheap | far | goods | 1"
    assert judged(tmp_path, case("trouble | supplier | Cheap | | 0.01", Suppliers=offers))["shortage"] == 0
    assert judged(tmp_path, case("trouble | supplier | Cheap | | 0", Suppliers=offers))["shortage"] == pytest.approx(10)


def test_a_window_past_the_last_period_is_cut_and_the_plan_says_so(tmp_path: Path) -> None:
    sheets = case("trouble | country | Farland", "disruption | duration\ntrouble | 1.5", Periods="period\none\ntwo")
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.tables["Resilience"]["window"].tolist() == [1.5, 1]
    assert found.tables["Resilience"]["shortage"].tolist() == pytest.approx([6, 4])
    assert found.run["left out"] == "window cut at the end of the horizon: trouble from two"


def test_the_chance_is_the_probability_times_the_years_of_the_onset(tmp_path: Path) -> None:
    sheets = case("trouble | country | Farland", "disruption | probability | onset\ntrouble | 0.1 | long",
                  Periods="period | years\nshort | 1\nlong | 3")  # fmt: skip
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.tables["Resilience"]["chance"].tolist() == pytest.approx([0.3])
    # a year of it: 6 at home for 18, 4 short for 400; the trunk's year costs 10
    assert found.run["objective"] == pytest.approx(40 + 0.3 * 408)


def test_the_trunk_costs_the_same_stretch_pro_rata(tmp_path: Path) -> None:
    sheets = case("trouble | country | Farland", "disruption | duration\ntrouble | 0.5")
    row = judged(tmp_path, sheets)
    assert row["extra cost in the year's money"] == pytest.approx(3 * 3 + 2 * 100 - 5)
    assert row["service"] == pytest.approx(0.6)


NETWORK = {
    "Sites": "site | country\nhome | Homeland\nfar | Farland\nother | Otherland",
    "Materials": "material\ngoods\nparts",
    "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
    "Plants": "site | process | capacity | variable cost\nfar | make | 2 | 1",
    "Suppliers": "supplier | site | material | price | maximum\nF | far | goods | 1 | 3\nO | other | goods | 1 | 4\n"
                 "P | far | parts | 1 | 9",
    "Lanes": "from | to\nfar | home\nother | far",
    "Demand": "market | material | amount | shortage cost\nhome | goods | 9 | 100\nhome | parts | 5 | 10",
}  # fmt: skip


def test_a_country_is_its_plants_its_offers_and_the_lanes_out_of_it(tmp_path: Path) -> None:
    lost = judged(tmp_path, case("trouble | country | Farland", **NETWORK))
    assert lost["shortage"] == pytest.approx(14)  # what comes from other passes far, and cannot leave it
    lanes = NETWORK | {"Lanes": "from | to\nfar | home\nother | home"}
    assert judged(tmp_path, case("trouble | country | Farland", **lanes))["shortage"] == pytest.approx(14 - 4)


def test_a_material_on_a_hit_narrows_it(tmp_path: Path) -> None:
    assert judged(tmp_path, case("trouble | country | Farland | parts", **NETWORK))["shortage"] == pytest.approx(5)
    assert judged(tmp_path, case("trouble | country | Farland | goods", **NETWORK))["shortage"] == pytest.approx(9)


SHARED = {
    "Materials": "material\ngoods\nparts", "Lanes": "from | to | maximum\nfar | home | 8",
    "Suppliers": "supplier | site | material | price\nC | far | goods | 1\nC | far | parts | 1",
    "Demand": "market | material | amount | shortage cost\nhome | goods | 5 | 100\nhome | parts | 3 | 100",
}  # fmt: skip


@pytest.mark.parametrize(
    ("hits", "short"),
    [
        ("trouble | lane | far > home | goods | 0.25", 3),  # 2 goods, and all parts: the lane itself keeps its 8
        ("trouble | lane | far > home | goods; parts | 0.25", 6),  # 2 of both together
        ("trouble | lane | far > home | goods | 0.25\ntrouble | lane | far > home | parts | 0.5", 4),
        ("trouble | supplier | C | parts | 0", 3),
        ("trouble | country | Farland | parts | 0.25", 1),  # a quarter of the lane's 8 is left to parts
    ],
)
def test_a_hit_on_one_of_several_materials_leaves_the_others(tmp_path: Path, hits: str, short: float) -> None:
    assert judged(tmp_path, case(hits, **SHARED))["shortage"] == pytest.approx(short)


@pytest.mark.parametrize("material", ["slag", "goods", "goods; slag", "*"])
def test_a_plant_is_hit_by_any_of_what_it_makes(tmp_path: Path, material: str) -> None:
    """Of 10 runs half is left; what makes none of it runs on."""
    sheets = case(
        f"trouble | plant | mill @ home | {material} | 0.5\ntrouble | country | Homeland | {material} | 0.8",
        Materials="material | surplus\ngoods | \nslag | 0\nother | ",
        Recipes="process | role | item | amount\nmill | makes | slag | 1\nmill | makes | goods | 1\n"
                "press | makes | goods | 1",
        Plants="site | process | capacity\nhome | mill | 8\nfar | press | 2", Suppliers="",
    )  # fmt: skip
    del sheets["Suppliers"]
    assert judged(tmp_path, sheets)["shortage"] == pytest.approx(4)


@pytest.mark.parametrize("from_far", [{"Lanes": "from | to | fixed cost\nfar | home | 2"}, {}])
def test_a_surge_raises_what_has_no_maximum(tmp_path: Path, from_far: dict[str, str]) -> None:
    """An offer with a fixed cost, or a lane, is in use as a whole: 30 come where 10 came, for 20 more."""
    offers = "supplier | site | material | price | fixed cost\nC | far | goods | 1 | 5"
    row = judged(tmp_path, case("trouble | demand | home | | 3", Suppliers=offers, **from_far))
    assert (row["shortage"], row["extra cost in the year's money"]) == (pytest.approx(0), pytest.approx(20))


def test_a_material_is_the_plants_that_make_it_and_the_offers_of_it(tmp_path: Path) -> None:
    assert judged(tmp_path, case("trouble | material | goods", **NETWORK))["shortage"] == pytest.approx(9)
    assert judged(tmp_path, case("trouble | material | goods @ far", **NETWORK))["shortage"] == pytest.approx(5)


def test_a_chokepoint_is_the_lanes_that_name_it(tmp_path: Path) -> None:
    lanes = "from | to | mode | chokepoints | cost\nfar | home | ship | strait; canal | \nfar | home | air | | 7"
    assert judged(tmp_path, case("trouble | chokepoint | canal", Lanes=lanes))["shortage"] == 0
    row = judged(tmp_path, case("trouble | chokepoint | canal", Lanes=lanes))
    assert row["extra cost in the year's money"] == pytest.approx(6 * 3 + 4 * 8 - 10)


def test_a_demand_that_surges_asks_for_more(tmp_path: Path) -> None:
    row = judged(tmp_path, case("trouble | demand | home | | 3"))
    assert row["shortage"] == pytest.approx(30 - 26)
    assert row["service"] == pytest.approx(26 / 30)


def test_what_stocks_fall_below_the_trunk_is_charged_at_the_value(tmp_path: Path) -> None:
    sheets = case("trouble | country | Farland", Materials="material | value\ngoods | 2",
                  Suppliers=OFFERS.rsplit("\n", 1)[0],
                  Stockpiles="site | material | initial | final\nhome | goods | 4 | 4")  # fmt: skip
    assert judged(tmp_path, sheets)["extra cost in the year's money"] == pytest.approx(6 * 100 + 4 * 2 - 10)


def test_an_offer_has_left_of_its_total_what_the_trunk_did_not_take(tmp_path: Path) -> None:
    offers = ("supplier | site | material | price | maximum | total\nCheap | far | goods | 2 | 20 |\n"
              "Quota | home | goods | 1 | 10 | 12")  # fmt: skip
    sheets = case("trouble | country | Farland", Suppliers=offers, Periods="period\none\ntwo",
                  Settings="setting | value\ndiscount rate | 0.1\ngap | 0")  # fmt: skip
    assert judged(tmp_path, sheets, onset="one")["shortage"] == pytest.approx(0)
    assert judged(tmp_path, sheets, onset="two")["shortage"] == pytest.approx(8)


@pytest.mark.parametrize(("start", "short"), [("one", 0), ("two", 20)])
def test_what_starts_after_the_onset_does_not_come_in(tmp_path: Path, start: str, short: float) -> None:
    offers = "supplier | site | material | price | needs\nCheap | far | goods | 1 |\nDear | home | goods | 3 | pact"
    sheets = case("trouble | country | Farland", "disruption | onset | duration\ntrouble | one | 2",
                  Suppliers=offers, Periods="period\none\ntwo",
                  Projects=f"project | place | decision\npact | home | {start}")  # fmt: skip
    assert judged(tmp_path, sheets)["shortage"] == pytest.approx(short)


def test_contracts_closed_in_the_trunk_stay_closed_unless_a_guarantee_opens_them(tmp_path: Path) -> None:
    offers = ("supplier | site | material | price | maximum | fixed cost\nCheap | far | goods | 1 | 20 |\n"
              "Dear | home | goods | 3 | 6 | 5")  # fmt: skip
    assert judged(tmp_path, case("trouble | country | Farland", Suppliers=offers))["shortage"] == pytest.approx(10)
    held = case("trouble | country | Farland", "disruption | required\ntrouble | 0.5", Suppliers=offers)
    assert cost(tmp_path / "in.xlsx", held) == pytest.approx(10 + 5)
    row = judged(tmp_path, held)
    assert (row["kept"], row["guarantee"]) == ("yes", 0.5)
    assert row["service"] == pytest.approx(0.6)  # what costs least, at least the guarantee


def test_a_guarantee_that_nothing_can_keep_is_infeasible(tmp_path: Path) -> None:
    sheets = case("trouble | country | Farland", "disruption | required\ntrouble | 0.7")
    with pytest.raises(InfeasibleError):
        plan(tmp_path / "in.xlsx", sheets)


def test_a_sale_is_not_covered(tmp_path: Path) -> None:
    sheets = case("trouble | country | Farland", Demand="market | material | amount | price\nhome | goods | 10 | 9")
    row = judged(tmp_path, sheets)
    assert math.isnan(row["service"])
    assert row["extra cost in the year's money"] == pytest.approx(80 - 36)


@pytest.mark.parametrize(("level", "tail"), [(0.95, 100), (0.9, 50)])
def test_the_tail_of_a_cost_of_100_in_one_of_twenty_is_known(tmp_path: Path, level: float, tail: float) -> None:
    assert conditional_value_at_risk([(0.05, 100)], level) == pytest.approx(tail)
    sheets = case("trouble | country | Farland", "disruption | probability\ntrouble | 0.05",
                  Suppliers="supplier | site | material | price\nCheap | far | goods | 1",
                  Demand="market | material | amount | shortage cost\nhome | goods | 1 | 101")  # fmt: skip
    sheets["Settings"] = settings(discount_rate=0, gap=0, risk_weight=0.5, risk_level=level)
    costs = checked(tmp_path / "in.xlsx", sheets).tables["Costs"].groupby("part")["discounted"].sum()
    assert costs["expected extra cost"] == pytest.approx(0.5 * 5)
    assert costs["risk"] == pytest.approx(0.5 * tail)


def test_the_newsvendor_with_disruptions_holds_the_known_stock(tmp_path: Path) -> None:
    """Snyder and others' newsvendor: n weeks without supply ask for n + 1 weeks' demand from what is held.

    Supply fails with 0.04 and comes back with 0.25 a week, so n weeks of it are behind with the chances below.
    """
    fails, back = 0.04, 0.25
    weeks = range(1, 61)
    sheets = small(
        Materials="material | surplus | value\ngoods | none | 0.0000001",
        Periods="period\nbefore\nweek",
        Suppliers="supplier | site | material | price | until\nmaker | here | goods | 0 | before",
        Series="series | before | week\nholding | 0 | 0.25\nasked | 0 | 2000",
        Stockpiles="site | material | holding cost\nhere | goods | holding",
        Demand="market | material | amount | shortage cost\nhere | goods | asked | 3",
    )
    sheets["Settings"] += settings(disruption_gains="count")  # a surge uses up what would cost to hold
    chances = {n: fails * back / (fails + back) * (1 - back) ** (n - 1) for n in weeks}
    sheets["Disruptions"] = [
        {"disruption": f"{n} weeks", "onset": "week", "probability": chance} for n, chance in chances.items()
    ]
    sheets["Hits"] = [
        {"disruption": f"{n} weeks", "target": "demand", "name": "here", "remaining": n + 1} for n in weeks
    ]
    found = checked(tmp_path / "in.xlsx", sheets)
    held = found.tables["Stockpiles"].set_index("period")["stock"]
    assert held["before"] == pytest.approx(8000)
    assert found.run["objective"] == pytest.approx(2737.07, abs=0.01)


def test_a_guarantee_never_lowers_the_cost(tmp_path: Path) -> None:
    costs = []
    for required in (0, 0.2, 0.4, 0.6):
        asked = f"disruption | required | probability\ntrouble | {required} | 0.001"
        offers = ("supplier | site | material | price | maximum | fixed cost\nCheap | far | goods | 1 | 20 |\n"
                  "Dear | home | goods | 3 | 3 | 1\nDearest | home | goods | 4 | 3 | 2")  # fmt: skip
        sheets = case("trouble | country | Farland", asked, Suppliers=offers)
        costs.append(cost(tmp_path / "in.xlsx", sheets))
    assert costs == sorted(costs)
    assert costs[-1] > costs[0] + 1


def test_a_longer_outage_never_raises_service(tmp_path: Path) -> None:
    served = []
    for duration in (0.25, 0.5, 1, 2, 3):
        sheets = case("trouble | country | Farland", f"disruption | duration\ntrouble | {duration}",
                      Periods="period | years\none | 2\ntwo | 2",
                      Stockpiles="site | material | initial | final\nhome | goods | 3 | 3")  # fmt: skip
        served.append(judged(tmp_path, sheets, onset="one")["service"])
    assert served == sorted(served, reverse=True)
    assert served[0] == 1
    assert served[-1] < 1


@pytest.mark.parametrize("target", ["country | Farland", "supplier | Cheap", "chokepoint | strait", "material | goods",
                                    "demand | home"])  # fmt: skip
def test_a_hit_that_leaves_all_changes_nothing(tmp_path: Path, target: str) -> None:
    sheets = case(f"trouble | {target} | | 1", "disruption | probability | required\ntrouble | 0.5 | 1")
    row = judged(tmp_path, sheets)
    assert (row["service"], row["extra cost in the year's money"], row["shortage"]) == (1, pytest.approx(0), 0)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10)


TACTICS = {
    "as shipped": Tactics(),
    "without a dive": Tactics(dive=False),
    "branches never held whole": Tactics(whole=False),
}


def drawn(path: Path, seed: int) -> tuple[Any, Any, Any]:
    """Return a drawn case's model, its programme, and the one that holds every branch whole."""
    model = trunk(assemble(read(write(path, draw(random.Random(seed))))))
    program = compile_model(model)
    _, started = cutters_of(model, program, Options(gap=0))
    return model, program, extensive(model, started, Shapes(model, program))


@pytest.mark.parametrize("tactics", TACTICS.values(), ids=TACTICS)
@pytest.mark.parametrize("seed", few(3, range(1, 9)))
def test_cuts_come_to_the_same_as_every_branch_built_whole(tmp_path: Path, seed: int, tactics: Tactics) -> None:
    model, program, every_branch = drawn(tmp_path / "in.xlsx", seed)
    options = Options(gap=0, tactics=tactics)
    cutters, started = cutters_of(model, program, options)
    answer, _ = CuttingPlanes(started, options, cutters).run()
    whole = solve(every_branch, options)
    if whole.objective is None:
        assert answer.values is None
        return
    assert answer.objective == pytest.approx(whole.objective, rel=1e-6, abs=1e-6)
    assert answer.bound is not None
    assert answer.objective is not None
    room = 1e-6 * max(1.0, abs(whole.objective))
    assert answer.bound <= whole.objective + room
    assert answer.objective >= whole.objective - room


def test_rows_cut_off_no_plan_whatever_it_is_best_at(tmp_path: Path) -> None:
    dice, kept = np.random.default_rng(1), 0
    for seed in (6, 12, 15, 17, 23):  # whose guarantees give rows too
        model, program, every_branch = drawn(tmp_path / "in.xlsx", seed)
        options = Options(gap=0, tactics=Tactics(dive=False, whole=False))
        cutters, started = cutters_of(model, program, options)
        planes = CuttingPlanes(started, options, cutters)
        planes.run()
        own, width = len(program.row_lower), len(program.cost)
        for _ in range(4):
            cost = every_branch.cost * dice.uniform(0, 3, len(every_branch.cost))
            plan = solve(replace(every_branch, cost=cost), options).values
            if plan is not None:
                over = planes.program.matrix[own:] @ plan[:width] - planes.program.row_lower[own:]
                assert over.min(initial=0) > -1e-5
                kept += len(over)
    assert kept > 300


def test_the_plan_of_a_dive_comes_with_the_rows_and_prices_that_it_was_made_exact_with(tmp_path: Path) -> None:
    ended_at_once = 0
    for seed in range(1, 9):
        model, program, _ = drawn(tmp_path / "in.xlsx", seed)
        options = Options(gap=0.5)
        cutters, started = cutters_of(model, program, options)
        planes = CuttingPlanes(started, options, cutters)
        answer, exact = planes.run()
        if exact is None or planes.solves > 0:
            continue
        assert exact.row_dual is not None
        assert answer.values is not None
        assert len(exact.row_dual) == len(planes.program.row_lower) == len(started.row_lower) + planes.added
        assert all(cutter.cuts(answer.values) is None for cutter in cutters)
        found = planes.program.matrix @ answer.values
        slack = np.minimum(found - planes.program.row_lower, planes.program.row_upper - found)
        assert np.abs(exact.row_dual[slack > 1e-5]).max(initial=0) < 1e-6
        ended_at_once += 1
    assert ended_at_once > 2


@pytest.mark.parametrize("room", [0, 1])
def test_stock_that_finds_no_room_and_may_not_be_left_over_is_lost(tmp_path: Path, room: float) -> None:
    """Eight are bought ahead at 1 for the second period; when nobody asks there and room is less, they go."""
    sheets = case(
        "trouble | demand | home | | 0", "disruption | probability | onset\ntrouble | 0.1 | two",
        Periods="period\none\ntwo", Materials="material | surplus\ngoods | none",
        Series=f"series | one | two\nprice | 1 | 50\nasked | 2 | 8\nroom | 8 | {room}",
        Suppliers="supplier | site | material | price | maximum\nmaker | home | goods | price | 20",
        Stockpiles="site | material | maximum\nhome | goods | room",
        Demand="market | material | amount | shortage cost\nhome | goods | asked | 100",
    )  # fmt: skip
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(10)
    assert found.tables["Resilience"]["shortage"].tolist() == [0]
