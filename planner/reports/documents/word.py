"""Writes a plan as a document of Word: headings, lists, tables and charts that can be edited there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt, RGBColor

from planner.outputs import SIGN_DOCUMENT
from planner.reports.documents.charts import chart_parts
from planner.reports.documents.colours import DARK_HEAD, SHADES
from planner.reports.styles import DARK, FADED, FONT, INK
from planner.wording.text import safe_text

if TYPE_CHECKING:
    from planner.reports.documents.content import Chapter, DocumentContent
    from planner.reports.documents.tables import DocumentTable
    from planner.reports.plan_workbook.charts import Drawing

TEXT, TEXT_ID = "Table Text", "TableText"  # the style of what stands in tables
BROAD, HIGH, MARGIN = Cm(21.0), Cm(29.7), Cm(2.0)
ROOM: Final = BROAD - 2 * MARGIN
CHART_HEIGHT: Final = Cm(6.2)
LINE_OF_CHART: Final = Cm(0.7)  # what a bar of a long chart takes
CHART: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIGURES: Final = re.compile(rb'(<c:externalData\b[^>]*?r:id=)"[^"]*"')


def write_word(content: DocumentContent, path: Path) -> None:
    """Write the document."""
    document = Document()
    _set_up(document, content)
    document.add_paragraph(safe_text(content.page.title), style="Title")
    document.add_paragraph(safe_text(content.page.subtitle), style="Subtitle")
    _status(document, content)
    for number, chapter in enumerate(content.chapters):
        document.add_heading(safe_text(chapter.title), level=1)
        _add_chapter(document, chapter, number)
    _end_small(document.paragraphs[-1])
    document.save(str(path))


def _end_small(paragraph: Any) -> None:
    """Make the paragraph that has to follow a table as low as may be: on a full page it would begin another one."""
    if not paragraph.text:
        form = paragraph.paragraph_format
        form.line_spacing, form.space_before, form.space_after = Pt(1), Pt(0), Pt(0)


def _set_up(document: Any, content: DocumentContent) -> None:
    core = document.core_properties
    core.title, core.author = safe_text(content.page.title)[:255], ""
    core.category, core.language, core.comments = SIGN_DOCUMENT, "en-GB", safe_text(content.footer)[:255]
    section = document.sections[0]
    section.page_width, section.page_height = BROAD, HIGH
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    _set_styles(document)
    footer = section.footer.paragraphs[0]
    footer.text = safe_text(f"{content.footer}\t\t")
    _field(footer, "PAGE")


def _set_styles(document: Any) -> None:
    """Give the styles that are used the plan's look: who edits the document changes them once, for all of it."""
    from docx.enum.style import WD_STYLE_TYPE

    made = document.styles.add_style(TEXT, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles["Normal"]
    looks = {"Normal": (10.5, INK), "Title": (22, DARK), "Subtitle": (10, FADED), "Heading 1": (14, DARK),
             "List Bullet": (10.5, INK), "List Number": (11.5, INK), "Caption": (9, FADED), TEXT: (8.5, INK),
             "Footer": (8, FADED)}  # fmt: skip
    for name, (size, colour) in looks.items():
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        style.paragraph_format.space_after = Pt(0 if name == TEXT else 4)
    document.styles["Subtitle"].font.italic = False


def _status(document: Any, content: DocumentContent) -> None:
    paragraph = document.add_paragraph(safe_text(f"{content.page.status}."))
    paragraph.runs[0].bold = True
    _shade_paragraph(paragraph, SHADES["good" if content.page.is_proven else "warn"])


def _add_chapter(document: Any, chapter: Chapter, number: int) -> None:
    is_lead = bool(chapter.tones)
    for place, sentence in enumerate(chapter.sentences):
        paragraph = document.add_paragraph(safe_text(sentence), style="List Number" if is_lead else "List Bullet")
        if is_lead and chapter.tones[place]:
            _shade_paragraph(paragraph, SHADES[chapter.tones[place]])
    if chapter.drawing is not None:
        _add_chart(document, chapter.drawing, number)
    if chapter.table is not None:
        _add_table(document, chapter.table)


def _add_table(document: Any, told: DocumentTable) -> None:
    table = document.add_table(rows=1, cols=len(told.heads), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _describe(table, told.alt)
    _fill(table.rows[0], told.heads, {place: DARK_HEAD for place in range(len(told.heads))}, is_head=True)
    for row, cells in enumerate(told.rows):
        shades = {column: SHADES[tone] for (at, column), tone in told.tones.items() if at == row}
        _fill(table.add_row(), cells, shades)
    whole = sum(told.widths)
    for column, width in zip(table.columns, told.widths, strict=True):
        column.width = Emu(int(ROOM * width / whole))
        for cell in column.cells:
            cell.width = column.width
    if told.left_out:
        document.add_paragraph(f"and {told.left_out} more, in the plan's workbook", style="Caption")
    else:
        document.add_paragraph()


def _describe(table: Any, alt: str) -> None:
    """Give a table its alternative text, and its cells narrow margins."""
    margins = parse_xml(
        f'<w:tblCellMar {nsdecls("w")}><w:top w:w="20" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
        '<w:bottom w:w="20" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    )
    description = OxmlElement("w:tblDescription")
    description.set(qn("w:val"), safe_text(alt))
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.addprevious(margins)
    else:
        properties.append(margins)
    properties.append(description)


def _fill(row: Any, texts: tuple[str, ...], shades: dict[int, str], *, is_head: bool = False) -> None:
    """Fill a row; a head is repeated on each page, and no row breaks over two."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(("w:tblHeader",) if is_head else ())):
        properties.append(OxmlElement(name))
    for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph._p.style = TEXT_ID  # by name each look-up takes as long as the rest of the cell
        run = paragraph.add_run(safe_text(text))
        run.bold = is_head
        if is_head:
            run.font.color.rgb = RGBColor(255, 255, 255)
        if column in shades:
            cell._tc.get_or_add_tcPr().append(
                parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{shades[column]}"/>')
            )


def _shade_paragraph(paragraph: Any, fill: str) -> None:
    properties = paragraph._p.get_or_add_pPr()
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
    properties.insert_element_before(
        shade, "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"
    )


def _add_chart(document: Any, drawing: Drawing, number: int) -> None:
    """Put a native chart behind what is written, with its figures in a workbook of its own."""
    parts, package = chart_parts(drawing), document.part.package
    book = Part(PackURI(f"/word/embeddings/figures{number}.xlsx"), SHEET, parts.workbook, package)
    chart = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART, parts.xml, package)
    held = chart.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    chart._blob = _with_figures(parts.xml, held)
    shown = document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)
    caption = document.add_paragraph(safe_text(drawing.table.title), style="Caption")
    caption.paragraph_format.keep_with_next = True
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run()._r.append(_frame(shown, number, drawing))


def _with_figures(xml: bytes, held: str) -> bytes:
    """Return a chart's part with its figures under the name that Word knows them by."""
    return FIGURES.sub(rb'\g<1>"' + held.encode() + b'"', xml)


def _frame(shown: str, number: int, drawing: Drawing) -> Any:
    """Return the drawing that stands in a line of text, with what it says for who cannot see it."""
    bars = len(drawing.table.labels) if drawing.form["type"] == "bar" else 0
    height = max(CHART_HEIGHT, LINE_OF_CHART * bars)
    frame = parse_xml(
        f'<w:drawing {nsdecls("w", "wp", "a", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{int(ROOM)}" cy="{int(height)}"/><wp:docPr id="{100 + number}" name="chart"/>'
        "<wp:cNvGraphicFramePr/><a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        f'r:id="{shown}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    properties = frame.find(f".//{qn('wp:docPr')}")
    properties.set("descr", safe_text(drawing.words))
    properties.set("name", safe_text(drawing.table.title))
    return frame


def _field(paragraph: Any, name: str) -> None:
    """Add a field that Word fills in, such as the page's number."""
    run = paragraph.add_run()._r
    for kind in ("begin", "", "end"):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = name
        run.append(mark)
