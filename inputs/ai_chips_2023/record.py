"""What could go wrong as seen in January 2023, and what did go wrong until the autumn of 2026."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from inputs.ai_chips_2023 import sources as s
from inputs.ai_chips_2023.network import METALS
from inputs.ai_chips_2023.projects import BUILT
from inputs.ai_chips_2023.sources import guess

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Source, Workbook

RECORD: Final = "The record"
BUILT_AND_STRUCK: Final = "As it was built, and the record"
COUNTED: Final = "Chances as counted"
Hit = tuple[str, str, str | None, float]
FIRST_QUARTERS: Final = "2023 Q1; 2024 Q1; 2025 Q1; 2026 Q1"
CHINESE: Final = {metal: f"China {metal}" for metal in METALS}


@dataclass(frozen=True)
class Event:
    """Something that came, as the planner plays it: an onset at the nearest quarter, what remained, for how long.

    ``buyers`` are whose use it struck. ``price`` is the multiple that the record has at about the window's end, outside
    China, and ``told`` what came of it; both are compared with, and never read by the planner.
    """

    number: str
    name: str
    day: str
    onset: str
    years: float
    recovery: float
    covers: str
    hits: tuple[Hit, ...]
    why: Source
    price: float | None
    told: str
    buyers: str = "US and Japan"
    note: str = ""


def _offer(metal: str, remaining: float) -> tuple[Hit, ...]:
    return (("supplier", CHINESE[metal], None, remaining),)


def _lane(home: str, metals: str, remaining: float = 0) -> tuple[Hit, ...]:
    return (("lane", f"China refineries > {home}", metals, remaining),)


EVENTS: Final = (
    Event("E23", "Black Sea neon", "2022-02-24", "2023 Q1", 1, 0, "neon", (("site", "Odesa", None, 0),), s.NEON, None,
          "up to 10 in 2022 (unverified), back within a year; no fab stopped", note="the war went on; still out when 2023 began"),
    Event("E02", "Gallium licences, first months", "2023-08-01", "2023 Q3", 0.5, 0, "gallium", _offer("gallium", 0.06), s.GA_2024, 2.14,
          "x1.65 in two months, x2.1 in five; no user stopped", note="none in two months, 1.5 t in November"),
    Event("E02", "Gallium licences, the years after", "2023-08-01", "2023 Q3", 2.5, 0, "gallium", _offer("gallium", 0.58), s.GA_2024, 6.2,
          "x3.2 in two years, x6.2 in two and a half", note="0.65 of the year 2022, less two months of none"),
    Event("E03", "Germanium licences, first months", "2023-08-01", "2023 Q3", 0.25, 0, "germanium", _offer("germanium", 0), s.GE_2024, 1.0,
          "hardly moved in five months"),
    Event("E03", "Germanium licences, the years after", "2023-08-01", "2023 Q3", 2, 0, "germanium", _offer("germanium", 0.4), s.GE_2024, 4.5,
          "x2.3 in fourteen months, x4.5 in two years, in part by Chinese state buying", note="0.45 in 2024, 0.2 in 2025"),
    Event("E04", "Graphite licences", "2023-12-01", "2024 Q1", 0.25, 0, "graphite", _offer("graphite", 0.5), s.GRAPHITE, 1.0,
          "no price: the world had too much", note="how far exports fell is from memory"),
    Event("E19", "Hualien earthquake", "2024-04-03", "2024 Q2", 0.25, 0, "logic wafers; accelerators",
          (("site", "Tainan", None, 0.996), ("site", "Longtan", None, 0.996)), s.HUALIEN, None, "made good within the quarter"),
    Event("E05", "Antimony licences", "2024-09-15", "2024 Q4", 0.25, 0.75, "antimony", _offer("antimony", 0.05), s.SB_2024, 1.57,
          "x1.6 in four months, x3.5 in the whole year before and after"),
    Event("E21", "Helene at Spruce Pine", "2024-09-26", "2024 Q4", 0.04, 0.08, "quartz", (("site", "Spruce Pine", None, 0),), s.HELENE, 1.0,
          "no effect: stocks"),
    Event("E06", "Ban on gallium to the US", "2024-12-03", "2025 Q1", 1, 0, "gallium", _lane("US industry", "gallium"), s.BAN, 1.17,
          "direct trade had been none before; it went through third countries", "US"),
    Event("E07", "Ban on antimony to the US", "2024-12-03", "2025 Q1", 1, 0, "antimony", _lane("US industry", "antimony"), s.BAN, None,
          "the price had risen before; a peak in June 2025 (from memory)", "US"),
    Event("E20", "Chiayi earthquake", "2025-01-21", "2025 Q1", 0.25, 0, "logic wafers; accelerators",
          (("site", "Tainan", None, 0.988),), s.CHIAYI, None, "aims of the year kept"),
    Event("E08", "Tungsten licences, first months", "2025-02-04", "2025 Q1", 0.25, 0, "tungsten", _offer("tungsten", 0), s.W_2025, 1.2,
          "x1.2 in three months, x1.46 in five"),
    Event("E08", "Tungsten licences, the year after", "2025-02-04", "2025 Q2", 1.25, 0, "tungsten", _offer("tungsten", 0.5), s.W_2025, 3.1,
          "x3.1 in eleven months, up to x9 on one day in March 2026; China rose too"),
    Event("E09", "Magnet licences", "2025-04-04", "2025 Q2", 0.25, 0.25, "magnets", _offer("magnets", 0.35), s.MAGNETS_2025, None,
          "car lines stood still for days (from memory); exports back in four months"),
    Event("E11", "Heavy rare earth licences", "2025-04-04", "2025 Q2", 0.75, 0, "DyTb oxide; magnets", _offer("DyTb oxide", 0.05), s.DY_2025, 3.04,
          "x3.0 in a month in Europe; 96% of the year's tonnes were paid as before"),
    Event("E15", "Heavy rare earths to Japan", "2026-01-06", "2026 Q1", 0.5, 0, "DyTb oxide; magnets", _lane("Japan industry", "DyTb oxide"), s.JAPAN_2026, 1.26,
          "x1.26 in a month; end not seen", "Japan"),
    Event("E16", "Tungsten to Japan", "2026-01-06", "2026 Q1", 0.5, 0, "tungsten", _lane("Japan industry", "tungsten"), s.JAPAN_2026, 2.9,
          "x2.9 in two months; a quarter of the world's WF6 shut for good", "Japan"),
    Event("E22", "Ras Laffan helium", "2026-03-02", "2026 Q2", 0.5, 0.5, "helium; logic wafers; HBM stacks", (("site", "Ras Laffan", None, 0),),
          s.RAS_LAFFAN, 2.0, "spot x2, contracts up to x1.5; no fab stopped"),
    Event("", "The boom", "2023-05-24", "2023 Q3", 2, 0, "accelerators", (("demand", "US data centres", "accelerators", 3.0),
          ("demand", "Japan data centres", "accelerators", 3.0)), s.BOOM, None,
          "2.2 to 4.1 million packages in 2024: two to four times what had been thought; sold out for two years"),
)  # fmt: skip


def fill(book: Workbook) -> None:
    """Add what was feared in January 2023, what came (switched off), and the case that switches it on."""
    _feared(book)
    for event in EVENTS:
        book.add("Disruptions", event.name, onset=event.onset, duration=event.years, recovery=event.recovery or None,
                 covers=event.covers, active="no", why=event.why, note=f"{event.number} {event.day} {event.note}".strip())  # fmt: skip
        for target, name, material, remaining in event.hits:
            book.add(
                "Hits", event.name, target, name, material=material, remaining=remaining, active="no", why=event.why
            )
        for case in (RECORD, BUILT_AND_STRUCK):
            for sheet in ("Disruptions", "Hits"):
                book.add("Cases", case, sheet=sheet, row=event.name, column="active", change="yes")
    again = [row for row in book.rows["Cases"] if row["case"] == BUILT]
    same = guess(f"the same as in the case {BUILT}", "by definition")
    for row in again:
        told = {name: row[name] for name in ("sheet", "row", "column", "change")}
        book.add("Cases", BUILT_AND_STRUCK, why=same, **told)
    _counted(book)


def _feared(book: Workbook) -> None:
    one_in_thirteen = guess(
        "one stop of one of six mineral groups in the thirteen years from 2010 is 0.013 a year for each; four times that after "
        "the US controls on chips of October 2022, to which an answer was expected"
    )  # fmt: skip
    for metal in ("gallium", "germanium", "antimony", "tungsten", "graphite"):
        _fear(book, f"China stops {metal}", 0.05, 0.5, (("supplier", CHINESE[metal], None, 0),), one_in_thirteen)
    rare = tuple(("supplier", CHINESE[metal], None, 0.0) for metal in ("DyTb oxide", "magnets"))
    _fear(book, "China stops rare earths", 0.05, 0.5, rare, one_in_thirteen)
    _fear(book, "War keeps neon away", 0.2, 1, (("site", "Odesa", None, 0),), guess("the war of 2022 goes on"))
    _fear(book, "Qatar's helium out", 0.1, 0.1, (("site", "Ras Laffan", None, 0),), s.HELIUM)
    _fear(book, "Earthquake in Taiwan", 0.04, 0.25, (("country", "Taiwan", None, 0.8),), s.EVENTS)
    _fear(book, "Taiwan cut off", 0.01, 1, (("country", "Taiwan", None, 0),), guess("no event on record"))


def _fear(book: Workbook, name: str, chance: float, years: float, hits: tuple[Hit, ...], why: Source) -> None:
    """Add a disruption that may begin with the first quarter of each year, at the chance of the whole year."""
    book.add("Disruptions", name, probability=round(4 * chance, 6), onset=FIRST_QUARTERS, duration=years, why=why,
             note=f"{chance:g} a year: four times that in one quarter of four")  # fmt: skip
    for target, what, material, remaining in hits:
        book.add("Hits", name, target, what, material=material, remaining=remaining, why=why)


def _counted(book: Workbook) -> None:
    """Add the case in which a Chinese stop is as likely as the count alone says."""
    for row in book.rows["Disruptions"]:
        if str(row["disruption"]).startswith("China stops"):
            book.add(
                "Cases",
                COUNTED,
                sheet="Disruptions",
                row=row["disruption"],
                column="probability",
                change=0.052,
                why=s.EVENTS,
            )
