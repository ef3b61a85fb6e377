"""What the audit compares in some plans, check by check, in words that a reader can check: ``tests/data/checks.txt``.

    python tests/audit_rows.py            solves the plans anew and writes both; read the difference, then commit it
    python tests/audit_rows.py "odd 3"    prints all that is compared in one plan, to be set beside what it was

The plans are kept (``tests/data/plans.json.gz``), so no solver has a say in what is compared. Each is audited as it
was planned, with every number another one, where nothing agrees with anything by chance, and with rows missing. Of
each check all comparisons count in a digest, and one is written out; so too what is reckoned on the way
(``audit_values.py``). Of drawn workbooks there are digests alone. A coefficient, sign, index or guard of the audit
that changes anywhere changes the page: what a number in the plan should be, what it is held against, and how often.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import sys
import tempfile
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import model_rows
import pandas as pd
import pytest
import workbooks
from audit_values import values
from model_rows import digest
from varied import varied, with_gaps

from planner.audit import audit as audits
from planner.audit import branches, programme, words
from planner.audit.audit import audit
from planner.audit.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workbooks import Sheets

    from planner.workbook.book import Book

DATA: Final = Path(__file__).parent / "data"
PAGE: Final = DATA / "checks.txt"
KEPT: Final = DATA / "plans.json.gz"
NOISE: Final = 1e-6  # of a check's tolerance: what rounding leaves, otherwise on every kind of processor
Tables = dict[str, pd.DataFrame]
SKIPPED: Final = {"circles 5", "steps 6"}  # no plan keeps what they ask for
PLANNED: Final = tuple(name for name in model_rows.MORE if name not in SKIPPED)


def book_of(name: str, way: Callable[[Sheets], Sheets] = varied) -> Book:
    """Return a workbook with other numbers in every year, or nothing in some."""
    with tempfile.TemporaryDirectory() as folder:
        return workbooks.book_of(Path(folder) / "in.xlsx", way(model_rows.MORE[name]()), is_checked=False)


def number(value: float, digits: int) -> str:
    """Return a number in so many digits; what only rounding leaves is 0."""
    return f"{0.0 if abs(value) < 1e-9 else value:.{digits}g}"


class Noting(Ledger):
    """A ledger that notes every comparison as a sentence."""

    said: ClassVar[defaultdict[str, list[str]]] = defaultdict(list)

    def equal(self, check: str, found: float, expected: float, where: tuple[object, ...], scale: float = 0.0) -> None:
        self._say(check, where, found, "should be", expected, "beside", scale)
        super().equal(check, found, expected, where, scale)

    def at_most(self, check: str, found: float, limit: float, where: tuple[object, ...], scale: float = 0.0) -> None:
        self._say(check, where, found, "at most", limit, "beside", scale)
        super().at_most(check, found, limit, where, scale)

    def at_least(self, check: str, found: float, limit: float, where: tuple[object, ...], scale: float = 0.0) -> None:
        self._say(check, where, found, "at least", limit, "beside", scale)
        super().at_least(check, found, limit, where, scale)

    def holds(self, check: str, is_true: bool, where: tuple[object, ...]) -> None:
        self._say(check, where, "holds" if is_true else "does not hold")
        super().holds(check, is_true, where)

    def _say(self, check: str, where: tuple[object, ...], *words: object) -> None:
        digits = 6 if check.startswith(("branches", "sets", "disruptions")) else 9  # what a solver found, or a sum
        told = (number(each, digits) if isinstance(each, float) else str(each) for each in (*where, *words))
        self.said[check].append(" ".join(told))


def compared(book: Book, tables: Tables, run: Mapping[str, object]) -> dict[str, list[str]]:
    """Return what the audit compares in a plan, by check, and the programmes that it solves for branches."""
    Noting.said = defaultdict(list)
    asked = programme.least

    def noted(*arrays: Any) -> Any:
        found = asked(*arrays)
        shown = [each.toarray().ravel() if hasattr(each, "toarray") else each for each in arrays]
        told = (" ".join(number(float(value), 6) for value in each) for each in shown)
        best = "nothing" if found is None else number(float(arrays[0] @ found), 6)
        Noting.said["(programmes)"].append(f"{best}: {'; '.join(told)}")
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(programme, "least", noted)
        for module in (audits, branches):
            patch.setattr(module, "Ledger", Noting)
        checks = audit(book, tables, run)
    for row in checks.to_dict("records"):
        if row["pass"] == "yes" and abs(row["worst"]) < NOISE * row["tolerance"]:  # where it is another processor tells
            row |= {"worst": 0.0, "tolerance": 0.0, "where": ""}
        figures = (number(row[name], 6) for name in ("rows", "worst", "tolerance"))
        Noting.said["(checks)"].append(
            " ".join([row["check"], row["pass"], *figures, re.sub(r"[\d.e+-]+", "#", row["where"])])
        )
    Noting.said["(lines)"] = [re.sub(r" +worst \d\.?\d*e-\d+ of .*", "", line) for line in words.lines(checks)]
    return dict(Noting.said)


def thinned(tables: Tables) -> Tables:
    """Return a plan of which every third row is missing."""
    return {name: frame.iloc[[n for n in range(len(frame)) if n % 3 != 1]] for name, frame in tables.items()}


def shaken(tables: Tables) -> Tables:
    """Return a plan in which every number is another one, by up to a fifth."""
    return {name: _shaken(frame) for name, frame in tables.items()}


def _shaken(frame: pd.DataFrame) -> pd.DataFrame:
    made = frame.copy()
    for place, column in enumerate(frame.columns):
        if frame[column].dtype == float:
            factors = [1 + ((7 * n + 3 * place) % 9 - 4) / 20 for n in range(len(frame))]
            made[column] = frame[column] * factors + [0.01 * (-1) ** (n + place) for n in range(len(frame))]
    return made


def sections(name: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield what the audit reckons and compares in a plan, as it is and shaken, by what it is; each list in order."""
    tables, run = kept(name)
    book = book_of(name)
    gaps = book_of(name, with_gaps)
    yield f"{name}: with gaps: on the way", {what: sorted(told) for what, told in sorted(values(gaps, {}).items())}
    for how, plan in (("as planned", tables), ("shaken", shaken(tables)), ("thinned", thinned(tables))):
        for what, found in (("on the way", values(book, plan)), ("compared", compared(book, plan, run))):
            # some are made in the order of a set
            yield f"{name}: {how}: {what}", {check: sorted(told) for check, told in sorted(found.items())}


def part(name: str) -> Iterator[str]:
    """Yield what the page tells of one plan: of a drawn workbook no more than a digest of each section."""
    for heading, found in sections(name):
        if name in model_rows.WORKBOOKS:
            for check, told in found.items():
                yield f"{heading}: {check}: {len(told)}, {digest(told)}, such as {told[len(told) // 2][:160]}"
        else:
            everything = [f"{check}: {line}" for check, told in found.items() for line in told]
            yield f"{heading}: {len(everything)}, {digest(everything)}"


def page() -> str:
    """Return the page: what one comparison says is written out where its check comes first."""
    told, seen = [], set[str]()
    for line in (line for name in PLANNED for line in part(name)):
        check = line.split(", such as ")[0].split(": ", 3)[-1].rsplit(": ", 1)[0]
        told.append(line if check not in seen else line.split(", such as ")[0])
        seen.add(check)
    return "\n".join(told) + "\n"


def kept(name: str) -> tuple[Tables, dict[str, Any]]:
    """Return a plan that is kept, and what is told of its run."""
    plan = _kept()[name]
    return {table: _frame(*held) for table, held in plan["tables"].items()}, plan["run"]


@cache
def _kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(KEPT.read_bytes()))
    return found


def _frame(columns: list[str], kinds: list[str], rows: list[list[Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return frame.astype(dict(zip(columns, kinds, strict=True)))


def plans() -> dict[str, Any]:
    """Solve the workbooks; return their plans as plain data."""
    from planner.infeasibility.planned import plan_book

    found = {}
    for name in PLANNED:
        plan = plan_book(book_of(name), told_beside=True)
        assert plan.is_verified, name
        tables = {table: _plain(frame) for table, frame in plan.tables.items() if table != "Checks"}
        run = {key: _rounded(value) for key, value in plan.run.items() if isinstance(value, (int, float, str))}
        found[name] = {"tables": tables, "run": {key: run[key] for key in run if key not in CHANGING}}
    return found


CHANGING: Final = {"seconds", "version", "threads"}


def _plain(frame: pd.DataFrame) -> tuple[list[str], list[str], list[list[Any]]]:
    rows = [[_rounded(value) for value in row] for row in frame.astype(object).values.tolist()]
    return list(frame.columns), [str(kind) for kind in frame.dtypes], rows


def _rounded(value: Any) -> Any:
    if not isinstance(value, float) or not math.isfinite(value):
        return None if isinstance(value, float) and math.isnan(value) else value
    return float(f"{value:.13g}") + 0.0


if __name__ == "__main__":
    if sys.argv[1:]:
        for heading, found in sections(sys.argv[1]):
            print(*(f"{heading}: {check}: {line}" for check, told in found.items() for line in told), sep="\n")
    else:
        KEPT.write_bytes(gzip.compress(json.dumps(plans()).encode(), mtime=0))
        PAGE.write_text(page(), encoding="utf-8")
