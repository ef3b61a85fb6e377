"""Plans that are read back, each verified first: nothing is made of a plan that says what is not so, without a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Final

import pandas as pd

from planner.audit.audit import audit
from planner.faults import Severity
from planner.plans.frames import frame
from planner.plans.plan import Plan
from planner.plans.tables import MONTE_CARLO
from planner.program import versions
from planner.reports.loading.plan import read_plan, read_sampled
from planner.reports.loading.rewritten import changed_sheets
from planner.reports.plan_workbook.copies import PREFIX
from planner.reports.seal import broken, lines_of
from planner.workbook.book import Book, RawSheet
from planner.workbook.reading.reader import read_rows

SAMPLED: Final = "courses sampled"  # among the facts of a run
MOST_KEPT: Final = 16
MOST_ROWS: Final = 5  # of a sheet that are named


@dataclass(frozen=True)
class Trusted:
    """A plan that was read, and what verifying it again found.

    Attributes
    ----------
    plan
        Its tables, its run and the workbook that it carries. A plan that does not pass has the status ``not verified``.
    checks
        The audit of its tables against the workbook that it carries, and whether it is as it was written.
    """

    path: Path
    plan: Plan
    checks: pd.DataFrame

    @property
    def failed(self) -> list[str]:
        """What does not pass, in words."""
        rows = self.checks[self.checks["pass"] != "yes"]
        return [f"{row['check']}, at {row['where']}" for row in rows.to_dict("records")]

    @property
    def words(self) -> str:
        """What verifying found, in a line."""
        if not self.failed:
            return f"{self.path.name}: verified again, all {len(self.checks)} checks pass"
        count, more = len(self.failed), "; planner verify lists all"
        does = "does" if count == 1 else "do"
        wrong = f"{count} of {len(self.checks)} checks {does} not pass, so nothing of it is proven: {self.failed[0]}"
        return f"{self.path.name}: ITS VERIFICATION FAILS, {wrong}{more if count > 1 else ''}"


def trusted(path: Path) -> Trusted:
    """Return a plan, verified; one that was verified and has not been touched since is not verified again.

    Raises
    ------
    FileError
        When the file is no plan.
    """
    seen = path.stat()
    return _trusted(path.resolve(), path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=MOST_KEPT)
def _trusted(_: Path, path: Path, __: int, ___: int) -> Trusted:
    tables, run = read_plan(path)
    # faults of what an older version accepted do not matter to read it; they do to verify it
    book, faults = read_rows(path, str(run.get("case") or "base"), PREFIX)
    tables = sampled_of(path, tables, run)
    named = replace(book, path=Path(str(run.get("input") or path.name)), sha256=str(run.get("input sha256") or ""))
    plan = Plan(named, tables, run)
    checks = verified(path, plan, any(fault.severity is Severity.ERROR for fault in faults))
    judged = replace(plan, tables={**tables, "Checks": checks}).marked()
    return Trusted(path, replace(judged, tables=tables), checks)


def sampled_of(path: Path, tables: dict[str, pd.DataFrame], run: Mapping[str, object]) -> dict[str, pd.DataFrame]:
    """Return a plan's tables with what was sampled, where it was."""
    sampled = read_sampled(path) if run.get(SAMPLED) else None
    return tables if sampled is None else {**tables, MONTE_CARLO.name: sampled}


def verified(path: Path, plan: Plan, is_refused: bool = False) -> pd.DataFrame:
    """Return the checks of a plan that was read from a file: the audit, and whether it is as it was written.

    ``is_refused`` says that the workbook that it carries has errors, so that nothing can be held against it.
    """
    if is_refused:
        words = "the workbook that it carries has errors: run planner check on it"
        return _checks([("plan: the workbook that it carries can be planned", [words])])
    audited = audit(plan.book, plan.tables, plan.run)
    return pd.concat([audited, written_checks(path, plan)], ignore_index=True)


def checks_against(book: Book, path: Path) -> pd.DataFrame:
    """Return the checks of a plan against a workbook: the audit, what it carries, and whether it is as it was written.

    Raises
    ------
    FileError
        When the file is no plan.
    """
    tables, run = read_plan(path)
    carried, _ = read_rows(path, book.case, PREFIX)
    plan = Plan(replace(carried, path=Path(str(run.get("input") or path.name))), sampled_of(path, tables, run), run)
    parts = [audit(book, tables, run), input_checks(book, plan), written_checks(path, plan)]
    return pd.concat(parts, ignore_index=True)


def written_checks(path: Path, plan: Plan) -> pd.DataFrame:
    """Return the checks whether a plan's sheets are as they were written, and say what its tables say."""
    edited = broken(plan)
    sealed = [] if edited is None else [("plan: every sheet is as it was written", edited)]
    writer = str(plan.run.get("planner") or "")
    if writer != versions()["planner"]:  # which words another version makes of the tables is not known to this one
        return _checks([(f"plan: sheets made of the tables are planner {writer}'s, and not compared", []), *sealed])
    wrong = [f"{name}!{' '.join(cells)}" for name, cells in changed_sheets(path, plan).items()]
    return _checks([("plan: sheets made of the tables say what they say", wrong), *sealed])


def input_checks(book: Book, plan: Plan) -> pd.DataFrame:
    """Return the check whether the workbook that a plan carries is the one that is named, with the plan's case."""
    own = {f"in {raw.name}": raw for raw in book.raw}
    carried = {f"in {raw.name}": raw for raw in plan.book.raw}
    wrong = [f"{name}!{cell}" for name in dict.fromkeys((*own, *carried)) for cell in _differing(own, carried, name)]
    return _checks([("plan: the workbook that it carries is the one that is named", wrong)])


def _differing(own: Mapping[str, RawSheet], carried: Mapping[str, RawSheet], name: str) -> list[str]:
    """Return where a sheet that a plan carries differs from the workbook's, a few places of it."""
    if name not in own or name not in carried:
        return ["the sheet is missing" if name in own else "the workbook has no such sheet"]
    here, there = lines_of(own[name]), lines_of(carried[name])
    longest = zip_longest(here, there, fillvalue="")
    return [f"row {number}" for number, (one, other) in enumerate(longest, start=1) if one != other][:MOST_ROWS]


def _checks(found: list[tuple[str, list[str]]]) -> pd.DataFrame:
    rows = [(check, 1.0, float(len(wrong)), 0.0, "; ".join(wrong), "NO" if wrong else "yes") for check, wrong in found]
    return frame("Checks", rows)
