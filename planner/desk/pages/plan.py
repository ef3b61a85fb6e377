"""Plan a workbook: which cases, how near to the best, how long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response
from starlette.routing import Route

from planner.desk.desk import desk_of, form_of
from planner.desk.page import MenuEntry, Page
from planner.desk.refusals import Refusal
from planner.desk.render import page, plain, see
from planner.desk.what_if.typed import typed
from planner.wording.numbers import number_text, share_text

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_CASES: Final = 200
FIELDS: Final = {
    "gap": ("Gap in percent", "a gap in percent, such as 0.1, from 0 to 100", 100.0, 100.0),
    "money_gap": ("Gap in money", "an amount of money, such as 25, of 0 or more", 1.0, 1e15),
    "time_limit": ("Time in minutes", "a time in minutes, such as 10, of more than 0", 1 / 60, 60.0 * 24 * 14),
}


async def show(request: Request) -> Response:
    """Show what can be planned."""
    desk = desk_of(request)
    path = desk.folder.workbook(request.query_params.get("book", ""))
    checked = await desk.checked(path)
    settings = checked["settings"]
    errors = sum(fault["severity"] == "error" for fault in checked["faults"])
    told = {"gap": _share(settings.get("gap")), "money_gap": _money(settings), "time_limit": _minutes(settings)}
    return page(
        request, "plan.html.j2", title="Plan", book=desk.folder.name_of(path), checked=checked, errors=errors,
        told=told, writable=desk.folder.is_writable, money=_unit(settings),
    )  # fmt: skip


async def start(request: Request) -> Response:
    """Put a job in line for each case that was ticked."""
    desk = desk_of(request)
    form = await form_of(request)
    path = desk.folder.workbook(str(form.get("book", "")))
    cases = list(dict.fromkeys(str(case) for case in form.getlist("case")))
    options = options_of(plain(form))
    if not 0 < len(cases) <= MOST_CASES:
        raise Refusal(400, "No case is ticked.", "Tick one case or more; base is the workbook as it stands.")
    known = (await desk.checked(path))["cases"]
    if unknown := [case for case in cases if case not in known]:
        raise Refusal(409, f"The workbook has no case {unknown[0]!r} any more.", "Load the page again, and tick anew.")
    name = desk.folder.name_of(path)
    jobs = [desk.jobs.add("plan", f"Plan {name}, case {case}", name, {"case": case, **options}) for case in cases]
    return see("/jobs/show", job=jobs[0].number) if len(jobs) == 1 else see("/jobs")


def options_of(form: Mapping[str, str]) -> dict[str, Any]:
    """Return how to solve, from what was typed; what was left blank is as Settings say.

    Raises
    ------
    Refusal
        When something is no number, or cannot be meant.
    """
    found = {}
    for name, (label, would_do, unit, most) in FIELDS.items():
        text = form.get(name, "").strip()
        if not text:
            continue
        value = typed(text.removesuffix("%") if name == "gap" else text)
        if isinstance(value, str) or not 0 <= value <= most or (name == "time_limit" and value == 0):
            raise Refusal(400, f"{label}: {text!r} is not {would_do}.", "Go back and change it, or leave it blank.")
        found[name] = value / unit
    return found


def _share(value: object) -> str:
    return share_text(float(value)) if isinstance(value, int | float) else ""


def _money(settings: Mapping[str, object]) -> str:
    value = settings.get("money gap")
    return number_text(float(value)) if isinstance(value, int | float) and value else "none"


def _minutes(settings: Mapping[str, object]) -> str:
    value = settings.get("time limit")
    return number_text(float(value) / 60) if isinstance(value, int | float) else ""


def _unit(settings: Mapping[str, object]) -> str:
    parts = (settings.get("money unit"), settings.get("currency"))
    return " ".join(str(part) for part in parts if part) or "the workbook's money"


PAGE: Final = Page(
    routes=(Route("/plan", show), Route("/plan/start", start, methods=["POST"])),
    entries=(MenuEntry("Plan", "/plan", 40, "workbook"),),
)
