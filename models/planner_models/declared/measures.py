"""Section 6, what studies measure: the families of `models/planner_models/measures.py`; the model has them only where they ask."""

from __future__ import annotations

from typing import Final

from planner_models.declared.tables import STUDY, defines, variables

VARIABLES: Final = variables("""
worst_service   | one          |        | [0,1]                           |  | no: a study measures it, and a plan shows none | only where measured: the least share that any demand is served
short_of_branch | disruption t | amount | >= 0                            |  | no: a study measures it, and a plan shows none | only where measured: what a branch is counted short of
worst_tail      | one          | money  | free                            |  | no: a study measures it, and a plan shows none | only where measured: the worst tail of the extra cost of a period of onset
cost_in_period  | t            | money  | free                            |  | no: a study measures it, and a plan shows none | only where measured: what falls due in a period, discounted
changed         | project t    |        | [0,1]; binary of several starts |  | no: a study measures it, and a plan shows none | only where a study plans anew: the number of starts is not the former plan's
""")

CONSTRAINTS: Final = (
    defines("M1", "worst_of_trunk", "demand t", "a year", STUDY),
    defines("M2", "worst_of_promises", "disruption", "", STUDY),
    defines("M9", "worst_of_tails", "onset", "money", STUDY),
    defines("M6", "cost_of_period", "t", "money", STUDY),
    defines("M7", "changed_up", "project t", "starts", STUDY),
    defines("M8", "changed_down", "project t", "starts", STUDY),
)
