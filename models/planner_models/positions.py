"""What the letters of the formulation stand for: positions in the tuples of ``Problem``, all numbers when checked."""

from __future__ import annotations

PeriodId = int  # t, u, v, onset
MaterialId = int  # m
SiteId = int  # i
OriginId = int  # o
PlantId = int  # p
ResourceId = int  # r
OfferId = int  # s, j
LinkId = int  # n
LaneId = int  # x
DemandId = int  # d
StockpileId = int  # h
ProjectId = int  # k
FunderId = int  # f
GrantId = int  # g
RuleId = int  # q
SetId = int  # g, of the sets of origins of one rule
OverlayId = int  # w
BranchId = int  # b
DisruptionId = int  # e
StepId = int  # n, of the steps of one window
