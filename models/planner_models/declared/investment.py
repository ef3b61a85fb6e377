"""Section 2, investment and who pays: the families of `models/planner_models/investment.py` and `models/planner_models/funding.py`."""

from __future__ import annotations

from typing import Final

from planner_models.declared import entries, giving_way
from planner_models.declared.entries import CAPACITIES
from planner_models.declared.parts import GivesWay, Limit, No
from planner_models.declared.tables import LAPSES, STANDS, TRUNK, WHOLE, defines, row, ties, variables

BOUNDS_A_START: Final = No("it says what a project is, as its curve does: no price is told of it")
PROJECT: Final = No("what a project is cannot be given up, only that it is built")

NEVER: Final = GivesWay("locks", 1, entries.DECISION, special=giving_way.all_of_starts)

VARIABLES: Final = variables("""
start   | project t          |        | integer | Investments.blocks | projects: number of starts | starts or blocks
size    | project t          | a year | >= 0    | Investments.size   | projects: size             | capacity ordered, of a start of any size
weight  | project t point    |        | [0,1]   |                    | projects: capital          | on a curve: weight of a point
segment | project t point    |        | binary  |                    | projects: capital          | on a curve: the chosen segment
chosen  | project            |        | binary  |                    | projects: groups           | the project is started at all, where a group counts it
relief  | kind capacity t    | a year | >= 0    |                    | costs:                     | removed capacity that saves fixed cost
pay     | funder project t u | money  | >= 0    |                    | payments: not negative     | what a funder pays in `u` for a start in `t`
put_in  | stockpile t        | amount | >= 0    |                    | budgets: stock             | put into a stock that a funder pays for, in the whole period
""", start={"gives_way": NEVER, "settles": "dropped"}, relief={"price": CAPACITIES}, put_in={"settles": "lowered"},
    **{name: {"settles": "dropped with its start"} for name in ("size", "weight", "segment", "chosen")})  # fmt: skip

CONSTRAINTS: Final = (
    row("I1", "most_starts", "project", "starts", entry=(entries.STARTS,), price=WHOLE,
        gives_way=PROJECT, told="most starts of {k}", branch=TRUNK, audit="projects: number of starts"),
    row("I2", "must_start", "project", "starts", price=WHOLE,
        gives_way=GivesWay("locks", -1, entries.DECISION, is_whole=lambda _: True), told="decision must: {k}", branch=TRUNK, audit="projects: must and never"),
    row("I3", "committed_start", "project t", "starts", price=WHOLE,
        gives_way=GivesWay("locks", -1, entries.DECISION, special=giving_way.committed_start), told="commitment to {k} in {t}", branch=TRUNK, audit="projects: commitments"),
    row("I4", "committed_size", "project t", "a year", price=WHOLE,
        gives_way=GivesWay("locks", -1, entries.DECISION, special=giving_way.committed_size), told="commitment to {k} in {t}", branch=TRUNK, audit="projects: commitments"),
    row("I5", "size_minimum", "project t", "a year", entry=(entries.SIZE_MINIMUM,), price=BOUNDS_A_START,
        gives_way=PROJECT, told="least size of {k}", branch=TRUNK, audit="projects: size"),
    row("I6", "size_maximum", "project t", "a year", entry=(entries.SIZE_MAXIMUM,), price=BOUNDS_A_START,
        gives_way=PROJECT, told="largest size of {k}", branch=TRUNK, audit="projects: size"),
    defines("I7", "curve_weights", "project t", "", "projects: capital", TRUNK),
    defines("I8", "curve_size", "project t", "a year", "projects: capital", TRUNK),
    ties("I9", "curve_segment", "project t", "projects: capital"),
    ties("I10", "curve_neighbours", "project t point", "projects: capital"),
    row("I11", "required_project", "project t other", "starts", entry=(entries.REQUIRES,), price=WHOLE,
        gives_way=PROJECT, told="what it requires: {k}", branch=TRUNK, audit="projects: required ones are in service"),
    ties("I12", "is_chosen", "project t", "projects: groups"),
    ties("I13", "is_not_chosen", "project", "projects: groups"),
    row("I14", "group_at_least", "group", "projects", price=WHOLE,
        gives_way=GivesWay("floors", -1, entries.AT_LEAST, is_whole=float.is_integer), told="fewest of group {g}", branch=TRUNK, audit="projects: groups"),
    row("I15", "group_at_most", "group", "projects", price=WHOLE,
        gives_way=GivesWay("limits", 1, entries.AT_MOST, is_whole=float.is_integer), told="most of group {g}", branch=TRUNK, audit="projects: groups"),
    row("I16", "never_more_than_there_is", "kind capacity t", "a year", price=CAPACITIES,
        gives_way=STANDS, told=STANDS, branch=TRUNK, audit="projects: removed what there is"),
    defines("I17", "relief_of_removed", "kind capacity t", "a year", "costs:", TRUNK),
    defines("F1", "cash_paid", "project t u", "money", "payments: cash falls due", TRUNK),
    row("F2", "funder_share", "funder project t", "money", price=No("the share of one start is told with no price; the money itself has one, by budget and by maximum"),
        gives_way=GivesWay("budgets", 1, entries.FUNDING_SHARE, special=giving_way.funder_share), told=No("a funder's share is told with its money: the budget, and the most that it pays"), branch=TRUNK, audit="payments: within the share"),
    row("F3", "funding_maximum", "grant", "money", price=Limit(entries.FUNDING_MAXIMUM),
        gives_way=GivesWay("budgets", 1), told="the most that {g} pays (Funding)", branch=TRUNK, audit="payments: within the maximum"),
    row("F4", "budget", "funder u", "money", price=Limit(entries.BUDGET, periods=lambda x, u: range(0 if x.carries_over else u, u + 1)),
        gives_way=GivesWay("budgets", 1), told="budget of {f} in {u}", branch=LAPSES, audit="budgets: within what there is"),
    defines("F5", "stock_put_in", "stockpile t", "amount", "budgets: stock"),
)  # fmt: skip
