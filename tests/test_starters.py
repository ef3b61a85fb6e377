"""The starters that one double-clicks: their syntax, their words, and what they do where something is missing."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHELL = ROOT / "start-planner.sh"
MAC = ROOT / "Start planner.command"
WINDOWS = ROOT / "Start planner.bat"
NEEDED = re.compile(r"Python (3\.\d+) or newer is needed")
pytestmark = pytest.mark.skipif(not SHELL.exists(), reason="the starters stand in the checkout, not in the wheel")
on_posix = pytest.mark.skipif(os.name == "nt", reason="it is for Linux and macOS")


def windows() -> str:
    return WINDOWS.read_bytes().decode("ascii")


@on_posix
@pytest.mark.parametrize("path", [SHELL, MAC])
def test_they_can_be_started(path: Path) -> None:
    assert path.stat().st_mode & stat.S_IXUSR
    subprocess.run(["sh", "-n", path], check=True)


def test_that_of_windows_has_its_lines_and_labels() -> None:
    """Lines end as the program that reads them wants it, every label that is gone to is there, once."""
    words = windows()
    assert words.count("\r\n") == words.count("\n") > 50
    lines = words.splitlines()
    labels = [line.split()[0].lower() for line in lines if line.startswith(":")]
    assert len(labels) == len(set(labels))
    gone_to = {
        each.lower()
        for line in lines
        if not line.startswith("rem")
        for each in re.findall(r"(?:goto|call) (:\w+)", line)
    }
    assert gone_to <= set(labels)
    assert "*.bat text eol=crlf" in (ROOT / ".gitattributes").read_text()


def test_that_of_windows_quotes_every_path_and_opens_no_blocks() -> None:
    """A folder may be called `R&D (new)`: outside of quotes its name would be read as commands."""
    for line in windows().splitlines():
        bare = re.sub(r'"[^"]*"', "", line)
        assert not re.search(r"%(own|python|folder|~\w*[0-9])", bare.removeprefix("%~1 -c")), line
        assert not re.search(r"\(\s*$", bare), line


def test_all_say_the_same() -> None:
    words = {SHELL: SHELL.read_text(encoding="utf-8"), WINDOWS: windows()}
    needed = re.search(r'requires-python = ">=(3\.\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert needed is not None
    major, minor = needed[1].split(".")
    for text in words.values():
        assert NEEDED.search(text)[1] == needed[1]  # type: ignore[index]
        assert f"sys.version_info < ({major}, {minor})" in text
        for said in ("the first time only", "my-workbooks", "pip install", "desk", "connection to the internet"):
            assert said in text
    assert "start-planner.sh" in MAC.read_text(encoding="utf-8")
    for ignored in (".planner/", "my-workbooks/"):
        assert ignored in (ROOT / ".gitignore").read_text(encoding="utf-8")


def started(folder: Path, path: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", folder / SHELL.name, *words], capture_output=True, text=True, timeout=60, check=False,
        stdin=subprocess.DEVNULL, env={"PATH": path, "HOME": str(folder)},
    )  # fmt: skip


def copied(folder: Path) -> Path:
    folder.mkdir()
    for path in (SHELL, MAC, ROOT / "pyproject.toml"):
        shutil.copy(path, folder)
    return folder


def tool(folder: Path, name: str, body: str) -> None:
    made = folder / name
    made.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    made.chmod(0o755)


@on_posix
def test_without_python_it_says_so(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("dirname", "cmp", "sh"):
        (tools / name).symlink_to(str(shutil.which(name)))
    for name in ("python3.14", "python3.13", "python3.12", "python3.11", "python3", "python"):
        tool(tools, name, "exit 1")  # too old
    found = started(copied(tmp_path / "R&D (new) 新"), str(tools))
    assert found.returncode == 1
    assert NEEDED.search(found.stderr)
    assert "python.org" in found.stderr


@on_posix
def test_alone_it_says_what_is_missing(tmp_path: Path) -> None:
    """Windows starts a file inside of a zip without the others."""
    shutil.copy(SHELL, tmp_path)
    found = started(tmp_path, os.environ["PATH"])
    assert found.returncode == 1
    assert "stands alone" in found.stderr
    assert "stands alone" in windows()


@on_posix
def test_it_makes_its_environment_once_and_starts_the_desk(tmp_path: Path) -> None:
    """The Python here only notes what it is asked: what is made, what is installed, what is started, in this order."""
    tools, noted = tmp_path / "bin", tmp_path / "noted.txt"
    tools.mkdir()
    folder = copied(tmp_path / "my planner")
    own = folder / ".planner"
    # the environment's python is a copy of this stand-in
    tool(tools, "python3.14", f"""case "$*" in
  *version_info*) exit 0 ;;
  *"import os, sys"*) exit 0 ;;
  "-m venv"*) mkdir -p "{own}/bin" && cp "$0" "{own}/bin/python" ;;
esac
echo "$@" >> "{noted}\"""")  # fmt: skip
    path = f"{tools}:{os.environ['PATH']}"
    first = started(folder, path)
    assert first.returncode == 0, first.stderr
    assert "the first time only" in first.stdout
    assert noted.read_text(encoding="utf-8").splitlines() == [
        f"-m venv --clear {own}",
        f"-m pip install --quiet --disable-pip-version-check --editable {folder}",
        f"-P -m planner desk {folder}/my-workbooks",
    ]
    assert (folder / "my-workbooks").is_dir()
    noted.unlink()
    again = started(folder, path, str(tmp_path))
    assert again.stdout == ""
    assert noted.read_text(encoding="utf-8") == f"-P -m planner desk {tmp_path}\n"
    (folder / "pyproject.toml").write_text("changed", encoding="utf-8")
    assert "getting ready" in started(folder, path).stdout


@on_posix
def test_an_environment_that_was_not_finished_is_made_anew(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    folder = copied(tmp_path / "planner")
    own = folder / ".planner"
    tool(
        tools,
        "python3.14",
        f"""case "$*" in
  "-m venv"*) mkdir -p "{own}/bin" && cp "$0" "{own}/bin/python" ;;
  "-m pip"*) exit 1 ;;
esac""",
    )
    path = f"{tools}:{os.environ['PATH']}"
    for _ in range(2):
        failed = started(folder, path)
        assert failed.returncode == 1
        assert "connection to the internet" in failed.stderr
        assert "getting ready" in failed.stdout
