"""What could be built for minerals: separation, magnets, recovery, recycling, quartz and gases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inputs.ai_chips import sources as s
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

SLOW = assumed("separation and mines take two years to full output; Eneabba and Kalgoorlie took longer", "medium")
QUICK = assumed("half output in the first year", "medium")
WINDOW = assumed("what starts after 2031 serves too little of the horizon to be judged by it", "by definition")
WEAR = assumed("15 years for chemical plants", "medium")


def fill(book: Workbook) -> None:
    """Add the mineral projects."""
    _rare_earths(book)
    _minor_metals(book)
    _others(book)


def _project(
    book: Workbook, name: str, kind: str, place: str, adds: str, block: float, capital: float, lead: float,
    why: Source, note: str = "", capital_why: Source | None = None, slow: bool = False, **more: Any,
) -> None:  # fmt: skip
    """Add a mineral project of one size."""
    book.add(
        "Projects", name, kind=kind, place=place, adds=adds, block=block,
        fixed_capital=Figure(capital, capital_why) if capital_why else capital, lead_time=lead,
        ramp=Figure("0.4; 0.7; 1", SLOW) if slow else Figure("0.5; 1", QUICK), economic_life=Figure(15, WEAR),
        why=why, note=note, **({"latest": Figure(2031, WINDOW)} | more),
    )  # fmt: skip


def _rare_earths(book: Workbook) -> None:
    light, heavy, magnets = "light separation", "heavy separation", "magnet making"
    knowhow = "Share heavy separation know-how"
    guess = assumed("no capital published; from like projects")
    _project(book, "MP heavy separation", "minerals", "Mountain Pass", heavy, 200, 150, 1.5, s.MP_HRE, requires=knowhow)
    _project(book, "Iluka Eneabba refinery", "minerals", "Eneabba", light, 4000, 800, 1.5, s.ILUKA,
             "1,750 million AUD at 0.65, of which 340 spent; started 2022", slow=True, decision="2026", starts=1)  # fmt: skip
    _project(book, "Eneabba heavy circuit", "minerals", "Eneabba", heavy, 230, 220, 1.5, s.ILUKA, "part of the refinery's cost (assumed)",
             slow=True, requires="Iluka Eneabba refinery")  # fmt: skip
    _project(book, "Lynas heavy plant", "minerals", "Kuantan", heavy, 210, 117, 1.5, s.LYNAS_HRE, "180 million AUD at 0.65; less the first circuit", decision="2026")
    _project(book, "Caremag Lacq", "minerals", "Lacq", heavy, 300, 125, 2, s.CAREMAG, "half of it for Japan", requires=knowhow)
    _project(book, "MP 10X magnets", "magnets", "Fort Worth", magnets, 7000, 1000, 2.5, s.MP, "10,000 t of both plants", slow=True, decision="2026")
    _project(book, "Japanese magnet expansion", "magnets", "Takefu", magnets, 3000, 300, 1.5, guess)
    _project(book, "Vietnamese magnet expansion", "magnets", "Bac Ninh", magnets, 2000, 160, 1.5, guess)
    _project(book, "US magnet recycling", "recycling", "Fort Worth", "magnet recycling", 1500, 90, 1.5, guess)
    _project(book, "Japanese magnet recycling", "recycling", "Takefu", "magnet recycling", 2000, 100, 1.5, guess)


def _minor_metals(book: Workbook) -> None:
    ga, ge = "gallium recovery", "germanium recovery"
    knowhow = "Share gallium recovery know-how"
    guess = assumed("capital not published: 3 million USD a tonne a year, from Gramercy's equity of 150 for 50 t")
    time = "capacity seen; time and capital assumed"
    _project(book, "Alcoa-JAGA Wagerup gallium", "minerals", "Wagerup", ga, 100, 250, 1.5, s.BLUE_GA, time, guess, requires=knowhow)
    _project(book, "ATALCO Gramercy gallium", "minerals", "Gramercy", ga, 50, 300, 2, s.BLUE_GA26, "150 million of equity is half (assumed)",
             requires=knowhow)  # fmt: skip
    _project(book, "Nyrstar Clarksville circuit", "minerals", "Clarksville", "zinc residue refining", 30, 150, 2.5, s.NYRSTAR)
    _project(book, "Korea Zinc Onsan gallium", "minerals", "Onsan", ga, 15, 45, 2.5, s.BLUE_GA26, time, guess)
    _project(book, "Korea Zinc Onsan germanium", "minerals", "Onsan", ge, 11, 90, 2.5, s.BLUE_GA26, time,
             assumed("capital not published: 8 million USD a tonne a year, from Clarksville"))  # fmt: skip
    _project(book, "Rio Tinto Vaudreuil gallium", "minerals", "Vaudreuil", ga, 40, 120, 3, s.RIO_GA, time, guess, requires=knowhow)
    more = assumed("announced intentions without figures: 6 million USD a tonne a year")
    _project(book, "Teck Trail germanium expansion", "minerals", "Trail", ge, 8, 50, 2, more)
    _project(book, "US germanium recycling", "recycling", "Clarksville", ge, 6, 30, 1, more)
    _project(book, "Dowa gallium recycling", "recycling", "Akita", "gallium recycling", 40, 60, 1.5,
             assumed("half as much again as today, at half of Wagerup's capital a tonne"))  # fmt: skip


def _others(book: Workbook) -> None:
    guess = assumed("no figures published; from like projects")
    _project(book, "Sangdong phase 2", "minerals", "Sangdong", "tungsten refining", 1450, 110, 2, s.ALMONTY, "as the first phase, less the mill")
    _project(book, "Kazakh tungsten mine", "minerals", "Pavlodar", "tungsten refining", 3500, 1000, 4,
             assumed("the deposits of Karaganda; a third of a large mine for the two countries"), slow=True)  # fmt: skip
    _project(book, "US tungsten recycling", "recycling", "US industry", "tungsten refining", 1200, 70, 1.5, guess)
    _project(book, "Spruce Pine expansion", "minerals", "Spruce Pine", "quartz processing", 180, 200, 2, s.SIBELCO, "doubling; the capital serves the world")
    _project(book, "Synthetic silica in Japan", "minerals", "Tokuyama", "quartz processing", 80, 130, 2, guess)
    _project(book, "US neon recovery", "gas", "US industry", "neon purification", 40, 70, 1.5, guess)
    _project(book, "Japan neon recovery", "gas", "Japan industry", "neon purification", 40, 65, 1.5, guess)
    _project(book, "Odesa neon restoration", "gas", "Odesa", "neon purification", 50, 50, 1.5, guess, earliest=2027)
