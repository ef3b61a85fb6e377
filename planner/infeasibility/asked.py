"""What a plan asks of the cells that give way, exactly: a product is what its theta and the plan's amounts make."""

from __future__ import annotations

import math

import numpy as np

from planner.arrays import Floats
from planner.infeasibility.elastic_programme import Elastic
from planner.infeasibility.knobs import Product
from planner.tolerances import CELL_STANDS


def asked_of_thetas(elastic: Elastic, values: Floats) -> list[float]:
    """Return what a plan asks of each theta."""
    found = [0.0] * len(elastic.thetas)
    for product in elastic.products:
        (missed, size), amount = _missed(elastic, product, values), product.amount(values)
        if missed > CELL_STANDS * max(size, product.size(values)):
            found[product.theta] = max(found[product.theta], missed / amount if amount > 0 else math.inf)
    return found


def asked_by(elastic: Elastic, values: Floats) -> Floats:
    """Return the columns of a plan with what it asks of each cell."""
    found, thetas = values.copy(), asked_of_thetas(elastic, values)
    for theta in elastic.thetas:
        found[list(theta.asks(0.0))] = 0.0
    for theta, value in zip(elastic.thetas, thetas, strict=True):
        found[theta.column] = value
    for theta, value in zip(elastic.thetas, thetas, strict=True):
        for column, by in theta.asks(value).items():
            found[column] = max(found[column], by) if theta.column != column else by
    return found


def _missed(elastic: Elastic, product: Product, values: Floats) -> tuple[float, float]:
    """Return by how much a plan misses a product's row, were nothing given way, and the size of the row's terms."""
    own, row = elastic.own, product.row
    terms = slice(own.matrix.indptr[row], own.matrix.indptr[row + 1])
    coefficients, amounts = own.matrix.data[terms], values[own.matrix.indices[terms]]
    size = float(np.abs(coefficients) @ np.abs(amounts))
    if product.intakes is not None:
        root = elastic.thetas[product.theta].root
        assert root is not None
        norm = float(np.linalg.norm(np.maximum(values[product.intakes], 0.0)))
        return max(norm - root * product.amount(values), 0.0), size
    activity = float(coefficients @ amounts)
    return max(activity - float(own.row_upper[row]), float(own.row_lower[row]) - activity, 0.0), size
