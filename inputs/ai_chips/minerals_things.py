"""Minerals and gases, how they are made, and what fabs take of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_minerals as m
from inputs.ai_chips.minerals_offers import DYTB, GALLIUM, GERMANIUM, NDPR, TUNGSTEN
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

# Materials with rules: surplus would let a plan keep its shares by buying what it throws away.
RULED: Final = ("magnets", "tungsten")
BY_PRODUCTS: Final = ("NdPr oxide", "DyTb oxide", "gallium", "germanium")


def fill(book: Workbook) -> None:
    """Add materials, processes and recipes, and what fabs take."""
    _materials(book)
    _processes(book)
    _recipes(book)
    _gas_recipes(book)
    _floor(book)


def _materials(book: Workbook) -> None:
    waste = assumed("what is left over is stored at the cost of its value, so that nobody buys shares to throw away", "by definition")
    worth = assumed("its price in Suppliers, or its cost of making in Plants, rounded", "medium")

    def material(name: str, unit: str, family: str, value: float, why: Source, note: str = "") -> None:
        tight = Figure(value, waste) if name in BY_PRODUCTS else "none" if name in RULED else None
        book.add("Materials", name, unit=unit, family=family, value=value, surplus=tight, why=why, note=note or None)

    ores, oxides, minor, gases = "rare earth ores", "rare earths", "minor metals", "gases"
    material("light concentrate", "t of Nd and Pr in it", ores, 0.055, worth, "counted by content, so grades do not matter")
    material("heavy concentrate", "t of Dy and Tb in it", ores, 0.15, worth, "counted by content")
    material("NdPr oxide", "t", oxides, NDPR, m.NDPR_PRICE)
    material("DyTb oxide", "t", oxides, DYTB, m.DYTB_ABROAD, "four parts Dy, one part Tb, outside China: 0.8 x 700 and 0.2 x 2,000; for the marginal tonne")
    material("magnet scrap", "t", ores, 0.015, worth)
    material("magnets", "t", "magnets", 0.10, worth, "sintered NdFeB")
    material("gallium", "t", minor, GALLIUM, m.GA_PRICE, "outside China")
    material("germanium", "t", minor, GERMANIUM, m.GE_PRICE, "outside China")
    material("tungsten", "t of W", "tungsten", TUNGSTEN, m.W_PRICE, "as APT or its like")
    material("neon", "t", gases, 0.2, worth, "semiconductor grade")
    material("WF6", "t", gases, 0.2, worth, "tungsten hexafluoride, the only gas that puts tungsten into chips")
    material("helium", "thousand m3", gases, 0.018, m.HELIUM_PRICE, "liquid, delivered")
    material("quartz", "t", "silicon", 0.012, worth, "crucible grade, for the wafers of this chain alone")
    material("polysilicon", "t", "silicon", 0.035, worth, "electronic grade, for the wafers of this chain alone")


def _processes(book: Workbook) -> None:
    for process, unit in (
        ("light separation", "t of NdPr oxide"), ("heavy separation", "t of DyTb oxide"),
        ("magnet making", "t of magnets"), ("magnet recycling", "t of scrap"), ("gallium recovery", "t"),
        ("gallium recycling", "t"), ("germanium recovery", "t"), ("zinc residue refining", "t of germanium"),
        ("tungsten refining", "t of W"), ("WF6 making", "t"), ("neon purification", "t"), ("quartz processing", "t"),
    ):  # fmt: skip
        book.add("Processes", process, unit=unit)


def _recipe(book: Workbook, process: str, role: str, item: str, amount: object, why: Source, note: str = "") -> None:
    book.add("Recipes", process, role, item, amount=amount, why=why, note=note)


def _recipes(book: Workbook) -> None:
    run = assumed("one run makes one unit", "by definition")
    recovery = assumed("92% of what is in the feed comes out", "medium")
    _recipe(book, "light separation", "consumes", "light concentrate", 1.087, recovery)
    _recipe(book, "light separation", "makes", "NdPr oxide", 1, run)
    _recipe(book, "heavy separation", "consumes", "heavy concentrate", 1.087, recovery)
    _recipe(book, "heavy separation", "makes", "DyTb oxide", 1, run)
    _recipe(book, "magnet making", "consumes", "NdPr oxide", 0.40, s.MAGNET_MIX,
            "33% of the magnet as metal, 0.39 as oxide, and losses net of scrap sold")  # fmt: skip
    _recipe(book, "magnet making", "consumes", "DyTb oxide", 0.011,
            assumed("about 1% on average of all grades, 3 to 5% in hot motors only"))  # fmt: skip
    _recipe(book, "magnet making", "makes", "magnets", 1, run)
    scrap = assumed("scrap holds what a magnet holds, less a third lost on the way")
    _recipe(book, "magnet recycling", "consumes", "magnet scrap", 1, run)
    _recipe(book, "magnet recycling", "makes", "NdPr oxide", 0.27, scrap)
    _recipe(book, "magnet recycling", "makes", "DyTb oxide", 0.008, scrap)
    for process, material in (
        ("gallium recovery", "gallium"), ("gallium recycling", "gallium"), ("germanium recovery", "germanium"),
        ("zinc residue refining", "germanium"), ("tungsten refining", "tungsten"), ("WF6 making", "WF6"),
        ("neon purification", "neon"), ("quartz processing", "quartz"),
    ):  # fmt: skip
        _recipe(book, process, "makes", material, 1, run)
    _recipe(book, "WF6 making", "consumes", "tungsten", 0.65, assumed("62% of WF6 is tungsten, 5% lost", "medium"))
    _recipe(book, "zinc residue refining", "makes", "gallium", 1, assumed("as much gallium as germanium; Korea Zinc publishes no tonnes"))


def _gas_recipes(book: Workbook) -> None:
    neon = "540 t over about 130 million 300 mm equivalents of wafers started in the world, so 4.2 g a wafer"
    metal = assumed("some grams of tungsten a wafer, 8 g of WF6 in logic and 16 g in DRAM, whose word lines are of it")
    coolant = assumed("a quarter of the world's 190 million m3 over 130 million 300 mm wafers is 0.37 m3; three times as much where EUV is used")
    for fab, gas, cooling in (("leading-edge logic", 0.008, 1.1), ("HBM wafer fab", 0.016, 0.6)):
        _recipe(book, fab, "consumes", "neon", 0.0042, s.NEON, neon)
        _recipe(book, fab, "consumes", "WF6", gas, metal)
        _recipe(book, fab, "consumes", "helium", cooling, coolant)


def _floor(book: Workbook) -> None:
    shares = (0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 0.9, 0.9, 0.9)
    book.add("Series", "industry floor", by=dict(zip(range(2026, 2036), shares, strict=True)), why=assumed(
        "to 2029 what contracts keep for each of the two; from 2030 a choice of the planner", "by definition"))  # fmt: skip
