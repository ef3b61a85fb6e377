"""Inputs of plans compared: matched by name, told cell by cell, and apart where nothing reads them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from compared_plans import BUDGETS, SUPPLIERS, base_plan, with_raw, written

from planner.reports.loading.several import load_plans
from planner.studies.compare.comparison import compare
from planner.studies.compare.inputs import NO_ROW, WHOLE_ROW, differences
from planner.workbook.book import RawSheet

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan


def found(*plans: Plan, folder: Path) -> dict[tuple[str, str, str], tuple[tuple[Any, ...], tuple[str, ...], bool]]:
    """Return the differences of the plans' inputs by sheet, row and column."""
    loaded = load_plans(written(folder, **{f"plan{number}": each for number, each in enumerate(plans)}))
    return {(each.sheet, each.row, each.column): (each.values, each.places, each.counts)
            for each in differences(loaded)}  # fmt: skip


def test_inputs_are_matched_by_name_and_told_cell_by_cell(tmp_path: Path) -> None:
    """Rows in another order, columns in another order, names in other letters and a blank column are no difference."""
    base = base_plan()
    other = with_raw(
        base,
        RawSheet("Suppliers", ("material", "Supplier", "site", "price", "maximum", "note", "term (years)"), (
            ("gallium", "NEAR metals", "Port", 3.5, 50, "as asked", None),
            ("gallium", "Far Metals", "Port", 1, 100, None, None),
            ("gallium", "Far Metals", "Port", 2, None, None, 4),
        )),
        RawSheet("Budgets", (*BUDGETS, "2029"), (("chips fund", "1500", None, 7), ("New Fund", 10, None, None))),
    )  # fmt: skip
    told = found(base, other, folder=tmp_path)
    assert told == {
        ("Suppliers", "Near Metals / Port / gallium", "price (money per unit)"): (
            (3, 3.5), ("in Suppliers!D4", "in Suppliers!D2"), True),
        ("Suppliers", "Near Metals / Port / gallium", "note"): (
            ("as quoted", "as asked"), ("in Suppliers!F4", "in Suppliers!F2"), False),
        ("Suppliers", "Far Metals / Port / gallium", "term (years)"): ((None, 4), ("", "in Suppliers!G4"), True),
        ("Budgets", "Chips Fund", "2029"): ((None, 7), ("", "in Budgets!D2"), True),
        ("Budgets", "Ministry of Economy", WHOLE_ROW): (
            ("funder Ministry of Economy; amount (money) 900; 2028 100", NO_ROW), ("in Budgets!row 3", ""), True),
        ("Budgets", "New Fund", WHOLE_ROW): (
            (NO_ROW, "funder New Fund; amount (money) 10"), ("", "in Budgets!row 3"), True),
    }  # fmt: skip


def test_a_price_step_put_in_between_moves_no_other(tmp_path: Path) -> None:
    """Steps have one name: those that are the same are matched first, so that one more is one row more."""
    base = base_plan()
    steps = [row for raw in base.book.raw if raw.name == "Suppliers" for row in raw.rows]
    more = (("Far Metals", "Port", "gallium", 1.5, 30, None), *steps)
    told = found(base, with_raw(base, RawSheet("Suppliers", SUPPLIERS, more)), folder=tmp_path)
    assert list(told) == [("Suppliers", "Far Metals / Port / gallium", WHOLE_ROW)]
    assert told["Suppliers", "Far Metals / Port / gallium", WHOLE_ROW][0][0] == NO_ROW


def test_what_is_never_read_is_told_apart(tmp_path: Path) -> None:
    base = base_plan()
    header = ("case", "sheet", "row", "column", "change")
    cases = RawSheet("Cases", header, (("dear", "Suppliers", "*", "price", "x3"),))
    sites = next(raw for raw in base.book.raw if raw.name == "Sites")
    noted = RawSheet("Sites", sites.header, (("Taiwan site", "Taiwan", "to be checked"), *sites.rows[1:]))
    other = with_raw(base, cases, noted)
    assert {key[::2]: counts for key, (_, _, counts) in found(base, other, folder=tmp_path).items()} == {
        ("Cases", "change"): False, ("Sites", "note"): False,
    }  # fmt: skip
    study = compare(written(tmp_path, one=base, two=replace(other, run={**other.run, "case": "dear"})))
    assert "All plans were made from the same inputs but for notes and cases." in study.sentences
    assert study.sheet("Inputs").column("counts") == ["no", "no"]
