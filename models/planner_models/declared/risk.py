"""Section 4 in the trunk, what disruptions cost and closures leave: of `models/planner_models/risk.py` and `models/planner_models/closures.py`."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from planner_models.declared import entries, factors
from planner_models.declared.entries import CAPACITIES
from planner_models.declared.parts import GivesWay, Limit, No
from planner_models.declared.tables import SAME, STANDS, defines, row, variables

_LEFT: Final = tuple(replace(limit, factor=factors.is_left) for limit in CAPACITIES)

VARIABLES: Final = variables("""
promise       | disruption            |        | [0,1]                        |  | branches: the guarantee can be kept      | the share of each covered demand that a disruption's guarantee promises: fixed at what the workbook requires, but where a study measures the worst service
floor         | disruption            |        | [0,1]                        |  | branches: the floor can be kept          | the share of each covered demand that is served in every step of a disruption: fixed at what the workbook asks for
recourse      | branch                | money  | free                         |  | branches: extra cost                     | what a branch costs over its window, discounted
extra         | branch                | money  | >= 0; free where gains count |  | branches: extra cost                     | what a branch counts beyond the trunk over its window, discounted
running_cost  | t                     | money  | free                         |  | costs:                                   | what the trunk costs to run in a period, discounted
tail          | onset                 | money  | free                         |  | branches: what they add to the objective | of the conditional value at risk: the threshold
tail_excess   | branch                | money  | >= 0                         |  | branches: what they add to the objective | of the conditional value at risk: what a branch exceeds the threshold by
tail_rest     | onset                 | money  | >= 0                         |  | branches: what they add to the objective | of the conditional value at risk: what no disruption exceeds the threshold by
capacity_left | kind capacity onset t | a year | >= 0                         |  | branches: extra cost                     | what closures leave of a capacity in the branches that begin with `onset`, where they could remove more than stands
is_left       | kind capacity onset t |        | binary                       |  | branches: extra cost                     | whether closures leave any of it
""", promise={"price": (Limit(entries.GUARANTEE),), "gives_way": GivesWay("guarantees", -1)},
    floor={"price": (Limit(entries.FLOOR),), "gives_way": GivesWay("guarantees", -1)})  # fmt: skip

CONSTRAINTS: Final = (
    defines("D15", "running_of_trunk", "t", "money", "costs:"),
    defines("D16", "extra_cost", "branch", "money", "branches: extra cost"),
    defines("D17", "excess_of_tail", "branch", "money", "branches: what they add to the objective"),
    defines("D18", "rest_of_tail", "onset", "money", "branches: what they add to the objective"),
    row("D24", "left_at_onset", "kind capacity onset t", "a year", price=CAPACITIES,
        gives_way=STANDS, told=STANDS, branch=SAME, audit="branches: extra cost"),
    row("D25", "no_more_left_at_onset", "kind capacity onset t", "a year", price=_LEFT,
        gives_way=STANDS, told=STANDS, branch=SAME, audit="branches: extra cost"),
    row("D26", "none_left_at_onset", "kind capacity onset t", "a year", price=_LEFT,
        gives_way=STANDS, told=STANDS, branch=SAME, audit="branches: extra cost"),
    row("", "guarantee_cut", "branch", "amount", entry=(entries.GUARANTEE, entries.FLOOR), price=No("what is promised has its price by the variables `promise` and `floor`"),
        gives_way=No("what is promised gives way, by the variables `promise` and `floor`"), told="guarantee of {b}", branch="guarantee", audit="branches: the guarantee can be kept"),
    row("", "recourse_cut", "branch", "money", price=No("its price is that of the limits in its branch"),
        gives_way=No("it is what a branch costs"), told=No("it is what a branch costs"), branch=SAME, audit="branches: extra cost"),
)  # fmt: skip
