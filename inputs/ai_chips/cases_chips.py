"""What if: Taiwan, money, tariffs, controls, people and borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import sources_risk as s
from inputs.ai_chips.places import YEARS
from inputs.ai_chips.rows import Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

MARKETS: Final = ("US data centres", "Japan data centres")
PUBLIC: Final = (
    "US chip grants", "US minerals money", "Japan minerals money", "Japan-US investment fund", "Partner governments",
)  # fmt: skip
CUT: Final = "Public money cut by a fifth"
TIGHT: Final = "Japan chip support"  # what is committed takes nearly all of it until 2028: only the rest can be cut
QUESTION: Final = assumed("a question, not a fact", "by definition")


def fill(book: Workbook) -> None:
    """Add the cases on chips, power, money and people."""
    _safety(book)
    _money(book)
    _decisions(book)
    _trade(book)
    _people_and_borders(book)


def _change(
    book: Workbook, case: str, sheet: str, row: str, column: str, value: object, note: str, why: Source = QUESTION
) -> None:
    book.add("Cases", case, sheet=sheet, row=row, column=column, change=value, note=note, why=why)


def _safety(book: Workbook) -> None:
    _change(book, "Chances not counted", "Disruptions", "*", "probability", 0,
            "no disruption has a price: what each would do is told of the plan, which insures against none")  # fmt: skip
    for case, soon, later in (("Taiwan half safe", 0.4, 0.6), ("Taiwan safe", 0.5, 0.8)):
        _change(book, case, "Disruptions", "Loss of Taiwan, soon", "required", soon, f"{soon:.0%} of compute and wafers in 2030 and 2031")
        _change(book, case, "Disruptions", "Loss of Taiwan", "required", later, f"{later:.0%} of compute and wafers in 2033 and 2034")


def _money(book: Workbook) -> None:
    for funder in PUBLIC:
        _change(book, CUT, "Budgets", funder, "amount", "x0.8", "all public budgets, every year")
    for year, free in _not_committed(book).items():
        _change(book, CUT, "Budgets", TIGHT, str(year), f"less {free / 5:.0f}",
                f"a fifth of the {free:,.0f} that Rapidus, Kumamoto, Hiroshima and Ibiden leave at their owners' parts")  # fmt: skip
    for year in range(2027, 2036):
        _change(book, "Tax credit extended", "Series", "tax credit of the year", str(year), 0.35, "no end at 31 December 2026")
        _change(book, "HBM squeeze", "Series", "HBM wafer price", str(year), "x1.5", "contracts go on at twice and more", s.BERNSTEIN_HBM)
    for market in MARKETS:
        _change(book, "Demand a quarter higher", "Demand", f"{market} / AI compute", "amount", "x1.25", "every year")
    for plant in ("Icheon / HBM wafer fab", "Pyeongtaek / HBM wafer fab"):
        _change(book, "HBM squeeze", "Plants", plant, "capacity", "x0.75", "others outbid: a quarter less")
    _change(book, "No diversification rules", "Rules", "*", "active", "no", "what the rules cost")


def _not_committed(book: Workbook) -> dict[int, float]:
    """Return what is left of the tight budget in each year once what is committed has been paid, at its owners' parts.

    Whole years of lead time, capital spread evenly: so are all these commitments.
    """
    (budget,) = (row for row in book.rows["Budgets"] if row["funder"] == TIGHT)
    left = {year: float(budget.get(str(year), budget["amount"])) for year in YEARS}
    owners = {
        project: float(row["share"]) for row in book.rows["Funding"] if row["funder"] == "Private owners"
        for project in str(row["projects"]).split("; ") if row["share"] not in (None, "owners' part in the US")
    }  # fmt: skip
    held = {
        project for row in book.rows["Funding"] if row["funder"] == TIGHT for project in str(row["projects"]).split("; ")
    }  # fmt: skip
    for row in book.rows["Projects"]:
        if row["project"] in held and "decision" in row:
            lead = int(row["lead time"])
            public = float(row["fixed capital"]) * (1 - owners[str(row["project"])]) / lead
            for start in str(row["decision"]).split("; "):
                for year in range(int(start.split(":")[0]), int(start.split(":")[0]) + lead):
                    left[year] -= public
    return {year: amount for year, amount in left.items() if amount >= 1}


def _decisions(book: Workbook) -> None:
    decided = [row for row in book.rows["Projects"] if "decision" in row]
    for row in decided:
        _change(book, "Nothing is decided", "Projects", str(row["project"]), "decision", "free", "as if nothing were being built")
    wanted = {name for row in decided for name in str(row.get("requires", "")).split("; ")}
    for row in book.rows["Projects"]:
        if row["kind"] == "technology sharing" and row["project"] not in wanted and "decision" not in row:
            _change(book, "No technology sharing", "Projects", str(row["project"]), "decision", "never", "no agreement is signed")


def _trade(book: Workbook) -> None:
    home = {str(row["site"]): row.get("country") for row in book.rows["Sites"]}
    for lane in book.rows["Lanes"]:
        start, end, what = (str(lane[name]) for name in ("from", "to", "material"))
        taxed = (what == "logic wafers" and end == "US industry") or (what == "accelerators" and end == "US data centres")
        if taxed and home[start] not in ("United States", "Japan"):
            row = f"{start} / {end} / {what}"
            _change(book, "Tariffs on foreign chips", "Lanes", row, "tariff", 0.25, "no more exemption for data centres", s.KPMG_232)
            if home[start] != "Taiwan":
                _change(book, "Tariffs, Taiwan exempt", "Lanes", row, "tariff", 0.25,
                        "Taiwan stays inside its free quota", s.TAIWAN_DEAL)  # fmt: skip
    for plant in ("Chiayi / advanced packaging", "Tainan / leading-edge logic", "Icheon / HBM wafer fab"):
        _change(book, "Chips kept from China", "Plants", plant, "capacity", "x1.1", "what China may not buy is free for others")
        _change(book, "Chips sold to China and the Gulf", "Plants", plant, "capacity", "x0.85", "controls lifted: others buy more")


def _people_and_borders(book: Workbook) -> None:
    for row in book.rows["Projects"]:
        if row["kind"] == "immigration":
            _change(book, "Borders closed to engineers", "Projects", str(row["project"]), "decision", "never", "no new visas")
    for name in ("Compute of Japan that may be abroad", "Compute of the US that may be abroad"):
        _change(book, "All compute at home", "Rules", name, "limit", 0, "full localisation")
