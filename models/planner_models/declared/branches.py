"""Section 4, the branches off the trunk: the families of `models/planner_models/branch.py` and `models/planner_models/disruptions.py`, read in steps of a window."""

from __future__ import annotations

from typing import Final

from planner_models.declared import entries, factors
from planner_models.declared.parts import Limit, No
from planner_models.declared.tables import DEFINES, branch_row, variables

UNTOUCHED: Final = No("a hit takes of what stands and is sent, not of this")
ASKED: Final = No("it is what is asked, not what is there to give it")

VARIABLES: Final = variables("""
nothing       | one                |        | 0    |  | no: it is a number                             | 0, where a sum is empty
step_activity | plant step         | a year | >= 0 |  | branches: extra cost                           | runs
step_purchase | offer step         | a year | >= 0 |  | branches: extra cost                           | bought of an offer
step_flow     | lane step          | a year | >= 0 |  | branches: extra cost                           | sent down a lane, at its start
step_delivery | demand step        | a year | >= 0 |  | branches: service                              | served demand
step_shortage | demand step        | a year | >= 0 |  | branches: shortage                             | unserved demand
step_stock    | stockpile step     | amount | >= 0 |  | branches: extra cost                           | held at the end of the step
step_surplus  | material site step | a year | >= 0 |  | branches: extra cost                           | left over, where the material allows it
step_spoilt   | stockpile step     | a year | >= 0 |  | branches: extra cost                           | what of the trunk's stock is lost, where a store may be lost or shrink and the material may not be left over
fall          | material           | amount | >= 0 |  | branches: extra cost                           | by how much the stocks of a material end below the trunk's
missing       | demand             | amount | >= 0 |  | branches: the guarantee can be kept            | what a guarantee misses
lacking       | demand step        | a year | >= 0 |  | branches: the floor can be kept                | what a floor lacks, where any disruption has one
overrun       | one                | amount | >= 0 |  | no: a study measures it, and a plan shows none | only where measured: what is short beyond what the trunk counts with
""")

CONSTRAINTS: Final = (
    branch_row("D1", "branch_balance", "material site step", "a year", price=DEFINES,
        left=UNTOUCHED, lasts="once", held_back="stock of {m} @ {i}", audit="branches: extra cost"),
    branch_row("D2", "branch_plant_capacity", "plant step", "a year", price=Limit(entries.PLANT_CAPACITY, lambda x, t: x.availability[t], factors.standing_plant),
        left="plants", closes="step_activity", inherits=True, held_back="capacity of {p}", audit="branches: extra cost"),
    branch_row("D3", "branch_resource_capacity", "resource step", "a year", price=Limit(entries.RESOURCE_CAPACITY, factor=factors.standing_resource),
        left="resources", inherits=True, held_back="capacity of {r}", audit="branches: extra cost"),
    branch_row("D4", "branch_purchase", "offer step", "a year", price=Limit(entries.OFFER_MAXIMUM, factor=factors.contracted),
        left="offers", closes="step_purchase", inherits=True, held_back="offer of {s}", audit="branches: extra cost"),
    branch_row("D5", "branch_purchase_needs", "offer step project", "a year", price=Limit(entries.OFFER_MAXIMUM, factor=factors.serving),
        left="offers", inherits=True, held_back="offer of {s}", audit="branches: extra cost"),
    branch_row("D6", "branch_total", "offer", "amount", price=Limit(entries.OFFER_TOTAL),
        left=UNTOUCHED, inherits=True, lasts="once", held_back="total of the offer of {s}", audit="branches: extra cost"),
    branch_row("D7", "branch_link", "link step", "a year", price=Limit(entries.LINK_MAXIMUM, factor=factors.in_use),
        left="lanes", inherits=True, held_back="lane {n}", audit="branches: extra cost"),
    branch_row("D8", "branch_lane", "lane step", "a year", price=Limit(entries.LINK_MAXIMUM),
        left="lanes", closes="step_flow", inherits=True, held_back="lane {l}", audit="branches: extra cost"),
    branch_row("D9", "branch_link_needs", "link step project", "a year", price=Limit(entries.LINK_MAXIMUM, factor=factors.serving),
        left="lanes", inherits=True, held_back="lane {n}", audit="branches: extra cost"),
    branch_row("D10", "branch_demand", "demand step", "a year", price=Limit(entries.DEMAND_AMOUNT),
        left="demands", closes="step_delivery", inherits=True, held_back=ASKED, audit="branches: service"),
    branch_row("D11", "branch_stock_maximum", "stockpile step", "amount", price=Limit(entries.STOCK_MAXIMUM),
        left=UNTOUCHED, inherits=True, lasts="once", held_back=No("room holds back what is stored, not what is served"), audit="branches: extra cost"),
    branch_row("D27", "spoilt_stock", "stockpile", "amount", price=DEFINES,
        left=UNTOUCHED, inherits=True, lasts="once", held_back=DEFINES, audit="branches: extra cost"),
    branch_row("D12", "stock_fall", "material", "amount", price=DEFINES,
        left=UNTOUCHED, lasts="once", held_back=DEFINES, audit="branches: extra cost"),
    branch_row("D13", "guarantee", "demand", "amount", price=Limit(entries.DEMAND_AMOUNT, factor=factors.promised, share=factors.asked),
        left=No("a surge of demand raises what is promised, and stands in its coefficient"), lasts="once", held_back=ASKED, audit="branches: the guarantee can be kept"),
    branch_row("D30", "branch_floor", "demand step", "a year", price=Limit(entries.DEMAND_AMOUNT, factor=factors.floored),
        left=No("a surge of demand raises what is asked, and stands in its coefficient"), lasts="once", held_back=ASKED, audit="branches: the floor can be kept"),
    branch_row("D23", "branch_short", "one", "amount", price=DEFINES,
        left=UNTOUCHED, inherits=True, lasts="once", held_back=ASKED, audit="branches: shortage"),
)  # fmt: skip
