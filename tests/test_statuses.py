"""One type says how an answer is known: only a closed gap makes a plan proven, wherever it is told."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from made_plans import made_plan
from samples import few

import planner
from planner.api.result import Result
from planner.audit.ledger import Ledger
from planner.audit.run import audit_status
from planner.commands.answers import CommandAnswer
from planner.reports.html.sections.checks import section
from planner.reports.html.source import PlanSource
from planner.statuses import Status, Stop, status_of, status_text, stop_of
from planner.studies.cases.plans import CasePlan
from planner.studies.cases.study import said_of
from planner.wording.key_figures import STOPPED, status_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.plans.plan import Plan

UNPROVEN = [stop for stop in Stop if stop is not Stop.GAP_CLOSED]
CALLS_PROVEN = re.compile(r"\boptimal\b|(?<!not )\bproven\b", re.IGNORECASE)


def stopped(stop: Stop, *, gap: float | None = 0.0) -> Plan:
    """Return a plan whose solve stopped so; even a gap of nothing proves it only where that is why."""
    plan = made_plan()
    passed = plan.tables["Checks"].assign(**{"pass": "yes"})
    run = {**plan.run, "status": stop.status, "stopped": stop, "gap": gap}
    return replace(plan, run=run, tables={**plan.tables, "Checks": passed})


def answered(plan: Plan, capsys: pytest.CaptureFixture[str]) -> str:
    answer = CommandAnswer("solve")
    answer.is_json = True
    answer.tell_plan(plan, Path("plan.xlsx"))
    answer.ended(None, 0)
    told = json.loads(capsys.readouterr().out)
    return f"{told['status']} {told['stopped']}"


def case_said(plan: Plan, _: object) -> str:
    run = plan.run
    each = CasePlan("base", Path("plan.xlsx"), plan.status, stop_of(run["stopped"]), 1.0, 1.0, run["gap"])
    return said_of(each, "USD").replace("within 0% of the best possible", "")


PLACES: dict[str, Callable[[Plan, pytest.CaptureFixture[str]], str]] = {
    "sentence": lambda plan, _: status_words(plan.run),
    "library": lambda plan, _: f"{Result(plan).status} {Result(plan).why_stopped}",
    "library's summary": lambda plan, _: Result(plan).summary().partition("\n")[0],
    "library's lines": lambda plan, _: "\n".join(repr(Result(plan)).splitlines()[:2]),
    "json": answered,
    "case": case_said,
    "cell of a study": lambda plan, _: status_text(plan.status, stop_of(plan.run["stopped"])),
    "report": lambda plan, _: str(section(PlanSource(Path("plan.xlsx"), plan, {})).parts[0]),
}


@pytest.mark.parametrize("stop", few(2, UNPROVEN))
@pytest.mark.parametrize("place", PLACES)
def test_a_time_limit_is_never_called_optimal(place: str, stop: Stop, capsys: pytest.CaptureFixture[str]) -> None:
    told = PLACES[place](stopped(stop), capsys)
    assert told
    assert not CALLS_PROVEN.search(told), told


@pytest.mark.parametrize("place", PLACES)
def test_a_closed_gap_is_called_proven(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each place does say it where it is so: the test above would not see one that says nothing."""
    assert re.search("proven", PLACES[place](stopped(Stop.GAP_CLOSED), capsys), re.IGNORECASE)


def test_why_a_solve_stopped_is_said_of_all_that_is_not_proven() -> None:
    assert set(STOPPED) == set(UNPROVEN)


def test_a_plan_whose_verification_fails_keeps_why_its_solve_stopped() -> None:
    plan = stopped(Stop.GAP_CLOSED)
    failed = replace(plan, tables={**plan.tables, "Checks": plan.tables["Checks"].assign(**{"pass": "NO"})}).marked()
    assert (failed.status, failed.run["stopped"]) == (Status.NOT_VERIFIED, Stop.GAP_CLOSED)
    assert not CALLS_PROVEN.search(status_words(failed.run))


@pytest.mark.parametrize("word", ["optimal", "Proven", "proven best of all", None, 1.0])
def test_a_word_that_is_unknown_proves_nothing(word: object) -> None:
    assert (status_of(word), stop_of(word)) == (Status.NOT_PROVEN, None)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("stop", Stop)
def test_the_audit_holds_status_and_stop_together(status: Status, stop: Stop) -> None:
    run = {"status": status.value, "stopped": stop.value, "objective": 1.0, "bound": 1.0, "gap asked": 0.0}
    ledger = Ledger()
    audit_status(run, 1.0, ledger)
    passes = set(ledger.frame()["pass"]) == {"yes"}
    assert passes is (status in (stop.status, Status.NOT_VERIFIED))


def test_no_module_writes_a_status_as_text() -> None:
    """A word for proven, or for why a solve stopped, that stands in quotes is compared or told past the type."""
    found = []
    for file in Path(str(planner.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if file.stem != "statuses" else ():
            if isinstance(node, ast.Constant) and node.value in ("proven", "not proven", "optimal", "not verified"):
                found.append(f"{file.name}: {node.value}")
    assert not found
