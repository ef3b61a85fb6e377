"""Section 1, the network: the families of `models/network.py`."""

from __future__ import annotations

from typing import Final

from models.declared import entries
from models.declared.family import RowFamily
from models.declared.giving_way import capacity_of_plant, cover_days
from models.declared.parts import GivesWay, Limit, No
from models.declared.reasons import LAPSES, NATURE, STANDS, defines, variables
from models.declared.sets import by

VARIABLES: Final = variables("""
nothing     | one                       |        | 0    | no: it is a number                           | 0, where a sum is empty
one         | one                       |        | 1    | no: it is a number                           | 1, where a number stands alone
activity    | plant t                   | a year | >= 0 | production: not negative                     | runs
purchase    | offer t                   | a year | >= 0 | purchases: not negative                      | bought of an offer
flow        | lane origin t             | a year | >= 0 | flows: not negative                          | sent down a lane, at its start
stock       | stockpile origin t        | amount | >= 0 | stocks: from period to period                | held at the end of the period
consumption | plant material origin t   | a year | >= 0 | balances: add up                             | what a plant consumes of an origin, where more than one can be there
delivery    | demand origin t           | a year | >= 0 | demand: delivered and short are what is asked | served demand
shortage    | demand t                  | a year | >= 0 | demand: delivered and short are what is asked | unserved demand
surplus     | material site origin t    | a year | >= 0 | balances: no surplus where none may be       | left over, where the material allows it
""")

CONSTRAINTS: Final = (
    defines("N1", "balance", "material site origin t", "a year", "balances: add up", "branch_balance"),
    defines("N2", "consumption_of_origins", "plant material t", "a year", "balances: add up"),
    RowFamily(
        formula="N3", name="plant_capacity", index=by("plant t"), unit="a year", entry=(),
        price=(Limit(entries.PLANT_CAPACITY, lambda x, t: x.availability[t]),),
        gives_way=STANDS, told=STANDS, branch="branch_plant_capacity", audit="production: within capacity",
    ),
    RowFamily(
        formula="N4", name="minimum_use", index=by("plant t"), unit="a year", entry=(),
        price=(Limit(entries.PLANT_CAPACITY, lambda x, t: x.minimum_use[t] * x.availability[t]),),
        gives_way=GivesWay(
            "floors", -1, entries.MINIMUM_USE, times=capacity_of_plant,
            constant=lambda x, t: x.availability[t] * x.capacity.own[t],
        ),
        told="minimum use of {p} in {t}", branch=LAPSES, audit="production: minimum use",
    ),
    RowFamily(
        formula="N5", name="resource_capacity", index=by("resource t"), unit="a year", entry=(),
        price=(Limit(entries.RESOURCE_CAPACITY),),
        gives_way=STANDS, told=STANDS, branch="branch_resource_capacity", audit="resources: within capacity",
    ),
    RowFamily(
        formula="N6", name="demand_met", index=by("demand t"), unit="a year", entry=(),
        price=(Limit(entries.DEMAND_AMOUNT),),
        gives_way=NATURE, told=No("what is not delivered is short, and told as that"),
        branch="branch_demand", audit="demand: delivered and short are what is asked",
    ),
    RowFamily(
        formula="N7", name="required_service", index=by("demand t"), unit="a year", entry=(),
        price=(
            Limit(entries.DEMAND_REQUIRED, lambda x, t: x.amount[t]),
            Limit(entries.DEMAND_AMOUNT, lambda x, t: x.required[t]),
        ),
        gives_way=GivesWay("service", -1),
        told="required share of {d} in {t}", branch=LAPSES, audit="demand: required share",
    ),
    RowFamily(
        formula="N8", name="stock_maximum", index=by("stockpile t"), unit="amount", entry=(),
        price=(Limit(entries.STOCK_MAXIMUM),), gives_way=GivesWay("limits", 1),
        told="most stock of {h} in {t}", branch="branch_stock_maximum", audit="stocks: within the maximum",
    ),
    RowFamily(
        formula="N9", name="final_stock", index=by("stockpile"), unit="amount", entry=(),
        price=(Limit(entries.STOCK_FINAL),), gives_way=GivesWay("floors", -1),
        told="final stock of {h}", branch=LAPSES, audit="stocks: final",
    ),
    RowFamily(
        formula="N10", name="cover", index=by("cover t"), unit="amount", entry=(),
        price=No("several stockpiles may ask for days of one place, and only the most of them count"),
        gives_way=GivesWay("floors", -1, entries.COVER_DAYS, special=cover_days),
        told="cover days of {c} in {t}", branch=LAPSES, audit="stocks: cover",
    ),
)  # fmt: skip
