"""Which test runs which lines of which function: a plugin of pytest that writes it down, and the map that is read.

A function is known by its name and its text, not by its file and line: the map outlives moves and edits elsewhere.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import signal
import sys
import textwrap
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

Lines = dict[str, set[int]]  # of a function, counted from its first

FOLDERS = "MUTANTS_FOLDERS"  # what is watched, for the plugin
OUT = "MUTANTS_OUT"
LONGEST = 12.0  # seconds of processor: a test that takes longer judges no mutant


def functions(path: Path) -> Iterator[tuple[str, int, int, int]]:
    """Yield key, first line, first of the body and last of the functions of a module, not of those inside one."""
    text = path.read_text()
    lines = text.splitlines()

    def walk(node: ast.AST, name: str) -> Iterator[tuple[str, int, int, int]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                first, last = first_line(child), child.end_lineno or child.lineno
                yield function_key(name + child.name, "\n".join(lines[first - 1 : last])), first, body_line(child), last
            elif isinstance(child, ast.ClassDef):
                yield from walk(child, f"{name}{child.name}.")
            else:
                yield from walk(child, name)

    yield from walk(ast.parse(text), "")


def first_line(function: ast.FunctionDef) -> int:
    """Return the line on which a function begins, its decorators among it."""
    return min([function.lineno, *(x.lineno for x in function.decorator_list)])


def body_line(function: ast.FunctionDef) -> int:
    """Return the first line that is run when a function is called, not when it is defined."""
    return max(function.body[0].lineno, function.lineno)


def function_key(name: str, text: str) -> str:
    """Return by what a function is known, wherever it stands."""
    return f"{name} {hashlib.sha1(textwrap.dedent(text).encode(), usedforsecurity=False).hexdigest()[:12]}"


class Watch:
    """Lines of the watched modules that are run, taken away in turns."""

    def __init__(self, folders: list[str]) -> None:
        import coverage

        self._paths = [path for folder in folders for path in sorted(Path.cwd().glob(folder))]
        self._functions = {str(path): list(functions(path)) for path in self._paths}
        self._coverage = coverage.Coverage(data_file=None, include=[str(x) for x in self._paths], config_file=False)
        self._coverage.set_option("run:disable_warnings", ["no-data-collected", "module-not-measured"])

    def start(self) -> None:
        """Watch from now on."""
        self._coverage.start()

    def take(self) -> Lines:
        """Return what was run since the last time, and watch on."""
        self._coverage.stop()
        data, found = self._coverage.get_data(), defaultdict(set)
        for path in data.measured_files():
            run = set(data.lines(path) or ())
            for key, first, body, last in self._functions.get(path, ()):
                if any(body <= line <= last for line in run):
                    found[key] |= {line - first for line in run if first <= line <= last}
        self._coverage.erase()
        self._coverage.start()
        return dict(found)


class Recorder:
    """The plugin: a line of JSON for each test, with what its fixtures run among it, whoever set them up."""

    def __init__(self) -> None:
        self._watch = Watch(os.environ[FOLDERS].split(os.pathsep))
        self._fixtures: dict[str, tuple[Lines, float]] = {}
        self._now: Lines = {}
        self._spent = 0.0  # for fixtures that are set up once
        self._failed = False
        self._out = Path(os.environ[OUT]).open("a")  # noqa: SIM115

    def pytest_sessionstart(self) -> None:
        """Watch."""
        self._watch.start()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[None]:
        """Keep apart what a fixture runs that several tests share."""
        if fixturedef.scope == "function":
            yield
            return
        before, began = self._watch.take(), time.process_time()
        yield
        spent = time.process_time() - began
        self._fixtures[fixturedef.argname] = (self._watch.take(), spent)
        self._spent += spent
        self._now = merged(self._now, before)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: Any, nextitem: Any) -> Iterator[None]:
        """Write down what a test runs and how long it takes."""
        forget_all()
        self._watch.take()
        self._now, self._spent, self._failed = {}, 0.0, False
        began = time.process_time()
        signal.signal(signal.SIGPROF, _too_long)
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        yield
        signal.setitimer(signal.ITIMER_PROF, 0)
        spent = time.process_time() - began - self._spent
        found = merged(self._now, self._watch.take())
        for lines, seconds in (self._fixtures[x] for x in item.fixturenames if x in self._fixtures):
            found, spent = merged(found, lines), spent + seconds
        record = {"test": item.nodeid, "seconds": round(spent, 3), "passed": not self._failed}
        record["lines"] = {key: sorted(lines) for key, lines in sorted(found.items())}
        self._out.write(json.dumps(record) + "\n")
        self._out.flush()

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note that a test failed or was skipped: it can judge no mutant."""
        self._failed |= report.failed or report.skipped


def _too_long(*_: object) -> None:
    message = "this test takes too long to judge mutants"
    raise TimeoutError(message)


def merged(one: Lines, other: Lines) -> Lines:
    """Return the lines of both."""
    return {key: one.get(key, set()) | other.get(key, set()) for key in one.keys() | other.keys()}


def forget_all() -> None:
    """Empty what modules keep from call to call: a test that finds an answer kept would seem to run nothing."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("planner", "planner_models") or name.startswith("test_"):
            for value in list(vars(module).values()):
                getattr(value, "cache_clear", lambda: None)()


def pytest_configure(config: Any) -> None:
    """Register the recorder; random tests draw the same every time."""
    import hypothesis

    hypothesis.settings.register_profile("mutants", derandomize=True, deadline=None, database=None)
    hypothesis.settings.load_profile("mutants")
    if OUT in os.environ:
        config.pluginmanager.register(Recorder())
