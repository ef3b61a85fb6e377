"""The audit of the sheet Baseline by pencil: each figure shown right once, and wrong once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from small_world import WORLD, tables_of
from workbooks import book_of, rows

from planner.audit.baseline import audit_baseline
from planner.audit.claims import Claims
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.plans.tables import SETS

if TYPE_CHECKING:
    from pathlib import Path

    from planner.workbook.book import Book

RULES = """
    rule   | measure         | material | origins | limit | 2028
    most   | share at most   | metal    | Aland   | 0.5   | 0.75
    each   | each share at most | metal |         | 0.5   | 0.75
    spread | HHI at most     | metal    |         | 0.36  | 0.49
    least  | share at least  | metal    | Bland   | 0.5   | 0.8
    many   | origins at least | metal   |         | 4     | 4
    some   | amount at least | metal    | Bland   | 10    | 20
    little | amount at most  | metal    | Aland   | 10    | 20
"""
HEAD = "subject | what | at | plan | baseline | difference | asked | missed\n"
SIDE, MISSED = "baseline: the plan's side", "baseline: the share that is missed"
ASKED, TOLD = "baseline: what is asked", "baseline: what is told is missed"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return book_with(tmp_path_factory.mktemp("baseline"), Rules=RULES)


def book_with(folder: Path, **sheets: str) -> Book:
    held = {**WORLD, **{name: rows(text) for name, text in sheets.items()}}
    return book_of(folder / "in.xlsx", held, is_checked=False)


def verdicts(book: Book, baseline: str, objective: float | None = None, **plan: str) -> dict[str, str]:
    """Return what the audit says of a table Baseline, by check."""
    lookup, ledger = AuditLookup.of(book), Ledger()
    tables = tables_of(Baseline=HEAD + baseline, **plan)
    if "Outage_sets" in plan:
        tables[SETS.name] = pd.DataFrame(rows(plan["Outage_sets"])).astype({"onset": int}).astype({"onset": str})
    claims = Claims(tables, lookup, Ledger())
    audit_baseline(lookup, claims, {} if objective is None else {"objective": objective}, ledger)
    frame = ledger.frame()
    return dict(zip(frame["check"], frame["pass"], strict=True))


@pytest.mark.parametrize(
    ("rule", "period", "baseline", "asked", "missed"),
    [
        ("most", 2027, 0.8, 0.5, 0.6),  # 0.3 too much, of 0.5 that could be
        ("most", 2028, 0.8, 0.75, 0.2),
        ("each", 2027, 1.0, 0.5, 1.0),
        ("spread", 2027, 0.64, 0.36, 0.5),  # as shares of equal origins: 0.8 where 0.6 is allowed
        ("least", 2027, 0.2, 0.5, 0.6),
        ("least", 2028, 0.2, 0.8, 0.75),
        ("many", 2027, 1, 4, 0.75),
        ("some", 2028, 5, 20, 0.75),
    ],
)
def test_a_rule_is_missed_by_the_share_of_what_there_is_to_miss(
    book: Book, rule: str, period: int, baseline: float, asked: float, missed: float
) -> None:
    def said(asked: float = asked, missed: float = missed, at: int = period, name: str = rule) -> list[str]:
        found = verdicts(book, f"requirement | rule {name} | {at} | | {baseline} | | {asked} | {missed}")
        return [found.get(check, "") for check in (ASKED, MISSED, TOLD)]

    assert said() == ["yes", "yes", "yes"]
    assert said(missed=missed + 0.01) == ["yes", "NO", "yes"]
    assert said(asked=asked + 0.01)[0] == "NO"
    assert said(at=2050) == ["NO", "", "yes"]  # no period, or no rule: nothing to compare with
    assert said(name="never") == ["NO", "", "yes"]


def test_of_an_amount_that_is_too_large_there_is_no_share(book: Book) -> None:
    for missed, told in ((0.3, "yes"), (0, "NO"), (-0.3, "NO")):
        found = verdicts(book, f"requirement | rule little | 2027 | | 13 | | 10 | {missed}")
        assert (found[ASKED], found.get(MISSED, ""), found[TOLD]) == ("yes", "", told)


@pytest.mark.parametrize(("asked", "missed", "answer"), [("", "", "yes"), ("5", "", "NO"), ("", "0.1", "NO")])
def test_only_of_requirements_is_told_what_is_missed(book: Book, asked: str, missed: str, answer: str) -> None:
    found = verdicts(book, f"service | metal at B1 | 2027 | 1 | 1 | 0 | {asked} | {missed}")
    assert found["baseline: only of requirements is told what is missed"] == answer


@pytest.mark.parametrize(
    ("plan", "baseline", "difference", "answer"),
    [("5", "3", "-2", "yes"), ("5", "3", "2", "NO"), ("", "3", "", ""), ("5", "", "", "")],
)
def test_a_difference_is_of_two_numbers(book: Book, plan: str, baseline: str, difference: str, answer: str) -> None:
    found = verdicts(book, f"service | metal at B1 | 2027 | {plan} | {baseline} | {difference} | |")
    assert found.get("baseline: difference shown", "") == answer


@pytest.mark.parametrize(
    ("costs", "others", "in_all", "answer"),
    [
        ((4, 6), 0, 10, "yes"), ((4, 7), 0, 10, "NO"),
        # what rounding may do goes by the largest part, of either sign, and by no figure of another subject
        ((-1e9, 6e8, 4e8), 0, 800, "yes"), ((4, -4), 1e9, 0.1, "NO"),
    ],
)  # fmt: skip
def test_its_cost_is_the_sum_of_its_parts(
    book: Book, costs: tuple[float, ...], others: float, in_all: float, answer: str
) -> None:
    parts = [f"cost | part {n} | | | {cost} | | |" for n, cost in enumerate(costs)]
    shown = [f"cost | in all | | | {in_all} | | |", *parts, f"service | x | then | | {others} | | |"]
    assert verdicts(book, "\n".join(shown))["baseline: its cost is the sum of its parts"] == answer


@pytest.mark.parametrize(
    ("row", "plan", "answer"),
    [
        ("cost | in all |", "7", "yes"), ("cost | in all |", "8", "NO"),
        ("cost | upkeep |", "5", "yes"), ("cost | upkeep |", "4", "NO"),
        ("cost | capital |", "", "yes"), ("cost | capital |", "1", "NO"),  # the plan has no such cost
        ("service | metal at B1 | 2027", "0.9", "yes"), ("service | metal at B1 | 2027", "0.8", "NO"),
        ("service | metal at B1 | 2028", "", ""),  # what the plan says nothing of
        ("requirement | required share of metal at B1 | 2027", "0.8", "NO"),
        ("disruption | lost | 2027", "0.6", "yes"), ("disruption | lost | 2027", "0.5", "NO"),
        ("requirement | guarantee of lost | 2027", "0.6", "yes"),
        ("requirement | guarantee of lost | 2027", "0.5", "NO"),
        ("requirement | floor of lost | 2027", "0.3", "yes"), ("requirement | floor of lost | 2027", "0.6", "NO"),
        ("requirement | rule most | 2027", "0.4", "yes"), ("requirement | rule most | 2027", "0.5", "NO"),
        ("dependence | metal of Bland from Aland | 2027", "0.7", "yes"),
        ("dependence | metal of Bland from Aland | 2027", "0.6", "NO"),
        ("dependence | metal of Bland from Cland | 2027", "", "yes"),
        ("requirement | reserve of metal at B1 | 2027", "8", "yes"),
        ("requirement | final stock of metal at B1 | 2027", "7", "NO"),
        ("requirement | cover days of metal at B1 | 2027", "90", "yes"),
        ("requirement | cover days of metal at B1 | 2027", "8", "NO"),
    ],
)  # fmt: skip
def test_the_plan_s_side_is_what_its_own_tables_say(book: Book, row: str, plan: str, answer: str) -> None:
    cells = [*(each.strip() for each in row.split("|")), "", ""][:3]
    found = verdicts(
        book, " | ".join([*cells, plan, "", "", "", ""]), 7.0,
        Costs="part | period | discounted\nupkeep | 2027 | 2\nupkeep | 2028 | 3",
        Shortages="market | material | period | served\nB1 | metal | 2027 | 0.9\nB1 | metal | 2028 |",
        Resilience="disruption | onset | service | worst moment\nlost | 2027 | 0.6 | 0.3",
        Sourcing="material | buyer | origin | period | share\nmetal | Bland | Aland | 2027 | 0.7",
        Concentration="rule | period | value\nmost | 2027 | 0.4",
        Stockpiles="material | site | period | stock | cover days held\nmetal | B1 | 2027 | 8 | 90",
    )  # fmt: skip
    assert found.get(SIDE, "") == answer


@pytest.mark.parametrize(
    ("service", "not_judged", "period", "plan", "answer"),
    [
        (1, 0, 2027, "1", "yes"), (1, 0, 2027, "0.9", "NO"),
        (1, 0, 2028, "1", "yes"), (1, 0, 2028, "0.9", "NO"),  # no set is short: so it is whenever it begins
        (0.5, 0, 2027, "0.5", "yes"), (0.5, 0, 2027, "1", "NO"), (0.5, 0, 2028, "0.9", ""),
        (1, 3, 2027, "0.9", "NO"), (1, 3, 2028, "0.9", ""), (1, 1, 2028, "0.9", ""),
    ],
)  # fmt: skip
def test_of_a_set_of_outages_is_told_its_worst_and_all_where_none_is_short(
    tmp_path: Path, service: float, not_judged: int, period: int, plan: str, answer: str
) -> None:
    hit = {
        "Disruptions": "disruption | together | onset\nlost | 2 | 2027",
        "Hits": "disruption | target | name\nlost | country | Aland\nlost | country | Bland",
    }
    book = book_with(tmp_path, **hit)
    sets = f"disruption | set | onset | service | not judged\nlost | Aland, Bland | 2027 | {service} | {not_judged}"
    for what in ("disruption | lost / Aland, Bland", "requirement | guarantee of lost / Aland, Bland"):
        found = verdicts(book, f"{what} | {period} | {plan} | | | |", Outage_sets=sets)
        assert found.get(SIDE, "") == answer
