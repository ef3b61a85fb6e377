"""What the letters of the formulation stand for: positions in the tuples of ``Problem``, all numbers when checked.

They are names for readers. Types of their own (``NewType``) were tried: mypy then asks at some 250 places for an
argument of a formula, a loop over a ``range`` or a key of a table to say which it is, and of all those none was mixed
up. What is mixed up shows in the text of a formula's rows, which the tests compare.
"""

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
