"""What there is a while later: stocks as they are, and what is left of reserves and quotas."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from planner.studies.replan.rolled.cells import RolledCells
from planner.wording.numbers import years_text
from planner.workbook.book import Book, Row

if TYPE_CHECKING:
    from planner.plans.plan import Plan

Step = tuple[str, str, str, int]  # supplier, site, material, and which of its steps


def carry_stocks(cells: RolledCells, plan: Plan) -> None:
    """Let stocks begin with what the plan holds at the end of the last period that is over."""
    last = cells.book.periods[cells.now - 1]
    table = plan.tables["Stockpiles"]
    held = {
        (row["site"], row["material"]): float(row["stock"]) for row in table[table["period"] == last].to_dict("records")
    }
    for row in cells.there("Stockpiles"):
        cells.of(row)["initial"] = max(0.0, held.pop((row["site"], row["material"]), row["initial"]))
    for (site, material), stock in held.items():
        if stock > 0:
            cells.remarks.append(
                f"Stockpiles: {stock:g} of {material} at {site} has no row any more, and is not carried on"
            )
    _warn_of_origins(cells, plan, last)


def _warn_of_origins(cells: RolledCells, plan: Plan, last: str) -> None:
    """Say where stock of foreign origin counts as the site's own from now on."""
    country = {row["site"]: row["country"] or row["site"] for row in cells.book.rows("Sites")}
    table = plan.tables["Balances"]
    held = table[(table["period"] == last) & (table["stock"] > 0) & table["origin"].notna()].to_dict("records")
    foreign = [row for row in held if row["origin"] and row["origin"] != country[row["site"]]]
    for site, material in dict.fromkeys((row["site"], row["material"]) for row in foreign):
        stock = math.fsum(row["stock"] for row in foreign if (row["site"], row["material"]) == (site, material))
        cells.remarks.append(
            f"Stockpiles: {stock:.6g} of the {material} held at {site} was made elsewhere; what is there when a "
            "workbook begins counts as the site's own, in rules too"
        )


def carry_totals(cells: RolledCells, plan: Plan) -> None:
    """Leave of reserves and quotas what the plan has not bought yet."""
    former = plan.book
    years = {row["period"]: row["years"] for row in former.rows("Periods")}
    step_of = {row.number: step for row, step in _steps(former.rows("Suppliers"))}
    bought: dict[Step, float] = defaultdict(float)
    for claim in plan.tables["Purchases"].to_dict("records"):
        if claim["period"] in cells.past:
            bought[step_of[int(claim["row"])]] += float(claim["amount"]) * years[claim["period"]]
    there = {row.number for row in cells.there("Suppliers")}
    for row, step in _steps(cells.book.rows("Suppliers")):
        if row.number in there and math.isfinite(row["total"]) and bought[step]:
            cells.of(row)["total"] = max(0.0, row["total"] - bought[step])


def _steps(rows: Iterable[Row]) -> Iterator[tuple[Row, Step]]:
    """Yield rows of Suppliers with which of its supplier's steps each is."""
    count: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in rows:
        name = row["supplier"], row["site"], row["material"]
        yield row, (*name, count[name])
        count[name] += 1


def terms_under_way(cells: RolledCells, plan: Plan, book: Book) -> None:
    """Say of contracts that run on for years which the workbook cannot hold them to."""
    begin = dict(zip(book.periods, _begins(book), strict=True))
    now = begin[cells.periods[0]]
    taken: dict[int, float] = {}
    used = plan.tables["Purchases"]
    rows = {row.number: row for row in plan.book.rows("Suppliers")}
    for row in used[used["in use"] == 1].sort_values("row", kind="stable").to_dict("records"):
        number, term = int(row["row"]), rows[int(row["row"])]["term"]
        if term and row["period"] in cells.past and begin[row["period"]] >= taken.get(number, -math.inf):
            taken[number] = begin[row["period"]] + term
    for number, until in taken.items():
        if until > now:
            offer = rows[number]
            cells.remarks.append(
                f"Suppliers: the contract with {offer['supplier']} for {offer['material']} at {offer['site']} runs for "
                f"{years_text(until - now)} more, and nothing holds the plan to it"
            )


def _begins(book: Book) -> Iterator[float]:
    """Yield when each period begins, in years."""
    at = 0.0
    for row in book.rows("Periods"):
        yield at
        at += row["years"]
