"""A page that plans again gives what the planner gives: its model is moved as the workbook would move it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner
from report_pages import watched
from workbooks import brief, objective_of

from planner.api.case import read
from planner.cli import main
from planner.reports.html.live import LivePanel
from planner.solving.outcome import Options
from planner.solving.solve import solve
from planner.studies.live import programme as programmes
from planner.studies.live.controls import DEMAND, SERVICE, controls_of
from planner.studies.live.moves import Movable, movable
from planner.studies.live.programme import programme
from planner.studies.live.variants import Variants
from planner.workbook.template.write import write_workbook

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REFINERY, SCHOOL = "South refinery", "Staff school"
MOVED = {"Union fund": 0.6, "No origin above": 0.9}  # of the example, each with what it is multiplied by
SMALL = Path(__file__).parents[1] / "inputs" / "small.xlsx"
WAIT = 120_000  # milliseconds


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / "mine.xlsx"
    write_workbook(path, brief())
    return path


@pytest.fixture(scope="module")
def moved(example: Path) -> tuple[Variants, Movable]:
    variants = Variants(example)
    return variants, movable(variants, list(controls_of(variants.book())))


def cost_of(found: Movable, numbers: dict[str, np.ndarray]) -> float:
    answer = solve(found.base.with_numbers(numbers).program, Options(gap=0.0, money_gap=0.0, time_limit=60))
    assert answer.objective is not None
    return answer.objective


def test_every_number_of_the_example_can_be_moved(moved: tuple[Variants, Movable]) -> None:
    variants, found = moved
    assert [move.control for move in found.moves] == list(controls_of(variants.book()))
    assert {move.control.kind for move in found.moves} >= {DEMAND, SERVICE}


def test_bounds_that_go_by_what_could_be_needed_are_wide_and_cut_off_no_plan(moved: tuple[Variants, Movable]) -> None:
    """The bound of a rule's origin on its counting goes by demand, and by the rule's own limit, but not evenly."""
    variants, found = moved
    assert len(found.wide["matrix"])
    true = programme(variants.book())
    anchored = found.at([move.control.anchor for move in found.moves])
    assert (np.abs(anchored["matrix"]) >= np.abs(true.numbers["matrix"]) * (1 - 1e-9)).all()
    assert cost_of(found, anchored) == pytest.approx(objective_of(variants.book()), rel=1e-6)


def test_numbers_moved_together_cost_what_the_workbook_then_costs(moved: tuple[Variants, Movable]) -> None:
    variants, found = moved
    draw = np.random.default_rng(1)
    controls = [move.control for move in found.moves]
    values = [round(float(draw.uniform(max(each.low, 0.7 * each.now), each.now)), 3) for each in controls]
    case = read(variants.path).set_all(
        x for each, value in zip(controls, values, strict=True) for x in each.changes(value)
    )
    assert cost_of(found, found.at(values)) == pytest.approx(objective_of(case.book()), rel=1e-6)


def test_a_service_that_is_not_asked_for_can_be() -> None:
    """A row that asks for a share is not in the model where none is asked: the page's model has it, at none."""
    variants = Variants(SMALL)
    found = movable(variants, [each for each in controls_of(variants.book()) if each.kind == SERVICE])
    assert [move.control.now for move in found.moves] == [0.0]
    for share in (0.0, 0.5):
        case = read(SMALL).set_all(found.moves[0].control.changes(share))
        assert cost_of(found, found.at([share])) == pytest.approx(objective_of(case.book()), rel=1e-6)


def test_where_a_cell_names_a_series_the_series_is_moved(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    sheets = brief()
    demands = [{**row, "required": "floor"} for row in sheets["Demand"]]
    floor = {"series": "floor", "2027": 0.2, "2029": 0.6}
    write_workbook(path, {**sheets, "Demand": demands, "Series": [*sheets.get("Series", []), floor]})
    variants = Variants(path)
    (control,) = (each for each in controls_of(variants.book()) if each.kind == SERVICE)
    assert (control.label, control.columns) == ("series floor", ("2027", "2029"))
    found = movable(variants, [control])
    assert found.moves
    numbers = found.at([0.7])
    assert np.allclose(numbers["row_lower"], programme(variants.book(control.changes(0.7))).numbers["row_lower"])


def test_a_share_is_moved_no_further_than_the_workbook_may_hold(example: Path) -> None:
    limits = [each for each in controls_of(Variants(example).book()) if each.sheet == "Rules"]
    assert limits
    assert all(0.9 * each.high <= 1.0 < 1.5 * 0.9 for each in limits), "nine tenths is the largest limit of the example"


def test_a_model_that_is_too_large_for_a_page_says_so(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programmes, "MOST_COLUMNS", 100)
    with pytest.raises(Exception, match=r"a page cannot hold this model: \d+ columns with the \d+ disruptions"):
        programme(Variants(example).book())


@pytest.fixture(scope="module")
def page_file(example: Path) -> Path:
    plan = example.with_name("plan.xlsx")
    read(example).solve(gap=0).to_excel(plan)
    target = example.with_name("plan.html")
    done = CliRunner().invoke(main, ["report", str(plan), "--live", "-o", str(target)])
    assert done.exit_code == 0, done.output
    return target


def planned(page: Page) -> float:
    page.evaluate("delete document.getElementById('live').dataset.ended")
    page.click("#live-go")
    page.wait_for_selector("#live[data-ended]", timeout=WAIT)
    said = page.inner_text("#live-said")
    assert said.startswith("Planned"), said
    return float(page.get_attribute("#live", "data-cost") or "nan")


def moved_to(page: Page, label: str, value: float) -> None:
    page.evaluate("document.querySelectorAll('#live-controls details').forEach((x) => { x.open = true; })")
    page.get_by_label(label, exact=True).first.evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", value
    )


def test_the_page_plans_as_the_planner_does_without_a_network(browser: Browser, page_file: Path, example: Path) -> None:
    assert page_file.stat().st_size < 4e6
    page, said = watched(browser, page_file)
    page.wait_for_selector("#live-go:not([disabled])", timeout=WAIT)
    case = read(example)
    for name, factor in MOVED.items():
        moved_to(page, name, factor)
        sheet, column = ("Budgets", "amount") if name == "Union fund" else ("Rules", "limit")
        case = case.set(sheet, row=name, column=column, to=f"x{factor}")
    assert planned(page) == pytest.approx(objective_of(case.book()), rel=1e-6)

    page.get_by_label(f"{REFINERY}, South Port").select_option("never")
    page.get_by_label(f"{SCHOOL}, Sudland").select_option("must")
    case = case.set("Projects", row=REFINERY, column="decision", to="never")
    case = case.set("Projects", row=SCHOOL, column="decision", to="must")
    assert planned(page) == pytest.approx(objective_of(case.book()), rel=1e-6)
    rows = page.inner_text("#live-rows").splitlines()
    assert [row.split("\t")[1:] for row in rows] == [[*each[:3], str(each[3])] for each in case.changes]
    built = page.inner_text("#live-built")
    assert re.search(rf"{REFINERY}\t.+\tno", built), built

    assert not said


def test_stop_keeps_the_best_so_far_or_says_that_there_is_none(browser: Browser, page_file: Path) -> None:
    page, _ = watched(browser, page_file)
    page.wait_for_selector("#live-go:not([disabled])", timeout=WAIT)
    page.click("#live-go")
    page.click("#live-stop")
    page.wait_for_selector("#live[data-ended]", timeout=WAIT)
    assert re.match(r"Stopped( before a plan was found|; the best plan so far)", page.inner_text("#live-said"))
    assert page.is_enabled("#live-go")


def test_a_page_without_a_panel_may_do_no_more_than_before(example: Path, page_file: Path) -> None:
    plain = example.with_name("plain.html")
    done = CliRunner().invoke(main, ["report", str(example.with_name("plan.xlsx")), "-o", str(plain)])
    assert done.exit_code == 0, done.output
    assert "wasm-unsafe-eval" in page_file.read_text(encoding="utf-8")
    text = plain.read_text(encoding="utf-8")
    assert "wasm" not in re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]  # type: ignore[index]
    assert 'id="live' not in text


def test_live_asks_for_one_plan_and_a_page(tmp_path: Path, page_file: Path) -> None:
    plan = page_file.with_suffix(".xlsx")
    for more, words in (([plan], "one plan again, and 2 are given"), (["-o", tmp_path / "a.pdf"], "ends in .html")):
        done = CliRunner().invoke(main, [str(word) for word in ("report", "--live", plan, *more)])
        assert done.exit_code == 2, done.output
        assert words in done.output


def test_names_in_a_panel_are_text() -> None:
    panel = LivePanel(b"</script><b>", "million <USD>", "", "", 0.0, 60)
    assert "</script><b>" not in str(panel.blocks)
