"""A page's figures are of the workbook that is shipped, or the page says that they are of an earlier edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inputs.ai_chips_2023.network import METALS
from inputs.ai_chips_2023.record import EVENTS, Event
from inputs.build_ai_chips_2023 import build
from tools.pages import numbers, page, real_case, solves
from tools.pages.back_test import Played, judged
from tools.pages.page import DOCS, EARLIER, mark, put, sha256_of, stamps

if TYPE_CHECKING:
    from pathlib import Path

# Held to the workbook by a test of its own, and arguments about figures of the sources rather than of a plan.
HELD_ELSEWHERE = ("ai-chips-left-out", "ai-chips-argued")
STALE = "a workbook was changed: run python -m tools.pages mark, or make the page anew (python -m tools.pages NAME)"


def test_every_stamp_is_of_the_shipped_workbook_or_says_that_it_is_not() -> None:
    found = list(stamps())
    assert found
    silent = [f"{each.page.name}: {each.name}" for each in found if not each.is_current and not each.is_owned_earlier]
    assert not silent, STALE


def test_a_page_that_tells_figures_of_the_real_case_has_a_stamp_or_says_of_which_edition_they_are() -> None:
    stamped = {each.page for each in stamps()}
    told = {each: each.read_text(encoding="utf-8") for each in sorted(DOCS.glob("*.md")) if each not in stamped}
    told = {each: text for each, text in told.items() if not each.name.startswith(HELD_ELSEWHERE)}
    assert not [each.name for each, text in told.items() if "inputs/ai_chips.xlsx" in text and EARLIER not in text]


def test_a_page_whose_workbook_has_changed_is_marked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inputs").mkdir()
    workbook, told = tmp_path / "inputs" / "case.xlsx", tmp_path / "told.md"
    workbook.write_bytes(b"first")
    told.write_text("# Told\n\n<!-- figures sums -->\nfirst draft\n<!-- end sums -->\nafter\n", encoding="utf-8")
    monkeypatch.setattr(page, "ROOT", tmp_path)
    monkeypatch.setattr(page, "DOCS", tmp_path)
    put(told, "sums", workbook, "| a |\n| --- |\n| 1 |")
    assert [each.is_current for each in stamps()] == [True]
    assert mark() == []
    workbook.write_bytes(b"second")
    assert [each.name for each in mark()] == ["sums"]
    assert mark() == []
    text = told.read_text(encoding="utf-8")
    assert text.count(EARLIER) == 1
    assert text.endswith("<!-- end sums -->\nafter\n")
    assert "first draft" not in text
    put(told, "sums", workbook, "new")
    assert EARLIER not in told.read_text(encoding="utf-8")
    assert next(iter(stamps())).sha256 == sha256_of(workbook)


def test_a_number_is_told_by_what_it_moves_and_what_the_plan_may_be_regretted_by() -> None:
    price = {"number": "a price", "low": 1.0, "high": 3.0, "cost at low": -50.0, "cost at high": 200.0,
             "gives way at low": None, "gives way at high": None, "regret at low": 0.0, "regret at high": 90.0,
             "the decision": "may change", "at most": 400.0}  # fmt: skip
    lost = {
        **price,
        "number": "a limit",
        "gives way at high": "2 t",
        "regret at high": "without bound",
        "at most": None,
    }
    found = numbers._named_table([lost, price])
    assert "| 1 | a limit | 1 | 3 | -0.1 to +0.2* | 0.0 | without bound | may change | … |" in found
    assert "| 2 | a price | 1 | 3 | -0.1 to +0.2 | 0.0 | 0.1 | may change | 0.4 |" in found
    assert found.endswith("`*` a limit at 3: what gives way of the plan kept: 2 t.")
    assert sorted((price, lost), key=lambda each: -numbers._most_regret(each)) == [lost, price]


def told_rows() -> dict[str, list[str]]:
    """Return the rows of the back-test's table of events by what came."""
    lines = (DOCS / "back-test.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return {row[0]: row for row in rows if len(row) == 9}


def by_pencil(event: Event) -> float:
    """Return what is short of a metal that no plant makes or takes: use less offers less stocks, over the window."""
    metal, book = event.covers, build()
    remaining = {name: share for _, name, _, share in event.hits}
    us, japan = METALS[metal][3:5]
    offered = 0.0
    for row in book.rows["Suppliers"]:
        if row["material"] == metal:
            share = remaining.get(str(row["supplier"]), 1.0)
            offered += float(str(row["maximum"])) * (event.years * share + event.recovery * (1 + share) / 2)
    held = sum(float(str(row["initial"])) for row in book.rows["Stockpiles"] if row["material"] == metal)
    return max(0.0, (us + japan) * (event.years + event.recovery) - offered - held)


@pytest.mark.parametrize(
    "name",
    [
        each.name
        for each in EVENTS
        if each.covers in ("gallium", "germanium", "antimony") and len(each.hits) == 1 and each.hits[0][0] == "supplier"
    ],
)
def test_what_runs_short_as_it_was_built_is_what_a_pencil_says(name: str) -> None:
    event = next(each for each in EVENTS if each.name == name)
    told = told_rows()[f"{event.name} {event.number}"][3].split(" ")[0].replace(",", "")
    assert float(told) == pytest.approx(by_pencil(event), rel=1e-3, abs=1e-2)


def test_every_event_is_told_with_its_day_and_price() -> None:
    rows = told_rows()
    for event in EVENTS:
        row = rows[f"{event.name} {event.number}".strip()]
        assert row[1] == event.day
        assert row[6] == ("" if event.price is None else f"x{event.price:g}")


def test_a_price_is_that_of_the_users_who_give_up() -> None:
    told = {use: Played(1, 0, use, 0).price for use in (0, 0.1, 0.15, 0.2, 0.4, 0.5)}
    assert told == {0: "under x2", 0.1: "x2", 0.15: "x2", 0.2: "x4", 0.4: "x4", 0.5: "x20"}
    assert judged(Played(1, 0, 0.2, 0), 4.5) == "hit"
    assert judged(Played(1, 0, 0.05, 0), 6.2) == "too low"
    assert judged(Played(1, 0, 0.2, 0), 1.57) == "too high"


def test_tables_of_a_plan_have_the_figures_that_are_derived_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """529.4, 54 of capital; 495.6 with a budget of 72 (docs/small.md, inputs/README.md)."""
    monkeypatch.setattr(solves, "KEPT", tmp_path)
    asked = solves.Solves(page.ROOT / "inputs" / "small.xlsx", threads=1)
    plan, larger = asked.plan("base"), asked.plan("larger", [("Budgets", "Ministry", "2026", 72)])
    assert plan is not None
    assert larger is not None
    assert (plan.cost, larger.cost) == pytest.approx((529.4, 495.6))
    assert capsys.readouterr().err.count("gap closed") == 2
    assert real_case.capital_table(plan).splitlines()[2] == "| Ministry | 0.1 |"
    low, high = solves.bracket(larger, plan)
    assert (low, high) == pytest.approx((495.6 - 529.4, 495.6 - 529.4), rel=1e-6)
    one, other = real_case.brief(larger), real_case.brief(plan)
    assert real_case.new_and_gone(one, other, 10.0) == "more: Larger refinery"
    assert real_case.new_and_gone(other, one, 10.0) == "less: Larger refinery"
    assert "| Larger refinery |" in real_case.started_table(plan)
    assert asked.plan("base").cost == plan.cost  # kept: solved once
    assert capsys.readouterr().err == ""
    shortly = asked.brief("larger", [("Budgets", "Ministry", "2026", 72)])
    assert shortly is not None
    assert (shortly.cost, shortly.capital["Larger refinery"]) == pytest.approx((495.6, 72))
    assert asked.brief("larger", [("Budgets", "Ministry", "2026", 72)]) == shortly
    assert capsys.readouterr().err.startswith("larger: 496, at least 496")
    impossible: list[solves.Change] = [("Suppliers", "*", "maximum", 1), ("Demand", "*", "required", 1)]
    assert asked.plan("none", impossible) is None
    assert asked.plan("none", impossible) is None
    assert "Factory / gallium, required" in asked.why_none("none", impossible)
