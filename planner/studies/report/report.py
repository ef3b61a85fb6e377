"""Makes a report of plans: reads them, puts the sections together, writes HTML or PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from planner.errors import FileError, QuestionError
from planner.files import kept_path
from planner.outputs import DOCUMENT, REPORT
from planner.reports.first_page.page import subtitle_of
from planner.reports.html.live import LivePanel
from planner.reports.html.page import Banner, ReportPage, as_html
from planner.reports.html.pdf import write_pdf
from planner.reports.html.registry import BESIDE_STUDY, ONE_PLAN
from planner.reports.html.sections.study import section_of, sections_of
from planner.reports.html.source import PlanSource, as_sources, read_source
from planner.reports.loading.study import is_study, read_study
from planner.reports.loading.trusted import trusted
from planner.wording.key_figures import is_proven, status_words
from planner.wording.study import Study
from planner.workbook.reading.cells import read_grids
from planner.workbook.reading.guard import admit

PDF: Final = ".pdf"
HTML: Final = ".html"
STUDIES_BEFORE: Final = "map"  # in a plan's report what was studied stands before the map
LEADING: Final = 3  # tables of a comparison that stand before the pictures


def write_report(paths: Sequence[Path], target: Path, *, live: bool = False) -> None:
    """Write a report of one plan, or a comparison of several, to an HTML or PDF file, all or nothing.

    With ``live``, one plan's page has a panel that plans again, in the browser. A document of Word (``.docx``) or
    slides (``.pptx``) are of one plan.

    Raises
    ------
    FileError
        When a file is no plan, several are asked to be one document, the target cannot be written, or there is nothing
        here that makes PDF.
    QuestionError
        When a panel is asked for and there is not one plan, no page, or a model that is too large for one.
    """
    if target.suffix.lower() in DOCUMENT and not live:
        check_kind(paths, target)
        _write_document(paths[0], target)
        return
    report = report_of(paths)
    page = as_html(replace(report, live=_panel(paths, target)) if live else report)
    with kept_path(target) as temporary:
        if target.suffix.lower() == PDF:
            write_pdf(page, temporary)
        else:
            temporary.write_text(page, encoding="utf-8")


def _panel(paths: Sequence[Path], target: Path) -> LivePanel:
    from planner.studies.live.study import live_panel

    plans = plans_among(paths)
    if len(plans) != 1:
        message = f"--live plans one plan again, and {len(plans)} are given; give one"
        raise QuestionError(message)
    if target.suffix.lower() != HTML:
        message = f"--live is a page that plans again, and {target.name} is none; give -o a name that ends in .html"
        raise QuestionError(message)
    return live_panel(trusted(plans[0]).plan)


def check_kind(paths: Sequence[Path], target: Path) -> None:
    """Refuse to make one document of several files, before any of them is read.

    Raises
    ------
    FileError
        When it would be.
    """
    if target.suffix.lower() in DOCUMENT and (len(paths) > 1 or _is_study(paths[0])):
        others = f"several plans, and studies, make {REPORT[0]} or {PDF}"
        message = f"{target}: a document or slides are made of one plan; {others}"
        raise FileError(message)


def _write_document(path: Path, target: Path) -> None:
    """Write a plan as a document of Word or as slides."""
    from planner.reports.documents.content import document_of  # their libraries are not loaded for a page
    from planner.reports.documents.slides import write_slides
    from planner.reports.documents.word import write_word

    content = document_of(read_source(path).plan)
    write = write_word if target.suffix.lower() == DOCUMENT[0] else write_slides
    with kept_path(target) as temporary:
        write(content, temporary)


def default_target(path: Path) -> Path:
    """Return where the report of a plan goes that is told no place: beside the plan."""
    return path.with_name(f"{path.name.removesuffix('.xlsx').removesuffix('.plan')}.report.html")


def report_of(paths: Sequence[Path]) -> ReportPage:
    """Return what a report of plans and studies says: one plan, several compared, or a study by itself.

    Raises
    ------
    FileError
        When a file is neither a plan nor a study.
    """
    studies = [(path, read_study(path)) for path in paths if _is_study(path)]
    told = {path for path, _ in studies}
    plans = [path for path in paths if path not in told]
    if not plans:
        return _of_studies(studies)
    if len(plans) == 1:
        return _of_plan(read_source(plans[0]), studies)
    return _of_plans(plans, studies)


def plans_among(paths: Sequence[Path]) -> list[Path]:
    """Return those of some files that are not studies."""
    return [path for path in paths if not _is_study(path)]


def _is_study(path: Path) -> bool:
    names: list[str] = []

    def look(titles: list[str]) -> list[str]:
        names.extend(titles)
        return []

    read_grids(path, admit(path), look)
    return is_study(names)


def _of_plan(source: PlanSource, studies: Sequence[tuple[Path, Study]]) -> ReportPage:
    plan = source.plan
    title = str(plan.book.settings.get("title") or plan.book.path.stem)
    banners = [Banner(status_words(plan.run), "good" if is_proven(plan) else "warn")]
    sections = [make(source) for make in ONE_PLAN]
    place = next(place for place, section in enumerate(sections) if section.id == STUDIES_BEFORE)
    sections[place:place] = [section_of(study, number) for number, (_, study) in enumerate(studies)]
    return ReportPage(
        title, subtitle_of(plan), banners, sections, _footer([source.path, *_paths(studies)]), names_of(source)
    )


def _of_plans(paths: Sequence[Path], studies: Sequence[tuple[Path, Study]]) -> ReportPage:
    from planner.reports.loading.several import load_plans
    from planner.studies.compare.comparison import compared

    plans = load_plans(paths)
    study, sources = compared(plans), as_sources(plans)
    first, *tables, facts = sections_of(study)
    own = [make(sources) for make in BESIDE_STUDY]
    more = [section_of(each, number) for number, (_, each) in enumerate(studies)]
    sections = [first, own[0], *tables[:LEADING], *own[1:-1], *tables[LEADING:], *more, own[-1], facts]
    banners = [
        Banner(f"{source.name}: {status_words(source.plan.run)}", "good" if is_proven(source.plan) else "warn")
        for source in sources
    ]
    names = {name for source in sources for name in names_of(source)} | {source.name for source in sources}
    return ReportPage(study.title, study.subtitle, banners, sections, _footer([*paths, *_paths(studies)]), names)


def _of_studies(studies: Sequence[tuple[Path, Study]]) -> ReportPage:
    (path, study), *others = studies
    sections = [*sections_of(study), *(section_of(each, number) for number, (_, each) in enumerate(others))]
    names = {str(value) for _, each in studies for sheet in each.sheets for row in sheet.rows for value in row}
    subtitle = "  ·  ".join(part for part in (study.subtitle, study.money and f"money in {study.money}") if part)
    return ReportPage(study.title, subtitle, [], sections, _footer([path, *_paths(others)]), names)


def _paths(studies: Sequence[tuple[Path, Study]]) -> list[Path]:
    return [path for path, _ in studies]


def _footer(paths: Sequence[Path]) -> str:
    return f"Made from {', '.join(path.name for path in paths)} alone; it opens without a network, and sends nothing."


def names_of(source: PlanSource) -> set[str]:
    """Return the names in the workbook that was planned, and its title."""
    texts = {str(value) for raw in source.plan.book.raw for row in raw.rows for value in row if isinstance(value, str)}
    return texts | {str(source.plan.book.settings.get("title") or "")}
