"""Materials of the chip chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import sources as s
from inputs.ai_chips.rows import Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

# Materials with rules: surplus would let a plan keep its shares by buying what it throws away.
RULED: Final = ("logic wafers", "HBM stacks", "accelerators", "optics")


def fill(book: Workbook) -> None:
    """Add what is made."""
    _materials(book)


def _materials(book: Workbook) -> None:
    def material(name: str, unit: str, family: str, value: float, why: Source, note: str = "") -> None:
        tight = "none" if name in RULED else None
        book.add("Materials", name, unit=unit, family=family, value=value, surplus=tight, why=why, note=note or None)

    worth = assumed("its price in Suppliers, or its cost of making in Plants, rounded", "medium")
    material("silicon wafers", "thousand", "silicon", 0.12, worth, "300 mm")
    material("photoresist", "t", "fab supplies", 0.4, worth, "ArF and EUV")
    material("EUV service", "scanner years", "fab supplies", 12, worth, "parts, tin, pellicles and field engineers")
    material("logic wafers", "thousand", "chips", 26, s.PRICES_CHIPS, "N5 and below, of 300 mm")
    material("HBM wafers", "thousand", "chips", 12, s.PRICES_CHIPS, "DRAM with through-silicon vias, not stacked yet")
    material("HBM stacks", "thousand", "chips", 0.8, s.PRICES_CHIPS, "12 high, 36 GB, at first")
    material("substrates", "thousand", "chips", 0.18, worth, "ABF, in units of a large one of 2026")
    material("accelerators", "thousand", "accelerators", 9, worth, "packages of the generation that ships: two large dies and 8 stacks in 2026")
    material("optics", "thousand sets", "optics", 1.2, worth, "transceivers and fibre for one accelerator")
    material("AI compute", "MW of IT load", "compute", 35, s.BERNSTEIN, "brought into service in the year")
