"""More than one place for optics: Thailand's assemblers, and no maker that falls to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_risk as risk
from inputs.ai_chips.lanes import MARKETS
from inputs.ai_chips.rows import Figure, assumed
from inputs.ai_chips.ways import lanes

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

SITE: Final = "Chonburi"
MAKERS: Final = ("Sherman", "Sagamihara", "Ipoh")


def fill(book: Workbook) -> None:
    """Add Chonburi, its ways, least use of what stands, and the rule."""
    book.add("Countries", "Thailand", bloc="Asian partners")
    book.add("Sites", SITE, country="Thailand", kind="optics", latitude=13.4, longitude=101.0, note="Fabrinet", why=s.MAP)
    next(row for row in book.rows["Materials"] if row["material"] == "optics")["surplus"] = "none"
    part = assumed("a third of Malaysia and Thailand together, as Thailand's part of the two")
    book.add("Plants", SITE, "optics making", capacity=1400, by={2026: 1000, 2027: 1200},
             variable_cost=Figure(1.12, assumed("as in Malaysia, with dearer parts", "medium")),
             minimum_use=_contracts(), why=risk.OPTICS_MAKERS, note="the amount is assumed: " + part.who)  # fmt: skip
    freight = assumed("air freight, below 1% of the value; three tenths of it at home", "medium")
    lanes(book, (SITE,), MARKETS, "optics", 0.005, why=freight)
    for site in MAKERS:
        book.amend("Plants", f"{site} / optics making", "minimum use", _contracts())
    book.add("Rules", "Optics not from one place", measure="each share at most", material="optics", buyers="Alliance",
             origins="foreign", limit=0.45, from_=2029,
             penalty=Figure(0.6, assumed("half the price of a set: a second contract is dearer, but not at any price", "by definition")),
             why=assumed("a choice of the planner: no one country sells half of the optics", "by definition"))  # fmt: skip


def _contracts() -> Figure:
    return Figure(0.4, assumed("buyers' contracts take two fifths of what a line can make, whatever another costs"))
