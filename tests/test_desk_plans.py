"""The plans in the folder of a desk: listed, opened, renamed and removed, and none is lost."""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desks import Client
from easy_desk import EASY, easy_desk, until, zipped
from made_plans import made_plan, write_made
from workbooks import write

from planner.desk import shelf
from planner.desk.files import kind_of
from planner.desk.folder import Folder
from planner.desk.index import FolderIndex
from planner.desk.numbers import reserved
from planner.desk.refusals import Refusal
from planner.errors import FileError
from planner.reports.plan_workbook.plain import write_plain
from planner.reports.plan_workbook.properties import FACTS, facts_in
from planner.reports.plan_workbook.write import write_plan

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Client]:
    with easy_desk(tmp_path / "folder") as found:
        yield found


@pytest.fixture(scope="module")
def a_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "plan.xlsx"
    write_made(path)
    return path


def test_the_faults_of_a_plan_are_its_own_page(desk: Client, tmp_path: Path, a_plan: Path) -> None:
    shutil.copy(a_plan, tmp_path / "folder" / "sent.xlsx")
    answer = desk.get("/faults", params={"book": "sent.xlsx"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/plans/open?plan=sent.xlsx")


def test_facts_of_plans_are_seen_without_reading_them(tmp_path: Path) -> None:
    plan = made_plan()
    for writes in (write_plan, write_plain):
        writes(plan, tmp_path / "plan.xlsx")
        with zipfile.ZipFile(tmp_path / "plan.xlsx") as archive:
            facts = facts_in(archive)
        assert set(facts) <= set(FACTS)
        assert float(facts["objective"]) == float(plan.run["objective"])
        assert facts["status"] == plan.run["status"]
    (tmp_path / "no.xlsx").write_bytes(zipped({"docProps/custom.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}))
    with zipfile.ZipFile(tmp_path / "no.xlsx") as archive:
        assert facts_in(archive) == {}


def test_a_plan_without_properties_is_listed_with_what_its_sheet_run_says(desk: Client, a_plan: Path) -> None:
    """Plans of earlier versions have none."""
    target = desk.desk.folder.outputs / "old.xlsx"
    with zipfile.ZipFile(a_plan) as held, zipfile.ZipFile(target, "w") as copy:
        for part in held.namelist():
            content = held.read(part)
            if part == "docProps/custom.xml":
                content = b"<Properties/>"
            copy.writestr(part, content)
    until(lambda: "being read" not in desk.get("/plans").text, "the facts")
    assert "old.xlsx" in desk.get("/plans").text
    assert desk.desk.index.plans()[0].facts["case"] == "base"


def test_a_plan_is_opened_downloaded_renamed_removed_and_taken_back(desk: Client, a_plan: Path) -> None:
    folder, name = desk.desk.folder, "outputs/0007 mine.xlsx"
    shutil.copy(a_plan, folder.outputs / "0007 mine.xlsx")
    page = desk.get("/plans/open", params={"plan": name}).text
    assert 'sandbox="allow-scripts allow-downloads allow-popups"' in page
    assert desk.get("/plans/download", params={"plan": name}).content == a_plan.read_bytes()
    found = desk.get("/plans/report", params={"plan": name})
    assert "supply-diversification-planner" in found.text
    assert found.headers["content-security-policy"].startswith("sandbox ")
    assert "allow-same-origin" not in found.headers["content-security-policy"]
    html = desk.get("/plans/download", params={"plan": name, "as": ".html"})
    assert html.content == found.content
    assert html.headers["content-type"] == "application/octet-stream"  # never shown as a page of the desk
    assert desk.get("/plans/download", params={"plan": name, "as": ".exe"}).status_code == 404
    renamed = desk.post("/plans/rename", data={"plan": name, "name": "Čeština (2)"})
    assert renamed.status_code == 303
    name = "outputs/0007 Čeština (2).xlsx"
    assert folder.plan(name).read_bytes() == a_plan.read_bytes()
    assert desk.post("/plans/rename", data={"plan": "outputs/0007 mine.xlsx", "name": "x"}).status_code == 404
    for wrong in ("", " ", "../x", "a/b", "a\\b", "x" * 121, "..", "b\0"):
        assert desk.post("/plans/rename", data={"plan": name, "name": wrong}).status_code == 400, wrong
    (name,) = [each.name for each in desk.desk.index.plans()]
    assert desk.post("/plans/remove", data={"plan": [name]}).status_code == 303
    assert desk.desk.index.plans() == []
    assert desk.post("/plans/remove", data={"plan": [name]}).status_code == 404  # in the other tab
    assert "1 in the bin" in desk.get("/plans").text
    binned = name.rpartition("/")[2]
    assert desk.post("/plans/back", data={"name": f"../bin/{binned}"}).status_code == 404
    assert desk.post("/plans/back", data={"name": binned}).status_code == 303
    assert folder.plan(name).read_bytes() == a_plan.read_bytes()


def test_nothing_is_replaced_whatever_is_renamed_removed_or_made(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    first, second = (reserved(folder, "mine.xlsx") for _ in range(2))
    assert [first.name, second.name] == ["0001 mine.xlsx", "0002 mine.xlsx"]
    first.write_text("first")
    second.write_text("second")
    assert shelf.rename(first, "0002 mine").name == "0001 0002 mine.xlsx"
    other = tmp_path / "other.xlsx"
    other.write_text("other")
    with pytest.raises(Refusal, match=r"There is a file '0002 mine\.xlsx' already"):
        shelf.rename(shutil.copy(other, second.with_name("plain.xlsx")), "0002 mine")
    assert second.read_text() == "second"
    shelf.remove(folder, second)
    second.write_text("another")
    shelf.remove(folder, second)
    assert sorted(path.name for path in shelf.in_bin(folder)) == ["0002 mine (2).xlsx", "0002 mine.xlsx"]
    assert reserved(folder, "x" * 300 + ".xlsx").name.startswith("0003 xxx")
    shutil.rmtree(folder.own)
    assert reserved(folder, "mine.xlsx").name == "0002 mine.xlsx"


def test_a_file_that_stands_where_plans_would_go_is_named(tmp_path: Path) -> None:
    (tmp_path / "outputs").touch()
    with pytest.raises(FileError, match="outputs: nothing can be written there"):
        reserved(Folder(tmp_path), "plan.xlsx")


def test_hundreds_of_workbooks_and_a_thousand_plans_are_listed_within_a_second(
    tmp_path: Path, a_plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "outputs").mkdir()
    source = write(tmp_path / "0.xlsx", EASY)
    for number in range(1, 200):
        shutil.copyfile(source, tmp_path / f"{number}.xlsx")
    for number in range(1000):
        os.link(a_plan, tmp_path / "outputs" / f"{number + 1:04d} mine.xlsx")
    index = FolderIndex(Folder(tmp_path))
    began = time.process_time()
    index.look()  # what is not told of by then is told of at the next look
    assert time.process_time() - began < 1
    known = kind_of(tmp_path / "0.xlsx"), kind_of(a_plan)  # they are all alike
    monkeypatch.setattr("planner.desk.index.kind_of", lambda path: known[path.parent.name == "outputs"])
    assert all(found.kind for found in index.look(60).values())
    index.save()
    began = time.process_time()
    again = FolderIndex(Folder(tmp_path))
    assert (len(again.workbooks()), len(again.plans())) == (200, 1000)
    assert time.process_time() - began < 0.5
