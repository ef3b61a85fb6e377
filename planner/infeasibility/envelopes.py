"""The products of an elastic model between straight lines, which hold where each theta lies in its interval."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from planner.arrays import Floats
from planner.infeasibility.elastic_programme import Link, with_links
from planner.infeasibility.elastic_solves import ElasticSolves
from planner.infeasibility.knobs import Product, Theta
from planner.solving.compile import LinearProgram
from planner.solving.separation import CutRow
from planner.solving.warm_program import WarmProgram
from planner.tolerances import NOTICED

Interval = tuple[float, float]
Box = tuple[Interval, ...]  # an interval of each theta


class Envelopes:
    """The lines about products, with the most that each of their expressions was found to be."""

    def __init__(self, solves: ElasticSolves) -> None:
        self._solves, self._elastic = solves, solves.elastic
        self._most: dict[int, float] = {}
        self._warm: WarmProgram | None = None

    def whole(self) -> Box:
        """Return the box in which every plan is."""
        return tuple((0.0, theta.most) for theta in self._elastic.thetas)

    def within(self, box: Box, without: int | None = None) -> LinearProgram:
        """Return the programme in which each theta lies in its interval; one cell may be left as it is."""
        elastic, links = self._elastic, []
        program = elastic.program
        lower, upper = program.lower.copy(), program.upper.copy()
        for theta, (low, high) in zip(elastic.thetas, box, strict=True):
            lower[theta.column], upper[theta.column] = low, high
            links += [_square(theta, theta.root, at) for at in (low, (low + high) / 2, high) if theta.root is not None]
        if without is not None:
            upper[without] = 0.0
        for n, product in enumerate(elastic.products):
            low, high = box[product.theta]
            links.append(self._below(product, high))
            most = self._most.get(n, math.inf)
            if math.isfinite(most) and high > low:
                links.append(self._below(product, low, most))
        return with_links(replace(program, lower=lower, upper=upper), links)

    def through(self, asked: Floats) -> LinearProgram:
        """Return the programme in which products are as straight lines through a plan say."""
        elastic, links = self._elastic, []
        for product in elastic.products:
            theta = elastic.thetas[product.theta]
            links.append(self._below(product, asked[theta.column], max(product.amount(asked), 0.0)))
            links.append(self._below(product, theta.most))
        links += [_square(x, x.root, float(asked[x.column])) for x in elastic.thetas if x.root is not None]
        return with_links(elastic.program, links)

    def learn(self, thetas: list[float]) -> None:
        """Find the most that each expression can be which a theta in use multiplies, of the linear relaxation."""
        for n, product in enumerate(self._elastic.products):
            if thetas[product.theta] <= 0 or n in self._most or self._solves.left <= 0:
                continue
            self._warm = self._warm or WarmProgram(self._elastic.program, self._solves.options)
            cost = np.zeros(len(self._elastic.program.cost))
            cost[product.columns] = -product.coefficients
            self._warm.set_costs(cost)
            answer = self._warm.run(max(self._solves.left, 1.0))
            self._most[n] = math.inf
            if answer.objective is not None and answer.bound is not None:
                self._most[n] = (product.constant - answer.objective) * (1 + NOTICED) + NOTICED

    def _below(self, product: Product, theta: float, amount: float = 0.0) -> Link:
        """Return the row: a product is no more than the line through a theta and an amount of its expression."""
        row = dict(zip(product.columns.tolist(), (-theta * product.coefficients).tolist(), strict=True))
        row = {column: value for column, value in row.items() if value}
        row[product.column], most = 1.0, theta * product.constant
        if amount:
            row[self._elastic.thetas[product.theta].column] = -amount
            most -= theta * amount
        return row, -math.inf, most, CutRow("product", (product.column,))


def _square(theta: Theta, root: float, at: float) -> Link:
    """Return the row: a limit that moves with its root does so no less than its tangent there."""
    row = {theta.knob.column: 1.0, theta.column: -2 * (root + at)}
    return row, -(at**2), math.inf, CutRow("square of theta", (theta.column,))
