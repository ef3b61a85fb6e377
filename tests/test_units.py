"""Money times 10^k and amounts times 10^j, k and j from -9 to 9: the same plan, and the objective times 10^k.

Every random workbook here is solved in all units by benchmarks/units.py; in the gate each has some corners of them.
"""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import drawn_chains
import drawn_circles
import drawn_risks
import drawn_steps
import openpyxl
import pytest
import test_repacked
from drawn_networks import draw
from samples import few
from test_measures import found, home, session
from units import in_units
from workbooks import Sheets, brief, cost, plan, small

from planner.errors import InfeasibleError
from planner.reports.documents.content import document_of
from planner.studies.alternatives.ranges import LARGEST_SIZE, LEAST_SIZE, Range
from planner.studies.core.measure import measure_of
from planner.studies.frontier.study import frontier_study

if TYPE_CHECKING:
    from planner.plans.plan import Plan

CORNERS = [(9, 9), (9, -9), (-9, 9), (-9, -9), (0, 9), (0, -9), (9, 0), (-9, 0)]
SMALL = Path(__file__).parent.parent / "inputs" / "small.xlsx"


def shipped(path: Path) -> Sheets:
    """Return the rows of a workbook file."""
    found: Sheets = {}
    for sheet in openpyxl.load_workbook(path, data_only=True):
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [
            {str(name): value for name, value in zip(head, row, strict=True) if name is not None}
            for row in rows if any(value is not None for value in row)
        ]  # fmt: skip
    return found


def solved(path: Path, sheets: Any) -> Plan | None:
    try:
        return plan(path, sheets, gap=0, threads=1)
    except InfeasibleError:
        return None


def decided(found: Plan) -> list[Any]:
    """Return what is built, when, and in how many blocks."""
    table = found.tables["Investments"]
    return table.loc[table["decision"] == "build", ["project", "start", "blocks"]].to_numpy().tolist()


def assert_same(folder: Path, sheets: Any, k: int, j: int) -> None:
    usual, other = solved(folder / "a.xlsx", sheets), solved(folder / "b.xlsx", in_units(sheets, 10.0**k, 10.0**j))
    assert (usual is None) == (other is None)
    if usual is not None and other is not None:
        least = usual.run["objective"]
        assert other.run["objective"] / 10.0**k == pytest.approx(least, rel=1e-6, abs=1e-6)
        assert (usual.run["status"], other.run["status"]) == ("proven", "proven")
        failed = other.tables["Checks"][other.tables["Checks"]["pass"] != "yes"]
        assert failed.empty, failed.to_string()


@pytest.mark.parametrize("seed", few(2, range(8)))
def test_a_network_in_other_units(tmp_path: Path, seed: int) -> None:
    assert_same(tmp_path, draw(random.Random(seed)), *CORNERS[seed % len(CORNERS)])


@pytest.mark.parametrize("seed", few(2, range(6)))
def test_risks_in_other_units(tmp_path: Path, seed: int) -> None:
    assert_same(tmp_path, drawn_risks.draw(random.Random(seed)), *CORNERS[(seed + 1) % len(CORNERS)])


@pytest.mark.parametrize(
    ("drawn", "seed", "k", "j"),
    [
        (drawn_risks.draw, 318, -8, 5),  # handed a start, the solver told a bound below the plan's cost
        (drawn_steps.draw, 5004, -2, 8),  # a stock that lacks 3e-12 of itself, where what is short is dear
        (draw, 40111, -8, -1),  # who pays, in money of which a whole plant costs 2e-7
        (test_repacked.drawn, 13, -9, 9),  # buyers send on all that they buy: of 1e10 rounding is left, beside nothing
        (drawn_chains.draw, 102, -9, 9),  # the same of what is inside
        (test_repacked.drawn, 229, -9, 9),  # a convention left 0.5 of 1e10 that was sent from where none entered
        (test_repacked.drawn, 259, -9, 9),  # a value of -1.6 of 1e10
        (test_repacked.drawn, 329, -9, 9),  # what is put in, of which as much is drawn
    ],
    ids=["start", "stock", "payers", "sent on", "sent on inside", "trace", "value", "put in"],
)
def test_a_plan_that_was_right_and_not_proven(tmp_path: Path, drawn: Any, seed: int, k: int, j: int) -> None:
    assert_same(tmp_path, drawn(random.Random(seed)), k, j)


@pytest.mark.parametrize(
    ("rule", "least"),
    [
        # 70% and 30% are 0.49 + 0.09: 0.4 x (0.7 x 1 + 0.3 x 2)
        ("HHI at most | 0.58 |", 0.52),
        # a second origin of a fifth would cost 0.08 more, and what is missed costs 0.01
        ("origins at least | 2 | 0.01", 0.41),
    ],
    ids=["HHI", "origins"],
)
@pytest.mark.parametrize(("k", "j"), [(0, 0), (0, -9), (9, -9), (-9, 9)])
def test_a_rule_of_small_amounts_is_kept(tmp_path: Path, rule: str, least: float, k: int, j: int) -> None:
    sheets = small(
        Sites="site | country\nhere | AA\nnear | BB\nfar | CC",
        Suppliers="supplier | site | material | price\nb | near | goods | 1\nc | far | goods | 2",
        Lanes="from | to\nnear | here\nfar | here",
        Demand="market | material | amount | shortage cost\nhere | goods | 0.4 | 100",
        Rules=f"rule | measure | limit | penalty | material | buyers | minimum share\n"
        f"r | {rule} | goods | here | {0.2 if 'origins' in rule else ''}",
    )
    assert cost(tmp_path / "in.xlsx", in_units(sheets, 10.0**k, 10.0**j)) == pytest.approx(least * 10.0**k, rel=1e-5)


SHARE = "rule | measure | limit | material | buyers | origins\nr | share at most | 0.3 | goods | here | b"


@pytest.mark.parametrize(("k", "j"), [(0, 0), (0, -9), (9, -9), (-9, 9)])
def test_what_is_impossible_is_told_alike(tmp_path: Path, k: int, j: int) -> None:
    """Of 10 nine are required; at most 30% may be of b, and of the other there are 3: 3 + 0.3 / 0.7 x 3 is 0.43."""
    sheets = small(
        Sites="site | country\nhere | AA\nnear | BB\nfar | CC",
        Suppliers="supplier | site | material | price | maximum\nb | near | goods | 1 |\nc | far | goods | 2 | 3",
        Lanes="from | to\nnear | here\nfar | here",
        Demand="market | material | amount | shortage cost | required\nhere | goods | 10 | 100 | 0.9",
        Rules=SHARE,
    )
    with pytest.raises(InfeasibleError) as told:
        plan(tmp_path / "in.xlsx", in_units(sheets, 10.0**k, 10.0**j))
    assert "Demand!E2 (here / goods, required): 0.9\n  Rules!C2 (r): 0.3\n" in str(told.value)
    assert "Demand!E2 (here / goods, required): 0.9 -> 0.428571" in str(told.value)


@pytest.mark.parametrize(
    ("seed", "k", "j"),
    [
        (40216, 9, -8),
        (40463, 8, -8),  # a maximum of 0 in a column of nothing else must be 5e-8
    ],
)
def test_a_circle_that_cannot_be_is_told_in_other_units_too(tmp_path: Path, seed: int, k: int, j: int) -> None:
    with pytest.raises(InfeasibleError) as told:
        plan(tmp_path / "in.xlsx", in_units(drawn_circles.draw(random.Random(seed)), 10.0**k, 10.0**j))
    assert "A plan would be possible if these gave way (the least in all" in str(told.value)


def priced(found: Plan) -> list[Any]:
    """Return the cells that have a price, and whether more of them saves or costs."""
    table = found.tables["Prices"]
    cells: list[Any] = table[["sheet", "row", "column", "period"]].to_numpy().tolist()
    return sorted([*cell, price > 0] for cell, price in zip(cells, table["price"], strict=True))


FIGURE = re.compile(r"-?\d[\d,.]*(e[-+]?\d+)?( (thousand|million|billion|trillion|quadrillion))*")
ORIGINS = re.compile(r"Which buyer gets which origin [^.]*\.")  # which of equal plans is found says in how many rows


def said(found: Plan) -> list[str]:
    """Return what a document says of a plan, without figures, what it draws, and who pays for what it lists."""
    told = document_of(found)
    payers = [(each.project, each.payers) for each in told.page.approvals]
    chapters = [f"{x.title} {x.drawing is None} {x.table is None}"
                for x in told.chapters]  # fmt: skip
    words = [ORIGINS.sub("", FIGURE.sub("#", words)).strip() for x in told.chapters for words in x.sentences]
    return [*map(str, payers), *chapters, *filter(None, words)]


def test_the_example_in_other_units(tmp_path: Path) -> None:
    """It has one plan that costs the least: its decisions are the same too, and all that is said of it."""
    usual = plan(tmp_path / "in.xlsx", in_units(brief(), 1, 1), gap=0)
    for k, j in ((9, -9), (-9, 9)):
        other = plan(tmp_path / "in.xlsx", in_units(brief(), 10.0**k, 10.0**j), gap=0)
        assert other.run["objective"] == pytest.approx(usual.run["objective"] * 10.0**k, rel=1e-6)
        assert decided(other) == decided(usual)
        assert said(other) == said(usual)
        assert priced(other) == priced(usual)
        assert set(other.tables["Checks"]["pass"]) == {"yes"}


def test_the_small_workbook_in_other_units(tmp_path: Path) -> None:
    assert_same(tmp_path, shipped(SMALL), 6, -6)


@pytest.mark.parametrize("second", ["expected shortage", "capacity ordered of new"])
def test_a_frontier_says_the_same_in_other_units(tmp_path: Path, second: str) -> None:
    """The same points, proofs, projects that come and go, and words but for their numbers."""
    usual, other = (_frontier_words(tmp_path, sheets, second) for sheets in (home(), in_units(home(), 1e3, 1e3)))
    assert usual == other


def _frontier_words(folder: Path, sheets: Sheets, second: str) -> list[str]:
    here = session(folder, sheets, 1e-4)
    told = found(here, measure_of(second, here.book), 4)
    study = frontier_study(here.book, told, {})
    points = study.sheet("Points")
    kept = [n for n, x in enumerate(points.fields) if x.name in ("point", "status", "knee", "enter", "leave")]
    rows = [" | ".join(str(row[n]) for n in kept) for row in points.rows]
    rows += [" | ".join("built" if cell != "–" else cell for cell in row[2:]) for row in study.sheet("Projects").rows]
    words = (re.sub(r"[\d.,]*\d|(million|billion|trillion|thousand|USD) ?", "", x) for x in study.sentences)
    return [*rows, *words, *(x.why for x in told.frontier.dropped)]


@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
def test_the_sizes_of_a_project_are_settled_alike_in_any_unit(unit: float) -> None:
    each = Range("mill", 1.0, has_size=True)
    each.seen(1.0, 5.0 * unit, "now")
    each.bound(LEAST_SIZE, 4.0 * unit)
    each.bound(LARGEST_SIZE, 5.000001 * unit)
    assert not each.least_size.is_settled
    assert each.largest_size.is_settled
