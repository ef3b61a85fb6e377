"""Many worlds by prices of what their paths share: a bound of the playbook, and plans that meet it.

Against the investment by hand, against plain arrays of the whole tree (`drawn_worlds`), and against one programme.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner
from drawn_worlds import DrawnTree, drawn_tree, least_cost, sheets_of, wide_tree
from in_memory import opened
from samples import few
from test_playbook import run
from test_playbook_tree import EXACT, book_of, invest
from workbooks import write

from planner.cli import main
from planner.planning.progress import followed
from planner.reports.loading.study import read_study
from planner.solving.lagrangean.ascent import Ascent, PathAnswer
from planner.solving.lagrangean.bundle import Bundle
from planner.solving.lagrangean.priced_path import PricedPath
from planner.solving.lagrangean.shared import linking_columns, prices_of_relaxation, shared_columns
from planner.solving.warm_program import WarmProgram
from planner.statuses import Stop
from planner.studies.playbook import apart, built, planned
from planner.studies.playbook.answers import BY_PRICES, TOGETHER, relaxed_path_by_path
from planner.studies.playbook.by_prices import ByPrices
from planner.studies.playbook.tree import CompiledTree
from planner.workbook.checks.run import checked
from planner_models.worlds import priced_apart

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from planner.solving.outcome import Options
    from planner.solving.separation import Floats
    from planner.studies.core.tasks import Task
    from planner.studies.playbook.by_prices import PricesFound
    from planner.workbook.book import Book


def search(book: Book, options: Options = EXACT, hear: Callable[[Any, Any], None] = lambda *_: None) -> ByPrices:
    """Return a search for prices whose tasks are done here and now."""

    def answers(tasks: list[Task[Any]]) -> dict[str, Any]:
        return {task.name: task.function(*task.arguments) for task in tasks}

    built._built.clear()  # workbooks in memory are all called the same
    session: Any = SimpleNamespace(book=book, worker=options, options=SimpleNamespace(processes=1))
    first = relaxed_path_by_path(book, True, options)
    assert first.prices is not None
    return ByPrices(session, answers, first, -math.inf if first.bound is None else first.bound, first.prices, hear)


def drawn(tree: DrawnTree) -> tuple[Book, float] | None:
    """Return a drawn tree's workbook and its least expected cost by plain arrays; None where it has no plan."""
    cost = least_cost(tree)
    book, _ = checked(opened(sheets_of(tree)), "base")
    return None if book is None or cost is None else (book, cost)


def held(book: Book, best: float, options: Options = EXACT) -> PricesFound:
    """Return what prices find, held: the bound is no more than the best, that no more than the plan, and it rises."""
    told: list[tuple[float, float]] = []
    found = search(book, options, lambda cost, bound: told.append((math.inf if cost is None else cost, bound))).run()
    room = 1e-6 * max(1.0, abs(best))
    assert found.bound <= best + room
    assert found.best.cost >= best - room
    for one, other in pairwise(told):
        assert other[0] <= one[0]
        assert other[1] >= one[1]
    return found


@pytest.mark.parametrize("storms", [False, True])
@pytest.mark.parametrize("seed", few(2, range(4, 60)))
def test_drawn_trees_cost_no_less_than_prices_prove(seed: int, storms: bool) -> None:
    """Of a hundred drawn trees all but one or two close to the last digit; a gap that was asked closes in any."""
    found = drawn(drawn_tree(Random(seed), storms=storms))
    if found is not None:
        held(*found)
        wide = held(*found, replace(EXACT, gap=0.01))
        assert wide.stopped is Stop.GAP_CLOSED


def test_twelve_ends_both_ways() -> None:
    """Three dates, two worlds, two of each and three of each: plain arrays, one programme and prices say the same."""
    found = drawn(wide_tree(Random(4)))
    assert found is not None
    book, best = found
    tree = CompiledTree(book, EXACT)
    assert len(tree.paths) == 12
    together = tree.ask(EXACT).answer.objective
    priced = held(book, best)
    assert priced.stopped is Stop.GAP_CLOSED
    assert (together, priced.bound, priced.best.cost) == tuple(pytest.approx(best, rel=1e-6) for _ in range(3))


def test_the_investment_from_no_prices_at_all() -> None:
    """At no prices whoever knows earns 800; a price of 300 for a plant now if high, paid back if low, ends that.

    Any price from 54.5454 to 345.4545 makes high wait and low not build: 772.7273.
    """
    tree = CompiledTree(book_of(invest()), EXACT)
    shared = shared_columns(tree.tree, linking_columns(tree.tree, tree.tree.program))
    paths = [PricedPath(tree.tree, shared, n, EXACT) for n in range(2)]
    ascent = Ascent(shared, np.zeros((2, len(shared.columns))), np.ones(len(shared.columns)))
    proven = []
    while not ascent.agrees and len(proven) < 6:
        ascent.hear([path.ask(ascent.prices[n][shared.has[n]], EXACT) for n, path in enumerate(paths)])
        proven.append(ascent.bound)
    assert proven[0] == pytest.approx(-800)
    assert proven[-1] == pytest.approx(-772.727273, abs=1e-6)
    assert len(shared.columns) == 1  # the start now: all else that is shared matters in 2026 alone
    assert 54.5454 < ascent.best[0, 0] < 345.4546
    assert ascent.best[0, 0] == -ascent.best[1, 0]


def test_the_prices_of_the_relaxation_are_worth_as_much_as_it() -> None:
    """Each path's relaxation at them costs, in the mean, what the relaxation of all worlds does; they cancel out.

    What does not matter beyond its part of the tree has no price.
    """
    for seed in (4, 6, 7):
        found = drawn(drawn_tree(Random(seed)))
        assert found is not None
        tree = CompiledTree(found[0], EXACT).tree
        answer = WarmProgram(tree.program, EXACT).run(10.0)
        assert answer.row_dual is not None
        every = np.flatnonzero(np.sum([np.isin(range(len(tree.program.cost)), x.columns) for x in tree.paths], 0) > 1)
        shared = shared_columns(tree, every)
        prices = prices_of_relaxation(shared, tree, tree.program, answer.row_dual)
        assert np.abs(shared.chances @ prices).max() < 1e-9
        assert not np.abs(prices[:, ~np.isin(every, linking_columns(tree, tree.program))]).max(initial=0.0) > 1e-9
        costs = []
        for n, path in enumerate(tree.paths):
            cost = path.program.cost.copy()
            cost[shared.own(n)] += prices[n][shared.has[n]]
            alone = WarmProgram(replace(path.program, cost=cost), EXACT).run(10.0).objective
            costs.append((path.path.chance, alone if alone is not None else math.nan))
        assert priced_apart(costs) == pytest.approx(answer.objective, rel=1e-7)


def test_what_arithmetic_leaves_of_prices_is_taken_off_the_bound() -> None:
    """A price of 1 that one path pays and nobody gets is no proof: as much as the column may be is lost."""
    tree = CompiledTree(book_of(invest()), EXACT).tree
    shared = shared_columns(tree, linking_columns(tree, tree.program))
    assert shared.lost(np.array([[1.0], [-1.0]])) < 1e-14
    most = 0.5 * tree.program.upper[shared.columns[0]]
    assert shared.lost(np.array([[1.0], [0.0]])) == pytest.approx(most)
    ascent = Ascent(shared, np.array([[1.0], [0.0]]), np.ones(1))
    ascent.hear([PathAnswer(7.0, 7.0, np.zeros(1))] * 2)
    assert ascent.bound == pytest.approx(7.0 - most)


def bundle() -> tuple[Bundle, Floats]:
    tree = CompiledTree(book_of(invest()), EXACT).tree
    shared = shared_columns(tree, linking_columns(tree, tree.program))
    return Bundle(shared, np.ones(1)), np.zeros((2, 1))


def test_a_step_is_where_plans_leave_the_most_to_hope_for() -> None:
    """If high a plant now costs -2, none 0; if low 4 and 0.

    As long as a plant if high and none if low are all that is known, half of p less half of p squared is most at a
    price of 0.5; with the others known, no price beyond 2 is of use, however long the step.
    """
    known, nothing = bundle()
    known.add(0, -2.0, np.array([1.0]))
    known.add(1, 0.0, np.array([0.0]))
    found = known.next(nothing, 1.0)
    assert found.prices.ravel() == pytest.approx([0.5, -0.5])
    assert found.hoped == pytest.approx(0.5 * -1.5)
    assert found.mean == pytest.approx([0.5])
    assert known.off() == pytest.approx(0.25)
    known.add(0, 0.0, np.array([0.0]))
    known.add(1, 4.0, np.array([1.0]))
    assert known.next(nothing, 100.0).prices.ravel() == pytest.approx([2.0, -2.0], abs=1e-4)
    assert known.next(nothing, 1.0).prices.ravel() == pytest.approx([0.5, -0.5])


def test_a_path_that_earns_without_limit_shortens_the_step() -> None:
    """A price too far: nothing is proven there, and the next is nearer."""
    known, nothing = bundle()
    ascent = Ascent(known.shared, nothing, np.ones(1))
    high, low = PathAnswer(-2.0, -2.0, np.array([1.0])), PathAnswer(0.0, 0.0, np.array([0.0]))
    assert ascent.hear([high, low], cost=0.0)
    far = float(np.abs(ascent.prices).max())
    assert not ascent.hear([PathAnswer(None, None, np.zeros(0)), low], cost=0.0)
    assert (ascent.bound, float(np.abs(ascent.prices).max())) == (-1.0, pytest.approx(0.2 * far))


def test_what_a_branch_costs_has_no_price() -> None:
    """A path that were paid for it would have no limit: at the second prices five of these twelve paths had none.

    It follows from what is decided, all of which has a price.
    """
    found = drawn(wide_tree(Random(7), storms=True))
    assert found is not None
    asked = search(found[0], replace(EXACT, gap=0.01))
    names = {asked._tree.program.columns[j].name for j in asked._shared.columns}
    assert names >= {"start", "size", "stock", "activity"}
    assert not names & {"recourse", "extra"}
    answers = asked._round(1)
    assert all(answer.bound is not None for answer in answers)
    asked._ascent.hear(answers)
    tree = built.built_tree(found[0], replace(EXACT, gap=0.01))
    prices = asked._ascent.prices[11][asked._shared.has[11]]  # of the last path, which was one of the five
    assert tree.priced_path(11, asked._shared.columns).ask(prices, EXACT).bound is not None


@pytest.mark.parametrize("by", [[], ["--by", "prices"]])
def test_a_playbook_tells_what_it_does_and_how_far_it_is(tmp_path: Path, by: list[str]) -> None:
    """Whoever knows the world pays -800 at least, the playbook costs -772.7273: first the bound, in the end both."""
    told: list[str] = []
    figures: list[Any] = []
    words = ["playbook", str(write(tmp_path / "in.xlsx", invest())), "-o", str(tmp_path / "o.xlsx"), "--quick", *by]
    with followed(told.append, lambda *each: figures.append(each[1:])):
        assert CliRunner().invoke(main, [*words, "--processes", "1"], catch_exceptions=False).exit_code == 0
    for part in (
        "now: the workbook as it stands", "now: the path of high by itself", "the relaxation of all worlds",
        "path 2 of 2: low", "the playbook, all worlds together", "writing the plan of end 1 of 2: high",
        "one plan for all worlds", *(["a plan for all worlds, number 1"] if by else []),
    ):  # fmt: skip
        assert any(part in line for line in told), part
    assert figures[0] == (None, pytest.approx(-800), None)
    assert figures[-1] == tuple(pytest.approx(x, abs=1e-6) for x in (-772.727273, -772.727273, 0.0))


def test_more_ends_than_eight_are_planned_by_prices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert planned.MOST_TOGETHER == 8
    path, target = write(tmp_path / "in.xlsx", invest()), tmp_path / "out.xlsx"
    for most, by, source in ((1, [], BY_PRICES), (1, ["--by", "programme"], "not")):
        monkeypatch.setattr(planned, "MOST_TOGETHER", most)
        told = run("playbook", path, "-o", target, "--quick", *by)
        assert (told["status"], told["objective"]) == ("proven", pytest.approx(-772.727273))
        assert told["bound"] == pytest.approx(-772.727273)
        assert (read_study(target).run["how it is proven"] == BY_PRICES) is (source == BY_PRICES)


def test_prices_that_get_no_further_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The relaxation's bound is -800 here, and no round is allowed to prove more: the plan stands, the gap is open.

    Without ``--by`` one programme then closes it.
    """
    monkeypatch.setattr("planner.studies.playbook.by_prices.MOST_ROUNDS", 0)
    monkeypatch.setattr(planned, "MOST_TOGETHER", 1)
    # 0.4 of a plant now: its relaxation builds a part of one at once, and proves less
    sheets = invest(Projects="project | place | adds | block | fixed capital | economic life | lead time\n"
                             "plant | home | make | 2 | 2000 | 1 | 0")  # fmt: skip
    path, target = write(tmp_path / "in.xlsx", sheets), tmp_path / "out.xlsx"
    told = run("playbook", path, "-o", target, "--quick", "--by", "prices")
    assert (told["status"], told["stopped"]) == ("not proven", "no further progress")
    assert told["bound"] < told["objective"] - 1
    assert "prices of what the worlds share prove no more" in read_study(target).sentences[0]
    again = run("playbook", path, "-o", target, "--quick")
    assert (again["status"], read_study(target).run["how it is proven"]) == ("proven", TOGETHER)
    assert told["bound"] <= again["objective"] <= told["objective"]


def test_a_search_out_of_time_says_so() -> None:
    asked = search(book_of(invest()), EXACT)
    asked._began -= EXACT.time_limit
    asked.least = -math.inf
    assert asked.run().stopped is Stop.TIME_LIMIT


def test_a_search_that_was_stopped_goes_on_from_what_it_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Ctrl-C in the second round: the same command asks no path of the first round again."""
    monkeypatch.setattr(planned, "MOST_TOGETHER", 1)
    path = write(tmp_path / "in.xlsx", sheets_of(drawn_tree(Random(14))))
    words = ("playbook", path, "-o", tmp_path / "out.xlsx", "--quick")
    asked: list[Any] = []
    alone = apart.priced_alone

    def counted(*arguments: Any) -> Any:
        asked.append(arguments[1])
        if len(asked) == 5:
            raise KeyboardInterrupt
        return alone(*arguments)

    counted.__module__ = alone.__module__
    monkeypatch.setattr(apart, "priced_alone", counted)
    run(*words, code=130)
    assert len(asked) == 5
    assert run(*words)["status"] == "proven"
    assert asked[5] == asked[4]
    assert len({repr(each) for each in asked[5:]}) == len(asked[5:])
