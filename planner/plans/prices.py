"""What one more unit of what binds is worth, with the yes-or-no decisions of the plan as they are."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from planner.plans.branch_limits import BRANCH_LIMITS
from planner.plans.limit import Limit
from planner.workbook.addresses import address, cell_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.plans.limit import Locate
    from planner.solving.solution import Solved
    from planner.workbook.book import Book, Row

TRACE = 1e-9
ELSEWHERE = ", in the cheapest operation of these decisions"  # where the plan is a safer one within the gap in money


def _plant(solved: Solved, key: Any) -> Iterator[Limit]:
    p, t = key
    plant = solved.problem.plants[p]
    if plant.row:
        yield Limit("Plants", plant.row, "capacity", t, plant.capacity.own[t], plant.availability[t])


def _minimum_use(solved: Solved, key: Any) -> Iterator[Limit]:
    """Count that more capacity must be run more."""
    p, t = key
    plant = solved.problem.plants[p]
    if plant.row:
        per_unit = plant.minimum_use[t] * plant.availability[t]
        yield Limit("Plants", plant.row, "capacity", t, plant.capacity.own[t], per_unit)


def _resource(solved: Solved, key: Any) -> Iterator[Limit]:
    r, t = key
    resource = solved.problem.resources[r]
    if resource.row:
        yield Limit("Resources", resource.row, "capacity", t, resource.capacity.own[t])


def _offer(solved: Solved, key: Any) -> Iterator[Limit]:
    s, t = key
    offer = solved.problem.offers[s]
    gates = [solved.values[name][s, t] for name in ("contract", "opened") if (s, t) in solved.values[name]]
    if all(gates) and offer.maximum[t] < float("inf"):
        yield Limit("Suppliers", offer.row, "maximum", t, offer.maximum[t])


def _offer_needs(solved: Solved, key: Any) -> Iterator[Limit]:
    """Count the maximum of an offer that waits for a project, where nothing else is decided about it."""
    s, t, k = key
    offer = solved.problem.offers[s]
    if (s, t) not in solved.values["contract"] and offer.maximum[t] < float("inf"):
        yield Limit("Suppliers", offer.row, "maximum", t, offer.maximum[t], solved.value("open", k, t))


def _step_before(solved: Solved, key: Any) -> Iterator[Limit]:
    """Count that more of a price step must be bought before the next one opens."""
    s, j, t = key
    step = solved.problem.offers[j]
    if step.maximum[t] < float("inf"):
        closed = sum(1 - solved.value("open", k, t) for k in step.needs)
        gate = "contract" if (s, t) in solved.values["contract"] else "opened"
        per_unit = solved.value(gate, s, t) - solved.value("used_up", j, t) - closed
        yield Limit("Suppliers", step.row, "maximum", t, step.maximum[t], per_unit)


def _total(solved: Solved, key: Any) -> Iterator[Limit]:
    offer = solved.problem.offers[key[0]]
    yield Limit("Suppliers", offer.row, "total", None, offer.total)


def _link(solved: Solved, key: Any) -> Iterator[Limit]:
    n, t = key
    link = solved.problem.links[n]
    in_use = (n, t) not in solved.values["use"] or solved.value("use", n, t) > 0
    if in_use and link.maximum[t] < float("inf"):
        yield Limit("Lanes", link.row, "maximum", t, link.maximum[t])


def _link_needs(solved: Solved, key: Any) -> Iterator[Limit]:
    n, t, k = key
    link = solved.problem.links[n]
    if (n, t) not in solved.values["use"] and link.maximum[t] < float("inf"):
        yield Limit("Lanes", link.row, "maximum", t, link.maximum[t], solved.value("open", k, t))


def _demand(solved: Solved, key: Any) -> Iterator[Limit]:
    d, t = key
    demand = solved.problem.demands[d]
    yield Limit("Demand", demand.row, "amount", t, demand.amount[t])


def _required(solved: Solved, key: Any) -> Iterator[Limit]:
    d, t = key
    demand = solved.problem.demands[d]
    yield Limit("Demand", demand.row, "required", t, demand.required[t], demand.amount[t])
    yield Limit("Demand", demand.row, "amount", t, demand.amount[t], demand.required[t])


def _stock(solved: Solved, key: Any) -> Iterator[Limit]:
    h, t = key
    pile = solved.problem.stockpiles[h]
    yield Limit("Stockpiles", pile.row, "maximum", t, pile.maximum[t])


def _final(solved: Solved, key: Any) -> Iterator[Limit]:
    pile = solved.problem.stockpiles[key[0]]
    yield Limit("Stockpiles", pile.row, "final", None, pile.final)


def _budget(solved: Solved, key: Any) -> Iterator[Limit]:
    """Count more money in any period whose money the limit adds up."""
    f, u = key
    funder = solved.problem.funders[f]
    for v in range(u + 1):
        if (funder.carries_over or v == u) and funder.budget[v] < float("inf"):
            yield Limit("Budgets", funder.row, "amount", v, funder.budget[v])


def _funding(solved: Solved, key: Any) -> Iterator[Limit]:
    grant = solved.problem.grants[key[0]]
    yield Limit("Funding", grant.row, "maximum", None, grant.maximum)


def _share_rule(solved: Solved, key: Any) -> Iterator[Limit]:
    q, t = key[0], key[-1]
    rule = solved.problem.rules[q]
    yield Limit("Rules", rule.row, "limit", t, rule.limit[t], solved.value("supply", q, t))


def _amount_rule(solved: Solved, key: Any) -> Iterator[Limit]:
    q, t = key
    rule = solved.problem.rules[q]
    yield Limit("Rules", rule.row, "limit", t, rule.limit[t])


def _concentration_rule(solved: Solved, key: Any) -> Iterator[Limit]:
    """Use that the radius moves with the root of the rule's limit: d sqrt(x) = dx / (2 sqrt(x))."""
    q, t = key
    rule = solved.problem.rules[q]
    root = rule.limit[t] ** 0.5
    if root:
        yield Limit("Rules", rule.row, "limit", t, rule.limit[t], solved.value("supply", q, t) / (2 * root))


def _promise(solved: Solved, key: Any) -> Iterator[Limit]:
    disruption = solved.problem.disruptions[key[0]]
    assert disruption.required is not None
    yield Limit("Disruptions", disruption.row, "required", None, disruption.required)


def _left(solved: Solved, key: Any, per_unit: float = 1.0) -> Iterator[Limit]:
    """Count what closures may take of a capacity, leave of it in branches, or relieve of its fixed cost."""
    kind, position, t = key[0], key[1], key[-1]
    thing = (solved.problem.plants if kind == "plant" else solved.problem.resources)[position]
    if thing.row:
        sheet = "Plants" if kind == "plant" else "Resources"
        yield Limit(sheet, thing.row, "capacity", t, thing.capacity.own[t], per_unit)


def _left_if_any(solved: Solved, key: Any) -> Iterator[Limit]:
    yield from _left(solved, key, solved.value("is_left", *key))


LIMITS: dict[str, Locate] = {
    "left_at_onset": _left,
    "never_more_than_there_is": _left,
    "relief": _left,
    "no_more_left_at_onset": _left_if_any,
    "none_left_at_onset": _left_if_any,
    "plant_capacity": _plant,
    "minimum_use": _minimum_use,
    "resource_capacity": _resource,
    "purchase_maximum": _offer,
    "step_opened": _offer,
    "purchase_needs": _offer_needs,
    "purchase_order": _step_before,
    "purchase_total": _total,
    "lane_maximum": _link,
    "lane_needs": _link_needs,
    "demand_met": _demand,
    "required_service": _required,
    "stock_maximum": _stock,
    "final_stock": _final,
    "budget": _budget,
    "funding_maximum": _funding,
    "share_cap": _share_rule,
    "share_floor": _share_rule,
    "amount_cap": _amount_rule,
    "amount_floor": _amount_rule,
    "concentration_cap": _concentration_rule,
    "promise": _promise,
    **BRANCH_LIMITS,
}
UNIT, SHARE = ("one more unit", 1.0), ("one more percentage point", 0.01)
NAMES: dict[str, tuple[str, ...]] = {
    "Plants": ("site", "process"),
    "Resources": ("resource", "place"),
    "Suppliers": ("supplier", "site", "material"),
    "Lanes": ("from", "to"),
    "Demand": ("market", "material"),
    "Stockpiles": ("site", "material"),
    "Budgets": ("funder",),
    "Funding": ("funder", "projects"),
    "Rules": ("rule",),
    "Disruptions": ("disruption",),
}


def prices(solved: Solved, book: Book) -> list[tuple[Any, ...]]:
    """Return what one more unit in each binding cell saves in the objective; negative: what it costs."""
    found: dict[tuple[str, int, str, int | None], float] = defaultdict(float)
    values: dict[tuple[str, int, str, int | None], float] = {}
    for name, locate in LIMITS.items():
        for key, price in solved.prices.get(name, {}).items():
            for limit in locate(solved, key):
                cell = (limit.sheet, limit.row, limit.column, limit.period)
                found[cell] -= price * limit.per_unit
                values[cell] = limit.value
    dearest = min(1.0, max(map(abs, found.values()), default=0.0))  # prices of 1e-9 are none beside such as these
    rows = {(sheet, row.number): row for sheet in NAMES for row in book.rows(sheet)}
    ranked = sorted(found.items(), key=lambda item: (item[0][0], -abs(item[1]), item[0][1:3], item[0][3] or 0))
    return [
        _shown(rows[cell[0], cell[1]], cell, values[cell], saved, book, "" if solved.is_priced else ELSEWHERE)
        for cell, saved in ranked
        if abs(saved) > TRACE * dearest and _is_of_cell(rows[cell[0], cell[1]], cell[2], cell[3], values[cell])
    ]


def _is_of_cell(row: Row, column: str, t: int | None, value: float) -> bool:
    """Whether a limit is the number in its cell: what is retired, or has no resource, is 0 whatever the cell says."""
    number = row[column] if t is None else row[column][t]
    return bool(number == value)


def _shown(
    row: Any, cell: tuple[str, int, str, int | None], value: float, saved: float, book: Book, where: str
) -> tuple[Any, ...]:
    sheet, _, column, t = cell
    parts = [row[name] for name in NAMES[sheet]]
    name = " / ".join("; ".join(part) if isinstance(part, tuple) else str(part) for part in parts)
    period = "" if t is None else book.periods[t]
    unit = SHARE if column == "required" else _unit(row["measure"]) if sheet == "Rules" else UNIT
    told = _words(name, sheet, column, period, saved, unit, book) + where
    return sheet, name, column, period, value, saved, told, address(book, cell_of(book, row, column, t))


def _unit(measure: str) -> tuple[str, float]:
    if measure == "HHI at most":
        return "0.01 more", 0.01
    return SHARE if "share" in measure else UNIT


def _words(
    name: str, sheet: str, column: str, period: str, saved: float, step: tuple[str, float], book: Book
) -> str:
    """Return a price as a sentence; shares are told by the percentage point."""
    unit, factor = step
    money = f"{abs(saved) * factor:,.4g} {book.settings['money unit']} {book.settings['currency']}"
    when = f" in {period}" if period else ""
    verb = "saves" if saved > 0 else "costs"
    return f"{sheet}: {unit} of {column} of {name}{when} {verb} {money}"
