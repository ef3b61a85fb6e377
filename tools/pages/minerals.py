"""docs/ai-chips-minerals.md: what is made with Chinese minerals, whoever made it since, and what less of it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import planner
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import QUIET, WORKBOOK, YEARS, base, moved, origins_table, wide

if TYPE_CHECKING:
    from planner import Result
    from tools.pages.solves import Change, Solves

PAGE: Final = DOCS / "ai-chips-minerals.md"
TRUCE: Final = "Truce holds"
METALS: Final = ("gallium", "germanium", "DyTb oxide", "magnets", "tungsten")


def content_rules() -> list[str]:
    """Return the rules that look at what is inside."""
    rules = planner.read(WORKBOOK).sheets["Rules"]
    return [str(name) for name in rules[rules["content"].notna() & (rules["content"].astype(str) != "")]["rule"]]


def shares_table(plan: Result, rules: list[str]) -> str:
    """Return what share holds Chinese content under each rule, beside its limit, by year."""
    found = plan.concentration[plan.concentration["rule"].isin(rules)]
    rows = []
    for (rule, buyers), group in found.groupby(["rule", "buyers"], sort=False):
        by = {str(row["period"]): f"{row['value']:.0%} of {row['limit']:.0%}" for _, row in group.iterrows()}
        rows.append((rule, buyers, *(by.get(year, "") for year in YEARS)))
    return table(("with Chinese content, of what may be", "buyers", *YEARS), rows)


def _asked(rules: list[str]) -> tuple[tuple[str, list[Change], str], ...]:
    """Return what is asked of the rules on content, in which case."""
    half: list[Change] = [("Rules", rule, "limit", "x0.5") for rule in rules]
    none: list[Change] = [("Rules", rule, "limit", "x0.0") for rule in rules]
    return (
        ("without the rules on content", [("Rules", rule, "active", "no") for rule in rules], "base"),
        ("half of what they allow", half, "base"), ("nothing allowed", none, "base"),
        (f"{TRUCE}, half of what they allow", half, TRUCE), (f"{TRUCE}, nothing allowed", none, TRUCE),
    )  # fmt: skip


def _moved(runs: Solves, changes: list[Change], case: str) -> str:
    """Return by how much changes move the least cost of the linear programme in a case."""
    name = "as it is" if case == "base" else f"case {case}"
    as_it_is, low = (runs.relaxed(name, QUIET, case=case), runs.relaxed("content", [*QUIET, *changes], case=case))
    assert as_it_is is not None
    return "no plan" if low is None else moved(low - as_it_is)


def make(threads: int = 2) -> None:
    """Solve with the content rules off, halved and with nothing allowed, and write the page's tables."""
    plan, rules, runs = base(threads), content_rules(), wide(threads)
    rows = [(label, _moved(runs, changes, case)) for label, changes, case in _asked(rules)]
    struck = plan.resilience[plan.resilience["disruption"].str.contains("China")]
    worst = struck.sort_values("service", kind="stable").groupby("disruption", sort=False).head(1)
    losses = [
        (row["disruption"], row["onset"], row["worst demand"] or "all in full", f"{row['service']:.0%}")
        for _, row in worst.iterrows()
    ]
    put(PAGE, "minerals", WORKBOOK, "\n\n".join((
        shares_table(plan, rules), origins_table(plan, METALS),
        table(("the same case", "moves the cost by"), rows),
        table(("disruption, at its worst onset", "onset", "least served", "of it served"), losses),
    )))  # fmt: skip
