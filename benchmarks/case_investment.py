"""What a generated case's projects bring, cost and are paid by, and what its rules count, as arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from planner_models.investment import payers

if TYPE_CHECKING:
    from case_arrays import CaseArrays

    from planner_models.given.sourcing import Rule


@dataclass(frozen=True)
class Dues:
    """What is due of a start's capital in a period: the start, and the amount for each start."""

    start: Any
    amount: Any


@dataclass(frozen=True)
class Pays:
    """What funders pay: of each payment its due, its funder, its share row (or -1) and its discounted charge."""

    due: Any
    funder: Any
    period: Any
    share: Any
    charge: Any


class Investment:
    """The starts of a case's projects, numbered, and who pays for them."""

    def __init__(self, case: CaseArrays) -> None:
        self._case, self._problem, self._index = case, case.problem, case.index
        self.keys = sorted(self._index.options)
        self.number = {key: n for n, key in enumerate(self.keys)}
        self.project = np.array([k for k, _ in self.keys])
        self.starts = np.array([float(x.starts) for x in self._problem.projects])
        self._pay()

    @cached_property
    def added(self) -> tuple[Any, Any, Any]:
        """What starts add to the most runs: the running plant, the start, and the runs in each period."""
        found = []
        for n, p in enumerate(self._case.running):
            available = np.array(self._problem.plants[p].availability)
            for k, option in self._index.adders.get(("plant", p), ()):
                block = self._problem.projects[k].block or 0.0
                found.append((n, self.number[k, option.period], available * np.array(option.output) * block))
        runs, start, amount = zip(*found, strict=True)
        return np.array(runs), np.array(start), np.array(amount)

    def _pay(self) -> None:
        """Give numbers to what is due, to who pays it, and to the rows of shares."""
        paid_by = payers(self._problem)
        dues: list[tuple[int, float]] = []
        pays: list[tuple[int, int, int, int, float]] = []
        shares: list[tuple[int, float]] = []
        for n, (k, t) in enumerate(self.keys):
            project, option = self._problem.projects[k], self._index.options[k, t]
            capital = project.fixed_capital[t] + project.capital_rate[t] * (project.block or 0.0)
            due = {u: len(dues) + at for at, u in enumerate(u for u, share in enumerate(option.cash) if share > 0)}
            dues += [(n, option.cash[u] * capital) for u in due]
            for f, g in sorted(paid_by[k].items()):
                share = self._problem.grants[g].share[t]
                row = len(shares) if share < 1 else -1
                shares += [(n, share * capital)] if share < 1 else []
                weight = self._problem.funders[f].weight
                for u, at in due.items():
                    charge = weight[u] * sum(worth for _, _, worth in option.charges[u])
                    pays.append((at, f, u, row, charge))
        self.dues = Dues(*(np.array(column) for column in zip(*dues, strict=True)))
        self.shares = Dues(*(np.array(column) for column in zip(*shares, strict=True)))
        self.pays = Pays(*(np.array(column) for column in zip(*pays, strict=True)))

    @cached_property
    def budgets(self) -> tuple[Any, Any, Any]:
        """Rows of budgets: (row, payment) pairs as two arrays, and the limit of each row."""
        limits: list[float] = []
        rows, payments = [], []
        for f, funder in enumerate(self._problem.funders):
            own = self.pays.funder == f
            for u in np.unique(self.pays.period[own]):
                if not math.isfinite(funder.budget[u]):
                    continue
                first = 0 if funder.carries_over else u
                periods = [v for v in range(first, u + 1) if math.isfinite(funder.budget[v])]
                counted = np.flatnonzero(own & np.isin(self.pays.period, periods))
                rows.append(np.full(len(counted), len(limits)))
                payments.append(counted)
                limits.append(sum(funder.budget[v] for v in periods))
        return np.concatenate(rows), np.concatenate(payments), np.array(limits)


@dataclass(frozen=True)
class Entries:
    """What enters the buyers' sites of a rule by one family of columns: the thing, its origin, how much of it."""

    thing: Any
    origin: Any
    amount: Any


class Claim:
    """What one rule counts in the periods in which it holds."""

    def __init__(self, case: CaseArrays, rule: Rule) -> None:
        self._case, self._rule = case, rule
        limit = np.array(rule.limit)
        self.periods = np.flatnonzero(~np.isnan(limit))
        self.limit = limit[self.periods]
        self.penalty = (np.array(rule.penalty) * case.disc)[self.periods]
        self.groups = len(rule.origins)
        self.inside = np.isin(np.arange(len(case.problem.sites)), list(rule.buyers))
        self.ruled = np.isin(np.arange(len(case.problem.materials)), list(rule.materials))
        self.belongs = np.array(
            [[o.belongs_to(group) for o in case.index.origins.all] for group in rule.origins], dtype=bool
        )  # group x origin

    def entries(self) -> dict[str, Entries]:
        """Return what enters, by family: what is bought and made inside and what arrives, less what is sent out."""
        case = self._case
        place = case.offers[0]
        bought = np.flatnonzero(self.ruled[case.material[place]] & self.inside[case.site[place]])
        makes = case.makes
        made = np.flatnonzero(self.ruled[case.material[makes.place]] & self.inside[case.site[makes.place]])
        flows = case.flows
        comes, goes = self.inside[case.site[flows.end]], self.inside[case.site[flows.start]]
        sent = np.flatnonzero(self.ruled[case.material[flows.start]] & (comes != goes))
        net = np.where(comes[sent][:, None], flows.arrives[sent], -1.0)
        return {
            "purchase": self._held(bought, case.origin[place[bought]], np.ones((len(bought), case.periods))),
            "activity": self._held(makes.thing[made], case.origin[makes.place[made]], makes.amount[made]),
            "flow": self._held(sent, flows.origin[sent], net),
        }

    def _held(self, thing: Any, origin: Any, amount: Any) -> Entries:
        return Entries(thing, origin, amount[:, self.periods])
