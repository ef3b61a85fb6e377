"""The model of a generated case without Pyomo, written straight into the solver's arrays: what building must cost.

The numbers of the rows are those of models/FORMULATION.md. ``python benchmarks/raw.py`` compares it with the model
of the planner on two small cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from case_arrays import CaseArrays
from case_investment import Claim, Investment
from raw_arrays import INF, Columns, Rows, differences, linear_optimum

from planner.solving.compile import LinearProgram
from planner.solving.labels import Members

if TYPE_CHECKING:
    from planner_models.given.sourcing import Rule
    from planner_models.problem import Problem


class Raw:
    """A generated case as columns and rows."""

    def __init__(self, problem: Problem) -> None:
        self.case = CaseArrays(problem)
        self.columns, self.rows = Columns(), Rows()
        self.family: dict[str, Any] = {}  # the columns that rules count, one row a thing and one column a period
        self._balances()
        self._investment()
        self._plants()
        self._purchases()
        self._flows()
        self._stocks()
        self._demands()
        for rule in problem.rules:
            self._rule(rule)

    def program(self) -> LinearProgram:
        """Return the arrays."""
        columns, rows = self.columns, self.rows
        return LinearProgram(
            cost=columns.cost(),
            offset=0.0,
            lower=np.concatenate(columns.lower),
            upper=np.concatenate(columns.upper).astype(float),
            integer=np.concatenate(columns.whole),
            matrix=rows.matrix(columns.count),
            row_lower=np.concatenate(rows.lower).astype(float),
            row_upper=np.concatenate(rows.upper).astype(float),
            columns=Members(),
            rows=Members(),
        )

    def _grid(self, cost: Any) -> Any:
        """Return new columns of that cost: one row a thing, one column a period."""
        found = self.columns.add(cost.size).reshape(cost.shape)
        self.columns.charge(found, cost)
        return found

    def _most(self, limits: Any) -> Any:
        """Return new rows with these upper limits."""
        return self.rows.add(limits.shape, -INF, limits)

    def _balances(self) -> None:
        """(N1) One row a place and period; what is left over where it may be."""
        first = np.zeros((self.case.places, self.case.periods))
        first[:, 0] = -self.case.initial
        self.balance = self.rows.add(first.shape, first, first)
        where, cost = self.case.surplus
        self.rows.put(self.balance[where], self._grid(cost), -1.0)

    def _investment(self) -> None:
        """(I1) and (F1) to (F4): starts in blocks, who pays for them when, shares, budgets."""
        rows, columns = self.rows, self.columns
        self.investment = plan = Investment(self.case)
        dues, pays, shares = plan.dues, plan.pays, plan.shares
        self.start = columns.add(len(plan.keys), upper=plan.starts[plan.project], whole=True)
        row = np.full(len(plan.starts), -1)
        started = np.unique(plan.project)
        row[started] = self._most(plan.starts[started])
        rows.put(row[plan.project], self.start, 1.0)
        pay = self._grid(pays.charge)
        paid = rows.add(dues.start.shape, 0.0, 0.0)
        rows.put(paid[pays.due], pay, 1.0)
        rows.put(paid, self.start[dues.start], -dues.amount)
        shared, has = self._most(np.zeros(len(shares.start))), pays.share >= 0
        rows.put(shared[pays.share[has]], pay[has], 1.0)
        rows.put(shared, self.start[shares.start], -shares.amount)
        row, payment, limits = plan.budgets
        rows.put(self._most(limits)[row], pay[payment], 1.0)

    def _plants(self) -> None:
        """(N2), (N3): runs, what they make and consume, by origin where there are several; capacity."""
        case, rows = self.case, self.rows
        cost, most = case.runs
        self.family["activity"] = runs = self._grid(cost)
        rows.put(self.balance[case.makes.place], runs[case.makes.thing], case.makes.amount)
        single, needs, (need, place) = case.takes
        rows.put(self.balance[single.place], runs[single.thing], -single.amount)
        used = self.columns.add(len(need) * case.periods).reshape(-1, case.periods)
        rows.put(self.balance[place], used, -1.0)
        told_apart = rows.add(needs.amount.shape, 0.0, 0.0)
        rows.put(told_apart[need], used, 1.0)
        rows.put(told_apart, runs[needs.thing], -needs.amount)
        capacity = self._most(most)
        rows.put(capacity, runs, 1.0)
        n, start, amount = self.investment.added
        rows.put(capacity[n], self.start[start][:, None], -amount)

    def _purchases(self) -> None:
        """(C3) What is bought, within its maximum."""
        place, cost, most = self.case.offers
        self.family["purchase"] = bought = self._grid(cost)
        self.rows.put(self.balance[place], bought, 1.0)
        self.rows.put(self._most(most), bought, 1.0)

    def _flows(self) -> None:
        """(C9) What is sent, by lane and origin, within the maximum of each link."""
        flows = self.case.flows
        self.family["flow"] = sent = self._grid(flows.cost)
        self.rows.put(self.balance[flows.start], sent, -1.0)
        self.rows.put(self.balance[flows.end], sent, flows.arrives)
        links, most = self.case.link_maximum
        row = np.full((len(self.case.problem.links), self.case.periods), -1)
        row[links] = self._most(most)
        limited = row[flows.link, 0] >= 0
        self.rows.put(row[flows.link[limited]], sent[limited], 1.0)

    def _stocks(self) -> None:
        """(N8) Stock at the end of each period, carried to the next, within its maximum."""
        pile, place, cost, keep = self.case.stocks
        stock = self._grid(cost[pile])
        self.rows.put(self.balance[place], stock, -1.0 / self.case.years)
        self.rows.put(self.balance[place, 1:], stock[:, :-1], (keep / self.case.years)[pile, 1:])
        self.rows.put(self._most(self.case.stock_maximum)[pile], stock, 1.0)

    def _demands(self) -> None:
        """(N6) What is delivered and what is short are what is asked."""
        amount, cost = self.case.demand
        demand, place = self.case.deliveries
        met = self.rows.add(amount.shape, amount, amount)
        delivered = self.columns.add(len(demand) * self.case.periods).reshape(-1, self.case.periods)
        self.rows.put(self.balance[place], delivered, -1.0)
        self.rows.put(met[demand], delivered, 1.0)
        self.rows.put(met, self._grid(cost), 1.0)

    def _rule(self, rule: Rule) -> None:
        """(S1), (S2), (S3) Intake by origins, supply, and the cap on each share with what it is missed by."""
        claim = Claim(self.case, rule)
        t = claim.periods
        intake = self.columns.add(claim.groups * len(t), lower=-INF).reshape(-1, len(t))
        supply = self.columns.add(len(t), lower=-INF)
        excess = self._grid(np.broadcast_to(claim.penalty, intake.shape))
        by_origin, total = self.rows.add(intake.shape, 0.0, 0.0), self.rows.add(supply.shape, 0.0, 0.0)
        self.rows.put(by_origin, intake, 1.0)
        self.rows.put(total, supply, 1.0)
        for name, entries in claim.entries().items():
            columns = self.family[name][entries.thing][:, t]
            self.rows.put(total, columns, -entries.amount)
            group, entry = np.nonzero(claim.belongs[:, entries.origin])
            self.rows.put(by_origin[group], columns[entry], -entries.amount[entry])
        capped = self._most(np.zeros(intake.shape))
        self.rows.put(capped, intake, 1.0)
        self.rows.put(capped, supply, -claim.limit)
        self.rows.put(capped, excess, -1.0)


def main() -> None:
    """Say of two small cases whether the planner's model and the raw one are the same."""
    from benchmark_cases import problem_of

    from planner.solving.compile import compile_model
    from planner_models.build import trunk

    for size in ("XS", "S"):
        problem = problem_of(size)
        model, raw = compile_model(trunk(problem)), Raw(problem).program()
        optima = linear_optimum(model), linear_optimum(raw)
        print(size, model.matrix.shape, raw.matrix.shape, differences(model, raw) or "no differences", *optima)


if __name__ == "__main__":
    main()
