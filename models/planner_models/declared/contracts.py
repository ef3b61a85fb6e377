"""Section 1 continued, offers, lanes and price steps: the families of `models/planner_models/contracts.py` and `models/planner_models/steps.py`."""

from __future__ import annotations

from typing import Final

from planner_models.declared import entries, factors
from planner_models.declared.parts import Limit, No
from planner_models.declared.sets import EARLIER
from planner_models.declared.tables import STANDS, row, ties, variables

SUPPLY: Final = No("what is on offer is the supplier's, not the user's to give up")

VARIABLES: Final = variables("""
contract | offer t   |  | binary | Purchases.in use | purchases: in use or not                | the offer is in use: only with a fixed cost or a minimum in the period, a term, or an earlier price step that is open there and dearer
opened   | offer t   |  | binary |                  | purchases: price steps in order         | the price step is open: only where it is no contract and cost alone does not keep it behind the ones before; it opens or closes nothing else
used_up  | offer t   |  | binary |                  | purchases: price steps in order         | the total of an earlier price step has been bought by the end of the period
use      | link t    |  | binary | Flows.in use     | flows: the lane is open                 | the link is in use: only with a fixed cost or a minimum in the period
open     | project t |  | binary |                  | projects: in service within the horizon | a project that offers or lanes need is in service
""")

CONSTRAINTS: Final = (
    ties("C1", "is_open", "project t", "purchases: the offer is open"),
    ties("C2", "is_closed", "project t", No("that a project which stands is not used for nothing is cheapest by itself")),
    row("C3", "purchase_maximum", "offer t", "a year", price=Limit(entries.OFFER_MAXIMUM, factor=factors.bought),
        gives_way=SUPPLY, told=SUPPLY, branch="branch_purchase", audit="purchases: within the maximum"),
    ties("C4", "purchase_minimum", "offer t", "purchases: at the minimum while used", entries.OFFER_MINIMUM),
    row("C5", "purchase_needs", "offer t project", "a year", entry=(entries.OFFER_NEEDS,), price=Limit(entries.OFFER_MAXIMUM, factor=factors.bought_when_open),
        gives_way=STANDS, told=STANDS, branch="branch_purchase_needs", audit="purchases: the offer is open"),
    row("C6", "purchase_total", "offer", "amount", price=Limit(entries.OFFER_TOTAL),
        gives_way=SUPPLY, told=SUPPLY, branch="branch_total", audit="purchases: within the total"),
    ties("C8", "purchase_term", "offer t u", "purchases: in use for its term", entries.OFFER_TERM),
    row("C9", "lane_maximum", "link t", "a year", price=Limit(entries.LINK_MAXIMUM, factor=factors.sent),
        gives_way=SUPPLY, told=SUPPLY, branch="branch_link", audit="flows: within the maximum"),
    ties("C10", "lane_minimum", "link t", "flows: at the minimum while used", entries.LINK_MINIMUM),
    row("C11", "lane_needs", "link t project", "a year", entry=(entries.LINK_NEEDS,), price=Limit(entries.LINK_MAXIMUM, factor=factors.sent_when_open),
        gives_way=STANDS, told=STANDS, branch="branch_link_needs", audit="flows: the lane is open"),
    row("C7", "purchase_order", "offer earlier t", "a year", price=Limit(entries.OFFER_MAXIMUM, factor=factors.step_before, of=EARLIER),
        gives_way=SUPPLY, told=SUPPLY, branch=No("a branch closes the steps that are decisions, and orders no other"), audit="purchases: price steps in order"),
    ties("C12", "total_used_up", "offer t", "purchases: price steps in order", entries.OFFER_TOTAL),
    row("C13", "step_opened", "offer t", "a year", price=Limit(entries.OFFER_MAXIMUM, factor=factors.bought),
        gives_way=SUPPLY, told=SUPPLY, branch="branch_purchase", audit="purchases: price steps in order"),
)  # fmt: skip
