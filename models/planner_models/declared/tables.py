"""How families are declared as rows of a table, and why something does not apply to many of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from planner_models.declared.family import BranchRowFamily, RowFamily, VariableFamily
from planner_models.declared.parts import Entry, GivesWay, Limit, No
from planner_models.declared.sets import by

NATURE: Final = No("it says how things are, and nobody owns that")
STANDS: Final = No("what stands is changed by projects, and never given up")
WHOLE: Final = No("it binds with decisions, which are fixed where prices are found: none is told of it")
WHOLE_WAY: Final = No("it only ties decisions to each other; what is asked of them gives way")
TIES: Final = No("it only ties decisions to each other; what is asked of them is told")
DEFINES: Final = No("it only defines what other rows limit")
NO_CELL: Final = No("it holds whatever the workbook says")
TRUNK: Final = No("a branch takes the trunk's decisions as they are")
LAPSES: Final = No("it lapses while something is out")
SAME: Final = No("a branch has no such amounts")
STUDY: Final = No("a study measures it, and a plan shows none")


def row(
    formula: str, name: str, index: str, unit: str, *,
    price: Limit | tuple[Limit, ...] | No, gives_way: GivesWay | No, told: str | No, branch: str | No, audit: str | No,
    entry: tuple[Entry, ...] | No = (),
) -> RowFamily:  # fmt: skip
    """Declare a family of rows of the trunk."""
    return RowFamily(
        formula=formula, name=name, index=by(index), unit=unit, price=(price,) if isinstance(price, Limit) else price,
        gives_way=gives_way, told=told, branch=branch, audit=audit, entry=entry,
    )  # fmt: skip


def defines(formula: str, name: str, index: str, unit: str, audit: str | No, branch: str | No = SAME) -> RowFamily:
    """Declare a family that only says what an amount is."""
    return row(formula, name, index, unit, price=DEFINES, gives_way=DEFINES, told=DEFINES, branch=branch, audit=audit,
               entry=NO_CELL)  # fmt: skip


def ties(formula: str, name: str, index: str, audit: str | No, *entry: Entry, branch: str | No = TRUNK) -> RowFamily:
    """Declare a family that ties yes-or-no decisions to each other or to amounts."""
    return row(formula, name, index, "", price=WHOLE, gives_way=WHOLE_WAY, told=TIES, branch=branch, audit=audit,
               entry=entry or NO_CELL)  # fmt: skip


def branch_row(formula: str, name: str, index: str, unit: str, *, price: Limit | No, **more: Any) -> BranchRowFamily:
    """Declare a family of rows of a branch."""
    limits = (price,) if isinstance(price, Limit) else price
    return BranchRowFamily(formula=formula, name=name, index=by(index), unit=unit, price=limits, **more)


def variables(table: str, **more: Mapping[str, Any]) -> tuple[VariableFamily, ...]:
    """Return the families of a table; ``more`` by name.

    A line: name, index, unit, domain, table and column of a plan, check of the audit, meaning.
    """
    found = []
    for line in table.strip().splitlines():
        name, index, unit, domain, shown, audit, meaning = (cell.strip() for cell in line.split("|"))
        check = No(audit[4:]) if audit.startswith("no: ") else audit
        own = VariableFamily(
            name=name, index=by(index), unit=unit, domain=domain, shown=shown, audit=check, meaning=meaning
        )
        found.append(replace(own, **more.get(name, {})))
    return tuple(found)
