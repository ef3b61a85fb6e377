"""Section 1, the network: the families of `models/planner_models/network.py`."""

from __future__ import annotations

from typing import Final

from planner_models.declared import entries, factors
from planner_models.declared.giving_way import capacity_of_plant, cover_days
from planner_models.declared.parts import GivesWay, Limit, No
from planner_models.declared.tables import LAPSES, NATURE, STANDS, defines, row, variables

VARIABLES: Final = variables("""
nothing     | one                     |        | 0    |                    | no: it is a number                            | 0, where a sum is empty
one         | one                     |        | 1    |                    | no: it is a number                            | 1, where a number stands alone
activity    | plant t                 | a year | >= 0 | Production.runs    | production: not negative                      | runs
purchase    | offer t                 | a year | >= 0 | Purchases.amount   | purchases: not negative                       | bought of an offer
flow        | lane origin t           | a year | >= 0 | Flows.sent         | flows: not negative                           | sent down a lane, at its start
stock       | stockpile origin t      | amount | >= 0 | Balances.stock     | stocks: from period to period                 | held at the end of the period
consumption | plant material origin t | a year | >= 0 |                    | balances: add up                              | what a plant consumes of an origin, where more than one can be there
delivery    | demand origin t         | a year | >= 0 | Balances.delivered | demand: delivered and short are what is asked | served demand
shortage    | demand t                | a year | >= 0 | Shortages.short    | demand: delivered and short are what is asked | unserved demand
surplus     | material site origin t  | a year | >= 0 | Balances.surplus   | balances: no surplus where none may be        | left over, where the material allows it
""")

CONSTRAINTS: Final = (
    defines("N1", "balance", "material site origin t", "a year", "balances: add up", "branch_balance"),
    defines("N2", "consumption_of_origins", "plant material t", "a year", "balances: add up"),
    row("N3", "plant_capacity", "plant t", "a year", price=Limit(entries.PLANT_CAPACITY, lambda x, t: x.availability[t]),
        gives_way=STANDS, told=STANDS, branch="branch_plant_capacity", audit="production: within capacity"),
    row("N4", "minimum_use", "plant t", "a year", price=Limit(entries.PLANT_CAPACITY, lambda x, t: x.minimum_use[t] * x.availability[t]),
        gives_way=GivesWay("floors", -1, entries.MINIMUM_USE, times=capacity_of_plant, constant=lambda x, t: x.availability[t] * x.capacity.own[t]), told="minimum use of {p} in {t}", branch=LAPSES, audit="production: minimum use"),
    row("N5", "resource_capacity", "resource t", "a year", price=Limit(entries.RESOURCE_CAPACITY),
        gives_way=STANDS, told=STANDS, branch="branch_resource_capacity", audit="resources: within capacity"),
    row("N6", "demand_met", "demand t", "a year", price=Limit(entries.DEMAND_AMOUNT),
        gives_way=NATURE, told=No("what is not delivered is short, and told as that"), branch="branch_demand", audit="demand: delivered and short are what is asked"),
    row("N7", "required_service", "demand t", "a year", price=(Limit(entries.DEMAND_REQUIRED, lambda x, t: x.amount[t]), Limit(entries.DEMAND_AMOUNT, lambda x, t: x.required[t])),
        gives_way=GivesWay("service", -1), told="required share of {d} in {t}", branch=LAPSES, audit="demand: required share"),
    row("N8", "stock_maximum", "stockpile t", "amount", price=Limit(entries.STOCK_MAXIMUM),
        gives_way=GivesWay("limits", 1), told="most stock of {h} in {t}", branch="branch_stock_maximum", audit="stocks: within the maximum"),
    row("N9", "final_stock", "stockpile", "amount", price=Limit(entries.STOCK_FINAL),
        gives_way=GivesWay("floors", -1), told="final stock of {h}", branch=LAPSES, audit="stocks: final"),
    row("N11", "stock_reserve", "stockpile t", "amount", price=Limit(entries.STOCK_RESERVE),
        gives_way=GivesWay("floors", -1), told="reserve of {h} in {t}", branch=LAPSES, audit="stocks: reserve"),
    row("N10", "cover", "cover t", "amount", price=Limit(entries.COVER_DAYS, factor=factors.used_a_day, rows=lambda x, t: x.rows[t]),
        gives_way=GivesWay("floors", -1, entries.COVER_DAYS, special=cover_days), told="cover days of {c} in {t}", branch=LAPSES, audit="stocks: cover"),
)  # fmt: skip
