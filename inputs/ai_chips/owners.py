"""What each owner asks of its capital: nobody builds for less, so a plan that wants it sooner must pay for it.

Commitments bear their owner's rate too: it moves no decision there, but keeps costs of alike plants alike.
Shares of public money stand in Funding; the higher an owner's rate, the more of them a plant takes to pay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips.rows import Figure, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

RATES: Final = {
    0.06: ("the state stands behind it and lenders ask for little more than its own rate",
           ("Rapidus",)),
    0.09: ("a foundry with prices of its own making, or a supplier under long contracts",
           ("TSMC", "JASM", "CoWoS", "Ibiden", "Japanese wafer", "Japan optics")),
    0.10: ("memory and equipment makers live through deep cycles and ask for more",
           ("Micron", "SK hynix", "Korean HBM", "Second line in West", "GlobalWafers", "US optics", "Thai optics", "Ipoh", "Kulim")),
    0.11: ("a second foundry without assured customers",
           ("Samsung Taylor", "Amkor", "EMIB", "Penang EMIB", "Kitakyushu", "US substrates", "Intel")),
}  # fmt: skip


def fill(book: Workbook) -> None:
    """Give each project its owner's rate, where the owner is none of the state's and no project says another."""
    for rate, (why, owners) in RATES.items():
        source = assumed(f"real, a judgement: {why}")
        for row in book.rows["Projects"]:
            name = str(row["project"])
            if name.startswith(owners) and "cost of capital" not in row and not _is_soft(row):
                book.amend("Projects", name, "cost of capital", Figure(rate, source))


def _is_soft(row: dict[str, object]) -> bool:
    """Return whether a project is an agreement, a test, a school or a store, which no shareholder judges."""
    return row["kind"] in ("qualification", "technology sharing", "training", "immigration", "store")
