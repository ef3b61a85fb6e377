"""Published models of what to build, when and for whose money, as workbooks; optima met to 1e-6.

Every published value has also been found by solving the model of the source directly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from workbooks import Sheets, column, plan, rows, settings

if TYPE_CHECKING:
    from pathlib import Path

EXACT = settings(discount_rate=0, gap=0)
NOTHING: Sheets = {
    "Periods": [{"period": "now"}],
    "Sites": [{"site": "company"}],
    "Materials": [{"material": "goods"}],
    "Demand": [{"market": "company", "material": "goods", "amount": 0}],
}


def solved(folder: Path, sheets: Sheets) -> tuple[float, list[str]]:
    """Return the objective, proven to a gap of nothing, and the projects that are built."""
    result = plan(folder / "in.xlsx", NOTHING | {"Settings": EXACT} | sheets)
    assert result.run["bound"] == pytest.approx(result.run["objective"], rel=1e-6, abs=1e-6)
    built = result.tables["Investments"].query("decision == 'build'")["project"]
    return float(result.run["objective"]), sorted(built)


def test_factories_and_their_warehouses(tmp_path: Path) -> None:
    """Hillier and Lieberman's California Manufacturing: both factories and no warehouse are worth 14.

    A warehouse needs the factory of its city, at most one is built, and there are 10 million of capital,
    which itself is not counted; a project's worth is a yearly cost below nothing.
    """
    sheets = {
        "Projects": rows("""project | place | fixed capital | yearly cost | requires | group
            factory in Los Angeles    | company | 6 | -9 |                          |
            factory in San Francisco  | company | 3 | -5 |                          |
            warehouse in Los Angeles  | company | 5 | -6 | factory in Los Angeles   | warehouses
            warehouse in San Francisco | company | 2 | -4 | factory in San Francisco | warehouses"""),
        "Groups": rows("group | at most\nwarehouses | 1"),
        "Budgets": rows("funder | amount | weight\ncompany's own | 10 | 0"),
        "Funding": rows("funder | projects\ncompany's own | *"),
    }
    objective, built = solved(tmp_path, sheets)
    assert objective == pytest.approx(-14, rel=1e-6)
    assert built == ["factory in Los Angeles", "factory in San Francisco"]


def test_two_years_of_rationed_capital(tmp_path: Path) -> None:
    """Lorie and Savage 1955: nine projects, 50 to spend in the first year and 20 in the second: worth 70.

    A project takes both years to build and spends by its own profile; what it then makes sells for its worth.
    """
    outlays = ((12, 3), (54, 7), (6, 6), (6, 2), (30, 35), (6, 6), (48, 4), (36, 3), (18, 3))
    worth = (14, 17, 17, 15, 40, 12, 14, 10, 12)
    sheets = {
        "Periods": column("period", ["first", "second", "after"]),
        "Recipes": rows("process | role | item | amount\nearn | makes | goods | 1"),
        "Projects": [
            {"project": f"project {number}", "place": "company", "adds": "earn", "block": value,
             "fixed capital": sum(pair), "lead time": 2,
             "spending": "; ".join(repr(part / sum(pair)) for part in pair)}
            for number, (pair, value) in enumerate(zip(outlays, worth, strict=True), 1)],
        "Budgets": [{"funder": "board", "first": 50, "second": 20, "after": 0, "carry over": "no",
                     "weight": 0}],
        "Funding": rows("funder | projects\nboard | *"),
        "Demand": rows("market | material | price\ncompany | goods | 1"),
    }  # fmt: skip
    objective, built = solved(tmp_path, sheets)
    assert objective == pytest.approx(-70, rel=1e-6)
    assert built == [f"project {number}" for number in (1, 3, 4, 6, 9)]


def test_projects_that_share_many_resources(tmp_path: Path) -> None:
    """Petersen 1967, OR-Library mknap1, first problem: six research projects, ten resources: 3800."""
    worth = (100, 600, 1200, 2400, 500, 2000)
    takes = ((8, 12, 13, 64, 22, 41), (8, 12, 13, 75, 22, 41), (3, 6, 4, 18, 6, 4), (5, 10, 8, 32, 6, 12),
             (5, 13, 8, 42, 6, 20), (5, 13, 8, 48, 6, 20), (0, 0, 0, 0, 8, 0), (3, 0, 4, 0, 8, 0),
             (3, 2, 4, 0, 8, 4), (3, 2, 4, 8, 8, 4))  # fmt: skip
    limits = (80, 96, 20, 36, 44, 48, 10, 18, 22, 24)
    sheets = {
        "Periods": column("period", ["work", "use"]),
        "Resources": [{"resource": f"team {number}", "place": "company", "capacity": limit}
                      for number, limit in enumerate(limits)],
        "Projects": [
            {"project": f"project {index}", "place": "company", "adds": "result", "block": 1, "lead time": 1,
             "yearly cost": -value,
             "uses": "; ".join(f"team {number}: {row[index]}" for number, row in enumerate(takes))}
            for index, value in enumerate(worth)],
    }  # fmt: skip
    assert solved(tmp_path, sheets)[0] == pytest.approx(-3800, rel=1e-6)


def test_opencast_mine(tmp_path: Path) -> None:
    """Williams, Opencast mining, GAMS `mine`: a block needs the four above it dug: 17.5 million pounds."""
    ore: list[list[list[float]]] = [
        [[1.5, 1.5, 1.5, 0.75], [1.5, 2.0, 1.5, 0.75], [1.0, 1.0, 0.75, 0.5], [0.75, 0.75, 0.5, 0.25]],
        [[4, 4, 2], [3, 3, 1], [2, 2, 0.5]], [[12, 6], [5, 4]], [[6]],
    ]  # fmt: skip

    def above(level: int, row: int, place: int) -> str:
        corners = [(row + down, place + right) for down in (0, 1) for right in (0, 1)]
        return "; ".join(f"block {level - 1} {a} {b}" for a, b in corners) if level else ""

    projects: list[dict[str, Any]] = [
        {"project": f"block {level} {row} {place}", "place": "company",
         "fixed capital": (3, 6, 8, 10)[level] - 2 * share, "requires": above(level, row, place) or None}
        for level, layer in enumerate(ore) for row, line in enumerate(layer)
        for place, share in enumerate(line)
    ]  # fmt: skip
    assert solved(tmp_path, {"Projects": projects})[0] == pytest.approx(-17.5, rel=1e-6)


def test_mines_that_open_and_close(tmp_path: Path) -> None:
    """Williams, Mining: five years, at most three mines worked, royalties until closed, set quality: 146.862.

    To work a mine for a year is a project of a year's life, made ready the year before by one of three
    crews; to close it removes its lift and the royalty with it. Ore and quality leave a lift together and go
    into the year's blend in its proportion.
    """
    mines = rows("""mine | royalty | most | quality
        A | 5 | 2   | 1.0
        B | 4 | 2.5 | 0.7
        C | 4 | 1.3 | 1.5
        D | 5 | 3   | 0.5""")
    years = range(1, 6)
    names = [row["mine"] for row in mines]
    recipes = rows("""process | role | item | amount
        mix | consumes | ore     | 1
        mix | consumes | quality | wanted
        mix | makes    | blend   | 1""")
    for row in mines:
        dig, lift, rock = (f"{word} {row['mine']}" for word in ("dig", "lift", "rock"))
        recipes += [{"process": dig, "role": "makes", "item": rock, "amount": 1},
                    {"process": lift, "role": "consumes", "item": rock, "amount": 1},
                    {"process": lift, "role": "makes", "item": "ore", "amount": 1},
                    {"process": lift, "role": "makes", "item": "quality",
                     "amount": row["quality"]}]  # fmt: skip
    sheets = {
        "Periods": [{"period": f"year {year}", "discount": 1.1 ** -max(year - 1, 0)}
                    for year in (0, *years)],
        "Materials": [{"material": name, "surplus": "none"}
                      for name in ("ore", "quality", "blend", *(f"rock {name}" for name in names))],
        "Series": [{"series": "wanted", "year 0": 1}
                   | dict(zip((f"year {year}" for year in years), (0.9, 0.8, 1.2, 0.6, 1), strict=True))]
        + [{"series": f"royalty {row['mine']}", "year 0": 0}
           | {f"year {year}": row["royalty"] for year in years} for row in mines],
        "Recipes": recipes,
        "Plants": [{"site": "company", "process": "mix"}]
        + [{"site": "company", "process": f"lift {row['mine']}", "capacity": row["most"],
            "fixed cost": f"royalty {row['mine']}"} for row in mines],
        "Resources": rows("resource | place | capacity\ncrew | company | 3"),
        "Projects": [
            {"project": f"work {row['mine']}", "place": "company", "adds": f"dig {row['mine']}",
             "block": row["most"], "lead time": 1, "life": 1, "starts": 5,
             "uses": f"crew: {1 / row['most']!r}"}
            for row in mines]
        + [{"project": f"close {row['mine']}", "place": "company", "removes": f"lift {row['mine']}",
            "block": row["most"]} for row in mines],
        "Demand": rows("market | material | price\ncompany | blend | 10"),
    }  # fmt: skip
    assert solved(tmp_path, sheets)[0] == pytest.approx(-146.86197436422836, rel=1e-6)
