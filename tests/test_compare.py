"""Plans compared: the bridge adds up, changes are told, whatever the versions."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from compared_plans import COUNTRIES, base_plan, cells, changed, compared_plan, dearer, loaded, rebuilt, written
from hypothesis import given, settings
from hypothesis import strategies as st
from made_plans import made_plan
from test_study_workbook import STUDY
from workbooks import plan, rows, small, write

from planner.cli import main
from planner.commands.verification import NOT_VERIFIED_CODE
from planner.errors import FileError
from planner.plans.tables import PARTS
from planner.reports.loading.several import Compared, labels_of, load_plans
from planner.reports.loading.study import read_study
from planner.reports.plan_workbook.write import write_plan
from planner.reports.study_workbook.write import write_study
from planner.reports.styles import FUNDERS, PLACES, PLANS, series_colours
from planner.statuses import Status
from planner.studies.compare.bought import alike, alike_words, bought
from planner.studies.compare.comparison import compare, compared
from planner.studies.compare.costs import ALL, BY_ROUNDING, against, parts_of, steps_of
from planner.studies.compare.figures import SAME, UNKNOWN, WITHIN, sureness
from planner.studies.compare.projects import BuiltInPlan, change_of
from planner.studies.compare.tables import in_order, line_up, marks
from planner.studies.compare.words import sentences_of
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from planner.wording.study import Study

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    base = base_plan()
    second = rebuilt(dearer(dearer(base, "capital", 300.0), "shortage", -120.0, case="dear"))
    third = dearer(base, "tariffs", 5.0, case="near")
    return written(tmp_path_factory.mktemp("plans"), base=base, dear=second, near=third)


@pytest.fixture(scope="module")
def study(paths: list[Path]) -> Study:
    return compare(paths)


def test_every_sheet_is_there_and_the_workbook_reads_back(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "compared.xlsx"
    write_study(study, path)
    assert [sheet.name for sheet in read_study(path).sheets] == [sheet.name for sheet in study.sheets] == [
        "Figures", "Cost by part", "Investments", "Plans", "Worst service", "Dependence", "Capital by period",
        "Capital by project", "Starts", "Budgets", "Sourcing", "Concentration", "Shortages", "Resilience",
        "Cost by period",
    ]  # fmt: skip
    assert read_study(path).sentences == study.sentences


def test_the_bridge_tells_each_part_and_adds_up_to_the_difference(study: Study) -> None:
    """Capital costs 300 more and shortage 120 less: 180 in all."""
    sheet = study.sheet("Cost by part")
    assert cells(sheet, "capital", against("dear")) == pytest.approx(300.0)
    assert cells(sheet, "shortage", against("dear")) == pytest.approx(-120.0)
    steps = sheet.column(against("dear"))
    assert steps[-1] == pytest.approx(180.0)
    assert math.fsum(steps[:-1]) == pytest.approx(steps[-1])
    chart = sheet.charts[0]
    assert (chart.kind, chart.title) == ("waterfall", "Why dear costs more than base")
    assert [sheet.column("part")[row] for row in chart.rows or ()] == ["capital", "shortage", ALL]
    assert chart.totals == (len(steps) - 1,)


@settings(max_examples=25, deadline=None)
@given(
    one=st.dictionaries(st.sampled_from(PARTS), st.floats(-1e6, 1e6), max_size=6),
    two=st.dictionaries(st.sampled_from([*PARTS, "a part of its own"]), st.floats(-1e6, 1e6), max_size=6),
    rest=st.sampled_from([0.0, 12.5, -4000.0]),
)
def test_the_steps_always_add_up_to_the_difference_of_the_objectives(
    one: dict[str, float], two: dict[str, float], rest: float
) -> None:
    first = compared_plan(one, math.fsum(one.values()))
    other = compared_plan(two, math.fsum(two.values()) + rest)
    steps = steps_of(first, other)
    assert math.fsum(steps.values()) == pytest.approx(other.objective - first.objective, rel=1e-9, abs=1e-6)
    if abs(rest) > 1e-6 * abs(other.objective):
        assert parts_of(other)[BY_ROUNDING] == pytest.approx(rest)


def test_what_the_plans_build_differently_is_told_and_coloured(study: Study) -> None:
    sheet = study.sheet("Investments")
    told = {row[0]: (row[4], marks_[4]) for row, marks_ in zip(sheet.rows, sheet.tints or (), strict=True)}
    assert told["Fab Dresden 1"] == ("– (dropped)", "dropped")
    assert re.fullmatch(r"2029: \d+ \(moved\)", told["Fab Dresden 2"][0])
    assert told["Fab Dresden 2"][1] == "changed"
    assert told["Fab Arizona"][0].endswith("(resized)")
    assert told["Substrate plant"] == ("2028: 7 (added)", "added")
    assert cells(sheet, "Fab Kumamoto", "change") == "same in all"
    assert sheet.column("change") == sorted(sheet.column("change"), key=["differs", "same in all", "never built"].index)
    sentence = next(each for each in study.sentences if "Of the projects of base, dear" in each)
    assert "adds 1 (Substrate plant)" in sentence
    assert "leaves out 1 (Fab Dresden 1)" in sentence
    assert any("near builds the same as base" in each for each in study.sentences)


@pytest.mark.parametrize(("first", "other", "expected"), [
    ({"2027": 5.0}, {"2027": 5.0 + 1e-9}, ""),
    ({"2027": 5.0}, {}, "dropped"),
    ({}, {"2027": 5.0}, "added"),
    ({"2027": 5.0}, {"2028": 5.0}, "moved"),
    ({"2027": 5.0}, {"2027": 6.0}, "resized"),
    ({"2027": 5.0}, {"2028": 6.0}, "moved and resized"),
    ({"2027": 5.0}, {"2027": 2.0, "2028": 3.0}, "moved"),
    (None, {"2027": 5.0}, "added"),
    ({"2027": 5.0}, None, "dropped"),
    (None, None, ""),
])  # fmt: skip
def test_a_change_has_one_word(first: Any, other: Any, expected: str) -> None:
    assert change_of(BuiltInPlan(first), BuiltInPlan(other)) == expected


@pytest.mark.parametrize(("first", "other", "expected"), [
    ((100.0, 95.0), (103.0, 101.0), Status.PROVEN),  # the other costs 101 at least, the first 100 at most
    ((100.0, 95.0), (103.0, 99.0), WITHIN),
    ((103.0, 99.0), (100.0, 95.0), WITHIN),
    ((103.0, 101.0), (100.0, 95.0), Status.PROVEN),
    ((100.0, 90.0), (100.0, 95.0), SAME),
    ((100.0, 95.0), (103.0, -math.inf), UNKNOWN),
])  # fmt: skip
def test_a_difference_smaller_than_the_gap_is_said_to_be_within_it(
    first: tuple[float, float], other: tuple[float, float], expected: str
) -> None:
    one, two = (compared_plan({}, objective, bound) for objective, bound in (first, other))
    assert sureness(one, two) == expected


def test_the_sentences_say_which_is_cheapest_why_and_how_sure(study: Study) -> None:
    """Each bound is 10 below its cost: 180 more is proven, 5 more is not."""
    cheapest, dear, near = study.sentences[2:5]
    assert cheapest.startswith("base is the cheapest at ")
    assert "near costs 5 " in cheapest
    assert "between it and near the difference is within what is proven" in cheapest
    assert dear.startswith("dear costs 180 more than base: capital +300, shortage -120.")
    assert "costs 170 to 190 more" in dear
    assert "within the plans' proven gaps: the best plan for its inputs may cost up to 5 less or 15 more" in near


def test_the_headlines_say_what_is_bought_for_the_money() -> None:
    """Doubled service at the worst for 180 more of 1,000; the same plan at the same cost is told once."""
    first, dear, same = base_plan(), base_plan(), base_plan()
    table = first.tables["Resilience"].assign(guarantee=math.nan)
    dear = replace(dear, tables={**dear.tables, "Resilience": table.assign(service=0.9, kept="yes")})
    first = replace(first, tables={**first.tables, "Resilience": table.assign(service=0.45, kept="yes")})
    same = replace(same, tables=first.tables)
    made = (("one", first, 1000.0), ("two", dear, 1180.0), ("three", same, 1000.0))
    plans = [replace(compared_plan({}, cost), label=name, plan=replace(plan, run={**plan.run, "objective": cost}))
             for name, plan, cost in made]  # fmt: skip
    assert bought(plans[0], plans[1]) == (
        "For 180 million USD (18%) more than one, two serves 90% instead of 45% at the worst disruption."
    )
    assert bought(plans[1], plans[0]).startswith(
        "For 180 million USD (15.2%) less than two, one serves 45% instead of 90%"
    )
    assert bought(plans[0], plans[1], True).startswith(
        "From other inputs, and for 180 million USD (18%) more than one,"
    )
    assert bought(plans[0], plans[2]) == (
        "At the same cost as one, three changes neither what is served at the worst nor the largest dependence."
    )
    assert alike(plans, []) == [2]
    words = sentences_of(plans, [], [])
    assert [each for each in words if "three" in each] == [alike_words(plans, [2])]
    assert words[1] == (
        "three does not differ from one in cost (1 billion USD), in what is built when, in what is served at "
        "the worst, or in the largest dependence."
    )


def test_a_plan_has_one_colour_in_every_chart() -> None:
    plans = ("base", "dear", "near")
    assert series_colours(plans, plans)["near"] == series_colours(("near",), plans)["near"]
    assert series_colours(("dear", "near"), plans)["dear"] == series_colours(plans, plans)["dear"]
    assert not set(PLANS) & {*PLACES, *FUNDERS}
    assert series_colours(("capital",), plans) == {"capital": PLANS[0]}


def test_figures_are_subtracted_and_coloured_by_what_is_better(study: Study) -> None:
    sheet = study.sheet("Figures")
    assert cells(sheet, "cost of the plan", against("dear")) == pytest.approx(180.0)
    assert cells(sheet, "cost: shortage", against("dear")) == pytest.approx(-120.0)
    places = {name: row for row, name in enumerate(sheet.column("figure"))}
    column = sheet.columns.index(against("dear"))
    tints = sheet.tints or ()
    assert tints[places["cost of the plan"]][column] == "worse"
    assert tints[places["cost: shortage"]][column] == "better"
    assert cells(sheet, "difference in cost is", against("near")) == WITHIN
    assert cells(sheet, "proven gap", against("dear")) is None


def test_plans_of_other_versions_compare(tmp_path: Path) -> None:
    """Other periods, projects, materials and places: rows that one lacks are blank, nothing is made up."""
    base = base_plan()
    made = made_plan(("2028", "2029", "2030"), ("Taiwan", "France"), ("logic", "leading-edge chips"),
                     projects=(("Fab Dresden 1", "fab", "Dresden"), ("Fab Nice", "fab", "Nice")))  # fmt: skip
    cost = float(made.tables["Costs"]["discounted"].sum())
    facts = {"money": "million USD", "objective": cost, "bound": cost, "gap": 0.0, "input": "chips2.xlsx"}
    later = replace(made, run={**made.run, **facts})
    paths = written(tmp_path, old=base, new=later)
    study = compare(paths)
    assert any("different periods (2027 to 2029, 2028 to 2030)" in each for each in study.sentences)
    assert study.sheet("Capital by period").column("period") == ["2027", "2028", "2029", "2030"]
    assert cells(study.sheet("Investments"), "Fab Nice", "old") == "not offered"
    assert cells(study.sheet("Investments"), "Fab Arizona", "new") == "not offered (dropped)"
    shares = {row[:4]: row[4:6] for row in study.sheet("Sourcing").rows}
    assert any(old is None and new is not None for old, new in shares.values())
    assert any(old is not None and new is None for old, new in shares.values())
    known = [row for row in study.sheet("Sourcing").rows if row[0] == "leading-edge chips" and row[2] == "2028"]
    assert all(row[4] is not None for row in known if row[1] in COUNTRIES)
    write_study(study, tmp_path / "study.xlsx")


@pytest.mark.parametrize(("sheets", "said"), [
    ({"Settings": "setting | value\ndiscount rate | 0.1\nbase year | 2020"},
     "The plans discount to different years (2020, 2026): each cost is in the money of its own."),
    ({"Settings": "setting | value\ndiscount rate | 0.02"},
     "The plans discount at different rates (2%, 10% a year): what is paid later counts otherwise in each."),
    ({"Periods": "period | years\n2026 | 1\n2027 | 4"},
     "The plans cover different periods (2026 to 2027 of 2 years, 2026 to 2027 of 5 years): their costs are sums over "
     "different years."),
    ({"Periods": "period | years\n2026 | 2"}, ""),
    ({"Demand": "market | material | amount | shortage cost\nhere | goods | 11 | 50"}, ""),
])  # fmt: skip
def test_costs_of_other_years_or_discounting_are_said_to_be(tmp_path: Path, sheets: dict[str, str], said: str) -> None:
    first = {
        "Settings": "setting | value\ndiscount rate | 0.1", "Periods": "period\n2026\n2027",
        "Suppliers": "supplier | site | material | price\nS | here | goods | 3",
        "Demand": "market | material | amount | shortage cost\nhere | goods | 10 | 50",
    }  # fmt: skip
    plans = {
        name: plan(tmp_path / f"{name}.xlsx", small(**each)) for name, each in (("a", first), ("b", first | sheets))
    }
    told = compared(loaded(tmp_path, **plans)).sentences[0]
    assert told == said if said else not told.startswith("The plans ")


def test_money_of_other_units_is_never_subtracted(tmp_path: Path) -> None:
    base = base_plan()
    yen = replace(base, run={**base.run, "money": "billion JPY", "input": "y"})
    study = compared(loaded(tmp_path, dollars=base, yen=yen))
    assert study.sentences[0].startswith("The plans count in different money (dollars: million USD; yen: billion JPY)")
    assert not any("cheapest" in sentence or "costs" in sentence.split(":")[0] for sentence in study.sentences[1:])
    assert study.sheet("Cost by part").charts == ()
    assert study.sheet("Cost by part").columns == ("part", "dollars", "yen")
    assert cells(study.sheet("Figures"), "cost of the plan", against("yen")) == "other money"
    assert cells(study.sheet("Figures"), "projects built", against("yen")) == 0.0
    assert cells(study.sheet("Plans"), "yen", "difference") == "other money"


def test_a_plan_that_is_not_proven_or_not_verified_is_told(tmp_path: Path) -> None:
    base = base_plan()
    checks = base.tables["Checks"].copy()
    checks.loc[0, "pass"] = "NO"
    other = replace(
        changed(base, Checks=checks), run={**base.run, "status": "not proven", "stopped": "time limit", "input": "b"}
    )
    study = compare(written(tmp_path, good=base, bad=other))
    # what is made by hand here fails when it is verified again, whatever its sheet Checks says
    assert study.sentences[-1] == (
        "Take care: good is not proven to the gap that was asked; bad is not proven to the gap that was asked; "
        "1 check of bad fails."
    )


def test_many_plans_fit_on_the_first_page(paths: list[Path], tmp_path: Path) -> None:
    base = load_plans(paths[:1])[0]
    plans = [replace(base, label=f"case {number}", plan=dearer(base.plan, "capital", float(number)))
             for number in range(15)]  # fmt: skip
    study, path = compared(plans), tmp_path / "study.xlsx"
    write_study(study, path)
    assert len(study.sheet("Figures").columns) == 1 + 15 + 14
    sheet = openpyxl.load_workbook(path, read_only=True)["Summary"]
    words = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "and 3 more rows and" in words
    assert sum(chart.on_summary for each in study.sheets for chart in each.charts) == 4


def test_plans_are_named_by_what_tells_them_apart() -> None:
    def named(*files: tuple[str, str, str]) -> list[str]:
        return labels_of([
            Compared("", Path(path), base_plan(input=source, case=case), {}) for path, source, case in files
        ])  # fmt: skip

    assert named(("a.xlsx", "i", "base"), ("b.xlsx", "i", "embargo")) == ["base", "embargo"]
    assert named(("a.xlsx", "i", "base"), ("b.xlsx", "j", "base")) == ["a", "b"]
    assert named(("x/a.xlsx", "i", "base"), ("y/a.xlsx", "j", "base")) == ["x/a", "y/a"]
    assert named(("x/a.xlsx", "i", "base"), ("x/a.xlsx", "i", "base")) == ["a", "a (2)"]
    here = Path.cwd().name
    assert named(("a.xlsx", "i", "base"), ("y/a.xlsx", "i", "base")) == [f"{here}/a", "y/a"]
    assert named(("part.xlsx", "i", "b"), ("B.xlsx", "j", "b")) == ["part.xlsx", "B"]


def test_lists_are_joined_in_the_order_of_the_first() -> None:
    assert in_order([["a", "b", "d"], ["b", "c", "d", "e"], ["z", "a"]]) == ["z", "a", "b", "c", "d", "e"]
    assert in_order([["2027", "2028"], ["2030"], []]) == ["2027", "2028", "2030"]


def test_rows_are_lined_up_whatever_the_case_of_letters() -> None:
    one = pd.DataFrame({"name": ["Japan", "France"], "share": [0.5, np.nan]})
    two = pd.DataFrame({"name": ["france", "Italy"], "share": [0.25, 1.0]})
    lined = line_up([one, two], ("name",), ("share",))
    assert lined.names == [("Japan",), ("France",), ("Italy",)]
    assert [lined.values(row) for row in range(3)] == [[0.5, None], [None, 0.25], [None, 1.0]]


def test_marks_say_what_is_better_and_leave_blanks_alone() -> None:
    assert marks([1.0, 2.0, 0.5, 1.0 + 1e-9, None], better=-1) == ["", "worse", "better", "", ""]
    assert marks([None, 2.0]) == ["", ""]
    assert marks([1.0, 2.0]) == ["", "changed"]


def test_the_command_writes_beside_the_first_plan_and_says_what_it_found(paths: list[Path]) -> None:
    done = CliRunner().invoke(main, ["compare", *map(str, paths[:2])])
    assert done.exit_code == NOT_VERIFIED_CODE, done.output  # plans made by hand
    target = paths[0].with_name("base-compared.xlsx")
    assert read_study(target).title == "2 plans compared: Chips"
    assert "base is the cheapest at" in done.output
    assert f"{target}: written." in done.output


def test_a_file_that_is_no_plan_ends_with_2_and_nothing_is_written(paths: list[Path], tmp_path: Path) -> None:
    stray, target = tmp_path / "stray.xlsx", tmp_path / "out.xlsx"
    openpyxl.Workbook().save(stray)
    done = CliRunner().invoke(main, ["compare", str(paths[0]), str(stray), "-o", str(target)])
    assert done.exit_code == 2
    assert "stray.xlsx: not a plan of `planner solve`" in done.stderr
    assert not target.exists()
    alone = CliRunner().invoke(main, ["compare", str(paths[0])])
    assert alone.exit_code == 2
    assert "two plans at least" in alone.stderr
    with pytest.raises(FileError):
        compare([paths[0], stray])


def test_a_plan_is_never_replaced_by_its_comparison(paths: list[Path]) -> None:
    before = paths[1].read_bytes()
    done = CliRunner().invoke(main, ["compare", *map(str, paths), "-o", str(paths[1])])
    assert done.exit_code == 2
    assert "it is read by this command and would be lost" in done.stderr
    assert paths[1].read_bytes() == before


SMALL = {
    "Settings": rows("setting | value\ndiscount rate | 0"),
    "Periods": rows("period\n2027\n2028"),
    "Materials": rows("material\nore"),
    "Sites": rows("site | country\nFar | Farland\nNear | Nearland\nPort | Home"),
    "Suppliers": rows("supplier | site | material | price\nF | Far | ore | 1\nN | Near | ore | 3"),
    "Lanes": rows("from | to\nFar | Port\nNear | Port"),
    "Demand": rows("market | material | amount | shortage cost\nPort | ore | 5 | 9"),
    "Cases": rows("case | sheet | row | column | change\nembargo | Suppliers | F / Far / ore | until | 2027"),
}  # fmt: skip


def test_plans_that_were_solved_compare_as_derived_by_hand(tmp_path: Path) -> None:
    """Five a year at 1 cost 10 over two years; cut off in 2028, five at 3 cost 10 more, all of it in purchases."""
    from planner.infeasibility.planned import plan_book

    made, source = [], write(tmp_path / "small.xlsx", SMALL)
    for case in ("base", "embargo"):
        made.append(tmp_path / f"{case}.xlsx")
        write_plan(plan_book(read(source, case)), made[-1])
    study = compare(made)
    sheet = study.sheet("Cost by part")
    assert cells(sheet, ALL, "base") == pytest.approx(10.0)
    assert cells(sheet, "purchases", against("embargo")) == pytest.approx(10.0)
    assert study.sheet("Inputs").rows == (
        ("Suppliers", "F / Far / ore", "until", "yes", None, "2027", "", "in Suppliers!E2"),
    )  # fmt: skip
    shares = {row[2:4]: row[4:] for row in study.sheet("Sourcing").rows}
    not_traced = (None, None)  # of what is used, since no rule follows the ore
    assert shares["2028", "Farland"] == (1.0, 0.0, *not_traced)
    assert shares["2028", "Nearland"] == (0.0, 1.0, *not_traced)
    assert shares["2027", "Farland"] == (1.0, 1.0, *not_traced)


def test_what_is_used_stands_beside_what_is_taken_in(tmp_path: Path) -> None:
    """Of one origin the second plan takes in as much as the first and uses nothing: both are told."""
    base = base_plan()
    table = base.tables["Sourcing"]
    first = table.iloc[0]
    drawn = table.assign(used=table["used"] * 2)
    drawn.loc[table.index[0], ["used", "share of use"]] = (0.0, 0.0)
    other = replace(base, tables={**base.tables, "Sourcing": drawn})
    study = compared(loaded(tmp_path, old=base, new=other))
    shares = {row[:4]: row[4:] for row in study.sheet("Sourcing").rows}
    taken, used = shares[first["material"], first["buyer"], first["period"], first["origin"]][::3]
    assert (taken, used) == (pytest.approx(first["share"]), 0.0)
    heads = [field.name for field in study.sheet("Concentration").fields]
    assert [head for head in heads if head.startswith("use: ")] == ["use: old", "use: new"]


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here")
def test_nothing_is_too_wide_for_its_column_in_libreoffice(study: Study, tmp_path: Path) -> None:
    """Of plans compared, and of a study with large numbers, in one start, which takes most of the time."""
    written = [tmp_path / "compared.xlsx", tmp_path / "study.xlsx"]
    for each, path in zip((study, STUDY), written, strict=True):
        write_study(each, path)
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = [str(SOFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, written)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for path, words in zip(written, ("Why dear costs more than base", "1,234,567"), strict=True):
        shown = ["pdftotext", "-layout", str(path.with_suffix(".pdf")), "-"]
        text = subprocess.run(shown, check=True, capture_output=True, text=True).stdout
        assert "###" not in text
        assert words in text
