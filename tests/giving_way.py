"""What gives way in a workbook, without the conflict that a diagnosis looks for besides."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from planner.infeasibility.elastic_programme import Elastic
from planner.infeasibility.elastic_solves import ElasticSolves
from planner.infeasibility.least_total import LeastTotal
from planner.infeasibility.relaxation import relaxed
from planner.infeasibility.weights import weights_of
from planner.planning.pipeline import options_of

if TYPE_CHECKING:
    from planner.infeasibility.relaxation import Relaxation
    from planner.workbook.book import Book


def relaxation_of(book: Book, weights: str = "", **given: Any) -> Relaxation:
    options = options_of(book, **given)
    elastic = Elastic(book, weights_of(weights), options)
    found = relaxed(LeastTotal(ElasticSolves(elastic, options, time.perf_counter() + 600)))
    assert found is not None
    return found
