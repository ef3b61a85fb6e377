"""Studies: a form for each, made from what its command declares; what is asked waits in line as a job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from planner.desk import forms
from planner.desk.desk import Desk, desk_of, form_of
from planner.desk.forms import StudyForm
from planner.desk.page import MenuEntry, Page
from planner.desk.refusals import Refusal
from planner.desk.render import page, plain, see

if TYPE_CHECKING:
    from starlette.requests import Request

UNKNOWN: Final = "There is no such study."


async def show(request: Request) -> Response:
    """Return all studies with what each answers: of a workbook, or of a plan."""
    desk, book, plan = desk_of(request), *_asked_of(request.query_params)
    _demand_there(desk, book, plan)
    found = [each for each in await desk.forms() if each.of == "plan" or not plan]
    return page(request, "studies.html.j2", title="Studies", book=book, plan=plan, forms=found)


async def ask(request: Request) -> Response:
    """Return the form of one study."""
    desk, book, plan = desk_of(request), *_asked_of(request.query_params)
    _demand_there(desk, book, plan)
    form = await _form(desk, request.query_params.get("study", ""))
    return await _filled_in(request, form, book, plan, {})


async def begin(request: Request) -> Response:
    """Have a study wait in line; what its command would refuse is said in the form instead."""
    desk, given = desk_of(request), plain(await form_of(request))
    form = await _form(desk, given.get("study", ""))
    book, plan = _asked_of(given)
    asked_of = desk.folder.plan(given.get("of plan", "") or plan) if form.of == "plan" else desk.folder.workbook(book)
    chosen = [given[each.name] for each in form.fields if each.kind == forms.PLAN and given.get(each.name)]
    paths = {name: str(desk.folder.plan(name)) for name in chosen}
    arguments = form.arguments(given, paths)
    wrong = await desk.refused(form.name, [str(asked_of), *arguments])
    if wrong:
        return await _filled_in(request, form, book, plan, given, wrong)
    name = desk.folder.name_of(asked_of)
    options = {
        "study": form.name, "arguments": arguments, "program": desk.studies,
        "plan": name if form.of == "plan" else "",
    }  # fmt: skip
    job = desk.jobs.add("study", f"{form.title}: {name}", "" if form.of == "plan" else book, options)
    return see("/jobs/show", job=job.number)


async def _form(desk: Desk, name: str) -> StudyForm:
    found = next((each for each in await desk.forms() if each.name == name), None)
    if found is None:
        raise Refusal(404, UNKNOWN, "Choose one from the list.")
    return found


async def _filled_in(
    request: Request, form: StudyForm, book: str, plan: str, given: Mapping[str, str], wrong: str = ""
) -> Response:
    """Return the form of a study with what was filled in, and why it was refused."""
    desk = desk_of(request)
    cases = await desk.kept(desk.folder.workbook(book), "planner.desk.what_if.changes:cases_in") if book else ["base"]
    plans = [each.name for each in desk.index.plans()]
    return page(
        request, "study_form.html.j2", title=form.title, status=400 if wrong else 200, book=book, plan=plan, form=form,
        given=given, wrong=wrong, cases=cases, plans=plans, kinds=forms,
    )  # fmt: skip


def _asked_of(given: Mapping[str, str]) -> Sequence[str]:
    return given.get("book", ""), given.get("plan", "")


def _demand_there(desk: Desk, book: str, plan: str) -> None:
    """Raise where the workbook or the plan that is asked about is not there."""
    if plan:
        desk.folder.plan(plan)
    else:
        desk.folder.workbook(book)


PAGE: Final = Page(
    routes=(Route("/studies", show), Route("/studies/ask", ask), Route("/studies/begin", begin, methods=["POST"])),
    entries=(
        MenuEntry("Studies", "/studies", order=60, menu="workbook"),
        MenuEntry("Ask about it", "/studies", order=60, menu="plan"),
    ),
)
