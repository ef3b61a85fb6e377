"""Section 3 of the formulation: rules on where supply comes from, by true origin."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import pyomo.core as pyo

from planner_models.components import Relation, add_rows
from planner_models.given.sourcing import Rule
from planner_models.index import Index
from planner_models.numbered import Floats, Many, grouped
from planner_models.terms import Term, Terms, linear, scaled
from planner_models.trunk import Trunk
from planner_models.used import origin_use, total_use, use_terms

CAPS = ("each share at most", "share at most")


def add_variables(model: Trunk, index: Index) -> None:
    """Put the variables of the rules on the model: intake by origin, supply, what is missed."""
    rules = list(enumerate(index.problem.rules))
    model.ruled_qt = [(q, t) for q, x in rules for t in index.problem.times if not math.isnan(x.limit[t])]
    intakes = [(q, g, t) for q, t in model.ruled_qt for g in range(len(index.problem.rules[q].origins))]
    model.intake = pyo.Var(intakes, domain=pyo.Reals)
    model.supply = pyo.Var(model.ruled_qt, domain=pyo.Reals)
    soft = [(q, t) for q, t in model.ruled_qt if math.isfinite(index.problem.rules[q].penalty[t])]
    missed = [(q, g, t) for q, t in soft for g in range(_ways_to_miss(index.problem.rules[q]))]
    model.excess = pyo.Var(missed, domain=pyo.NonNegativeReals)
    counted = [(q, g, t) for q, g, t in intakes if index.problem.rules[q].measure == "origins at least"]
    model.counts = pyo.Var(counted, domain=pyo.Binary)
    coned = [(q, g, t) for q, g, t in intakes if index.problem.rules[q].measure == "HHI at most"]
    model.square = pyo.Var(coned, domain=pyo.NonNegativeReals)
    cones = [(q, t) for q, t in model.ruled_qt if index.problem.rules[q].measure == "HHI at most"]
    model.radius = pyo.Var(cones, domain=pyo.NonNegativeReals)


def _ways_to_miss(rule: Rule) -> int:
    """Return how often a soft rule may be missed in a period: by each origin, or once, also where it has none."""
    return len(rule.origins) if rule.measure == "each share at most" else 1


def intake_terms(model: Trunk, rules: Sequence[Rule]) -> dict[tuple[int, int], list[tuple[int, Term]]]:
    """Return, for each rule of intake and period, (origin, term) of what enters the buyers' sites a year, net.

    Arrivals from outside, purchases and production inside, less what is sent from the buyers to others. What a plant
    makes of a material is production only as far as it makes more of it than it consumes.
    """
    index = model.index
    found: dict[tuple[int, int], list[tuple[int, Term]]] = defaultdict(list)
    rules_of = defaultdict(list)
    for q, rule in enumerate(rules):
        for m in () if rule.of_use else rule.materials:
            rules_of[m].append((q, rule.buyers))
    for (s, t), bought in model.purchase.items():
        offer = index.problem.offers[s]
        for q, buyers in rules_of.get(offer.material, ()):
            if offer.site in buyers:
                found[q, t].append((index.offer_origin[s], (1.0, bought)))
    for (p, t), runs in model.activity.items():
        plant = index.problem.plants[p]
        for m, amounts in plant.makes:
            for q, buyers in rules_of.get(m, ()):
                if plant.site in buyers:
                    anew = index.made_anew.get((p, m), amounts)[t]
                    found[q, t].append((index.plant_origin[p, m], (anew, runs)))
    for q, rule in enumerate(rules):
        for t, o, many in () if rule.of_use else _crossing(model, rule):
            found[q, t].append((o, (1.0, many)))
    return found


def _crossing(model: Trunk, rule: Rule) -> Iterator[tuple[int, int, Many]]:
    """Yield, by period and origin, what lanes carry to a rule's buyers, less what they carry away from them."""
    index, of_unit = model.index, taken(model.index, rule)
    lane, origin, period = index.flow_lot.table.T
    crossing = np.flatnonzero(np.any(of_unit, axis=1)[lane]).astype(np.int32)
    amounts = of_unit[lane[crossing], period[crossing]]
    count = len(index.origins.all)
    for key, places in grouped(period[crossing] * count + origin[crossing]):
        yield *divmod(key, count), Many(model.flow, crossing[places], amounts[places])


def taken(index: Index, rule: Rule) -> Floats:
    """Return what a rule's buyers take in of a unit that a lane sends, by lane and period; -1 where they send it."""
    found = np.zeros((len(index.problem.lanes), len(index.problem.times)))
    for x, lane in enumerate(index.problem.lanes):
        link = index.problem.links[lane.link]
        enters, leaves = link.end in rule.buyers, link.start in rule.buyers
        if lane.material in rule.materials and enters != leaves:
            found[x] = 1.0 - np.array(link.loss) if enters else -1.0
    return found


def origin_intake(model: Trunk, q: int, g: int, t: int) -> Relation:
    r"""(S1) What enters the buyers' sites from a rule's origins, a year.

    .. math:: intake_{q,g,t} = \sum_{o \in g} \big(arrivals + purchases + production - sent\ to\ others\big)_{o,t}
    """
    origins = model.index.problem.rules[q].origins[g]
    names = model.index.origins.all
    terms = [term for o, term in model.intake_terms.get((q, t), ()) if names[o].belongs_to(origins)]
    return linear(model, [(1.0, model.intake[q, g, t]), *scaled(-1.0, terms)]) == 0.0


def total_supply(model: Trunk, q: int, t: int) -> Relation:
    r"""(S2) What enters the buyers' sites from all origins, a year.

    .. math:: supply_{q,t} = \sum_o \big(arrivals + purchases + production - sent\ to\ others\big)_{o,t}

    Production is what a plant makes anew (N1): what it takes and gives back of the same material neither changes its
    origin nor counts again.
    """
    terms = [term for _, term in model.intake_terms.get((q, t), ())]
    return linear(model, [(1.0, model.supply[q, t]), *scaled(-1.0, terms)]) == 0.0


def missed(model: Trunk, q: int, g: int, t: int) -> Terms:
    """Return what a soft rule may be missed by, at its penalty; nothing for a hard rule."""
    return [(1.0, model.excess[q, g, t])] if (q, g, t) in model.excess else []


def share_cap(model: Trunk, q: int, g: int, t: int) -> Relation:
    r"""(S3) An origin's share of the supply is at most the limit.

    .. math:: intake_{q,g,t} \le limit_{q,t}\,supply_{q,t} + excess_{q,g,t}
    """
    limit = model.index.problem.rules[q].limit[t]
    over = scaled(-1.0, missed(model, q, g, t))
    return linear(model, [(1.0, model.intake[q, g, t]), (-limit, model.supply[q, t]), *over]) <= 0.0


def share_floor(model: Trunk, q: int, t: int) -> Relation:
    r"""(S4) The origins' share of the supply is at least the limit.

    .. math:: intake_{q,0,t} \ge limit_{q,t}\,supply_{q,t} - excess_{q,0,t}
    """
    limit = model.index.problem.rules[q].limit[t]
    return linear(model, [(1.0, model.intake[q, 0, t]), (-limit, model.supply[q, t]), *missed(model, q, 0, t)]) >= 0.0


def amount_cap(model: Trunk, q: int, t: int) -> Relation:
    r"""(S5) What comes from the origins is at most the limit.

    .. math:: intake_{q,0,t} \le limit_{q,t} + excess_{q,0,t}
    """
    over = scaled(-1.0, missed(model, q, 0, t))
    return linear(model, [(1.0, model.intake[q, 0, t]), *over]) <= model.index.problem.rules[q].limit[t]


def amount_floor(model: Trunk, q: int, t: int) -> Relation:
    r"""(S6) What comes from the origins is at least the limit.

    .. math:: intake_{q,0,t} \ge limit_{q,t} - excess_{q,0,t}
    """
    terms = [(1.0, model.intake[q, 0, t]), *missed(model, q, 0, t)]
    return linear(model, terms) >= model.index.problem.rules[q].limit[t]


def origin_counts(model: Trunk, q: int, g: int, t: int) -> Relation:
    r"""(S7) An origin counts only with at least its minimum share of the supply.

    .. math:: intake_{q,g,t} \ge share_{q,t}\,supply_{q,t} - (share_{q,t}\,most + held)\,(1 - counts_{q,g,t})

    What is held at first or was put in before may be sent to others: intake is then below zero by as much.
    """
    rule = model.index.problem.rules[q]
    share = rule.minimum_share[t]
    most = share * model.bounds.counted(rule, t) + model.bounds.held(rule, t)
    terms = [(1.0, model.intake[q, g, t]), (-share, model.supply[q, t]), (-most, model.counts[q, g, t])]
    return linear(model, terms) >= -most


def enough_origins(model: Trunk, q: int, t: int) -> Relation:
    r"""(S8) At least so many origins count.

    .. math:: \sum_g counts_{q,g,t} \ge limit_{q,t} - excess_{q,0,t}
    """
    rule = model.index.problem.rules[q]
    counts = [(1.0, model.counts[q, g, t]) for g in range(len(rule.origins))]
    return linear(model, [*counts, *missed(model, q, 0, t)]) >= rule.limit[t]


def concentration_cap(model: Trunk, q: int, t: int) -> Relation:
    r"""(S9) The norm of the intakes may be as large as the root of the HHI limit allows.

    .. math:: radius_{q,t} = \sqrt{limit_{q,t}}\,supply_{q,t} + excess_{q,0,t}
    """
    root = math.sqrt(model.index.problem.rules[q].limit[t])
    allowed = [(root, model.supply[q, t]), *missed(model, q, 0, t)]
    return linear(model, [(1.0, model.radius[q, t]), *scaled(-1.0, allowed)]) == 0.0


def squares_fit(model: Trunk, q: int, t: int) -> Relation:
    r"""(S10) The squares of the intakes, each over the radius, add up to no more than the radius.

    .. math:: \sum_g square_{q,g,t} \le radius_{q,t}

    Source: the second-order cone :math:`|intake| \le radius`, taken apart origin by origin (Vielma, Dunning, Huchette
    and Lubin, Extended formulations in mixed integer conic quadratic programming, 2017).
    """
    squares = [(1.0, model.square[q, g, t]) for g in range(len(model.index.problem.rules[q].origins))]
    return linear(model, [*squares, (-1.0, model.radius[q, t])]) <= 0.0


def tangent(model: Trunk, q: int, g: int, t: int, at: float) -> Relation:
    r"""(S11) A square is at least what its tangents say, each touching where the intake is a share of the radius.

    .. math:: square_{q,g,t} \ge 2\,a\,intake_{q,g,t} - a^2\,radius_{q,t}

    It holds for every a, since :math:`(intake - a\,radius)^2 \ge 0`.
    """
    terms = [(1.0, model.square[q, g, t]), (-2 * at, model.intake[q, g, t]), (at**2, model.radius[q, t])]
    return linear(model, terms) >= 0.0


def first_tangents(rule: Rule) -> list[float]:
    """Return where every origin's square is touched at first: alone, all alike, and halfway between."""
    alike = max(len(rule.origins), 1) ** -0.5
    return sorted({1.0, (1 + alike) / 2, alike})


def add_constraints(model: Trunk, index: Index) -> None:
    """Put the constraints of the rules on the model, in the order of the formulation."""
    rules = index.problem.rules
    for q, _, t in model.counts:  # a bound that is missing is told before Pyomo says its own words
        model.bounds.counted(rules[q], t)
    model.intake_terms = intake_terms(model, rules)
    model.use_terms = use_terms(model, rules)

    def where(*measures: str) -> list[tuple[int, int]]:
        return [(q, t) for q, t in model.ruled_qt if rules[q].measure in measures]

    used = {q for q, rule in enumerate(rules) if rule.of_use}
    inside = {q for q, rule in enumerate(rules) if rule.content is not None}
    add_rows(model, origin_intake, [key for key in model.intake if key[0] not in used | inside])
    add_rows(model, total_supply, [key for key in model.ruled_qt if key[0] not in used])
    add_rows(model, origin_use, [key for key in model.intake if key[0] in used - inside])
    add_rows(model, total_use, [key for key in model.ruled_qt if key[0] in used])
    capped = [(q, g, t) for q, t in where(*CAPS) for g in range(len(rules[q].origins))]
    add_rows(model, share_cap, capped)
    add_rows(model, share_floor, where("share at least"))
    add_rows(model, amount_cap, where("amount at most"))
    add_rows(model, amount_floor, where("amount at least"))
    add_rows(model, origin_counts, list(model.counts))
    add_rows(model, enough_origins, where("origins at least"))
    add_rows(model, concentration_cap, where("HHI at most"))
    add_rows(model, squares_fit, where("HHI at most"))
    model.tangent = pyo.Constraint(pyo.Any)
    for q, t in where("HHI at most"):
        for g in range(len(rules[q].origins)):
            for n, at in enumerate(first_tangents(rules[q])):
                model.tangent[q, g, t, n] = tangent(model, q, g, t, at)
