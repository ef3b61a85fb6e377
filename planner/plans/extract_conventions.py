"""Marks the rows of a plan's tables that could be otherwise at the same cost, and are as they are by convention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plans.tables import CONVENTION

if TYPE_CHECKING:
    import pandas as pd

    from planner.solving.solved import Solved

YES = "yes"


def mark(tables: dict[str, pd.DataFrame], solved: Solved) -> None:
    """Add the column to every table of which rows are by convention; a table of findings alone has none."""
    _mark_payments(tables, solved)


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


def _add(table: pd.DataFrame, is_open: list[bool]) -> None:
    if any(is_open):
        table[CONVENTION] = [YES if each else "" for each in is_open]
