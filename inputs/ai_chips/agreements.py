"""Agreements that make a project cheaper or quicker: the project once more, under the agreement, and one of the two is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inputs.ai_chips import sources_risk as risk
from inputs.ai_chips.rows import Figure, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

LAST = assumed("later starts serve too little of the horizon", "by definition")


def fill(book: Workbook) -> None:
    """Add agreements, what is built under them, and that it is not built twice."""
    _turbines(book)
    _sharing(book, "Permit and equip Arizona with Taiwan's suppliers", "United States", 150, 1,
             "suppliers' visas, one permit for a campus and Taiwan's contractors, under the agreement of January 2026")  # fmt: skip
    _variant(book, "TSMC Arizona fab 4", "TSMC Arizona fab 4 under the agreement", 0.92, 3,
             "Permit and equip Arizona with Taiwan's suppliers")  # fmt: skip
    _variant(book, "Rapidus Chitose phase 2", "Rapidus Chitose phase 2 with partners", 0.88, 2,
             "Share 2 nm technology with Rapidus")  # fmt: skip


def _sharing(book: Workbook, name: str, place: str, capital: float, lead: float, what: str) -> None:
    book.add("Projects", name, kind="technology sharing", place=place, fixed_capital=capital, lead_time=lead,
             yearly_cost=round(capital / 8), latest=Figure(2031, LAST), note=what,
             why=assumed(f"what such offices, engineers and guarantees cost; no figures are public: {what}"))  # fmt: skip


def _turbines(book: Workbook) -> None:
    name = "Reserve Japanese turbines for the US"
    _sharing(book, name, "United States", 200, 1, "slots of Mitsubishi Heavy Industries, on the list of the Japan-US agreement")
    most = assumed("a fifth of what its maker builds a year once doubled, for the US grid")
    terms = assumed("without the premium of slots, and two years sooner than the queue at the American maker")
    once = assumed("a start connects its MW once; what it built stands 25 years", "by definition")
    book.add("Projects", "US gas turbines from Japan", kind="power", place="United States", adds="power connections",
             minimum=Figure(50, assumed("smaller programmes are not worth a decision", "by definition")),
             maximum=Figure(1500, most), capital_rate=Figure(2.6, terms), lead_time=Figure(3, terms), life=Figure(1, once),
             economic_life=Figure(25, once), starts=Figure(6, once), latest=Figure(2030, LAST), requires=name, why=risk.FUND_2026,
             cost_of_capital=Figure(0.07, assumed("as other power in the US", "medium")), note="each MW is connected once")  # fmt: skip


def _variant(book: Workbook, name: str, new: str, factor: float, lead: float, agreement: str) -> None:
    """Add a project once more, its capital times a factor and its lead time shorter, requiring an agreement."""
    old = next(dict(row) for row in book.rows["Projects"] if row["project"] == name)
    capital = float(str(old.pop("fixed capital")))
    requires = "; ".join(filter(None, (str(old.pop("requires", "")), agreement)))
    for gone in ("project", "lead time", "note", "decision"):
        old.pop(gone, None)
    why = assumed(f"as {name}, {1 - factor:.0%} cheaper and ready after {lead} years: experience in Taiwan and New York against a first plant")
    book.add("Projects", new, why=why, note=f"in place of {name}", fixed_capital=round(capital * factor), lead_time=lead,
             requires=requires, group=f"one of {name}", **{key.replace(" ", "_"): cell for key, cell in old.items()})  # fmt: skip
    next(row for row in book.rows["Projects"] if row["project"] == name)["group"] = f"one of {name}"
    book.add("Groups", f"one of {name}", at_most=1, why=assumed("one site, one fab", "by definition"))
