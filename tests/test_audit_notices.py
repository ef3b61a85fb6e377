"""What the audit notices of a plan, each on the smallest workbook that has it: shown one way it passes, another not."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from small_world import book_of, outage_book, tables_of, verdict

from planner.audit import branches
from planner.audit.audit import audit
from planner.audit.claims import Claims
from planner.audit.content import arriving
from planner.audit.hits import Remains, strikes
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.audit.network import lanes_of
from planner.audit.prices import audit_prices
from planner.audit.programme import Outcome
from planner.audit.run import audit_status

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def passes(checks: pd.DataFrame, check: str) -> str:
    return str(checks.set_index("check")["pass"].get(check, ""))


@pytest.mark.parametrize(("delivered", "short", "answer"), [(4, 6, "yes"), (-1, 11, "NO"), (11, -1, "NO")])
def test_neither_what_is_delivered_nor_what_is_short_is_negative(
    tmp_path: Path, delivered: float, short: float, answer: str
) -> None:
    """Ten are asked, and each of these pairs adds up to ten."""
    shown = f"market | material | period | asked | delivered | short\nB1 | metal | 2027 | 10 | {delivered} | {short}"
    assert verdict(book_of(tmp_path), "demand: not negative", Shortages=shown) == answer


@pytest.mark.parametrize(
    ("sent", "in_use", "is_told", "only_in_use"),
    [("5", "1", "yes", ""), ("5", "0", "yes", "NO"), ("0", "0", "yes", "yes"), ("5", "", "NO", "")],
)
def test_a_lane_with_a_minimum_is_in_use_or_sends_nothing(
    tmp_path: Path, sent: str, in_use: str, is_told: str, only_in_use: str
) -> None:
    """A minimum of less than 1 is one too."""
    book = book_of(tmp_path, Lanes="from | to | minimum\nA1 | B1 | 0.5")
    shown = (
        f"from | to | material | period | sent | arrived | in use\nA1 | B1 | metal | 2027 | {sent} | {sent} | {in_use}"
    )
    assert verdict(book, "flows: in use where that is decided", Flows=shown) == is_told
    assert verdict(book, "flows: only what is in use", Flows=shown) == only_in_use


@pytest.mark.parametrize(("baseline", "difference", "answer"), [("3", "-2", "yes"), ("3", "2", "NO"), ("", "", "")])
def test_a_difference_to_doing_nothing_is_of_two_numbers(
    tmp_path: Path, baseline: str, difference: str, answer: str
) -> None:
    shown = (
        f"subject | what | at | plan | baseline | difference\nservice | metal | 2027 | 5 | {baseline} | {difference}"
    )
    assert verdict(book_of(tmp_path), "baseline: difference shown", Baseline=shown) == answer


@pytest.mark.parametrize(
    ("asked", "baseline", "missed", "answer"),
    [(10, 4, 0.6, "yes"), (10, 4, 0.5, "NO"), (0, 0, 1, ""), (0.5, 0, 1, "yes")],
)
def test_what_is_missed_with_nothing_built_is_the_share_of_what_is_asked(
    tmp_path: Path, asked: float, baseline: float, missed: float, answer: str
) -> None:
    """Of ten that are asked six are missed where four are met; of nothing there is no share."""
    shown = (
        "subject | what | at | plan | baseline | asked | missed\n"
        f"requirement | demand metal | 2027 | 5 | {baseline} | {asked} | {missed}"
    )
    assert verdict(book_of(tmp_path), "baseline: the share that is missed", Baseline=shown) == answer


def test_a_hit_of_one_material_leaves_what_carries_another(tmp_path: Path) -> None:
    """Metal can use a quarter of the lane, alloy all of it."""
    hits = "disruption | target | name | material | remaining\nlost | lane | A1 > B1 | metal | 0.25"
    book = book_of(tmp_path, Lanes="from | to\nA1 | B1", Disruptions="disruption\nlost", Hits=hits)
    lookup = AuditLookup.of(book)
    lanes = lanes_of(lookup)
    (strike,) = strikes(lookup, lanes)
    assert {lane.material: Remains(lookup, strike).lane(lane).share for lane in lanes} == {"metal": 0.25, "alloy": 1.0}


@pytest.mark.parametrize(("sent", "arrived", "share"), [(0.5, 0.4, 0.8), (5, 4, 0.8), (0, 0, 0)])
def test_a_lane_passes_on_the_share_of_what_arrives_however_little_it_carries(
    tmp_path: Path, sent: float, arrived: float, share: float
) -> None:
    flows = f"from | to | material | mode | period | sent | arrived\nA1 | B1 | metal | sea | 2027 | {sent} | {arrived}"
    lookup = AuditLookup.of(book_of(tmp_path, Lanes="from | to | mode\nA1 | B1 | sea"))
    found = arriving(Claims(tables_of(Flows=flows), lookup, Ledger()))
    assert found["A1", "B1", "metal", "sea", 0] == pytest.approx(share)


@pytest.mark.parametrize(("subject", "answer"), [("service", "yes"), ("weather", "NO")])
def test_doing_nothing_is_told_of_subjects_that_there_are(tmp_path: Path, subject: str, answer: str) -> None:
    shown = f"subject | what | at | plan | baseline\n{subject} | metal | 2027 | 5 | 3"
    assert verdict(book_of(tmp_path), "baseline: subjects are known", Baseline=shown) == answer


@pytest.mark.parametrize(
    ("objective", "bound", "gap", "answer"),
    [
        (0, 0, 0, "yes"),
        (0, 0, 1, "NO"),
        (0, -1, 1, "yes"),
        (0, -1, 0, "NO"),
        (100, 90, 0.1, "yes"),
        (100, 90, 0.2, "NO"),
    ],
)
def test_the_gap_is_the_objective_s_share_and_of_nothing_none_or_all(
    tmp_path: Path, objective: float, bound: float, gap: float, answer: str
) -> None:
    run = {"objective": objective, "bound": bound, "gap": gap}
    assert passes(audit(book_of(tmp_path), tables_of(), run), "run: the gap") == answer


@pytest.mark.parametrize(("bound", "asked", "money", "answer"), [
    (995, 0.01, None, "yes"), (985, 0.01, None, "NO"), (985, 0.01, 20.0, "yes"), (995, 0.01, 1.0, "yes"),
    (995, -1.0, None, "NO"),
])  # fmt: skip
def test_what_is_called_proven_is_within_the_share_or_the_money_that_was_asked(
    bound: float, asked: float, money: float | None, answer: str
) -> None:
    """One hundredth of 1,000 is 10."""
    run = {"status": "proven", "stopped": "gap closed", "objective": 1000.0, "bound": float(bound)}
    ledger = Ledger()
    audit_status(run | {"gap asked": asked, "money gap asked": money}, 1000.0, ledger)
    assert passes(ledger.frame(), "run: what is called proven is") == answer


def test_what_two_ledgers_compared_is_counted_together_and_the_worst_of_both_kept() -> None:
    one, other = Ledger(), Ledger()
    one.equal("same", 1.0, 1.0, ("here",))
    other.equal("same", 1.0, 2.0, ("there",))
    other.equal("same", 1.0, 1.0, ("there",))
    one.add(other)
    (row,) = one.frame().to_dict("records")
    assert (row["rows"], row["pass"]) == (3, "NO")
    assert row["where"].startswith("there")


RULE = "rule | measure | material | limit | penalty\nmost | each share at most | metal | 0.5 | {}"
SHARES = "rule | measure | of | material | period | origin | value | limit | slack | excess | total | HHI\n"


@pytest.mark.parametrize(("penalty", "excess", "answer"), [("", "", ""), ("9", "0", "yes"), ("9", "1", "NO")])
def test_only_of_a_rule_that_may_be_missed_is_told_by_how_much(
    tmp_path: Path, penalty: str, excess: str, answer: str
) -> None:
    """One half comes from each of two sellers, which is what the rule allows."""
    book = book_of(
        tmp_path,
        Suppliers="supplier | site | material | price\none | A1 | metal | 1\ntwo | C1 | metal | 1",
        Rules=RULE.format(penalty),
    )
    bought = "row | supplier | site | material | period | amount\n" + "\n".join(
        f"{row} | {who} | {site} | metal | 2027 | 5" for row, who, site in ((2, "one", "A1"), (3, "two", "C1"))
    )
    shown = SHARES + f"most | each share at most | intake | metal | 2027 | Aland | 0.5 | 0.5 | 0 | {excess} | 10 | 0.5"
    assert verdict(book, "rules: excess shown", Purchases=bought, Concentration=shown) == answer


def checks_of_price(path: Path, line: str, total: float) -> pd.DataFrame:
    """Return what is checked of one price of a workbook with a rule."""
    book = book_of(path, Rules=RULE.format(""))
    prices = "sheet | row | column | period | limit | price | in words | cell\n" + line
    concentration = SHARES + f"most | each share at most | intake | metal | 2027 | | | 0.5 | | | {total} |"
    ledger = Ledger()
    audit_prices(AuditLookup.of(book), tables_of(Prices=prices, Concentration=concentration), {}, ledger)
    return ledger.frame()


@pytest.mark.parametrize(("other", "answer"), [(1e-9, "NO"), (1e-2, "yes")])
def test_whether_a_price_has_the_wrong_sign_goes_by_the_largest_price_there_is(
    tmp_path: Path, other: float, answer: str
) -> None:
    """A thousand-millionth is a price beside one as large, as where money is counted in millions of millions."""
    line = "Rules | most | limit | 2027 | 0.5 | {} | |"
    found = checks_of_price(tmp_path, f"{line.format(-1e-9)}\n{line.format(other)}", 10)
    assert passes(found, "prices: room never costs") == answer


@pytest.mark.parametrize(("cheapest", "answer"), [(1e-4, "yes"), (-10.0, "NO"), (1e-3, "NO")])
def test_a_cheaper_operation_is_held_against_the_bound_by_the_money_at_stake(
    tmp_path: Path, cheapest: float, answer: str
) -> None:
    """Sales of 1,000,000 pay for all but 0.001; rounding of them is a thousand times the difference to the bound."""
    book = book_of(tmp_path)
    prices = "sheet | row | column | period | limit | price | in words | cell"
    costs = "part | period | amount | discounted\npurchases | 2027 | 500000 | 500000\nsales | 2027 | -500000 | -500000"
    ledger = Ledger()
    run = {"objective": 1e-3, "bound": 2e-4, "money gap asked": 1.0, "cheapest operation": cheapest}
    audit_prices(AuditLookup.of(book), tables_of(Prices=prices, Costs=costs), run, ledger)
    assert passes(ledger.frame(), "prices: of a cheaper operation") == answer


@pytest.mark.parametrize(
    ("price", "total", "answer"), [(2, 10, "yes"), (-2, 10, "NO"), (-2, 0.5, "NO"), (-2, -0.5, "")]
)
def test_a_larger_share_costs_only_where_more_is_sent_away_than_comes(
    tmp_path: Path, price: float, total: float, answer: str
) -> None:
    line = f"Rules | most | limit | 2027 | 0.5 | {price} | | Rules!D2"
    assert passes(checks_of_price(tmp_path, line, total), "prices: room never costs") == answer


@pytest.mark.parametrize(("sheet", "row", "answer"), [
    ("Rules", "most", "yes"), ("Rules", "least", "NO"), ("Periods", "2027", "NO"),
])  # fmt: skip
def test_a_price_is_of_a_row_that_has_a_limit(tmp_path: Path, sheet: str, row: str, answer: str) -> None:
    line = f"{sheet} | {row} | limit | 2027 | 0.5 | 2 | | Rules!D2"
    assert passes(checks_of_price(tmp_path, line, 10), "prices: a cell of the workbook, and its number") == answer


def test_a_guarantee_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    """Nothing is supplied, and six tenths are asked for in every loss."""
    assert verdict(outage_book(tmp_path), "branches: the guarantee can be kept") == "NO"


@pytest.mark.parametrize(
    ("told", "paid", "exact"),
    [(10.0, 110.0, 110.5), (10.2, 110.2, 110.5), (10.8, 110.5, 110.5), (9.0, 110.0, 110.5), (10.8, 110.0002, None)],
)
def test_a_service_is_judged_at_what_its_branch_is_told_to_cost_as_far_as_rounding_explains_it(
    monkeypatch: pytest.MonkeyPatch, told: float, paid: float, exact: float | None
) -> None:
    """The branch costs 10 more than the same without it, 10.5 with its guarantee to the last digit.

    Where to the last digit it cannot be kept, a millionth of the 200 at stake is what rounding explains.
    """
    outcomes = iter([Outcome(110.0, 100.0), None if exact is None else Outcome(exact, 100.0)])
    branch = SimpleNamespace(
        strike=SimpleNamespace(row={"required": 0.5, "floor": None}), floor=0.0,
        shape=SimpleNamespace(same_cost=lambda: 100.0), least_cost=lambda _: next(outcomes),
    )  # fmt: skip
    seen: list[Any] = []
    monkeypatch.setattr(branches, "_check_service", lambda *arguments: seen.append(arguments[2].cost))
    claim = {"extra cost in the year's money": told}
    branches._check(branch, claim, 1.0, ("lost", "now"), Ledger())  # type: ignore[arg-type]
    assert seen == [pytest.approx(paid, rel=1e-9)]
    assert math.isfinite(seen[0])
