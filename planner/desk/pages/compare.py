"""Plans side by side: what each costs and what is bought for it, built, depended on and lost; what they were asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from planner.desk.desk import desk_of
from planner.desk.page import MenuEntry, Page
from planner.desk.refusals import Refusal
from planner.desk.render import page, report

if TYPE_CHECKING:
    from starlette.requests import Request

MOST: Final = 12  # plans that can be told apart side by side
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def show(request: Request) -> Response:
    """Return the page with the comparison in it."""
    names = [desk_of(request).folder.name_of(path) for path in _asked(request)]
    first, *others = names
    orders = [[each, *(name for name in names if name != each)] for each in others]
    return page(request, "compare.html.j2", title="Plans side by side", names=names, first=first, orders=orders)


async def told(request: Request) -> Response:
    """Return the comparison itself, a report of several plans."""
    found = await desk_of(request).ask("planner.desk.comparison:as_page", [str(path) for path in _asked(request)])
    return report(found)


async def workbook(request: Request) -> Response:
    """Return the comparison as a workbook."""
    paths = _asked(request)
    found = await desk_of(request).ask("planner.desk.comparison:as_workbook", [str(path) for path in paths])
    headers = {"Content-Disposition": 'attachment; filename="compared.xlsx"'}
    return Response(found, media_type=XLSX, headers=headers)


def _asked(request: Request) -> list[Path]:
    """Return the plans that were ticked.

    Raises
    ------
    Refusal
        When there are too few, or too many to be told apart.
    """
    names = list(dict.fromkeys(request.query_params.getlist("plan")))
    if len(names) < 2:
        raise Refusal(400, "To compare takes two plans or more.", "Tick them in the list of plans.")
    if len(names) > MOST:
        raise Refusal(400, f"More than {MOST} plans cannot be told apart side by side.", "Tick fewer.")
    return [desk_of(request).folder.plan(name) for name in names]


PAGE: Final = Page(
    routes=(Route("/compare", show), Route("/compare/page", told), Route("/compare/workbook", workbook)),
    entries=(MenuEntry("Compare", "/compare", order=10, menu="plans"),),
)
