"""What must be served at every moment of a disruption: workbooks that can be worked out by hand.

At home 10 a year are asked in each of two years; far away all can be bought at 1, at home 6 at 3; going without costs
100. The far offer is lost for two years.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from drawn_risks import draw_floored
from samples import few
from test_hits import case
from test_monte_carlo import operated
from test_recovery import row
from test_relax import texts
from workbooks import Sheets, checked, cost, objective, plan, rows, write

from planner.errors import InfeasibleError
from planner.infeasibility.planned import plan_book
from planner.plans.resilience import resilience
from planner.reports.loading.several import Compared
from planner.solving.compile import compile_model
from planner.solving.outcome import Options
from planner.studies.compare.figures import figures_of
from planner.wording.beside import NOT_TOLD, baseline_sentence
from planner.workbook.assemble.problem import assemble
from planner.workbook.checks.run import read_and_check
from planner.workbook.reading.reader import read
from planner_models.build import trunk

if TYPE_CHECKING:
    from pathlib import Path

LOST = "trouble | supplier | Cheap | | 0 | |"
TWO = "period\none\ntwo"


def stocked(floor: str, required: str = "", more: str = "", hits: str = LOST, **sheets: str) -> Sheets:
    """Return the workbook in which a stock of 8 may be used when it is liked, and what is short later costs more."""
    lost = f"disruption | onset | duration | required | floor{more and ' | probability'}\n"
    lost += f"trouble | one | 2 | {required} | {floor}{more and f' | {more}'}"
    found = {
        "Periods": TWO, "Materials": "material | value\ngoods | 0.5",
        "Suppliers": "supplier | site | material | price | maximum\n"
                     "Cheap | far | goods | 1 | 20\nDear | home | goods | 3 | 2",
        "Stockpiles": "site | material | initial | final\nhome | goods | 8 | 8",
        "Series": "series | one | two\nlater | 50 | 100",
        "Demand": "market | material | amount | shortage cost\nhome | goods | 10 | later",
    }  # fmt: skip
    return case(hits, lost, **(found | sheets))


def test_without_a_floor_the_cheaper_year_starves(tmp_path: Path) -> None:
    """2 a year at home, and the stock of 8 in the year in which going without costs most."""
    found = row(tmp_path, stocked(""))
    assert "floor" not in found
    assert (found["shortage"], found["service"]) == (pytest.approx(8), pytest.approx(0.6))


@pytest.mark.parametrize(("floor", "more"), [(0.2, 0), (0.3, 50), (0.6, 200), (0.05, 0)])
def test_a_floor_holds_in_every_step(tmp_path: Path, floor: float, more: float) -> None:
    """Each unit that is served in the first year beyond 2 is short in the second, at 50 more."""
    without = row(tmp_path, stocked(""))["extra cost in the year's money"]
    found = row(tmp_path, stocked(str(floor)))
    assert found["extra cost in the year's money"] == pytest.approx(without + more)
    assert (found["floor"], found["kept"]) == (floor, "yes")
    assert found["worst moment"] == pytest.approx(max(floor, 0.2))
    assert found["service"] == pytest.approx(0.6)
    assert found["shortage"] == pytest.approx(8)


def test_a_floor_is_of_demand_as_it_is_hit(tmp_path: Path) -> None:
    """Of a surge of half as much again, 15, a floor of 0.4 is 6; of what no stock is needed for, nothing."""
    hits = f"{LOST}\ntrouble | demand | home | | 1.5 | |"
    found = row(tmp_path, stocked("0.4", hits=hits))
    assert found["shortage"] == pytest.approx(18)
    assert found["worst moment"] == pytest.approx(0.4)
    assert found["service"] == pytest.approx(12 / 30)


def test_a_floor_stands_beside_a_guarantee(tmp_path: Path) -> None:
    """0.6 over the whole window, of which 0.5 at every moment; 0.7 of it there is not."""
    found = row(tmp_path, stocked("0.5", "0.6"))
    assert (found["guarantee"], found["floor"], found["worst moment"]) == (0.6, 0.5, pytest.approx(0.5))
    with pytest.raises(InfeasibleError):
        plan(tmp_path / "in.xlsx", stocked("0.5", "0.7"))


def test_a_floor_of_none_changes_nothing(tmp_path: Path) -> None:
    found = [cost(tmp_path / f"{n}.xlsx", stocked(floor, "0.5", "0.2")) for n, floor in enumerate(("", "0"))]
    assert found[0] == pytest.approx(found[1])


BUILD = {
    "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
    "Projects": "project | place | adds | maximum | capital rate\nworks | home | make | 20 | 30",
    "Stockpiles": "site | material | initial | final\nhome | goods | 0 |",
}  # fmt: skip


def test_a_plan_builds_for_a_floor_and_one_more_point_has_its_price(tmp_path: Path) -> None:
    """2 a year at home and 3 from works: half of 10 at every moment. Works save 1 a unit and year undisturbed.

    A point more of the floor is 0.1 of works, at 30 less 2.
    """
    sheets = stocked("0.5", **BUILD)
    sheets["Settings"] = rows(
        "setting | value\ndiscount rate | 0\ngap | 0\ncapital charging | overnight\ncurrency | USD"
    )
    sheets["Projects"][0]["economic life"] = 2
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(3 * 30 + 20 - 6)
    prices = found.tables["Prices"].set_index("column")
    assert prices.loc["floor", "price"] == pytest.approx(-280)
    assert prices.loc["floor", "cell"].startswith("Disruptions!")
    assert prices.loc["floor", "in words"].startswith(
        "Disruptions: one more percentage point of floor of trouble costs 2.8 "
    )


def test_a_floor_gives_way(tmp_path: Path) -> None:
    """2 a year at home and the 8 in stock over two years: 0.6 at every moment. With a guarantee of 0.7 both do."""
    assert texts(tmp_path, stocked("0.9")) == ["Disruptions!D2 (trouble, floor): 0.9 -> 0.6"]
    assert texts(tmp_path, stocked("0.5", "0.7")) == ["Disruptions!D2 (trouble, required): 0.7 -> 0.6"]
    both = ["Disruptions!D2 (trouble, required): 0.7 -> 0.6", "Disruptions!E2 (trouble, floor): 0.9 -> 0.6"]
    assert sorted(texts(tmp_path, stocked("0.9", "0.7"))) == both


def test_a_floor_is_a_share_of_what_is_asked_in_a_step_of_any_length(tmp_path: Path) -> None:
    """In half a year 5 are asked, 1 comes from home and 1 is in stock: 0.4 of it."""
    sheets = stocked("0.5", Stockpiles="site | material | initial | final\nhome | goods | 1 | 1")
    sheets["Disruptions"][0]["duration"] = 0.5
    assert texts(tmp_path, sheets) == ["Disruptions!D2 (trouble, floor): 0.5 -> 0.4"]


def test_no_floor_where_nothing_is_covered(tmp_path: Path) -> None:
    """A floor covers what a guarantee covers: materials that it names, and no sale when it strikes."""
    sheets = stocked("0.9", Demand="market | material | amount | price\nhome | goods | 10 | 5")
    assert row(tmp_path, sheets)["kept"] == "yes"
    told = [str(fault) for fault in read_and_check(write(tmp_path / "in.xlsx", sheets))[1]]
    assert told == [
        "warning: Disruptions!D2: its floor covers nothing: no such demand has a shortage cost or a required share "
        "(holds '0.9'). Name other materials in covers, or give the demand a shortage cost."
    ]
    both = stocked("0.6", "0.5")
    told = [str(fault) for fault in read_and_check(write(tmp_path / "in.xlsx", both))[1]]
    assert told == [
        "note: Disruptions!D2: over the whole window it asks for no more than its floor of 0.6 at every moment "
        "(holds '0.5'). Take it out, or ask for more than the floor."
    ]


@pytest.mark.parametrize("wrong", [-0.1, 1.1])
def test_a_floor_is_a_share(tmp_path: Path, wrong: float) -> None:
    told = [str(fault) for fault in read_and_check(write(tmp_path / "in.xlsx", stocked(str(wrong))))[1]]
    assert told[0].startswith("error: Disruptions!D2: floor must be ")


def test_a_course_keeps_the_floor(tmp_path: Path) -> None:
    found, operator = operated(tmp_path, stocked("0.5", more="0.1"))
    table = found.tables["Resilience"]
    assert operator.outcome(((0,), ()))[0] == pytest.approx(table["extra cost as counted"][0])
    served = [x.delivered[0] for passed in operator.periods(((0,), ())) for x in passed.stretches]
    assert served == pytest.approx([5, 7])


def test_a_floor_never_costs_less(tmp_path: Path) -> None:
    """Drawn workbooks: with a higher floor, no less."""
    sheets, costs = draw_floored(random.Random(3)), []
    for floor in (None, 0.2, 0.4):
        sheets["Disruptions"] = [each | {"floor": floor} for each in sheets["Disruptions"]]
        costs.append(objective(tmp_path / "in.xlsx", sheets))
    assert costs[0] <= costs[1] * (1 + 1e-9) <= costs[2] * (1 + 2e-9)


def test_the_worst_moment_is_also_of_what_a_floor_alone_covers(tmp_path: Path) -> None:
    """In the second year any amount is sold, so that no guarantee covers the first; in it 2 of 10 are made at home."""
    sheets = stocked(
        "0.1", Stockpiles="site | material | initial\nhome | goods | 0", Series="series | one | two\nlater | 100 | 0",
        Demand="market | material | shortage cost | price | one | two\nhome | goods | later | 1 | 10 |",
    )  # fmt: skip
    found = row(tmp_path, sheets)
    assert found["service"] != found["service"]
    assert (found["worst moment"], found["kept"]) == (pytest.approx(0.2), "yes")


def test_a_plan_that_breaks_its_floor_is_told(tmp_path: Path) -> None:
    """A plan made without a floor, judged with one: not kept."""
    problem = assemble(read(write(tmp_path / "in.xlsx", stocked("0.7"))))
    model = trunk(problem)
    program = compile_model(model)
    values = program.lower.copy()  # nothing is bought, nothing in stock but the first
    table = resilience(model, program, values, Options())["Resilience"]
    assert table["kept"].tolist() == ["NO"]
    assert table["worst moment"][0] < 0.7


def test_a_floor_of_any_two_at_once(tmp_path: Path) -> None:
    """Of three sellers of 10, 6 and 4 any two may be lost: 4 are left, 0.4 of 10 at every moment; more there is not."""
    sheets = case("trouble | supplier | each | | 0 | |", "disruption | together | floor\ntrouble | 2 | 0.4",
                  Suppliers="supplier | site | material | price | maximum\nCheap | far | goods | 1 | 10\n"
                  "Dear | home | goods | 3 | 6\nDearest | home | goods | 5 | 4")  # fmt: skip
    table = checked(tmp_path / "in.xlsx", sheets).tables["Resilience"]
    assert table["worst moment"].min() == pytest.approx(0.4)
    assert set(table["kept"]) == {"yes"}
    sheets["Disruptions"][0]["floor"] = 0.5
    assert texts(tmp_path, sheets) == ["Disruptions!C2 (trouble, floor): 0.5 -> 0.4"]


MAKES = {"Recipes": "process | role | item | amount\nmake | makes | goods | 1",
         "Projects": "project | place | adds | maximum\nworks | home | make | 3"}  # fmt: skip


@pytest.mark.parametrize(("floor", "more", "asked", "given"), [
    (0.6, {}, None, None),
    (0.61, {}, "in two 6.1 of", 5.9),
    (0.9, {"Stockpiles": ""}, "in one 9 of", 2),
    (0.5, {"Stockpiles": ""} | MAKES, None, None),
    (0.51, {"Stockpiles": ""} | MAKES, "in one 5.1 of", 5),
])  # fmt: skip
def test_a_floor_above_all_that_is_left_is_told_at_its_cell(
    tmp_path: Path, floor: float, more: dict[str, str], asked: str | None, given: float | None
) -> None:
    """2 a year and a stock of 8 are 12 for two years: 6 a year; without the stock 2; with a works of 3 it is 5."""
    sheets = stocked(str(floor), **{name: text for name, text in more.items() if text})
    sheets = {name: x for name, x in sheets.items() if more.get(name) != ""}
    found = spoken(write(tmp_path / "in.xlsx", sheets))
    assert len(found) == (asked is not None)
    for text in found:
        assert text.startswith("warning: Disruptions!D2: ")
        assert asked is not None
        assert f"{asked} 'goods' a year must be served" in text
        assert f"all that is left, with every project and stock, can give {given}" in text
        with pytest.raises(InfeasibleError):
            cost(tmp_path / "in.xlsx", sheets)


NARROW = {"Lanes": "from | to | chokepoints | maximum\nfar | home | strait | 6"}
STAFFED = {
    "Recipes": "process | role | item | amount\nmake | makes | goods | 2\nmake | uses | staff | 1\n"
               "bake | makes | goods | 3\nbake | uses | staff | 1",
    "Plants": "site | process | capacity\nhome | make | 9\nhome | bake | 9",
    "Resources": "resource | place | capacity\nstaff | home | 4",
    "Suppliers": "supplier | site | material | price | maximum\nDear | home | goods | 3 | 2",
}  # fmt: skip


@pytest.mark.parametrize(("hits", "sheets", "floor", "words"), [
    ("trouble | chokepoint | strait | | 0.5 | |", NARROW, 0.5, None),
    ("trouble | chokepoint | strait | | 0.5 | |", NARROW, 0.51, "5.1 of 'goods' a year must be served at every moment "
     "at 'home', and all that is left there or can be carried there, with every project and stock, can give 5"),
    ("trouble | site | far | | 0 | |", NARROW, 0.21, "2.1 of 'goods' a year must be served at every moment, and all"),
    ("trouble | lane | far > home | | 0 | |", {}, 0.21, "2.1 of 'goods' a year must be served at every "
     "moment at 'home'"),
    ("trouble | resource | staff @ home | | 0.5 | |", STAFFED, 0.8, None),
    ("trouble | resource | staff @ home | | 0.5 | |", STAFFED, 0.81, "8.1 of 'goods' a year must be served at every "
     "moment, and all that is left, with every project and stock, can give 8"),
])  # fmt: skip
def test_lanes_and_resources_that_are_shared_limit_what_a_floor_can_ask(
    tmp_path: Path, hits: str, sheets: dict[str, str], floor: float, words: str | None
) -> None:
    """2 a year at home, and 3 by half a lane of 6; or 6 of half a staff of 4, of whom each bakes 3 or makes 2."""
    case_of = stocked(str(floor), hits=hits, **sheets)
    del case_of["Stockpiles"]
    found = spoken(write(tmp_path / "in.xlsx", case_of))
    assert [words in text for text in found if words is not None] == [True] * (words is not None)
    if words is None:
        assert found == []
        assert cost(tmp_path / "in.xlsx", case_of) >= 0
    else:
        with pytest.raises(InfeasibleError):
            cost(tmp_path / "in.xlsx", case_of)


def spoken(path: Path) -> list[str]:
    """Return what check says of floors that nothing could keep."""
    return [str(x) for x in read_and_check(path)[1] if "must be served at every moment" in str(x)]


def test_of_sets_one_thing_is_taken_out(tmp_path: Path) -> None:
    """Without the cheapest of 10, 6 and 4 there are 10 left: 0.9 of 12 is 10.8."""
    offers = """supplier | site | material | price | maximum
        Cheap | far | goods | 1 | 10\nDear | home | goods | 3 | 6\nDearest | home | goods | 5 | 4"""
    demand = "market | material | amount | shortage cost\nhome | goods | 12 | 50"
    lost, row_of = "trouble | supplier | each | | 0 | |", "disruption | together | floor\ntrouble | 2 | 0.9"
    (told,) = spoken(write(tmp_path / "in.xlsx", case(lost, row_of, Suppliers=offers, Demand=demand)))
    assert "must be served at every moment without Cheap, and all that is left" in told


@pytest.mark.parametrize("seeds", few(1, [range(n, n + 12) for n in range(0, 240, 12)]))
def test_what_is_told_of_floors_is_so(tmp_path: Path, seeds: range) -> None:
    """Drawn workbooks with high floors and narrow lanes: where the check speaks there is no plan."""
    spoke = 0
    for seed in seeds:
        sheets, chance = draw_floored(random.Random(seed)), random.Random(-seed)
        sheets["Lanes"] = [x | {"maximum": chance.choice([2, 8, x.get("maximum")])} for x in sheets["Lanes"]]
        sheets["Disruptions"] = [x | {"floor": 1 - 0.1 * (seed % 5)} for x in sheets["Disruptions"]]
        if spoken(write(tmp_path / "in.xlsx", sheets)):
            spoke += 1
            with pytest.raises(InfeasibleError):
                plan_book(read(tmp_path / "in.xlsx"))
    assert spoke


def test_floors_are_compared_as_guarantees_are(tmp_path: Path) -> None:
    """0.3 at every moment is kept with nothing to spare; 0.5 over the window with a tenth more."""
    found = checked(tmp_path / "in.xlsx", stocked("0.3", required="0.5"))
    told = {name: figure.value for name, figure in figures_of(Compared("plan", tmp_path, found, {})).items()}
    assert (told["guarantees asked"], told["guarantees broken"]) == (1, 0)
    assert told["worst guarantee: service beyond it"] == pytest.approx(0.1)
    assert (told["floors asked"], told["floors broken"], told["worst floor: least moment beyond it"]) == (1, 0, 0)
    table = found.tables["Resilience"]
    table["worst moment"] = 0.2
    told = {name: figure.value for name, figure in figures_of(Compared("plan", tmp_path, found, {})).items()}
    assert (told["guarantees broken"], told["floors broken"]) == (0, 1)
    assert told["worst floor: least moment beyond it"] == pytest.approx(-0.1)


def test_a_plan_of_a_study_says_why_it_tells_nothing_of_doing_nothing(tmp_path: Path) -> None:
    """Planned without what is beside a plan: said where there is something that could be built, else not."""
    works = "project | place | adds | maximum | capital rate\nworks | home | make | 1 | 9"
    recipe = "process | role | item | amount\nmake | makes | goods | 1"
    assert baseline_sentence(checked(tmp_path / "in.xlsx", stocked("0.3", Projects=works, Recipes=recipe))) == NOT_TOLD
    assert baseline_sentence(checked(tmp_path / "in.xlsx", stocked("0.3"))) == ""
