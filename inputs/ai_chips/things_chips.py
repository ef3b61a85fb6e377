"""Recipes of chips, packages and data centres, by generation, and what all of them share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_chips as c
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

RUN = assumed("one run makes a thousand wafers or packages, or one MW; stacks are counted in thousands", "by definition")


def fill(book: Workbook) -> None:
    """Add recipes, resources and series of the chip chain."""
    _wafers(book)
    _logic(book)
    _memory(book)
    _packages(book)
    _data_centres(book)
    _people(book)
    _power(book)
    _generations(book)
    _floors(book)


def _recipe(book: Workbook, process: str, role: str, item: str, amount: object, why: Source, note: str = "") -> None:
    book.add("Recipes", process, role, item, amount=amount, why=why, note=note)


def _process(book: Workbook, name: str, unit: str) -> None:
    book.add("Processes", name, unit=unit)


def _wafers(book: Workbook) -> None:
    _process(book, "wafer making", "thousand wafers")
    crystal = assumed("125 g a wafer, half of the silicon lost in ends, kerf and polishing", "medium")
    _recipe(book, "wafer making", "consumes", "polysilicon", 0.25, crystal)
    _recipe(book, "wafer making", "consumes", "quartz", 0.05, assumed("a fifth of a tonne of crucible quartz a tonne of polysilicon"))
    _recipe(book, "wafer making", "makes", "silicon wafers", 1, RUN)


def _logic(book: Workbook) -> None:
    fab = "leading-edge logic"
    _process(book, fab, "thousand wafers")
    _recipe(book, fab, "consumes", "silicon wafers", 1.15, assumed("15% test wafers and line losses", "medium"))
    _recipe(book, fab, "consumes", "photoresist", 0.375, assumed("about 150 USD of resist a leading-edge wafer, at 400 USD/kg"))
    _recipe(book, fab, "consumes", "EUV service", 0.04, c.EUV_RULE, "20 to 25 layers: 0.037 to 0.046 scanners a thousand wafers a year")
    _recipe(book, fab, "makes", "logic wafers", 1, RUN)
    _recipe(book, fab, "uses", "fab engineers", 7.5, c.AZ_PHOENIX, "4,500 jobs over 600 thousand wafers a year")


def _memory(book: Workbook) -> None:
    dram = "HBM wafer fab"
    _process(book, dram, "thousand wafers")
    _recipe(book, dram, "consumes", "silicon wafers", 1.1, assumed("10% test wafers and line losses", "medium"))
    _recipe(book, dram, "consumes", "photoresist", 0.1, assumed("40 USD of resist a DRAM wafer"))
    _recipe(book, dram, "consumes", "EUV service", 0.013, c.EUV_RULE, "five to seven layers by the same rule")
    _recipe(book, dram, "makes", "HBM wafers", 1, RUN)
    _recipe(book, dram, "uses", "fab engineers", 4, assumed("fewer layers than logic"))
    _process(book, "HBM stacking", "thousand wafers")
    _recipe(book, "HBM stacking", "consumes", "HBM wafers", 1, RUN)
    _recipe(book, "HBM stacking", "makes", "HBM stacks", "stacks a wafer", assumed("see Series", "by definition"))
    _recipe(book, "HBM stacking", "uses", "fab engineers", 4, s.HYNIX_US, "1,000 jobs over an assumed 250 thousand wafers a year")


def _packages(book: Workbook) -> None:
    _process(book, "substrate making", "thousand substrates of 2026")
    _recipe(book, "substrate making", "makes", "substrates", 1, RUN)
    see = assumed("see Series", "by definition")
    for process in ("advanced packaging", "EMIB packaging"):
        _process(book, process, "thousand accelerators")
        _recipe(book, process, "consumes", "logic wafers", "logic wafers a package", see)
        _recipe(book, process, "consumes", "HBM stacks", "stacks a package", see)
        _recipe(book, process, "consumes", "substrates", "substrates a package", see)
        _recipe(book, process, "makes", "accelerators", 1, RUN)
        _recipe(book, process, "uses", "fab engineers", 0.8, s.AMKOR, "2,000 jobs over 2,450 thousand packages a year")
    _recipe(book, "advanced packaging", "consumes", "silicon wafers", "interposers a package", see)
    bridge = assumed("bridges in place of an interposer take a tenth of its silicon")
    _recipe(book, "EMIB packaging", "consumes", "silicon wafers", 0.012, bridge)
    _process(book, "optics making", "thousand sets")
    traces = assumed("1 g of gallium and half a gram of germanium a set, in lasers, power stages and fibre; nobody publishes it")
    _recipe(book, "optics making", "consumes", "gallium", 0.001, traces)
    _recipe(book, "optics making", "consumes", "germanium", 0.0005, traces)
    _recipe(book, "optics making", "makes", "optics", 1, RUN)


def _data_centres(book: Workbook) -> None:
    build = "data-centre build"
    _process(book, build, "MW of IT load")
    see = assumed("see Series", "by definition")
    _recipe(book, build, "consumes", "accelerators", "accelerators a MW", see)
    _recipe(book, build, "consumes", "optics", 0.54, s.GPU_MW, "one set an accelerator of 2026; a MW keeps its bandwidth when packages grow")
    _recipe(book, build, "consumes", "magnets", 0.015, assumed("15 kg a MW in fans, pumps, chillers and drives"))
    _recipe(book, build, "makes", "AI compute", 1, RUN)
    _recipe(book, build, "uses", "power connections", "new power", see)
    _recipe(book, build, "uses", "transformers", "new power", see)
    _recipe(book, build, "uses", "site crews", 5, c.CREWS, "peaks of 5,800 to 6,400 people on 1.2 GW over two years are 10 a MW; half of it on average (assumed)")


def _resource(book: Workbook, name: str, place: str, capacity: float, by: dict[int, float], why: Source, note: str = "") -> None:
    book.add("Resources", name, place, capacity=capacity, by=by, why=why, note=note)


def _people(book: Workbook) -> None:
    free = assumed("engineers of the fabs that stand, those whom fabs under construction have hired, and 5% more a year; "
                   "Oxford Economics counts 345,000 chip jobs and 67,000 unfilled in 2030")  # fmt: skip
    _resource(book, "fab engineers", "United States", 16000, {2026: 8000, 2027: 9500, 2028: 11500, 2029: 13500, 2030: 15000}, free)
    _resource(book, "fab engineers", "Japan", 9500, {2026: 5500, 2027: 6500, 2028: 7500, 2029: 8500, 2030: 9000},
              assumed("as in the US: those of today's plants and of the ones under construction"))  # fmt: skip
    _resource(book, "fab engineers", "Asian partners", 120000, {}, assumed("Taiwan, Korea, Malaysia, Vietnam, Thailand and "
              "Singapore have enough; it does not bind", "medium"))  # fmt: skip
    crews = assumed("skilled people on AI sites today at five a MW, and 5% more each year", "low")
    _resource(book, "site crews", "United States", 80000,
              {2026: 55000, 2027: 60000, 2028: 65000, 2029: 70000, 2030: 75000}, crews)  # fmt: skip
    _resource(book, "site crews", "Japan", 4000, {2026: 2500, 2027: 2800, 2028: 3200, 2029: 3600}, crews)
    _resource(book, "EUV deliveries", "Alliance", 36, {2026: 24, 2027: 30}, c.EUV26, "two fifths to a half of the world's, from the list of projects (derived)")


def _power(book: Workbook) -> None:
    _resource(book, "power connections", "United States", 10000, {2026: 8500, 2027: 9000, 2028: 9500}, c.ADDITIONS,
              "12 to 14 GW of grid power a year for all, two thirds of it for AI (assumed)")  # fmt: skip
    _resource(book, "power connections", "Japan", 650, {2026: 500, 2027: 600}, c.OCCTO, "without chip plants (assumed)")
    _resource(book, "on-site power deliveries", "United States", 6500, {2026: 3000, 2027: 4500, 2028: 6000}, c.BLOOM,
              "Bloom 2 GW a year, engines and small turbines beside; derived, within 3 to 10 GW")  # fmt: skip
    most = "large transformers that reach AI sites, in MW of the site; derived from waits of 130 weeks"
    _resource(book, "transformers", "United States", 17000, {2026: 12500, 2027: 14000, 2028: 15500}, c.TRANSFORMERS, most)
    _resource(book, "transformers", "Japan", 1200, {}, c.TRANSFORMERS, "Japan makes its own (assumed to be enough)")
    _resource(book, "transformers", "United Arab Emirates", 1000, {}, assumed("from Asian makers (assumed to be enough)"))
    store = assumed("room of today's national stores for the metals of this case")
    _resource(book, "metal store", "US industry", 1700, {}, store)
    _resource(book, "metal store", "Japan industry", 1600, {}, store)


def _series(book: Workbook, name: str, figures: tuple[float, ...], why: Source, note: str = "") -> None:
    """Add a series; the last figure goes on to 2035."""
    figures = figures + figures[-1:] * (10 - len(figures))
    book.add("Series", name, by=dict(zip(range(2026, 2036), figures, strict=True)), why=why, note=note)


def _generations(book: Workbook) -> None:
    """Add what a MW and a package take, by the generation that ships in the year."""
    _series(book, "accelerators a MW", (0.545, 0.36, 0.35, 0.30, 0.25), c.RACKS, "Blackwell, Rubin, Rubin Ultra of two dies, Feynman (assumed)")
    _series(book, "logic wafers a package", (0.042, 0.042, 0.045, 0.055, 0.07), s.DIES,
            "two dies, then larger ones (assumed), with the wafers of CPUs, switches and base dies")  # fmt: skip
    _series(book, "stacks a package", (8, 8, 8, 10, 12), s.STACKS, "8 until 2028; 12 in packages of 2030 (assumed)")
    _series(book, "stacks a wafer", (25, 22, 20, 17, 16), assumed(
        "440 to 550 gross dies a wafer, 60% of them in a finished stack of 12, of 16 from 2029", "medium"))  # fmt: skip
    _series(book, "interposers a package", (0.102, 0.131, 0.131, 0.168), c.PER_WAFER, "11.5, 9, then 7 packages a wafer, 85% of them good (assumed)")
    _series(book, "substrates a package", (1.05, 1.2, 1.3, 1.6, 2.0), assumed("area of a substrate against one of 2026, and 5% lost in assembly"))
    _series(book, "new power", (1.2, 1.2, 1.2, 1.2, 1.2, 0.60, 0.48, 0.41, 0.36, 0.32), assumed(
        "1.2 MW of grid a MW of IT; accelerators are replaced after five years and leave their power to the next: "
        "(asked now - asked five years ago) / asked now", "medium"))  # fmt: skip
    rent = "scarce in 2027; stacks of twice the size from 2029 (assumed)"
    _series(book, "HBM wafer price", (10.5, 19, 14, 12), c.HBM4_PRICE, "three quarters of stacks at 560, 1,100, 900 and 940 USD; " + rent)
    _series(book, "HBM stacking price", (3.5, 5, 4.5, 4), c.HBM4_PRICE, "the other quarter")
    _series(book, "wafer price of Taiwan", (24, 26, 27, 28, 29), c.N3_PRICE, "a mix that moves from N3 to N2")
    _series(book, "wafer price of Arizona", (27, 28, 24, 22, 21), c.N3_PRICE,
            "12% above Taiwan's, less 8 to 11 a wafer for the capital that Projects of the later fabs carry")  # fmt: skip


def _floors(book: Workbook) -> None:
    _series(book, "US stock days", (15, 20, 30, 45, 60), s.VAULT)
    choice = assumed("a choice of the planner: what must not be given up", "by definition")
    _series(book, "compute floor", (0, 0, 0, 0, 0.6, 0.65, 0.7, 0.75, 0.8, 0.8), choice)
    _series(book, "minerals floor", (0, 0, 0, 0, 0.7, 0.8, 0.9, 0.9, 0.9, 0.9), choice)
    credit = Figure(0.35, c.CREDIT)
    book.add("Series", "tax credit of the year", by={2026: credit, **dict.fromkeys(range(2027, 2036), Figure(0, c.CREDIT))})
    _series(book, "owners' part in the US", (0.65, 0.85), assumed("what the credit leaves; 15% must come from grants once it has ended", "medium"))
    _series(book, "grants' part in the US", (0, 0.15), assumed("awards of 5 to 15% of capital; what is begun in 2026 lives on the credit", "medium"))
    _series(book, "fund's part in US chips", (0, 0.2), assumed("the fund's first rounds of 2026 went to power; chips stand on the agreement's list"))
