"""What hits make dearer, on plans whose branches can be worked out by hand.

At home 10 a year are asked; the cheap offer is far away at 1, the dear one at home at 3 has at most 6; going without
costs 100. Undisturbed 10 are bought far away.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from test_disruptions import case as other_case
from workbooks import Sheets, checked, cost, faults, rows, settings, write

from planner.planning.pipeline import solve_book
from planner.planning.workbooks import read_checked
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path


def case(hits: str, disruptions: str = "disruption\ntrouble", **sheets: str) -> Sheets:
    """Return the workbook with hits that may have prices and tariffs."""
    found = other_case("", disruptions, **{"Materials": "material | value\ngoods | 10", **sheets})
    found["Hits"] = rows(f"disruption | target | name | material | remaining | price | tariff\n{hits}")
    return found


def judged(path: Path, sheets: Sheets) -> dict[str, Any]:
    """Return the first row of Resilience of a checked plan."""
    found = checked(path / "in.xlsx", sheets).tables["Resilience"].iloc[0]
    return {str(key): value for key, value in found.items()}


def extra(path: Path, hits: str, **sheets: str) -> float:
    """Return what the trouble costs more."""
    return float(judged(path, case(hits, **sheets))["extra cost in the year's money"])


def test_a_price_that_is_hit_stands_in_the_objective_at_its_chance(tmp_path: Path) -> None:
    """At 4 a unit far away: 6 at home for 18 and 4 far away for 16, 34 in place of 10."""
    sheets = case("trouble | supplier | Cheap | | | 4 |", "disruption | probability\ntrouble | 0.1")
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(10 + 0.1 * 24)
    row = found.tables["Resilience"].iloc[0]
    assert (row["extra cost in the year's money"], row["service"]) == (pytest.approx(24), 1)


@pytest.mark.parametrize(
    ("hit", "more"),
    [
        ("lane | far > home | | | | 0.5", 18 + 4 * 6 - 10),  # a tariff of 5 on each
        ("lane | far > home | goods | | | 0.1", 10),  # 1 on each, and home is dearer still
        ("country | Farland | | | | 0.5", 32), ("chokepoint | strait | | | | 0.5", 32),
        ("lane | * > home | | 0.1 | | 0.5", 18 + 2 * 6 + 200 - 10),  # 2 may still come, though the lane has no maximum
        ("country | Homeland | | | 3 | 5", 0),  # what is not used
        ("supplier | Cheap | | 0.1 | 4 |", 18 + 2 * 4 + 200 - 10),  # 2 left, at 4; 2 short
        ("demand | home | | | 0.005 |", -5),  # cheaper to go without
        ("supplier | Cheap | | | 1 |", 0), ("lane | far > home | | | 1 | 0", 0),
        ("site | far | | | 2.5 |", 15), ("material | goods | | | 2.5 |", 15), ("supplier | each | | | 2.5 |", 15),
    ],
)  # fmt: skip
def test_what_a_hit_costs(tmp_path: Path, hit: str, more: float) -> None:
    offers = "supplier | site | material | price | maximum\nCheap | far | goods | 1 | 20\nDear | home | goods | 3 | 6"
    lanes = "from | to | maximum | chokepoints\nfar | home | 20 | strait"
    found = extra(tmp_path, f"trouble | {hit}", Suppliers=offers, Lanes=lanes)
    assert found == pytest.approx(more)


CHAIN = {
    "Suppliers": "supplier | site | material | price\nCheap | far | parts | 1",
    "Materials": "material | value\ngoods | 10\nparts | 4",
    "Recipes": "process | role | item | amount\nmake | makes | goods | 1\nmake | consumes | parts | 1\n"
               "make | uses | power | 2",
    "Plants": "site | process | capacity | variable cost\nhome | make | 20 | 0.5",
    "Resources": "resource | place | capacity | variable cost\npower | Homeland | 100 | 0.25",
    "Lanes": "from | to | cost | tariff | uses\nfar | home | 0.2 | 0.25 | power: 1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("hit", "more"),
    [
        ("plant | make @ home | | | 3 |", 10 * 0.5 * 2), ("plant | each | goods | | 3 |", 10),
        ("resource | power @ Homeland | | | 3 |", 10 * 3 * 0.25 * 2),  # 2 a run and 1 a unit carried
        ("lane | far > home | | | 2 |", 10 * 0.2), ("lane | far > home | | | 2 | 0.5", 10 * (0.2 + 2)),
        ("lane | far > home | goods | | 2 | 0.5", 0), ("country | Farland | | | 2 | 0.5", 10 * (1 + 0.2 + 2)),
        ("country | Homeland | goods | | 3 |", 10), ("supplier | Cheap | parts | | 2 |", 10),
    ],
)  # fmt: skip
def test_what_a_hit_costs_along_a_chain(tmp_path: Path, hit: str, more: float) -> None:
    assert extra(tmp_path, f"trouble | {hit}", **CHAIN) == pytest.approx(more)


NAMES = {"far": "far > off", "home": "here > home @ last", "make": "make @ first", "power": "power @ 50 > Hz",
         "goods": "goods @ 5 > 4"}  # fmt: skip


@pytest.mark.parametrize(
    "hit",
    [
        "lane | far > home | | 0 | |", "lane | far > * | | | | 0.5", "lane | each | | 0 | |",
        "plant | make @ home | | 0 | |", "plant | make @ home | goods | 0.1 | |", "plant | each | goods | | 2 |",
        "resource | power @ Homeland | | 0 | |", "resource | power | | | 2 |", "resource | each | | 0 | |",
        "material | goods @ home | | 0 | |", "material | goods | | 0.1 | |", "site | home | | 0 | |",
    ],
)  # fmt: skip
def test_names_that_hold_the_signs_of_hits_are_hit_like_others(tmp_path: Path, hit: str) -> None:
    """A plant is named as process @ site and a lane as from > to, whatever signs the two names have themselves."""
    plain = case(f"trouble | {hit}", "disruption | probability\ntrouble | 0.1", **CHAIN)
    named = {
        sheet: [{key: _renamed(value) for key, value in row.items()} for row in held] for sheet, held in plain.items()
    }
    one, other = (checked(tmp_path / "in.xlsx", sheets) for sheets in (plain, named))
    assert one.tables["Resilience"]["extra cost in the year's money"].min() > 1
    assert other.run["objective"] == pytest.approx(one.run["objective"])
    assert list(other.tables["Resilience"]["disruption"]) == [
        _renamed(name) for name in one.tables["Resilience"]["disruption"]
    ]


@pytest.mark.parametrize("name", ["each but make @ home", "each"])
def test_a_disruption_of_each_of_nothing_is_told_and_is_none(tmp_path: Path, name: str) -> None:
    """All are left out, or, without a plant, there is none; the plan is that without disruptions."""
    sheets = case(f"trouble | plant | {name} | | 0 | |", "disruption | probability\ntrouble | 0.1",
                  **CHAIN if "but" in name else {})  # fmt: skip
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.tables["Resilience"].empty
    assert [fault.in_words() for fault in read_checked(tmp_path / "in.xlsx", "base")[1] if fault.sheet == "Hits"] == [
        f"Hits!C2: it hits nothing: there is no plant that it goes over (holds {name!r}). Name what is to be hit."
    ]


def _renamed(value: object) -> object:
    return re.sub(r"\w+", lambda word: NAMES.get(word[0], word[0]), value) if isinstance(value, str) else value


def test_names_of_which_two_read_like_two_others_are_told_where_they_stand(tmp_path: Path) -> None:
    sheets = case("trouble | lane | each | | 0.5 | |", **{"Sites": "site\nfar\nhome\nfar > home\nhome > far"})
    assert faults(write(tmp_path / "in.xlsx", sheets)) == [
        "Sites!A4: a lane that Hits name 'far > home > far' could be that of 'far > home', or of what is named without "
        "(holds 'far > home'). Rename it without the sign >.",
        "Sites!A5: a lane that Hits name 'home > far > home' could be that of 'home > far', or of what is named "
        "without (holds 'home > far'). Rename it without the sign >.",
    ]
    alone = case("trouble | material | goods | | 0.5 | |", Materials="material\ngoods\ngoods @ home")
    assert faults(write(tmp_path / "in.xlsx", alone)) == [
        "Materials!A3: a material that Hits name 'goods @ home' could be that of 'goods @ home', or of what is named "
        "without (holds 'goods @ home'). Rename it without the sign @.",
    ]


def test_a_demand_that_is_hit_pays_more_and_costs_more_when_short(tmp_path: Path) -> None:
    """4 short at twice 100, while 5 that pay 9 in place of 3 are still served: 6 each of them more."""
    demand = "market | material | amount | price | shortage cost\nhome | goods | 10 | | 100\nfar | goods | 5 | 3 |"
    hits = "trouble | demand | home | | | 2 |\ntrouble | demand | far | | | 3 |\ntrouble | lane | far > home | | 0 | |"
    assert extra(tmp_path, hits, Demand=demand) == pytest.approx(18 + 4 * 200 - 10 - 5 * 6)


@pytest.mark.parametrize(
    ("hits", "more"),
    [
        (["supplier | Cheap | | | 2 |", "country | Farland | | | 2.5 |"], 15),
        (["supplier | Cheap | | | 0.5 |", "country | Farland | | 1 | |"], -5),  # of those that give one
        (["lane | far > home | | | | 0.05", "chokepoint | strait | | | | 0.1"], 10),
        (["demand | home | | 1.4 | |", "demand | home | | | 2 |"], 4),  # the surge stays
    ],
)
def test_of_several_hits_the_largest_of_those_that_give_one(tmp_path: Path, hits: list[str], more: float) -> None:
    assert extra(tmp_path, "\n".join(f"trouble | {hit}" for hit in hits)) == pytest.approx(more)


def test_a_price_that_varies_by_period(tmp_path: Path) -> None:
    """1.5 and 2.5 times 10 in the two years."""
    sheets = case("trouble | supplier | Cheap | | | dear |", Periods="period\none\ntwo",
                  Series="series | one | two\ndear | 1.5 | 2.5")  # fmt: skip
    table = checked(tmp_path / "in.xlsx", sheets).tables["Resilience"]
    assert table["extra cost in the year's money"].tolist() == pytest.approx([5, 15])


def test_a_price_of_one_and_a_tariff_of_none_change_nothing(tmp_path: Path) -> None:
    plain = "trouble | country | Farland | | 0.2 | |\ntrouble | demand | home | | 1.2 | |"
    chance = "disruption | probability | required\ntrouble | 0.1 | 0.5"
    same = "trouble | country | Farland | | 0.2 | 1 | 0\ntrouble | demand | home | | 1.2 | 1 |"
    assert cost(tmp_path / "a.xlsx", case(same, chance)) == pytest.approx(
        cost(tmp_path / "b.xlsx", case(plain, chance))
    )


def test_a_plan_stores_against_a_price(tmp_path: Path) -> None:
    """10 stored at 1 and held at 0.5 a year are there when they cost 10 in the second year, at a chance of a half."""
    sheets = case("trouble | supplier | Cheap | | | 10 |\ntrouble | supplier | Dear | | 0 | |",
                  "disruption | probability | onset\ntrouble | 0.5 | two", Periods="period\none\ntwo",
                  Materials="material | value\ngoods | 1", Suppliers="supplier | site | material | price\n"
                  "Cheap | far | goods | 1\nDear | home | goods | 50",
                  Stockpiles="site | material | holding cost\nhome | goods | 0.5")  # fmt: skip
    # without stock 20 + 0.5 * 90; with 10 that the second year then lives on, whatever they cost meanwhile, 20 + 5
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(25)


def test_prices_of_scenarios_make_a_two_stage_programme(tmp_path: Path) -> None:
    """A stock is bought now at 5 for a price of 3 or 12 next year, a half each: the cheaper of the two, 10 units.

    Bought now: 10 * 5. Waiting: 10 * (3 + 12) / 2 = 75. Half of it now would cost between the two.
    """
    sheets = case("low | supplier | Cheap | | | 3 |\nhigh | supplier | Cheap | | | 12 |",
                  "disruption | probability | onset\nlow | 0.5 | two\nhigh | 0.5 | two", Periods="period\none\ntwo",
                  Suppliers="supplier | site | material | price | from | until\nCheap | far | goods | 1 | two |\n"
                  "Now | far | goods | 5 | | one", Materials="material | value\ngoods | 0.001",
                  Demand="market | material | one | two | shortage cost\nhome | goods | 0 | 10 | 100",
                  Stockpiles="site | material\nhome | goods")  # fmt: skip
    sheets["Settings"] = settings(discount_rate=0, gap=0, disruption_gains="count")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(50, abs=0.02)


@pytest.mark.parametrize(("hit", "change", "service"), [
    ("trouble | supplier | Dear | | | |", "add 0.5", 1),
    ("trouble | supplier | Cheap | | | |", "x0.5", 0.6),
    ("trouble | supplier | Cheap | | | |", "add 0.05", 0.7),
    ("trouble | supplier | Cheap | | | 2 |", "x0.05", 0.7),
    ("trouble | supplier | Cheap | | 0.5 | |", "x0.1", 0.7),
])  # fmt: skip
def test_a_relative_change_of_a_blank_remaining_is_of_what_the_blank_means(
    tmp_path: Path, hit: str, change: str, service: float
) -> None:
    """Cheap has 20: a twentieth is 1 beside the 6 at home. Blank is nothing, and all where only a price is hit."""
    sheets = case(hit) | {
        "Cases": rows(f"case | sheet | row | column | change\nworse | Hits | trouble | remaining | {change}")
    }
    sheets["Suppliers"] = [x | {"maximum": x.get("maximum") or 20} for x in sheets["Suppliers"]]
    book = read(write(tmp_path / "in.xlsx", sheets), "worse")
    assert float(solve_book(book).tables["Resilience"]["service"].iloc[0]) == pytest.approx(service)
