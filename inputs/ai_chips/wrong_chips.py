"""What could go wrong with chips and power: Taiwan three ways, Korea, service of the scanners, plants, grid and net.

Taiwan's blockade and war may come in any year. What is small or short is struck in three years of ten, each
carrying the chance of the years that it stands for, so that the chances add up over the ten years all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import sources_risk as s
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

THREE: Final = "2027; 2030; 2033"
OTHER_THREE: Final = "2028; 2031; 2034"
ONCE: Final = "2029"
STANDS_FOR: Final = 10 / 3
ANY: Final = "*"
Hit = tuple[str, str, float]
COVERS: Final = "AI compute; logic wafers"
QUESTION: Final = assumed("not a forecast: a case makes a promise of it", "by definition")


def fill(book: Workbook) -> None:
    """Add disruptions and what they hit."""
    _taiwan(book)
    _others(book)
    _promises(book)


def _strike(
    book: Workbook, name: str, chance: float, between: tuple[float, float], years: float, hits: tuple[Hit, ...],
    why: Source, note: str, *, recovery: float | None = None, onset: str = ANY,
) -> None:  # fmt: skip
    """Add a disruption by its chance a year; on three onsets it is scaled to the years that they stand for."""
    scaled = round(chance * STANDS_FOR, 6) if onset in (THREE, OTHER_THREE) else chance
    words = f"{chance:.1%} a year, between {between[0]:.1%} and {between[1]:.1%}: {note}"
    if scaled != chance:
        words += f"; three onsets stand for ten years, so each carries {scaled:.1%}"
    book.add("Disruptions", name, probability=Figure(scaled, why, words), duration=Figure(years, why, words),
             recovery=Figure(recovery, why, words) if recovery else None, onset=onset, covers=COVERS, note=words)  # fmt: skip
    for target, what, remaining in hits:
        book.add("Hits", name, target, what, remaining=remaining, why=why, note=words)


def _taiwan(book: Workbook) -> None:
    island = ("country", "Taiwan")
    _strike(book, "Quake in Taiwan", 0.15, (0.10, 0.25), 0.1, ((*island, 0.96),), s.TSMC_QUAKES,
            "four in 27 years; each cost 0.2 to 0.4% of a year's wafers: struck in one year alone, to show how little it is", onset=ONCE)  # fmt: skip
    _strike(book, "Severe quake in Taiwan", 0.03, (0.01, 0.06), 0.25, ((*island, 0.6),),
            assumed("1999 once in 27 years of a modern industry; buildings are stronger now, sites closer together"),
            "as in 1999: weeks of standstill, months of repair", recovery=0.25, onset=THREE)  # fmt: skip
    _strike(book, "Quarantine of Taiwan", 0.02, (0.005, 0.05), 1, ((*island, 0.1), ("chokepoint", "Taiwan Strait", 0.1)),
            s.BLOCKADE, "plants stand whole and nothing leaves; back in half a year after", recovery=0.5)  # fmt: skip
    _strike(book, "War over Taiwan", 0.01, (0.003, 0.05), 2, ((*island, 0), ("chokepoint", "Taiwan Strait", 0)),
            s.WAR, "the middle (by ratio) of markets' 8 to 10% and forecasters' near nothing; nothing for two years, "
            "then rebuilding over three: 19 to 38 months for a fab, and scanners for a part of it", recovery=3)  # fmt: skip


def _others(book: Workbook) -> None:
    rare = assumed("one war in 76 years and none since there are fabs: half an event over twice the time")
    _strike(book, "Crisis in Korea", 0.005, (0.002, 0.01), 2, (("country", "South Korea", 0.1),), rare,
            "memory, packaging and a tenth of logic for two years", recovery=1, onset=THREE)  # fmt: skip
    service = assumed("an export stop of service has been threatened to others, never to allies; half of a percent to two")
    _strike(book, "No service for EUV scanners", 0.01, (0.005, 0.02), 1,
            (("supplier", "ASML", 0), ("material", "logic wafers", 0.75), ("material", "HBM wafers", 0.9)), service,
            "Veldhoven lost or service forbidden for a year; parts last for half of it and more, but nobody can store "
            "its engineers: a quarter of logic and a tenth of HBM stands still (assumed)", onset=THREE)  # fmt: skip
    _strike(book, "Fire in Korean memory", 0.03, (0.01, 0.05), 0.1, (("plant", "HBM wafer fab @ Icheon", 0),), s.NAKA,
            "as Naka in 2021 and Hsinchu before: a line stands for a month and comes back over two", recovery=0.17, onset=OTHER_THREE)  # fmt: skip
    sole = assumed("fires in Naka, Nobeoka, Shibukawa and Trail: about one a year among some ten sites that stand alone")
    _strike(book, "Fire at the maker of cloth", 0.03, (0.01, 0.06), 0.25, (("supplier", "Nittobo", 0.2),), sole,
            "a sole source of every substrate, three months", onset=THREE)  # fmt: skip
    grid = assumed("no event on record; a transformer takes two to three years to replace and few spares stand")
    _strike(book, "Transformers of the US grid fail", 0.01, (0.003, 0.03), 1,
            (("resource", "power connections @ United States", 0.7),), grid,
            "storm, fault or sabotage: three in ten new connections wait for spares", recovery=1, onset=THREE)  # fmt: skip
    net = assumed("NotPetya in 2017 and Change Healthcare in 2024 stopped whole firms for weeks; TSMC lost days in 2018")
    _strike(book, "Cyber attack on packaging", 0.05, (0.02, 0.1), 0.08, (("plant", "advanced packaging @ Chiayi", 0.2),), net,
            "four weeks", onset=OTHER_THREE)  # fmt: skip


def _promises(book: Workbook) -> None:
    for name, onset in (("Loss of Taiwan, soon", "2030; 2031"), ("Loss of Taiwan", "2033; 2034")):
        book.add("Disruptions", name, probability=0, duration=1, onset=onset, covers=COVERS,
                 why=QUESTION, note="a year without anything from Taiwan; the cases ask what must still be served")  # fmt: skip
        book.add("Hits", name, "country", "Taiwan", remaining=0, why=QUESTION)
