"""The audit of branches: what each disruption does to the plan, solved anew from the workbook and the tables.

Nothing of the model is used: the programme of a branch is written here from the workbook's contract alone.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from planner.audit.claims import Claim, Claims, blank_as
from planner.audit.costs import DISRUPTION_PARTS
from planner.audit.endurance import time_to_survive
from planner.audit.hits import AuditedStrike, Remains, strikes
from planner.audit.ledger import Ledger
from planner.audit.lookup import ALL, AuditLookup
from planner.audit.network import AtOnset, AuditedTrunk, lanes_of
from planner.audit.outage_sets import audit_sets, rows_to_solve, sets_to_prove
from planner.audit.programme import AuditedBranch, Outcome
from planner.audit.resilience import counted, not_judged, parts_of
from planner.audit.shape import AuditedShape
from planner.audit.tolerances import ACCURACY, AT_STAKE, FULL, GUARANTEE, LOOSE, NEARLY, TIGHT
from planner.audit.units import BranchError
from planner.audit.window import Window
from planner.errors import BrokenTaskError
from planner.plans.tables import SETS

# by the name of a disruption, the share and the floor that are promised where that is less than the workbook asks
Promised = Mapping[str, tuple[float | None, float | None]]
NOTHING_PROMISED: Final[Promised] = {}
OF_SETS: Final = 20  # branches that the sets of an onset count as
Chances = defaultdict[int, list[tuple[float, float]]]


@dataclass
class AuditedBranches:
    """What was found of some branches: the comparisons, by onset chance and extra cost, and which they were."""

    ledger: Ledger
    outcomes: Chances
    found: set[tuple[str, str]]


def audit_branches(trunk: AuditedTrunk, claims: Claims, judged: Iterable[AuditedBranches], ledger: Ledger) -> None:
    """Check what all branches, judged part by part, add to Costs, and that there are no others."""
    outcomes, found = Chances(list), set()
    try:
        for part in judged:
            ledger.add(part.ledger)
            found |= part.found
            for t, extra in part.outcomes.items():
                outcomes[t] += extra
    except BrokenTaskError as error:
        ledger.fail("branches: judged", error)
        return
    if claims.rows(SETS.name) or any(row["together"] > 1 for row in trunk.lookup.book.rows("Disruptions")):
        audit_sets(trunk.lookup, lanes_of(trunk.lookup), claims, ledger)
    for claim in claims.rows("Resilience"):
        key = (claim["disruption"], claim["onset"])
        ledger.holds("branches: the workbook makes it", key in found, key)
    _check_costs(trunk, claims, outcomes, ledger)


def judge_branches(
    trunk: AuditedTrunk, claims: Claims, part: int = 0, parts: int = 1, promised: Promised = NOTHING_PROMISED
) -> AuditedBranches:  # fmt: skip
    """Solve every branch, or a part of them, and check its guarantee and its row of Resilience.

    ``promised`` are the share and the floor of disruptions of which less is promised than the workbook asks.
    """
    lookup, judged = (
        trunk.lookup,
        AuditedBranches(Ledger(trunk.lookup.usual_amount, trunk.lookup.usual_money), Chances(list), set()),
    )
    ledger = judged.ledger
    shown = {(claim["disruption"], claim["onset"]): claim for claim in claims.rows("Resilience")}
    solved = rows_to_solve(claims, set(shown))
    for branch, endless, t in _branches(trunk, {*shown, *solved}, part, parts, promised):
        key = (branch.strike.name, lookup.clock.names[t])
        if key in solved:
            _check_set(branch, solved[key], lookup.clock.mean(t), key, ledger)
            continue
        judged.found.add(key)
        ledger.holds("branches: shown", not shown or key in shown, key)
        extra = _check_all(branch, endless, shown.get(key), lookup.clock.mean(t), key, ledger)
        chance = branch.strike.row["probability"] * lookup.clock.years[t]
        if chance > 0 and extra is not None:
            judged.outcomes[t].append((chance, counted(lookup, extra)))
    _prove_sets(trunk, claims, part, parts, ledger)
    return judged


def _check_set(branch: AuditedBranch, claim: Claim, worth: float, where: tuple[str, str], ledger: Ledger) -> None:
    """Check what the table of sets tells of a set at the onset at which it would be worst."""
    try:
        _check(branch, claim, worth, where, ledger)
    except BranchError as error:
        ledger.fail("branches: judged", *where, error)


def _prove_sets(trunk: AuditedTrunk, claims: Claims, part: int, parts: int, ledger: Ledger) -> None:
    """Check that no set of those that are not listed one by one breaks its guarantee, onset by onset."""
    lookup, shapes = trunk.lookup, dict[int, AuditedShape]()
    lanes = lanes_of(lookup) if lookup.book.rows("Disruptions") else ()

    def survives(strike: AuditedStrike, t: int) -> bool:
        if t not in shapes:
            window = strike.row["duration"], strike.row["recovery"]
            shapes[t] = AuditedShape(AtOnset(trunk, t), window, lanes)
        branch = AuditedBranch(shapes[t], strike, Remains(lookup, strike))
        branch.floor = max(0.0, (strike.row["floor"] or 0.0) - GUARANTEE)
        best = branch.best_service()
        return best is not None and best >= (strike.row["required"] or 0.0) - GUARANTEE

    for place, (sets, onset) in enumerate(sets_to_prove(lookup, lanes, claims, survives)):
        if place % parts == part:
            shapes.clear()
            try:
                broken = sets.broken()
            except BranchError as error:
                ledger.fail("branches: judged", onset, error)
                continue
            where = (sets.spread.row["disruption"], onset, *(broken or ()))
            ledger.holds("sets: every set keeps the guarantee", broken is None, where)


def _check_all(
    branch: AuditedBranch,
    endless: AuditedBranch,
    claim: Claim | None,
    worth: float,
    where: tuple[str, str],
    ledger: Ledger,
) -> float | None:
    """Check a branch and how long it is survived, as far as they are shown and can be solved; return its extra cost."""
    why = "" if claim is None else not_judged(claim)
    if why:
        ledger.fail("branches: judged", *where, why)
    try:
        extra = _check(branch, None if why else claim, worth, where, ledger)
        if claim is not None and not why:
            _check_survival(endless, blank_as(claim["time to survive"], math.inf), where, ledger)
    except BranchError as error:
        ledger.fail("branches: judged", *where, error)
        return None
    return extra


def _check_survival(endless: AuditedBranch, told: float, where: tuple[str, str], ledger: Ledger) -> None:
    """Check how long a branch is survived: where capacity is all but what is asked, for a while or for ever."""
    least = time_to_survive(endless)
    ledger.at_least("branches: time to survive", told, least, where)
    if told > least:
        ledger.at_most("branches: time to survive", told, time_to_survive(endless, NEARLY), where)


def count_of_branches(lookup: AuditLookup) -> int:
    """Return about how many branches there are: an ``each`` counts once, though it makes many."""
    rows = lookup.book.rows("Disruptions")
    onsets = [(row, len(lookup.clock.names) if ALL in row["onset"] else len(row["onset"])) for row in rows]
    return sum(count * (1 if row["together"] == 1 else OF_SETS) for row, count in onsets)


def _branches(
    trunk: AuditedTrunk, told: set[tuple[str, str]], part: int, parts: int, promised: Promised
) -> Iterator[tuple[AuditedBranch, AuditedBranch, int]]:
    """Yield every branch of a part, the same without an end, and the period of its onset.

    Of sets of which only the worst are told, only what is told. Those of one onset and window share what is not hit.
    """
    lookup = trunk.lookup
    lanes = lanes_of(lookup) if lookup.book.rows("Disruptions") else ()
    shapes: dict[tuple[int, Window | None], AuditedShape] = {}
    place = count()
    for asked in strikes(lookup, lanes):
        strike = asked.promising(*promised[asked.name]) if asked.name in promised else asked
        remains: Remains | None = None
        names = lookup.clock.names if ALL in strike.row["onset"] else strike.row["onset"]
        for t in sorted({lookup.clock.index[name] for name in names}):
            if strike.is_one_of_many and (strike.name, lookup.clock.names[t]) not in told:
                continue
            if next(place) % parts != part:
                continue
            remains = remains or Remains(lookup, strike)
            window = strike.row["duration"], strike.row["recovery"]
            for lasts in (window, None):
                if (t, lasts) not in shapes:
                    shapes[t, lasts] = AuditedShape(AtOnset(trunk, t), lasts, lanes)
            lasting = shapes[t, window], shapes[t, None]
            yield AuditedBranch(lasting[0], strike, remains), AuditedBranch(lasting[1], strike, remains), t


def _check(
    branch: AuditedBranch, claim: Claim | None, worth: float, where: tuple[str, str], ledger: Ledger
) -> float | None:
    """Check a branch; return its extra cost, discounted, where its guarantee can be kept.

    ``worth`` is what money of the year of the strike is worth today.
    """
    asked, floor = branch.strike.row["required"] or 0.0, branch.strike.row["floor"] or 0.0
    if floor:
        moment = branch.best_moment()
        ledger.at_least("branches: the floor can be kept", 0.0 if moment is None else moment, floor, where)
    branch.floor = max(0.0, floor - GUARANTEE)
    outcome = branch.least_cost(max(0.0, asked - GUARANTEE))
    best = branch.best_service() if outcome is None else asked
    ledger.holds("branches: there is a way to run", best is not None, where)
    if best is None:
        return None
    ledger.at_least("branches: the guarantee can be kept", best, asked, where)
    if outcome is None:
        return None
    extra = outcome.cost - branch.shape.same_cost()
    if claim is not None and math.isinf(extra):
        ledger.holds("branches: extra cost", math.isnan(claim["extra cost in the year's money"]), where)
        _check_service(branch, claim, replace(outcome, cost=math.inf), where, ledger)
    elif claim is not None:
        told = claim["extra cost in the year's money"] * worth
        scale = outcome.scale + abs(branch.shape.same_cost())
        more = _more(branch, outcome, scale) if told > extra + TIGHT * scale else max(0.0, told - extra)
        ledger.at_least("branches: extra cost", told, extra, where, scale)
        ledger.at_most("branches: extra cost", told, extra + more, where, scale)
        paid = outcome.cost + min(max(0.0, told - extra), more)
        _check_service(branch, claim, replace(outcome, cost=paid), where, ledger)
    return extra


def _more(branch: AuditedBranch, outcome: Outcome, scale: float) -> float:
    """Return what a guarantee that is kept exactly costs more than one of which a share is left to rounding.

    Where a guarantee is dear, that share of it is worth more than the tolerance.
    """
    asked, floor, eased = branch.strike.row["required"] or 0.0, branch.strike.row["floor"] or 0.0, branch.floor
    if not asked and not floor:
        return 0.0
    branch.floor = floor
    exact = branch.least_cost(asked)
    branch.floor = eased
    return AT_STAKE * scale if exact is None else max(0.0, exact.cost - outcome.cost)


def _check_service(
    branch: AuditedBranch, claim: Claim, outcome: Outcome, where: tuple[str, str], ledger: Ledger
) -> None:
    """Check the service that is shown, the fairest of the ways that cost the least, and what is short there.

    What is served and what is short may move a little within the cost that rounding leaves open. The least cost is
    known no better than that either: where money buys service cheaply, what twice that cost buys may be lacking of it.
    """
    if not branch.covered:
        ledger.holds("branches: no service where nothing is covered", math.isnan(claim["service"]), where)
        return
    service, scale = blank_as(claim["service"], 0.0), max(branch.shape.lookup.usual_money, outcome.scale)
    loose = branch.best_service(outcome.cost + LOOSE * scale)
    if loose is None:  # what stocks lack by rounding alone is short, and where that is dear no cost leaves room for it
        loose = branch.best_service(outcome.cost + AT_STAKE * scale)
    ledger.holds("branches: the least cost can be met", loose is not None, where)
    if loose is None:
        return
    ledger.at_most("branches: service", service, loose, where)
    least = loose if service >= loose * (1 - ACCURACY) else _least_service(branch, outcome, scale, loose)
    ledger.at_least("branches: service", service, least, where)
    asked = sum(amount for amount, _ in branch.covered)
    if min(service, loose) >= 1 - FULL:  # then nothing is short in any of these ways
        ledger.equal("branches: shortage", claim["shortage"], 0.0, where, asked)
        return
    found = branch.shortages(outcome.cost + LOOSE * scale, service - GUARANTEE)
    if found is not None:
        ledger.at_least("branches: shortage", claim["shortage"], found[0], where, asked)
        ledger.at_most("branches: shortage", claim["shortage"], found[1], where, asked)


def _least_service(branch: AuditedBranch, outcome: Outcome, scale: float, loose: float) -> float:
    """Return the service that money must have bought, where it is less than what a looser cost buys."""
    tight = branch.best_service(outcome.cost + TIGHT * scale)
    low, high = (tight, loose) if tight is not None else (loose, branch.best_service(outcome.cost + 2 * LOOSE * scale))
    bought = 0.0 if high is None else high - low
    return low - 2 * bought


def _check_costs(trunk: AuditedTrunk, claims: Claims, outcomes: Chances, ledger: Ledger) -> None:
    """Check what disruptions add to the objective in each period of onset."""
    lookup = trunk.lookup
    shown = claims.sums("Costs", "discounted", "part", "t")
    for t, found in outcomes.items():
        worst = max(abs(cost) for _, cost in found)
        scale = max(worst, sum(abs(lookup.clock.disc[u] * trunk.running[u]) for u in lookup.clock.all[t:]))
        for part, right in zip(DISRUPTION_PARTS, parts_of(lookup, found), strict=True):
            where = (part, lookup.clock.names[t])
            ledger.equal("branches: what they add to the objective", shown[part, t], right, where, scale)
