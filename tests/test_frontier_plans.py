"""What a frontier writes: its study, the plans of its points, and the workbooks that they carry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from frontiers import CLOSE, home
from workbooks import write

from planner.audit.audit import audit
from planner.cli import main
from planner.reports.loading.plan import read_plan
from planner.reports.loading.study import read_study
from planner.reports.plan_workbook.copies import PREFIX
from planner.workbook.reading.reader import read


def test_the_plan_of_a_point_promises_what_it_says_and_stays_true(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", home())
    words = ["frontier", str(source), "--points", "3", "-o", str(tmp_path / "out.xlsx"), "--processes", "1"]
    done = CliRunner().invoke(main, [*words, "--plans", "--json"])
    assert done.exit_code == 0, done.output
    path = tmp_path / "out-plans" / "point-02.xlsx"
    tables, run = read_plan(path)
    assert tables["Resilience"]["guarantee"].tolist() == pytest.approx([0.5], abs=1e-5)
    assert run["study"] == "point 2 of the frontier of cost against worst service"
    assert run["bound"] == pytest.approx(24.5)
    book = read(path, "base", PREFIX)
    assert book.rows("Disruptions")[0]["required"] == pytest.approx(0.5, abs=1e-5)
    assert set(audit(book, tables, run)["pass"]) == {"yes"}


def test_a_rule_that_a_point_keeps_is_in_the_input_of_its_plan(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", home())
    words = ["frontier", str(source), "--to", "share of Farland in goods", "--points", "3", "--plans"]
    done = CliRunner().invoke(main, [*words, "-o", str(tmp_path / "out.xlsx"), "--processes", "1"])
    assert done.exit_code == 0, done.output
    path = tmp_path / "out-plans" / "point-02.xlsx"
    tables, run = read_plan(path)
    book = read(path, "base", PREFIX)
    assert book.rows("Rules")[0]["limit"] == (pytest.approx(0.5),)
    assert set(audit(book, tables, run)["pass"]) == {"yes"}


def test_a_study_is_written_read_back_and_not_solved_again(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", home())
    words = ["frontier", str(source), "--points", "3", "-o", str(tmp_path / "out.xlsx"), "--processes", "1", "--json"]
    told = json.loads(CliRunner().invoke(main, words).stdout)
    assert told["status"] == "proven"
    assert [each["cost"] for each in told["points"]] == pytest.approx([17, 24.5, 42])
    study = read_study(tmp_path / "out.xlsx")
    assert study.sheet("Points").column("worst service") == pytest.approx([0, 0.5, 1], abs=CLOSE)
    assert study.sheet("Projects").column("along the frontier") == ["enters", "enters"]
    kept = {path: path.stat().st_ino for path in (tmp_path / ".out.xlsx.parts").iterdir()}
    assert len(kept) == 6
    assert json.loads(CliRunner().invoke(main, words).stdout)["points"] == told["points"]
    assert {path: path.stat().st_ino for path in (tmp_path / ".out.xlsx.parts").iterdir()} == kept


def test_a_workbook_that_varies_service_by_period_is_rewritten_as_it_reads(tmp_path: Path) -> None:
    from planner.studies.core.query_workbook import with_service

    sheets = home(
        Periods="period\n2026\n2027",
        Demand="market | material | amount | shortage cost | required\nhome | goods | 10 | 8 | promised",
        Series="series | 2026 | 2027\npromised | 0.3 | 0.9",
    )
    book = with_service(read(write(tmp_path / "in.xlsx", sheets)), 0.5)
    assert book.rows("Demand")[0]["required"] == (0.5, 0.9)
    raws = {raw.name: raw for raw in book.raw}
    copy = {name: [dict(zip(raw.header, row, strict=True)) for row in raw.rows] for name, raw in raws.items()}
    again = read(write(tmp_path / "copy.xlsx", copy))
    assert again.rows("Demand")[0]["required"] == (0.5, 0.9)
    assert again.rows("Disruptions")[0]["required"] == 0.5


def test_a_measure_that_is_none_is_refused_by_the_command(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", home())
    done = CliRunner().invoke(main, ["frontier", str(source), "--to", "happiness", "-o", str(tmp_path / "out.xlsx")])
    assert done.exit_code == 2
    assert "is no measure" in done.output
