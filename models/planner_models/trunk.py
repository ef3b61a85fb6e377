"""The trunk: Pyomo's model of what is planned when nothing goes wrong, with all that hangs on it.

Of rows only those are declared that are asked for by name. A family is indexed by what its type says, in the order of
the letters of FORMULATION.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner_models.components import ConcreteModel, Variable, Variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from planner_models.bounds import Bounds
    from planner_models.components import ConstraintRows, Objective
    from planner_models.index import Index
    from planner_models.numbered import NumberedRows, NumberedVar
    from planner_models.positions import (
        BranchId,
        DemandId,
        DisruptionId,
        FunderId,
        GrantId,
        LinkId,
        MaterialId,
        OfferId,
        OriginId,
        OverlayId,
        PeriodId,
        PlantId,
        ProjectId,
        ResourceId,
        RuleId,
        SetId,
        SiteId,
        StockpileId,
    )  # fmt: skip
    from planner_models.terms import Charge, Term, Terms
    from planner_models.windows import Branch

    Start = tuple[ProjectId, PeriodId]
    Cut = tuple[str, int, PeriodId, PeriodId]  # "plant" or "resource", position, onset, period


class Trunk(ConcreteModel):
    """The model of a plan: variables, rows, and lists of terms that its rules share.

    Attributes
    ----------
    measured, worst_in
        What is measured beside the cost, and the one period of which the worst service is asked.
    nothing, one
        Fixed at 0 and at 1, so that every sum has a term.
    payers
        By project that Funding names: the funders, and the row of Funding that holds for each.
    """

    measured: frozenset[str]
    worst_in: PeriodId | None
    index: Index
    bounds: Bounds
    payers: dict[ProjectId, dict[FunderId, GrantId]]
    parts: Mapping[str, Callable[[Trunk], Iterator[Charge]]]
    branches: tuple[Branch, ...]
    nothing: Variable
    one: Variable
    total_cost: Objective

    # the network
    activity: Variables[tuple[PlantId, PeriodId]]
    purchase: Variables[tuple[OfferId, PeriodId]]
    flow: NumberedVar
    stock: Variables[tuple[StockpileId, OriginId, PeriodId]]
    consumption: Variables[tuple[PlantId, MaterialId, OriginId, PeriodId]]
    delivery: Variables[tuple[DemandId, OriginId, PeriodId]]
    shortage: Variables[tuple[DemandId, PeriodId]]
    surplus: NumberedVar
    balance: NumberedRows
    lane_maximum: NumberedRows
    lane_flows: Mapping[tuple[LinkId, PeriodId], Terms]
    operating_load: Mapping[tuple[ResourceId, PeriodId], Terms]
    resource_load: Mapping[tuple[ResourceId, PeriodId], Terms]
    taken: Mapping[tuple[str, MaterialId, PeriodId], Terms]

    # offers and lanes
    contract: Variables[tuple[OfferId, PeriodId]]
    use: Variables[tuple[LinkId, PeriodId]]
    open: Variables[tuple[ProjectId, PeriodId]]
    links_nt: list[tuple[LinkId, PeriodId]]
    link_materials: Mapping[LinkId, list[MaterialId]]
    decided_st: frozenset[tuple[OfferId, PeriodId]]
    opened: Variables[tuple[OfferId, PeriodId]]
    used_up: Variables[tuple[OfferId, PeriodId]]
    orders_sjt: list[tuple[OfferId, OfferId, PeriodId]]

    # projects and funding
    start: Variables[Start]
    size: Variables[Start]
    weight: Variables[tuple[ProjectId, PeriodId, int]]
    segment: Variables[tuple[ProjectId, PeriodId, int]]
    chosen: Variables[ProjectId]
    pay: Variables[tuple[FunderId, ProjectId, PeriodId, PeriodId]]
    put_in: Variables[tuple[StockpileId, PeriodId]]
    relief: Variables[tuple[str, int, PeriodId]]
    size_terms: Mapping[Start, Terms]
    bent: list[Start]
    spent: Mapping[tuple[FunderId, PeriodId], Terms]
    paid: Mapping[tuple[FunderId, ProjectId, PeriodId], Terms]

    # rules
    intake: Variables[tuple[RuleId, SetId, PeriodId]]
    supply: Variables[tuple[RuleId, PeriodId]]
    excess: Variables[tuple[RuleId, SetId, PeriodId]]
    counts: Variables[tuple[RuleId, SetId, PeriodId]]
    square: Variables[tuple[RuleId, SetId, PeriodId]]
    radius: Variables[tuple[RuleId, PeriodId]]
    ruled_qt: list[tuple[RuleId, PeriodId]]
    intake_terms: Mapping[tuple[RuleId, PeriodId], list[tuple[OriginId, Term]]]
    use_terms: Mapping[tuple[RuleId, PeriodId], list[tuple[OriginId, Term]]]
    tangent: ConstraintRows

    # content through recipes
    clean_activity: Variables[tuple[OverlayId, PlantId, PeriodId]]
    clean_purchase: Variables[tuple[OverlayId, OfferId, PeriodId]]
    clean_flow: NumberedVar
    clean_stock: Variables[tuple[OverlayId, StockpileId, PeriodId]]
    clean_consumption: Variables[tuple[OverlayId, PlantId, MaterialId, PeriodId]]
    clean_delivery: Variables[tuple[OverlayId, DemandId, PeriodId]]
    clean_surplus: Variables[tuple[OverlayId, MaterialId, SiteId, PeriodId]]
    clean_balance: NumberedRows
    clean_sent: NumberedRows
    clean_terms: Mapping[OverlayId, Mapping[PeriodId, Terms]]
    uncarried: Mapping[RuleId, Mapping[PeriodId, Terms]]

    # disruptions
    capacity_left: Variables[Cut]
    is_left: Variables[Cut]
    promise: Variables[DisruptionId]
    floor: Variables[DisruptionId]
    recourse: Variables[BranchId]
    extra: Variables[BranchId]
    running_cost: Variables[PeriodId]
    tail: Variables[PeriodId]
    tail_excess: Variables[BranchId]
    tail_rest: Variables[PeriodId]
    trunk_costs: Mapping[PeriodId, Terms]

    # measures
    worst_service: Variables[int]
    cost_in_period: Variables[PeriodId]
    costs_of_periods: Mapping[PeriodId, Terms]
    worst_tail: Variables[int]
    short_of_branch: Variables[tuple[DisruptionId, PeriodId]]
    former: Mapping[Start, float]
    changed: Variables[Start]
