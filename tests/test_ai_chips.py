"""The real case holds the figures that were corrected, begins with what is being built, and grades its sources."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from inputs.ai_chips.rows import Figure, Workbook, assumed
from inputs.ai_chips.tiers import checked, graded
from inputs.build_ai_chips import build
from planner.workbook.schema.sheets import BY_NAME

DATA = Path(__file__).with_name("data")
LARGE = 5000  # million USD
SOURCES = ("assumption", "unverified", "public maps")


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def rows(sheet: str) -> list[dict[str, Any]]:
    return build_once().rows[sheet]


@cache
def build_once() -> Workbook:
    return build()


def row_of(sheet: str, label: str) -> dict[str, Any]:
    """Return the row that a correction means; of a key cell with several names one is enough."""
    parts = label.split(" / ")
    for row in rows(sheet):
        cells = [str(row.get(column, "")) for column in BY_NAME[sheet].key]
        if all(part in cell.split("; ") for part, cell in zip(parts, cells, strict=False)):
            return row
    raise AssertionError((sheet, label))


@pytest.mark.parametrize("line", table("ai_chips_corrections.csv"), ids=lambda line: line["what"])
def test_a_corrected_figure_is_at_its_middle_or_says_why_not(line: dict[str, str]) -> None:
    cell = row_of(line["sheet"], line["row"])[line["column"]]
    if not line["low"]:
        assert cell == line["central"]
        return
    low, middle, high = (float(line[column]) for column in ("low", "central", "high"))
    if not line["why"]:
        assert cell == pytest.approx(middle)
        assert low <= cell <= high


def test_what_is_not_applied_says_why() -> None:
    assert all(len(line["why"]) > 20 for line in table("ai_chips_corrections_left.csv"))


def test_what_is_decided_has_its_year_and_its_owner() -> None:
    decided = [row for row in rows("Projects") if "decision" in row]
    assert len(decided) >= 15
    for row in decided:
        assert re.match(r"20\d\d: \d+|20\d\d$", row["decision"]), row
        assert row.get("note"), row


def test_every_page_that_is_cited_has_its_tier() -> None:
    for row in rows("Sources"):
        if row["link"] and not row["source"].startswith(SOURCES):
            assert re.search(r"tier [ABC]", row["source"]), row


def test_no_figure_is_called_verified_that_only_a_copy_showed() -> None:
    assert graded("A blog", "https://some.blog/page") == "A blog (tier C)"
    assert checked("verified", "A blog (tier C)") == "seen on a copy or blog only"
    assert checked("verified", "TrendForce (tier A)") == "verified"
    for row in rows("Sources"):
        assert "(tier C)" not in row["source"] or row["confidence"] != "verified", row


TOO_LATE = {"US new reactors"}  # none serves before 2034: its price decides nothing, and the page of arguments says so
DECIDES = {"fixed capital", "capital rate", "curve", "block", "maximum", "lead time", "earliest", "latest", "decision"}


def most_capital(row: dict[str, Any]) -> float:
    """Return what all starts of a project could cost, in millions: each at its largest."""
    fixed, rate, most = (float(row.get(column, 0)) for column in ("fixed capital", "capital rate", "maximum"))
    return (fixed + rate * float(row.get("block", most))) * float(row.get("starts", 1))


def test_no_copy_or_blog_decides_a_large_build() -> None:
    """Neither what it costs and how large it is nor when it can come, of any build of 5 billion USD and more."""
    large = {row["project"] for row in rows("Projects") if most_capital(row) >= LARGE}
    assert len(large) >= 20
    for row in rows("Sources"):
        sheet, _, name = row["figure"].rpartition(": ")[0].partition("!")
        columns = set(row["figure"].rpartition(": ")[2].split(", "))
        if sheet == "Projects" and name in large - TOO_LATE and columns & DECIDES:
            assert "(tier C)" not in row["source"], row


def test_the_one_date_to_act_on_is_in_it() -> None:
    """What is begun by 31 December 2026 has a tax credit of 35%, what is begun later none, wherever it may pay."""
    (credit,) = [row for row in rows("Series") if row["series"] == "tax credit of the year"]
    assert [credit[str(year)] for year in range(2026, 2036)] == [0.35, *[0] * 9]
    (paid,) = [row for row in rows("Funding") if row["funder"] == "US tax credit"]
    assert paid["share"] == "tax credit of the year"
    extended = [row for row in rows("Cases") if row["case"] == "Tax credit extended"]
    assert {(row["sheet"], row["row"]) for row in extended} == {("Series", "tax credit of the year")}


def test_what_parted_has_two_markets() -> None:
    """Outside China a metal has one price, which a licensed export is below; no export is without limit."""
    offers = rows("Suppliers")
    for metal in ("gallium", "germanium", "tungsten"):
        of = [row for row in offers if row["material"] == metal]
        abroad = [row["price"] for row in of if not row["supplier"].startswith("China")]
        (own,) = [row for row in of if row["supplier"].startswith("China")]
        assert own["price"] < max(abroad) == sorted(abroad)[len(abroad) // 2], metal
    for row in offers:
        assert not row["supplier"].startswith("China") or row["maximum"] > 0, row


def test_an_amended_figure_has_its_own_source_and_the_others_keep_theirs() -> None:
    book = Workbook()
    book.add("Plants", "Here", "making", capacity=5, variable_cost=2, why=assumed("as it was before"))
    book.amend("Plants", "Here / making", "capacity", Figure(7, assumed("as it is now")))
    assert book.rows["Plants"][0]["capacity"] == 7
    assert [(row["figure"], row["source"]) for row in book.rows["Sources"]] == [
        ("Plants!Here / making: variable cost", "assumption: as it was before"),
        ("Plants!Here / making: capacity", "assumption: as it is now"),
    ]
    with pytest.raises(ValueError, match="0 rows of Nowhere"):
        book.amend("Plants", "Nowhere", "capacity", Figure(7, assumed("as it is now")))


def test_chances_of_rare_things_add_up_over_the_years_that_they_stand_for() -> None:
    for row in rows("Disruptions"):
        told = re.match(r"([\d.]+)% a year, between ([\d.]+)% and ([\d.]+)%", row.get("note", ""))
        if told:
            chance, low, high = (float(part) / 100 for part in told.groups())
            onsets = row["onset"].split("; ")
            assert low <= chance <= high, row
            if len(onsets) == 3:
                assert row["probability"] * len(onsets) == pytest.approx(10 * chance, rel=1e-3), row
