"""The folder of a desk: what is shown of it, what names may stand for, what is taken in, and what none is lost to."""

from __future__ import annotations

import errno
import io
import os
import shutil
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from desks import Client, client
from easy_desk import EASY, PATIENCE, easy_desk, until, zipped
from workbooks import rows, write

from planner.desk.folder import Folder
from planner.desk.index import FolderIndex
from planner.desk.numbers import reserved
from planner.desk.refusals import Refusal
from planner.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = "<img src=x onerror=alert(1)>&\"'{{7*7}}.xlsx"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Client]:
    with easy_desk(tmp_path / "folder") as found:
        yield found


def checked(desk: Client, name: str = "easy.xlsx") -> str:
    """Return the page of faults once the workbook is checked as it stands."""
    until(lambda: "being checked" not in desk.get("/faults", params={"book": name}).text, "a check")
    return desk.get("/faults", params={"book": name}).text


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "..", "/", "../secret.xlsx", "outputs/../../secret.xlsx", "/etc/passwd", "..\\secret.xlsx",
        "%2e%2e/secret.xlsx", "link.xlsx", "outputs/link.xlsx", ".hidden.xlsx", "~$easy.xlsx", "notes.txt",
        ".planner-desk/bin/easy.xlsx", "sub/deep.xlsx", "dir.xlsx", "easy.xlsx\0", "easy.xlsx/", "outputs//easy.xlsx",
        "file:///etc/passwd", "pipe.xlsx", "a" * 300 + ".xlsx", "\udcff.xlsx", "loop.xlsx",
    ],
)  # fmt: skip
def test_a_name_stands_for_a_file_in_the_folder_or_for_nothing(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "folder"
    for place in (folder / "outputs", folder / "sub", folder / "dir.xlsx", folder / ".planner-desk" / "bin"):
        place.mkdir(parents=True)
    secret = write(tmp_path / "secret.xlsx", EASY)
    for target in ("easy.xlsx", ".hidden.xlsx", "~$easy.xlsx", "sub/deep.xlsx", ".planner-desk/bin/easy.xlsx"):
        shutil.copy(secret, folder / target)
    (folder / "notes.txt").write_text("mine")
    (folder / "link.xlsx").symlink_to(secret)
    (folder / "outputs" / "link.xlsx").symlink_to(secret)
    (folder / "loop.xlsx").symlink_to("loop.xlsx")
    os.mkfifo(folder / "pipe.xlsx")
    for ask in (Folder(folder).workbook, Folder(folder).plan):
        with pytest.raises(Refusal) as refused:
            ask(name)
        assert refused.value.status == 404
    assert Folder(folder).workbook("easy.xlsx") == folder / "easy.xlsx"


def test_every_page_that_takes_a_name_refuses_one_that_leads_out(desk: Client, tmp_path: Path) -> None:
    write(tmp_path / "secret.xlsx", EASY)
    (tmp_path / "folder" / "link.xlsx").symlink_to(tmp_path / "secret.xlsx")
    gets = [route for route in _routes(desk) if "GET" in route.methods and route.path not in ("/events", "/enter")]
    posts = [route for route in _routes(desk) if "POST" in route.methods]
    assert len(gets) > 12
    assert len(posts) > 8
    for name in ("../secret.xlsx", "link.xlsx"):
        given = {"book": name, "plan": [name, name], "name": name, "case": "base"}
        for route in gets:
            answer = desk.get(route.path, params=given)
            assert answer.status_code in (200, 400, 404), (route.path, answer.status_code)
            assert "Traceback" not in answer.text
        for route in posts:
            answer = desk.post(route.path, data=given)
            assert answer.status_code in (400, 404, 411, 413, 415) or route.path == "/workbooks/new", route.path
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "secret.xlsx"]


def _routes(desk: Client) -> list[Any]:
    from planner.desk.page import pages

    return [route for each in pages() for route in each.routes]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_of_any_script_and_hostility_are_text(desk: Client, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    names = [HOSTILE, "計画 план خطة.xlsx", "a\u202egnp.xlsx", "%2e%2e%2f.xlsx", "x'; DROP TABLE--.xlsx", "-rf.xlsx"]
    for name in names:
        shutil.copy(folder / "easy.xlsx", folder / name)
    shutil.copy(folder / "easy.xlsx", os.fsencode(folder) + b"/\xff\xfe.xlsx")
    (folder / "line\nbreak.xlsx").write_bytes(b"")
    page = desk.get("/").text
    assert "2 more are not shown" in page
    assert "<img" not in page
    assert "49" not in page.split("<tbody>")[1]
    for name in names:
        text = checked(desk, name)
        assert "<img" not in text
        assert desk.get("/workbooks/download", params={"book": name}).content == (folder / "easy.xlsx").read_bytes()
        assert desk.get("/plan", params={"book": name}).status_code == 200


def test_what_is_saved_is_checked_again_and_every_tab_is_told(desk: Client, tmp_path: Path) -> None:
    assert "Nothing is wrong" in checked(desk)
    with desk.listening() as first, desk.listening() as second:
        write(tmp_path / "folder" / "easy.xlsx", {**EASY, "Lanes": rows("from | to\nfra | home")})
        for told in (first, second):
            until(lambda told=told: told.qsize() >= 2, "what is told of a save")
    page = checked(desk)
    assert "Lanes!A2" in page
    assert "It holds <strong><bdi>fra" in page
    assert "Did you mean &#39;far&#39;?" in page
    assert "<mark>fra</mark>" in page  # in its row
    assert "1 error" in desk.get("/").text
    assert "It cannot be planned yet" in desk.get("/plan?book=easy.xlsx").text
    write(tmp_path / "folder" / "easy.xlsx", EASY)
    until(lambda: "Nothing is wrong" in desk.get("/faults?book=easy.xlsx").text, "a mended fault")


def test_a_file_that_is_half_written_is_waited_for_and_a_damaged_one_said(desk: Client, tmp_path: Path) -> None:
    whole = (tmp_path / "folder" / "easy.xlsx").read_bytes()
    path = tmp_path / "folder" / "slow.xlsx"
    path.write_bytes(whole[: len(whole) // 2])
    (tmp_path / "folder" / "~$slow.xlsx").write_bytes(b"lock")
    time.sleep(0.8)
    page = desk.get("/").text
    assert "cannot be read yet" in page
    assert "~$slow" not in page
    path.write_bytes(whole)
    assert "slow.xlsx is open in Excel" in checked(desk, "slow.xlsx").replace("&#39;", "'")
    path.write_bytes(b"PK\x03\x04 nonsense")
    os.utime(path, (1_000_000_000, 1_000_000_000))  # long ago: nothing more comes
    until(lambda: "damaged" in desk.get("/faults?book=slow.xlsx").text, "words of damage")
    assert "cannot be read" in desk.get("/").text


def test_a_hostile_workbook_is_refused_in_words_and_the_desk_goes_on(desk: Client, tmp_path: Path) -> None:
    bomb = zipped({"[Content_Types].xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "xl/workbook.xml": _SHEETS})
    (tmp_path / "folder" / "bomb.xlsx").write_bytes(bomb)
    os.utime(tmp_path / "folder" / "bomb.xlsx", (1_000_000_000, 1_000_000_000))
    until(lambda: "declares entities" in desk.get("/faults?book=bomb.xlsx").text, "the refusal")
    assert desk.get("/").status_code == 200


_SHEETS = '<workbook><sheets><sheet name="Periods"/><sheet name="Materials"/><sheet name="Sites"/></sheets></workbook>'


def test_what_is_sent_passes_the_guard_and_replaces_nothing(desk: Client, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    whole = (folder / "easy.xlsx").read_bytes()
    taken = {
        "mine.xlsx": "mine.xlsx",
        "C:\\fakepath\\..\\..\\mine.xlsx": "mine (2).xlsx",
        "../../mine.xlsx": "mine (3).xlsx",
        "easy.xlsx": "easy (2).xlsx",
    }
    refused = [
        ("mine.xlsx", b"no zip", "not an .xlsx workbook"),
        ("mine.xlsx", zipped({"[Content_Types].xml": "<!DOCTYPE x>", "xl/a": ""}), "declares entities"),
        ("mine.xls", b"", "is no workbook"),
        ("..xlsx", whole, "No file can be called"),
        ("a:b.xlsx", whole, "No file can be called"),
        (".xlsx", whole, "No file can be called"),
        ("", b"", "No file was chosen"),
    ]
    for name, content, words in refused:
        answer = desk.post("/workbooks/upload", files={"file": (name, content)})
        assert answer.status_code == 400, name
        assert words in answer.text, name
    assert [path.name for path in folder.iterdir() if path.suffix] == ["easy.xlsx"]
    for name, expected in taken.items():
        assert desk.post("/workbooks/upload", files={"file": (name, whole)}).status_code == 303
        assert (folder / expected).read_bytes() == whole
    assert {path.name for path in folder.iterdir() if path.suffix} == {"easy.xlsx", *taken.values()}
    assert not list((folder / ".planner-desk").glob("upload*"))
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_what_is_sent_is_taken_in_where_files_have_no_links(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick as cameras have it has none, and the page asked to make room on it."""

    def none(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    folder = desk.desk.folder.path
    whole = (folder / "easy.xlsx").read_bytes()
    for expected in ("mine.xlsx", "mine (2).xlsx"):
        assert desk.post("/workbooks/upload", files={"file": ("mine.xlsx", whole)}).status_code == 303
        assert (folder / expected).read_bytes() == whole


def test_a_spreadsheet_without_a_sheet_of_ours_is_named_and_says_what_it_lacks(desk: Client, tmp_path: Path) -> None:
    """It stood in no list, and its page of faults said for ever that it was being checked."""
    write(tmp_path / "folder" / "mine & yours.xlsx", {"Lieferanten": [{"Name": "Mine"}]})
    until(lambda: "mine &amp; yours.xlsx" in desk.get("/").text, "its name")
    words = " ".join(desk.get("/").text.split())
    assert "1 other spreadsheet has no sheet of the planner" in words
    told = desk.get("/faults", params={"book": "mine & yours.xlsx"}).text
    assert "Periods, Sites, Materials and Demand must have rows" in told
    assert "being checked" not in told


def test_a_file_that_is_too_large_is_refused_before_it_is_read(desk: Client) -> None:
    headers = {"Content-Length": "200000001", "Content-Type": "multipart/form-data; boundary=x"}
    assert desk.post("/workbooks/upload", headers=headers, content=b"").status_code == 413
    assert desk.post("/plan/start", content=b"x", headers={"Content-Type": "text/plain"}).status_code == 415
    many = "&".join(f"case={n}" for n in range(6000))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert desk.post("/plan/start", content=many, headers=form).status_code == 400


def test_a_new_workbook_is_the_example_or_empty_and_replaces_none(desk: Client, tmp_path: Path) -> None:
    for what, expected in (("example", "My workbook.xlsx"), ("empty", "My workbook (2).xlsx")):
        answer = desk.post("/workbooks/new", data={"what": what})
        assert answer.status_code == 303
        assert (tmp_path / "folder" / expected).exists()
    assert "Nothing is wrong" in checked(desk, "My workbook.xlsx") or "It can be planned" in checked(desk)
    assert desk.post("/workbooks/new", data={"name": "../x"}).status_code == 400


def test_a_folder_that_is_gone_is_said_in_words_and_found_again(desk: Client, tmp_path: Path) -> None:
    checked(desk)
    (tmp_path / "folder").rename(tmp_path / "elsewhere")
    for path in ("/", "/plans", "/faults?book=easy.xlsx", "/plan?book=easy.xlsx"):
        answer = desk.get(path)
        assert answer.status_code == 404
        assert "The folder is gone" in answer.text
    answer = desk.post("/plan/start", data={"book": "easy.xlsx", "case": "base"})
    assert answer.status_code == 404
    until(lambda: desk.desk.watch.gone, "the watch's notice")
    (tmp_path / "elsewhere").rename(tmp_path / "folder")
    assert desk.get("/").status_code == 200
    until(lambda: not desk.desk.watch.gone, "the watch's notice")


def test_a_folder_that_cannot_be_written_is_said_and_still_checked(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Folder, "is_writable", property(lambda _: False))
    assert "This folder cannot be written" in desk.get("/").text
    assert "Nothing is wrong" in checked(desk)
    assert "nothing can be planned here" in desk.get("/plan?book=easy.xlsx").text
    assert desk.post("/workbooks/new", data={"what": "empty"}).status_code == 507

    def closed(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", closed)
    answer = desk.post("/plan/start", data={"book": "easy.xlsx", "case": "base"})
    assert answer.status_code == 507
    assert "Read-only file system" in answer.text
    with pytest.raises(FileError, match="nothing can be written there"):
        reserved(desk.desk.folder, "mine.xlsx")
    desk.desk.index.save()  # where nothing can be kept, nothing is


@pytest.mark.parametrize(
    "content", ["", "nonsense", "[2, []]", '[1, [["a"]]]', "null", '[1, [["easy.xlsx", [1, 2, 3], 1, 2]]]']
)
def test_what_is_known_of_files_is_found_anew_where_it_was_lost(tmp_path: Path, content: str) -> None:
    write(tmp_path / "easy.xlsx", EASY)
    (tmp_path / ".planner-desk").mkdir()
    (tmp_path / ".planner-desk" / "index.json").write_text(content)
    assert [found.name for found in FolderIndex(Folder(tmp_path)).workbooks()] == ["easy.xlsx"]


def test_a_helper_that_ends_or_takes_too_long_is_replaced(desk: Client) -> None:
    for call, patience in (("os:_exit", PATIENCE), ("time:sleep", 0.5)):
        desk.desk.maker.patience = patience
        with pytest.raises(Refusal, match=r"given up after|ended unexpectedly"):
            desk.wait(desk.desk.ask(call, 3))
    desk.desk.maker.patience = PATIENCE
    assert desk.wait(desk.desk.ask("os.path:basename", "a/b")) == "b"
    with pytest.raises(Refusal, match="The desk made a mistake here"):
        desk.wait(desk.desk.ask("os.path:basename", 3))
    with pytest.raises(FileError, match="No such file"):
        desk.wait(desk.desk.ask("planner.desk.opened:opened_again", "/none.xlsx"))


def test_what_a_desk_left_that_was_killed_amid_a_write_is_cleared(tmp_path: Path) -> None:
    own = tmp_path / ".planner-desk"
    (own / "jobs" / "0001").mkdir(parents=True)
    (own / "jobs" / "0001" / "job.json.new").write_text('{"number": 1, "ki')
    (own / "upload-12.xlsx").write_bytes(b"half")
    (own / "index.json.new").write_text("half")
    with client(tmp_path) as desk:
        assert desk.get("/jobs").status_code == 200
        assert not desk.desk.jobs.by_number
    assert not list((own / "jobs").iterdir())
    assert not list(own.glob("upload*"))


def test_where_nothing_opens_workbooks_it_says_where_the_file_is(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    answer = desk.post("/workbooks/excel", data={"book": "easy.xlsx"})
    assert answer.status_code == 501
    assert str(desk.desk.folder.path / "easy.xlsx") in answer.text


def test_a_copy_has_the_faulty_cells_marked_and_the_workbook_is_as_it_was(desk: Client, tmp_path: Path) -> None:
    path = write(tmp_path / "folder" / "easy.xlsx", {**EASY, "Lanes": rows("from | to\nfra | home")})
    before = path.read_bytes()
    made = desk.post("/faults/mark", data={"book": "easy.xlsx"})
    assert "easy%20marked.xlsx" in made.headers["content-disposition"]
    assert "xl/worksheets/planner_faults.xml" in zipfile.ZipFile(io.BytesIO(made.content)).namelist()
    assert path.read_bytes() == before
