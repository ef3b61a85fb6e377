"""The tables of a plan from a solved model."""

from __future__ import annotations

import pandas as pd

from planner.plans.extract_budgets import budgets
from planner.plans.extract_content import content, shown
from planner.plans.extract_conventions import mark
from planner.plans.extract_network import balances, flows, production, purchases, resource_use, shortages, stockpiles
from planner.plans.extract_origins import concentration, sourcing
from planner.plans.extract_projects import investments, payments, timeline
from planner.plans.frames import frame
from planner.plans.prices import prices
from planner.solving.solution import Solved
from planner.workbook.book import Book


def extract(book: Book, solved: Solved) -> dict[str, pd.DataFrame]:
    """Return every table of a plan but Checks, in the declared columns; Content only where a rule has one."""
    names = book.periods
    rows = {
        "Investments": investments(solved),
        "Sourcing": sourcing(solved),
        "Purchases": purchases(solved),
        "Production": production(solved),
        "Resource use": resource_use(solved),
        "Flows": flows(solved),
        "Stockpiles": stockpiles(solved, book),
        "Balances": balances(solved),
        "Shortages": shortages(solved),
        "Concentration": concentration(solved, book),
        "Budgets": budgets(solved),
        "Payments": payments(solved),
        "Costs": _costs(solved),
        "Prices": prices(solved, book),
    }
    tables = {name: frame(name, found) for name, found in rows.items()}
    tables["Resilience"], tables["Baseline"] = frame("Resilience", []), frame("Baseline", [])
    tables["Timeline"] = frame("Timeline", timeline(solved), names)
    if any(rule.content is not None for rule in solved.problem.rules):
        tables["Content"] = frame("Content", content(solved))
        shown(tables["Concentration"], solved)
    mark(tables, solved)
    return tables


def _costs(solved: Solved) -> list[tuple[str, str, float, float]]:
    periods = solved.problem.periods
    return [
        (part, periods[t].name, money, discounted)
        for part, by_period in solved.parts.items()
        for t, (money, discounted) in by_period.items()
        if any(abs(x) > 0 for pair in by_period.values() for x in pair)
    ]
