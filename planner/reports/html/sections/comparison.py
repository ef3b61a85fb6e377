"""Several plans side by side: each in four sentences, where supply comes from, what disruptions would do, checks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from planner.reports.html.bars import Stack, across
from planner.reports.html.heat import HeatRow, by_service, heat
from planner.reports.html.parts import HtmlChart, Part, Section, Words
from planner.reports.html.sections.decision import said
from planner.reports.html.sections.supply import pages_of, parted, shares_in
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import small_table
from planner.wording.key_figures import status_words
from planner.wording.numbers import share_text
from planner.wording.supplies import ruled_supplies

MOST_ROWS: Final = 90
FACTS: Final = (
    "status", "objective", "bound", "gap", "time limit", "seed", "input", "input sha256", "case", "planner",
    "highspy", "pyomo", "python", "system",
)  # fmt: skip


def plans(sources: Sequence[PlanSource]) -> Section:
    """Return each plan in four sentences; of one that an earlier one is like, which that is."""
    parts: list[Part] = []
    first: dict[tuple[str, ...], str] = {}
    for source in sources:
        words = said(source.plan)
        parts += [Words((source.name,), "heading"), Words((f"{status_words(source.plan.run)}.",), "note")]
        like = first.setdefault(words, source.name)
        parts.append(Words(words if like == source.name else (f"The same as {like}.",), "list"))
    return Section("plans", "Each plan in four sentences", tuple(parts))


def supply(sources: Sequence[PlanSource]) -> Section:
    """Return the origins of each supply that a rule is about, at the start and at the end of every plan."""
    title = "Where supply comes from, plan by plan"
    found = [{supply.label: supply for supply in ruled_supplies(source.plan)} for source in sources]
    stacks: list[Stack] = []
    groups: dict[int, str] = {}
    rows = []
    for label in dict.fromkeys(label for supplies in found for label in supplies):
        groups[len(stacks)] = label
        for number, (source, supplies) in enumerate(zip(sources, found, strict=True)):
            if label not in supplies:
                continue
            shares = supplies[label].shares
            first, last = str(shares.index[0]), str(shares.index[-1])
            for period in (first, last) if number == 0 and first != last else (last,):
                known = shares_in(shares, period)
                stacks.append(Stack(f"{source.name}, {period}", parted(known, source)))
                rows += [(label, source.name, period, origin, share) for origin, share in known.items()]
    if not stacks:
        return Section("origins", title, absent="No rule follows where supply comes from.")
    heads = {"supply": "text", "plan": "text", "period": "text", "origin": "text", "share": "share"}
    table = small_table("origins-chart-table", title, heads, rows)
    words = (
        f"Bars of the origins of {len(groups)} supplies, in the last period of each plan and the first of the first."
    )
    pictures = tuple(
        across(part, sources[0].palette.colour_of, words, heading, 200.0) for part, heading in pages_of(stacks, groups)
    )
    legend = tuple(sources[0].palette.places.items())
    return Section("origins", title, (HtmlChart("origins-chart", title, pictures, table, legend=legend),))


def disruptions(sources: Sequence[PlanSource]) -> Section:
    """Return what each disruption leaves of service at its worst, plan by plan."""
    title = "What each disruption would do, plan by plan"
    names = [source.name for source in sources]
    worst = [source.plan.tables["Resilience"].groupby("disruption", sort=False)["service"].min() for source in sources]
    rows = []
    for name in dict.fromkeys(str(name) for least in worst for name in least.index):
        values = [float(least.get(name, math.nan)) for least in worst]
        if any(map(math.isfinite, values)):
            rows.append(HeatRow(name, values))
    if not rows:
        return Section("disruptions", title, absent="No disruption was looked at.")
    rows.sort(key=lambda row: min(value for value in row.values if math.isfinite(value)))
    words = f"Service that {len(rows)} disruptions leave at their worst onset, for each of {len(names)} plans."
    pictures = heat(rows[:MOST_ROWS], names, words, by_service, share_text)
    heads = {"disruption": "text", **dict.fromkeys(names, "share")}
    table = small_table("service-table", title, heads, [(row.name, *row.values) for row in rows])
    note = "Share of the worst served covered demand, at the onset that is worst for the plan."
    return Section("disruptions", title, (HtmlChart("service", title, pictures, table, note),))


def checks(sources: Sequence[PlanSource]) -> Section:
    """Return the facts of every plan's run, and how many checks pass."""
    rows = [(fact, *(_said(source, fact) for source in sources)) for fact in FACTS]
    passed = []
    for source in sources:
        done = source.plan.tables["Checks"]["pass"]
        passed.append(f"{int((done == 'yes').sum())} of {len(done)}")
    heads = {"fact": "text", **{source.name: "text" for source in sources}}
    told = [*rows, ("checks passed", *passed)]
    table = small_table("runs-table", "Facts of the plans' runs", heads, told, is_open=True)
    return Section("runs", "Checks and solver facts", (table,))


def _said(source: PlanSource, fact: str) -> str:
    value = source.plan.run.get(fact)
    if isinstance(value, float):
        return f"{value:.10g}"
    return "" if value is None else str(value)
