"""What a report is written to: pages and PDF, where no browser is, and what is refused."""

from __future__ import annotations

import importlib.resources
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from made_plans import write_made
from report_pages import page_of, report_plan

from planner.cli import main
from planner.commands.verification import NOT_VERIFIED_CODE
from planner.errors import FileError
from planner.outputs import SIGN_PDF
from planner.reports.html import pdf
from planner.reports.html.marks import HALO, text
from planner.reports.html.source import read_source
from planner.studies.report.report import write_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(report_plan(), tmp_path_factory.mktemp("report"))


def test_the_wheel_has_what_pages_are_made_of() -> None:
    package = importlib.resources.files("planner.reports.html")
    for name in ("report.html.j2", "parts.html.j2", "report.css", "report.js"):
        assert package.joinpath("templates", name).read_text(encoding="utf-8")
    assert "Natural Earth" in package.joinpath("data", "land.json").read_text(encoding="utf-8")


def test_a_pdf_is_printed(browser: Browser, report: Path, tmp_path: Path) -> None:
    write_report([report.parent / "made.plan.xlsx"], tmp_path / "report.pdf")
    content = (tmp_path / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") > 5


def test_without_a_browser_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_made(tmp_path / "a.plan.xlsx", report_plan)
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    monkeypatch.setattr(pdf.importlib.util, "find_spec", lambda name: None)
    result = CliRunner().invoke(main, ["report", str(tmp_path / "a.plan.xlsx"), "-o", str(tmp_path / "a.pdf")])
    assert result.exit_code == 2
    assert "Install Chromium, Chrome or Edge" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["a.plan.xlsx"]


def test_a_browser_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_browser", lambda: sys.executable)  # it knows none of a browser's options
    with pytest.raises(FileError, match="did not print it"):
        pdf.write_pdf("<p>a page</p>", tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_without_a_browser_weasyprint_typesets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class HTML:
        def __init__(self, string: str) -> None:
            self.string = string

        def write_pdf(self, target: Path) -> None:
            target.write_text(self.string)

    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    monkeypatch.setattr(pdf.importlib.util, "find_spec", lambda name: name)
    monkeypatch.setitem(sys.modules, "weasyprint", types.SimpleNamespace(HTML=HTML))  # type: ignore[arg-type]
    pdf.write_pdf(str(text(1, 2, "a name", **HALO)), tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == b'<text x="1" y="2">a name</text>' + SIGN_PDF


def test_the_command_writes_beside_the_plan(tmp_path: Path) -> None:
    write_made(tmp_path / "a.plan.xlsx", report_plan)
    result = CliRunner().invoke(main, ["report", str(tmp_path / "a.plan.xlsx")])
    assert result.exit_code == NOT_VERIFIED_CODE, result.output  # it was made by hand
    assert (tmp_path / "a.report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("target", ["report.odt", "report"])
def test_other_files_are_refused(tmp_path: Path, target: str) -> None:
    write_made(tmp_path / "a.plan.xlsx", report_plan)
    result = CliRunner().invoke(main, ["report", str(tmp_path / "a.plan.xlsx"), "-o", str(tmp_path / target)])
    assert result.exit_code == 2
    assert "ends in .html or .pdf or .docx or .pptx" in result.output


def test_the_same_plan_gives_the_same_page(report: Path, tmp_path: Path) -> None:
    write_report([report.parent / "made.plan.xlsx"], tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == report.read_bytes()


def test_a_plan_that_carries_no_input_is_refused(tmp_path: Path) -> None:
    import openpyxl

    write_made(tmp_path / "a.xlsx", report_plan)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for name in [name for name in book.sheetnames if name.startswith("in ")]:
        del book[name]
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(FileError, match="does not carry the workbook"):
        read_source(tmp_path / "b.xlsx")
