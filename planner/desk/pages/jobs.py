"""Jobs: the line in which they wait, and one with its best plan, its bound and its gap as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from planner.desk.chart import chart
from planner.desk.desk import desk_of, form_of
from planner.desk.job import DeskJob
from planner.desk.page import MenuEntry, Page
from planner.desk.render import page, plain, see
from planner.desk.when import ago
from planner.wording.numbers import clock, number_text, share_text

if TYPE_CHECKING:
    from starlette.requests import Request

UNKNOWN: Final = "–"
WITH_FIGURES: Final = ("playbook",)  # studies that tell what the best plan costs, and what is proven


def show_all(request: Request) -> Response:
    """List all jobs, the newest first."""
    jobs = [(job, ago(job.made), figures(job)) for job in desk_of(request).jobs.listed()]
    return page(request, "jobs.html.j2", title="Jobs", jobs=jobs)


def show(request: Request) -> Response:
    """Show one job."""
    desk = desk_of(request)
    job = desk.jobs.job(request.query_params.get("job", ""))
    return page(
        request, "job.html.j2", title=job.title, job=job, figures=figures(job), lasted=clock(job.seconds),
        drawn=chart(job.history()), made=ago(job.made), ahead=desk.jobs.ahead(job), of_study=_study_with_figures(job),
    )  # fmt: skip


def _study_with_figures(job: DeskJob) -> str:
    """Return the study that a job does, where that tells figures as a solve does; else blank."""
    study = str(job.told.get("options", {}).get("study", ""))
    return study if job.told["kind"] == "study" and study in WITH_FIGURES else ""


def draw(request: Request) -> Response:
    """Return the picture of one job as it is now."""
    return HTMLResponse(str(chart(desk_of(request).jobs.job(request.query_params.get("job", "")).history())))


async def stop(request: Request) -> Response:
    """Have a job keep its best plan and end, or take it out of the line."""
    jobs = desk_of(request).jobs
    job = jobs.job(plain(await form_of(request)).get("job", ""))
    was_waiting = job.state == "waiting"
    jobs.stop(job)
    return see("/jobs") if was_waiting else see("/jobs/show", job=job.number)


async def again(request: Request) -> Response:
    """Have a job done again."""
    jobs = desk_of(request).jobs
    return see("/jobs/show", job=jobs.again(jobs.job(plain(await form_of(request)).get("job", ""))).number)


def figures(job: DeskJob) -> dict[str, str]:
    """Return how far a job is, in words."""
    _, best, bound, gap = job.figures or job.last_figures()
    return {
        "best": UNKNOWN if best is None else number_text(best),
        "bound": UNKNOWN if bound is None else number_text(bound),
        "gap": UNKNOWN if gap is None or best is None else share_text(gap),
    }


PAGE: Final = Page(
    routes=(
        Route("/jobs", show_all),
        Route("/jobs/show", show),
        Route("/jobs/chart", draw),
        Route("/jobs/stop", stop, methods=["POST"]),
        Route("/jobs/again", again, methods=["POST"]),
    ),
    entries=(MenuEntry("Jobs", "/jobs", 30),),
)
