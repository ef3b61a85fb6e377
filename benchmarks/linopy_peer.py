"""The model of a generated case in linopy: families of columns on (thing, period), sums by group, a call a row family.

It is linopy at its best as far as we know it: a sparse model under its version 1 semantics, no names handed over;
or, asked for, its model as it is by default, which fills up the sums of a family to the longest.
The numbers of the rows are those of models/FORMULATION.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import linopy
import numpy as np
import pandas as pd
import xarray as xr
from case_arrays import CaseArrays
from case_investment import Claim, Investment

if TYPE_CHECKING:
    from planner_models.given.sourcing import Rule
    from planner_models.problem import Problem

PERIOD = "period"


class LinopyModel:
    """A generated case as a linopy model."""

    def __init__(self, problem: Problem, is_sparse: bool = True) -> None:
        self.case = CaseArrays(problem)
        self.model = linopy.Model(sparse=is_sparse)
        self.times = pd.RangeIndex(self.case.periods, name=PERIOD)
        self.columns: dict[str, Any] = {}
        self.costs: list[Any] = []
        self._add_columns()
        self._investment()
        self._balances()
        self._plants()
        self._limits()
        self._demands()
        for q, rule in enumerate(problem.rules):
            self._rule(q, rule)
        self.model.add_objective(linopy.merge([cost.sum() for cost in self.costs]))

    def _array(self, values: Any, dim: str) -> xr.DataArray:
        """Return an array over things, or over things and periods."""
        coords = [pd.RangeIndex(len(values), name=dim), self.times][: np.ndim(values)]
        return xr.DataArray(values, coords=coords)

    def _group(self, numbers: Any, dim: str, group: str) -> xr.DataArray:
        """Return to which group each thing belongs."""
        return self._array(numbers, dim).rename(group)

    def _grid(self, name: str, count: int, cost: Any = None) -> Any:
        """Add a family of columns over (thing, period)."""
        found = self.model.add_variables(lower=0, coords=[pd.RangeIndex(count, name=name), self.times], name=name)
        self.columns[name] = found
        if cost is not None:
            self.costs.append(found * self._array(cost, name))
        return found

    def _pick(self, column: Any, positions: Any, dim: str) -> Any:
        """Return some things of a family, one after the other, numbered anew along another dimension."""
        own = column.dims[0]
        chosen = column.isel({own: positions}).rename({own: dim})
        return chosen.assign_coords({dim: pd.RangeIndex(len(positions), name=dim)})

    def _add_columns(self) -> None:
        case = self.case
        self._grid("activity", len(case.running), case.runs[0])
        self._grid("purchase", len(case.offers[0]), case.offers[1])
        self._grid("flow", len(case.flows.link), case.flows.cost)
        pile, _, cost, _ = case.stocks
        self._grid("stock", len(pile), cost[pile])
        self._grid("consumption", len(case.takes[2][0]))
        self._grid("delivery", len(case.deliveries[0]))
        self._grid("shortage", *_counted(case.demand[1]))
        self._grid("surplus", *_counted(case.surplus[1]))

    def _investment(self) -> None:
        """(I1) and (F1) to (F4): starts in blocks, who pays for them when, shares, budgets."""
        model = self.model
        self.plan = plan = Investment(self.case)
        dues, pays, shares = plan.dues, plan.pays, plan.shares
        numbers = pd.RangeIndex(len(plan.keys), name="start")
        most = self._array(plan.starts[plan.project], "start")
        self.start = start = model.add_variables(lower=0, upper=most, coords=[numbers], name="start", integer=True)
        started = np.unique(plan.project)
        limit = xr.DataArray(plan.starts[started], coords={"project": started})
        by_project = (1 * start).groupby(self._group(plan.project, "start", "project")).sum()
        model.add_constraints(by_project <= limit, name="most_starts")
        pay = model.add_variables(lower=0, coords=[pd.RangeIndex(len(pays.due), name="pay")], name="pay")
        self.costs.append(pay * self._array(pays.charge, "pay"))
        paid = (1 * pay).groupby(self._group(pays.due, "pay", "due")).sum()
        owed = self._pick(start, dues.start, "due") * self._array(dues.amount, "due")
        model.add_constraints(paid - owed == 0, name="cash_paid")
        has = np.flatnonzero(pays.share >= 0)
        given = (1 * self._pick(pay, has, "given")).groupby(self._group(pays.share[has], "given", "share")).sum()
        share = self._pick(start, shares.start, "share") * self._array(shares.amount, "share")
        model.add_constraints(given - share <= 0, name="funder_share")
        row, payment, limits = plan.budgets
        spent = (1 * self._pick(pay, payment, "spent")).groupby(self._group(row, "spent", "budget")).sum()
        model.add_constraints(spent <= self._array(limits, "budget"), name="budget")

    def _at(self, name: str, place: Any, amount: Any = 1.0, thing: Any = None) -> Any:
        """Return what a family of columns brings to each place."""
        column = self.columns[name] if thing is None else self._pick(self.columns[name], thing, f"{name}_moved")
        dim = column.dims[0]
        factor = amount if np.ndim(amount) == 0 else self._array(amount, dim)
        return (column * factor).groupby(self._group(place, dim, "place")).sum()

    def _balances(self) -> None:
        """(N1) What comes to a place in a period leaves it."""
        case = self.case
        single, _, (_, fed) = case.takes
        _, place, _, keep = case.stocks
        parts = [
            self._at("purchase", case.offers[0]),
            self._at("activity", case.makes.place, case.makes.amount, case.makes.thing),
            self._at("consumption", fed, -1.0),
            self._at("flow", case.flows.start, -1.0),
            self._at("flow", case.flows.end, case.flows.arrives),
            self._at("stock", place, np.broadcast_to(-1.0 / case.years, (len(place), case.periods))),
            self._drawn(place, (keep / case.years)[case.stocks[0]]),
            self._at("delivery", case.deliveries[1], -1.0),
            self._at("surplus", case.surplus[0], -1.0),
        ]
        if len(single.thing):
            parts.append(self._at("activity", single.place, -single.amount, single.thing))
        lhs = linopy.merge(parts, join="outer").reindex(place=np.arange(case.places))
        first = np.zeros((case.places, case.periods))
        first[:, 0] = -case.initial
        self.model.add_constraints(lhs == self._array(first, "place"), name="balance")

    def _drawn(self, place: Any, kept: Any) -> Any:
        """Return what stock from the period before brings."""
        before = self.columns["stock"].shift({PERIOD: 1})
        return (before * self._array(kept, "stock")).groupby(self._group(place, "stock", "place")).sum()

    def _plants(self) -> None:
        """(N2), (N3) Consumption told apart by origin is what recipes ask; runs are within capacity."""
        case, activity = self.case, self.columns["activity"]
        _, needs, (need, _) = case.takes
        used = (1 * self.columns["consumption"]).groupby(self._group(need, "consumption", "need")).sum()
        asked = self._pick(activity, needs.thing, "need") * self._array(needs.amount, "need")
        self.model.add_constraints(used - asked == 0, name="consumption_of_origins")
        n, start, amount = self.plan.added
        more = self._pick(self.start, start, "adds") * self._array(-amount, "adds")
        more = more.groupby(self._group(n, "adds", "activity")).sum()
        capacity = linopy.merge([1 * activity, more], join="outer")
        self.model.add_constraints(capacity <= self._array(case.runs[1], "activity"), name="plant_capacity")

    def _limits(self) -> None:
        """(C3), (C9), (N8) Purchases, lanes and stockpiles within their maxima."""
        case, model = self.case, self.model
        bought = 1 * self.columns["purchase"]
        model.add_constraints(bought <= self._array(case.offers[2], "purchase"), name="purchase_maximum")
        links, most = case.link_maximum
        limited = np.flatnonzero(np.isin(case.flows.link, links))
        sent = 1 * self._pick(self.columns["flow"], limited, "limited")
        sent = sent.groupby(self._group(case.flows.link[limited], "limited", "link")).sum()
        limit = xr.DataArray(most, coords={"link": links, PERIOD: self.times}, dims=["link", PERIOD])
        model.add_constraints(sent <= limit, name="lane_maximum")
        held = (1 * self.columns["stock"]).groupby(self._group(case.stocks[0], "stock", "pile")).sum()
        model.add_constraints(held <= self._array(case.stock_maximum, "pile"), name="stock_maximum")

    def _demands(self) -> None:
        """(N6) What is delivered and what is short are what is asked."""
        delivered = 1 * self.columns["delivery"]
        delivered = delivered.groupby(self._group(self.case.deliveries[0], "delivery", "shortage")).sum()
        served = linopy.merge([delivered, 1 * self.columns["shortage"]], join="outer")
        self.model.add_constraints(served == self._array(self.case.demand[0], "shortage"), name="demand_met")

    def _rule(self, q: int, rule: Rule) -> None:
        """(S1), (S2), (S3) Intake by origins, supply, and the cap on each share with what it is missed by."""
        model, claim = self.model, Claim(self.case, rule)
        group, times = pd.RangeIndex(claim.groups, name="group"), pd.Index(claim.periods, name=PERIOD)
        intake = model.add_variables(coords=[group, times], name=f"intake_{q}")
        supply = model.add_variables(coords=[times], name=f"supply_{q}")
        excess = model.add_variables(lower=0, coords=[group, times], name=f"excess_{q}")
        self.costs.append(excess * xr.DataArray(claim.penalty, coords=[times]))
        all_in, by_group = [1 * supply], [1 * intake]
        for name, entries in claim.entries().items():
            if not len(entries.thing):
                continue
            entering = self._entering(name, entries.thing, entries.amount, times)
            all_in.append(-entering.sum("entry"))
            of, entry = np.nonzero(claim.belongs[:, entries.origin])
            told = self._entering(name, entries.thing[entry], entries.amount[entry], times)
            by_group.append(-told.groupby(self._group(of, "entry", "group")).sum())
        model.add_constraints(linopy.merge(by_group, join="outer") == 0, name=f"origin_intake_{q}")
        model.add_constraints(linopy.merge(all_in, join="outer") == 0, name=f"total_supply_{q}")
        limit = xr.DataArray(claim.limit, coords=[times])
        model.add_constraints(intake - limit * supply - excess <= 0, name=f"share_cap_{q}")

    def _entering(self, name: str, thing: Any, amount: Any, times: pd.Index) -> Any:
        columns = self._pick(self.columns[name], thing, "entry").sel({PERIOD: times})
        return columns * xr.DataArray(amount, coords=[pd.RangeIndex(len(thing), name="entry"), times])


def _counted(cost: Any) -> tuple[int, Any]:
    return len(cost), cost


def build(problem: Problem, is_sparse: bool = True) -> Any:
    """Return the case as a linopy model."""
    linopy.options["semantics"] = "v1"
    return LinopyModel(problem, is_sparse).model


def hand_over(model: Any) -> Any:
    """Return a solver that holds a linopy model."""
    return linopy.io.to_highspy(model, set_names=False)
