"""Who can ship silicon, chips and packages to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inputs.ai_chips.lanes import HUBS, LOGIC, MARKETS, MEMORY, PACKERS, WAFERS, add_lanes
from inputs.ai_chips.rows import assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

CRATE = assumed("air freight in crates, below 0.2% of the value; three tenths of it at home", "medium")
BOX = assumed("air freight of servers, about 10 USD an accelerator; three tenths of it at home", "medium")


def fill(book: Workbook) -> None:
    """Add the lanes of the chip chain."""
    _silicon(book)
    _chips(book)
    _boards(book)
    _to_markets(book)


def _silicon(book: Workbook) -> None:
    add_lanes(book, ("Spruce Pine",), WAFERS, "quartz", 0.0003)
    add_lanes(book, ("Suzhou",), ("Shirakawa", "Tampines"), "quartz", 0.0003)
    add_lanes(book, ("Tokuyama",), ("Shirakawa",), "quartz", 0.0003)
    add_lanes(book, ("Hemlock", "Tokuyama", "Burghausen"), WAFERS, "polysilicon", 0.001)
    users = tuple(dict.fromkeys((*LOGIC, *MEMORY, *PACKERS)))
    add_lanes(book, ("Shirakawa",), users, "silicon wafers", 0.002)
    add_lanes(book, ("Sherman",), ("Phoenix", "Chandler", "Taylor", "New Albany", "Boise", "Peoria", "Rio Rancho"), "silicon wafers", 0.001)
    add_lanes(book, ("Burghausen", "Tampines"), ("Phoenix", "Chandler", "Boise", "Tainan", "Chiayi", "Icheon", "Pyeongtaek", "Taichung"),
              "silicon wafers", 0.002)  # fmt: skip
    add_lanes(book, ("Tampines",), ("Penang", "Bac Ninh"), "silicon wafers", 0.002)


def _chips(book: Workbook) -> None:
    add_lanes(book, ("Tainan", "Phoenix", "Kumamoto"), (*HUBS, *PACKERS), "logic wafers", 0.02, why=CRATE)
    add_lanes(book, ("Taylor", "Chandler", "New Albany", "Chitose"), (*HUBS, "Phoenix", "Peoria", "Rio Rancho", "Kitakyushu", "Penang"),
              "logic wafers", 0.02, why=CRATE)  # fmt: skip
    add_lanes(book, ("Pyeongtaek",), (*HUBS, "Peoria", "Cheonan"), "logic wafers", 0.02, why=CRATE)
    add_lanes(book, ("Icheon",), ("West Lafayette",), "HBM wafers", 0.02, why=CRATE)
    add_lanes(book, ("Pyeongtaek",), ("Cheonan",), "HBM wafers", 0.01, why=CRATE)
    add_lanes(book, ("Hiroshima", "Taichung"), ("Taichung", "Tampines"), "HBM wafers", 0.02, why=CRATE)
    add_lanes(book, ("Boise",), ("Taichung", "Tampines", "Hiroshima"), "HBM wafers", 0.02, why=CRATE)
    add_lanes(book, ("Icheon", "Cheonan", "Taichung", "Tampines", "Hiroshima", "West Lafayette", "Boise"), PACKERS,
              "HBM stacks", 0.001, why=CRATE)  # fmt: skip


def _boards(book: Workbook) -> None:
    add_lanes(book, ("Ogaki", "Taoyuan"), PACKERS, "substrates", 0.001, why=CRATE)
    add_lanes(book, ("Penang",), ("Chiayi", "Peoria", "Phoenix", "Bac Ninh", "Rio Rancho"), "substrates", 0.001,
              needs="Qualify Malaysian substrates", why=CRATE)  # fmt: skip
    add_lanes(book, ("Peoria",), ("Phoenix", "Rio Rancho"), "substrates", 0.001, why=CRATE)


def _to_markets(book: Workbook) -> None:
    own = ("Phoenix", "Peoria", "Rio Rancho", "Kitakyushu", "Chiayi", "Cheonan")
    add_lanes(book, own, MARKETS, "accelerators", 0.01, why=BOX)
    add_lanes(book, ("Penang",), MARKETS, "accelerators", 0.01, needs="Qualify Penang packaging", why=BOX)
    add_lanes(book, ("Bac Ninh",), MARKETS, "accelerators", 0.01, needs="Qualify Vietnamese packaging", why=BOX)
    add_lanes(book, ("Sherman", "Sagamihara", "Ipoh"), MARKETS, "optics", 0.005, why=BOX)
    add_lanes(book, ("Suzhou",), MARKETS, "optics", 0.005, why=BOX, duty=True)
