"""Materials, processes, recipes, shared resources and series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import sources as s
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

# Materials with rules: surplus would let a plan keep its shares by buying what it throws away.
RULED: Final = ("logic wafers", "HBM stacks", "accelerators", "optics")


def fill(book: Workbook) -> None:
    """Add what is made, how, and what making it shares."""
    _materials(book)
    _chip_recipes(book)
    _assembly_recipes(book)
    _resources(book)
    _series(book)


def _materials(book: Workbook) -> None:
    def material(name: str, unit: str, family: str, value: float, why: Source, note: str = "") -> None:
        tight = "none" if name in RULED else None
        book.add("Materials", name, unit=unit, family=family, value=value, surplus=tight, why=why, note=note or None)

    worth = assumed("its price in Suppliers, or its cost of making in Plants, rounded", "medium")
    material("silicon wafers", "thousand", "silicon", 0.12, worth, "300 mm")
    material("photoresist", "t", "fab supplies", 0.4, worth, "ArF and EUV")
    material("EUV service", "scanner years", "fab supplies", 12, worth, "parts, tin, pellicles and field engineers")
    material("logic wafers", "thousand", "chips", 18, s.PRICES_CHIPS, "N5 and below, of 300 mm")
    material("HBM wafers", "thousand", "chips", 7.5, s.PRICES_CHIPS, "DRAM with through-silicon vias, not stacked yet")
    material("HBM stacks", "thousand", "chips", 0.4, s.PRICES_CHIPS, "12 high, 36 GB")
    material("substrates", "thousand", "chips", 0.18, worth, "ABF, one for each package")
    material("accelerators", "thousand", "accelerators", 5.6, worth, "packages like B200: two large dies, 8 stacks")
    material("optics", "thousand sets", "optics", 1.2, worth, "transceivers and fibre for one accelerator")
    material("AI compute", "MW of IT load", "compute", 35, s.BERNSTEIN, "brought into service in the year")


def _recipe(book: Workbook, process: str, role: str, item: str, amount: object, why: Source, note: str = "") -> None:
    book.add("Recipes", process, role, item, amount=amount, why=why, note=note)


def _chip_recipes(book: Workbook) -> None:
    run = assumed("one run makes a thousand wafers, stacks are counted in thousands", "by definition")
    for process, unit in (
        ("wafer making", "thousand wafers"), ("leading-edge logic", "thousand wafers"),
        ("HBM wafer fab", "thousand wafers"), ("HBM stacking", "thousand wafers"),
    ):  # fmt: skip
        book.add("Processes", process, unit=unit)
    crystal = assumed("125 g a wafer, half of the silicon lost in ends, kerf and polishing", "medium")
    crucible = assumed("a fifth of a tonne of crucible quartz a tonne of polysilicon")
    resist = assumed("about 150 USD of resist a leading-edge logic wafer and 40 USD a DRAM wafer, at 400 USD/kg")
    jobs = assumed("4 a thousand DRAM wafers a year: fewer layers than logic")
    euv = assumed("one scanner exposes about 17,000 logic wafers of 20 EUV layers a year; HBM has 2 or 3 layers")

    _recipe(book, "wafer making", "consumes", "polysilicon", 0.25, crystal)
    _recipe(book, "wafer making", "consumes", "quartz", 0.05, crucible)
    _recipe(book, "wafer making", "makes", "silicon wafers", 1, run)

    fab = "leading-edge logic"
    _recipe(book, fab, "consumes", "silicon wafers", 1.15, assumed("15% test wafers and line losses", "medium"))
    _recipe(book, fab, "consumes", "photoresist", 0.375, resist)
    _recipe(book, fab, "consumes", "EUV service", 0.06, euv)
    _recipe(book, fab, "makes", "logic wafers", 1, run)
    _recipe(book, fab, "uses", "fab engineers", 6.7, s.TSMC_AZ, "2,000 direct jobs a fab of 300 thousand wafers a year")

    dram = "HBM wafer fab"
    _recipe(book, dram, "consumes", "silicon wafers", 1.1, assumed("10% test wafers and line losses", "medium"))
    _recipe(book, dram, "consumes", "photoresist", 0.1, resist)
    _recipe(book, dram, "consumes", "EUV service", 0.008, euv)
    _recipe(book, dram, "makes", "HBM wafers", 1, run)
    _recipe(book, dram, "uses", "fab engineers", 4, jobs)

    _recipe(book, "HBM stacking", "consumes", "HBM wafers", 1, run)
    _recipe(book, "HBM stacking", "makes", "HBM stacks", 27, assumed(
        "550 gross dies a wafer, 60% yield to the finished stack, 12 dies a stack; 40 to 60 quoted for 8 high", "medium"))  # fmt: skip
    _recipe(book, "HBM stacking", "uses", "fab engineers", 4, s.HYNIX_US, "1,000 jobs over an assumed 250 thousand wafers a year")


def _assembly_recipes(book: Workbook) -> None:
    run = assumed("one run makes a thousand, or one MW", "by definition")
    for process, unit in (
        ("substrate making", "thousand substrates"), ("advanced packaging", "thousand accelerators"),
        ("optics making", "thousand sets"), ("data-centre build", "MW of IT load"),
    ):  # fmt: skip
        book.add("Processes", process, unit=unit)
    traces = assumed("1 g of gallium and half a gram of germanium an accelerator, in lasers, power stages and fibre; "
                     "nobody publishes it")  # fmt: skip
    _recipe(book, "substrate making", "makes", "substrates", 1, run)

    pack = "advanced packaging"
    _recipe(book, pack, "consumes", "logic wafers", 0.048, s.DIES,
            "0.036 for two large dies, and a third more (assumed) for CPUs, switches and HBM base dies")  # fmt: skip
    _recipe(book, pack, "consumes", "HBM stacks", 8, s.STACKS)
    _recipe(book, pack, "consumes", "silicon wafers", 0.0735, s.PACKAGES,
            "interposers and bridges: 16 packages a wafer, 85% of them good (assumed)")  # fmt: skip
    _recipe(book, pack, "consumes", "substrates", 1.05, assumed("5% lost in assembly and test", "medium"))
    _recipe(book, pack, "makes", "accelerators", 1, run)
    _recipe(book, pack, "uses", "fab engineers", 0.8, s.AMKOR, "2,000 jobs over 2,450 thousand packages a year")

    _recipe(book, "optics making", "consumes", "gallium", 0.001, traces)
    _recipe(book, "optics making", "consumes", "germanium", 0.0005, traces)
    _recipe(book, "optics making", "makes", "optics", 1, run)

    build = "data-centre build"
    _recipe(book, build, "consumes", "accelerators", 0.54, s.GPU_MW, "the middle of 504 to 576")
    _recipe(book, build, "consumes", "optics", 0.54, s.GPU_MW, "one set an accelerator")
    _recipe(book, build, "consumes", "magnets", 0.015, assumed("15 kg a MW in fans, pumps, chillers and drives"))
    _recipe(book, build, "makes", "AI compute", 1, run)
    _recipe(book, build, "uses", "power connections", "new power", assumed("see Series", "medium"))
    _recipe(book, build, "uses", "site crews", 3, assumed("about 3 person-years of skilled trades a MW", "medium"))


def _resources(book: Workbook) -> None:
    def resource(name: str, place: str, first: float, by: dict[int, float], why: Source) -> None:
        book.add("Resources", name, place, capacity=first, by=by, why=why)

    waits = assumed("what utilities connect for AI a year without a new programme: 7 to 8 GW in the US and 0.4 GW in "
                    "Japan, from waits of 24 months and recent additions")  # fmt: skip
    resource("power connections", "United States", 7500, {2026: 7000, 2027: 7200}, waits)
    resource("power connections", "Japan", 400, {}, waits)
    people = Figure(5500, s.OXFORD, "of 345,000 chip jobs, those free for this chain; 58% of the new jobs stay unfilled")
    book.add("Resources", "fab engineers", "United States", capacity=people, by={2026: 4500, 2027: 5000},
             why=assumed("the same, while fabs are still hiring"))  # fmt: skip
    resource("fab engineers", "Japan", 4500, {2026: 3500, 2027: 4000}, s.JEITA)
    resource("fab engineers", "Asian partners", 80000, {}, assumed("Taiwan, Korea, Malaysia, Vietnam and Singapore have "
             "enough; it does not bind", "medium"))  # fmt: skip
    crews = assumed("30,000 skilled people on AI sites in the US today, 1,500 in Japan, and 5% more each year", "low")
    resource("site crews", "United States", 30000, {2027: 31500, 2028: 33000, 2029: 34500, 2030: 36000,
             **dict.fromkeys(range(2031, 2036), 38000)}, crews)  # fmt: skip
    resource("site crews", "Japan", 1500, {}, crews)
    resource("on-site power deliveries", "United States", 3000, {2026: 1500, 2027: 2250}, assumed(
        "MW of fuel cells, batteries and small turbines that makers can deliver for AI sites a year"))  # fmt: skip
    resource("EUV deliveries", "Alliance", 12, {}, s.ASML)
    store = assumed("room of today's national stores for the metals of this case")
    resource("metal store", "US industry", 1700, {}, store)
    resource("metal store", "Japan industry", 1600, {}, store)


def _series(book: Workbook) -> None:
    def series(name: str, figures: list[float], why: Source) -> None:
        book.add("Series", name, by=dict(zip(range(2026, 2036), figures, strict=True)), why=why)

    series("new power", [1, 1, 1, 1, 1, 0.40, 0.344, 0.294, 0.257, 0.222], assumed(
        "accelerators are replaced after five years and leave their power to the next: new power is "
        "(asked now - asked five years ago) / asked now", "medium"))  # fmt: skip
    series("US stock days", [15, 20, 30, 45, 60, 60, 60, 60, 60, 60], s.VAULT)
    series("compute floor", [0, 0, 0, 0, 0.6, 0.65, 0.7, 0.75, 0.8, 0.8], assumed(
        "a choice of the planner: what must not be given up", "by definition"))  # fmt: skip
    series("minerals floor", [0, 0, 0, 0, 0.7, 0.8, 0.9, 0.9, 0.9, 0.9], assumed(
        "a choice of the planner: industry's supply from 2030", "by definition"))  # fmt: skip
