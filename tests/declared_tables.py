"""The tables of FORMULATION.md that come from the declarations; run by itself it writes them into the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.studies.core.declared_measures import MEASURES
from planner_models.declared import BRANCH_CONSTRAINTS, BRANCH_VARIABLES, CONSTRAINTS, VARIABLES
from planner_models.declared.parts import No

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner_models.declared.family import BranchRowFamily, Family, RowFamily, VariableFamily
    from planner_models.declared.parts import Entry

PAGE = Path(__file__).parents[1] / "models" / "FORMULATION.md"
BEGIN, END = "<!-- {} -->", "<!-- end -->"
ONCE = ("nothing", "one")


def table(header: str, rows: Iterable[Iterable[str]]) -> str:
    columns = [part.strip() for part in header.split("|")]
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def name(family: Family) -> str:
    letters = ",".join(one.letter for one in family.index)
    return f"`{family.name}[{letters}]`" if letters != "0" else f"`{family.name}`"


def variables(declared: Iterable[VariableFamily]) -> str:
    rows = [
        (name(x), x.meaning, x.unit, x.domain.replace(">= 0", r"$\ge 0$").replace("[0,1]", "$[0,1]$"))
        for x in declared if x.name not in ONCE
    ]  # fmt: skip
    return table("variable | meaning | unit | domain", rows)


def cells(found: Iterable[Entry]) -> str:
    return ", ".join(dict.fromkeys(f"{entry.sheet}.{entry.column}" for entry in found))


def limits(family: Family) -> list[Entry]:
    return [] if isinstance(family.price, No) else [limit.entry for limit in family.price]


def ways(family: RowFamily) -> list[Entry]:
    if isinstance(family.gives_way, No):
        return []
    return [family.gives_way.entry or limits(family)[0]]


def trunk_rows(declared: Iterable[RowFamily]) -> Iterator[tuple[str, ...]]:
    for x in declared:
        own = limits(x) + ways(x) + ([] if isinstance(x.entry, No) else list(x.entry))
        branch = "" if isinstance(x.branch, No) else f"`{x.branch}`"
        yield x.formula, name(x), x.unit, cells(own), cells(limits(x)), cells(ways(x)), branch, told(x.audit)


def branch_rows(declared: Iterable[BranchRowFamily]) -> Iterator[tuple[str, ...]]:
    for x in declared:
        left = "" if isinstance(x.left, No) else x.left
        yield x.formula, name(x), x.unit, cells(limits(x)), left, x.lasts, told(x.audit)


def measures() -> Iterator[tuple[str, ...]]:
    for x in MEASURES.values():
        audit = "recomputed from the plan's tables" if callable(x.audit) else told(x.audit)
        held = "" if isinstance(x.held, No) else x.held.value
        domain = "free" if x.domain == "free" else f"${x.domain}$".replace("inf", r"\infty")
        yield f"`{x.grammar}`", x.meaning, x.unit.kind, domain, x.formula, held, audit


def told(said: Any) -> str:
    return "" if isinstance(said, No) else said.rstrip(":")


def tables() -> dict[str, str]:
    """Return each table by its name."""
    return {
        "variables": variables(VARIABLES.values()),
        "variables of a branch": variables(BRANCH_VARIABLES.values()),
        "rows": table("| row | a limit in | from the cells | prices of | gives way by | in a branch | audited by",
                      trunk_rows(CONSTRAINTS.values())),
        "rows of a branch": table("| row | a limit in | prices of | a disruption leaves a share of | for a window | "
                                  "audited by", branch_rows(BRANCH_CONSTRAINTS.values())),
        "measures": table("measure | meaning | unit | domain | formula | a plan is held to it by | audited by",
                          measures()),
    }  # fmt: skip


def written(page: str) -> str:
    """Return the page with its tables as they are declared."""
    for each, text in tables().items():
        begin = BEGIN.format(each)
        assert begin in page, each
        page = re.sub(rf"{re.escape(begin)}\n.*?{END}", lambda _, b=begin, t=text: f"{b}\n{t}\n{END}", page, flags=re.S)
    return page


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
