"""Trials of mutants: a plugin of pytest that collects once and judges each mutant in a forked copy of itself.

The copy gives the mutant's code to the functions that are there, wherever they are known, so nothing is imported
again and no file is changed. What is worked out on import (constants, defaults of fields) needs a fresh process.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tools.mutants.mutation import Mutant
    from tools.mutants.tests_of import TestsOf

NOT_THERE = 4  # the exit code of a copy in which no module with the mutant's function is loaded: nothing was tried
MEMORY = 4 << 30  # bytes that a copy may take beyond what it began with
PATIENCE = 10.0  # times as long as a test took: then it is stopped, and the mutant is caught
SHORTEST = 5.0  # seconds of processor that any test may take


class Outcome(dict[str, Any]):
    """What became of a mutant."""


class Trials:
    """The plugin."""

    def __init__(self, mutants: Sequence[Mutant], tests_of: TestsOf, results: Path, budget: float) -> None:
        self._mutants, self._tests_of, self._results, self._budget = mutants, tests_of, results, budget
        self._sound: dict[str, bool] = {}  # tests that pass in a copy that is not mutated
        self._kills: dict[str, Counter[str]] = defaultdict(Counter)
        self._caught = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: Any) -> bool:
        """Try the mutants instead of running the tests."""
        self._items = {item.nodeid: item for item in session.items}
        gc.unfreeze()  # the tests set aside all that was imported, and what is set aside is not found
        self._functions = known_functions({str(x.path.resolve()) for x in self._mutants})
        with self._results.open("a") as out:
            for number, mutant in enumerate(self._mutants, 1):
                began = time.monotonic()
                outcome = self._try(mutant)
                outcome["seconds"] = round(time.monotonic() - began, 2)
                self._caught += outcome["caught"]
                out.write(json.dumps(described(mutant) | outcome) + "\n")
                out.flush()
                word = "caught" if outcome["caught"] else "SURVIVED"
                line = f"{number}/{len(self._mutants)} {self._caught} caught; {word} {outcome['seconds']} s "
                print(line, mutant.where, *mutant.change, outcome["by"], sep=" | ", file=sys.__stderr__, flush=True)
        return True

    def _try(self, mutant: Mutant) -> Outcome:
        chosen, spent = [], 0.0
        for test, seconds in self._in_order(mutant):
            if spent + seconds <= self._budget or not chosen:
                chosen.append((test, seconds))
                spent += seconds
        if not chosen:
            return Outcome(caught=False, by="", tests=0, why="no test runs it")
        while chosen:
            by, why = self._run(mutant, chosen)
            if by is None:
                break
            if self._is_sound(by, dict(chosen)[by]):
                self._kills[mutant.where][by] += 1
                self._kills[mutant.module][by] += 1
                return Outcome(caught=True, by=by, tests=len(chosen), why=why)
            chosen = [x for x in chosen if x[0] != by]
        return Outcome(caught=False, by="", tests=len(chosen), why="")

    def _in_order(self, mutant: Mutant) -> list[tuple[str, float]]:
        """Return the tests that run a mutant: what caught others of its function first, then by promise a second.

        A test that runs much of the model and the audit sees more of what goes wrong, and one of another file more
        than a second of the same: so the best of every file come first, then the second best.
        """
        found = [(test, s) for test, s in self._tests_of(mutant) if test in self._items and self._sound.get(test, True)]
        here, near, lines = self._kills[mutant.where], self._kills[mutant.module], self._tests_of.lines
        cost = {test: (0.2 + seconds) / (lines[test] ** 2 * (1 + near[test])) for test, seconds in found}
        rank, seen = {}, Counter[str]()
        for test in sorted(cost, key=lambda x: (cost[x], x)):
            file = test.split("::")[0]
            rank[test] = seen[file]
            seen[file] += 1
        return sorted(found, key=lambda x: (-here[x[0]], rank[x[0]], cost[x[0]], x[0]))

    def _run(self, mutant: Mutant | None, tests: Sequence[tuple[str, float]]) -> tuple[str | None, str]:
        """Return the test that fails, and how; None where all pass."""
        if mutant is not None and mutant.home is None:
            return run_afresh(mutant, tests)
        folder = Path(tempfile.mkdtemp(prefix="mutants"))
        log = folder / "log"
        child = os.fork()
        if not child:
            self._in_copy(mutant, tests, folder, log)
        _, status = os.waitpid(child, 0)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # what it started itself
        begun = log.read_text().splitlines() if log.exists() else []
        shutil.rmtree(folder, ignore_errors=True)
        if os.waitstatus_to_exitcode(status) in (0, NOT_THERE):
            return None, ""
        how = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "failed"
        return (begun[-1] if begun else tests[0][0]), "timeout" if how in ("SIGPROF", "SIGALRM") else how

    def _in_copy(self, mutant: Mutant | None, tests: Sequence[tuple[str, float]], folder: Path, log: Path) -> None:
        code = NOT_THERE
        try:
            os.setsid()
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            limit_memory()
            if mutant is not None:
                replace(mutant, self._functions)
            code = 3
            code = self._pass(tests, folder, log)
        finally:
            os._exit(code)

    def _pass(self, tests: Sequence[tuple[str, float]], folder: Path, log: Path) -> int:
        """Return 0 where all tests pass, 1 at the first that does not."""
        from _pytest.runner import runtestprotocol

        items = [self._items[test] for test, _ in tests]
        items[0].config._tmp_path_factory._basetemp = folder
        for (test, seconds), item, following in zip(tests, items, [*items[1:], None], strict=True):
            with log.open("a") as out:
                out.write(test + "\n")
            set_alarm(seconds)
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                return 1
        return 0

    def _is_sound(self, test: str, seconds: float) -> bool:
        """Return whether a test passes alone in a copy that is not mutated: else it cannot judge."""
        if test not in self._sound:
            self._sound[test] = self._run(None, [(test, seconds)])[0] is None
        return self._sound[test]


def described(mutant: Mutant) -> dict[str, Any]:
    """Return a mutant as plain data."""
    before, after = mutant.change
    found = {"key": mutant.key, "module": mutant.module, "where": mutant.where, "line": mutant.line}
    return found | {"kind": mutant.kind, "before": before, "after": after}


def limit_memory() -> None:
    """Let this process take only so much more."""
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))


def set_alarm(seconds: float) -> None:
    """Be stopped by the system when this takes too long: by the processor, and much later by the clock."""
    limit = max(SHORTEST, PATIENCE * seconds)
    for name, timer, factor in ((signal.SIGPROF, signal.ITIMER_PROF, 1), (signal.SIGALRM, signal.ITIMER_REAL, 12)):
        signal.signal(name, signal.SIG_DFL)
        signal.setitimer(timer, factor * limit)


Functions = dict[tuple[str, int, str], list[FunctionType]]


def known_functions(paths: set[str]) -> Functions:
    """Return the functions of modules by file, first line and name, wherever they are kept."""
    found: Functions = defaultdict(list)
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename in paths:
            code = thing.__code__
            found[code.co_filename, code.co_firstlineno, code.co_qualname].append(thing)
    return found


def replace(mutant: Mutant, functions: Functions) -> None:
    """Give a function the mutant's code."""
    home, path = mutant.home, str(mutant.path.resolve())
    if home is None:
        message = "what is outside functions needs a fresh process"
        raise ValueError(message)
    name = (path, home.first, home.name)
    code = next(x for x in codes(compile(mutant.source, path, "exec")) if _named(x) == name)
    for function in functions[name]:
        function.__code__ = code
        if mutant.in_default:
            set_defaults(function, mutant)
    if not functions[name]:
        message = f"{home.name} is not there"
        raise LookupError(message)


def _named(code: CodeType) -> tuple[str, int, str]:
    return code.co_filename, code.co_firstlineno, code.co_qualname


def codes(code: CodeType) -> Iterable[CodeType]:
    """Yield a code and all codes in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


def set_defaults(function: FunctionType, mutant: Mutant) -> None:
    """Work out the defaults of a function's arguments anew, as the mutant has them."""
    for node in ast.walk(ast.parse(mutant.source)):
        if isinstance(node, ast.FunctionDef) and node.name == function.__name__:
            first = min([node.lineno, *(x.lineno for x in node.decorator_list)])
            if first == function.__code__.co_firstlineno:
                worked_out = [eval(ast.unparse(x), function.__globals__) for x in node.args.defaults]
                function.__defaults__ = tuple(worked_out) or None
                named = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                given = {x.arg: eval(ast.unparse(d), function.__globals__) for x, d in named if d is not None}
                function.__kwdefaults__ = given or None


def run_afresh(mutant: Mutant, tests: Sequence[tuple[str, float]]) -> tuple[str | None, str]:
    """Run tests in a fresh process on a copy of the tree in which a module is changed on disk."""
    with tempfile.TemporaryDirectory(prefix="mutants") as folder:
        copy = copy_of_tree(Path(folder) / "tree")
        (copy / mutant.path.resolve().relative_to(Path.cwd())).write_text(mutant.source)
        limit = 60 + 12 * PATIENCE * sum(seconds for _, seconds in tests)
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "tools.mutants.reached", f"--basetemp={folder}/base"]
        command = [sys.executable, "-m", "pytest", *options, *(test for test, _ in tests)]
        path = os.pathsep.join((str(copy), str(copy / "models")))
        environment = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(
                command, cwd=copy, env=environment, capture_output=True, text=True, timeout=limit, check=False
            )
        except subprocess.TimeoutExpired:
            return tests[0][0], "timeout"
    if done.returncode == 0:
        return None, ""
    names = {test for test, _ in tests}
    failed = [line.split(" ")[1] for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return next((x for x in failed if x in names), tests[0][0]), "failed"


def copy_of_tree(to: Path) -> Path:
    """Copy what tests need; the checkout itself is never changed."""
    ignore = shutil.ignore_patterns(".*", "__pycache__", "outputs", "gallery")
    shutil.copytree(Path.cwd(), to, ignore=ignore)
    return to
