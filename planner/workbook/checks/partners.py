"""Checks of partners: what is whose, and what would be two partners' at once."""

from __future__ import annotations

from itertools import combinations
from typing import Final

from planner.workbook.checks.lookup import CheckLookup, CheckReport
from planner.workbook.partners import Partner, Partners

MOST: Final = 5  # partners whose coalitions are planned


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note what belongs to two partners, and partners that ask for nothing."""
    partners = Partners(lookup.book)
    asking = {row["market"] for row in lookup.book.rows("Demand")}
    for partner in partners.each:
        has_more = partner.funders or partner.row["places"]
        if not partner.markets & asking and not has_more:
            wrong = "Demand asks for nothing at these places, so that nothing is served for this partner"
            report.warning(partner.row, "markets", wrong, "Name places of which Demand has a row")
    for first, second in combinations(partners.each, 2):
        _judge_pair(first, second, partners, report)
    if len(partners.each) > MOST:
        wrong = f"the partner {len(partners.each)} of {MOST} at most: `planner shares` plans every coalition of them"
        report.warning(partners.each[MOST].row, "partner", wrong, "Put partners together, or set active to no")


def _judge_pair(first: Partner, second: Partner, partners: Partners, report: CheckReport) -> None:
    """Note a market, a funder or a place that two partners have."""
    place = partners.overlap(first.places, second.places)
    is_named = bool(second.row["places"])
    for column, common, column_told in (
        ("markets", min(first.markets & second.markets, default=""), "markets"),
        ("funders", min(first.funders & second.funders, default=""), "funders"),
        ("places", place, "places" if is_named else "markets"),
    ):
        if not common:
            continue
        at = first.row.cell(column if column != "places" or first.row["places"] else "markets")
        if column == "places" and not is_named and first.markets & second.markets:
            continue  # told of the market
        thing = {"markets": "the market", "funders": "the funder", "places": "what stands in"}[column]
        wrong = f"{thing} {common!r} belongs to {first.name!r} already (Partners!{at})"
        remedy = "Name it for one of the two"
        if column == "places":
            remedy = "Name in places, for both, the sites that are each one's own"
        report.error(second.row, column_told, wrong, remedy)
