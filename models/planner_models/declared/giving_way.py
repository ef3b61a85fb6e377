"""How far each row of a model gives way when a cell that the user owns does: its cells, each with its effect."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from planner_models.declared.family import RowFamily, VariableFamily
from planner_models.declared.parts import Effect, Limit, No
from planner_models.declared.sets import Key
from planner_models.investment import all_starts, capital_terms, is_sized
from planner_models.network import capacity_change
from planner_models.terms import Terms, scaled
from planner_models.tolerances import COUNT_ROUNDING

if TYPE_CHECKING:
    from planner_models.trunk import Trunk


def effects(family: RowFamily | VariableFamily, model: Trunk, key: Key) -> Iterator[Effect]:
    """Yield the cells that a row, or what a variable is fixed at, gives way with."""
    way = family.gives_way
    assert not isinstance(way, No)
    if way.special is not None:
        yield from way.special(model, key)
        return
    if way.entry is None:
        assert not isinstance(family.price, No)
        limit = family.price[0]
    else:
        limit = Limit(way.entry)
    problem = model.index.problem
    entry, number = limit.entry, family.number(problem, limit.entry.things, key, limit.of)
    thing, t = getattr(problem, entry.things)[number], family.period(key) if entry.by_period else None
    if not thing.row or (way.when is not None and not way.when(thing, t or 0)):
        return
    for u in [t] if limit.periods is None or t is None else limit.periods(thing, t):
        value = entry.value(thing, u)
        if math.isfinite(value):
            yield Effect(
                entry.sheet, thing.row, entry.column, u, way.kind, way.sign, value,
                most=value if way.sign < 0 else max(way.up_to - value, 0.0),
                amount=1.0 if limit.amount is None else limit.amount(thing, u or 0),
                times=None if way.times is None else way.times(model, key),
                constant=0.0 if way.constant is None else way.constant(thing, u or 0),
                is_root=way.is_root, is_whole=way.is_whole is not None and way.is_whole(value),
            )  # fmt: skip


def funder_share(model: Trunk, key: Key) -> Iterator[Effect]:
    """Yield the share of the row of Funding that holds for a project's funder."""
    f, k, t = key
    x = model.index.problem.grants[model.payers[k][f]]
    capital = capital_terms(model, k, t)
    yield Effect("Funding", x.row, "share", t, "budgets", 1, x.share[t], 1 - x.share[t], times=capital)


def committed_start(model: Trunk, key: Key) -> Iterator[Effect]:
    """Yield the number of blocks of a commitment, or that it is one."""
    k, t = key
    x = model.index.problem.projects[k]
    least = x.least[t]
    blocks = 1.0 if least is None or x.block is None else float(math.ceil(least - COUNT_ROUNDING))
    size = least if x.block is None and is_sized(x) else None
    yield Effect("Projects", x.row, "decision", t, "locks", -1, blocks, blocks, is_whole=True, size=size)


def committed_size(model: Trunk, key: Key) -> Iterator[Effect]:
    """Yield the size of a commitment."""
    k, t = key
    x = model.index.problem.projects[k]
    least = x.least[t] or 0.0
    yield Effect("Projects", x.row, "decision", t, "locks", -1, least, least, size=least)


def cover_days(model: Trunk, key: Key) -> Iterator[Effect]:
    """Yield every stockpile that asks for days of cover there; the most days of them count."""
    c, t = key
    problem = model.index.problem
    x = problem.covers[c]
    taken = scaled(1 / 365, model.taken.get((x.place, x.material, t), []))
    for h in x.stockpiles[t]:
        pile = problem.stockpiles[h]
        yield Effect("Stockpiles", pile.row, "cover days", t, "floors", -1, x.days[t], x.days[t], times=taken, days=0.0)


def all_of_starts(model: Trunk, key: Key) -> Iterator[Effect]:
    """Yield that a project is never to be built, with all its starts."""
    x, starts = model.index.problem.projects[key[0]], all_starts(model, key[0])
    if starts:
        most = float(x.starts)
        yield Effect("Projects", x.row, "decision", None, "locks", 1, 0.0, 1.0, most, times=starts, is_whole=True)


def capacity_of_plant(model: Trunk, key: Key) -> Terms:
    """Return what projects add to a plant's capacity that is available."""
    p, t = key
    return scaled(model.index.problem.plants[p].availability[t], capacity_change(model, ("plant", p), t))


def supply_of_rule(model: Trunk, key: Key) -> Terms:
    """Return the supply of which a rule limits a share."""
    return [(1.0, model.supply[key[0], key[-1]])]


def is_hard(rule: Any, t: int) -> bool:
    """Whether a rule may not be missed at a penalty."""
    return not math.isfinite(rule.penalty[t])
