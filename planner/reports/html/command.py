"""Makes a report of plans: reads them, puts the sections together, writes HTML or PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from planner.errors import FileError
from planner.files import atomic_path, check_writable
from planner.reports.facts import is_proven, status_words
from planner.reports.figures import money_label
from planner.reports.html.page import Banner, Report, as_html
from planner.reports.html.pdf import write_pdf
from planner.reports.html.registry import ONE_PLAN
from planner.reports.html.source import read_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.reports.html.source import Source

HTML: Final = (".html", ".htm")
PDF: Final = ".pdf"


def write_report(paths: Sequence[Path], target: Path) -> None:
    """Write a report of one plan, or a comparison of several, to an HTML or PDF file, all or nothing.

    Raises
    ------
    FileError
        When a file is no plan, the target cannot be written, or there is nothing here that makes PDF.
    """
    if target.suffix.lower() not in (*HTML, PDF):
        message = f"{target}: the name of a report ends in .html or .pdf"
        raise FileError(message)
    check_writable(target)
    page = as_html(report_of([read_source(path) for path in paths]))
    with atomic_path(target) as temporary:
        if target.suffix.lower() == PDF:
            write_pdf(page, temporary)
        else:
            temporary.write_text(page, encoding="utf-8")


def default_target(path: Path) -> Path:
    """Return where the report of a plan goes that is told no place: beside the plan."""
    return path.with_name(f"{path.name.removesuffix('.xlsx').removesuffix('.plan')}.report.html")


def report_of(sources: Sequence[Source]) -> Report:
    """Return what the report says."""
    source = sources[0]
    plan = source.plan
    periods = plan.book.periods
    title = str(plan.book.settings.get("title") or plan.book.path.stem)
    case = "" if plan.book.case == "base" else f"Case: {plan.book.case}  ·  "
    horizon = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    subtitle = f"{case}Supply diversification plan, {horizon}  ·  all money in {money_label(plan.book.settings)}"
    banners = [Banner(status_words(plan.run), "good" if is_proven(plan) else "warn")]
    if plan.run.get("left out"):
        banners.append(Banner(f"Left out: {plan.run['left out']}", "warn"))
    sections = [make(source) for make in ONE_PLAN]
    footer = f"Made from {source.path.name} alone; it opens without a network, and sends nothing."
    return Report(title, subtitle, banners, sections, footer, names_of(source))


def names_of(source: Source) -> set[str]:
    """Return the names in the workbook that was planned, and its title."""
    texts = {str(value) for raw in source.plan.book.raw for row in raw.rows for value in row if isinstance(value, str)}
    return texts | {str(source.plan.book.settings.get("title") or "")}
