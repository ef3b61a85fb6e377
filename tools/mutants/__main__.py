"""Change the model and the audit, one small change at a time, and see whether the tests notice.

python -m tools.mutants map                      which tests run which lines (minutes; again after many changes)
python -m tools.mutants run --sample 200         try 200 mutants; what was tried before is not tried again
python -m tools.mutants run --module disruptions --survivors
python -m tools.mutants list --module risk       what would be tried
python -m tools.mutants score                    the score by module, and what got through
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.mutants.mutation import module_of, mutants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.mutants.mutation import Mutant

FOLDERS = (
    "models/planner_models/*.py",
    "models/planner_models/given/*.py",
    "planner/audit/*.py",
    "planner/commands/verification.py",
)
KEPT = Path(".mutants")  # the map and the results, beside the checkout's files and not among them
BUDGET = 20.0  # seconds of tests a mutant is tried with at most


def every(folders: Sequence[str], modules: Sequence[str]) -> list[Mutant]:
    """Return all mutants of some modules, or of all."""
    paths = sorted({path for folder in folders for path in Path().glob(folder)})
    return [x for path in paths if not modules or {path.stem, module_of(path)} & set(modules) for x in mutants(path)]


def sampled(found: Sequence[Mutant], number: int | None, seed: int) -> list[Mutant]:
    """Return so many in the order drawn, by what they change: the same wherever their modules stand.

    A run that is stopped has tried a fair sample, and a larger sample begins with the smaller.
    """
    if number is None:
        return list(found)
    drawn = sorted(found, key=lambda x: hashlib.sha1(f"{seed} {x.key}".encode(), usedforsecurity=False).hexdigest())
    return drawn[:number]


def results(path: Path, *, is_first: bool = False) -> dict[str, dict[str, Any]]:
    """Return what is known of each mutant, the last word of it; or the first, before anybody looked at it."""
    lines = path.read_text().splitlines() if path.exists() else []
    return {record["key"]: record for record in map(json.loads, reversed(lines) if is_first else lines)}


def run(options: argparse.Namespace, kept: Path) -> None:
    """Try mutants."""
    import pytest

    from tools.mutants import reached
    from tools.mutants.tests_of import TestsOf
    from tools.mutants.trial import Trials

    known = results(kept / "results.jsonl")
    drawn = [x for x in sampled(every(options.folder, options.module), options.sample, options.seed) if x.is_program]
    if options.survivors:
        asked = [x for x in drawn if x.key in known and not known[x.key]["caught"]]
    else:
        asked = [x for x in drawn if x.key not in known]
    tests_of = TestsOf(kept / "map.jsonl")
    print(f"{len(drawn)} mutants, {len(asked)} to be tried", file=sys.stderr)
    wanted = {test for mutant in asked for test, _ in tests_of(mutant)}
    files = sorted({test.split("::")[0] for test in wanted})
    if asked and files:
        trials = Trials(asked, tests_of, kept / "results.jsonl", options.budget)
        pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", *files], plugins=[reached, trials])


def make_map(options: argparse.Namespace, kept: Path) -> None:
    """Write down which tests run which lines, a process for each file of tests."""
    from tools.mutants import reached

    kept.mkdir(exist_ok=True)
    path = os.pathsep.join((str(Path.cwd()), str(Path.cwd() / "models")))
    environment = os.environ | {reached.FOLDERS: os.pathsep.join(options.folder), "PYTHONPATH": path}
    environment[reached.OUT] = str((kept / "map.jsonl").resolve())
    for path in options.tests or sorted(map(str, Path("tests").glob("test_*.py"))):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tools.mutants.reached", path]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        said = (done.stdout.strip() or done.stderr.strip()).splitlines() or [""]  # of what fails at once only errors
        print(path, said[-1], file=sys.stderr, flush=True)


def score(options: argparse.Namespace, kept: Path) -> None:
    """Print the page: the score by module, and what got through."""
    from tools.mutants.report import page

    found, known = every(options.folder, options.module), results(kept / "results.jsonl")
    first = results(kept / "results.jsonl", is_first=True)
    tried = [x.key for x in sampled(found, options.sample, options.seed) if x.key in known]
    print(page([known[key] for key in tried], [first[key] for key in tried], len(found), options.budget), end="")


def show(options: argparse.Namespace, _: Path) -> None:
    """Print mutants."""
    for mutant in sampled(every(options.folder, options.module), options.sample, options.seed):
        print(mutant.key, f"{mutant.path}:{mutant.line}", mutant.kind, *mutant.change, sep=" | ")


def main() -> None:
    """Do as asked."""
    asked = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__.splitlines()[0])
    asked.add_argument("what", choices=["map", "run", "list", "score"])
    asked.add_argument("--folder", action="append", help=f"modules, as a pattern ({', '.join(FOLDERS)})")
    asked.add_argument("--module", action="append", default=[], help="only these: lanes, audit/lanes")
    asked.add_argument("--sample", type=int, help="only so many, drawn")
    asked.add_argument("--seed", type=int, default=0, help="draws others")
    asked.add_argument("--budget", type=float, default=BUDGET, help="seconds of tests for one mutant at most")
    asked.add_argument("--survivors", action="store_true", help="try again what got through")
    asked.add_argument("--kept", type=Path, default=KEPT, help="folder of the map and the results")
    asked.add_argument("--tests", nargs="*", help="files of tests to map (all)")
    options = asked.parse_args()
    options.folder = options.folder or list(FOLDERS)
    os.environ["PYTHONHASHSEED"] = "0"
    {"map": make_map, "run": run, "list": show, "score": score}[options.what](options, options.kept)


main()
