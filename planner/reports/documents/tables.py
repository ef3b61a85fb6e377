"""The tables of documents: few rows, in words, what is good or bad coloured beside a word that says it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from planner.plans.tables import EXTRA_COSTS, OWNER
from planner.reports.first_page.approvals import APPROVAL_HEADS
from planner.reports.first_page.page import FirstPage
from planner.reports.plan_workbook.timeline import sorted_timeline
from planner.tolerances import NOTICED
from planner.wording.aloud import money_aloud
from planner.wording.beside import demand_words, tone_of_service
from planner.wording.key_figures import capital_by_funder, moves_of
from planner.wording.numbers import measure_kind, number_text, part_words, share_text
from planner.wording.sums import asked_demand, cost_parts
from planner.wording.text import is_number

if TYPE_CHECKING:
    from planner.plans.plan import Plan

MOST_ROWS: Final = 12
MOST_PERIODS: Final = 12  # columns of a timeline that a page can hold
BUILD: Final = "build"
FACTS: Final = ("status", "objective", "bound", "gap", "input", "input sha256", "case", "planner", "highspy")


@dataclass(frozen=True)
class DocumentTable:
    """A table of a document.

    Attributes
    ----------
    alt
        What it shows, for who cannot see it.
    widths
        How wide the columns are, beside each other.
    tones
        For a cell, by row and column: good, warn, bad, build or serve.
    left_out
        How many rows are not shown.
    """

    alt: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    tones: dict[tuple[int, int], str] = field(default_factory=dict)
    left_out: int = 0


def approvals_table(page: FirstPage) -> DocumentTable | None:
    """Return the projects to approve."""
    rows = tuple(each.cells for each in page.approvals)
    alt = f"The {len(rows)} projects of most capital, with the latest day to decide each."
    return DocumentTable(alt, APPROVAL_HEADS, rows, (3, 1.7, 1.3, 1.7, 1.7, 2.6, 1.2)) if rows else None


def beside_table(page: FirstPage) -> DocumentTable | None:
    """Return the plan's figures, beside those of doing nothing where these were found."""
    wide = 3 if page.has_baseline else 2
    rows = tuple((line.label, line.plan, line.nothing)[:wide] for line in page.beside)
    tones = {(row, 1): line.tone for row, line in enumerate(page.beside) if line.tone}
    tones |= {(row, 2): "bad" for row, line in enumerate(page.beside) if line.is_worse and wide == 3}
    heads = ("figure", "the plan", "doing nothing")[:wide]
    alt = f"{len(rows)} figures of the plan{' beside those of doing nothing' if wide == 3 else ''}."
    return DocumentTable(alt, heads, rows, (2.6, 3, 3)[:wide], tones) if rows else None


def timeline_table(plan: Plan) -> DocumentTable | None:
    """Return the projects of most capital by periods; of very many periods their starts alone."""
    investments = plan.tables["Investments"]
    built = investments[investments["decision"] == BUILD]
    if built.empty:
        return None
    capital = built.groupby("project")["capital"].sum().sort_values(ascending=False, kind="stable")
    largest = set(capital.index[:MOST_ROWS])
    left_out = len(capital) - len(largest)
    periods = list(plan.book.periods)
    alt = f"When {len(largest)} projects are built and serve, from {periods[0]} to {periods[-1]}."
    if len(periods) > MOST_PERIODS:
        starts = built[built["project"].isin(largest)]
        heads = ("project", "place", "start", "serves from", "serves until")
        told = tuple(tuple(str(row[head]) for head in heads) for row in starts.to_dict("records"))[: 2 * MOST_ROWS]
        return DocumentTable(alt, heads, told, (3, 2, 1, 1, 1), left_out=left_out)
    frame = sorted_timeline(plan)
    frame = frame[frame["project"].isin(largest)]
    rows, tones = [], dict[tuple[int, int], str]()
    for place, row in enumerate(frame.to_dict("records")):
        cells = [_timed(row[period]) for period in periods]
        tones |= {(place, 2 + at): "build" if cell == BUILD else "serve" for at, cell in enumerate(cells) if cell}
        rows.append((str(row["project"]), str(row["place"]), *cells))
    return DocumentTable(
        alt, ("project", "place", *periods), tuple(rows), (3, 1.8, *[1.15] * len(periods)), tones, left_out
    )


def _timed(value: Any) -> str:
    if is_number(value) and math.isfinite(float(value)):
        return number_text(float(value))
    return "" if value is None or value != value else str(value)


def payers_table(plan: Plan) -> DocumentTable | None:
    """Return what each funder pays in all."""
    paid = capital_by_funder(plan)
    if paid.empty:
        return None
    rows = [
        ("the owners" if name == OWNER else str(name), money_aloud(float(sum_), plan.book.settings),
         share_text(float(sum_ / paid.sum()))) for name, sum_ in paid[:MOST_ROWS].items()
    ]  # fmt: skip
    return _plain("What each funder pays.", ("funder", "pays", "of all capital"), rows, (3, 2, 1.5), len(paid))


def supply_table(plan: Plan) -> DocumentTable | None:
    """Return the largest origin of each supply that a rule is about, in the first and the last period."""
    moves = moves_of(plan)
    wide = 4 if len(plan.book.periods) == 1 else 5
    heads = ("supply", "largest origin", "share", plan.book.periods[0], plan.book.periods[-1])[:wide]
    rows = [
        (move.name, move.origin, f"of {move.of}", share_text(move.first), share_text(move.last))[:wide]
        for move in moves[:MOST_ROWS]
    ]
    return _plain("The largest origin of each supply.", heads, rows, (3, 2, 1.3, 1.2, 1.2)[:wide], len(moves))


def rules_table(plan: Plan) -> DocumentTable | None:
    """Return each rule in the period in which it is tightest, the tightest first."""
    rules = plan.tables["Concentration"]
    rules = rules[rules["value"].notna()]
    room = rules["slack"] / rules["limit"].abs().clip(lower=NOTICED)
    tightest = rules.assign(room=room).sort_values("room", kind="stable").drop_duplicates("rule")
    rows, tones = [], {}
    for place, row in enumerate(tightest.head(MOST_ROWS).to_dict("records")):
        show = share_text if measure_kind(str(row["measure"])) == "share" else number_text
        rows.append((str(row["rule"]), str(row["measure"]), str(row["period"]), show(float(row["value"])),
                     show(float(row["limit"]))))  # fmt: skip
        if row["room"] < -NOTICED:
            tones[place, 3] = "bad"
    heads = ("rule", "measure", "tightest in", "it is", "limit")
    made = _plain("Rules in the period in which each is tightest.", heads, rows, (3.4, 2, 1.1, 1, 1), len(tightest))
    return replace(made, tones=tones) if made else None


def disruptions_table(plan: Plan) -> DocumentTable | None:
    """Return each disruption at its worst onset, those that leave least first."""
    table = plan.tables["Resilience"]
    table = table[table["service"].notna()].sort_values("service", kind="stable").drop_duplicates("disruption")
    if table.empty:
        return None
    rows, tones = [], {}
    for place, row in enumerate(table.head(MOST_ROWS).to_dict("records")):
        more = float(row[EXTRA_COSTS[0]])
        money = money_aloud(more, plan.book.settings) if math.isfinite(more) else "not known"
        kept = str(row["kept"]).replace("NO", "no") or "none"
        service, demand = share_text(float(row["service"])), demand_words(row["worst demand"])
        rows.append((str(row["disruption"]), str(row["onset"]), service, demand, money, kept))
        tones[place, 2] = tone_of_service(float(row["service"]), row["kept"] == "NO")
        if row["kept"] == "NO":
            tones[place, 5] = "bad"
    heads = ("disruption", "worst onset", "served", "worst demand", "costs more", "guarantee kept")
    return DocumentTable(f"What {len(rows)} disruptions leave of service at their worst onset.", heads, tuple(rows),
                         (2.8, 1, 1, 2.5, 1.8, 1.5), tones, len(table) - len(rows))  # fmt: skip


def shortages_table(plan: Plan) -> DocumentTable | None:
    """Return the demands that go short, where each is served least."""
    demand = asked_demand(plan)
    short = demand[demand["short"] > NOTICED * demand["asked"]]
    worst = short.assign(part=short["short"] / short["asked"]).sort_values("part", ascending=False, kind="stable")
    worst = worst.drop_duplicates(["market", "material"])
    rows = [
        (str(row["material"]), str(row["market"]), str(row["period"]), number_text(row["asked"]),
         number_text(row["short"]), share_text(1 - row["part"])) for row in worst.head(MOST_ROWS).to_dict("records")
    ]  # fmt: skip
    heads = ("material", "market", "worst in", "asked a year", "missing", "served")
    return _plain("Demand that goes short without any disruption.", heads, rows, (2, 2, 1, 1, 1, 1), len(worst))


def costs_table(plan: Plan) -> DocumentTable | None:
    """Return the parts of the cost, and their sum."""
    parts, settings = cost_parts(plan), plan.book.settings
    if parts.empty:
        return None
    rows = [(part_words(str(part)), money_aloud(float(amount), settings)) for part, amount in parts.items()]
    rows.append(("in all", money_aloud(float(parts.sum()), settings)))
    return _plain("The parts of the discounted cost.", ("part", "discounted"), rows, (2, 2), len(rows))


def prices_table(plan: Plan) -> DocumentTable | None:
    """Return the limits of which one per cent more saves most."""
    prices = plan.tables["Prices"]
    known = prices[prices["limit"].notna() & prices["price"].notna()]
    order = (known["limit"] * known["price"]).abs().sort_values(ascending=False, kind="stable").index
    rows = [
        (str(row["in words"]), f"{row['sheet']}, {row['row']}", str(row["period"]))
        for row in known.loc[order].head(MOST_ROWS).to_dict("records")
    ]
    heads = ("what one more unit is worth", "where", "period")
    return _plain("The limits that bind most.", heads, rows, (4, 2.4, 0.9), len(known))


def facts_table(plan: Plan) -> DocumentTable:
    """Return what was solved, and how well."""
    rows = [(fact, _fact(plan.run[fact])) for fact in FACTS if plan.run.get(fact) not in (None, "")]
    return DocumentTable("Facts of the run.", ("fact", "value"), tuple(rows), (1, 4))


def _fact(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _plain(
    alt: str, heads: Sequence[str], rows: Sequence[tuple[str, ...]], widths: Sequence[float], count: int
) -> DocumentTable | None:
    """Return a table without colours; None where it has no rows."""
    left_out = count - len(rows)
    return DocumentTable(alt, tuple(heads), tuple(rows), tuple(widths), left_out=left_out) if rows else None
