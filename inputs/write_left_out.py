"""Write docs/ai-chips-left-out.md from the materials of inputs/ai_chips.xlsx and the inputs of inputs/ai_chips/left_out.py.

Run from the project's folder: ``python -m inputs.write_left_out``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from inputs.ai_chips.left_out import INPUTS
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inputs.ai_chips.left_out import Input

CASE: Final = Path(__file__).with_name("ai_chips.xlsx")
PAGE: Final = Path(__file__).parents[1] / "docs" / "ai-chips-left-out.md"

HEAD: Final = """# What the case of AI chips leaves out

`inputs/ai_chips.xlsx` plans some {planned} of the inputs that an AI accelerator needs. This page lists those that it does
not, with the country that leads in each and its share: a plan cannot warn of what is not in it. Made by
`python -m inputs.write_left_out`; a test holds it to the workbook's materials.

Read it with three cautions. A high share is not yet a danger: a tool that was delivered runs on for years, a gas is used
up in weeks. Shares are of the world, not of what the United States and Japan buy. And *memory* means that no page was
opened for the figure.

## Left out

"""

PLANNED: Final = """
Tools are left out as a class, but for the service of EUV scanners: the case takes the time and the money of a fab with
its tools inside, and a fab that runs needs few new ones. Software and designs are left out since no shipment of
them can be stopped at a border in the way the case plans it. Of minerals, antimony, graphite, fluorspar, indium,
tantalum, cobalt and yttrium touch chips in grams: a case of batteries or arms would have them.

A mine in Kazakhstan is left out on purpose: the tungsten of Bakuta belongs to Chinese owners and goes to China, and of
the other deposits no tonnes or dates are published. So are capacities that are aims only: Lynas Seadrift, of which Lynas
itself doubts, Round Top, Pilot Mountain, and the rare earths of Nolans without a final decision.

## Planned, for comparison

"""

TAIL: Final = """
ETO is the Advanced Semiconductor Supply Chain Dataset of the Emerging Technology Observatory, Center for Security and
Emerging Technology, Georgetown University (commit 4ad9219e, January 2025,
[repository](https://github.com/georgetown-cset/eto-supply-chain), CC BY-NC 4.0: settle the licence before you
print its figures for sale). All its rows are one source and of 2019 to 2022.
"""


def table(rows: Iterable[Input]) -> str:
    """Return rows as a table."""
    lines = ["| input | who leads | share, % | of | year | source |", "| --- | --- | --- | --- | --- | --- |"]
    lines += [
        f"| {row.words} | {row.country} | {row.share} | {row.measure} | {row.year} | {row.source} |" for row in rows
    ]
    return "\n".join(lines) + "\n"


def page(materials: set[str]) -> str:
    """Return the page for a workbook with these materials."""
    inside = [row for row in INPUTS if row.material in materials]
    outside = [row for row in INPUTS if row.material not in materials]
    head = HEAD.format(planned=len({row.material for row in inside}))
    return head + table(outside) + PLANNED + table(inside) + TAIL


def main() -> None:
    """Write the page."""
    PAGE.write_text(page({str(row["material"]) for row in read(CASE).rows("Materials")}), encoding="utf-8")


if __name__ == "__main__":
    main()
