"""The sections of reports in the order in which they stand; each module of ``sections`` makes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from planner.reports.html.parts import Section
from planner.reports.html.sections import (
    assumptions,
    checks,
    comparison,
    concentration,
    costs,
    decision,
    disruptions,
    figures,
    map,
    payers,
    prices,
    shortages,
    stocks,
    supply,
    timeline,
)
from planner.reports.html.source import PlanSource

ONE_PLAN: Final[tuple[Callable[[PlanSource], Section], ...]] = (
    decision.section, figures.section, timeline.section, payers.section, supply.section, concentration.section,
    stocks.section, disruptions.section, shortages.section, costs.section, prices.section, map.section,
    assumptions.section, checks.section,
)  # fmt: skip

BESIDE_STUDY: Final[tuple[Callable[[Sequence[PlanSource]], Section], ...]] = (
    comparison.plans,
    comparison.supply,
    comparison.disruptions,
    prices.several,
    comparison.checks,
)
