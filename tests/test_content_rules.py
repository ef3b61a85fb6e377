"""What a rule with a content shares with all rules: periods, origins, families, penalties, prices, relaxations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from giving_way import relaxation_of
from test_content import HEAD, chips, passing, round_trip, stocked
from test_measures import found, session
from test_whole_model import written
from workbooks import Sheets, checked, cost, rows, write

from planner.audit.audit import audit
from planner.errors import QuestionError
from planner.planning.whole import whole_model
from planner.reports.html.sections import concentration
from planner.reports.html.source import PlanSource
from planner.reports.loading.trusted import trusted
from planner.reports.plan_workbook.write import write_plan
from planner.reports.styles import palette_of
from planner.studies.core.measure import measure_of
from planner.workbook.checks.run import read_and_check
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

HALF = "half | share at most | chips | gallium | US | China | 0.5"
TWO_YEARS = "period\nfirst\nsecond"


def test_it_holds_from_and_until(tmp_path: Path) -> None:
    """In the second of two years alone each half chip costs one more."""
    rule = {"Rules": f"{HEAD} | from\n{HALF} | second", "Periods": TWO_YEARS}
    assert cost(tmp_path / "from.xlsx", chips(**rule)) == pytest.approx(100 + 150)
    rule = {"Rules": f"{HEAD} | until\n{HALF} | first", "Periods": TWO_YEARS}
    assert cost(tmp_path / "until.xlsx", chips(**rule)) == pytest.approx(150 + 100)


@pytest.mark.parametrize(
    ("measure", "origins", "limit", "least"),
    [
        ("each share at most", "China; Chile", 0.5, 150),
        ("share at most", "China; Chile", 0.5, 100 * 1000),
        ("share at most", "mine", 0, 200),
        ("share at most", "near", 0, 200),
        ("share at most", "Taiwan", 0, 100),
    ],
)
def test_origins_are_named_as_in_every_rule(
    tmp_path: Path, measure: str, origins: str, limit: float, least: float
) -> None:
    """By country, site or supplier, together or each. Where all has content nothing may come: 1,000 each."""
    sheets = chips(f"r | {measure} | chips | gallium | US | {origins} | {limit}")
    sheets["Demand"][0] |= {"required": 0}
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(least)


@pytest.mark.parametrize(("surplus", "least"), [("none", 100 * 1000), ("free", 75 * 1 + 75 * 2)])
def test_each_origin_is_told_apart_by_itself(tmp_path: Path, surplus: str, least: float) -> None:
    """A quarter of each at most, where all chips have gallium of one of two: so none, unless some is thrown away.

    Of 75 and 75 a fab may use 25 of the one and 75 of the other, and leave 50: for each origin in turn. So check warns.
    """
    sheets = chips("r | each share at most | chips | gallium | US | foreign | 0.25",
                   Materials=f"material | surplus\ngallium | {surplus}\nchips | none")  # fmt: skip
    sheets["Demand"][0] |= {"required": 0}
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(least)
    said = [str(fault) for fault in read_and_check(write(tmp_path / "said.xlsx", sheets))[1]]
    assert any("a plan could buy 'gallium' and throw it away" in one for one in said) == (surplus == "free")


def test_of_a_family_what_cannot_hold_it_counts_in_the_total_alone(tmp_path: Path) -> None:
    """With 100 boards of tin beside them, all 100 chips may be of Chinese gallium: half of all goods is."""
    more = {
        "Materials": "material | family\ngallium |\nchips | goods\nboards | goods\ntin |",
        "Recipes": "process | role | item | amount\nmake | consumes | gallium | 1\nmake | makes | chips | 1\n"
                   "print | consumes | tin | 1\nprint | makes | boards | 1",
        "Plants": "site | process\nfab | make\nfab | print",
        "Suppliers": "supplier | site | material | price\nnear | mine | gallium | 1\nfar | far mine | gallium | 2\n"
                     "smelter | mine | tin | 1",
        "Lanes": "from | to\nmine | fab\nfar mine | fab\nfab | port",
        "Demand": "market | material | amount | shortage cost | required\nport | chips | 100 | 1000 | 1\n"
                  "port | boards | 100 | 1000 | 1",
    }  # fmt: skip
    assert cost(tmp_path / "in.xlsx", chips(HALF.replace("chips", "goods"), **more)) == pytest.approx(200)
    quarter = HALF.replace("chips", "goods").replace("0.5", "0.25")
    assert cost(tmp_path / "less.xlsx", chips(quarter, **more)) == pytest.approx(250)


def test_a_soft_rule_is_missed_at_its_penalty(tmp_path: Path) -> None:
    """Fifty beyond the half at 0.4 each are cheaper than Chile's gallium, which costs one more."""
    plan = checked(tmp_path / "in.xlsx", chips(Rules=f"{HEAD} | penalty\n{HALF} | 0.4"))
    shown = plan.tables["Concentration"].iloc[0]
    assert plan.run["objective"] == pytest.approx(100 + 50 * 0.4)
    assert (shown["value"], shown["excess"], shown["total"]) == pytest.approx((1, 50, 100))


def test_the_limit_has_a_price(tmp_path: Path) -> None:
    """One more percentage point lets one more of 100 chips be of Chinese gallium, at one less."""
    plan = checked(tmp_path / "in.xlsx", chips(HALF))
    price = plan.tables["Prices"].set_index(["sheet", "column"]).loc[("Rules", "limit")]
    assert price["price"] == pytest.approx(100)
    assert "one more percentage point of limit of half in now saves 1 " in price["in words"]


def test_it_gives_way_where_it_cannot_be_kept(tmp_path: Path) -> None:
    """With Chile's 20 of 100, four fifths are of Chinese gallium at the least."""
    sheets = chips(HALF, Suppliers="supplier | site | material | price | maximum\nnear | mine | gallium | 1 |\n"
                                   "far | far mine | gallium | 2 | 20")  # fmt: skip
    book = read(write(tmp_path / "in.xlsx", sheets))
    found = relaxation_of(book, "service=never")
    assert found.is_tried
    assert [x.text for x in found.changes] == ["Rules!G2 (half): 0.5 -> 0.8"]


@pytest.mark.parametrize(
    "rule", [f"{HEAD}\n{HALF.replace('0.5', '1')}", f"{HEAD} | penalty\n{HALF.replace('0.5', '0')} | 0"]
)
def test_a_rule_that_asks_for_nothing_shows_the_least_there_is(tmp_path: Path, rule: str) -> None:
    """Where Chile is cheaper nothing is of Chinese gallium, though a rule at 1, or at no penalty, would let it be."""
    cheaper = (
        "supplier | site | material | price | maximum\nnear | mine | gallium | 3 |\nfar | far mine | gallium | 2 | 70"
    )
    plan = checked(tmp_path / "in.xlsx", chips(Rules=rule, Suppliers=cheaper))
    shown = plan.tables["Concentration"].iloc[0]
    assert plan.run["objective"] == pytest.approx(230)
    assert shown["value"] == pytest.approx(0.3)
    assert shown["content"] == "gallium"
    assert shown["value of intake"] == pytest.approx(0)  # none of the chips is made in China
    excess = shown["excess"]
    assert excess != excess or excess == pytest.approx(30)


def test_unruled_plans_have_no_sheet_of_it(tmp_path: Path) -> None:
    plan = checked(tmp_path / "in.xlsx", chips("plain | share at most | chips |  | US | China | 0.5"))
    assert "Content" not in plan.tables
    assert "content" not in plan.tables["Concentration"]


def test_the_plan_says_what_is_without_along_the_chain(tmp_path: Path) -> None:
    plan = checked(tmp_path / "in.xlsx", chips(HALF))
    shown = plan.tables["Content"].set_index(["what", "where", "carrier"])
    assert shown.loc[("bought", "mine", "gallium"), ["without", "in all"]].tolist() == pytest.approx([0, 50])
    assert shown.loc[("bought", "far mine", "gallium"), ["without", "in all"]].tolist() == pytest.approx([50, 50])
    assert shown.loc[("runs", "fab", ""), ["without", "in all"]].tolist() == pytest.approx([50, 100])
    assert shown.loc[("delivered", "port", "chips"), ["without", "in all"]].tolist() == pytest.approx([50, 100])


def failing(plan: Any, **cells: Any) -> set[str]:
    """Return the checks that fail once a cell of the sheet Content holds something else."""
    table = plan.tables["Content"].copy()
    place = table.index[(table["what"] == cells["what"]) & (table["where"] == cells["where"])][0]
    table.loc[place, cells["column"]] = cells["value"]
    found = audit(plan.book, plan.tables | {"Content": table}, plan.run)
    return set(found.loc[found["pass"] != "yes", "check"])


@pytest.mark.parametrize(
    ("what", "where", "column", "value", "check"),
    [
        ("bought", "mine", "without", 10.0, "content: what is bought of the origins is with"),
        ("bought", "far mine", "without", 60.0, "content: no more than there is"),
        ("bought", "far mine", "without", 40.0, "content: balances"),
        ("sent", "far mine", "without", 40.0, "content: balances"),
        ("sent", "fab", "without", -1.0, "content: no more than there is"),
        ("consumed", "fab", "without", 20.0, "content: inputs are clean"),
        ("runs", "fab", "without", 101.0, "content: no more than there is"),
        ("delivered", "port", "in all", 90.0, "content: in all shown"),
        ("runs", "fab", "by", "other", "content: no more than there is"),
        ("sent", "fab", "where", "nowhere", "content: names are known"),
        ("delivered", "port", "rule", "half ", "plan: names are known"),
    ],
)
def test_the_audit_follows_every_row(
    tmp_path: Path, what: str, where: str, column: str, value: object, check: str
) -> None:
    plan = checked(tmp_path / "in.xlsx", chips(HALF))
    found = failing(plan, what=what, where=where, column=column, value="other" if column == "rule" else value)
    assert check in found


def test_the_audit_sees_a_rule_that_is_broken(tmp_path: Path) -> None:
    """A plan for half, held against none: its own certificate is right, and the rule is not kept."""
    plan = checked(tmp_path / "in.xlsx", chips(HALF))
    asked = read(write(tmp_path / "asked.xlsx", chips(HALF.replace("0.5", "0.25"))))
    found = audit(asked, plan.tables, plan.run).set_index("check")["pass"]
    assert found["rules: share at most"] == "NO"
    assert found["content: balances"] == "yes"
    without = {name: table for name, table in plan.tables.items() if name != "Content"}
    missing = audit(plan.book, without, plan.run).set_index("check")["pass"]
    assert missing["plan: tables are there"] == "NO"
    assert missing["rules: share at most"] == "NO"


def test_what_passes_through_may_not_change_its_colour(tmp_path: Path) -> None:
    """Without goods that come to the quay must go on as such: a plan that says otherwise fails its balance."""
    plan = checked(tmp_path / "in.xlsx", passing(HALF))
    assert "content: balances" in failing(plan, what="sent", where="quay", column="without", value=0.0)


def test_a_plan_with_it_is_written_read_and_stressed(tmp_path: Path) -> None:
    struck = {
        "Disruptions": "disruption | probability | duration\ntrouble | 0.1 | 1",
        "Hits": "disruption | target | name\ntrouble | supplier | far",
    }
    plan = checked(tmp_path / "in.xlsx", stocked("use") | {name: rows(text) for name, text in struck.items()})
    write_plan(plan, tmp_path / "plan.xlsx")
    again = trusted(tmp_path / "plan.xlsx")
    assert (again.checks["pass"] == "yes").all()
    assert again.plan.tables["Content"].to_dict("list") == plan.tables["Content"].to_dict("list")
    assert again.plan.tables["Concentration"]["content"].tolist() == ["gallium"]


def test_the_report_tells_what_is_inside_beside_where_it_was_made(tmp_path: Path) -> None:
    plan = checked(tmp_path / "in.xlsx", chips(HALF))
    told, chart, *_ = concentration.section(PlanSource(tmp_path / "in.xlsx", plan, palette_of(plan))).parts
    assert "Grey, of a rule that looks inside" in str(told)
    assert "share at most: chips with gallium of China inside, intake of US. At its limit in now." in str(chart)
    plain = checked(tmp_path / "plain.xlsx", chips(HALF.replace("gallium", "")))
    told, *_ = concentration.section(PlanSource(tmp_path / "plain.xlsx", plain, palette_of(plain))).parts
    assert "Grey" not in str(told)


def test_it_is_traded_off_against_the_cost(tmp_path: Path) -> None:
    """From 100 with all of it to 200 without; what is measured is the least that a plan's flows can be kept at."""
    here = session(tmp_path, chips())
    inside = measure_of("content of gallium from China in chips for US", here.book)
    points = [(x.values["cost"], x.values[inside.name]) for x in found(here, inside).frontier.points]
    assert points == [pytest.approx(each) for each in ((100, 1), (150, 0.5), (200, 0))]
    with pytest.raises(QuestionError, match="no plant could make it of that"):
        measure_of("content of chips from China in gallium", here.book)


def test_pyomo_has_all_of_it(tmp_path: Path) -> None:
    """The whole model, written by Pyomo and read by the solver itself, costs what the plan does."""
    sheets = round_trip()
    model = whole_model(read(write(tmp_path / "in.xlsx", sheets)))
    assert written(model, tmp_path / "m.mps") == pytest.approx(cost(tmp_path / "plan.xlsx", sheets))


def renamed(sheets: Sheets, old: str, new: str) -> Sheets:
    return {
        name: [{k: new if v == old else v for k, v in row.items()} for row in table] for name, table in sheets.items()
    }


def test_names_money_and_looser_limits_do_what_they_should(tmp_path: Path) -> None:
    """Another name changes nothing, money times 1,000 scales, and a looser limit never costs more."""
    base = cost(tmp_path / "in.xlsx", chips(HALF))
    assert cost(tmp_path / "name.xlsx", renamed(chips(HALF), "China", "Zembla")) == pytest.approx(base)
    dear = chips(
        HALF,
        Suppliers="supplier | site | material | price\nnear | mine | gallium | 1000\nfar | far mine | gallium | 2000",
    )
    assert cost(tmp_path / "dear.xlsx", dear) == pytest.approx(1000 * base)
    found = [cost(tmp_path / "loose.xlsx", chips(HALF.replace("0.5", str(limit)))) for limit in (0.1, 0.4, 0.7, 1)]
    assert found == sorted(found, reverse=True)


def test_what_need_not_count_is_shown_as_clean_as_it_is(tmp_path: Path) -> None:
    """All that passes the quay is without; what counts of it is nothing, either way."""
    shown = checked(tmp_path / "in.xlsx", passing(HALF)).tables["Content"].set_index(["what", "where", "sent to"])
    assert shown.loc[("sent", "quay", "border"), ["without", "in all"]].tolist() == pytest.approx([50, 50])
