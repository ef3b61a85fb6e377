"""The library: cases that are changed as the sheet Cases changes them, results that cannot be changed, and their words.

One market asks for 10 goods a year; Cheap sells at most 6 of them at 1, Dear any at 3.
"""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from drawn_networks import draw
from openpyxl.utils import get_column_letter
from samples import few
from workbooks import change, small, write

import planner
from planner.solving.compile import compile_model
from planner.solving.outcome import Options
from planner.solving.solve import solve
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read as read_book
from planner.workbook.schema.sheets import BY_NAME
from planner_models.build import trunk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHOP = small(
    Suppliers="supplier | site | material | price | maximum\nCheap | here | goods | 1 | 6\nDear | here | goods | 3 |",
    Demand="market | material | amount | required\nhere | goods | 10 | 1",
    Budgets="funder | amount\nState | 5",
    Cases="case | sheet | row | column | change\nscarce | Suppliers | Cheap | maximum | 2",
)
SHIFTS = small(
    Suppliers="\n".join(
        ["supplier | site | material | price | fixed cost | minimum | maximum"]
        + [f"s{n} | here | goods | {1 + n % 7 / 10} | {20 + n * 7 % 13} | 3 | {9 + n * 5 % 8}" for n in range(40)]
    ),
    Demand="market | material | amount | required\nhere | goods | 173 | 1",
)


@pytest.fixture
def shop(tmp_path: Path) -> planner.Case:
    return planner.read(write(tmp_path / "shop.xlsx", SHOP))


def test_importing_the_library_imports_nothing_of_weight() -> None:
    heavy = "{'pandas', 'numpy', 'pyomo', 'highspy', 'openpyxl', 'click', 'planner_models.problem'}"
    script = f"import sys, planner; found = {heavy} & set(sys.modules); assert not found, found; planner.read"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_every_name_of_the_library_is_there() -> None:
    assert all(getattr(planner, name) is not None for name in planner.__all__)
    assert set(planner.__all__) <= set(dir(planner))
    with pytest.raises(AttributeError, match="raed"):
        planner.raed  # noqa: B018


def test_a_case_is_read_solved_and_told(shop: planner.Case) -> None:
    """6 at 1 and 4 at 3 are 18."""
    plan = shop.solve()
    assert (plan.status, plan.why_stopped, plan.is_verified) == ("proven", "gap closed", True)
    assert (plan.cost, plan.bound, plan.gap) == (pytest.approx(18.0), pytest.approx(18.0), pytest.approx(0.0))
    assert len(repr(plan).splitlines()) == 5
    assert "shop.xlsx" in repr(plan)
    assert "18 million USD" in repr(plan)
    assert plan.summary().startswith("Proven within")
    bought = plan.purchases.set_index("supplier")["amount"]
    assert bought.to_dict() == {"Cheap": pytest.approx(6.0), "Dear": pytest.approx(4.0)}


def test_a_named_case_is_applied(tmp_path: Path) -> None:
    """2 at 1 and 8 at 3 are 26."""
    case = planner.read(write(tmp_path / "shop.xlsx", SHOP), case="scarce")
    assert case.sheets["Suppliers"]["maximum"].iloc[0] == 2
    assert case.solve().cost == pytest.approx(26.0)


def test_a_change_makes_another_case_and_leaves_the_first(shop: planner.Case) -> None:
    changed = shop.set("Suppliers", row="Cheap", column="maximum", to="x0.5")
    assert shop.sheets["Suppliers"]["maximum"].iloc[0] == 6
    assert changed.sheets["Suppliers"]["maximum"].iloc[0] == 3
    assert (shop.solve().cost, changed.solve().cost) == (pytest.approx(18.0), pytest.approx(24.0))
    assert changed.changes == (("Suppliers", "Cheap", "maximum", "x0.5"),)


def test_a_plan_carries_what_was_solved(shop: planner.Case, tmp_path: Path) -> None:
    """What a notebook changed is in the plan's own copy of the workbook: in the cell, and as a row of Cases."""
    changed = shop.set("Suppliers", row="Cheap", column="maximum", to=np.float64(3.0), name="less")
    path = changed.solve().to_excel(tmp_path / "plan.xlsx")
    carried = openpyxl.load_workbook(path)
    assert carried["in Suppliers"]["E2"].value == 3
    assert [cell.value for cell in carried["in Cases"][3]] == ["less", "Suppliers", "Cheap", "maximum", 3]
    back = planner.read_plan(path)
    assert (back.case, back.cost, back.is_verified) == ("less", pytest.approx(24.0), True)


def test_changes_can_be_opened_in_excel_and_read_again(shop: planner.Case, tmp_path: Path) -> None:
    less = shop.set("Suppliers", row="Cheap", column="maximum", to=4)
    case = less.set("Demand", row="here", column="amount", to="add 2")
    path = case.to_excel(tmp_path / "mine.xlsx")
    again = planner.read(path, case=case.name)
    assert again.solve().cost == pytest.approx(case.solve().cost) == pytest.approx(4 + 8 * 3)
    assert planner.read(path).solve().cost == pytest.approx(18.0)
    assert planner.read(path, case="scarce").solve().cost == pytest.approx(26.0)


def test_a_change_goes_on_from_the_case_that_was_read(tmp_path: Path) -> None:
    """Of the case scarce 2 at 1 are left; 1 at 1 and 9 at 3 are 28."""
    case = planner.read(write(tmp_path / "shop.xlsx", SHOP), case="scarce")
    halved = case.set("Suppliers", row="Cheap", column="maximum", to="x0.5")
    assert halved.solve().cost == pytest.approx(28.0)
    assert halved.name.startswith("scarce; ")


def test_a_workbook_without_cases_takes_changes(tmp_path: Path) -> None:
    sheets = {name: rows for name, rows in SHOP.items() if name != "Cases"}
    case = planner.read(write(tmp_path / "in.xlsx", sheets)).set("Suppliers", row="*", column="price", to="x2")
    assert case.solve().cost == pytest.approx(36.0)
    assert planner.read(case.to_excel(tmp_path / "out.xlsx"), case=case.name).solve().cost == pytest.approx(36.0)


def test_two_cases_never_have_one_name(shop: planner.Case) -> None:
    case = shop.set("Suppliers", row="Cheap", column="maximum", to=3, name="Scarce")
    assert case.name == "Scarce (2)"
    assert case.solve().cost == pytest.approx(24.0)
    assert case.named("mine").name == "mine"
    with pytest.raises(planner.QuestionError, match="keeps its name"):
        shop.named("mine")


def test_settings_are_changed_like_any_cell_and_arguments_go_before_them(shop: planner.Case) -> None:
    case = shop.set("Settings", row="gap", column="value", to=0.25)
    assert case.solve().run["gap asked"] == 0.25
    assert case.solve(gap=0.5, time_limit=9, threads=1, money_gap=3).run["gap asked"] == 0.5


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"row": "Chaep", "column": "maximum", "to": 3}, "Chaep"),
        ({"row": "Cheap", "column": "maximun", "to": 3}, "maximun"),
        ({"row": "Cheap", "column": "maximum", "to": -3}, "-3"),
        ({"row": "Cheap", "column": "maximum", "to": "plenty"}, "plenty"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_at_once(shop: planner.Case, asked: Any, words: str) -> None:
    with pytest.raises(planner.WorkbookError, match=words):
        shop.set("Suppliers", **asked)


@pytest.mark.parametrize("to", [None, float("nan"), float("inf"), "", [1]])
def test_what_no_cell_can_hold_is_refused(shop: planner.Case, to: Any) -> None:
    with pytest.raises(planner.QuestionError, match="cannot be what a cell is set to"):
        shop.set("Suppliers", row="Cheap", column="maximum", to=to)


@pytest.mark.parametrize("option", [{"gap": -1}, {"gap": 1.5}, {"time_limit": 0}, {"threads": 0}, {"money_gap": -2}])
def test_an_option_that_is_none_is_refused(shop: planner.Case, option: Any) -> None:
    with pytest.raises(planner.QuestionError, match=next(iter(option))):
        shop.solve(**option)


def test_a_wrong_workbook_is_read_and_says_all_its_faults_when_it_is_solved(tmp_path: Path) -> None:
    path = write(tmp_path / "shop.xlsx", SHOP)
    case = planner.read(change(change(path, {"Suppliers!D2": "dear"}), {"Demand!A2": "nowhere"}))
    assert {fault.place for fault in case.faults} >= {"Suppliers!D2", "Demand!A2"}
    for fails in (case.solve, case.check, case.model):
        with pytest.raises(planner.WorkbookError) as caught:
            fails()
        assert caught.value.faults == case.faults
    assert case.sheets["Suppliers"]["price"].iloc[0] == "dear"


def test_a_case_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(planner.WorkbookError, match="scarce"):
        planner.read(write(tmp_path / "shop.xlsx", SHOP), case="scarse")


def test_a_plan_that_there_is_not_says_why(shop: planner.Case) -> None:
    case = shop.set("Suppliers", row="Dear", column="maximum", to=1)
    with pytest.raises(planner.InfeasibleError) as caught:
        case.solve()
    assert caught.value.diagnosis is not None


WAYS_TO_WRITE = [
    "frame['amount'] = 1", "frame.loc[frame.index[0], 'amount'] = 1", "frame.iloc[0, 0] = 1",
    "frame.at[frame.index[0], 'amount'] = 1", "frame.iat[0, 0] = 1", "frame.amount = 1", "del frame['amount']",
    "frame.insert(0, 'new', 1)", "frame.pop('amount')", "frame.columns = range(len(frame.columns))",
    "frame.replace(5.0, 9.0, inplace=True)", "frame.where(frame.isna(), inplace=True)",
    "frame.drop(columns='amount', inplace=True)", "frame.sort_values('amount', inplace=True)",
    "frame.loc[:, 'amount'] *= 2", "frame['amount'] *= 2",
]  # fmt: skip


@pytest.mark.parametrize("code", WAYS_TO_WRITE)
def test_a_frame_cannot_be_changed(shop: planner.Case, code: str) -> None:
    frame = shop.sheets["Budgets"]
    before = frame.copy()
    with pytest.raises(TypeError, match="read-only"):
        exec(code, {"frame": frame})
    pd.testing.assert_frame_equal(frame.copy(), before)


def test_what_is_made_of_a_frame_can_be_changed(shop: planner.Case) -> None:
    frame = shop.sheets["Budgets"]
    for made in (frame.copy(), frame[frame["amount"] > 1].copy(), frame.assign(more=1)):
        made["amount"] = 7.0
    assert frame["amount"].tolist() == [5.0]


def test_frames_know_their_units(shop: planner.Case) -> None:
    assert shop.sheets["Budgets"].attrs["units"]["amount"] == "million USD"
    assert shop.sheets["Suppliers"].attrs["units"]["price"] == "million USD per unit"
    assert shop.sheets["Suppliers"].index.tolist() == [2, 3]
    assert shop.sheets["Lanes"].empty
    plan = shop.solve()
    assert plan.costs.attrs["units"]["discounted"] == "million USD"
    assert plan.purchases.attrs["units"]["amount"].endswith("a year")
    assert plan.tables["Costs"] is plan.costs
    with pytest.raises(TypeError, match="read-only"):
        plan.costs["amount"] = 0


def test_cases_and_plans_go_to_other_processes(shop: planner.Case) -> None:
    """Ten scenarios on four processors: all that is handed over comes back as it was, frames read-only."""
    case = shop.set("Suppliers", row="Cheap", column="maximum", to=3)
    plan = case.solve()
    for thing, frame in ((case, case.sheets["Suppliers"]), (plan, plan.costs)):
        again = pickle.loads(pickle.dumps(thing))
        other = again.sheets["Suppliers"] if thing is case else again.costs
        pd.testing.assert_frame_equal(other.copy(), frame.copy())
        assert other.attrs == frame.attrs
        with pytest.raises(TypeError, match="read-only"):
            other["new"] = 1
    assert pickle.loads(pickle.dumps(case)).solve().cost == pytest.approx(plan.cost)


def test_a_plan_goes_into_parquet_with_its_units(shop: planner.Case, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    plan = shop.solve()
    folder = plan.to_parquet(tmp_path / "tables")
    costs = pd.read_parquet(folder / "Costs.parquet")
    assert costs["discounted"].sum() == pytest.approx(18.0)
    assert costs.attrs["units"]["discounted"] == "million USD"
    assert len(list(folder.glob("*.parquet"))) == len(plan.tables)


def test_a_plan_is_a_page(shop: planner.Case, tmp_path: Path) -> None:
    path = shop.solve().to_html(tmp_path / "plan.html")
    assert "Proven within" in path.read_text(encoding="utf-8")


def test_nothing_of_the_user_is_harmed(shop: planner.Case, tmp_path: Path) -> None:
    plan = shop.solve()
    for write_to in (plan.to_excel, shop.to_excel):
        with pytest.raises(planner.FileError):
            write_to(shop.path)
    assert read_book(shop.path).case == "base"
    mine = tmp_path / "mine.html"
    mine.write_text("notes")
    with pytest.raises(planner.FileError, match="no plan or study of ours"):
        plan.to_html(mine)
    with pytest.raises(planner.FileError, match="mps"):
        shop.write(tmp_path / "model.txt")


def test_a_model_is_written_for_other_solvers(shop: planner.Case, tmp_path: Path) -> None:
    assert "total_cost" in shop.write(tmp_path / "m.mps").read_text()
    assert "total_cost" in shop.write(tmp_path / "m.lp").read_text()


def test_progress_is_told_in_types(tmp_path: Path) -> None:
    heard: list[planner.SolveProgress] = []
    plan = planner.read(write(tmp_path / "in.xlsx", SHIFTS)).solve(gap=0, progress=heard.append)
    assert heard[-1].incumbent == plan.cost
    assert heard[-1].bound == plan.bound
    assert "best plan" in str(heard[-1])


class StopItError(Exception):
    """What a program of a user raises."""


@pytest.mark.parametrize("kind", [StopItError, planner.SolverError])
def test_what_a_progress_callback_raises_stops_the_solve_and_is_raised(
    tmp_path: Path, kind: type[BaseException]
) -> None:
    calls = []

    def progress(event: planner.SolveProgress) -> None:
        calls.append(event)
        raise kind

    case = planner.read(write(tmp_path / "in.xlsx", SHIFTS))
    with pytest.raises(kind):
        case.solve(gap=0, progress=progress)
    assert len(calls) == 1


def press_ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def raise_it() -> None:
    raise KeyboardInterrupt


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot send itself a Ctrl-C there")
@pytest.mark.parametrize("stop", [press_ctrl_c, raise_it])
def test_a_ctrl_c_leaves_the_best_plan_so_far(
    tmp_path: Path, request: pytest.FixtureRequest, stop: Callable[[], None]
) -> None:
    request.addfinalizer(partial(signal.signal, signal.SIGINT, signal.getsignal(signal.SIGINT)))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background ignores it
    sent = []

    def progress(event: planner.SolveProgress) -> None:
        if event.incumbent is not None and not sent:
            sent.append(event)
            stop()

    plan = planner.read(write(tmp_path / "in.xlsx", SHIFTS)).solve(gap=0, progress=progress)
    assert sent
    assert plan.is_verified
    assert plan.status == "interrupted"
    assert plan.cost <= sent[0].incumbent * (1 + 1e-9)


def test_what_is_raised_inside_the_solver_is_raised_again(tmp_path: Path) -> None:
    """The solver calls from a thread of its own, and would take an error there for a failure of its own."""
    case = planner.read(write(tmp_path / "in.xlsx", SHIFTS))
    program = compile_model(trunk(assemble(case.book())))
    calls = []

    def heard(*told: object) -> None:
        calls.append(told)
        raise StopItError

    with pytest.raises(StopItError):
        solve(program, Options(gap=0.0), heard)
    assert len(calls) == 1


@pytest.mark.parametrize("seed", few(3, range(1, 7)))
def test_a_change_is_what_typing_into_the_cell_is(tmp_path: Path, seed: int) -> None:
    """Of drawn workbooks any number is changed: by the library, and by hand in the file."""
    chance = random.Random(seed)
    path = write(tmp_path / "in.xlsx", draw(chance))
    case = planner.read(path)
    sheet = chance.choice([name for name in ("Suppliers", "Demand", "Plants", "Lanes") if len(case.sheets[name])])
    frame = case.sheets[sheet]
    keys = [name for name in BY_NAME[sheet].key if name in frame][:2]  # fewer parts mean all rows that begin so
    wanted = ("price", "amount", "variable cost", "cost")
    numbers = [name for name in wanted if name in frame and frame[name].notna().any()]
    column = chance.choice(numbers)
    held = frame[frame[column].notna()]
    number = chance.choice(held.index.tolist())
    row = " / ".join(str(held.loc[number, key]) for key in keys)
    named = frame.loc[number, keys]
    same = frame.index[((frame[keys] == named) | (named == "*")).all(axis="columns")]
    changed = case.set(sheet, row=row, column=column, to="x1.5")
    periods = [name for name in map(str, case.sheets["Periods"]["period"]) if name in frame]
    moved = [column, *periods] if BY_NAME[sheet].column(column).varies else [column]
    cells = {
        f"{sheet}!{get_column_letter(frame.columns.get_loc(name) + 1)}{n}": 1.5 * float(frame.loc[n, name])
        for n in same
        for name in moved
        if frame.loc[n, name] == frame.loc[n, name]
    }
    by_hand = outcome(planner.read(change(path, cells)))
    assert outcome(changed) == (by_hand if isinstance(by_hand, str) else pytest.approx(by_hand, rel=1e-6, abs=1e-6))


def outcome(case: planner.Case) -> float | str:
    """Return what a case costs, or what kind of answer there is in place of a plan."""
    try:
        return case.solve(gap=0.0).cost
    except planner.PlannerError as error:
        return type(error).__name__


def test_a_ctrl_c_raised_inside_the_solver_is_an_interrupt(tmp_path: Path) -> None:
    program = compile_model(trunk(assemble(planner.read(write(tmp_path / "in.xlsx", SHIFTS)).book())))
    assert solve(program, Options(gap=0.0), lambda *_: raise_it()).interrupted
