"""Plans compared: the bridge adds up, changes are told, whatever the versions."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
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
from planner.reports.loading.several import load_plans
from planner.reports.loading.study import read_study
from planner.reports.plan_workbook.write import write_plan
from planner.reports.study_workbook.write import write_study
from planner.studies.compare.comparison import compare, compared
from planner.studies.compare.costs import ALL, BY_ROUNDING, against, parts_of, steps_of
from planner.studies.compare.figures import WITHIN
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


def test_the_sentences_say_which_is_cheapest_why_and_how_sure(study: Study) -> None:
    """Each bound is 10 below its cost: 180 more is proven, 5 more is not."""
    cheapest, dear, near = study.sentences[2:5]
    assert cheapest.startswith("base is the cheapest at ")
    assert "near costs 5 " in cheapest
    assert "between it and near the difference is within what is proven" in cheapest
    assert dear.startswith("dear costs 180 more than base: capital +300, shortage -120.")
    assert "costs 170 to 190 more" in dear
    assert "within the plans' proven gaps: the best plan for its inputs may cost up to 5 less or 15 more" in near


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
