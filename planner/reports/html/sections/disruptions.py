"""What each disruption would do: a map of service, and time to survive against time to recover."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from planner.plans.tables import EXTRA_COSTS, MONTE_CARLO, SETS
from planner.reports.columns import columns_of, with_units
from planner.reports.html.heat import HeatRow, by_service, heat
from planner.reports.html.pairs import pair_picture
from planner.reports.html.parts import HtmlChart, Part, Section
from planner.reports.html.scatter import EXPOSED, SAFE, Dot, scatter
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import plan_table, table_of
from planner.reports.pair_maps import pair_maps
from planner.wording.key_figures import row_of_most
from planner.wording.numbers import share_text, years_text
from planner.wording.outage_sets import sets_in_words
from planner.wording.text import counted

MOST_ROWS = 80
TITLE = "What each disruption would do"
NOTE = (
    "Share of the worst served covered demand over the disruption's window, by the period in which it strikes; "
    "blank: it does not strike then, covers no demand, or is a set of outages and not among the worst of that period."
)


def section(source: PlanSource) -> Section:
    """Return the section."""
    plan, table = source.plan, source.plan.tables["Resilience"]
    if table.empty:
        return Section("disruptions", TITLE, absent="The workbook has no disruptions.")
    figures = plan_table(plan, "Resilience", table, "service-map-table", "Every disruption in every period of onset")
    again = plan_table(
        plan, "Resilience", table, "survival-table", "Time to survive beside time to recover",
        leave_out=("chance", "window", "service", "worst demand", "shortage", "guarantee", "kept", *EXTRA_COSTS),
    )  # fmt: skip
    parts: list[Part] = []
    rows = rows_of(table, list(plan.book.periods))
    if rows:
        words = f"Service in {counted(len(rows), 'disruption')}, by period of onset. {_worst(table)}"
        pictures = heat(rows[:MOST_ROWS], list(plan.book.periods), words, by_service, share_text)
        title = "Service by disruption and period" + ("" if len(rows) <= MOST_ROWS else f", the {MOST_ROWS} worst")
        parts.append(HtmlChart("service-map", title, pictures, figures, NOTE))
    dots = _dots(table)
    exposed = sum(dot.is_exposed for dot in dots)
    told = f"{counted(len(dots), 'disruption')}; longer to recover than to survive: {exposed}"
    words = f"Time to survive against time to recover of {told}."
    note = "Time to survive: years until a covered demand can no longer be met in full. Dots of one place " \
           "are drawn as one, with their number."  # fmt: skip
    legend = (("exposed: recovers later than the plan survives (diamond)", EXPOSED), ("outlasted (circle)", SAFE))
    parts.append(
        HtmlChart("survival", "Time to survive against time to recover", (scatter(dots, words),), again, note, legend)
    )
    parts += _pair_maps(source)
    if MONTE_CARLO.name in plan.tables:
        columns = columns_of(MONTE_CARLO, plan.tables[MONTE_CARLO.name], plan.book.settings)
        parts.append(table_of("sampled", MONTE_CARLO.doc.rstrip("."), columns, is_open=True))
    return Section("disruptions", TITLE, tuple(parts))


def _pair_maps(source: PlanSource) -> Iterator[Part]:
    """Yield a map of each row that takes several things at once, and in words how its sets were judged."""
    plan = source.plan
    for n, one in enumerate(pair_maps(plan)):
        table = plan.tables[SETS.name]
        rows = table[table["disruption"] == one.disruption].sort_values("service", kind="stable")
        columns = with_units(columns_of(SETS, rows, plan.book.settings), plan.book)
        figures = table_of(f"pair-map-table-{n}", f"Every set of {one.disruption}, the worst first", columns)
        title = f"Service where any {one.together} are out at once: {one.disruption}"
        note = f"{one.words} {'. '.join(sets_in_words(rows))}."
        yield HtmlChart(f"pair-map-{n}", title, (pair_picture(one),), figures, note)


def rows_of(table: pd.DataFrame, periods: list[str]) -> list[HeatRow]:
    """Return a row for each disruption that leaves any figure, the worst first."""
    found = []
    for name, group in table.groupby("disruption", sort=False):
        service = group.set_index("onset")["service"]
        values = [float(service.get(period, math.nan)) for period in periods]
        if any(map(math.isfinite, values)):
            found.append(HeatRow(str(name), values))
    return sorted(found, key=lambda row: min(value for value in row.values if math.isfinite(value)))


def _worst(table: pd.DataFrame) -> str:
    worst = row_of_most(table, 1 - table["service"])
    return f"The least is {share_text(float(worst['service']))}, {worst['disruption']} in {worst['onset']}."


def _dots(table: pd.DataFrame) -> list[Dot]:
    dots = []
    for row in table.to_dict("records"):
        if not row["exposed"]:  # not judged: a blank time is without limit only where it was looked for
            continue
        survive, recover = float(row["time to survive"]), float(row["time to recover"])
        survive = math.inf if math.isnan(survive) else survive
        lasts = "without limit" if math.isinf(survive) else years_text(survive)
        name = f"{row['disruption']}, {row['onset']}"
        words = f"{name}: survived {lasts}, recovers in {years_text(recover)}"
        weight = 0.0 if math.isnan(row["service"]) else 1.0 - float(row["service"])
        dots.append(Dot(name, recover, survive, words, weight, str(row["disruption"])))
    return dots
