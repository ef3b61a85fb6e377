"""All cases as one programme: what is started is the same in every case, and each is operated for itself.

Its least greatest regret is that of the best investments there are for not knowing which case comes true, and not only
of those that some case's own plan happens to have; its least mean cost likewise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.arrays import Floats
from planner.planning.modelled import models_of_cases
from planner.solving.compile import LinearProgram, collector_paused
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.needless import without_needless
from planner.solving.outcome import Answer, Options
from planner.solving.path_by_path import PathByPath
from planner.solving.paths import PathProgram, TreePath, tree_of_paths
from planner.solving.separation import CutRow
from planner.statuses import Status, without_plan
from planner.studies.core.measured_case import STARTED
from planner.studies.core.plain import kept
from planner.studies.core.query import Decisions
from planner.studies.core.query_task import demand_answer
from planner.tolerances import ROUNDING
from planner.workbook.book import Book

WORST: Final = "least worst regret"
MEAN: Final = "least mean cost"


@kept
class Choice:
    """The investments that are best for all cases together: proven, not proven, infeasible or none found.

    Attributes
    ----------
    objective, bound
        Of the greatest regret, against the least costs that were known of the cases; or of the mean cost.
    """

    status: Status
    objective: float | None
    bound: float | None
    decisions: Decisions | None


class CasesTogether:
    """The cases of a workbook as one programme, at what each counts in the mean.

    Raises
    ------
    WorkbookError
        When something needs a limit that the workbook does not give.
    """

    def __init__(self, books: Sequence[Book], weights: Sequence[float], options: Options) -> None:
        self.options = options
        with collector_paused():
            models = models_of_cases(books)
            paths = [
                TreePath(f"{n}: {book.case}", weight, (f"{n}: {book.case}",) * len(book.periods), model)
                for n, (book, weight, model) in enumerate(zip(books, weights, models, strict=True))
            ]
            self.tree = tree_of_paths(paths, options)
        self._program = self._linked(self.tree.program)

    def least_mean(self, starts: Decisions | None = None, least: float | None = None) -> Choice:
        """Return the investments of the least mean cost.

        Parameters
        ----------
        starts
            Investments that do in every case, to begin with.
        least
            What is known of each case by itself that none can cost less than.
        """
        begun = None if starts is None else self._operated(starts)
        answer, _ = self._solved(self._program, self.options, begun, least)
        return self._choice(answer)

    def _operated(self, starts: Decisions) -> Floats | None:
        """Return the whole numbers of investments operated in each case, one by one; None where they cannot be."""
        fixed, numbers = np.full(len(self._program.cost), np.nan), {start[:2]: start[2] for start in starts}
        for path in self.tree.paths:
            for (what, project, period), column in _decided(path):
                if what == "start":
                    fixed[column] = numbers.get((project, period), 0.0)
        found = PathByPath(self.tree, self._program, self.options).plan(fixed)
        return None if found is None else found[0]

    def least_worst(self, best: Sequence[float]) -> Choice:
        """Return the investments of the least worst regret, and of these some of the least mean cost.

        Parameters
        ----------
        best
            The least cost that is known of each case.
        """
        program = self._with_regret(best)
        scale = max(map(abs, best), default=0.0)
        # a regret may be nothing: the gap is that of the costs that it is between
        own = replace(self.options, money_gap=max(self.options.money_gap, self.options.gap * scale))
        answer, planes = self._solved(program, own)
        if answer.values is None or answer.objective is None:
            return self._choice(answer)
        upper = planes.program.upper.copy()
        upper[-1] = max(answer.objective, 0.0) + ROUNDING * scale
        second = replace(planes.program, cost=np.append(self._program.cost, 0.0), upper=upper)
        cheaper, _ = self._solved(second, self.options, answer.values)
        values = answer.values if cheaper.values is None else cheaper.values
        return self._choice(replace(answer, values=values))

    def _solved(
        self, program: LinearProgram, options: Options, start: Floats | None = None, least: float | None = None
    ) -> tuple[Answer, CuttingPlanes]:
        planes = CuttingPlanes(program, options, self.tree.cutters, None, start, keeps=False, least=least)
        answer, exact = without_needless(planes.program, *planes.run())
        demand_answer(answer.status, answer.message)
        values = answer.values if exact is None or exact.values is None else exact.values
        return replace(answer, values=values), planes

    def _choice(self, answer: Answer) -> Choice:
        if answer.values is None:
            return Choice(without_plan(answer.status), None, answer.bound, None)
        return Choice(answer.status, answer.objective, answer.bound, self._decisions(answer.values))

    def _decisions(self, values: Floats) -> Decisions:
        """Return what is started: the same in every case, so that of the first will do."""
        path = self.tree.paths[0]
        own, model, place = path.values(values), path.path.model, path.program.columns.place
        problem, found = model.index.problem, []
        for (k, t), start in model.start.items():
            number = float(round(own[place(start)]))
            if number > STARTED:
                size = float(own[place(model.size[k, t])]) if (k, t) in model.size else None
                found.append((problem.projects[k].name, problem.periods[t].name, number, size))
        return tuple(found)

    def _linked(self, program: LinearProgram) -> LinearProgram:
        """Return the programme in which every start, and its size, is the same in all cases.

        What some case does not offer is not started in any.
        """
        places: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
        for path in self.tree.paths:
            for key, column in _decided(path):
                places[key].append(column)
        rows: list[dict[int, float]] = []
        names: list[CutRow] = []
        for key, columns in places.items():
            if len(columns) < len(self.tree.paths):
                rows += [{column: 1.0} for column in columns]
            else:
                rows += [{columns[0]: 1.0, column: -1.0} for column in columns[1:]]
            names += [CutRow("same in all cases", key)] * (len(rows) - len(names))
        nothing = np.zeros(len(rows))
        return program.with_rows(_matrix(rows, len(program.cost)), nothing, nothing, tuple(names))

    def _with_regret(self, best: Sequence[float]) -> LinearProgram:
        """Return the programme whose last column is the greatest regret of any case, and whose cost is that."""
        program, width = self._program, len(self._program.cost)
        wider = replace(
            program,
            cost=np.append(np.zeros(width), 1.0),
            lower=np.append(program.lower, 0.0),
            upper=np.append(program.upper, np.inf),
            integer=np.append(program.integer, False),
            matrix=csr_array(hstack([program.matrix, csr_array((program.matrix.shape[0], 1))], format="csr")),
            columns=program.columns.plus([CutRow("regret", (0,))]),
        )
        rows: list[dict[int, float]] = []
        for path in self.tree.paths:
            paid = np.flatnonzero(path.program.cost)
            costs = path.program.cost[paid].tolist()
            rows.append({**dict(zip(path.columns[paid].tolist(), costs, strict=True)), width: -1.0})
        names = tuple(CutRow("regret", (path.path.name,)) for path in self.tree.paths)
        return wider.with_rows(_matrix(rows, width + 1), np.full(len(best), -np.inf), np.array(best), names)


def _decided(path: PathProgram) -> list[tuple[tuple[str, str, str], int]]:
    """Return what is decided in a case: start or size, project and period by name, and its column."""
    model, place = path.path.model, path.program.columns.place
    problem = model.index.problem
    return [
        ((name, problem.projects[k].name, problem.periods[t].name), int(path.columns[place(variable)]))
        for name, family in (("start", model.start), ("size", model.size))
        for (k, t), variable in family.items()
    ]


def _matrix(rows: Sequence[dict[int, float]], width: int) -> csr_array:
    places = [(n, column, value) for n, row in enumerate(rows) for column, value in row.items()]
    numbers, columns, values = zip(*places, strict=True) if places else ((), (), ())
    found = (np.array(values, dtype=float), (np.array(numbers, dtype=int), np.array(columns, dtype=int)))
    return csr_array(found, shape=(len(rows), width))


def choose(
    books: Sequence[Book], weights: Sequence[float], best: Sequence[float] | None, options: Options,
    starts: Decisions | None = None, least: float | None = None,
) -> Choice:  # fmt: skip
    """Return the investments of the least worst regret against the best of each case, or of the least mean cost.

    The second is looked for from what is known: investments to begin with, and what none can cost less than.
    """
    together = CasesTogether(books, weights, options)
    return together.least_mean(starts, least) if best is None else together.least_worst(best)
