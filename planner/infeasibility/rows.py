"""How far each row of a model gives way when a cell that the planner owns does: its cells, each with its effect."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.investment import all_starts, capital_terms, is_sized
from models.network import capacity_change
from models.terms import Term, Terms, scaled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from models.trunk import Trunk

INF = math.inf


@dataclass(frozen=True)
class Effect:
    """A cell that a row gives way with.

    Attributes
    ----------
    sheet, row, column, period
        The cell: its row's number, and the position of the period, None for a column that holds for all.
    kind
        What is given way, of `planner.infeasibility.cells.KINDS`.
    sign, value, most
        Whether the cell is raised (1) or lowered (-1), from which value, and how far at most.
    amount
        By how much the row's limit gives way for each unit in the cell; not used where it ``times`` an expression.
    times, constant
        The linear expression whose product with the cell's change the row gives way by.
    is_root
        Whether the cell's root moves the row: a limit of the Herfindahl index.
    is_whole
        Whether the cell gives way in whole numbers.
    size
        Of a commitment of a size: the size that was committed; it is dropped only once nothing of it is left.
    days
        Of cover: the days that the row asks together with others, of which the most counts.
    """

    sheet: str
    row: int
    column: str
    period: int | None
    kind: str
    sign: int
    value: float
    most: float = INF
    amount: float = 1.0
    times: Sequence[Term] | None = None
    constant: float = 0.0
    is_root: bool = False
    is_whole: bool = False
    size: float | None = None
    days: float | None = None


def _required(model: Trunk, key: Any) -> Iterator[Effect]:
    d, t = key
    x = model.index.problem.demands[d]
    yield Effect("Demand", x.row, "required", t, "service", -1, x.required[t], x.required[t], x.amount[t])


def _budget(model: Trunk, key: Any) -> Iterator[Effect]:
    f, u = key
    x = model.index.problem.funders[f]
    for v in range(0 if x.carries_over else u, u + 1):
        if math.isfinite(x.budget[v]):
            yield Effect("Budgets", x.row, "amount", v, "budgets", 1, x.budget[v])


def _funding_maximum(model: Trunk, key: Any) -> Iterator[Effect]:
    x = model.index.problem.grants[key[0]]
    yield Effect("Funding", x.row, "maximum", None, "budgets", 1, x.maximum)


def _funder_share(model: Trunk, key: Any) -> Iterator[Effect]:
    f, k, t = key
    x = model.index.problem.grants[model.payers[k][f]]
    capital = capital_terms(model, k, t)
    yield Effect("Funding", x.row, "share", t, "budgets", 1, x.share[t], 1 - x.share[t], times=capital)


def _share_cap(model: Trunk, key: Any) -> Iterator[Effect]:
    q, t = key[0], key[-1]
    x = model.index.problem.rules[q]
    if not math.isfinite(x.penalty[t]):
        supply = [(1.0, model.supply[q, t])]
        yield Effect("Rules", x.row, "limit", t, "limits", 1, x.limit[t], max(1 - x.limit[t], 0.0), times=supply)


def _share_floor(model: Trunk, key: Any) -> Iterator[Effect]:
    q, t = key
    x = model.index.problem.rules[q]
    if not math.isfinite(x.penalty[t]):
        supply = [(1.0, model.supply[q, t])]
        yield Effect("Rules", x.row, "limit", t, "floors", -1, x.limit[t], x.limit[t], times=supply)


def _amount_cap(model: Trunk, key: Any) -> Iterator[Effect]:
    q, t = key
    x = model.index.problem.rules[q]
    if not math.isfinite(x.penalty[t]):
        yield Effect("Rules", x.row, "limit", t, "limits", 1, x.limit[t])


def _amount_floor(model: Trunk, key: Any) -> Iterator[Effect]:
    q, t = key
    x = model.index.problem.rules[q]
    if not math.isfinite(x.penalty[t]):
        yield Effect("Rules", x.row, "limit", t, "floors", -1, x.limit[t], x.limit[t])


def _concentration(model: Trunk, key: Any) -> Iterator[Effect]:
    q, t = key
    x = model.index.problem.rules[q]
    if not math.isfinite(x.penalty[t]):
        supply = [(1.0, model.supply[q, t])]
        most = max(1 - x.limit[t], 0.0)
        yield Effect("Rules", x.row, "limit", t, "limits", 1, x.limit[t], most, times=supply, is_root=True)


def _must(model: Trunk, key: Any) -> Iterator[Effect]:
    x = model.index.problem.projects[key[0]]
    yield Effect("Projects", x.row, "decision", None, "locks", -1, 1.0, 1.0, float(x.at_least), is_whole=True)


def _committed_start(model: Trunk, key: Any) -> Iterator[Effect]:
    k, t = key
    x = model.index.problem.projects[k]
    blocks = 1.0 if x.least[t] is None or x.block is None else float(math.ceil(x.least[t] - 1e-9))
    size = x.least[t] if x.block is None and is_sized(x) else None
    yield Effect("Projects", x.row, "decision", t, "locks", -1, blocks, blocks, is_whole=True, size=size)


def _committed_size(model: Trunk, key: Any) -> Iterator[Effect]:
    k, t = key
    x = model.index.problem.projects[k]
    yield Effect("Projects", x.row, "decision", t, "locks", -1, x.least[t], x.least[t], size=x.least[t])


def _group_at_least(model: Trunk, key: Any) -> Iterator[Effect]:
    x = model.index.problem.groups[key[0]]
    yield Effect("Groups", x.row, "at least", None, "floors", -1, x.at_least, x.at_least, is_whole=_whole(x.at_least))


def _group_at_most(model: Trunk, key: Any) -> Iterator[Effect]:
    x = model.index.problem.groups[key[0]]
    yield Effect("Groups", x.row, "at most", None, "limits", 1, x.at_most, is_whole=_whole(x.at_most))


def _whole(value: float) -> bool:
    return float(value).is_integer()


def _cover(model: Trunk, key: Any) -> Iterator[Effect]:
    """Yield every stockpile that asks for days of cover there; the most days of them count."""
    c, t = key
    problem = model.index.problem
    x = problem.covers[c]
    taken = scaled(1 / 365, model.taken.get((x.place, x.material, t), []))
    for h in x.stockpiles[t]:
        pile = problem.stockpiles[h]
        yield Effect("Stockpiles", pile.row, "cover days", t, "floors", -1, x.days[t], x.days[t], times=taken, days=0.0)


def _final(model: Trunk, key: Any) -> Iterator[Effect]:
    x = model.index.problem.stockpiles[key[0]]
    yield Effect("Stockpiles", x.row, "final", None, "floors", -1, x.final, x.final)


def _stock(model: Trunk, key: Any) -> Iterator[Effect]:
    h, t = key
    x = model.index.problem.stockpiles[h]
    yield Effect("Stockpiles", x.row, "maximum", t, "limits", 1, x.maximum[t])


def _minimum_use(model: Trunk, key: Any) -> Iterator[Effect]:
    p, t = key
    x = model.index.problem.plants[p]
    if x.row:
        least, available = x.minimum_use[t], x.availability[t]
        capacity = scaled(available, capacity_change(model, ("plant", p), t))
        own = available * x.capacity.own[t]
        yield Effect("Plants", x.row, "minimum use", t, "floors", -1, least, least, times=capacity, constant=own)


# constraint: the cells that it gives way with
EFFECTS: dict[str, Callable[[Any, Any], Iterator[Effect]]] = {
    "required_service": _required,
    "budget": _budget,
    "funding_maximum": _funding_maximum,
    "funder_share": _funder_share,
    "share_cap": _share_cap,
    "share_floor": _share_floor,
    "amount_cap": _amount_cap,
    "amount_floor": _amount_floor,
    "enough_origins": _amount_floor,
    "concentration_cap": _concentration,
    "must_start": _must,
    "committed_start": _committed_start,
    "committed_size": _committed_size,
    "group_at_least": _group_at_least,
    "group_at_most": _group_at_most,
    "cover": _cover,
    "final_stock": _final,
    "stock_maximum": _stock,
    "minimum_use": _minimum_use,
}


def promised(model: Trunk, d: int) -> Effect:
    """Return the cell of what a disruption's guarantee promises."""
    x = model.index.problem.disruptions[d]
    required = x.required or 0.0
    return Effect("Disruptions", x.row, "required", None, "guarantees", -1, required, required)


def forbidden(model: Trunk, k: int) -> tuple[Terms, float, Effect]:
    """Return the starts of a project that is never to be built, the most of them, and the cell that says so."""
    x = model.index.problem.projects[k]
    most = float(x.starts)
    return all_starts(model, k), most, Effect(
        "Projects", x.row, "decision", None, "locks", 1, 0.0, 1.0, most, is_whole=True
    )  # fmt: skip
