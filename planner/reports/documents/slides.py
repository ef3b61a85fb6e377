"""Writes a plan as slides: a chapter a slide, with tables and charts that can be edited there."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Emu, Inches, Pt

from planner.outputs import SIGN_DOCUMENT
from planner.reports.documents.charts import add_chart
from planner.reports.documents.colours import DARK_HEAD, SHADES
from planner.reports.styles import FADED, FONT, INK
from planner.wording.text import safe_text, shortened, width_of

if TYPE_CHECKING:
    from planner.reports.documents.content import Chapter, DocumentContent
    from planner.reports.documents.tables import DocumentTable

BROAD, HIGH = Inches(13.333), Inches(7.5)
LEFT, TOP, BOTTOM = Inches(0.6), Inches(1.25), Inches(7.0)
ROOM: Final = BROAD - 2 * LEFT
GAP: Final = Inches(0.2)
TITLE_ONLY: Final = 5  # of the layouts that every presentation begins with
ROW: Final = Inches(0.3)
MOST_ROWS: Final = 12
LONGEST: Final = 520  # signs of a sentence on a slide
DIGITS_AN_INCH: Final = 11.0  # of text of size 12
SIZES: Final = (17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0)  # of the sentences that a deck begins with
BOLD_WIDER: Final = 1.12  # than the same words in plain letters
Box = tuple[int, int, int, int]  # left, top, width, height


def write_slides(content: DocumentContent, path: Path) -> None:
    """Write the slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = BROAD, HIGH
    _widen(deck)
    core = deck.core_properties
    core.title, core.author = safe_text(content.page.title)[:255], ""
    core.category, core.language, core.comments = SIGN_DOCUMENT, "en-GB", safe_text(content.footer)[:255]
    first, *others = (chapter for chapter in content.chapters if chapter.on_slide)
    _write_first(deck, content, first)
    for number, chapter in enumerate(others, start=2):
        _write_chapter(deck, chapter, number)
    deck.save(str(path))


def _widen(deck: Any) -> None:
    """Move what masters and layouts hold to a page of 16 to 9, titles to its top: later edits find them there."""
    for page in (deck.slide_master, *deck.slide_layouts):
        for shape in page.placeholders:
            if shape.placeholder_format.type is not None and "TITLE" in str(shape.placeholder_format.type):
                shape.left, shape.top, shape.width, shape.height = LEFT, Inches(0.35), ROOM, Inches(0.8)
            elif shape.width:
                shape.left, shape.width = Emu(int(shape.left * 4 / 3)), Emu(int(shape.width * 4 / 3))


def _write_first(deck: Any, content: DocumentContent, chapter: Chapter) -> None:
    slide = _slide(deck, content.page.title, 1)
    line = f"{content.page.subtitle}  ·  {content.page.status}"
    _text(slide, (LEFT, TOP, ROOM, Inches(0.5)), [line], 13, FADED)
    top, high = TOP + Inches(0.65), Inches(1.12)
    for place, (words, tone) in enumerate(zip(chapter.sentences, chapter.tones, strict=True)):
        box = slide.shapes.add_textbox(LEFT, top + place * (high + Inches(0.13)), ROOM, high)
        box.name = f"sentence {place + 1}"
        box.fill.solid()
        box.fill.fore_color.rgb = RGBColor.from_string(SHADES[tone])
        _write(box.text_frame, [words], _size_of(words, ROOM, high, bold=place == 0), INK, bold=place == 0)
        box.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE


def _size_of(words: str, width: int, height: int, *, bold: bool) -> float:
    """Return the size at which a sentence fits into its box."""
    wide, room = width_of(words) * (BOLD_WIDER if bold else 1.0), width / Inches(1) - 0.2
    for size in SIZES[:-1]:
        lines = math.ceil(wide / (DIGITS_AN_INCH * 12 / size * room))
        if lines * size * 1.25 * Pt(1) + Inches(0.1) <= height:
            return size
    return SIZES[-1]


def _write_chapter(deck: Any, chapter: Chapter, number: int) -> None:
    """Write a chapter: sentences on top, then the chart beside the table, or either alone."""
    slide = _slide(deck, chapter.title, number)
    top, table = TOP, chapter.table if chapter.table_on_slide else None
    if chapter.sentences:
        most = 3 if table is not None or chapter.drawing is not None else 8
        words = [shortened(sentence, LONGEST) for sentence in chapter.sentences[:most]]
        lines = sum(math.ceil(width_of(each) / (DIGITS_AN_INCH * ROOM / Inches(1))) for each in words)
        high = int(Inches(0.24) * lines + Inches(0.2))
        _text(slide, (LEFT, top, ROOM, high), words, 13, INK)
        top += high + GAP
    both = chapter.drawing is not None and table is not None
    half = (ROOM - GAP) // 2 if both else ROOM
    if chapter.drawing is not None:
        add_chart(slide, chapter.drawing, LEFT, top, half, BOTTOM - top)
    if table is not None:
        left = LEFT + half + GAP if both else LEFT
        _add_table(slide, table, (left, top, half, BOTTOM - top))


def _slide(deck: Any, title: str, number: int) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    frame = slide.shapes.title.text_frame
    frame.text = safe_text(shortened(title, 110))
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    run = frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold, run.font.name = Pt(28 if width_of(title) < 60 else 22), True, FONT
    run.font.color.rgb = RGBColor.from_string(DARK_HEAD)
    frame.paragraphs[0].alignment = 1
    box = (BROAD - Inches(1.2), HIGH - Inches(0.4), Inches(0.8), Inches(0.3))
    _text(slide, box, [str(number)], 10, FADED)
    return slide


def _text(slide: Any, box: Box, sentences: list[str], size: float, colour: str) -> None:
    shape = slide.shapes.add_textbox(*map(Emu, box))
    _write(shape.text_frame, sentences, size, colour)


def _write(frame: Any, sentences: list[str], size: float, colour: str, *, bold: bool = False) -> None:
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    for place, words in enumerate(sentences):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = safe_text(words if len(sentences) == 1 else f"•  {words}")
        run.font.size, run.font.name, run.font.bold = Pt(size), FONT, bold
        run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))


def _add_table(slide: Any, told: DocumentTable, box: Box) -> None:
    left, top, width, height = box
    rows = told.rows[:MOST_ROWS]
    more = told.left_out + len(told.rows) - len(rows)
    shape = slide.shapes.add_table(
        len(rows) + 1, len(told.heads), Emu(left), Emu(top), Emu(width), ROW * (len(rows) + 1)
    )
    shape._element.nvGraphicFramePr.cNvPr.set("descr", safe_text(told.alt))
    table, whole = shape.table, sum(told.widths)
    for column, share in zip(table.columns, told.widths, strict=True):
        column.width = Emu(int(width * share / whole))
    size = _size(told, rows, width, height)
    for place, words in enumerate(told.heads):
        _fill(table.cell(0, place), words, size, DARK_HEAD, "FFFFFF", bold=True)
    for row, cells in enumerate(rows):
        table.rows[row + 1].height = ROW
        for column, words in enumerate(cells):
            shade = SHADES[told.tones[row, column]] if told.tones.get((row, column)) else "FFFFFF"
            _fill(table.cell(row + 1, column), words, size, shade, INK.removeprefix("#"))
    if more:
        _text(
            slide,
            (left, HIGH - Inches(0.45), width, Inches(0.3)),
            [f"and {more} more, in the plan's workbook"],
            10,
            FADED,
        )


def _size(told: DocumentTable, rows: tuple[tuple[str, ...], ...], width: int, height: int) -> float:
    """Return the size at which a table's words fit into its room; rows grow with the lines that they take."""
    whole = sum(told.widths)
    for size in (13.0, 12.0, 11.0, 10.0, 9.0):
        lines = 0.0
        for cells in (told.heads, *rows):
            rooms = [DIGITS_AN_INCH * 12 / size * (width * share / whole / Inches(1) - 0.2) for share in told.widths]
            lines += max(math.ceil(width_of(words) / max(room, 1.0)) for words, room in zip(cells, rooms, strict=True))
        if lines * size * 1.25 * Pt(1) + (len(rows) + 1) * Inches(0.1) <= height:
            return size
    return 8.0


def _fill(cell: Any, words: str, size: float, shade: str, ink: str, *, bold: bool = False) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(shade)
    cell.margin_left = cell.margin_right = Inches(0.07)
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    paragraph = cell.text_frame.paragraphs[0]
    run = paragraph.add_run()
    run.text = safe_text(words)
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run.font.color.rgb = RGBColor.from_string(ink)
