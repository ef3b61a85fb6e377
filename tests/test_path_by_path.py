"""A playbook begun path by path: a plan of the tree, no cheaper than the best, and bounds from what is known alone."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from drawn_worlds import drawn_tree, least_cost, sheets_of
from in_memory import opened
from samples import few
from test_playbook import run
from test_playbook_tree import EXACT, alone, book_of, invest
from workbooks import small, write

from planner.reports.loading.study import read_study
from planner.solving.compile import compile_model
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Options
from planner.studies.core.query_programme import NotOfferedError
from planner.studies.playbook.answers import PUT_TOGETHER, TOGETHER, kept_everywhere, planned_together, started_now
from planner.studies.playbook.begun import NOTHING_BEGUN, begun, begun_relaxed, leads, values_of
from planner.studies.playbook.ends import end_plans
from planner.studies.playbook.tree import CompiledTree
from planner.studies.playbook.world_start import WorldStart
from planner.studies.playbook.worths import no_dearer
from planner.workbook.checks.run import checked
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from pathlib import Path

    from planner.studies.playbook.begun import Lead
    from planner.workbook.book import Book

WIDE = Options(gap=1e6)


def drawn(seed: int, *, storms: bool = False) -> tuple[Book, float] | None:
    """Return a drawn tree's workbook and its least expected cost; None where it has no plan."""
    tree = drawn_tree(Random(seed), storms=storms)
    cost = least_cost(tree)
    book, _ = checked(opened(sheets_of(tree)), "base")
    return None if book is None or cost is None else (book, cost)


def test_the_tree_leaves_the_programmes_of_its_paths_as_they_are() -> None:
    """Their columns are in another order on the tree: sorting the rows there must not move their numbers here."""
    tree = CompiledTree(book_of(invest()), EXACT)
    for path in tree.paths:
        own = compile_model(path.path.model)
        assert (abs(path.program.matrix[: own.matrix.shape[0]] - own.matrix)).sum() == 0


@pytest.mark.parametrize("storms", [False, True])
def test_the_plan_of_a_tree_keeps_the_rows_of_each_path(storms: bool) -> None:
    for seed in range(2):
        found = drawn(seed, storms=storms)
        if found is None:
            continue
        tree = CompiledTree(found[0], EXACT)
        answer = tree.ask(EXACT)
        assert answer.values is not None
        for path in tree.paths:
            own, program = path.values(answer.values), path.program
            amounts, room = program.matrix @ own, 1e-5 * (1 + abs(program.matrix) @ np.abs(own))
            assert (amounts >= program.row_lower - room).all()
            assert (amounts <= program.row_upper + room).all()


def led(book: Book, tree: CompiledTree) -> tuple[dict[str, Lead], float]:
    """Return the leads of a tree, and the bound that its paths alone prove."""
    known = {path.end: alone(path.book) for path in tree.books}
    least = math.fsum(path.chance * (known[path.end][0] or 0.0) for path in tree.books)
    cost, stands = alone(book)
    return leads(tree.books, None if cost is None else stands, {end: own for end, (_, own) in known.items()}), least


@pytest.mark.parametrize("storms", [False, True])
def test_a_plan_found_path_by_path_is_one_of_the_tree(storms: bool) -> None:
    """Its plans of the ends pass their own verification; it costs no less than the best, nor that than the bound."""
    tried = 0
    for seed in range(2 if storms else 4):
        found = drawn(seed, storms=storms)
        if found is None:
            continue
        book, best = found
        tree = CompiledTree(book, WIDE)
        decisions, least = led(book, tree)
        room = 1e-6 * max(1.0, abs(best))
        assert least <= best + room
        for lead in decisions.values():
            values = values_of(tree, begun(tree, WIDE, lead))
            answer = tree.ask(WIDE, begun=values, least=least)
            if values is None or not answer.planes.is_all_elsewhere:
                continue
            tried += 1
            assert answer.planes.solves == 0
            assert answer.answer.objective is not None
            assert answer.answer.objective >= best - room
            assert answer.answer.bound == pytest.approx(least)
            plans = end_plans(tree, answer)
            assert not [failed for plan in plans for failed in plan.failed]
            assert math.fsum(plan.chance * plan.cost for plan in plans) == pytest.approx(answer.answer.objective)
    assert tried


@pytest.mark.parametrize("seed", few(4, range(60)))
def test_what_it_is_begun_with_does_not_change_the_best(seed: int) -> None:
    found = drawn(seed)
    if found is None:
        return
    book, best = found
    tree = CompiledTree(book, EXACT)
    decisions, least = led(book, tree)
    for lead in decisions.values():
        answer = tree.ask(EXACT, begun=values_of(tree, begun(tree, EXACT, lead)), least=least).answer
        assert answer.objective == pytest.approx(best, abs=1e-6, rel=1e-6)


def test_an_investment_that_can_wait_led_by_one_that_does_not() -> None:
    """As it stands the plant is started at once: 600; whoever knows earns 800. A gap of 40% leaves that, one of 1% not.

    The best waits: 772.7273.
    """
    book = book_of(invest())
    tree = CompiledTree(book, EXACT)
    decisions, least = led(book, tree)
    assert list(decisions) == ["the workbook as it stands", "low"]
    assert least == pytest.approx(-800)
    first = begun(tree, EXACT, decisions["the workbook as it stands"])
    assert first.cost == pytest.approx(-600)
    wide = planned_together(book, first, least, replace(EXACT, gap=0.4))
    assert (wide.source, wide.objective, wide.bound) == (PUT_TOGETHER, pytest.approx(-600), pytest.approx(-800))
    assert wide.status == "proven"
    narrow = planned_together(book, first, least, replace(EXACT, gap=0.01))
    assert (narrow.source, narrow.objective) == (TOGETHER, pytest.approx(-772.727273, abs=1e-6))
    nothing = planned_together(book, NOTHING_BEGUN, least, replace(EXACT, gap=0.4))
    assert nothing.source == PUT_TOGETHER if nothing.bound == pytest.approx(-800) else TOGETHER


def test_starts_that_are_kept_everywhere_are_begun_with_too() -> None:
    book = book_of(invest())
    told = kept_everywhere(book, (("plant", "2026", 1.0, None),), EXACT)
    assert (told.objective, told.bound) == (pytest.approx(-600, abs=1e-6), pytest.approx(-600, abs=1e-6))
    assert kept_everywhere(book, (("plant", "2026", 2.0, None),), EXACT).status == "infeasible"


def test_a_start_that_breaks_a_row_is_not_taken_for_a_plan() -> None:
    """A bound of -1e9 and a gap of everything would take any plan, but not one whose whole numbers do not fit."""
    tree = CompiledTree(book_of(invest()), WIDE)
    whole = np.full(len(tree.tree.program.cost), np.nan)
    whole[tree.tree.program.integer] = 1.0  # the plant twice in each world, of which one may be had
    planes = CuttingPlanes(tree.tree.program, WIDE, tree.tree.cutters, start=whole, least=-1e9)
    answer, exact = planes.run()
    assert not planes.is_all_elsewhere
    assert exact is not None
    assert answer.objective == pytest.approx(-772.727273, abs=1e-4)


def test_a_wide_gap_says_where_plan_and_bound_are_from(tmp_path: Path) -> None:
    """Whoever knows earns 800; led by the relaxation, which starts nothing at once, the playbook earns 772.7273."""
    told = run("playbook", write(tmp_path / "in.xlsx", invest()), "-o", tmp_path / "out.xlsx", "--gap", "0.4")
    assert (told["status"], told["stopped"]) == ("proven", "gap closed")
    assert told["objective"] == pytest.approx(-772.727273)
    study = read_study(tmp_path / "out.xlsx")
    assert study.run["how it is proven"] == PUT_TOGETHER
    assert PUT_TOGETHER in study.sentences[0]
    assert told["knowing"]["low"] - 1e-6 <= told["bound"] <= told["objective"]
    assert told["playbook"]["low"] == told["bound"]


@pytest.mark.parametrize("storms", [False, True])
def test_the_relaxation_leads_too_and_proves_a_bound(storms: bool) -> None:
    """It starts what all worlds together ask for; its bound is below the best, its plan no cheaper."""
    tried = 0
    for seed in range(5):
        found = drawn(seed, storms=storms)
        if found is None:
            continue
        tree, room = CompiledTree(found[0], WIDE), 1e-6 * max(1.0, abs(found[1]))
        first = begun_relaxed(tree, WIDE)
        assert first.bound is not None
        assert first.bound <= found[1] + room
        values = values_of(tree, first)
        if values is not None:
            tried += 1
            cost = tree.ask(WIDE, begun=values, least=first.bound).answer.objective
            assert cost is not None
            assert cost >= found[1] - room
    assert tried


def test_the_relaxation_prepares_for_a_world_that_may_come() -> None:
    """A mill takes a year to build. If high, 100 units are asked for: short at 10 each, or made by a mill of 500.

    A half of 1,000 is as much as the mill: it is dearer than being short at 0.4, and cheaper at 0.6. The workbook as it
    stands asks for nothing and starts none.
    """
    for chance, starts in ((0.4, ()), (0.6, (("mill", "2026", "", 1.0),))):
        sheets = small(**{
            "Settings": "setting | value\ndiscount rate | 0\ngap | 0\ncapital charging | overnight",
            "Periods": "period\n2026\n2027",
            "Sites": "site\nhome",
            "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
            "Projects": "project | place | adds | block | fixed capital | lead time | economic life\n"
                        "mill | home | make | 100 | 500 | 1 | 1",
            "Demand": "market | material | amount | shortage cost\nhome | goods | 0 | 10",
            "Cases": "case | sheet | row | column | change\nup | Demand | home / goods | amount | 100",
            "Worlds": f"world | from | probability | case\nhigh | 2027 | {chance} | up\nlow | 2027 | {1 - chance} |",
        })  # fmt: skip
        tree = CompiledTree(book_of(sheets), EXACT)
        relaxed = tree.relaxed(EXACT)
        lead, bound = relaxed.lead, relaxed.bound
        assert lead is not None
        assert tuple((x.project, x.period, x.world, x.number) for x in lead) == starts
        first = begun_relaxed(tree, EXACT)
        assert (first.cost, bound) == (pytest.approx(min(500, 1000 * chance)), pytest.approx(min(500, 1000 * chance)))


def test_what_each_start_now_costs_at_least_is_told_by_one_relaxation() -> None:
    """The plant started at once earns 600 whatever comes; another that is never offered has no plan, and no bound."""
    tree = CompiledTree(book_of(invest()), EXACT)
    told = tree.least_now(EXACT, ["plant", "no such plant", "plant"])
    assert (told[0], told[1], told[2]) == (pytest.approx(-600, abs=1e-5), None, pytest.approx(-600, abs=1e-5))
    tried = 0
    for seed in range(8):
        found = drawn(seed, storms=seed % 2 == 0)
        if found is None:
            continue
        tree, names = CompiledTree(found[0], EXACT), ("block", "mill")
        for name, bound in zip(names, tree.least_now(EXACT, names), strict=True):
            try:
                cost = tree.ask(EXACT, now=name).answer.objective
            except NotOfferedError:
                continue
            if cost is not None and bound is not None:
                tried += 1
                assert bound <= cost + 1e-6 * max(1.0, abs(cost))
    assert tried > 4


def test_a_start_now_is_answered_by_what_is_known_of_it_within_a_wide_gap() -> None:
    """Led by what the playbook starts, and told that no plan with it costs less than -600: nothing is searched."""
    book = book_of(invest())
    lead = (WorldStart("plant", "2027", "high", 1.0, 1.0),)
    told = started_now(book, "plant", lead, -600.0, replace(EXACT, gap=0.01))
    assert (told.objective, told.bound, told.source) == (pytest.approx(-600), pytest.approx(-600), PUT_TOGETHER)


def test_whoever_knows_a_path_pays_no_more_than_the_playbook_does_along_it() -> None:
    """A gap may leave a plan of a path alone dearer than what the playbook has for it, which is one of it too."""
    ends: Any = [SimpleNamespace(end="high", cost=8.0), SimpleNamespace(end="low", cost=30.0)]
    told = no_dearer({"high": Bracket(5.0, 10.0, 10.0), "low": Bracket(20.0, 21.0, 21.0)}, ends)
    assert told == {"high": Bracket(5.0, 8.0, 8.0), "low": Bracket(20.0, 21.0, 21.0)}
