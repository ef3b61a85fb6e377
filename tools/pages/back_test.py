"""docs/back-test.md: what came after January 2023, played against what was built and against what was planned then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from inputs.ai_chips_2023.network import METALS, STEPS
from inputs.ai_chips_2023.projects import BUILT
from inputs.ai_chips_2023.record import COUNTED, EVENTS, RECORD, Event
from planner.plans.resilience import resilience
from planner.plans.trunk_values import trunk_values
from planner.solving.compile import compile_model
from planner.solving.outcome import Options
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.build import trunk
from tools.pages.page import DOCS, ROOT, put
from tools.pages.page import table as markdown
from tools.pages.solves import Solves

if TYPE_CHECKING:
    import pandas as pd

    from planner import Result

WORKBOOK: Final = ROOT / "inputs" / "ai_chips_2023.xlsx"
PAGE: Final = DOCS / "back-test.md"
STRUCK_TOO: Final = "As it was built, and the record"


@dataclass(frozen=True)
class Played:
    """What an event does to a plan: shares of what its buyers use, tonnes short, and the price that this means."""

    service: float
    short: float
    of_use: float
    extra: float

    @property
    def price(self) -> str:
        """What users would pay, by the steps of demand: whose step is given up sets the price."""
        given_up = 0.0
        for share, times in STEPS.values():
            if self.of_use <= given_up + 1e-4:
                break
            given_up, told = given_up + share, f"x{times:g}"
        else:
            return told
        return told if given_up else "under x2"


def played(plan: Result, record: str) -> pd.DataFrame:
    """Return the table Resilience of a plan in the workbook in which what came is switched on.

    The plan was made without it: its stocks and its flows know nothing of what came.
    """
    model = trunk(assemble(read(WORKBOOK, record)))
    program = compile_model(model)
    values = trunk_values(model, program, plan.plan.tables)
    return resilience(model, program, values, Options())["Resilience"]


def outcome(table: pd.DataFrame, event: Event) -> Played:
    """Return what came of an event."""
    row = table[table["disruption"] == event.name].iloc[0]
    return Played(
        row["service"], row["shortage"], row["shortage"] / asked(event), row["extra cost in the year's money"]
    )


def asked(event: Event) -> float:
    """Return what the buyers whom an event strikes would use over its window, of all that it covers."""
    years = event.years + event.recovery
    total = 0.0
    for material in event.covers.split("; "):
        if material in METALS:
            us, japan = METALS[material][3:5]
            total += {"US": us, "Japan": japan}.get(event.buyers, us + japan) * years
    return total or float("nan")


def judged(told: Played, record: float | None) -> str:
    """Return whether the price that users would pay is about the record's."""
    if record is None:
        return ""
    low, high = {"under x2": (0.0, 2.0), "x2": (1.5, 3.0), "x4": (3.0, 8.0), "x20": (8.0, 1e9)}[told.price]
    return "hit" if low <= record < high else "too low" if record >= high else "too high"


def events_table(built: pd.DataFrame, planned: pd.DataFrame) -> str:
    """Return what each event does to both, beside the record."""
    head = (
        "what came",
        "day",
        "played",
        "short, as built",
        "short, as planned",
        "price it means, as built",
        "price on record",
        "",
        "what is on record",
    )
    return markdown(head, [_event_row(event, outcome(built, event), outcome(planned, event)) for event in EVENTS])


def _event_row(event: Event, built: Played, planned: Played) -> list[str]:
    remaining = min(share for *_, share in event.hits)
    window = f"{event.onset}, {event.years:g} y" + (f" and {event.recovery:g} y back" if event.recovery else "")
    left = f"{remaining:.1%} left" if remaining <= 1 else f"x{remaining:g}"
    is_priced = built.of_use == built.of_use
    return [
        f"{event.name} {event.number}".strip(), event.day, f"{window}; {left}", _short(built), _short(planned),
        built.price if is_priced else "", "" if event.price is None else f"x{event.price:g}",
        judged(built, event.price) if is_priced else "", event.told,
    ]  # fmt: skip


def _short(told: Played) -> str:
    if told.short < 0.005:
        return "0"
    share = f" ({told.of_use:.1%})" if told.of_use == told.of_use else f" ({told.service:.0%} served)"
    return f"{told.short:,.4g}{share}" if told.short < 1000 else f"{told.short:,.0f}{share}"


def decisions_table(plans: dict[str, Result]) -> str:
    """Return what each plan starts, when."""
    found: dict[str, dict[str, str]] = {}
    for name, plan in plans.items():
        rows = plan.investments[plan.investments["start"].notna()]
        for project, group in rows.groupby("project", sort=False):
            found.setdefault(str(project), {})[name] = "; ".join(
                f"{start}" + (f" x{blocks:g}" if blocks > 1 else "")
                for start, blocks in zip(group["start"], group["blocks"], strict=True)
            )
    return markdown(
        ["project", *plans], [[project, *(by.get(name, "") for name in plans)] for project, by in found.items()]
    )


def stocks_table(plans: dict[str, Result], period: str = "2024 Q4") -> str:
    """Return what both countries hold of each material at the end of a period, in days of their use."""
    rows = []
    for metal, (_, _, _, us, japan, *_) in METALS.items():
        row = [metal]
        for plan in plans.values():
            held = plan.stockpiles[
                (plan.stockpiles["material"] == metal) & (plan.stockpiles["period"].astype(str) == period)
            ]
            by = dict(zip(held["site"], held["stock"], strict=True))
            row.append(f"{by['US industry'] / us * 365:.0f}; {by['Japan industry'] / japan * 365:.0f}")
        rows.append(row)
    return markdown(["days of use in the US; in Japan", *plans], rows)


def make(threads: int = 2) -> None:
    """Plan, play, and write the page's tables and its picture."""
    solves = Solves(WORKBOOK, threads=threads, time_limit=300)
    names = {"as planned in January 2023": "base", "as planned, chances as counted": COUNTED, "as it was built": BUILT}
    plans = {name: found for name, case in names.items() if (found := solves.plan(f"2023 {name}", case=case))}
    planned, counted, built = plans.values()
    struck = {
        "planned": played(planned, RECORD),
        "built": played(built, STRUCK_TOO),
        "counted": played(counted, RECORD),
    }
    put(PAGE, "back-test", WORKBOOK, "\n\n".join((
        events_table(struck["built"], struck["planned"]), sums_line(struck),
        "### What is decided", decisions_table(plans),
        "### What is held at the end of 2024", stocks_table(plans),
    )))  # fmt: skip


def sums_line(struck: dict[str, pd.DataFrame]) -> str:
    """Return in a sentence how many events leave a shortage, and how the prices compare."""
    short = {name: sum(outcome(found, event).short > 0.005 for event in EVENTS) for name, found in struck.items()}
    priced = [
        judged(outcome(struck["built"], event), event.price)
        for event in EVENTS
        if event.price and outcome(struck["built"], event).of_use >= 0
    ]
    return (
        f"Of {len(EVENTS)} events {short['built']} leave something short as it was built, {short['planned']} as it was "
        f"planned, {short['counted']} with the chances as counted. Of {len(priced)} prices on record "
        f"{priced.count('hit')} are hit, "
        f"{priced.count('too low')} are told too low and {priced.count('too high')} too high."
    )
