"""The shape of a branch: Pyomo's model of a window in which nothing is hit, on the trunk's variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner_models.components import ConcreteModel, Variable, Variables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner_models.index import Index
    from planner_models.positions import (
        DemandId,
        LaneId,
        LinkId,
        MaterialId,
        OfferId,
        PeriodId,
        PlantId,
        ResourceId,
        SiteId,
        StepId,
        StockpileId,
    )  # fmt: skip
    from planner_models.terms import Terms
    from planner_models.trunk import Trunk
    from planner_models.windows import Step


class Shape(ConcreteModel):
    """The model of a window: its own variables and rows, step by step.

    Attributes
    ----------
    trunk
        What hangs on the trunk, and ties the window to it.
    in_amounts
        Whether it is read in amounts, in place of rates a year: then no step has a length.
    """

    trunk: Trunk
    index: Index
    onset: PeriodId
    steps: tuple[Step, ...]
    in_amounts: bool
    nothing: Variable
    step_activity: Variables[tuple[PlantId, StepId]]
    step_purchase: Variables[tuple[OfferId, StepId]]
    step_flow: Variables[tuple[LaneId, StepId]]
    step_delivery: Variables[tuple[DemandId, StepId]]
    step_shortage: Variables[tuple[DemandId, StepId]]
    step_stock: Variables[tuple[StockpileId, StepId]]
    step_surplus: Variables[tuple[MaterialId, SiteId, StepId]]
    step_spoilt: Variables[tuple[StockpileId, StepId]]
    fall: Variables[MaterialId]
    missing: Variables[DemandId]
    lacking: Variables[tuple[DemandId, StepId]]
    overrun: Variables[int]
    branch_balance_terms: Mapping[tuple[MaterialId, SiteId, StepId], Terms]
    branch_load: Mapping[tuple[ResourceId, StepId], Terms]
    step_flows: Mapping[tuple[LinkId, StepId], Terms]
