"""Checks of what budgets pay beside capital: stocks that a funder fills, and the support of offers."""

from __future__ import annotations

from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport
from planner.workbook.schema.describe import number


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note stocks and supports that no budget could pay for, or not as they are meant."""
    values = {row["material"]: row["value"] for row in lookup.book.rows("Materials")}
    for row in lookup.book.rows("Stockpiles"):
        if row["funder"]:
            _judge_stock(row, values[row["material"]], lookup, report)
    for row in lookup.book.rows("Suppliers"):
        _judge_support(row, lookup, report)


def _judge_stock(row: Row, value: tuple[float, ...], lookup: CheckLookup, report: CheckReport) -> None:
    """Refuse a stock whose filling would count for nothing."""
    free = next((t for t, one in enumerate(value) if not one), None)
    if free is not None:
        when = f" in {lookup.book.periods[free]}" if any(value) else ""
        wrong = f"{row['material']!r} has no value in Materials{when}, so what is put in would cost the budget nothing"
        report.error(row, "funder", wrong, f"Give {row['material']!r} a value, or leave the funder out")


def _judge_support(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    """Refuse a support that nobody pays, or that is more than the price that it is a part of."""
    if any(row["support"]) and not row["funder"]:
        report.error(row, "support", "nobody pays this support", "Name in funder whose budget pays it, or leave it out")
    above = next((t for t in range(lookup.count) if row["support"][t] > max(row["price"][t], 0.0)), None)
    if above is not None:
        price = number(row["price"][above])
        wrong = f"the support is above the price of {price} in {lookup.book.periods[above]}, and it is a part of it"
        report.error(row, "support", wrong, "Lower the support, or raise the price", above)
    if row["funder"] and not any(row["support"]):
        wrong = "its funder pays nothing for it, since the support is 0"
        report.warning(
            row, "funder", wrong, "Type into support what a unit takes of the budget, or leave the funder out"
        )


def funders_beside_capital(lookup: CheckLookup) -> set[str]:
    """Return the funders whose money something beside capital may take."""
    stocks = {row["funder"] for row in lookup.book.rows("Stockpiles") if any(row["maximum"])}
    supported = {
        row["funder"] for row in lookup.book.rows("Suppliers")
        if any(support and most for support, most in zip(row["support"], row["maximum"], strict=True))
    }  # fmt: skip
    return {name for name in stocks | supported if name}
