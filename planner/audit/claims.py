"""What a plan's tables say, read with care: people edit them by hand."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any, Final

from planner.audit.lookup import AuditLookup
from planner.plans.fields import Field, PlanTable
from planner.plans.tables import BY_NAME, CONTENT, EXTRA_COSTS, OWNER, SETS
from planner.workbook.schema.columns import spell

if TYPE_CHECKING:
    import pandas as pd

    from planner.audit.ledger import Ledger

Claim = dict[str, Any]
TABLES_READ: Final = (
    "Investments", "Timeline", "Sourcing", "Purchases", "Production", "Resource use", "Flows", "Stockpiles",
    "Balances", "Shortages", "Concentration", "Resilience", "Budgets", "Payments",
    "Costs", "Baseline",
)  # fmt: skip

# Numbers that may be blank, by table; a blank anywhere else is a number that somebody lost.
BLANKS: Final = {
    "Investments": {"blocks", "size", "capital"},
    "Sourcing": {"share", "used", "share of use"},
    "Purchases": {"maximum", "in use"},
    "Flows": {"in use"},
    "Production": {"own", "capacity", "use"},
    "Resource use": {"own", "capacity", "use"},
    "Stockpiles": {"maximum", "cover days held"},
    "Shortages": {"asked", "served", "required"},
    "Concentration": {
        "value",
        "slack",
        "excess",
        "HHI",
        "value of intake",
        "value of use",
        "HHI of intake",
        "HHI of use",
    },
    "Resilience": {"service", "shortage", "guarantee", *EXTRA_COSTS, "time to survive"},
    "Outage sets": {"service", "shortage", EXTRA_COSTS[0]},
    "Budgets": {"budget"},
    "Baseline": {"plan", "baseline", "difference", "asked", "missed"},
}


class Claims:
    """The rows of a plan's tables as dictionaries, numbers as float; a period has its number as ``t``.

    Whatever cannot be read is noted in the ledger: a table, a column, a number or a name.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], lookup: AuditLookup, ledger: Ledger) -> None:
        self._lookup, self._ledger = lookup, ledger
        self._words = lookup.vocabulary()
        self._rows = {name: self._read(BY_NAME[name], tables.get(name)) for name in self._tables()}

    def rows(self, table: str) -> list[Claim]:
        """Return the rows of a table that can be read."""
        return self._rows.get(table, [])

    def _tables(self) -> tuple[str, ...]:
        """Return the tables that a plan must have: Content and Outage sets only where the workbook asks for them."""
        has_content = any(row["content"] for row in self._lookup.book.rows("Rules"))
        has_sets = any(row["together"] > 1 for row in self._lookup.book.rows("Disruptions"))
        return (*TABLES_READ, *([CONTENT.name] if has_content else []), *([SETS.name] if has_sets else []))

    def sums(self, table: str, column: str, *keys: str) -> defaultdict[tuple[Any, ...], float]:
        """Return a number's sums by some of the other columns; what no row names is 0."""
        found: defaultdict[tuple[object, ...], float] = defaultdict(float)
        for row in self._rows[table]:
            found[tuple(row[key] for key in keys)] += row[column]
        return found

    def _read(self, table: PlanTable, frame: pd.DataFrame | None) -> list[Claim]:
        self._ledger.holds("plan: tables are there", frame is not None, (f"table {table.name}",))
        if frame is None:
            return []
        for column in table.columns:
            self._ledger.holds("plan: columns are there", column in frame.columns, (table.name, f"column {column}"))
        more = [name for name in frame.columns if name not in table.columns]
        read = (self._row(table, record, more) for record in _records(frame))
        return self._distinct(table, [row for row in read if row is not None])

    def _row(self, table: PlanTable, record: Mapping[object, object], more: Sequence[object]) -> Claim | None:
        """Return a row with its texts, numbers and ``more`` columns; None where it names what the workbook does not."""
        texts = {field.name: _text(record.get(field.name)) for field in table.fields if field.kind == "text"}
        if not self._names_are_known(table, texts):
            return None
        row: Claim = dict(texts)
        for field in table.fields:
            if field.kind != "text":
                row[field.name] = self._number(table, field, record, texts)
        if "period" in texts:
            row["t"] = self._lookup.clock.index[texts["period"]]
        row["others"] = {str(name): record[name] for name in more}
        return row

    def _names_are_known(self, table: PlanTable, texts: Mapping[str, str]) -> bool:
        is_known = True
        for column, name in texts.items():
            if column not in self._words or (table.name, column) == ("Concentration", "material"):
                continue
            known = name in self._words[column] or (column == "funder" and name == OWNER)
            self._ledger.holds("plan: names are known", known, (table.name, f"{column} {name or 'blank'}"))
            is_known = is_known and known
        return is_known

    def _number(
        self, table: PlanTable, field: Field, record: Mapping[object, object], texts: Mapping[str, str]
    ) -> float:
        value = record.get(field.name)
        where = (table.name, field.name, *list(texts.values())[: table.keys])
        if _is_blank(value):
            self._ledger.holds("plan: numbers are numbers", field.name in BLANKS.get(table.name, ()), (*where, "blank"))
            return math.nan if field.name in BLANKS.get(table.name, ()) else 0.0
        is_number = isinstance(value, Real) and math.isfinite(value)
        self._ledger.holds("plan: numbers are numbers", is_number, (*where, repr(value)))
        return float(value) if is_number else 0.0  # type: ignore[arg-type]

    def _distinct(self, table: PlanTable, rows: list[Claim]) -> list[Claim]:
        seen: set[tuple[object, ...]] = set()
        keys = table.columns[: table.keys]
        for row in rows:
            key = tuple(row[column] for column in keys)
            self._ledger.holds("plan: no row stands twice", key not in seen, (table.name, *key))
            seen.add(key)
        return rows


def _records(frame: pd.DataFrame) -> list[dict[object, object]]:
    """Return a table's rows as dictionaries: a quarter of the time of ``to_dict``, most of what an audit took."""
    columns = [column.tolist() for _, column in frame.items()] if len(frame) else []
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def grouped(rows: Iterable[Claim], key: Callable[[Claim], object]) -> dict[Any, list[Claim]]:
    """Return rows in lists by what a function says of each."""
    found: dict[object, list[Claim]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def blank_as(value: float, otherwise: float) -> float:
    """Return a number, or another where it is blank."""
    return otherwise if math.isnan(value) else value


def _is_blank(value: object) -> bool:
    return value is None or value != value or value == ""


def _text(value: object) -> str:
    return "" if _is_blank(value) else spell(value)
