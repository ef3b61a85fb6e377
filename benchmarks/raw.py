"""The model of a generated case without Pyomo, written straight into the solver's arrays: what building must cost.

It knows what the cases of ``benchmark_cases.py`` hold and refuses everything else. The numbers of the rows are
those of models/FORMULATION.md. ``python benchmarks/raw.py`` compares it with the model on two small cases.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
from scipy.sparse import csr_array

from models.index import Index
from models.investment import payers
from planner.solving.compile import LinearProgram

if TYPE_CHECKING:
    from models.problem import Problem, Rule

INF = math.inf


class Columns:
    """Columns as they are added, with their limits and costs."""

    def __init__(self) -> None:
        self.count = 0
        self.upper: list[Any] = []
        self.whole: list[Any] = []
        self.lower: list[Any] = []
        self._charged: list[tuple[Any, Any]] = []

    def add(self, count: int, lower: float = 0.0, upper: Any = INF, whole: bool = False) -> Any:
        """Return the positions of new columns."""
        self.lower.append(np.full(count, lower))
        self.upper.append(np.broadcast_to(upper, count))
        self.whole.append(np.full(count, whole))
        self.count += count
        return np.arange(self.count - count, self.count)

    def charge(self, columns: Any, cost: Any) -> None:
        """Add to the cost of columns."""
        self._charged.append((np.asarray(columns), np.broadcast_to(cost, np.shape(columns))))

    def cost(self) -> Any:
        """Return the cost of every column."""
        at, costs = (np.concatenate([pair[n].ravel() for pair in self._charged]) for n in (0, 1))
        return np.bincount(at, costs, self.count)


class Rows:
    """Rows as they are added, with their limits and coefficients."""

    def __init__(self) -> None:
        self.count = 0
        self.lower: list[Any] = []
        self.upper: list[Any] = []
        self._entries: list[tuple[Any, Any, Any]] = []

    def add(self, shape: tuple[int, ...], lower: Any, upper: Any) -> Any:
        """Return the positions of new rows."""
        count = math.prod(shape)
        self.lower.append(np.broadcast_to(lower, shape).ravel())
        self.upper.append(np.broadcast_to(upper, shape).ravel())
        self.count += count
        return np.arange(self.count - count, self.count).reshape(shape)

    def put(self, rows: Any, columns: Any, values: Any) -> None:
        """Put coefficients of columns into rows; the three are broadcast to each other."""
        entries = np.broadcast_arrays(rows, columns, values)
        self._entries.append((entries[0].ravel(), entries[1].ravel(), entries[2].ravel()))

    def matrix(self, columns: int) -> csr_array:
        """Return all coefficients, row by row."""
        rows, at, values = (np.concatenate([entry[n] for entry in self._entries]) for n in range(3))
        found = csr_array((values.astype(float), (rows.astype(np.int32), at.astype(np.int32))), (self.count, columns))
        found.sum_duplicates()
        found.eliminate_zeros()
        return found


class Raw:
    """A generated case as columns and rows."""

    def __init__(self, problem: Problem) -> None:
        _refuse_others(problem)
        self.problem, self.index = problem, Index(problem)
        self.columns, self.rows = Columns(), Rows()
        self.periods = len(problem.periods)
        self.years = np.array([period.years for period in problem.periods])
        self.disc = np.array([period.disc for period in problem.periods])
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
            columns=(),
            rows=(),
        )

    def _balances(self) -> None:
        """(N1) One row a material, site, origin and period; what is left over where it may be."""
        places = [(m, i, o) for (m, i), origins in sorted(self.index.reach.items()) for o in origins]
        m, i, o = np.array(places).T
        problem = self.problem
        self.place = np.full((len(problem.materials), len(problem.sites), len(self.index.origins.all)), -1)
        self.balance = self.rows.add((len(places), self.periods), 0.0, 0.0)
        self.place[m, i, o] = np.arange(len(places))
        cost = np.array([material.surplus for material in problem.materials])[m]
        may = np.isfinite(cost)
        left = self.columns.add(int(may.sum()))
        self.rows.put(self.balance[may], left, -1.0)
        self.columns.charge(left, (cost * self.disc)[may])

    def _balance(self, m: int, i: int, o: int) -> Any:
        return self.balance[self.place[m, i, o]]

    def _investment(self) -> None:
        """(I1) and (F1) to (F4): starts in blocks, who pays for them when, shares, budgets."""
        problem, rows, columns = self.problem, self.rows, self.columns
        paid_by = payers(problem)
        most = [float(project.starts) for project in problem.projects]
        keys = sorted(self.index.options)
        self.start = dict(zip(keys, columns.add(len(keys), upper=[most[k] for k, _ in keys], whole=True), strict=True))
        for k, group in itertools.groupby(keys, key=lambda key: key[0]):
            rows.put(rows.add((1,), -INF, most[k]), [self.start[key] for key in group], 1.0)
        self.spent: dict[tuple[int, int], list[Any]] = {}
        for k, t in keys:
            project, option = problem.projects[k], self.index.options[k, t]
            assert project.block is not None
            capital = project.fixed_capital[t] + project.capital_rate[t] * project.block
            due = [u for u, share in enumerate(option.cash) if share > 0]
            pay = columns.add(len(due) * len(paid_by[k])).reshape(len(paid_by[k]), len(due))
            paid = rows.add((len(due),), 0.0, 0.0)
            rows.put(paid, pay, 1.0)
            rows.put(paid, self.start[k, t], [-option.cash[u] * capital for u in due])
            charges = np.array([sum(worth for _, _, worth in option.charges[u]) for u in due])
            for f, own in zip(sorted(paid_by[k]), pay, strict=True):
                share = problem.grants[paid_by[k][f]].share[t]
                if share < 1:
                    shared = rows.add((1,), -INF, 0.0)
                    rows.put(shared, own, 1.0)
                    rows.put(shared, self.start[k, t], -share * capital)
                columns.charge(own, charges * np.array(problem.funders[f].weight)[due])
                for u, column in zip(due, own, strict=True):
                    self.spent.setdefault((f, u), []).append(column)
        self._budgets()

    def _budgets(self) -> None:
        for f, u in sorted(self.spent):
            funder = self.problem.funders[f]
            first = 0 if funder.carries_over else u
            periods = [v for v in range(first, u + 1) if math.isfinite(funder.budget[v])]
            if math.isfinite(funder.budget[u]):
                limited = self.rows.add((1,), -INF, sum(funder.budget[v] for v in periods))
                self.rows.put(limited, [j for v in periods for j in self.spent.get((f, v), [])], 1.0)

    def _plants(self) -> None:
        """(N2), (N3): runs, what they make and consume, by origin where there are several; capacity."""
        self.made: list[tuple[int, int, int, Any, Any, Any]] = []
        grouped = itertools.groupby(self.index.activity_pt, key=lambda key: key[0])
        for p, keys in grouped:
            plant, t = self.problem.plants[p], np.array([t for _, t in keys])
            runs = self.columns.add(len(t))
            self.columns.charge(runs, (np.array(plant.variable_cost) * self.disc)[t])
            for m, amounts in plant.makes:
                o, made = self.index.plant_origin[p, m], np.array(amounts)[t]
                self.rows.put(self._balance(m, plant.site, o)[t], runs, made)
                self.made.append((m, plant.site, o, t, runs, made))
            for m, amounts in plant.consumes:
                self._consumption(m, plant.site, t, runs, np.array(amounts)[t])
            self._capacity(p, t, runs)

    def _consumption(self, m: int, i: int, t: Any, runs: Any, amounts: Any) -> None:
        origins = self.index.reach[m, i]
        if len(origins) == 1:
            self.rows.put(self._balance(m, i, origins[0])[t], runs, -amounts)
            return
        needs = amounts != 0
        used = self.columns.add(len(origins) * int(needs.sum())).reshape(len(origins), -1)
        self.rows.put(self.balance[self.place[m, i, list(origins)]][:, t[needs]], used, -1.0)
        told_apart = self.rows.add((int(needs.sum()),), 0.0, 0.0)
        self.rows.put(told_apart, used, 1.0)
        self.rows.put(told_apart, runs[needs], -amounts[needs])

    def _capacity(self, p: int, t: Any, runs: Any) -> None:
        plant = self.problem.plants[p]
        own, available = np.array(plant.capacity.own)[t], np.array(plant.availability)[t]
        limited = np.isfinite(own)
        t, available = t[limited], available[limited]
        capacity = self.rows.add((len(t),), -INF, available * own[limited])
        self.rows.put(capacity, runs[limited], 1.0)
        for k, option in self.index.adders.get(("plant", p), ()):
            block = self.problem.projects[k].block
            assert block is not None
            self.rows.put(capacity, self.start[k, option.period], -available * np.array(option.output)[t] * block)

    def _purchases(self) -> None:
        """(C3) What is bought, within its maximum."""
        s, t = np.array(self.index.purchase_st).T
        offers = self.problem.offers
        bought = self.columns.add(len(s))
        self.columns.charge(bought, np.array([offer.price for offer in offers])[s, t] * self.disc[t])
        m, i = np.array([(offer.material, offer.site) for offer in offers])[s].T
        o = np.array(self.index.offer_origin)[s]
        self.rows.put(self.balance[self.place[m, i, o], t], bought, 1.0)
        most = np.array([offer.maximum for offer in offers])[s, t]
        limited = np.isfinite(most)
        self.rows.put(self.rows.add((int(limited.sum()),), -INF, most[limited]), bought[limited], 1.0)
        self.bought = (m, i, o, t, bought)

    def _flows(self) -> None:
        """(C9) What is sent, by lane and origin, within the maximum of each link."""
        keys = itertools.chain.from_iterable(self.index.flow_lot)
        x, o, t = np.fromiter(keys, np.int64, 3 * len(self.index.flow_lot)).reshape(-1, 3).T
        problem, links = self.problem, self.problem.links
        link, material = np.array([(lane.link, lane.material) for lane in problem.lanes])[x].T
        start, end = np.array([(n.start, n.end) for n in links])[link].T
        arrives = 1.0 - np.array([n.loss for n in links])[link, t]
        sent = self.columns.add(len(x))
        value = np.array([m.value for m in problem.materials])[material, t]
        tariff = np.array([n.tariff for n in links])[link, t] * value
        self.columns.charge(sent, (np.array([n.cost for n in links])[link, t] + tariff) * self.disc[t])
        self.rows.put(self.balance[self.place[material, start, o], t], sent, -1.0)
        self.rows.put(self.balance[self.place[material, end, o], t], sent, arrives)
        most = np.array([n.maximum for n in links])
        is_limited = np.zeros(most.shape, dtype=bool)
        is_limited[link, t] = True
        is_limited &= np.isfinite(most)
        row = np.full(most.shape, -1)
        row[is_limited] = self.rows.add((int(is_limited.sum()),), -INF, most[is_limited])
        bound = row[link, t] >= 0
        self.rows.put(row[link, t][bound], sent[bound], 1.0)
        self.sent = (material, start, end, o, t, sent, arrives)

    def _stocks(self) -> None:
        """(N8) Stock at the end of each period, carried to the next, within its maximum; what was there at first."""
        first = np.zeros(self.balance.shape)
        for h, pile in enumerate(self.problem.stockpiles):
            origins = list(self.index.reach.get((pile.material, pile.site), ()))
            stock = self.columns.add(len(origins) * self.periods).reshape(-1, self.periods)
            self.columns.charge(stock, np.broadcast_to(np.array(pile.holding_cost) * self.disc, stock.shape))
            rows = self.balance[self.place[pile.material, pile.site, origins]]
            self.rows.put(rows, stock, -1.0 / self.years)
            kept = np.array(pile.keep) / self.years
            self.rows.put(rows[:, 1:], stock[:, :-1], kept[1:])
            most = np.array(pile.maximum)
            limited = np.isfinite(most)
            self.rows.put(self.rows.add((int(limited.sum()),), -INF, most[limited]), stock[:, limited], 1.0)
            if origins:
                first[self.place[pile.material, pile.site, self.index.stock_origin[h]], 0] = -pile.initial * kept[0]
        self.rows.lower[0] = self.rows.upper[0] = first.ravel()

    def _demands(self) -> None:
        """(N6) What is delivered and what is short are what is asked."""
        for demand in self.problem.demands:
            origins = list(self.index.reach.get((demand.material, demand.site), ()))
            amount = np.array(demand.amount)
            asked = np.flatnonzero(amount > 0)
            delivered = self.columns.add(len(origins) * len(asked)).reshape(len(origins), len(asked))
            self.rows.put(self.balance[self.place[demand.material, demand.site, origins]][:, asked], delivered, -1.0)
            short = self.columns.add(self.periods)
            self.columns.charge(short, np.array(demand.shortage_cost) * self.disc)
            met = self.rows.add((self.periods,), amount, amount)
            self.rows.put(met[asked], delivered, 1.0)
            self.rows.put(met, short, 1.0)

    def _rule(self, rule: Rule) -> None:
        """(S1), (S2), (S3) Intake by origins, supply, and the cap on each share with what it is missed by."""
        limit = np.array(rule.limit)
        t = np.flatnonzero(~np.isnan(limit))
        intake = self.columns.add(len(rule.origins) * len(t), lower=-INF).reshape(-1, len(t))
        supply, excess = self.columns.add(len(t), lower=-INF), self.columns.add(intake.size).reshape(intake.shape)
        self.columns.charge(excess, np.broadcast_to((np.array(rule.penalty) * self.disc)[t], excess.shape))
        by_origin, total = self.rows.add(intake.shape, 0.0, 0.0), self.rows.add((len(t),), 0.0, 0.0)
        self.rows.put(by_origin, intake, 1.0)
        self.rows.put(total, supply, 1.0)
        o, at, column, amount = self._entering(rule)
        position = np.full(self.periods, -1)
        position[t] = np.arange(len(t))
        held = position[at] >= 0
        o, at, column, amount = o[held], position[at[held]], column[held], amount[held]
        self.rows.put(total[at], column, -amount)
        for g, origins in enumerate(rule.origins):
            of = np.array([origin.belongs_to(origins) for origin in self.index.origins.all])[o]
            self.rows.put(by_origin[g][at[of]], column[of], -amount[of])
        capped = self.rows.add(intake.shape, -INF, 0.0)
        self.rows.put(capped, intake, 1.0)
        self.rows.put(capped, supply, -limit[t])
        self.rows.put(capped, excess, -1.0)

    def _entering(self, rule: Rule) -> Any:
        """Return (origin, period, column, amount) of all that enters the buyers' sites, what leaves them negative."""
        inside = np.zeros(len(self.problem.sites), dtype=bool)
        inside[list(rule.buyers)] = True
        ruled = np.zeros(len(self.problem.materials), dtype=bool)
        ruled[list(rule.materials)] = True
        m, i, o, t, bought = self.bought
        enters = ruled[m] & inside[i]
        found = [(o[enters], t[enters], bought[enters], np.ones(int(enters.sum())))]
        m, start, end, o, t, sent, arrives = self.sent
        crosses = ruled[m] & (inside[start] != inside[end])
        amount = np.where(inside[end], arrives, -1.0)
        found.append((o[crosses], t[crosses], sent[crosses], amount[crosses]))
        for material, site, origin, periods, runs, made in self.made:
            if ruled[material] and inside[site]:
                found.append((np.full(len(periods), origin), periods, runs, made))
        return [np.concatenate([part[n] for part in found]) for n in range(4)]


def _refuse_others(problem: Problem) -> None:
    """Refuse a problem with anything that the generated cases do not have."""
    fits = (
        not (problem.resources or problem.covers or problem.groups or problem.disruptions)
        and all(x.block is not None and not x.curve for x in problem.projects)
        and not any(x.removes or x.requires or x.at_least or x.least or x.uses for x in problem.projects)
        and not any(any(x.fixed_cost) or any(x.yearly_cost) for x in problem.projects)
        and set(payers(problem)) == set(range(len(problem.projects)))
        and not any(any(x.capacity.fixed_cost) or any(x.minimum_use) or x.uses for x in problem.plants)
        and not any(any(x.fixed_cost) or any(x.minimum) or x.term or x.needs or x.before for x in problem.offers)
        and not any(math.isfinite(x.total) for x in problem.offers)
        and not any(any(x.fixed_cost) or any(x.minimum) or x.needs for x in problem.links)
        and not any(any(x.sale) or any(x.required) or any(x.price) for x in problem.demands)
        and not any(x.final for x in problem.stockpiles)
        and not any(math.isfinite(x.maximum) for x in problem.grants)
        and all(x.measure == "each share at most" and math.isfinite(max(x.penalty)) for x in problem.rules)
    )
    if not fits:
        message = "the problem holds more than the generated cases do"
        raise ValueError(message)


def hand_over(program: LinearProgram) -> Any:
    """Return a solver that holds the arrays."""
    solver, matrix = highspy.Highs(), program.matrix
    solver.setOptionValue("output_flag", False)
    rows, columns = matrix.shape
    row_wise, minimise = 2, 1
    status = solver.passModel(
        columns, rows, matrix.nnz, row_wise, minimise, 0.0,
        program.cost, program.lower, program.upper, program.row_lower, program.row_upper,
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data, program.integer.astype(np.int32),
    )  # fmt: skip
    assert status == highspy.HighsStatus.kOk
    return solver


def linear_optimum(program: LinearProgram) -> float:
    """Return the optimum without whole numbers."""
    solver = hand_over(program)
    solver.setOptionValue("solve_relaxation", True)
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(solver.getInfo().objective_function_value)


def differences(model: LinearProgram, raw: LinearProgram) -> list[str]:
    """Return what the model of the planner and the raw one do not have in common, their order apart."""
    used = np.bincount(model.matrix.indices, minlength=len(model.cost)) > 0
    used |= model.cost != 0  # the planner's constants, which this case does not use, are columns of nothing
    pairs: dict[str, tuple[Any, Any]] = {
        "costs": (model.cost[used], raw.cost),
        "lower limits": (model.lower[used], raw.lower),
        "upper limits": (model.upper[used], raw.upper),
        "whole numbers": (model.integer[used], raw.integer),
        "coefficients": (model.matrix.data, raw.matrix.data),
        "entries of rows": (np.diff(model.matrix.indptr), np.diff(raw.matrix.indptr)),
        "entries of columns": (
            np.bincount(model.matrix.indices, minlength=len(model.cost))[used],
            np.bincount(raw.matrix.indices, minlength=len(raw.cost)),
        ),
        "lower limits of rows": (model.row_lower, raw.row_lower),
        "upper limits of rows": (model.row_upper, raw.row_upper),
    }
    return [name for name, (one, other) in pairs.items() if not _same(np.sort(one), np.sort(other))]


def _same(one: Any, other: Any) -> bool:
    return bool(one.shape == other.shape and np.allclose(one, other, rtol=1e-12, atol=1e-12))


def main() -> None:
    """Say of two small cases whether the planner's model and the raw one are the same."""
    from benchmark_cases import problem_of

    from models.build import trunk
    from planner.solving.compile import compile_model

    for size in ("XS", "S"):
        problem = problem_of(size)
        model, raw = compile_model(trunk(problem)), Raw(problem).program()
        optima = linear_optimum(model), linear_optimum(raw)
        print(size, model.matrix.shape, raw.matrix.shape, differences(model, raw) or "no differences", *optima)


if __name__ == "__main__":
    main()
