"""Charts that hold: dots where they are, flows that cross little, and all of a drawing on a phone."""

from __future__ import annotations

import itertools
import math
import random
import re
from typing import TYPE_CHECKING

import pytest
from made_plans import made_plan
from report_pages import page_of, report_plan, watched

from planner.reports.chart_data import ChartTable, DecisionChart
from planner.reports.html.bars import sideways
from planner.reports.html.beside import HALF
from planner.reports.html.flows import Diagram, Layout, crossings, uncrossed
from planner.reports.html.marks import pixels_of
from planner.reports.html.parts import Head, HtmlCell, HtmlTable
from planner.reports.html.scatter import Dot, scatter
from planner.reports.html.sections.decision import _drawn
from planner.reports.html.sections.disruptions import _dots
from planner.reports.html.world import Spot, _outline, world

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from planner.reports.html.flows import Link, Node


def dot(name: str, recover: float, survive: float) -> Dot:
    return Dot(name, recover, survive, name, 0.5, name)


def test_dots_stand_where_they_are_and_those_of_one_place_are_one() -> None:
    """Of five dots that nearly meet none is moved: all that is survived as long as it lasts is not exposed."""
    drawn = scatter(
        [*(dot(f"even {n}", 1.0, 1.0) for n in range(3)), dot("near", 1.02, 1.02), dot("far", 2.0, 0.5)], "d"
    )
    marks = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"[^>]*><title>([^<]*)', drawn)
    assert [words for *_, words in marks] == ["3 disruptions: even 0; even 1; even 2", "near"]
    (x, y, _, _), (beside, level, _, _) = marks
    line = re.search(r'<path d="M([\d.]+),([\d.]+)L([\d.]+),([\d.]+)" stroke="[^"]*" stroke-dasharray', drawn)
    assert line is not None
    left, bottom, right, top = map(float, line.groups())
    for across, up in ((float(x), float(y)), (float(beside), float(level))):  # both lie on the line of equal times
        assert up == pytest.approx(bottom + (across - left) / (right - left) * (top - bottom), abs=0.2)
    assert len(re.findall("<title>far</title>", drawn)) == 1


def test_what_was_not_judged_is_not_drawn_as_survived_without_limit() -> None:
    table = made_plan().tables["Resilience"].head(2).assign(**{"time to survive": math.nan, "time to recover": 1.0})
    assert [each.words for each in _dots(table.assign(exposed=["no", ""]))] == [
        "loss of Taiwan, 2027: survived without limit, recovers in 1 year"
    ]


def test_the_name_of_the_field_below_the_line_is_not_struck_through_by_it() -> None:
    drawn = scatter([dot("short", 5.0, 0.0), dot("long", 0.5, 9.0)], "d")
    line = re.search(r'<path d="M([\d.]+),([\d.]+)L([\d.]+),([\d.]+)" stroke="[^"]*" stroke-dasharray', drawn)
    words = re.search(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>below the line: exposed<', drawn)
    assert line is not None
    assert words is not None
    left, bottom, right, top = map(float, line.groups())
    begin, base = float(words[1]) - pixels_of("below the line: exposed", 12), float(words[2])
    assert base - 12 > bottom + (begin - left) / (right - left) * (top - bottom)


def test_bars_leave_room_for_long_names() -> None:
    name = "Demand: US data centres / AI compute, 2029"
    assert f">{name}<" in sideways({name: -2851.0, "b": 1067.0}, lambda _: "#000000", "d")


@pytest.mark.parametrize("kind", ["beside", "origins", "money"])
def test_the_chart_above_the_fold_is_drawn_as_wide_as_its_half_of_the_page(kind: str) -> None:
    """Drawn as wide as a whole page its words would be half as large there as they are meant to be."""
    table = ChartTable("told", ("gallium (intake), 2026", "2027"), ("Farland", "Nearland"), ((1.0, 0.0), (0.6, 0.4)))
    drawn = str(_drawn(DecisionChart(table, kind, "what it says", ("#111111", "#eeeeee")), "million USD"))
    wide = re.search(r'viewBox="0 0 ([\d.]+) ', drawn)
    assert wide is not None
    assert float(wide[1]) == HALF
    ends = [float(x) + float(more) for x, more in re.findall(r'<rect[^>]* x="([\d.]+)"[^>]* width="([\d.]+)"', drawn)]
    assert HALF / 2 < max(ends) <= HALF
    assert max(map(float, re.findall(r' x2="([\d.]+)"', drawn)), default=0.0) <= HALF


def test_flows_cross_less() -> None:
    """Two nodes a column, each linked with the one that is on the other side by size."""
    nodes: list[Node] = [(0, "a"), (0, "b"), (1, "c"), (1, "d")]
    sizes: dict[Link, float] = {((0, "a"), (1, "d")): 3.0, ((0, "b"), (1, "c")): 2.0}
    assert crossings([nodes[:2], nodes[2:]], sizes) == 6.0
    assert uncrossed(nodes, sizes) == [(0, "a"), (0, "b"), (1, "d"), (1, "c")]


@pytest.mark.parametrize("seed", range(6))
def test_no_order_crosses_much_less(seed: int) -> None:
    """Beside every order of small drawings: never worse than by size, and mostly the best there is."""
    dice = random.Random(seed)
    columns = [[(column, f"{column}{name}") for name in "abcd"] for column in range(2)]
    sizes: dict[Link, float] = {
        (start, end): dice.uniform(0.1, 1.0) for start in columns[0] for end in columns[1] if dice.random() < 0.5
    }
    found = uncrossed([node for column in columns for node in column], sizes)
    mine = crossings([found[:4], found[4:]], sizes)
    every = [crossings([list(one), list(two)], sizes)
             for one in itertools.permutations(columns[0]) for two in itertools.permutations(columns[1])]  # fmt: skip
    assert sorted(found) == sorted(node for column in columns for node in column)
    assert mine <= crossings(columns, sizes)
    assert mine <= min(every) + 0.35 * (max(every) - min(every))


def test_nodes_keep_their_order_through_the_periods() -> None:
    links: tuple[dict[Link, float], ...] = (
        {((0, "a"), (1, "d")): 0.6, ((0, "b"), (1, "c")): 0.4},
        {((0, "a"), (1, "d")): 0.1, ((0, "b"), (1, "c")): 0.9},
    )
    layout = Layout(Diagram((("", ""), ("", "")), links, {}), 300.0)
    assert layout.nodes == [(0, "b"), (0, "a"), (1, "c"), (1, "d")]  # the largest of all periods on top
    for period in range(2):
        tops = dict(zip(layout.nodes, (top for top, _ in layout.frame(period)[0]), strict=True))
        assert tops[0, "b"] < tops[0, "a"]
        assert tops[1, "c"] < tops[1, "d"]


@pytest.mark.parametrize(
    ("cell", "data"),
    [
        (HtmlCell("24.5%", 0.245, 1, percent=True), ""),
        (HtmlCell("24.5%", 0.2451, 1, percent=True), "0.2451"),
        (HtmlCell("1,234", 1234.0, 0), ""),
        (HtmlCell("1,234", 1234.4, 0), "1234.4"),
        (HtmlCell("yes", 1.0), "1"),
        (HtmlCell("1.2e-05", 1.2e-5), "1.2e-05"),
    ],
)
def test_a_cell_says_its_value_where_its_text_does_not(cell: HtmlCell, data: str) -> None:
    assert cell.data == data


def test_a_column_shows_its_numbers_as_most_of_them_are() -> None:
    part = [HtmlCell("24.5%", 0.245, 1, percent=True)] * 2
    rows = (
        *((cell, HtmlCell("a"), HtmlCell("no", 0.0)) for cell in part),
        (HtmlCell("3", 3.0, 0), HtmlCell("b"), HtmlCell("")),
    )
    assert HtmlTable("t", "", (Head("n"), Head("name"), Head("flag")), rows).forms == ((1, True), None, None)


def test_outlines_of_land_end_where_they_begin_and_those_of_nothing_are_none() -> None:
    assert _outline([(1.04, 2.0), (1.0, 2.51), (3.0, 2.0)]) == "M1,2l0,0.5 2,-0.5z"
    assert _outline([(1.0, 2.0), (1.01, 2.01)]) == ""


def test_a_wide_drawing_says_so_on_a_phone_and_shows_all_of_itself(browser: Browser, tmp_path: Path) -> None:
    report = page_of(report_plan(), tmp_path)
    page, said = watched(browser, report, viewport={"width": 390, "height": 844})
    for every in page.locator("figure:visible:has(.drawing):has(.swipe)").all():
        drawn = every.locator(".drawing").first
        is_wide = drawn.evaluate("each => each.scrollWidth > each.clientWidth + 1")
        assert every.locator(".swipe").first.is_visible() == is_wide
    figure = page.locator("#timeline-chart")
    assert figure.locator(".swipe").is_visible()
    box = figure.locator(".drawing")
    assert box.evaluate("each => each.scrollWidth > each.clientWidth")
    figure.locator("[data-whole]").click()
    assert not box.evaluate("each => each.scrollWidth > each.clientWidth + 1")
    assert figure.locator("[data-whole]").get_attribute("aria-pressed") == "true"
    figure.locator("[data-whole]").click()
    assert box.evaluate("each => each.scrollWidth > each.clientWidth")
    shade = "each => getComputedStyle(each).boxShadow"
    assert box.evaluate(shade) != "none"
    page.emulate_media(media="print")  # where all of it stands on the page
    assert box.evaluate(shade) == "none"
    wide, _ = watched(browser, report, viewport={"width": 1400, "height": 900})
    assert wide.locator(".swipe:visible").count() == 0
    assert said == []


def test_a_country_among_many_others_has_its_name_on_the_map_with_a_line_to_its_site() -> None:
    names = [f"Country {letter}" for letter in "ABCDEFGHIJ"]
    spots = [Spot(name, name, 36.0 + n / 5, 127.0 + n / 5, "#888888", name) for n, name in enumerate(names)]
    drawn = str(world([*spots, Spot("far", "Brazil", -10.0, 200.0, "#888888", "far")], [], "a map"))
    assert all(f">{name}</text>" in drawn for name in (*names, "Brazil"))
    assert drawn.count("<line") >= 1
    assert str(world(spots[:1], [], "a map")).count("<line") == 0
