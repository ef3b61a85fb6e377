"""The audit of prices: each names a cell of the workbook and its number, and none says that room is a burden.

What a price comes to takes the duals of the solver; its name, its limit, its sign and its sentence do not.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from numbers import Real
from typing import Any, Final

import pandas as pd

from planner.audit.claims import Claim
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.audit.tolerances import ACCURACY, LEAST
from planner.plans.tables import BY_NAME
from planner.workbook.book import Row
from planner.workbook.reading.cells import column_number
from planner.workbook.schema.columns import fold

TOLD: Final = re.compile(r".* (?P<verb>saves|costs) (?P<figure>[0-9][0-9,.]*(e[+-]?[0-9]+)?) ")
ELSEWHERE: Final = "in the cheapest operation of these decisions"
SHOWN: Final = 1e-3  # a figure has four digits
AT: Final = re.compile(r"(?P<sheet>\w+)!(?P<column>[A-Z]+)(?P<row>[0-9]+)")
TEXTS: Final = ("sheet", "row", "column", "period", "in words", "cell")
NAMED: Final = {
    "Plants": ("site", "process"),
    "Resources": ("resource", "place"),
    "Suppliers": ("supplier", "site", "material"),
    "Lanes": ("from", "to"),
    "Demand": ("market", "material"),
    "Stockpiles": ("site", "material"),
    "Budgets": ("funder",),
    "Funding": ("funder", "projects"),
    "Rules": ("rule",),
    "Disruptions": ("disruption",),
}
# More of these only gives room, so that it never costs; more of the others only asks for more, so that it never saves.
ROOM: Final = {("Suppliers", "total"), ("Budgets", "amount"), ("Funding", "maximum"), ("Stockpiles", "maximum")}
ASKED: Final = {
    ("Demand", "required"),
    ("Stockpiles", "final"),
    ("Stockpiles", "reserve"),
    ("Stockpiles", "cover days"),
    ("Disruptions", "required"),
    ("Disruptions", "floor"),
}


def audit_prices(
    lookup: AuditLookup, tables: Mapping[str, pd.DataFrame], run: Mapping[str, object], ledger: Ledger
) -> None:
    """Check the name, the limit, the sign and the sentence of every price, and of which operation it is told."""
    prices, turned = tables.get("Prices"), _given_out(tables.get("Concentration"))
    is_there = prices is not None and set(BY_NAME["Prices"].columns) <= set(prices.columns)
    ledger.holds("plan: tables are there", is_there, ("table Prices",))
    if prices is None or not is_there:
        return
    is_elsewhere = _check_cheapest(run, _at_stake(tables), ledger)
    claims, called = [_read(record) for record in prices.to_dict("records")], _by_name(lookup)
    scale = max((abs(claim["price"]) for claim in claims if math.isfinite(claim["price"])), default=0.0)
    for claim in claims:
        where = (claim["sheet"], claim["row"], claim["column"], claim["period"])
        are_numbers = math.isfinite(claim["limit"]) and math.isfinite(claim["price"])
        ledger.holds("plan: numbers are numbers", are_numbers, ("Prices", *where))
        if not are_numbers:
            continue
        named = [row for row in called.get((claim["sheet"], claim["row"]), ()) if _holds(lookup, row, claim)]
        ledger.holds("prices: a cell of the workbook, and its number", bool(named), where)
        ledger.holds("prices: the cell holds the number", _is_at(lookup, claim), (*where, claim["cell"]))
        if (claim["row"], claim["period"]) not in turned or claim["sheet"] != "Rules":
            _check_sign(claim, named, where, scale, ledger)
        _check_words(claim, where, is_elsewhere, ledger)


def _given_out(concentration: pd.DataFrame | None) -> set[tuple[str, str]]:
    """Return the rules and periods in which buyers send away more than comes: a larger share asks for more of less.

    Their totals are audited where the rules are.
    """
    if concentration is None or not {"rule", "period", "total"} <= set(concentration.columns):
        return set()
    rows = concentration[concentration["total"] < 0]
    return set(zip(rows["rule"].astype(str), rows["period"].astype(str), strict=True))


def _read(record: Mapping[Any, Any]) -> Claim:
    """Return a row with its texts, and its numbers; NaN for what is none."""
    texts = {name: "" if record[name] != record[name] else str(record[name] or "") for name in TEXTS}
    numbers = {name: float(record[name]) if isinstance(record[name], Real) else math.nan for name in ("limit", "price")}
    return {**texts, **numbers}


def _by_name(lookup: AuditLookup) -> dict[tuple[str, str], list[Row]]:
    """Return the rows that prices may be of, by sheet and name; the same name may stand in several."""
    found = defaultdict[tuple[str, str], list[Row]](list)
    for sheet, keys in NAMED.items():
        for row in lookup.book.rows(sheet):
            found[sheet, _named(row, keys)].append(row)
    return found


def _named(row: Row, keys: tuple[str, ...]) -> str:
    parts = [row[key] for key in keys]
    return " / ".join("; ".join(part) if isinstance(part, tuple) else str(part) for part in parts)


def _holds(lookup: AuditLookup, row: Row, claim: Claim) -> bool:
    """Whether the row's column holds the limit that the price is told of."""
    if claim["column"] not in row.values:
        return False
    value: Any = row[claim["column"]]
    if isinstance(value, tuple):
        t = lookup.clock.index.get(claim["period"])
        if t is None:
            return False
        value = value[t]
    limit = claim["limit"]
    if value is None or isinstance(value, str) or not math.isfinite(value):
        return False
    return math.isclose(float(value), limit, rel_tol=ACCURACY, abs_tol=LEAST)


def _is_at(lookup: AuditLookup, claim: Claim) -> bool:
    """Whether the cell of the address holds the limit; where a case sets it, or a blank or no column, it may not.

    A row that a study adds has no cell in the input, and its address is its row; in a plan that is read back it has.
    """
    told = AT.fullmatch(claim["cell"])
    if told is None or told["sheet"] == "Cases":
        own = lookup.book.rows(claim["sheet"])
        is_added = any(f"{row.sheet}!row {row.number}" == claim["cell"] for row in own)
        return is_added or " new " in claim["cell"] or told is not None
    rows = [row for row in lookup.book.rows(told["sheet"]) if row.number == int(told["row"])]
    held = [row.cells.get(column_number(told["column"])) for row in rows]
    return any(
        one is None
        or (isinstance(one, Real) and math.isclose(float(one), claim["limit"], rel_tol=ACCURACY, abs_tol=LEAST))
        for one in held
    )


def _check_sign(claim: Claim, rows: list[Row], where: tuple[object, ...], scale: float, ledger: Ledger) -> None:
    cell = (claim["sheet"], claim["column"])
    measures = {row["measure"] for row in rows} if claim["sheet"] == "Rules" else set()
    gives_room = cell in ROOM or (bool(measures) and all(each.endswith("at most") for each in measures))
    asks_more = cell in ASKED or (bool(measures) and all(each.endswith("at least") for each in measures))
    if gives_room:
        ledger.at_least("prices: room never costs", claim["price"], 0.0, where, scale)
    if asks_more:
        ledger.at_most("prices: asking for more never saves", claim["price"], 0.0, where, scale)


def _at_stake(tables: Mapping[str, pd.DataFrame]) -> float:
    """Return the size of the money whose sum the objective is: what rounding of it is measured against."""
    costs = tables.get("Costs")
    if costs is None or "discounted" not in costs.columns:
        return 0.0
    sizes = [abs(_number(money)) for money in costs["discounted"].tolist()]
    return sum(size for size in sizes if math.isfinite(size))


def _check_cheapest(run: Mapping[str, object], at_stake: float, ledger: Ledger) -> bool:
    """Check what a cheaper operation of the same decisions costs; return whether the prices are told of such a one.

    The plan may cost more than it by the gap in money that was asked, and nothing costs less than the bound, which is
    known as closely as what is called proven.
    """
    told = run.get("cheapest operation")
    if _number(told) != _number(told) and not isinstance(told, str):
        return False
    cheapest, objective = _number(told), _number(run.get("objective"))
    apart, bound = _number(run.get("money gap asked")), _number(run.get("bound"))
    least = objective - (apart if apart == apart else 0.0)
    least = max(least, bound) if bound == bound else least
    where, hair = ("cheapest operation", told), ACCURACY * max(abs(objective), at_stake)
    ledger.holds("prices: of a cheaper operation", least - hair <= cheapest < objective, where)
    return True


def _number(value: object) -> float:
    return float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan


def _check_words(claim: Claim, where: tuple[object, ...], is_elsewhere: bool, ledger: Ledger) -> None:
    words = fold(claim["in words"])
    step = 0.01 if "0.01 more" in words or "percentage point" in words else 1.0
    told = TOLD.search(words)
    is_told = (
        told is not None
        and (told["verb"] == "saves") == (claim["price"] > 0)
        and math.isclose(float(told["figure"].replace(",", "")), abs(claim["price"]) * step, rel_tol=SHOWN)
        and fold(claim["row"]) in words
        and fold(claim["period"]) in words
        and is_elsewhere == words.endswith(ELSEWHERE)
    )
    ledger.holds("prices: the sentence is that of the price", is_told, where)
