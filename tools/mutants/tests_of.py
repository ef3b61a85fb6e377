"""The map, read: which tests run a line, and how long each takes."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from tools.mutants.reached import functions

if TYPE_CHECKING:
    from pathlib import Path

    from tools.mutants.mutation import Mutant

Timed = list[tuple[str, float]]
CONSTANTS = "tests/test_constants.py"


class TestsOf:
    """Finds the tests that run a mutant's line."""

    __test__ = False  # no test itself

    def __init__(self, path: Path) -> None:
        records = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        latest = {record["test"]: record for record in records}
        self.seconds = {test: record["seconds"] for test, record in latest.items() if record["passed"]}
        self.lines = {test: sum(map(len, latest[test]["lines"].values())) for test in self.seconds}  # how many it runs
        self._by_line: dict[tuple[str, int], set[str]] = defaultdict(set)
        self._by_key: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for test in self.seconds:
            for key, lines in latest[test]["lines"].items():
                self._by_key[key].add(test)
                self._by_name[key.split(" ")[0]].add(test)
                for line in lines:
                    self._by_line[key, line].add(test)

    def __call__(self, mutant: Mutant) -> Timed:
        """Return the tests that run a mutant's line; all of its function where that is not known so exactly."""
        return [(test, self.seconds[test]) for test in sorted(self._names(mutant))]

    def _names(self, mutant: Mutant) -> set[str]:
        home = mutant.home
        if home is None or (home.key not in self._by_key and home.name not in self._by_name):
            # whatever runs a function of the module, and what holds the constants of all modules
            held = {test for test in self.seconds if test.startswith(CONSTANTS)}
            return held | {test for key, *_ in functions(mutant.path) for test in self._by_key.get(key, ())}
        if home.key not in self._by_key:
            return self._by_name[home.name]  # its text was changed since
        # a statement of several lines is known by one of them
        for line in range(mutant.line - home.first, 0, -1):
            if (home.key, line) in self._by_line:
                return self._by_line[home.key, line]
        return self._by_key[home.key]
