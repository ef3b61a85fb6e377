"""The audit's reading of rules of concentration: what is bought, what counts, and what a soft rule pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from small_world import (
    book_of,
    verdict,
)

from planner.audit.lookup import AuditLookup
from planner.audit.origins import AuditedOrigins

if TYPE_CHECKING:
    from pathlib import Path


RULE = "rule | measure | material | buyers | origins | limit | until | penalty\nR | "
TRADERS = """
    supplier | site | material | price
    S1       | A1   | metal    | 1
    S1       | C1   | metal    | 1
    S2       | B1   | metal    | 1
    S2       | C1   | alloy    | 1
"""


def test_origins_are_told_apart_as_finely_as_the_rules_ask(tmp_path: Path) -> None:
    rule = RULE + "share at most | metal | * | A1; S1; S2 | 1 | |"
    origins = AuditedOrigins(AuditLookup.of(book_of(tmp_path, Suppliers=TRADERS, Rules=rule)))
    assert origins.label("metal", "A1") == "A1"
    assert origins.label("metal", "A2") == "Aland"
    assert origins.label("metal", "Isle") == "Isle"
    assert origins.label("metal", "B1", "S2") == "S2"
    assert origins.label("metal", "A1", "S1") == "S1 @ A1"
    assert origins.label("metal", "C1", "S1") == "S1 @ Cland"
    assert origins.label("alloy", "C1", "S2") == ""


BUYING = """
    row | supplier | site | material | period | amount | cost
    2   | S1       | A1   | metal    | 2027   | 1{0}   | 1{0}
    3   | S1       | C1   | metal    | 2027   | 6{0}   | 6{0}
    4   | S2       | B1   | metal    | 2027   | 2{0}   | 2{0}
    5   | S2       | C1   | alloy    | 2027   | 3{0}   | 3{0}
"""


@pytest.mark.parametrize(
    ("rule", "limit", "passes"),
    [
        ("each share at most | metal | * | *", 6 / 9, True),
        ("each share at most | metal | * | *", 0.66, False),
        ("each share at most | metals | * | *", 9 / 12, True),
        ("each share at most | metals | * | *", 0.74, False),
        ("each share at most | metal | * | Union", 2 / 9, True),
        ("each share at most | metal | * | Union", 0.22, False),
        ("each share at most | metal | * | S1; S2", 7 / 9, True),
        ("each share at most | metal | * | S1; S2", 0.77, False),
        ("share at most | metal | * | Union", 3 / 9, True),
        ("share at most | metal | * | Union", 0.33, False),
        ("share at most | metal | * | S1; Cland", 7 / 9, True),
        ("share at most | metal | * | S1; Cland", 0.77, False),
        ("share at most | metal | * | foreign", 0, True),
        ("share at least | metal | * | C1; B1", 8 / 9, True),
        ("share at least | metal | * | C1; B1", 0.9, False),
        ("HHI at most | metal | * | *", 41 / 81, True),
        ("HHI at most | metal | * | *", 0.5, False),
        ("HHI at most | metal | * | Union", 5 / 81, True),
        ("HHI at most | metal | * | Union", 0.06, False),
        ("HHI at most | metal | * | S1; S2", 53 / 81, True),
        ("HHI at most | metal | * | S1; S2", 0.65, False),
        ("origins at least | metal | * | *", 3, True),
        ("origins at least | metal | * | *", 4, False),
        ("origins at least | metal | * | Union", 2, True),
        ("origins at least | metal | * | Cland", 2, False),
        ("amount at most | metals | * | Cland", 9, True),
        ("amount at most | metals | * | Cland", 8.9, False),
        ("amount at least | metal | * | S2; Aland", 3, True),
        ("amount at least | metal | * | S2; Aland", 3.1, False),
    ],
)
@pytest.mark.parametrize("zeros", ["", "e9", "e-9"], ids=["tonnes", "milligrams", "billion tonnes"])
def test_every_measure_of_all_that_is_bought(
    tmp_path: Path, rule: str, limit: float, passes: bool, zeros: str
) -> None:  # fmt: skip
    """Metal: 1 from A1 and 6 from C1 by S1, 2 from B1 by S2; alloy: 3 from C1 by S2."""
    measure = rule.split(" | ")[0]
    if measure.startswith("amount"):
        limit *= float(f"1{zeros}")
    demand = f"market | material | amount | shortage cost\nB1 | metal | 10{zeros} | 1"
    book = book_of(tmp_path, Suppliers=TRADERS, Rules=f"{RULE}{rule} | {limit} | 2027 |", Demand=demand)
    assert verdict(book, f"rules: {measure}", Purchases=BUYING.format(zeros)) == ("yes" if passes else "NO")


def test_an_amount_is_held_to_its_limit_however_much_else_there_is(tmp_path: Path) -> None:
    """A millionth of ten million tonnes is ten: nothing beside all, and twice what is allowed."""
    for limit, expected in ((10, "yes"), (5, "NO")):
        book = book_of(
            tmp_path, Suppliers=TRADERS, Rules=f"{RULE}amount at most | metal | * | Aland | {limit} | 2027 |"
        )
        buying = "row | supplier | site | material | period | amount | cost\n" + (
            "2 | S1 | A1 | metal | 2027 | 10 | 10\n3 | S1 | C1 | metal | 2027 | 1e7 | 1e7"
        )
        assert verdict(book, "rules: amount at most", Purchases=buying) == expected


CIRCLE = """
    from | to | material | origin | period | sent | arrived | transport | tariff
    C1   | A1 | metal    | Cland  | 2027   | 6    | 5       | 0         | 0
    A1   | C1 | metal    | Cland  | 2027   | 1    | 1       | 0         | 0
    A1   | B1 | metal    | Cland  | 2027   | 2    | 2       | 0         | 0
"""
BEGUN = {
    "Production": "process | site | period | runs\nsmelt | A1 | 2027 | 1",
    "Purchases": """
    row | supplier | site | material | period | amount | cost
    3   | S1       | C1   | metal    | 2027   | 6      | 6
    4   | S2       | B1   | metal    | 2027   | 2      | 2
    """,
}


@pytest.mark.parametrize(
    ("buyers", "origins", "value"),
    [
        ("Union", "Cland", 4),  # 5 arrive, 1 goes back
        ("Union", "foreign", 4),
        ("Union", "Union", 3),
        ("Aland", "Cland", 2),  # of the 4, 2 go on to Bland
        ("Aland", "foreign", 2),
        ("Aland", "Aland", 1),
        ("B1", "Cland", 2),
        ("B1; C1", "foreign", 0),
        ("B1; C1", "Cland", 6 + 2 + 1 - 6),  # what is sent out comes back in part
    ],
)
def test_what_enters_the_buyers_counts_net_of_what_they_send_on(
    tmp_path: Path, buyers: str, origins: str, value: float
) -> None:
    rule = f"{RULE}{{}} | metal | {buyers} | {origins} | {{}} | 2027 |"
    for measure, limit, answer in [
        ("amount at most", value, "yes"),
        ("amount at least", value, "yes"),
        ("amount at least", value + 0.1, "NO"),
    ]:
        rules = rule.format(measure, limit)
        book = book_of(tmp_path, Rules=rules, Lanes="from | to\n* | *", Suppliers=TRADERS)
        assert verdict(book, f"rules: {measure}", Flows=CIRCLE, **BEGUN) == answer


@pytest.mark.parametrize(
    ("rule", "limit", "excess"),
    [
        ("each share at most | metal | * | *", 0.1, 5.1 + 1.1 + 0.1),
        ("share at most | metal | * | Cland", 0.5, 1.5),
        ("share at least | metal | * | Aland", 0.5, 3.5),
        ("HHI at most | metal | * | *", 0.25, 41**0.5 - 4.5),
        ("origins at least | metal | * | *", 5, 2),
        ("amount at most | metal | * | Cland", 5.5, 0.5),
        ("amount at least | metal | * | Cland", 5.5, 0),
    ],
)
def test_a_soft_rule_pays_for_what_is_beyond_its_limit(tmp_path: Path, rule: str, limit: float, excess: float) -> None:
    book = book_of(tmp_path, Suppliers=TRADERS, Rules=f"{RULE}{rule} | {limit} | 2027 | 7")
    shown = "rule | measure | period | limit | excess | total | value | slack | HHI\n"
    row = f"R | {rule.split(' | ')[0]} | 2027 | {limit} | {excess} | 9 | 0 | 0 | 0"
    more = f"R | {rule.split(' | ')[0]} | 2027 | {limit} | {excess + 0.1} | 9 | 0 | 0 | 0"
    assert verdict(book, "rules: excess shown", Purchases=BUYING.format(""), Concentration=shown + row) == "yes"
    assert verdict(book, "rules: excess shown", Purchases=BUYING.format(""), Concentration=shown + more) == "NO"
    costs = f"part | period | amount | discounted\npenalties | 2027 | {7 * excess} | {7 * excess}"
    assert verdict(book, "costs: penalties", Concentration=shown + row, Costs=costs) == "yes"
    assert verdict(book, "costs: penalties", Concentration=shown + more, Costs=costs) == "NO"
