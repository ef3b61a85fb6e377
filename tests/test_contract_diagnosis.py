"""What a workbook that cannot hold together is told: the rows in conflict, none of them needless."""

from __future__ import annotations

import copy
import random
import re
from typing import TYPE_CHECKING

import pytest
from samples import few
from workbooks import Sheets, plan, rows, small, write

from planner.errors import InfeasibleError
from planner.solving.outcome import Options
from planner.statuses import Status
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.query import CaseSetting, Query
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

MARKET = small(
    Sites="site | country\n home | H\n pit A | A\n pit B | B\n pit C | C",
    Materials="material | surplus\n goods | none",
    Suppliers="""
        supplier | site | material | price | maximum
        mine A | pit A | goods | 1 | 100
        mine B | pit B | goods | 2 | 40
        mine C | pit C | goods | 4 | 40
        """,
    Lanes="from | to\n A | home\n B | home\n C | home",
    Demand="market | material | amount | required\n home | goods | 100 | 1",
)
MILL = small(
    Recipes="process | role | item | amount\n make | makes | goods | 1",
    Projects="project | place | adds | block | fixed capital | decision\n mill | here | make | 10 | 100 | must",
    Budgets="funder | amount\n state | 99",
    Funding="funder | projects\n state | *",
    Demand="market | material | amount\n here | goods | 10",
)


def told(path: Path, sheets: Sheets) -> str:
    """Return what is said of a workbook that cannot hold together."""
    with pytest.raises(InfeasibleError) as raised:
        plan(path / "in.xlsx", sheets)
    return str(raised.value)


def conflict(path: Path, sheets: Sheets) -> list[str]:
    """Return the cells, with their words, that cannot hold together."""
    message = told(path, sheets)
    message = message.replace("; other cells conflict too", "")
    head, _, rest = message.partition("These conflict (without any one of them the others can hold):\n")
    assert rest, head
    return [line.strip() for line in rest.partition("A plan would be possible")[0].splitlines()]


def test_a_rule_against_a_required_service(tmp_path: Path) -> None:
    """At most 10 from A, 40 and 40 from the others: 10 of 100 are missing. The other rule is not to blame."""
    sheets = MARKET | {"Rules": rows("""
        rule | measure | material | origins | limit
        some C | amount at least | goods | C | 5
        not A | amount at most | goods | A | 10
        """)}  # fmt: skip
    assert conflict(tmp_path, sheets) == ["Demand!D2 (home / goods, required): 1", "Rules!E3 (not A): 10"]
    assert told(tmp_path, sheets).endswith("Demand!D2 (home / goods, required): 1 -> 0.9")


def test_of_two_conflicts_one_is_told_and_that_there_is_another(tmp_path: Path) -> None:
    """5 of 10 here and 5 of 8 there: without either the other cannot be served all the same."""
    sheets = small(
        Sites="site\n here\n there",
        Suppliers="supplier | site | material | price | maximum\n a | here | goods | 1 | 5\n b | there | goods | 1 | 5",
        Demand="market | material | amount | required\n here | goods | 10 | 1\n there | goods | 8 | 1",
    )
    message = told(tmp_path, sheets)
    assert "These conflict (without any one of them the others can hold; other cells conflict too):\n" in message
    assert message.count("required): 1\n") == 1
    assert message.count("required): 1 -> ") == 2


def test_two_rules_against_each_other(tmp_path: Path) -> None:
    """At least 30 from C and at most 0.2 of all, which is 100 at most: without supply there is no share of C."""
    sheets = MARKET | {"Rules": rows("""
        rule | measure | material | origins | limit
        some C | amount at least | goods | C | 30
        few C | share at most | goods | C | 0.2
        """)}  # fmt: skip
    found = conflict(tmp_path, sheets)
    assert found == ["Rules!E2 (some C): 30", "Rules!E3 (few C): 0.2"]


def test_a_budget_against_what_must_be_built(tmp_path: Path) -> None:
    assert conflict(tmp_path, MILL) == ["Budgets!B2 (state): 99", "Projects!F2 (mill): must"]


def test_a_budget_by_period_is_named_by_its_own_cell(tmp_path: Path) -> None:
    """40 a period, carried over: 80 of 100 by the second, in which it must start. Either may be raised."""
    sheets = MILL | {
        "Periods": rows("period\n first\n second\n third"),
        "Budgets": rows("funder | amount | second | third\n state | 40 | 41 | 900"),
    }
    sheets["Projects"] = [sheets["Projects"][0] | {"decision": "second"}]
    assert conflict(tmp_path, sheets) == [
        "Budgets!B2 (state): 40", "Budgets!C2 (state, second): 41", "Projects!F2 (mill): second"
    ]  # fmt: skip


def test_a_row_of_funding_against_what_must_be_built(tmp_path: Path) -> None:
    sheets = MILL | {"Budgets": rows("funder\n state"), "Funding": rows("funder | projects | maximum\n state | * | 50")}
    assert conflict(tmp_path, sheets) == ["Funding!C2 (state / *, maximum): 50", "Projects!F2 (mill): must"]


def test_a_group_against_what_must_be_built(tmp_path: Path) -> None:
    sheets = MILL | {"Budgets": rows("funder\n state"), "Groups": rows("group | at most\n few | 1")}
    one = sheets["Projects"][0] | {"group": "few"}
    sheets["Projects"] = [one, one | {"project": "kiln"}, one | {"project": "barn", "decision": None}]
    assert conflict(tmp_path, sheets) == [
        "Groups!B2 (few, at most): 1", "Projects!F2 (mill): must", "Projects!F3 (kiln): must"
    ]  # fmt: skip


def test_a_committed_size_against_a_budget(tmp_path: Path) -> None:
    """30 units at 4 are 120: more than 99."""
    sheets = MILL | {"Projects": rows("""
        project | place | adds | maximum | capital rate | decision
        mill | here | make | 50 | 4 | now: 30
        """)}  # fmt: skip
    found = conflict(tmp_path, sheets)
    assert told(tmp_path, sheets).endswith("Projects!F2 (mill): now: 30 -> now: 24.75")
    assert found == ["Budgets!B2 (state): 99", "Projects!F2 (mill): now: 30"]


def test_cover_in_a_store_that_is_still_to_be_built_names_the_store_too(tmp_path: Path) -> None:
    """Room comes with a project, from the second period on: what the cover lacks is room, not days."""
    sheets = MARKET | {
        "Periods": rows("period | years\n first | 1\n second | 1"),
        "Stockpiles": rows("site | material | cover days | uses\n home | goods | 36.5 | store: 1"),
        "Projects": rows("project | place | adds | maximum | lead time\n shed | home | store | 50 | 1"),
    }
    found = told(tmp_path, sheets)
    assert "Stockpiles!C2 (home / goods, cover days): 36.5" in found
    assert found.splitlines()[-2:] == [
        "Look here first, which the checks warn of in the same rows:",
        "  Stockpiles!D2: 'cover days' is 36.5 in first, when nothing can be held: no row of Resources gives 'home' "
        "any 'store', and 'shed', which would add it, can serve from second at the earliest (holds 'store: 1'). "
        "Type into Resources what there is of 'store' at 'home' today, or ask for it later.",
    ]
    there = sheets | {"Resources": rows("resource | place | capacity\n store | home | 20")}
    assert plan(tmp_path / "there.xlsx", there)


def test_cover_against_the_room_for_it(tmp_path: Path) -> None:
    """36.5 days of 100 a year are 10, and 5 fit in."""
    sheets = MARKET | {"Stockpiles": rows("site | material | maximum | cover days\n home | goods | 5 | 36.5")}
    assert conflict(tmp_path, sheets) == [
        "Demand!D2 (home / goods, required): 1", "Stockpiles!D2 (home / goods, cover days): 36.5",
        "Stockpiles!C2 (home / goods, maximum): 5",
    ]  # fmt: skip


def test_a_requirement_beyond_what_there_is(tmp_path: Path) -> None:
    """200 are required where 180 are sold: what is required is in conflict with what there is."""
    sheets = copy.deepcopy(MARKET)
    sheets["Demand"][0]["amount"] = 200
    message = told(tmp_path, sheets)
    assert "Demand!D2 (home / goods, required): 1 -> 0.9\n" in message


def test_origins_that_there_are_not(tmp_path: Path) -> None:
    sheets = MARKET | {"Rules": rows("rule | measure | material | limit\n many | origins at least | goods | 5")}
    assert "Rules!D2 (many): 5" in conflict(tmp_path, sheets)


def test_a_guarantee_that_cannot_be_kept(tmp_path: Path) -> None:
    """Without A there are 40 from B and 40 from C, and 90 guaranteed from the start on, with nothing in stock."""
    sheets = MARKET | {
        "Disruptions": rows("disruption | required\n out | 0.9"),
        "Hits": rows("disruption | target | name\n out | country | A"),
    }
    assert conflict(tmp_path, sheets) == ["Disruptions!B2 (out, required): 0.9"]
    assert told(tmp_path, sheets).endswith("Disruptions!B2 (out, required): 0.9 -> 0.8")


def test_a_branch_that_earns_does_not_hide_that_there_is_no_plan(tmp_path: Path) -> None:
    """What a branch costs at least is asked of the linear relaxation, which has no plan here."""
    sheets = small(
        Sites="site | country\n here | H\n pit A | A",
        Suppliers="supplier | site | material | price | maximum\n mine | pit A | goods | -1 | 50",
        Lanes="from | to\n A | here",
        Demand="market | material | amount | shortage cost | required\n here | goods | 100 | 9 | 1",
        Disruptions="disruption | probability\n out | 0.1",
        Hits="disruption | target | name\n out | country | A",
    )
    assert "Demand!E2 (here / goods, required): 1 -> 0.5\n" in told(tmp_path, sheets)


def drawn(chance: random.Random) -> Sheets:
    """Return a market with rules and a mill, some of which may not hold together."""
    sheets = copy.deepcopy(MARKET)
    origins = ["A", "B", "C", "A; B", "B; C"]
    sheets["Rules"] = []
    for n in range(4):
        measure = chance.choice(["share at most", "share at least", "amount at most", "amount at least"])
        limit = chance.choice([0.1, 0.3, 0.5, 0.7]) * (100 if "amount" in measure else 1)
        sheets["Rules"].append({"rule": f"rule {n}", "measure": measure, "material": "goods",
                                "origins": chance.choice(origins), "limit": limit})  # fmt: skip
    sheets["Recipes"] = rows("process | role | item | amount\n make | makes | goods | 1")
    sheets["Projects"] = [
        {"project": name, "place": "home", "adds": "make", "block": size, "fixed capital": 50, "decision": decision}
        for name, size, decision in (("mill", 20, "must"), ("kiln", chance.choice([10, 60]), None))
    ]
    sheets["Budgets"] = [{"funder": "state", "amount": chance.choice([40, 60, 120])}]
    sheets["Funding"] = [{"funder": "state", "projects": "*"}]
    return sheets


def without(sheets: Sheets, freed: set[str]) -> Sheets:
    """Return a workbook without the requirements of some cells; a cell is known by its sheet and row."""
    found = copy.deepcopy(sheets)
    found["Rules"] = [row for n, row in enumerate(found["Rules"], start=2) if f"Rules {n}" not in freed]
    for sheet, column in (("Demand", "required"), ("Projects", "decision"), ("Budgets", "amount")):
        for n, row in enumerate(found[sheet], start=2):
            if f"{sheet} {n}" in freed:
                row[column] = None
    if "Demand 2" in freed:
        found["Demand"][0]["shortage cost"] = 1
    return found


ALL = {"Demand 2", "Projects 2", "Budgets 2", *(f"Rules {n}" for n in range(2, 6))}


@pytest.mark.parametrize("seed", few(5, range(12)))
def test_what_conflicts_does_so_alone_and_none_of_it_is_needless(tmp_path: Path, seed: int) -> None:
    """Only the cells of the conflict are kept: no plan. Each of them is freed in turn: a plan."""
    chance = random.Random(seed)
    sheets = drawn(chance)
    while is_plannable(tmp_path, sheets):
        sheets = drawn(chance)
    cells = {re.sub(r"^(\w+)![A-Z]+(\d+) .*", r"\1 \2", line) for line in conflict(tmp_path, sheets)}
    assert cells <= ALL
    assert not is_plannable(tmp_path, without(sheets, ALL - cells))
    for cell in cells:
        assert is_plannable(tmp_path, without(sheets, ALL - cells | {cell})), cell


def is_plannable(path: Path, sheets: Sheets) -> bool:
    """Return whether a workbook has a plan, without asking why where it has none."""
    book = read(write(path / "in.xlsx", sheets))
    return CompiledCase(book, CaseSetting(), Options(gap=1.0)).ask(Query()).answer.status is not Status.INFEASIBLE
