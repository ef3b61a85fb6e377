"""What budgets pay beside capital: stock that a funder fills, and the support of offers. Optima by pencil."""

from __future__ import annotations

import random
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from drawn_networks import draw
from giving_way import relaxation_of
from units import in_units
from workbooks import Sheets, checked, cost, plan, rows, small, write

from planner.audit.audit import audit
from planner.errors import InfeasibleError
from planner.planning.pipeline import options_of
from planner.plans import extract_budgets
from planner.plans.extract_budgets import KINDS
from planner.solving.leftover import no_more_put_in
from planner.solving.needless import without_needless
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.query import CaseSetting, Query
from planner.workbook.checks.run import read_and_check
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan
    from planner.solving.solution import Solved


YEARS = ("first", "second", "third")


def stocked(budget: str, price: str = "1 | 3 | 3", more: str = "", years: int = 2, **others: str) -> Sheets:
    """Ten a year are asked, and bought at a price that rises; the state pays a stock, a unit of which is worth 2."""
    names = YEARS[:years]
    return small(
        Periods="period\n" + "\n".join(names),
        Materials="material | value\ngoods | 2",
        Series=f"series | {' | '.join(names)}\nrising | {' | '.join(price.split(' | ')[:years])}",
        Suppliers="supplier | site | material | price\nmine | here | goods | rising",
        Stockpiles=f"site | material | funder{more and ' | ' + more.split(':')[0]}\n"
                   f"here | goods | state{more and ' | ' + more.split(':')[1]}",
        Budgets=budget,
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100",
        **others,
    )  # fmt: skip


def spent(found: Plan, column: str = "spent") -> list[float]:
    return [float(each) for each in found.tables["Budgets"][column]]


def test_a_stock_is_filled_as_far_as_its_funder_pays(tmp_path: Path) -> None:
    """8 pay for four, bought at 1 in place of 3: 14 + 18. The stock costs nothing more; one more of money saves 1."""
    found = checked(tmp_path / "in.xlsx", stocked("funder | amount\nstate | 8"))
    assert found.run["objective"] == pytest.approx(14 + 18)
    assert spent(found, "stock") == pytest.approx([8, 0])
    assert found.tables["Budgets"]["spent on"].tolist() == ["stock of goods at here 8", ""]
    price = found.tables["Prices"].set_index(["sheet", "period"])["price"]
    assert price["Budgets", "first"] == pytest.approx(1)


def test_without_limit_it_is_filled_whole_and_what_is_spent_is_told(tmp_path: Path) -> None:
    found = checked(tmp_path / "in.xlsx", stocked("funder\nstate"))
    assert found.run["objective"] == pytest.approx(20)
    assert spent(found) == pytest.approx([20, 0])


def test_initial_stock_and_what_is_left_after_losses_are_not_put_in(tmp_path: Path) -> None:
    """Of six a half is left after a year; 8 put four to them: 10 + 4 bought at first, and ten less 3.5 at 3."""
    found = checked(tmp_path / "in.xlsx", stocked("funder | amount\nstate | 8", more="initial | loss:6 | 0.5"))
    assert found.run["objective"] == pytest.approx(14 + 3 * 6.5)
    assert spent(found) == pytest.approx([8, 0])


def test_what_is_drawn_gives_nothing_back(tmp_path: Path) -> None:
    """Prices 1, 3, 3 and 1, 5, 1: with 8 in all, four are put in once; drawn in the second, they pay for no more."""
    found = checked(tmp_path / "in.xlsx", stocked("funder | first | second | third\nstate | 8 | 0 | 0", years=3))
    assert found.run["objective"] == pytest.approx(14 + 18 + 30)
    swung = stocked("funder | first | second | third\nstate | 8 | 0 | 8", price="1 | 5 | 1", years=3)
    assert cost(tmp_path / "swung.xlsx", swung) == pytest.approx(14 + 30 + 10)


@pytest.mark.parametrize(("carries", "saved"), [("yes", 6), ("no", 3)])
def test_what_is_left_of_a_budget_is_carried_where_it_may_be(tmp_path: Path, carries: str, saved: float) -> None:
    """Prices 9, 1, 4, and 2 a year: in the second there are 4 for two units, each 3 cheaper, or 2 for one."""
    late = stocked(f"funder | amount | carry over\nstate | 2 | {carries}", price="9 | 1 | 4", years=3)
    assert cost(tmp_path / "in.xlsx", late) == pytest.approx(90 + 10 + 40 - saved)


def supported(budget: float, support: float = 2, years: float = 1) -> Sheets:
    """Ten a year are asked: at home for 5, of which the state pays a part, or abroad for 6."""
    return small(
        Periods=f"period | years\nnow | {years}",
        Suppliers="supplier | site | material | price | support | funder\n"
                  f"home | here | goods | 5 | {support} | state\n"
                  "abroad | here | goods | 6 | |",
        Budgets=f"funder | amount\nstate | {budget}",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100",
    )  # fmt: skip


def test_support_is_a_part_of_the_price_and_counts_for_every_year(tmp_path: Path) -> None:
    """12 support six at home: 30 + 24. In a period of two years they support three a year: (15 + 42) for two years."""
    found = checked(tmp_path / "in.xlsx", supported(12))
    assert found.run["objective"] == pytest.approx(30 + 24)
    assert spent(found, "support") == pytest.approx([12])
    assert found.tables["Budgets"]["spent on"].tolist() == ["support of home: goods 12"]
    assert cost(tmp_path / "long.xlsx", supported(12, years=2)) == pytest.approx(2 * (15 + 42))
    assert cost(tmp_path / "enough.xlsx", supported(20)) == pytest.approx(50)


def test_a_support_of_0_changes_nothing(tmp_path: Path) -> None:
    found = checked(tmp_path / "in.xlsx", supported(0, support=0))
    assert found.run["objective"] == pytest.approx(50)
    assert spent(found) == [0]


def test_a_later_price_step_does_not_open_for_want_of_public_money(tmp_path: Path) -> None:
    """4 support four of the first step, which is not full: the rest comes from the rival at 8, not from step two."""
    sheets = small(
        Suppliers="supplier | site | material | price | maximum | support | funder\n"
                  "mine | here | goods | 1 | 9 | 1 | state\n"
                  "mine | here | goods | 3 | 9 | |\nrival | here | goods | 8 | | |",
        Budgets="funder | amount\nstate | 4",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(4 + 48)
    sheets["Budgets"][0]["amount"] = 9
    assert cost(tmp_path / "more.xlsx", sheets) == pytest.approx(9 + 3)


def test_one_budget_pays_for_all_three_and_starts_are_paid_by_what_is_left(tmp_path: Path) -> None:
    """The state has 100: 40 go into stock that must be there, 20 into support; it pays 40 of the mill, the firm 60."""
    sheets = small(
        Materials="material | value\ngoods | 4",
        Recipes="process | role | item | amount\nmake | makes | tools | 1",
        Projects="project | place | adds | block | fixed capital | decision\nmill | here | make | 1 | 100 | must",
        Suppliers="supplier | site | material | price | support | funder\nmine | here | goods | 2 | 1 | state",
        Stockpiles="site | material | reserve | funder\nhere | goods | 10 | state",
        Budgets="funder | amount\nstate | 100\nfirm |",
        Funding="funder | projects\nstate | *\nfirm | *",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100",
    )  # fmt: skip
    sheets["Materials"].append({"material": "tools"})
    found = checked(tmp_path / "in.xlsx", sheets)
    table = found.tables["Budgets"].set_index("funder")
    assert table.loc["state", ["capital", "stock", "support", "spent"]].tolist() == pytest.approx([40, 40, 20, 100])
    assert table.loc["firm", "spent"] == pytest.approx(60)
    assert table.loc["state", "spent on"] == "mill 40; stock of goods at here 40; support of mine: goods 20"


def test_a_disruption_draws_on_no_budget(tmp_path: Path) -> None:
    """Abroad is lost: home gives all ten, though the budget would support one only."""
    struck = {
        "Disruptions": "disruption | probability | duration | required\ntrouble | 0.1 | 1 | 1",
        "Hits": "disruption | target | name\ntrouble | supplier | abroad",
    }
    sheets = supported(2) | small(**struck)
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.tables["Resilience"]["service"].tolist() == [1]


def test_a_budget_gives_way_where_a_reserve_cannot_be_paid(tmp_path: Path) -> None:
    """Three that must be held are worth 6, and the state has 4."""
    sheets = stocked("funder | amount\nstate | 4", more="reserve:3")
    with pytest.raises(InfeasibleError, match=r"(?s)Budgets!B2 \(state\)"):
        plan(tmp_path / "in.xlsx", sheets)
    found = relaxation_of(read(tmp_path / "in.xlsx"), "floors=never")
    assert found.is_tried
    assert [x.text for x in found.changes] == ["Budgets!B2 (state): 4 -> 6"]


def told_of(path: Path) -> list[str]:
    return [str(fault) for fault in read_and_check(path)[1]]


FAULTS = [
    ({"Stockpiles": "site | material | funder\nhere | goods | stat"},
     "Stockpiles!C2: no funder is named 'stat' (holds 'stat'). Did you mean 'state'?"),
    ({"Suppliers": "supplier | site | material | price | support\nmine | here | goods | 3 | 1"},
     "Suppliers!E2: nobody pays this support (holds '1'). Name in funder whose budget pays it, or leave it out."),
    ({"Suppliers": "supplier | site | material | price | support | funder\nmine | here | goods | 3 | 4 | state"},
     "Suppliers!E2: the support is above the price of 3 in first, and it is a part of it (holds '4'). "
     "Lower the support, or raise the price."),
    ({"Materials": "material\ngoods"}, "Stockpiles!C2: 'goods' has no value in Materials, so what is put in would cost "
     "the budget nothing (holds 'state'). Give 'goods' a value, or leave the funder out."),
    ({"Materials": "material | value\ngoods | rising", "Series": "series | first | second\nrising | 1 | 0"},
     "Stockpiles!C2: 'goods' has no value in Materials in second, so what is put in would cost the budget nothing"),
    ({"Suppliers": "supplier | site | material | price | funder\nmine | here | goods | 3 | state"},
     "Suppliers!E2: its funder pays nothing for it, since the support is 0"),
    ({"Stockpiles": "site | material\nhere | goods"},
     "Budgets!A2: no row of Funding lets it pay for anything, nor does it pay for a stock or the "
     "support of an offer (holds 'state')"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "told"), FAULTS, ids=range(len(FAULTS)))
def test_what_cannot_be_meant_is_told_at_its_cell(tmp_path: Path, changed: dict[str, str], told: str) -> None:
    found = told_of(
        write(
            tmp_path / "in.xlsx",
            stocked("funder | amount\nstate | 8") | {name: rows(text) for name, text in changed.items()},
        )
    )
    assert any(told in each for each in found), found


def test_a_funder_of_stock_alone_is_no_slip(tmp_path: Path) -> None:
    assert told_of(write(tmp_path / "in.xlsx", stocked("funder | amount\nstate | 8"))) == []


def test_the_audit_knows_it_by_itself(tmp_path: Path) -> None:
    """A plan that fills the stock for 8 is none where there are 7; nor one whose support is 12 where 11 are there."""
    rich, poor = (read(write(tmp_path / f"{n}.xlsx", stocked(f"funder | amount\nstate | {n}"))) for n in (8, 7))
    found = checked(tmp_path / "in.xlsx", stocked("funder | amount\nstate | 8"))
    held = audit(rich, found.tables, found.run).set_index("check")["pass"]
    assert held["budgets: within what there is"] == "yes"
    assert audit(poor, found.tables, found.run).set_index("check")["pass"]["budgets: within what there is"] == "NO"
    backed = checked(tmp_path / "support.xlsx", supported(12))
    less = read(write(tmp_path / "less.xlsx", supported(11)))
    assert audit(less, backed.tables, backed.run).set_index("check")["pass"]["budgets: within what there is"] == "NO"


@pytest.mark.parametrize("column", ["capital", "stock", "support", "spent on"])
def test_the_audit_sees_what_the_money_is_said_to_go_to(tmp_path: Path, column: str) -> None:
    found = checked(tmp_path / "in.xlsx", stocked("funder | amount\nstate | 8"))
    table = found.tables["Budgets"].copy()
    table.loc[0, column] = "stock of goods at here 7" if column == "spent on" else table.loc[0, column] + 1
    checks = audit(found.book, found.tables | {"Budgets": table}, found.run).set_index("check")["pass"]
    told = "budgets: spent on what" if column == "spent on" else f"budgets: {column} shown"
    assert [name for name, passed in checks.items() if passed != "yes"] == [told]


def test_what_is_put_in_is_no_more_than_it_is(tmp_path: Path) -> None:
    """At no price a solver may say that more is put in: it is lowered, so that what a budget has left is right."""
    book = read(write(tmp_path / "in.xlsx", stocked("funder | amount\nstate | 100", more="initial:2")))
    built = CompiledCase(book, CaseSetting(), options_of(book))
    found = built.ask(Query())
    assert found.values is not None
    places = [found.planes.program.columns.place(x) for x in built.model.put_in.values()]
    assert found.values[places] == pytest.approx([8, 0])  # ten are held at the end of the first year
    raised = found.values.copy()
    raised[places] += 3
    program, answer = found.planes.program, replace(found.answer, values=raised)
    lowered, _ = without_needless(program, answer, None)
    assert lowered.values is not None
    assert lowered.values[places] == pytest.approx([8, 0])
    assert no_more_put_in(built.model, program, raised)[places] == pytest.approx([8, 0])


def with_budgets(seed: int) -> Sheets | None:
    sheets = draw(random.Random(seed))
    funded = any(x.get("funder") for name in ("Suppliers", "Stockpiles") for x in sheets[name])
    return sheets if funded and not any(x.get("required") for x in sheets["Demand"]) else None


@pytest.mark.parametrize("seed", [n for n in range(60) if with_budgets(n)][:3])
def test_a_larger_budget_never_costs_more_and_money_may_be_in_thousands(tmp_path: Path, seed: int) -> None:
    sheets = with_budgets(seed)
    assert sheets
    for each in sheets["Stockpiles"]:
        each["final"] = each["reserve"] = each["cover days"] = None
    for rule in sheets.get("Rules", []):
        rule["penalty"] = rule["penalty"] or 50
    before = plan(tmp_path / "in.xlsx", sheets).run["objective"]
    thousands = plan(tmp_path / "thousands.xlsx", in_units(sheets, 1000.0, 1.0)).run["objective"]
    assert thousands == pytest.approx(1000 * before, rel=1e-6)
    sheets["Budgets"][0]["amount"] *= 3
    assert plan(tmp_path / "more.xlsx", sheets).run["objective"] <= before + 1e-6 * max(1.0, abs(before))


@pytest.mark.parametrize(("budget", "left"), [(0.3, [0.0, 0.0]), (0.3 + 1e-6, [1e-6, 2e-6])])
def test_of_a_budget_that_is_used_up_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch, budget: float, left: list[float]
) -> None:
    """A tenth and two tenths are more than three tenths by 4e-17."""
    both = {kind: {"thing": amount} for kind, amount in zip(KINDS, (0.1, 0.2, 0.0), strict=True)}
    monkeypatch.setattr(extract_budgets, "spending", lambda _: dict.fromkeys([("state", 0), ("state", 1)], both))
    state = SimpleNamespace(name="state", budget=(budget, budget), carries_over=True)
    problem = SimpleNamespace(funders=[state], periods=[SimpleNamespace(name=name) for name in YEARS[:2]])
    shown = list(extract_budgets.budgets(cast("Solved", SimpleNamespace(problem=problem))))
    assert [row[-2] for row in shown] == pytest.approx(left, rel=1e-6, abs=0)
