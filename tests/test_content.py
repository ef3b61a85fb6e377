"""Content through recipes: what is made with a material of some origins is limited where it arrives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from workbooks import Sheets, checked, cost, rows, settings, small, write

from planner.workbook.checks.run import read_and_check

HEAD = "rule | measure | material | content | buyers | origins | limit"


def chips(rules: str = "", **others: str) -> Sheets:
    """Gallium from China at 1 or Chile at 2, a fab in Taiwan that takes 1 a chip, 100 chips asked for in the US."""
    base = {
        "Sites": "site | country\nmine | China\nfar mine | Chile\nfab | Taiwan\nport | US",
        "Materials": "material\ngallium\nchips",
        "Recipes": "process | role | item | amount\nmake | consumes | gallium | 1\nmake | makes | chips | 1",
        "Plants": "site | process\nfab | make",
        "Suppliers": "supplier | site | material | price\nnear | mine | gallium | 1\nfar | far mine | gallium | 2",
        "Lanes": "from | to | material\nmine | fab | gallium\nfar mine | fab | gallium\nfab | port | chips",
        "Demand": "market | material | amount | shortage cost | required\nport | chips | 100 | 1000 | 1",
    }
    if rules:
        base["Rules"] = f"{HEAD}\n{rules}"
    return small(**(base | others))


@pytest.mark.parametrize(
    ("rules", "least"),
    [
        ("", 100),
        ("half | share at most | chips | gallium | US | China | 0.5", 150),
        ("none | share at most | chips | gallium | US | China | 0", 200),
        ("each | each share at most | chips | gallium | US | * | 0.5", 150),
        ("few | amount at most | chips | gallium | US | China | 20", 180),
        ("plain | share at most | chips |  | US | China | 0", 100),
        ("everywhere | share at most | chips | gallium | * | China | 0.25", 175),
    ],
)  # fmt: skip
def test_what_is_made_with_it_counts(tmp_path: Path, rules: str, least: float) -> None:
    """Each chip without Chinese gallium costs one more."""
    assert cost(tmp_path / "in.xlsx", chips(rules)) == pytest.approx(least)


@pytest.mark.parametrize("country", ["Vietnam", "China"])
def test_a_refiner_of_the_same_makes_nothing_new(tmp_path: Path, country: str) -> None:
    """Chinese gallium that a Vietnamese refiner takes and gives back is Chinese still: each chip without costs 2.

    And what a Chinese one takes from Chile and gives back is Chile's.
    """
    refined = chips(
        "none | share at most | chips | gallium | US | China | 0",
        Sites=f"site | country\nmine | China\nfar mine | Chile\nrefiner | {country}\nfab | Taiwan\nport | US",
        Recipes="process | role | item | amount\nmake | consumes | gallium | 1\nmake | makes | chips | 1\n"
                "refine | consumes | gallium | 1\nrefine | makes | gallium | 1",
        Plants="site | process\nfab | make\nrefiner | refine",
        Lanes="from | to | material\nmine | refiner | gallium\nrefiner | fab | gallium\nfar mine | refiner | gallium\n"
              "fab | port | chips",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", refined) == pytest.approx(200)


def passing(rules: str) -> Sheets:
    """Fifty more chips pass a US port on their way to Mexico, made in a fab that only Chile's gallium reaches."""
    return chips(
        rules,
        Sites="site | country\nmine | China\nfar mine | Chile\nfab | Taiwan\nsouth | Chile\nport | US\n"
              "quay | US\nborder | Mexico",
        Plants="site | process\nfab | make\nsouth | make",
        Lanes="from | to | material\nmine | fab | gallium\nfar mine | fab | gallium\nfab | port | chips\n"
              "far mine | south | gallium\nsouth | quay | chips\nquay | border | chips",
        Demand="market | material | amount | shortage cost | required\nport | chips | 100 | 1000 | 1\n"
               "border | chips | 50 | 1000 | 1",
    )  # fmt: skip


def test_what_only_passes_through_does_not_count_as_kept(tmp_path: Path) -> None:
    """Half of the US's own 100 must be without: 150, and 100 for Mexico's. It does not count Mexico's."""
    half = "half | share at most | chips | gallium | US | China | 0.5"
    assert cost(tmp_path / "in.xlsx", passing(half)) == pytest.approx(250)
    assert cost(tmp_path / "free.xlsx", passing("")) == pytest.approx(200)


def test_its_own_material_as_content_is_the_plain_rule(tmp_path: Path) -> None:
    """With one origin; and a recipe that brings gallium back by way of a salt launders it from the plain rule alone."""
    plain, inside = (
        f"half | share at most | gallium | {content} | Taiwan | China | 0.5" for content in ("", "gallium")
    )
    assert cost(tmp_path / "plain.xlsx", chips(plain)) == pytest.approx(150)
    assert cost(tmp_path / "inside.xlsx", chips(inside)) == pytest.approx(150)
    salt = {
        "Sites": "site | country\nmine | China\nfar mine | Chile\nworks | Vietnam\nfab | Taiwan\nport | US",
        "Materials": "material\ngallium\nsalt\nchips",
        "Recipes": "process | role | item | amount\nmake | consumes | gallium | 1\nmake | makes | chips | 1\n"
                   "solve | consumes | gallium | 1\nsolve | makes | salt | 1\n"
                   "win | consumes | salt | 1\nwin | makes | gallium | 1",
        "Plants": "site | process\nfab | make\nworks | solve\nworks | win",
        "Lanes": "from | to | material\nmine | fab | gallium\nmine | works | gallium\nworks | fab | gallium\n"
                 "far mine | fab | gallium\nfab | port | chips",
    }  # fmt: skip
    assert cost(tmp_path / "salt.xlsx", chips(plain, **salt)) == pytest.approx(100)
    assert cost(tmp_path / "seen.xlsx", chips(inside, **salt)) == pytest.approx(150)


@pytest.mark.parametrize("of", ["intake", "use"])
def test_what_is_packed_anew_counts_once(tmp_path: Path, of: str) -> None:
    """A free packer at the port takes chips and gives them back: what is without is no more for going round."""
    packed = chips(
        Rules=f"{HEAD} | of\nhalf | share at most | chips | gallium | US | China | 0.5 | {of}",
        Recipes="process | role | item | amount\nmake | consumes | gallium | 1\nmake | makes | chips | 1\n"
                "pack | consumes | chips | 1\npack | makes | chips | 1",
        Plants="site | process | minimum use | capacity\nfab | make | |\nport | pack | 1 | 70",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", packed) == pytest.approx(150)


def test_what_is_without_is_not_put_by_where_nothing_is(tmp_path: Path) -> None:
    """Gallium from Chile is cheap in the first year, and no gallium may be held: in the second it costs 5."""
    sheets = chips(
        Rules=f"{HEAD} | from\nnone | share at most | chips | gallium | US | China | 0 | second",
        Periods="period\nfirst\nsecond",
        Series="series | first | second\nrising | 1 | 5",
        Suppliers="supplier | site | material | price\nnear | mine | gallium | 1\nfar | far mine | gallium | rising",
        Stockpiles="site | material | maximum\nfab | gallium | 0",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(100 + 500)


def stocked(of: str) -> Sheets:
    """Return a workbook whose US port holds 60 chips at first, made nobody knows where, and takes 100."""
    return chips(
        **{"Rules": f"{HEAD} | of\nhalf | share at most | chips | gallium | US | China | 0.5 | {of}",
           "Stockpiles": "site | material | initial\nport | chips | 60"},
    )  # fmt: skip


def test_a_content_of_use_counts_what_is_taken_from_stock(tmp_path: Path) -> None:
    """Of the 40 that enter half may be with, 60; of the 100 that are used the 60 of the stock are without, so 40."""
    assert cost(tmp_path / "intake.xlsx", stocked("intake")) == pytest.approx(60)
    assert cost(tmp_path / "use.xlsx", stocked("use")) == pytest.approx(40)


def round_trip() -> Sheets:
    """Return a workbook in which a salt is made of gallium and comes back as gallium, some is held, some left over."""
    return chips(
        Rules=f"{HEAD} | of\nhalf | share at most | chips | gallium | US | China | 0.5 |\n"
              "used | share at most | chips | gallium | US | China | 0.5 | use",
        Periods="period\nfirst\nsecond",
        Materials="material\ngallium\nsalt\nchips",
        Recipes="process | role | item | amount\nmake | consumes | gallium | 1\nmake | makes | chips | 1\n"
                "solve | consumes | gallium | 1\nsolve | makes | salt | 1\n"
                "win | consumes | salt | 1\nwin | makes | gallium | 0.5",
        Plants="site | process\nfab | make\nfab | solve\nfab | win",
        Stockpiles="site | material | initial\nport | chips | 30",
    )  # fmt: skip


def told(path: Path, sheets: Sheets) -> list[str]:
    """Return what the check of a workbook says of its rules."""
    found = [str(fault).partition(": ")[2] for fault in read_and_check(write(path, sheets))[1]]
    return [fault for fault in found if fault.startswith("Rules")]


@pytest.mark.parametrize("measure", ["share at least", "HHI at most", "origins at least", "amount at least"])
def test_only_what_is_at_most_so_much_counts_content(tmp_path: Path, measure: str) -> None:
    found = told(tmp_path / "in.xlsx", chips(f"half | {measure} | chips | gallium | US | China | 1"))
    assert found[0] == (
        "Rules!D2: a unit can hold content of several origins, so only what is at most so much can be counted by "
        "content (holds 'gallium'). Use each share at most, share at most or amount at most (at least half free of it "
        "is at most half with it), or leave content blank."
    )
    assert len(found) == 1


def test_a_content_that_cannot_be_inside_is_an_error_that_names_what_can(tmp_path: Path) -> None:
    sheets = chips("half | share at most | chips | tin | US | China | 0.5", Materials="material\ngallium\nchips\ntin")
    assert told(tmp_path / "in.xlsx", sheets) == [
        "Rules!D2: no plant could make 'chips' of it, nor of what is made of it (holds 'tin'). Name what is: "
        "'gallium', or add the recipe that is missing."
    ]
    other = chips("half | share at most | gallium | chips | US | China | 0.5")
    assert told(tmp_path / "other.xlsx", other) == [
        "Rules!D2: no plant could make 'gallium' of it, nor of what is made of it (holds 'chips'). Nothing that is "
        "followed is further up: leave it blank."
    ]


def test_what_nobody_said_the_inside_of_is_a_warning(tmp_path: Path) -> None:
    sheets = chips(
        "half | share at most | chips | gallium | US | China | 0.5",
        Suppliers="supplier | site | material | price\nnear | mine | gallium | 1\nshop | fab | chips | 900",
        Stockpiles="site | material | initial\nport | chips | 1\nfab | gallium | 3",
    )
    assert told(tmp_path / "in.xlsx", sheets) == [
        "Rules!D2: nobody said what is inside 'chips of shop' and 'chips in stock at port': it counts as with content "
        "where its place or supplier is of the rule's origins, else as without (holds 'gallium'). Where that is not "
        "so, make it of what it is made of by a recipe, or name its supplier among the origins."
    ]


def test_origins_without_any_of_it_are_a_warning(tmp_path: Path) -> None:
    found = told(tmp_path / "in.xlsx", chips("half | share at most | chips | gallium | US | Taiwan | 0.5"))
    assert found == [
        "Rules!F2: nothing of the content is made, sold or held there, so the rule limits nothing (holds 'Taiwan'). "
        "Name others, or leave the rule out."
    ]


REFINER = {
    "Sites": "site | country\nmine | China\nfar mine | Chile\nfab | Vietnam\nport | US",
    "Materials": "material | unit\ngallium | t\nchips | t",
}
HIDDEN = (
    "Rules!C2: 'make' in 'Vietnam' makes 'chips' of nearly as much 'gallium', which can be had in 'China': the rule "
    "counts that as made in 'Vietnam' (holds 'chips'). To count it whoever made it last, add a rule with the content "
    "'gallium'."
)


@pytest.mark.parametrize(
    ("rules", "others", "is_told"),
    [
        ("half | share at most | chips | | US | China | 0.5", {}, True),
        ("half | each share at most | chips | | US | * | 0.5", {}, True),
        ("half | share at most | chips | | US | Vietnam | 0.5", {}, False),
        ("half | share at least | chips | | US | China | 0.5", {}, False),
        ("half | share at most | chips | | US | China | 0.5",
         {"Materials": "material | unit\ngallium | kg\nchips | t"}, False),
        ("half | share at most | chips | | US | China | 0.5",
         {"Materials": "material | unit | value\ngallium | t | 1\nchips | t | 10"}, False),
        ("half | share at most | chips | | US | China | 0.5\n"
         "inside | share at most | chips | gallium | US | China | 1", {}, False),
    ],
)  # fmt: skip
def test_a_rule_that_a_thin_recipe_gets_round_is_a_warning(
    tmp_path: Path, rules: str, others: dict[str, str], is_told: bool
) -> None:
    """Not where the recipe makes something else of it, and not where a rule looks inside already."""
    found = told(tmp_path / "in.xlsx", chips(rules, **(REFINER | others)))
    assert any("nearly as much" in one for one in found) == is_told
    assert HIDDEN in found or not is_told or "each" in rules


def told_in_docs() -> tuple[Sheets, dict[str, list[dict[str, Any]]]]:
    """Return the workbook of docs/content.md, and the tables of what comes out by their first column."""
    page = (Path(__file__).parents[1] / "docs" / "content.md").read_text(encoding="utf-8")
    sheets: Sheets = {"Settings": settings(discount_rate=0, gap=0)}
    found: dict[str, list[dict[str, Any]]] = {}
    for title, table in re.findall(r"([^\n]+)\n\n((?:\|[^\n]*\|\n)+)", page):
        lines = [line.strip().strip("|") for line in table.strip().splitlines()]
        parsed = rows("\n".join([lines[0], *lines[2:]]))
        if re.fullmatch(r"\*\*\w+\*\*", title):
            sheets[title.strip("*")] = parsed
        else:
            found[lines[0].split("|")[0].strip()] = parsed
    return sheets, found


def test_the_example_of_the_page_is_as_it_says(tmp_path: Path) -> None:
    sheets, told_there = told_in_docs()
    for row in told_there["limit"]:
        sheets["Rules"][0]["limit"] = row["limit"]
        assert checked(tmp_path / "in.xlsx", sheets).run["objective"] == pytest.approx(row["cost"])
    sheets["Rules"][0]["limit"] = 0.5
    plan = checked(tmp_path / "in.xlsx", sheets)
    shown = plan.tables["Content"].to_dict("records")
    for row in told_there["what"]:
        names = {name: row.get(name, "") for name in ("what", "where", "sent to", "carrier", "by")}
        amounts = [(x["without"], x["in all"]) for x in shown if names.items() <= x.items()]
        assert amounts == [pytest.approx((row["without"], row["in all"]))]
    assert len(shown) == len(told_there["what"])
    rule = plan.tables["Concentration"].iloc[0]
    assert (rule["value"], rule["value of intake"], rule["value of use"]) == pytest.approx((0.5, 0, 0))
    prices = plan.tables["Prices"].set_index(["sheet", "column"])["price"]
    assert 0.01 * prices["Rules", "limit"] == pytest.approx(1)
    del sheets["Rules"][0]["content"]
    assert cost(tmp_path / "plain.xlsx", sheets) == pytest.approx(100)
