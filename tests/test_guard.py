"""Files that are not workbooks, or not safe, are refused before any parser sees them."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl.worksheet._reader import WorkSheetParser
from workbooks import VALID, faults, write

from planner.errors import FileError
from planner.workbook.reading import guard
from planner.workbook.reading.cells import read_grids
from planner.workbook.reading.guard import admit
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>&b;</sheetData></worksheet>"""
READS_FILES = LAUGHS.replace(b'<!ENTITY a "ha">', b'<!ENTITY a SYSTEM "file:///etc/hostname">')
LATE = b"<?xml version='1.0'?><!--" + b" " * 5_000 + b"-->" + LAUGHS[21:]
FIRST_SHEET = "xl/worksheets/sheet1.xml"


def replace_part(path: Path, part: str, content: bytes) -> Path:
    """Write a workbook again with one part changed or added."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in (parts | {part: content}).items():
            archive.writestr(name, held)
    return path


@pytest.fixture
def valid(tmp_path: Path) -> Path:
    return write(tmp_path / "in.xlsx", VALID)


def refusal(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        read(path)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_a_sound_workbook_is_admitted_byte_for_byte(valid: Path) -> None:
    assert guard.admit(valid) == valid.read_bytes()


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.xlsx") == f"{tmp_path / 'no.xlsx'}: there is no such file."


def test_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path}: a folder, not a workbook."


@pytest.mark.parametrize("name", ["~$in.xlsx", ".~lock.in.xlsx#"])
def test_a_lock_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"planner")
    assert refusal(tmp_path / name) == f"{name}: the lock file of a workbook that is open, not the workbook."


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"market,material\n", "in.xlsx: not an .xlsx workbook, or a damaged one (File is not a zip file). "
                               "Save it as .xlsx again."),
        (b"", "in.xlsx: not an .xlsx workbook, or a damaged one (File is not a zip file). "
              "Save it as .xlsx again."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
         "in.xlsx: an old .xls workbook, or one with a password. Save it as .xlsx without a password."),
    ],
    ids=["csv", "empty", "xls"],
)  # fmt: skip
def test_what_is_no_zip_file(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "in.xlsx"
    path.write_bytes(content)
    assert refusal(path) == expected


def test_a_zip_file_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office/>")
    assert refusal(path) == "in.xlsx: not an .xlsx workbook. Save it as an Excel workbook (.xlsx)."


def test_a_workbook_cut_off_in_the_middle(valid: Path) -> None:
    valid.write_bytes(valid.read_bytes()[:4_000])
    assert refusal(valid).startswith("in.xlsx: not an .xlsx workbook, or a damaged one")


def test_a_part_that_is_damaged(valid: Path) -> None:
    replace_part(valid, FIRST_SHEET, b"<worksheet><sheetData><row></worksheet>")
    assert refusal(valid).startswith("in.xlsx: cannot be read as a workbook (mismatched tag")


def test_a_part_in_an_encoding_that_nobody_knows(valid: Path) -> None:
    replace_part(valid, FIRST_SHEET, b"<?xml version='1.0' encoding='UTF-9'?><worksheet/>")
    assert refusal(valid).startswith("in.xlsx: cannot be read as a workbook (unknown encoding")


def test_a_workbook_without_its_list_of_sheets(valid: Path) -> None:
    replace_part(valid, "xl/workbook.xml", b"<workbook/>")
    assert refusal(valid).startswith("in.xlsx: ")


@pytest.mark.parametrize("content", [LAUGHS, READS_FILES, LAUGHS.decode().encode("utf-16")],
                         ids=["bomb", "file", "utf-16"])  # fmt: skip
def test_a_part_that_declares_entities(valid: Path, content: bytes) -> None:
    replace_part(valid, FIRST_SHEET, content)
    assert refusal(valid) == f"in.xlsx: its part {FIRST_SHEET} declares entities, which no workbook does."


def test_entities_declared_where_the_guard_does_not_look_are_not_expanded(valid: Path) -> None:
    replace_part(valid, FIRST_SHEET, LATE)
    assert "cannot be read as a workbook (it declares the entity a)" in refusal(valid)


def test_a_part_that_unpacks_to_a_multiple_of_its_size(valid: Path) -> None:
    replace_part(valid, "xl/media/bomb.bin", bytes(guard.LARGE_PART + 1))
    assert refusal(valid) == (
        "in.xlsx: unpacks to more than a workbook should. Copy its sheets into a new workbook and save that."
    )


def test_more_parts_than_a_workbook_has(valid: Path) -> None:
    with zipfile.ZipFile(valid, "a") as archive:
        for number in range(guard.MOST_PARTS):
            archive.writestr(f"xl/x{number}", b"")
    assert refusal(valid).startswith("in.xlsx: unpacks to more than a workbook should.")


def test_a_file_that_is_too_large(valid: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_BYTES", 1_000)
    assert refusal(valid) == "in.xlsx: larger than 0 MB. Take out pictures and old sheets."


@pytest.mark.parametrize(("name", "program"), [("~$in.xlsx", "Excel"), (".~lock.in.xlsx#", "LibreOffice")])
def test_a_workbook_that_is_open_elsewhere_gives_a_warning(valid: Path, name: str, program: str) -> None:
    valid.with_name(name).write_bytes(b"planner")
    assert faults(valid) == [
        f"in.xlsx is open in {program}: changes that are not saved are not seen. Save it there first."
    ]
    read(valid)


def test_no_worksheet_is_opened_for_its_size(valid: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs write wrong sizes, nobody asks for them, and to look into each sheet took half of the opening."""
    monkeypatch.setattr(WorkSheetParser, "parse_dimensions", lambda _: pytest.fail("asked"))
    assert [grid.title for grid in read_grids(valid, admit(valid), lambda titles: titles[:1])] == ["Settings"]
