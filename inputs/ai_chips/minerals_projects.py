"""Mineral projects: what is being built, with its date and the capital still to spend, and what is open.

A committed project carries its owner in the note. Where the owner's aim is a start-up's, only a first line is
committed and the rest is open, later and smaller. Plants of many small parts may be of any size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_minerals as m
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

SLOW = assumed("separation and mines take two years to full output; Eneabba and Kalgoorlie took longer", "medium")
QUICK = assumed("half output in the first year", "medium")
WINDOW = assumed("what starts after 2032 serves too little of the horizon to be judged by it", "by definition")
WEAR = assumed("15 years for chemical plants", "medium")
LEFT = assumed("the capital still to spend: the published sum less what the works so far have taken", "low")
TONNE = assumed("100 million USD a thousand tonnes of magnets, from Benson and 10X", "medium")


def fill(book: Workbook) -> None:
    """Add the mineral projects."""
    _committed_earths(book)
    _committed_others(book)
    _open_magnets(book)
    _open_metals(book)
    _open_gases(book)


def _project(
    book: Workbook, name: str, kind: str, place: str, adds: str, block: float | None, capital: float, lead: float,
    why: Source, note: str = "", capital_why: Source | None = None, slow: bool = False, **more: Any,
) -> None:  # fmt: skip
    """Add a mineral project: of one size, or of any size up to a maximum where it has no block."""
    book.add(
        "Projects", name, kind=kind, place=place, adds=adds, block=block,
        **{"fixed_capital" if block else "capital_rate": Figure(capital, capital_why) if capital_why else capital},
        lead_time=lead, ramp=Figure("0.4; 0.7; 1", SLOW) if slow else Figure("0.5; 1", QUICK), economic_life=Figure(15, WEAR),
        why=why, note=note, **({} if "decision" in more else {"latest": Figure(2032, WINDOW)}), **more,
    )  # fmt: skip


def _under_way(
    book: Workbook, name: str, kind: str, place: str, adds: str, block: float, capital: float, lead: float,
    owner: str, why: Source, note: str = "", slow: bool = False, start: int = 2026,
) -> None:  # fmt: skip
    """Add a project that is ramping, building or financed: it is there, and the plan does not ask whether."""
    _project(book, name, kind, place, adds, block, capital, lead, why, f"{owner}; {note}" if note else owner, LEFT, slow,
             decision=str(start))  # fmt: skip


def _committed_earths(book: Workbook) -> None:
    light, heavy, magnets = "light separation", "heavy separation", "magnet making"
    _under_way(book, "MP heavy separation", "minerals", "Mountain Pass", heavy, 200, 60, 0, "MP Materials", m.MP_HEAVY,
               "commissioning in mid 2026 by a loan of the defence department")  # fmt: skip
    _under_way(book, "Lynas heavy plant", "minerals", "Kuantan", heavy, 210, 95, 1, "Lynas", m.LYNAS_HEAVY, "300 t less the first circuit")
    _under_way(book, "Iluka Eneabba refinery", "minerals", "Eneabba", light, 4000, 800, 1, "Iluka", m.ENEABBA,
               "commissioning in 2027, by Australian loans", slow=True)  # fmt: skip
    _under_way(book, "Eneabba heavy circuit", "minerals", "Eneabba", heavy, 230, 150, 1, "Iluka", m.ENEABBA, "part of the refinery (capital split assumed)", slow=True)
    _under_way(book, "Caremag Lacq", "minerals", "Lacq", heavy, 300, 85, 1, "Carester, JOGMEC and Iwatani", m.CAREMAG_2025, "half of 600 t, for Japan; offtake from 2027")
    _under_way(book, "MP 10X magnets", "magnets", "Northlake", magnets, 7000, 1000, 2, "MP Materials", m.MP_2025,
               "10,000 t with Independence; ground broken, all of it sold to the defence department for ten years", slow=True)  # fmt: skip
    _under_way(book, "Vulcan Benson, first line", "magnets", "Benson", magnets, 1500, 200, 2, "Vulcan Elements, a start-up", m.VULCAN,
               "of 10,000 t that the company aims at; size of the first line assumed", slow=True)  # fmt: skip
    _under_way(book, "USA Rare Earth, first line", "magnets", "Stillwater", magnets, 600, 60, 1, "USA Rare Earth, a start-up", m.USA_RE, "size assumed", slow=True)


def _committed_others(book: Workbook) -> None:
    _under_way(book, "ATALCO Gramercy gallium", "minerals", "Gramercy", "gallium recovery", 50, 300, 2, "ATALCO, the defence department",
               m.GRAMERCY, "450 with the alumina works, two thirds of it for gallium (assumed); up to 50 t; date assumed")  # fmt: skip
    book.add("Projects", "Alcoa-JAGA Wagerup gallium", kind="minerals", place="Wagerup", adds="gallium recovery", block=100,
             fixed_capital=Figure(250, assumed("not published: from Gramercy's equity of 150 for 50 t")), lead_time=2,
             ramp="0.55; 1", economic_life=Figure(15, WEAR), decision="2026", why=m.WAGERUP,
             note="Alcoa, Sojitz, JOGMEC, US and Australian governments; 55 t in 2028; equity promised, the final decision was not seen")  # fmt: skip
    _under_way(book, "Korea Zinc Clarksville residues", "minerals", "Clarksville", "zinc residue refining", 15, 200, 4, "Korea Zinc, the defence department",
               m.KZ_TENNESSEE, "3% of 6,600 for two of 13 metals; tonnes are not published: 15 t of each assumed, half of Nyrstar's plan, which died")  # fmt: skip
    _under_way(book, "Sangdong phase 2", "minerals", "Sangdong", "tungsten refining", 2000, 110, 1, "Almonty", m.DFARS, "doubles the mine from 2027; 45% of it tied to US buyers", slow=True)
    _under_way(book, "Spruce Pine expansion", "minerals", "Spruce Pine", "quartz processing", 180, 60, 1, "Sibelco", s.SIBELCO, "doubling since 2023, for all the world; completion not seen")


def _open_magnets(book: Workbook) -> None:
    magnets = "magnet making"
    wide = assumed("no capital published; from like projects")
    _project(book, "Vulcan Benson, the rest", "magnets", "Benson", magnets, None, 0.1, 2, TONNE, "aim of a start-up: 10,000 t by 2029 or 2030 at best", slow=True,
             maximum=Figure(8500, m.VULCAN), earliest=2027)  # fmt: skip
    _project(book, "USA Rare Earth, the rest", "magnets", "Stillwater", magnets, None, 0.1, 3, TONNE, "aim of a start-up; a letter of intent that does not bind", slow=True,
             maximum=Figure(9400, m.USA_RE), earliest=2027)  # fmt: skip
    _project(book, "JS Link Kuantan", "magnets", "Kuantan", magnets, None, 0.08, 3, m.JS_LINK, "an understanding only", wide, maximum=3000)
    _project(book, "Japanese magnet expansion", "magnets", "Takefu", magnets, None, 0.1, 2, wide, maximum=3000, starts=2)
    _project(book, "Vietnamese magnet expansion", "magnets", "Bac Ninh", magnets, None, 0.08, 2, wide, maximum=2000)
    _project(book, "US magnet recycling", "recycling", "Fort Worth", "magnet recycling", None, 0.06, 2, wide, maximum=1500, requires="Share heavy separation know-how")
    _project(book, "Japanese magnet recycling", "recycling", "Takefu", "magnet recycling", None, 0.05, 2, wide, maximum=2000)


def _open_metals(book: Workbook) -> None:
    ga, ge, w = "gallium recovery", "germanium recovery", "tungsten refining"
    guess = assumed("capital not published: 3 million USD a tonne a year, from Gramercy's equity of 150 for 50 t")
    time = "capacity seen; time and capital assumed"
    _project(book, "Korea Zinc Onsan gallium", "minerals", "Onsan", ga, None, 3, 2, s.BLUE_GA26, time, guess, maximum=15)
    _project(book, "Korea Zinc Onsan germanium", "minerals", "Onsan", ge, None, 8, 2, s.BLUE_GA26, time, assumed("capital not published: 8 million USD a tonne a year"), maximum=11)
    _project(book, "Rio Tinto Vaudreuil gallium", "minerals", "Vaudreuil", ga, None, 3, 3, s.RIO_GA, time, guess, maximum=40, requires="Share gallium recovery know-how")
    more = assumed("announced intentions without figures: 6 million USD a tonne a year")
    _project(book, "Teck Trail germanium expansion", "minerals", "Trail", ge, None, 6, 2, more, maximum=8)
    _project(book, "US germanium recycling", "recycling", "Clarksville", ge, None, 5, 1, more, maximum=6)
    _project(book, "Dowa gallium recycling", "recycling", "Akita", "gallium recycling", None, 1.5, 2,
             assumed("half as much again as today, at half of Wagerup's capital a tonne"), maximum=40)  # fmt: skip
    _project(book, "Gentung-Browns Lake mine", "minerals", "Gentung", w, None, 0.12, 3, m.GENTUNG, "Almonty, Montana; the company says 2026, start not seen; capital assumed", slow=True, maximum=1100)
    dear = assumed("no figures published; from like projects")
    _project(book, "US tungsten recycling", "recycling", "US industry", w, None, 0.06, 2, dear, maximum=1800)
    _project(book, "Japan tungsten recycling", "recycling", "Japan industry", w, None, 0.06, 2, dear, maximum=1200)


def _open_gases(book: Workbook) -> None:
    guess = assumed("no figures published; from like projects")
    _project(book, "Korean WF6 expansion", "gas", "Yeongju", "WF6 making", None, 1.0, 2, guess, maximum=60)
    _project(book, "Japanese WF6 expansion", "gas", "Ube", "WF6 making", None, 1.3, 2, guess, maximum=30)
    _project(book, "US WF6 expansion", "gas", "Hometown", "WF6 making", None, 1.5, 2, guess, maximum=30)
    _project(book, "Synthetic silica in Japan", "minerals", "Tokuyama", "quartz processing", None, 1.6, 2, guess, maximum=80)
    _project(book, "US neon recovery", "gas", "US industry", "neon purification", None, 1.75, 2, guess, maximum=40)
    _project(book, "Japan neon recovery", "gas", "Japan industry", "neon purification", None, 1.6, 2, guess, maximum=40)
    _project(book, "Odesa neon restoration", "gas", "Odesa", "neon purification", None, 1.0, 2, guess, maximum=50, earliest=2027)
