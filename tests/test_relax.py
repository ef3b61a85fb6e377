"""The least that gives way: exact in the workbook's own cells, and no less would do."""

from __future__ import annotations

import copy
import itertools
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from giving_way import relaxation_of
from samples import few
from test_contract_diagnosis import MARKET, MILL, drawn, is_plannable
from workbooks import Sheets, change, rows, small, write

from planner.errors import QuestionError
from planner.infeasibility.cells import GivenWay, rounded, words
from planner.infeasibility.relaxation import stands_in_cells
from planner.infeasibility.weights import weights_of
from planner.solving.outcome import Options
from planner.statuses import Status
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.query import CaseSetting, Query
from planner.studies.replan.replanning import committed
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from planner.infeasibility.relaxation import Relaxation


def least(path: Path, sheets: Sheets, weights: str = "") -> Relaxation:
    """Return what gives way in a workbook; it must be the least, and tried out."""
    found = relaxation_of(read(write(path / "in.xlsx", sheets)), weights)
    assert found.is_tried
    assert found.is_least
    return found


def texts(path: Path, sheets: Sheets, weights: str = "") -> list[str]:
    return [x.text for x in least(path, sheets, weights).changes]


def typed(path: Path, changes: tuple[GivenWay, ...], part: float = 1.0) -> Path:
    """Type new values into the cells of a workbook's file, or only a part of each change."""
    values: dict[str, object] = {}
    for x in changes:
        values[x.address] = x.new_text if x.by is None else x.old + part * (x.new - x.old)
    return change(path, values)


def is_possible(path: Path, case: str = "base") -> bool:
    return (
        CompiledCase(read(path, case), CaseSetting(), Options(gap=1.0)).ask(Query()).answer.status
        is not Status.INFEASIBLE
    )


def test_kinds_of_cells_by_hand(tmp_path: Path) -> None:
    """100 wanted; 100 from A, 40 from B, 40 from C."""
    rule, every = "rule | measure | material | origins | limit\n", "rule | measure | material | limit\n"
    cases = {
        # 20 of 100 are missing
        rule + " none | amount at most | goods | A | 0.01": ["Demand!D2 (home / goods, required): 1 -> 0.8001"],
        # all of C and what is bought besides: 40 of 100
        rule + " much | share at least | goods | C | 0.45": ["Rules!E2 (much): 0.45 -> 0.4"],
        # the others give 80 of 100
        rule + " few | share at most | goods | A | 0.18": ["Rules!E2 (few): 0.18 -> 0.2"],
        every + " each | each share at most | goods | 0.3": ["Rules!D2 (each): 0.3 -> 0.333334"],
        # a third of each is the least index
        every + " spread | HHI at most | goods | 0.3": ["Rules!D2 (spread): 0.3 -> 0.333334"],
    }
    for text, expected in cases.items():
        weights = "service=never" if expected[0].startswith("Rules") else ""
        assert texts(tmp_path, MARKET | {"Rules": rows(text)}, weights) == expected, text


def test_a_limit_of_nothing_is_raised_from_nothing(tmp_path: Path) -> None:
    text = "rule | measure | material | origins | limit\n no A | share at most | goods | A | 0"
    assert texts(tmp_path, MARKET | {"Rules": rows(text)}, "service=never") == ["Rules!E2 (no A): 0 -> 0.2"]


def test_a_funders_share_is_raised(tmp_path: Path) -> None:
    """The mill costs 100: state may pay a half, town 0.4 of it; a tenth is missing, of town the larger part."""
    sheets = MILL | {
        "Budgets": rows("funder\n state\n town"),
        "Funding": rows("funder | projects | share\n state | * | 0.5\n town | * | 0.4"),
    }
    sheets["Projects"] = [sheets["Projects"][0] | {"decision": None}]
    sheets["Demand"] = rows("market | material | amount | required\n here | goods | 10 | 1")
    assert texts(tmp_path, sheets) == ["Funding!C2 (state / *, share): 0.5 -> 0.6"]


def test_a_plain_cell_governs_all_periods_without_a_column_of_their_own(tmp_path: Path) -> None:
    """40 in all but the second period, 50 there, nothing carried over; a mill of 60 a period: 40 is raised once."""
    sheets = MILL | {
        "Periods": rows("period\n first\n second\n third"),
        "Projects": rows("""
            project | place | adds | block | fixed capital | decision | starts
            mill | here | make | 10 | 60 | first: 1; third: 1 | 3
            """),
        "Budgets": rows("funder | amount | carry over | second\n state | 40 | no | 50"),
    }
    assert texts(tmp_path, sheets) == ["Budgets!B2 (state): 40 -> 60"]
    sheets["Budgets"] = rows("funder | amount | carry over | third\n state | 40 | no | 50")
    assert texts(tmp_path, sheets) == ["Budgets!B2 (state): 40 -> 60", "Budgets!D2 (state, third): 50 -> 60"]


def test_of_equal_budgets_the_latest_that_helps_is_raised(tmp_path: Path) -> None:
    sheets = MILL | {
        "Periods": rows("period\n first\n second\n third"),
        "Budgets": rows("funder | amount | first | second | third\n state | 9 | 40 | 40 | 40"),
    }
    sheets["Projects"] = [sheets["Projects"][0] | {"decision": "second"}]
    assert texts(tmp_path, sheets) == ["Budgets!D2 (state, second): 40 -> 60"]


def test_a_series_is_changed_where_it_stands_unless_others_use_it(tmp_path: Path) -> None:
    sheets = MARKET | {
        "Periods": rows("period\n first\n second"),
        "Series": rows("series | first | second\n limits | 90 | 10"),
        "Rules": rows("rule | measure | material | origins | limit\n not A | amount at most | goods | A | limits"),
    }
    assert texts(tmp_path, sheets, "service=never") == ["Series!C2 (limits, second): 10 -> 20"]
    sheets["Suppliers"] = [sheets["Suppliers"][0] | {"fixed cost": "limits"}, *sheets["Suppliers"][1:]]
    found = least(tmp_path, sheets, "service=never")
    assert [x.text for x in found.changes] == ["Rules! row 2, a new column second (not A, second): 10 -> 20"]
    assert not is_possible(tmp_path / "in.xlsx")
    assert is_possible(typed(tmp_path / "in.xlsx", found.changes))


def test_required_is_not_addressed_at_the_column_of_a_period(tmp_path: Path) -> None:
    """180 are sold and 200 asked in the second period; its column holds the amount, and required has none."""
    sheets = MARKET | {
        "Periods": rows("period\n first\n second"),
        "Demand": rows("market | material | amount | required | first | second\n home | goods | 9 | 1 | 100 | 200"),
    }
    found = least(tmp_path, sheets)
    assert [x.text for x in found.changes] == ["Demand!D2 (home / goods, required): 1 -> 0.9"]
    assert is_possible(typed(tmp_path / "in.xlsx", found.changes))


def test_a_series_of_required_shares_is_changed_for_all_who_use_it(tmp_path: Path) -> None:
    """180 are sold; both rows ask for 100 of them, by one series: 0.9 of each, and in the second period alone."""
    sheets = copy.deepcopy(MARKET) | {
        "Periods": rows("period\n first\n second"),
        "Series": rows("series | first | second\n served | 0.8 | 1"),
    }
    sheets["Sites"].append({"site": "shop", "country": "H"})
    sheets["Lanes"].append({"from": "home", "to": "shop"})
    sheets["Demand"] = rows("""
        market | material | amount | required
        home | goods | 100 | served
        shop | goods | 100 | served
        """)
    found = least(tmp_path, sheets)
    assert [x.text for x in found.changes] == ["Series!C2 (served, second): 1 -> 0.9"]
    assert is_possible(typed(tmp_path / "in.xlsx", found.changes))


CASED = MARKET | {
    "Cases": rows("""
        case | sheet | row | column | change
        much | Demand | home / goods | required | 1
        """),
    "Rules": rows("rule | measure | material | origins | limit\n not A | amount at most | goods | A | 10"),
}  # fmt: skip


def test_what_a_case_sets_is_changed_in_cases(tmp_path: Path) -> None:
    """90 are there: a row of Cases for the one cell is changed, one for several cells is followed by another."""
    sheets = copy.deepcopy(CASED)
    sheets["Demand"][0]["required"] = 0.5
    several = copy.deepcopy(sheets)
    several["Cases"][0] |= {"row": "*"}
    several["Sites"].append({"site": "shop", "country": "H"})
    several["Demand"].append({"market": "shop", "material": "goods", "amount": 0, "required": 0.1})
    told = []
    for each in (sheets, several):
        path = write(tmp_path / "in.xlsx", each)
        found = relaxation_of(read(path, "much"), "limits=never")
        assert found.is_tried
        told += [x.text for x in found.changes]
        assert not is_possible(path, "much")
        assert is_possible(typed(path, found.changes), "much")
        assert is_possible(path)
    assert told == [
        "Cases!E2 (home / goods, required): 1 -> 0.9",
        "Cases! a new row: much | Demand | home / goods | required (home / goods, required): 1 -> 0.9",
    ]


def test_cover_of_several_rows_is_lowered_in_those_that_ask_more(tmp_path: Path) -> None:
    """36.5 days of 100 are 10, and 5 fit into the two: 18.25 days in both rows, though one asks 20."""
    sheets = MARKET | {"Stockpiles": rows("""
        site | material | maximum | cover days | cover of
        home | goods | 3 | 36.5 | H
        shed | goods | 2 | 20 | H
        """)}  # fmt: skip
    sheets["Sites"] = [*sheets["Sites"], {"site": "shed", "country": "H"}]
    sheets["Lanes"] = [*sheets["Lanes"], {"from": "A", "to": "shed"}]
    assert texts(tmp_path, sheets, "service=never,limits=never") == [
        "Stockpiles!D2 (home / goods, cover days): 36.5 -> 18.25",
        "Stockpiles!D3 (shed / goods, cover days): 20 -> 18.25",
    ]


def test_minimum_use_is_lowered(tmp_path: Path) -> None:
    """A plant of 40 must run at 0.9 of it, and there is demand for 10 and nothing may be left over."""
    sheets = small(
        Materials="material | surplus\n goods | none",
        Recipes="process | role | item | amount\n make | makes | goods | 1",
        Plants="site | process | capacity | minimum use\n here | make | 40 | 0.9",
        Demand="market | material | amount | shortage cost\n here | goods | 10 | 9",
    )
    assert texts(tmp_path, sheets) == ["Plants!D2 (here / make, minimum use): 0.9 -> 0.25"]


def test_what_is_forbidden_is_allowed(tmp_path: Path) -> None:
    sheets = MILL | {
        "Budgets": rows("funder\n state"),
        "Demand": rows("market | material | amount | required\n here | goods | 10 | 1"),
    }
    sheets["Projects"] = [sheets["Projects"][0] | {"decision": "never"}]
    assert texts(tmp_path, sheets, "service=2") == ["Projects!F2 (mill): never -> free"]


def test_commitments_are_reduced_and_dropped(tmp_path: Path) -> None:
    """Five blocks of 30 are committed and 99 may be spent: three of them."""
    sheets = MILL | {"Projects": rows("""
        project | place | adds | block | fixed capital | starts | decision
        mill | here | make | 10 | 30 | 9 | now: 5
        """)}  # fmt: skip
    assert texts(tmp_path, sheets, "budgets=never") == ["Projects!G2 (mill): now: 5 -> now: 3"]
    sheets["Projects"] = [sheets["Projects"][0] | {"fixed capital": 100}]
    assert texts(tmp_path, sheets, "budgets=never") == ["Projects!G2 (mill): now: 5 -> free"]


def test_weights_say_what_gives_way(tmp_path: Path) -> None:
    """30 of C against a fifth: 30 down to 20 is a third, a fifth up to 0.3 a half."""
    sheets = MARKET | {"Rules": rows("""
        rule | measure | material | origins | limit
        some C | amount at least | goods | C | 30
        few C | share at most | goods | C | 0.2
        """)}  # fmt: skip
    assert texts(tmp_path, sheets) == ["Rules!E2 (some C): 30 -> 20"]
    assert texts(tmp_path, sheets, "floors=2") == ["Rules!E3 (few C): 0.2 -> 0.3"]
    assert texts(tmp_path, sheets, "floors=never") == ["Rules!E3 (few C): 0.2 -> 0.3"]
    assert least(tmp_path, sheets, "floors=2").total == pytest.approx(0.5, rel=1e-4)


def test_within_a_wide_gap_no_cell_gives_way_needlessly(tmp_path: Path) -> None:
    """A fifth of the goods is missing: that is all that has to give way.

    A thousandth more money would build a mill of cheap parts: the sum would still be within 1% of the least.
    """
    sheets = small(
        Materials="material\n goods\n parts",
        Suppliers="""
            supplier | site | material | price | maximum
            mine | here | goods | 1 | 80
            shop | here | parts | 100 | 100
            """,
        Recipes="process | role | item | amount\n make | makes | parts | 1",
        Projects="project | place | adds | block | fixed capital\n mill | here | make | 10 | 100.1",
        Budgets="funder | amount\n state | 100",
        Funding="funder | projects\n state | *",
        Demand="market | material | amount | required\n here | goods | 100 | 1\n here | parts | 10 | 1",
    )
    book = read(write(tmp_path / "in.xlsx", sheets))
    found = relaxation_of(book, gap=0.01)
    assert [x.text for x in found.changes] == ["Demand!D2 (here / goods, required): 1 -> 0.8"]
    assert (found.total, found.bound) == pytest.approx((0.2, 0.2))


@pytest.mark.parametrize("words", [
    "budgets", "budgets=0", "budgets=-1", "budgets=nan", "money=1", "budgets=1;locks=2", "budgets=1, Budgets=2",
])  # fmt: skip
def test_weights_that_are_none_are_refused(words: str) -> None:
    with pytest.raises(QuestionError):
        weights_of(words)
    assert weights_of("budgets=3,")["budgets"] == 3


@pytest.mark.parametrize(
    ("value", "sign", "expected"),
    [(163.2, 1, 163.2), (163.2000000001, 1, 163.2), (1 / 3, 1, 0.333334), (2 / 3, -1, 0.666666), (0.0, -1, 0.0),
     (1234567.0, 1, 1234570.0), (1234567.0, -1, 1234560.0)],
)  # fmt: skip
def test_values_are_rounded_to_the_side_that_holds(value: float, sign: int, expected: float) -> None:
    assert rounded(value, sign) == expected


def guaranteed(chance: random.Random) -> Sheets:
    """Return a market that must stand the loss of a country, with a mill and a stock, where not all may hold."""
    sheets = drawn(chance)
    sheets["Stockpiles"] = [{"site": "home", "material": "goods", "maximum": chance.choice([5, 30])}]
    sheets["Disruptions"] = [{"disruption": "loss", "required": chance.choice([0.7, 0.95]), "duration": 0.5}]
    sheets["Hits"] = [{"disruption": "loss", "target": "country", "name": "each but H"}]
    return sheets


def infeasible(path: Path, chance: random.Random, draw: Any) -> Sheets:
    """Return a drawn workbook that cannot be planned."""
    while True:
        sheets: Sheets = draw(chance)
        if not is_plannable(path, sheets):
            return sheets


@pytest.mark.parametrize("seed", few(2, range(8)))
@pytest.mark.parametrize("draw", [drawn, guaranteed])
def test_with_the_new_values_there_is_a_plan_and_with_a_little_less_there_is_none(
    tmp_path: Path, seed: int, draw: Any
) -> None:
    chance = random.Random(seed)
    sheets = infeasible(tmp_path, chance, draw)
    found = least(tmp_path, sheets)
    assert is_possible(typed(tmp_path / "in.xlsx", found.changes))
    if len(found.changes) == 1 and found.changes[0].by is not None:
        write(tmp_path / "in.xlsx", sheets)
        assert not is_possible(typed(tmp_path / "in.xlsx", found.changes, 0.995))


GRID = (0.05, 0.15, 0.3, 0.5, 0.75, 1.0)
MOST_TRIED = 25


def cheaper(count: int, total: float) -> list[dict[int, float]]:
    """Return which of so many cells give way, by which parts, so that at most two do and it adds up to less."""
    alone = [{n: part} for n in range(count) for part in GRID]
    pairs = [a | b for a, b in itertools.combinations(alone, 2) if len(a | b) == 2]
    return [parts for parts in (*alone, *pairs) if sum(parts.values()) < total * 0.999]


@pytest.mark.parametrize("seed", few(1, [1, 0, 3]))
def test_nothing_on_a_grid_gives_way_less(tmp_path: Path, seed: int) -> None:
    """Combinations of parts of the cells that add up to less are tried: none has a plan."""
    chance = random.Random(100 + seed)
    sheets = infeasible(tmp_path, chance, drawn)
    total = least(tmp_path, sheets).total
    rules = [("Rules", n, "limit", 1 if "most" in row["measure"] else -1) for n, row in enumerate(sheets["Rules"])]
    cells = [("Demand", 0, "required", -1), ("Budgets", 0, "amount", 1), *rules]
    every = cheaper(len(cells), total)
    assert every
    for parts in chance.sample(every, min(MOST_TRIED, len(every))):
        changed = copy.deepcopy(sheets)
        for n, part in parts.items():
            sheet, place, column, sign = cells[n]
            row = changed[sheet][place]
            value = row[column] * (1 + sign * part)
            row[column] = min(value, 1.0) if row.get("measure", "").startswith("share") else value
        assert not is_plannable(tmp_path, changed), parts


def test_only_what_stands_in_cells_is_promised(tmp_path: Path) -> None:
    """A workbook that was changed beside its cells cannot be tried by typing: nothing is promised of it."""
    book = read(write(tmp_path / "in.xlsx", MILL))
    kept = committed(book, (("mill", "now", 1.0, 10.0),))
    assert stands_in_cells(book)
    assert stands_in_cells(kept)
    assert [words(row["decision"]) for row in kept.rows("Projects")] == ["now: 1"]
    beside = replace(book, sheets={**book.sheets, "Budgets": ()})
    assert not stands_in_cells(beside)
    found = relaxation_of(replace(book, sheets={**book.sheets, "Funding": book.rows("Funding")[:1] * 2}))
    assert (found.is_tried, found.has_failed) == (False, False)
