"""Marks the rows of a plan's tables that could be otherwise at the same cost, and are as they are by convention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plans.tables import CONVENTION, EQUAL
from planner.solving.solution import Solved
from planner_models.tolerances import HHI_EXACT

if TYPE_CHECKING:
    import pandas as pd

YES, NEARLY = "yes", "nearly"
HHI = "HHI at most"


def mark(tables: dict[str, pd.DataFrame], solved: Solved) -> None:
    """Add the column to every table of which rows are by convention; a table of findings alone has none."""
    _mark_payments(tables, solved)
    _mark_stocks(tables["Stockpiles"], solved)
    _mark_origins(tables["Sourcing"], solved)
    _mark_rules(tables["Concentration"], solved)
    _mark_equals(tables, solved)


def _mark_payments(tables: dict[str, pd.DataFrame], solved: Solved) -> None:
    problem = solved.problem
    starts = {(problem.projects[k].name, problem.periods[t].name) for k, t in solved.left_open.paid}
    payments, investments, budgets = (tables[name] for name in ("Payments", "Investments", "Budgets"))
    open_payments = [key in starts for key in zip(payments["project"], payments["start"], strict=True)]
    paid = zip(payments["funder"], payments["period"], open_payments, strict=True)
    spent = {(funder, period) for funder, period, is_open in paid if is_open}
    _add(payments, open_payments)
    _add(investments, [key in starts for key in zip(investments["project"], investments["start"], strict=True)])
    _add(budgets, [key in spent for key in zip(budgets["funder"], budgets["period"], strict=True)])


def _add(table: pd.DataFrame, is_open: list[bool], column: str = CONVENTION) -> None:
    if any(is_open):
        table[column] = [YES if each else "" for each in is_open]


def _mark_equals(tables: dict[str, pd.DataFrame], solved: Solved) -> None:
    """Mark what is as it is by the solver's choice among equals: what is bought, made, and where it then came from."""
    problem, equal = solved.problem, solved.left_open.equal
    periods = [period.name for period in problem.periods]
    bought = {(problem.offers[s].row, periods[t]) for s, t in equal.bought}
    plants = [(problem.plants[p], t) for p, t in equal.run]
    run = {(plant.process, problem.sites[plant.site].name, periods[t]) for plant, t in plants}
    came = {(problem.materials[m].name, periods[t]) for m, t in equal.came}
    rules = {(rule.name, periods[t]) for rule in problem.rules for m, t in equal.came if m in rule.materials}
    for name, columns, found in (
        ("Purchases", ("row", "period"), bought),
        ("Production", ("process", "site", "period"), run),
        ("Sourcing", ("material", "period"), came),
        ("Concentration", ("rule", "period"), rules),
    ):
        table = tables[name]
        _add(table, [key in found for key in zip(*(table[column] for column in columns), strict=True)], EQUAL)
    _mark_indexes(tables, solved)


def _mark_indexes(tables: dict[str, pd.DataFrame], solved: Solved) -> None:
    """Mark as nearly equal what an index at its limit counts: along a round limit cost hardly changes.

    A share that is off by a root of what two costs may differ by costs as good as nothing.
    """
    rules = {rule.name: rule for rule in solved.problem.rules}
    shown, names = tables["Concentration"], [x.name for x in solved.problem.materials]
    is_bound = (shown["measure"] == HHI) & (shown["slack"] <= HHI_EXACT) & (shown["total"] > 0)
    bound = set(zip(shown.loc[is_bound, "rule"], shown.loc[is_bound, "period"], strict=True))
    counted = {(names[m], period) for rule, period in bound if rule in rules for m in rules[rule].materials}
    for name, columns, found in (
        ("Sourcing", ("material", "period"), counted),
        ("Concentration", ("rule", "period"), bound),
    ):
        table = tables[name]
        before = table[EQUAL].tolist() if EQUAL in table else [""] * len(table)
        keys = zip(*(table[column] for column in columns), strict=True)
        marks = [had or (NEARLY if key in found else "") for had, key in zip(before, keys, strict=True)]
        if any(marks):
            table[EQUAL] = marks


def _mark_stocks(table: pd.DataFrame, solved: Solved) -> None:
    problem = solved.problem
    held = [problem.stockpiles[h] for h in solved.left_open.held]
    piles = {(problem.sites[x.site].name, problem.materials[x.material].name) for x in held}
    last = problem.periods[-1].name
    rows = zip(table["site"], table["material"], table["period"], strict=True)
    _add(table, [period == last and (site, material) in piles for site, material, period in rows])


def _mark_origins(table: pd.DataFrame, solved: Solved) -> None:
    problem, origins = solved.problem, solved.index.origins.all
    intakes = {
        (problem.materials[m].name, country, origins[o].name, problem.periods[t].name)
        for m, country, o, t in solved.left_open.sourced
    }
    keys = (table[name] for name in ("material", "buyer", "origin", "period"))
    _add(table, [key in intakes for key in zip(*keys, strict=True)])


def _mark_rules(table: pd.DataFrame, solved: Solved) -> None:
    problem = solved.problem
    rules = {(problem.rules[q].name, problem.periods[t].name) for q, t in solved.left_open.ruled}
    _add(table, [key in rules for key in zip(table["rule"], table["period"], strict=True)])
