"""Writing is all or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planner import files
from planner.errors import FileError


def write_half(target: Path, failure: BaseException) -> None:
    with files.atomic_path(target) as path:
        path.write_text("half")
        raise failure


def write_new(target: Path) -> None:
    with files.atomic_path(target) as path:
        path.write_text("new")


def test_a_new_file_is_written(tmp_path: Path) -> None:
    with files.atomic_path(tmp_path / "plan.xlsx") as path:
        path.write_text("new")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("plan.xlsx", "new")]


def test_the_temporary_file_stands_beside_with_the_same_suffix(tmp_path: Path) -> None:
    with files.atomic_path(tmp_path / "plan.xlsx") as path:
        assert path.parent == tmp_path
        assert path.suffix == ".xlsx"
        path.write_text("new")


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    target.write_text("old")
    with pytest.raises(ValueError, match="boom"):
        write_half(target, ValueError("boom"))
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("plan.xlsx", "old")]


def test_an_interrupt_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    target.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write_half(target, KeyboardInterrupt())
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("plan.xlsx", "old")]


def test_the_mode_is_that_of_any_new_file(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("")
    with files.atomic_path(tmp_path / "plan.xlsx") as path:
        path.write_text("new")
    assert (tmp_path / "plan.xlsx").stat().st_mode == plain.stat().st_mode


def test_a_file_held_for_a_moment_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = iter([True, True, False])
    replace = Path.replace

    def replace_when_free(self: Path, target: Path) -> Path:
        if next(held):
            raise PermissionError
        return replace(self, target)

    monkeypatch.setattr(files, "PAUSE", 0.0)
    monkeypatch.setattr(Path, "replace", replace_when_free)
    with files.atomic_path(tmp_path / "plan.xlsx") as path:
        path.write_text("new")
    assert (tmp_path / "plan.xlsx").read_text() == "new"


def test_a_file_held_for_good_is_a_failure_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "PAUSE", 0.0)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FileError, match=r"plan\.xlsx: it cannot be written \(Permission denied\)"):
        write_new(tmp_path / "plan.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no folder"):
        write_new(tmp_path / "no" / "plan.xlsx")


def test_writable_leaves_nothing_behind(tmp_path: Path) -> None:
    files.check_writable(tmp_path / "plan.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="it is a folder; name a file"):
        files.check_writable(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anything")
def test_a_file_that_may_not_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    target.write_text("old")
    target.chmod(0o400)
    with pytest.raises(FileError, match="it cannot be replaced"):
        files.check_writable(target)
