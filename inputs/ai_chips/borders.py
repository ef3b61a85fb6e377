"""Compute across borders: what may be rented from data centres abroad, and how much must stay at home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import sources as s
from inputs.ai_chips.rows import Figure, assumed
from inputs.ai_chips.ways import lanes

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

GULF: Final = "Gulf data centres"
HOME: Final = ("US data centres", "Japan data centres")


def fill(book: Workbook) -> None:
    """Add the place abroad, the ways of compute, and the rules on it."""
    _place(book)
    _ways(book)
    _rules(book)


def _place(book: Workbook) -> None:
    book.add("Countries", "United Arab Emirates", bloc="Resource partners")
    book.add("Sites", GULF, country="United Arab Emirates", kind="market", latitude=24.3, longitude=54.6,
             note="American operators' halls abroad, Abu Dhabi and others", why=s.MAP)  # fmt: skip
    dear = assumed("half a million USD a MW more than at home for cooling, and as much for the way there")
    book.add("Plants", GULF, "data-centre build", variable_cost=1.0, why=dear,
             note="what it costs more than at home; the building itself is outside the case")  # fmt: skip
    size = assumed("the part of announced halls in the Gulf that serves the two countries' users, no more than its "
                   "first stage of 200 MW and as much again each year")  # fmt: skip
    book.add("Resources", "power connections", "United Arab Emirates", capacity=500,
             by={2026: 100, 2027: 200, 2028: 300, 2029: 400}, why=size)  # fmt: skip
    book.add("Resources", "site crews", "United Arab Emirates", capacity=6000, why=assumed("builders come from South Asia and do not bind"))


def _ways(book: Workbook) -> None:
    wire = assumed("leased capacity under the sea and the slower answer, as a part of a MW's worth")
    crate = assumed("air freight of servers, and the licence", "medium")
    lanes(book, ("US data centres",), ("Japan data centres",), "AI compute", 1.5, why=wire)
    lanes(book, (GULF,), HOME, "AI compute", 1.0, why=wire)
    lanes(book, ("US data centres",), (GULF,), "accelerators; optics; magnets", 0.05, why=crate,
          needs="License chips for allied data centres")  # fmt: skip
    book.add("Projects", "License chips for allied data centres", kind="licence", place="United States",
             fixed_capital=20, lead_time=1, yearly_cost=5, latest=Figure(2031, assumed("later starts serve too little", "by definition")),
             why=assumed("paperwork, audits and guards of an export licence; no figures are public"),
             note="US export control: no chip goes there before")  # fmt: skip


def _rules(book: Workbook) -> None:
    choice = assumed("a choice of the planner: health, finance and the state's own data stay at home", "by definition")
    price = assumed("a quarter of what a lost MW costs: a duty that may be broken at a price", "by definition")
    for name, buyer, path in (
        ("Compute of Japan that may be abroad", "Japan", {2026: 0.5, 2027: 0.45, 2028: 0.4, 2029: 0.35}),
        ("Compute of the US that may be abroad", "United States", {}),
    ):
        book.add("Rules", name, measure="share at most", of="use", material="AI compute", buyers=buyer, origins="foreign",
                 limit=0.3 if buyer == "Japan" else 0.1, by=path, penalty=Figure(5, price), why=choice)  # fmt: skip
