"""Section 3 of the formulation: what buyers use of a material by origin, from stock too, for rules of use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from planner_models.components import Relation
from planner_models.given.sourcing import Rule
from planner_models.index import Index
from planner_models.terms import Term, linear, scaled
from planner_models.trunk import Trunk


def use_terms(model: Trunk, rules: Sequence[Rule]) -> dict[tuple[int, int], list[tuple[int, Term]]]:
    """Return, for each rule of use and period, (origin, term) of what is used at the buyers' sites a year."""
    found: dict[tuple[int, int], list[tuple[int, Term]]] = defaultdict(list)
    rules_of = defaultdict(list)
    for q, rule in enumerate(rules):
        for m in rule.materials if rule.of_use else ():
            rules_of[m].append((q, rule.buyers))
    for m, i, o, t, term in _uses(model, model.index, frozenset(rules_of)):
        for q, buyers in rules_of[m]:
            if i in buyers:
                found[q, t].append((o, term))
    return found


def _uses(model: Trunk, index: Index, materials: frozenset[int]) -> Iterator[tuple[int, int, int, int, Term]]:
    """Yield (material, site, origin, period, term) of what plants consume for good and markets are delivered."""
    for (p, t), runs in model.activity.items():
        plant = index.problem.plants[p]
        for m, amounts in plant.consumes:
            origins = index.reach.get((m, plant.site), ())
            if m in materials and len(origins) == 1:
                yield m, plant.site, origins[0], t, (amounts[t] * index.used_up(p, m, t), runs)
    for (p, m, o, t), consumed in model.consumption.items():
        if m in materials:
            yield m, index.problem.plants[p].site, o, t, (index.used_up(p, m, t), consumed)
    for (d, o, t), delivered in model.delivery.items():
        demand = index.problem.demands[d]
        if demand.material in materials:
            yield demand.material, demand.site, o, t, (1.0, delivered)


def origin_use(model: Trunk, q: int, g: int, t: int) -> Relation:
    r"""(S12) Of a rule of use: what the buyers' plants consume and their markets are delivered of a rule's origins.

    .. math:: intake_{q,g,t} = \sum_{o \in g} \Big(\sum_p (1 - pass_{p,m,t})\,consumption_{p,m,o,t}
        + \sum_d delivery_{d,o,t}\Big)

    It stands for intake in every rule. What a plant consumes and gives back of the same material (N1) is not used.
    """
    origins = model.index.problem.rules[q].origins[g]
    names = model.index.origins.all
    terms = [term for o, term in model.use_terms.get((q, t), ()) if names[o].belongs_to(origins)]
    return linear(model, [(1.0, model.intake[q, g, t]), *scaled(-1.0, terms)]) == 0.0


def total_use(model: Trunk, q: int, t: int) -> Relation:
    r"""(S13) Of a rule of use: what the buyers' plants consume and their markets are delivered of all origins.

    .. math:: supply_{q,t} = \sum_o \Big(\sum_p (1 - pass_{p,m,t})\,consumption_{p,m,o,t}
        + \sum_d delivery_{d,o,t}\Big)
    """
    terms = [term for _, term in model.use_terms.get((q, t), ())]
    return linear(model, [(1.0, model.supply[q, t]), *scaled(-1.0, terms)]) == 0.0
