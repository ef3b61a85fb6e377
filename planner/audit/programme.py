"""A branch of a plan as a linear programme, for the audit: what runs in each step of its window."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from planner.audit.demand import is_sale
from planner.audit.tolerances import LAST_DIGITS, MOMENT
from planner.audit.units import EndlessError, least

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from numpy.typing import NDArray

    from planner.audit.hits import AfterHits, AuditedStrike, Remains
    from planner.audit.network import AtOnset, AuditedLane
    from planner.workbook.book import Row

    Floats = NDArray[np.float64]

Term = tuple[float, int]
Window = tuple[float, float]  # duration and recovery


class AuditedStep(NamedTuple):
    """A stretch of a window: its period, its years, and the mean share of the recovery that has passed."""

    t: int
    years: float
    back: float = 0.0


class Placed(NamedTuple):
    """A column or a row of a step of the window."""

    n: int
    at: int


class Paid(NamedTuple):
    """What a column costs by a thing that may be hit, in a step of the window."""

    n: int
    column: int
    money: float


@dataclass
class Rows:
    """Rows of a linear programme: sums of columns, each with a limit."""

    terms: list[tuple[int, float, int]] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)

    def add(self, terms: Iterable[Term], limit: float) -> int:
        """Add a row; return its number."""
        self.terms += [(len(self.limits), factor, column) for factor, column in terms]
        self.limits.append(limit)
        return len(self.limits) - 1

    def matrix(self, columns: int) -> csr_array:
        """Return the rows as a sparse matrix."""
        row, factor, column = zip(*self.terms, strict=True) if self.terms else ((), (), ())
        return csr_array((factor, (row, column)), shape=(len(self.limits), columns))


UNMET: Final = 0.1  # what a ten-millionth of demand, which rounding may leave short, is beside the audit's accuracy


@dataclass(frozen=True)
class Outcome:
    """What the best of a branch's programme comes to: its cost, and the sum of the sizes of all costs in it.

    The cost is -inf where nothing limits what could be earned.
    """

    cost: float
    scale: float


# A share of service may cost a fortune: beside a weight of 1 the solver would take its price for nothing.
STEEP: Final = 1e4


class AuditedShape:
    """A branch's window in which nothing is hit: built once for each onset, duration and recovery.

    Without a window it is one step of the onset's rates in amounts, in which stocks lose nothing and take no room.
    """

    def __init__(self, there: AtOnset, window: Window | None, lanes: tuple[AuditedLane, ...]) -> None:
        self.there, self.facts, self._lanes = there, there.trunk.facts, lanes
        self._in_amounts = window is None
        self.steps = [AuditedStep(there.onset, 1.0)] if window is None else _steps(there, *window)
        # What is there once, whatever the window: columns of stocks, and rows of either kind.
        self.once_columns: list[int] = []
        self.once_most: list[int] = []
        self.once_equal: list[int] = []
        self.costs: list[float] = []
        self.upper: list[float] = []
        self.at_most, self.equal = Rows(), Rows()
        # Columns and rows of everything that can be hit, by the thing, and what it is paid by it.
        self.plants: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
        self.offers: defaultdict[int, list[Placed]] = defaultdict(list)
        self.lanes: defaultdict[AuditedLane, list[Placed]] = defaultdict(list)
        self.links: list[tuple[Placed, list[AuditedLane]]] = []
        self.resources: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
        self.sales: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
        self.asked: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
        self.delivered: defaultdict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
        self._bought: list[tuple[int, float, int]] = []
        self.shorts: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self.paid: defaultdict[tuple[str, Hashable], list[Paid]] = defaultdict(list)
        self._stocks: dict[tuple[str, str], int] = {}
        self._spoilt: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
        for n in range(len(self.steps)):
            self._step(n)
        self._totals()
        self._losses()
        self._falls()
        self.matrices = (self.at_most.matrix(len(self.costs)), self.equal.matrix(len(self.costs)))

    def _column(self, money: float, most: float = math.inf) -> int:
        self.costs.append(money)
        self.upper.append(most)
        return len(self.costs) - 1

    def _step(self, n: int) -> None:
        t, length, _ = self.steps[n]
        self._n, self._t, self._weight = n, t, self.facts.clock.mean(t) * length
        self._nodes: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
        self._loads: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
        self._plants()
        self._offers(n)
        self._lanes_of_step()
        self._demands(n)
        self._piles(length)
        for (material, _), terms in self._nodes.items():
            price = self.facts.materials[material]["surplus"][t]
            if math.isfinite(price):
                terms.append((-1.0, self._column(self._weight * price)))
            self.equal.add(terms, 0.0)
        for (name, place), terms in self._loads.items():
            most = self.there.capacity(self.facts.resources[name, place], name, place, t)
            self.resources[name, place].append(Placed(n, self.at_most.add(terms, most)))

    def _runs(self, money: float, most: float, uses: Iterable[tuple[str, Any]], *places: str) -> int:
        """Add a column of what runs at a cost a year, with all that it takes of resources."""
        column = self._column(self._weight * money, most)
        for name, amounts in uses:
            place = self.facts.nearest(name, *places)
            if amounts[self._t] and place is not None:
                row = self.facts.resources[name, place]
                rate = amounts[self._t] * row["variable cost"][self._t] if row else 0.0
                self._pay("resource", (name, place), column, rate)
                self._loads[name, place].append((amounts[self._t], column))
        return column

    def _pay(self, kind: str, thing: Hashable, column: int, rate: float) -> None:
        """Let a column cost so much a year by a thing that may become dearer."""
        if rate:
            self.costs[column] += self._weight * rate
            self.paid[kind, thing].append(Paid(self._n, column, self._weight * rate))

    def _plants(self) -> None:
        t, recipes = self._t, self.facts.recipes
        for (process, site), row in self.facts.plants.items():
            available = row["availability"][t] if row else 1.0
            most = available * self.there.capacity(row, process, site, t) if available else 0.0
            uses = recipes.get((process, "uses"), {})
            if most == 0 or not self.facts.has_all(uses.items(), t, site):
                continue
            runs = self._runs(0.0, most, uses.items(), site)
            self._pay("plant", (process, site), runs, row["variable cost"][t] if row else 0.0)
            self.plants[process, site].append(Placed(self._n, runs))
            for sign, role in ((1.0, "makes"), (-1.0, "consumes")):
                for material, amount in recipes.get((process, role), {}).items():
                    self._nodes[material, site].append((sign * amount[t], runs))

    def _offers(self, n: int) -> None:
        for number, row in self.facts.offers.items():
            most = self.there.most_bought(row, self._t)
            if most > 0:
                bought = self._runs(0.0, most, row["uses"], row["site"])
                self._pay("offer", number, bought, row["price"][self._t])
                self.offers[number].append(Placed(n, bought))
                self._nodes[row["material"], row["site"]].append((1.0, bought))
                self._bought.append((number, self.steps[n].years, bought))

    def _lanes_of_step(self) -> None:
        t = self._t
        links: defaultdict[tuple[int, str, str], list[tuple[AuditedLane, int]]] = defaultdict(list)
        for lane in self._lanes:
            most = self.there.most_sent(lane, t)
            if most == 0:
                continue
            row, value = lane.row, self.facts.materials[lane.material]["value"][t]
            sent = self._runs(row["tariff"][t] * value, most, row["uses"], lane.start, lane.end)
            self._pay("lane", lane, sent, row["cost"][t])
            self.paid["value", lane].append(Paid(self._n, sent, self._weight * value))
            self.lanes[lane].append(Placed(self._n, sent))
            self._nodes[lane.material, lane.start].append((-1.0, sent))
            self._nodes[lane.material, lane.end].append((1.0 - row["loss"][t], sent))
            links[row.number, lane.start, lane.end].append((lane, sent))
        for members in links.values():
            most = members[0][0].row["maximum"][t]
            if math.isfinite(most):
                joint = self.at_most.add([(1.0, sent) for _, sent in members], most)
                self.links.append((Placed(self._n, joint), [lane for lane, _ in members]))

    def _demands(self, n: int) -> None:
        t = self._t
        for row in self.facts.book.rows("Demand"):
            key, amount = (row["market"], row["material"]), row["amount"][t]
            got = self._column(0.0, amount if is_sale(row, t) else math.inf)
            self._pay("demand", key, got, -row["price"][t])
            self._nodes[row["material"], row["market"]].append((-1.0, got))
            self.delivered[key].append((t, n, got))
            if is_sale(row, t):
                self.sales[key].append(Placed(n, got))
            else:
                short = self._column(0.0)
                self._pay("demand", key, short, row["shortage cost"][t])
                self.shorts[key].append(short)
                self.asked[key].append(Placed(n, self.equal.add([(1.0, got), (1.0, short)], amount)))

    def _piles(self, length: float) -> None:
        t = self._t
        for (site, material), row in self.facts.stockpiles.items():
            most = row["maximum"][t] if self.facts.has_all(row["uses"], t, site) else 0.0
            uses = () if self._in_amounts else row["uses"]
            held = self._runs(row["holding cost"][t], most, uses, site)
            left = 1.0 if self._in_amounts else (1 - row["loss"][t]) ** length / length
            if (site, material) in self._stocks:
                before = self._stocks[site, material]
            else:
                first = self.there.trunk.stock(site, material, self.there.onset - 1)
                before = self._column(0.0, max(0.0, first))
                self.once_equal.append(self.equal.add([(1.0, before)], max(0.0, first)))
                self.once_columns += [before, held]
            self._nodes[material, site] += [(left, before), (-1.0 / length, held)]
            self._stocks[site, material] = held
            if self._may_spoil(row):
                spoilt = self._column(0.0)
                self._nodes[material, site].append((-1.0, spoilt))
                self._spoilt[site, material].append((length, spoilt))

    def _may_spoil(self, row: Row) -> bool:
        """Whether what is in stock may find no room in the window, and may not be left over."""
        periods = [step.t for step in self.steps]
        surplus = self.facts.materials[row["material"]]["surplus"]
        has_limit = row["uses"] or any(math.isfinite(row["maximum"][t]) for t in periods)
        return bool(has_limit) and any(math.isinf(surplus[t]) for t in periods)

    def _losses(self) -> None:
        """Lose no more of a stock that finds no room than there was when the window began."""
        for (site, material), terms in self._spoilt.items():
            first = self.there.trunk.stock(site, material, self.there.onset - 1)
            self.once_most.append(self.at_most.add(terms, max(0.0, first)))

    def _totals(self) -> None:
        for number, row in self.facts.offers.items():
            terms = [(length, column) for n, length, column in self._bought if n == number]
            if terms and math.isfinite(row["total"]):
                left = self.there.trunk.left_of_total(row, self.there.onset)
                self.once_most.append(self.at_most.add(terms, left))

    def _falls(self) -> None:
        """Add what the stocks of a material together fall below the trunk's, at the material's value."""
        t = self.steps[-1].t
        passed = sum(step.years for step in self.steps if step.t == t)
        if self._in_amounts:
            return
        for material, row in self.facts.materials.items():
            held = {key: column for key, column in self._stocks.items() if key[1] == material}
            if held and row["value"][t]:
                trunk = sum(self.there.trunk.stock_within(*key, t, passed) for key in held)
                fall = self._column(self.facts.clock.mean(t) * row["value"][t])
                self.at_most.add([(-1.0, fall), *((-1.0, column) for column in held.values())], -trunk)

    def same_cost(self) -> float:
        """Return what the trunk costs to run over the same stretches, pro rata."""
        clock, running = self.facts.clock, self.there.trunk.running
        return sum(clock.mean(t) * length * running[t] for t, length, _ in self.steps)


def _steps(there: AtOnset, duration: float, recovery: float) -> list[AuditedStep]:
    """Return the window's steps, cut where periods and the horizon end, where recovery begins, and each year of it."""
    clock = there.trunk.facts.clock
    begin = clock.begins[there.onset]
    mending = begin + duration
    end = min(mending + recovery, clock.horizon)
    moments = {begin, end, mending} | {clock.end(t) for t in clock.all[there.onset :]}
    moments |= {mending + year for year in range(1, int(recovery) + 1)}
    found, at = [], begin
    for moment in sorted(moments):
        if moment <= at + MOMENT or moment > end + MOMENT:
            continue
        t = max(t for t in clock.all if clock.begins[t] <= at + MOMENT)
        passed = ((at - mending) + (moment - mending)) / 2  # the mean over the step of what grows evenly
        found.append(AuditedStep(t, moment - at, passed / recovery if recovery and passed > 0 else 0.0))
        at = moment
    return found


class AuditedBranch:
    """A shape with what a disruption leaves of everything."""

    def __init__(self, shape: AuditedShape, strike: AuditedStrike, remains: Remains) -> None:
        self.shape, self.strike, self._remains = shape, strike, remains
        self.upper = np.array(shape.upper)
        self.most, self.equal = np.array(shape.at_most.limits), np.array(shape.equal.limits)
        self._backs = [step.back for step in shape.steps]
        self._stamp()
        self.costs = self._stamped_costs()
        self.covered = self._covered()
        self.moments = self._moments()
        self.floor = 0.0

    def _stamp(self) -> None:
        shape, left = self.shape, self._remains
        for plant, columns in shape.plants.items():
            self._scale(self.upper, columns, left.plant(*plant).share)
        for number, columns in shape.offers.items():
            self._scale(self.upper, columns, left.offer(shape.facts.offers[number]).share)
        shares = {lane: left.lane(lane).share for lane in shape.lanes}
        for lane, columns in shape.lanes.items():
            self._scale(self.upper, columns, shares[lane])
        for row, lanes in shape.links:
            self._scale(self.most, [row], max(shares[lane] for lane in lanes))
        for resource, rows in shape.resources.items():
            self._scale(self.most, rows, left.resource(*resource).share)
        for key in shape.delivered:
            self._scale(self.upper, shape.sales[key], left.demand(*key).share)
            self._scale(self.equal, shape.asked[key], left.demand(*key).share)

    def _scale(self, limits: Floats, places: Iterable[Placed], worst: float) -> None:
        """Leave of what has a limit the share of each step; of what has none, all or nothing."""
        for n, at in places:
            share = self._shared(worst, n)
            if share != 1.0:
                limits[at] = 0.0 if share == 0 else limits[at] * share

    def _shared(self, worst: float, n: int) -> float:
        """Return the share that is there in a step, of which some is there again."""
        return worst + self._backs[n] * (1.0 - worst)

    def _stamped_costs(self) -> Floats:
        """Return what columns cost with the prices and tariffs of the hits."""
        costs, left, facts = np.array(self.shape.costs), self._remains, self.shape.facts
        after: dict[str, Callable[[Any], AfterHits]] = {
            "plant": lambda key: left.plant(*key),
            "offer": lambda number: left.offer(facts.offers[number]),
            "lane": left.lane,
            "resource": lambda key: left.resource(*key),
            "demand": lambda key: left.demand(*key),
            "value": left.lane,
        }
        for (kind, thing), paid in self.shape.paid.items():
            hurt = after[kind](thing)
            more = hurt.tariff if kind == "value" else hurt.price
            if more is None:
                continue
            for n, column, money in paid:
                beyond = more[self.shape.steps[n].t] - (kind != "value")  # a factor of 1 and a tariff of 0 are none
                costs[column] += money * beyond * (1.0 - self._backs[n])
        return costs

    def covered_keys(self) -> list[tuple[str, str]]:
        """Return the demands that a guarantee covers: what is no sale in the window's first period."""
        first = self.shape.steps[0].t
        return [
            (row["market"], row["material"])
            for row in self.shape.facts.book.rows("Demand")
            if self.strike.covers(row["material"]) and not is_sale(row, first)
        ]

    def _covered(self) -> list[tuple[float, list[Term]]]:
        """Return what each covered demand asks for over the window, and the columns that serve it."""
        shape, found = self.shape, []
        rows = {(row["market"], row["material"]): row for row in shape.facts.book.rows("Demand")}
        for key in self.covered_keys():
            row = rows[key]
            left = self._remains.demand(*key).share
            asked = sum(row["amount"][t] * years * self._shared(left, n) for n, (t, years, _) in enumerate(shape.steps))
            if asked > 0 and math.isfinite(asked):
                found.append((asked, [(shape.steps[n].years, got) for _, n, got in shape.delivered[key]]))
        return found

    def _moments(self) -> list[tuple[float, list[int]]]:
        """Return what each covered demand asks for a year in each step, and the columns that serve it there."""
        rows = {(row["market"], row["material"]): row for row in self.shape.facts.book.rows("Demand")}
        found = []
        for key in self.covered_keys():
            left = self._remains.demand(*key).share
            for n, step in enumerate(self.shape.steps):
                asked = rows[key]["amount"][step.t] * self._shared(left, n)
                if asked > 0 and math.isfinite(asked):
                    found.append((asked, [got for _, at, got in self.shape.delivered[key] if at == n]))
        return found

    def least_cost(self, share: float) -> Outcome | None:
        """Return the least cost at which every covered demand is served to a share, or None: it cannot be."""
        floors = self._floors()
        for asked, terms in self.covered if share > 0 else ():
            floors.add([(-factor, column) for factor, column in terms], -share * asked)
        try:
            solved = self._solve(self.costs, floors)
        except EndlessError:
            return Outcome(-math.inf, 1.0)
        if solved is None:
            return None
        sizes, costs = np.abs(solved), np.abs(self.costs)
        # amounts are right to their last digits, which a very large cost makes money of
        unseen = LAST_DIGITS * float(sizes.max(initial=0.0)) * float(costs.max(initial=0.0))
        return Outcome(float(solved @ self.costs), float(sizes @ costs) + unseen + UNMET * self._unmet())

    def _unmet(self) -> float:
        """Return what it would cost if nothing were served."""
        shape = self.shape
        pairs = (pair for key, rows in shape.asked.items() for pair in zip(rows, shape.shorts[key], strict=True))
        return sum(float(self.equal[row.at] * self.costs[short]) for row, short in pairs)

    def best_moment(self) -> float | None:
        """Return the largest share to which all covered demands can be served at every moment; None: it cannot run."""
        rows, count = Rows(), len(self.costs)
        for asked, columns in self.moments:
            rows.add([(asked, count), *((-1.0, column) for column in columns)], 0.0)
        solved = self._solve(np.array([0.0] * count + [-STEEP]), rows)
        return None if solved is None else float(solved[-1])

    def best_service(self, budget: float = math.inf) -> float | None:
        """Return the largest share to which all covered demands can be served at a cost, or None: it cannot run."""
        floors, count = self._within(budget), len(self.costs)
        for asked, terms in self.covered:
            floors.add([(asked, count), *((-factor, column) for factor, column in terms)], 0.0)
        solved = self._solve(np.array([0.0] * count + [-STEEP]), floors)
        return None if solved is None else float(solved[-1])

    def shortages(self, budget: float, share: float) -> tuple[float, float] | None:
        """Return the least and the most that is short of covered demands together, at a cost and a least service."""
        floors, delivered = self._within(budget), np.zeros(len(self.costs))
        for asked, terms in self.covered:
            floors.add([(-factor, column) for factor, column in terms], -share * asked)
            for factor, column in terms:
                delivered[column] += factor
        ways = [self._solve(sign * delivered, floors) for sign in (-1.0, 1.0)]
        total = sum(asked for asked, _ in self.covered)
        amounts = [total - float(way @ delivered) for way in ways if way is not None]
        return (amounts[0], amounts[1]) if len(amounts) == 2 else None

    def _floors(self) -> Rows:
        """Return the rows that keep the floor that is asked for at every moment."""
        rows = Rows()
        for asked, columns in self.moments if self.floor > 0 else ():
            rows.add([(-1.0, column) for column in columns], -self.floor * asked)
        return rows

    def _within(self, budget: float) -> Rows:
        rows = self._floors()
        if math.isfinite(budget):
            rows.add([(money, column) for column, money in enumerate(self.costs) if money], budget)
        return rows

    def _solve(self, costs: Floats, floors: Rows) -> Floats | None:
        extra = len(costs) - len(self.upper)
        upper = np.concatenate([self.upper, [1.0] * extra])
        most, equal = (_widened(matrix, extra) for matrix in self.shape.matrices)
        rows = stacked(most, floors.matrix(len(costs)))
        return least(costs, rows, np.concatenate([self.most, floors.limits]), equal, self.equal, upper)


def _widened(matrix: csr_array, columns: int) -> csr_array:
    """Return a matrix with some empty columns more."""
    return hstack([matrix, csr_array((matrix.shape[0], columns))], format="csr") if columns else matrix


def stacked(above: csr_array, below: csr_array) -> csr_array:
    """Return the rows of two matrices, one below the other."""
    return vstack([above, below], format="csr") if below.shape[0] else above
