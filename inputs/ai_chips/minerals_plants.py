"""Plants for minerals and gases that stand today, and those that only a project can build.

Home plants run at least what their offtakes and floors keep them running, so that no plan saves a little by
shutting what works. Capacities of foreign plants are what the two countries can get of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_minerals as m
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

NOTHING_YET = assumed("nothing stands there today", "good")


def fill(book: Workbook) -> None:
    """Add the plants."""
    _rare_earths(book)
    _magnets(book)
    _gases(book)
    _new_rare_earths(book)
    _new_metals(book)


def _plant(
    book: Workbook, site: str, process: str, capacity: float, cost: float, why: Source, note: str = "",
    by: dict[int, float] | None = None, cost_why: Source | None = None, least: Figure | None = None,
) -> None:  # fmt: skip
    running = Figure(cost, cost_why or assumed("running cost without capital, from prices and margins", "medium"))
    book.add("Plants", site, process, capacity=capacity, variable_cost=running, minimum_use=least, by=by,
             why=why, note=note)  # fmt: skip


def _rare_earths(book: Workbook) -> None:
    sep = assumed("separation costs 25 USD/kg of NdPr in Malaysia, 40 in the US; 150 to 250 of Dy and Tb", "medium")
    floor = Figure(0.7, m.MP_2025, "the price floor and the offtake for ten years keep it above the 2,599 t of 2025 "
                   "and near the 4,000 t of its rate in December (share derived)")  # fmt: skip
    _plant(book, "Mountain Pass", "light separation", 6000, 0.040, m.MP_2025, "a rate near 4,000 t at the end of 2025, "
           "6,000 is the company's aim", {2026: 4000, 2027: 5000}, sep, floor)  # fmt: skip
    keeps = Figure(0.5, assumed("a mill with uranium to pay for it keeps its circuit running at half (share assumed)"))
    _plant(book, "White Mesa", "light separation", 900, 0.045, s.ENERGY_FUELS, cost_why=sep, least=keeps)
    japan = Figure(0.45, assumed("Japan's right of first call on Lynas through JARE, to 2038 (share assumed)"))
    _plant(book, "Kuantan", "light separation", 7000, 0.025, m.LYNAS_2025, "8,000 t a year made in 2025 of 10,500 of "
           "capacity; two thirds for the two countries (assumed)", {2026: 5400, 2027: 6000}, sep, japan)  # fmt: skip
    first = Figure(0.3, m.LYNAS_JARE, "Japan's first call on it keeps what its first circuit can make, 90 t (share derived)")
    _plant(book, "Kuantan", "heavy separation", 90, 0.15, s.LYNAS, "1,500 t of feed, 6% of it Dy and Tb; 9 t a quarter in "
           "2025, so 60 t in 2026", {2026: 60}, sep, first)  # fmt: skip


def _magnets(book: Workbook) -> None:
    making = assumed("30 USD/kg of magnets in Japan, 38 in the US, 20 in Vietnam", "medium")
    held = Figure(0.5, assumed("makers' offtakes from car makers and from the defence department run for years (share assumed)"))
    _plant(book, "Takefu", "magnet making", 16000, 0.030, s.MAGNETS_JP, "8% of about 200,000 t in the world (assumed)", cost_why=making, least=held)
    _plant(book, "Fort Worth", "magnet making", 3000, 0.038, m.MP_2025, "Independence, for GM and Apple; ramp assumed",
           {2026: 1000, 2027: 2000}, making, held)  # fmt: skip
    _plant(book, "Sumter", "magnet making", 3500, 0.040, m.EVAC, "eVAC 2,000 t and Noveon 2,000 t, less an eighth for aims not yet reached; "
           "ramp assumed", {2026: 1500, 2027: 2500}, making, held)  # fmt: skip
    _plant(book, "Bac Ninh", "magnet making", 1500, 0.020, assumed("Shin-Etsu's Vietnamese plant"), cost_why=making)
    _plant(book, "Akita", "gallium recycling", 80, 0.50, s.JOGMEC_GA, "half of Japanese use")


def _gases(book: Workbook) -> None:
    held = Figure(0.4, assumed("fabs keep a second and a third source on contract (share assumed)"))
    part = assumed("Japan's other maker, Korea, the US and China share what is left of the world about 15 : 45 : 15 : 25; "
                   "what these fabs can get, of a world below 10,000 t")  # fmt: skip
    cost = assumed("40 USD/kg of fluorination and purification beside the tungsten", "medium")
    book.add("Plants", "Shibukawa", "WF6 making", capacity=0, by={2026: 15}, variable_cost=Figure(0.040, cost),
             minimum_use=Figure(0.8, assumed("it delivered to the last day (share assumed)")), why=m.WF6,
             note="a quarter of the world's, shut for good on 1 July 2026 for want of Chinese tungsten powder: half a year's output")  # fmt: skip
    for site, capacity in (("Ube", 20), ("Yeongju", 60), ("Hometown", 20)):
        _plant(book, site, "WF6 making", capacity, 0.040, part, cost_why=cost, least=held)


def _new(
    book: Workbook, site: str, process: str, cost: float, why: Source, note: str = "", least: Figure | None = None
) -> None:
    """Add a plant that only Projects can build, for its running cost."""
    book.add("Plants", site, process, capacity=Figure(0, NOTHING_YET), variable_cost=cost, minimum_use=least, why=why, note=note)


def _new_rare_earths(book: Workbook) -> None:
    sep = assumed("150 to 250 USD/kg of Dy and Tb, 30 of NdPr in Australia", "medium")
    magnets = Figure(0.4, m.MP_2025, "the heavy earths of 10X's magnets, which the defence department takes for ten years (share assumed)")
    offtake = Figure(0.4, m.CAREMAG_2025, "half of it is under offtakes for years, less what is lost in ramping (share assumed)")
    for site, cost, least in (("Mountain Pass", 0.24, magnets), ("Eneabba", 0.18, None), ("Lacq", 0.20, offtake)):
        _new(book, site, "heavy separation", cost, sep, least=least)
    _new(book, "Eneabba", "light separation", 0.030, sep)
    making = assumed("38 USD/kg of magnets in the US, 25 in Malaysia", "medium")
    sold = Figure(0.7, m.MP_2025, "the defence department takes all magnets of 10X for ten years, less what is lost in ramping (share assumed)")
    half = Figure(0.5, assumed("a first line stands on an offtake (share assumed)"))
    for site, cost, least in (("Northlake", 0.038, sold), ("Benson", 0.040, half), ("Stillwater", 0.040, half), ("Kuantan", 0.025, None)):
        _new(book, site, "magnet making", cost, making, least=least)
    recycle = assumed("collecting apart, 12 USD/kg of scrap in the US and 9 in Japan")
    _new(book, "Fort Worth", "magnet recycling", 0.012, recycle)
    _new(book, "Takefu", "magnet recycling", 0.009, recycle)


def _new_metals(book: Workbook) -> None:
    ga = assumed("300 to 450 USD/kg outside China, whose price was 280 before the controls")
    for site, cost in (("Wagerup", 0.33), ("Gramercy", 0.42), ("Vaudreuil", 0.38), ("Onsan", 0.36)):
        _new(book, site, "gallium recovery", cost, ga)
    ge = assumed("900 to 1,500 USD/kg from residues and scrap")
    _new(book, "Clarksville", "zinc residue refining", 1.1, ge, "gallium comes with it")
    for site, cost in (("Clarksville", 1.4), ("Onsan", 1.1), ("Trail", 1.0)):
        _new(book, site, "germanium recovery", cost, ge)
    w = assumed("50 to 60 USD/kg of W from new mines, 70 from scrap dear to collect", "medium")
    for site, cost in (("Sangdong", 0.050), ("US industry", 0.070), ("Japan industry", 0.070), ("Gentung", 0.060)):
        _new(book, site, "tungsten refining", cost, w)
    gas = assumed("air separation with purification, from contract prices", "medium")
    for site, cost in (("US industry", 0.16), ("Japan industry", 0.16), ("Odesa", 0.11)):
        _new(book, site, "neon purification", cost, gas)
    sand = assumed("two thirds of the price at Spruce Pine; synthetic silica costs three times as much")
    _new(book, "Spruce Pine", "quartz processing", 0.008, sand)
    _new(book, "Tokuyama", "quartz processing", 0.036, sand)
