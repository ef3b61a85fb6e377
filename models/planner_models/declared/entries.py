"""The columns of the workbook from which the limits of rows come, each declared once."""

from __future__ import annotations

from planner_models.declared.parts import Entry, Limit

POINT = "one more percentage point"

# fmt: off
PLANT_CAPACITY = Entry("Plants", "capacity", "plants", "capacity.own")
MINIMUM_USE = Entry("Plants", "minimum use", "plants", "minimum_use")
RESOURCE_CAPACITY = Entry("Resources", "capacity", "resources", "capacity.own")
OFFER_MAXIMUM = Entry("Suppliers", "maximum", "offers")
OFFER_MINIMUM = Entry("Suppliers", "minimum", "offers")
OFFER_TOTAL = Entry("Suppliers", "total", "offers", by_period=False)
OFFER_TERM = Entry("Suppliers", "term", "offers", by_period=False)
OFFER_NEEDS = Entry("Suppliers", "needs", "offers", by_period=False)
LINK_MAXIMUM = Entry("Lanes", "maximum", "links")
LINK_MINIMUM = Entry("Lanes", "minimum", "links")
LINK_NEEDS = Entry("Lanes", "needs", "links", by_period=False)
DEMAND_AMOUNT = Entry("Demand", "amount", "demands")
DEMAND_REQUIRED = Entry("Demand", "required", "demands", unit=POINT, step=0.01)
STOCK_MAXIMUM = Entry("Stockpiles", "maximum", "stockpiles")
STOCK_FINAL = Entry("Stockpiles", "final", "stockpiles", by_period=False)
STOCK_RESERVE = Entry("Stockpiles", "reserve", "stockpiles")
COVER_DAYS = Entry("Stockpiles", "cover days", "covers", "days", unit="one more day")
STARTS = Entry("Projects", "starts", "projects", by_period=False)
DECISION = Entry("Projects", "decision", "projects", "at_least", by_period=False)
SIZE_MINIMUM = Entry("Projects", "minimum", "projects", by_period=False)
SIZE_MAXIMUM = Entry("Projects", "maximum", "projects", by_period=False)
REQUIRES = Entry("Projects", "requires", "projects", by_period=False)
AT_LEAST = Entry("Groups", "at least", "groups", "at_least", by_period=False)
AT_MOST = Entry("Groups", "at most", "groups", "at_most", by_period=False)
BUDGET = Entry("Budgets", "amount", "funders", "budget")
FUNDING_MAXIMUM = Entry("Funding", "maximum", "grants", by_period=False)
FUNDING_SHARE = Entry("Funding", "share", "grants")
RULE_SHARE = Entry("Rules", "limit", "rules", unit=POINT, step=0.01)
RULE_AMOUNT = Entry("Rules", "limit", "rules")
RULE_INDEX = Entry("Rules", "limit", "rules", unit="0.01 more", step=0.01)
MINIMUM_SHARE = Entry("Rules", "minimum share", "rules", "minimum_share")
FLOOR = Entry("Disruptions", "floor", "disruptions", by_period=False, unit=POINT, step=0.01)
GUARANTEE = Entry("Disruptions", "required", "disruptions", by_period=False, unit=POINT, step=0.01)
# fmt: on
CAPACITIES = (Limit(PLANT_CAPACITY), Limit(RESOURCE_CAPACITY))
