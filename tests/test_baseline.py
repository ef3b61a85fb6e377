"""The sheet Baseline: what would be with nothing built that is free to choose, by pencil and by a solve of its own."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from drawn_networks import draw
from openpyxl import load_workbook
from samples import few
from workbooks import Sheets, brief, plan, settings, small, write

from planner.audit.audit import audit
from planner.errors import InfeasibleError, PlannerError
from planner.infeasibility.planned import plan_book
from planner.planning.baseline import solve as baseline_solve
from planner.planning.baseline.solve import VERIFIED, BaselineSolve
from planner.planning.workbooks import read_checked
from planner.reports.loading.trusted import trusted
from planner.reports.plan_workbook.sentences import sentences_by_subject
from planner.reports.plan_workbook.write import write_plan
from planner.solving import nearby
from planner.wording.beside import beside_lines

if TYPE_CHECKING:
    import pandas as pd

    from planner.plans.plan import Plan

SMALL = Path(__file__).parents[1] / "inputs" / "small.xlsx"


def told(path: Path, sheets: Sheets) -> Plan:
    """Check and plan a workbook with what is beside its plan; the plan must pass every check."""
    found = plan_book(read_checked(write(path, sheets), "base")[0], told_beside=True)
    failed = found.tables["Checks"][found.tables["Checks"]["pass"] != "yes"]
    assert failed.empty, failed.to_string()
    assert str(found.run["baseline"]).startswith(("verified", "not found"))
    return found


def rows_of(found: Plan, subject: str) -> dict[tuple[str, str], dict[Any, Any]]:
    table: pd.DataFrame = found.tables["Baseline"]
    return {(row["what"], row["at"]): row for row in table[table["subject"] == subject].to_dict("records")}


def makers(decision: str = "free", required: object = None, **others: str) -> Sheets:
    """Ten a year are asked, and going without costs 9 each; four are bought at 1; a works of ten costs 20."""
    asked = "" if required is None else " | required"
    cell = "" if required is None else f" | {required}"
    return small(
        Recipes="process | role | item | amount\nmake | makes | goods | 1",
        Suppliers="supplier | site | material | price | maximum\nmine | here | goods | 1 | 4",
        Projects=f"project | place | adds | maximum | minimum | fixed capital | decision\n"
                 f"works | here | make | 10 | 2 | 20 | {decision}",
        Demand=f"market | material | amount | shortage cost{asked}\nhere | goods | 10 | 9{cell}",
        **others,
    )  # fmt: skip


def test_the_small_case_without_its_refinery_is_what_the_page_says() -> None:
    """docs/small.md: 912.8 with nothing built, and 529.4 with it; in 2027 40 of 100 are short."""
    found = plan_book(read_checked(SMALL, "base")[0], told_beside=True)
    assert rows_of(found, "cost")["in all", ""]["baseline"] == pytest.approx(912.8)
    assert rows_of(found, "cost")["in all", ""]["plan"] == pytest.approx(529.4)
    assert rows_of(found, "service")["gallium at Factory", "2027"]["baseline"] == pytest.approx(0.6)
    assert rows_of(found, "requirement") == {}


def test_nothing_free_is_built(tmp_path: Path) -> None:
    """The works: 20 and nothing bought. Without: four bought for 4, six short for 54."""
    found = told(tmp_path / "in.xlsx", makers())
    assert found.run["objective"] == pytest.approx(20)
    row = rows_of(found, "cost")["in all", ""]
    assert (row["plan"], row["baseline"], row["difference"]) == pytest.approx((20, 58, 38))
    assert found.run["baseline given up"] == 0


@pytest.mark.parametrize(("decision", "made"), [("must", 2), ("now: 3", 3), ("now", 2)])
def test_what_must_be_built_stays_at_its_least(tmp_path: Path, decision: str, made: float) -> None:
    """A works of its least size, or of what is committed: 20, four bought, and what is left short at 9."""
    found = told(tmp_path / "in.xlsx", makers(decision))
    assert rows_of(found, "cost")["in all", ""]["baseline"] == pytest.approx(20 + 4 + 9 * (6 - made))


def test_of_blocks_only_what_is_committed_is_built(tmp_path: Path) -> None:
    """Blocks of two for 5 each: two are committed, the plan builds three, and without the third two are short."""
    sheets = makers()
    sheets["Projects"] = [{"project": "works", "place": "here", "adds": "make", "block": 2, "starts": 5,
                           "fixed capital": 5, "decision": "now: 2"}]  # fmt: skip
    found = told(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(15 + 4)
    assert rows_of(found, "cost")["in all", ""]["baseline"] == pytest.approx(10 + 4 + 18)


def test_what_a_commitment_requires_stays_with_it(tmp_path: Path) -> None:
    sheets = makers("must")
    sheets["Projects"][0]["requires"] = "road"
    sheets["Projects"].append({"project": "road", "place": "here", "fixed capital": 7})
    found = told(tmp_path / "in.xlsx", sheets)
    assert rows_of(found, "cost")["in all", ""]["baseline"] == pytest.approx(27 + 4 + 9 * 4)


def test_a_required_share_gives_way_as_little_as_it_can(tmp_path: Path) -> None:
    """Nine tenths must be served, and four of ten can: five of the nine are missed, though to go without costs less."""
    sheets = makers(required=0.9)
    sheets["Suppliers"][0]["price"] = 11  # dearer than going without
    found = told(tmp_path / "in.xlsx", sheets)
    row = rows_of(found, "requirement")["required share of goods at here", "now"]
    assert (row["plan"], row["baseline"], row["asked"], row["missed"]) == pytest.approx((1, 0.4, 0.9, 5 / 9))
    assert rows_of(found, "cost")["in all", ""]["baseline"] == pytest.approx(44 + 54)
    assert found.run["baseline given up"] == pytest.approx(5 / 9)
    assert "required share of goods at here, now (55.6% missed)" in sentences_by_subject(found)["baseline"]


def test_what_is_given_up_is_the_least_whatever_gap_there_is_in_money(tmp_path: Path) -> None:
    """180 of 200 must be served, and a port of 100 takes whole ships: 39, 36 and 25 fill it, and 80 are missed."""
    sheets = makers(
        required=0.9,
        Settings="setting | value\nmoney gap | 10000",
        Resources="resource | place | capacity\nport | here | 100",
    )
    sheets["Demand"][0]["amount"], sheets["Projects"][0]["maximum"] = 200, 300
    ship = {"site": "here", "material": "goods", "price": 1, "uses": "port: 1"}
    sheets["Suppliers"] = [
        ship | {"supplier": f"ship of {size}", "minimum": size, "maximum": size}
        for size in (39, 24, 36, 40, 25, 13, 20, 28)
    ]
    assert told(tmp_path / "in.xlsx", sheets).run["baseline given up"] == pytest.approx(80 / 180)


def test_a_share_of_one_origin_gives_way(tmp_path: Path) -> None:
    """At most half may be AA's: a works in BB makes the other half; without it all is AA's: missed whole."""
    sheets = small(
        Sites="site | country\nhere | AA\nthere | BB",
        Recipes="process | role | item | amount\nmake | makes | goods | 1",
        Suppliers="supplier | site | material | price\nmine | here | goods | 1",
        Lanes="from | to\nthere | here",
        Projects="project | place | adds | maximum | fixed capital\nworks | there | make | 10 | 20",
        Rules="rule | material | measure | origins | limit\nhalf | goods | share at most | AA | 0.5",
        Demand="market | material | amount | shortage cost | required\nhere | goods | 10 | 99 | 1",
    )
    found = told(tmp_path / "in.xlsx", sheets)
    row = rows_of(found, "requirement")["rule half", "now"]
    assert (row["baseline"], row["asked"], row["missed"]) == pytest.approx((1, 0.5, 1))
    assert row["plan"] <= 0.5
    assert rows_of(found, "dependence")["goods of AA from AA", "now"]["baseline"] == 1
    assert rows_of(found, "requirement").keys() == {("rule half", "now")}  # all are served: one is missed, not two


def test_a_guarantee_gives_way_and_the_worst_disruption_is_told(tmp_path: Path) -> None:
    """Without the works nothing is left when the mine is lost: a half was guaranteed."""
    struck = {
        "Disruptions": "disruption | probability | required\nlost | 0.1 | 0.5",
        "Hits": "disruption | target | name\nlost | supplier | mine",
    }
    found = told(tmp_path / "in.xlsx", makers(**struck))
    row = rows_of(found, "requirement")["guarantee of lost", "now"]
    assert (row["plan"], row["baseline"], row["asked"], row["missed"]) == pytest.approx((1, 0, 0.5, 1))
    assert rows_of(found, "disruption")["lost", "now"]["baseline"] == 0
    assert found.run["baseline"] == VERIFIED
    # 4 bought and 6 short, and at 0.1 the four short too
    assert rows_of(found, "cost")["in all", ""]["baseline"] == pytest.approx(4 + 54 + 0.1 * (36 - 4))


def test_what_disruptions_do_is_judged_twice_where_a_guarantee_gives_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra cost of losing the mine is told one too high: at what is left of the guarantee that is seen."""
    struck = {
        "Disruptions": "disruption | probability | required\nlost | 0.1 | 0.5",
        "Hits": "disruption | target | name\nlost | supplier | mine",
    }
    right = baseline_solve.resilience

    def wrong(*arguments: Any) -> dict[str, pd.DataFrame]:
        found = right(*arguments)
        found["Resilience"]["extra cost in the year's money"] += 1
        return found

    monkeypatch.setattr(baseline_solve, "resilience", wrong)
    book = read_checked(write(tmp_path / "in.xlsx", makers(**struck)), "base")[0]
    words = plan_book(book, told_beside=True).run["baseline"]
    assert words == "its own verification fails: disruptions: extra cost as counted, branches: extra cost"


def test_of_a_guarantee_no_more_is_given_up_than_must_be(tmp_path: Path) -> None:
    """Three in stock serve 0.3 of the second year's ten without the mine, and keeping them until then costs 3."""
    sheets = makers(
        Periods="period\nfirst\nsecond",
        Stockpiles="site | material | initial | maximum | holding cost\nhere | goods | 3 | 3 | 1",
        Disruptions="disruption | onset | required\nlost | second | 0.5",
        Hits="disruption | target | name\nlost | supplier | mine",
    )
    found = told(tmp_path / "in.xlsx", sheets)
    row = rows_of(found, "requirement")["guarantee of lost", "second"]
    assert (row["baseline"], row["missed"]) == pytest.approx((0.3, 0.4))
    assert found.run["baseline given up"] == pytest.approx(0.4)
    assert rows_of(found, "cost")["in all", ""]["baseline"] == pytest.approx(4 + 54 + 3 + 4 + 27)


def test_a_floor_gives_way_as_a_guarantee_does(tmp_path: Path) -> None:
    """Four at the second mine serve 0.4 at every moment of the first one's loss, and a half is asked."""
    sheets = makers(
        Disruptions="disruption | floor\nlost | 0.5",
        Hits="disruption | target | name\nlost | supplier | other",
    )
    sheets["Suppliers"].append({"supplier": "other", "site": "here", "material": "goods", "price": 2, "maximum": 6})
    sheets["Projects"][0] |= {"fixed capital": 5}
    found = told(tmp_path / "in.xlsx", sheets)
    row = rows_of(found, "requirement")["floor of lost", "now"]
    assert (row["baseline"], row["asked"], row["missed"]) == pytest.approx((0.4, 0.5, 0.2))
    assert found.run["baseline given up"] == pytest.approx(0.2)
    assert found.run["baseline"] == VERIFIED


def test_a_reserve_a_final_stock_cover_and_a_group_give_way(tmp_path: Path) -> None:
    """Four can be bought, and a reserve of six, 292 days of the served and a final stock of five are asked of them."""
    sheets = makers(Stockpiles="site | material | reserve | final | cover days\nhere | goods | 6 | 5 | 292",
                    Groups="group | at least\nworks | 1")  # fmt: skip
    sheets["Projects"][0] |= {"group": "works", "maximum": 50}
    found = told(tmp_path / "in.xlsx", sheets)
    missed = {what: row["missed"] for (what, _), row in rows_of(found, "requirement").items()}
    stock = {"reserve of goods at here": 1 / 3, "final stock of goods at here": 1 / 5}
    assert missed == pytest.approx(stock | {"at least of group works": 1})


def never(sheets: Sheets) -> Sheets:
    """Return a workbook in which no project that is free to choose may be built."""
    return {**sheets, "Projects": [{**x, "decision": "never"} for x in sheets["Projects"]]}


@pytest.mark.parametrize("seed", few(2, range(4)))
def test_it_is_the_plan_of_a_copy_whose_projects_are_never_built(tmp_path: Path, seed: int) -> None:
    """Where that copy has a plan; where it has none, something must be given up."""
    sheets = draw(random.Random(seed))
    try:
        found = told(tmp_path / "in.xlsx", sheets)
    except PlannerError:
        return
    try:
        least = plan(tmp_path / "never.xlsx", never(sheets)).run["objective"]
    except InfeasibleError:
        assert found.run["baseline given up"] > 1e-6
        return
    assert found.run["baseline given up"] == 0
    assert rows_of(found, "cost")["in all", ""]["baseline"] == pytest.approx(least, rel=1e-6, abs=1e-6)


def test_it_stands_on_the_first_page_and_is_read_back(tmp_path: Path) -> None:
    found = told(tmp_path / "in.xlsx", makers(required=0.9))
    write_plan(found, tmp_path / "plan.xlsx")
    sheet = load_workbook(tmp_path / "plan.xlsx")["Baseline"]
    looks = {str(row[0].value): row[4].number_format for row in sheet.iter_rows(min_row=2)}
    assert looks["service"].endswith("%")
    assert "%" not in looks["cost"]
    again = trusted(tmp_path / "plan.xlsx").plan
    assert again.tables["Baseline"].equals(found.tables["Baseline"])
    lines = {line.label: (line.plan, line.nothing) for line in beside_lines(again)}
    assert lines["Cost over the horizon, discounted"] == ("20 million USD", "58 million USD")
    assert lines["Served at worst, undisturbed"] == ("100%", "40% (goods at here, now)")
    assert lines["What is asked and not kept"] == ("nothing", "1")


@pytest.mark.parametrize(("column", "check"), [
    ("plan", "baseline: the plan's side"), ("baseline", "baseline: difference shown"),
    ("difference", "baseline: difference shown"),
    ("missed", "baseline: the share that is missed"), ("subject", "baseline: subjects are known")])  # fmt: skip
def test_the_audit_sees_what_was_changed(tmp_path: Path, column: str, check: str) -> None:
    found = told(tmp_path / "in.xlsx", makers(required=0.9))
    table = found.tables["Baseline"].copy()
    last = len(table) - 1
    table.loc[last, column] = "nothing" if column == "subject" else table.loc[last, column] + 0.1
    checks = audit(found.book, found.tables | {"Baseline": table}, found.run)
    assert check in set(checks.loc[checks["pass"] != "yes", "check"])


@pytest.mark.parametrize(("many", "gap"), [(1, baseline_solve.ROUGH), (10**6, 1e-9)])
def test_only_where_much_is_to_be_decided_its_last_digits_are_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int, gap: float
) -> None:
    """How much is given up is asked for exactly all the same."""
    asked: list[float] = []

    class Noting(baseline_solve.CuttingPlanes):
        def __init__(self, program: Any, options: Any, *others: Any, **more: Any) -> None:
            asked.append(options.gap)
            super().__init__(program, options, *others, **more)

    monkeypatch.setattr(nearby, "MANY", many)
    monkeypatch.setattr(baseline_solve, "CuttingPlanes", Noting)
    sheets = makers(required=0.5) | {"Settings": settings(gap=1e-9)}
    assert told(tmp_path / "in.xlsx", sheets).run["baseline"] == VERIFIED
    assert asked == [gap, 1e-9, gap]


def test_other_plans_have_none() -> None:
    assert plan_book(read_checked(SMALL, "base")[0]).tables["Baseline"].empty


def test_where_the_time_is_up_it_is_said_what_is_not_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What disruptions would do takes most of a verification; what stands in the tables is verified all the same."""
    struck = {
        "Disruptions": "disruption | probability\nlost | 0.1",
        "Hits": "disruption | target | name\nlost | supplier | mine",
    }
    monkeypatch.setattr(BaselineSolve, "_is_late", lambda _: True)
    found = told(tmp_path / "in.xlsx", makers(**struck))
    assert str(found.run["baseline"]).endswith("for what disruptions would do, since no time was left")
    assert not found.tables["Baseline"].empty


def test_none_is_told_where_no_time_is_left_or_the_solve_was_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(BaselineSolve, "run", interrupt)
    found = told(tmp_path / "in.xlsx", makers())
    assert found.tables["Baseline"].empty
    assert "settled" not in found.tables["Investments"]
    assert found.run["baseline"] == "not found, since it was interrupted"
    assert (
        "What would be with nothing built: not found, since it was interrupted"
        in sentences_by_subject(found)["baseline"]
    )


def test_sets_of_outages_have_the_plan_s_side_from_the_table_of_sets(tmp_path: Path) -> None:
    """Any two of five suppliers are out: with nothing built E matters as much as any, with its works it matters most.

    Resilience lists three sets of either; what the plan leaves of the others stands in Outage sets.
    """
    sheets = small(
        Sites="site | country\nhere | Home\n1 | Aland\n2 | Bland\n3 | Cland\n4 | Dland\n5 | Eland",
        Recipes="process | role | item | amount\nmake | makes | goods | 1",
        Suppliers="supplier | site | material | price | maximum\n"
                  "a | 1 | goods | 1 | 3\nb | 2 | goods | 1 | 2.5\nc | 3 | goods | 1 | 2\nd | 4 | goods | 1 | 1.5",
        Lanes="from | to\n*  | here",
        Projects="project | place | adds | maximum | minimum | fixed capital\nworks | 5 | make | 5 | 2 | 2",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 9",
        Disruptions="disruption | together\nlost | 2",
        Hits="disruption | target | name\nlost | country | each but Home",
    )  # fmt: skip
    found = told(tmp_path / "in.xlsx", sheets)
    listed = set(found.tables["Resilience"]["disruption"])
    sets = {f"{x['disruption']} / {x['set']}": x["service"] for x in found.tables["Outage sets"].to_dict("records")}
    shown = {what: row["plan"] for (what, _), row in rows_of(found, "disruption").items()}
    assert set(shown) - listed
    assert shown == pytest.approx({what: sets[what] for what in shown})
    table = found.tables["Baseline"]
    wrong = table.assign(plan=table["plan"].where(~table["what"].isin(set(shown) - listed), 0.123))
    wrong = wrong.assign(difference=wrong["baseline"] - wrong["plan"])
    checks = audit(found.book, {**found.tables, "Baseline": wrong}, found.run)
    assert "baseline: the plan's side" in set(checks.loc[checks["pass"] != "yes", "check"])


def test_what_arithmetic_leaves_is_no_difference(tmp_path: Path) -> None:
    """The example serves all with and without projects, to the last digit but one."""
    differences = told(tmp_path / "in.xlsx", brief()).tables["Baseline"]["difference"].dropna()
    assert (differences != 0).any()
    assert not [each for each in differences if 0 < abs(each) < 1e-12]
