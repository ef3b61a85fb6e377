"""A plan in Word and as slides: native tables and charts that can be edited, with words for who cannot see them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document
from docx.oxml.ns import qn
from made_plans import HOSTILE, made_plan, write_made
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION
from pptx.util import Inches, Pt
from samples import few

from planner.cli import main
from planner.commands.verification import NOT_VERIFIED_CODE
from planner.outputs import is_own
from planner.reports.documents.content import document_of
from planner.reports.documents.slides import BROAD, HIGH, write_slides
from planner.reports.documents.tables import MOST_ROWS
from planner.reports.documents.word import write_word
from planner.reports.plan_workbook.write import write_plan

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan


def documents(plan: Plan, folder: Path) -> tuple[Path, Path]:
    content = document_of(plan)
    write_word(content, folder / "plan.docx")
    write_slides(content, folder / "plan.pptx")
    return folder / "plan.docx", folder / "plan.pptx"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any, Path]:
    word, slides = documents(made_plan(), tmp_path_factory.mktemp("documents"))
    return Document(str(word)), Presentation(str(slides)), word


def test_a_chapter_is_a_heading_and_a_slide(made: tuple[Any, Any, Path]) -> None:
    word, deck, _ = made
    chapters = document_of(made_plan()).chapters
    headings = [each.text for each in word.paragraphs if each.style.name == "Heading 1"]
    assert headings == [chapter.title for chapter in chapters]
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles == ["Chips for Europe", *[chapter.title for chapter in chapters if chapter.on_slide][1:]]
    assert len(titles) <= 10


def test_the_first_page_stands_first(made: tuple[Any, Any, Path]) -> None:
    word, deck, _ = made
    lead = [line.words for line in document_of(made_plan()).page.lead]
    assert [each.text for each in word.paragraphs if each.style.name == "List Number"] == lead
    first = [shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame]
    assert set(lead) <= set(first)


def test_every_chart_is_native_and_carries_its_figures(made: tuple[Any, Any, Path]) -> None:
    _, deck, path = made
    drawn = [chapter.drawing for chapter in document_of(made_plan()).chapters if chapter.drawing is not None]
    with zipfile.ZipFile(path) as archive:
        charts = [name for name in archive.namelist() if name.startswith("word/charts/chart")]
        books = [name for name in archive.namelist() if name.startswith("word/embeddings/")]
        assert len(charts) == len(books) == len(drawn) == 5
        links = archive.read("word/charts/_rels/" + charts[0].rpartition("/")[2] + ".rels").decode()
        assert "embeddings/figures" in links
        held = links.partition('Id="')[2].partition('"')[0]
        assert f'externalData r:id="{held}"' in archive.read(charts[0]).decode()
        sheet = openpyxl.load_workbook(io.BytesIO(archive.read(books[0]))).active
    figures = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in figures] == list(drawn[0].table.labels)
    assert [row[1] for row in figures] == pytest.approx([row[0] for row in drawn[0].table.values])
    shown = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(shown) == sum(chapter.drawing is not None and chapter.on_slide
                             for chapter in document_of(made_plan()).chapters)  # fmt: skip
    assert [series.name for series in shown[0].plots[0].series] == list(drawn[0].table.series)


def test_charts_and_tables_have_words_for_who_cannot_see_them(made: tuple[Any, Any, Path]) -> None:
    word, deck, _ = made
    drawings = list(word.element.iter(qn("wp:docPr")))
    assert len(drawings) == 5
    assert all(len(each.get("descr")) > 20 for each in drawings)
    assert len({each.get("id") for each in drawings}) == len(drawings)
    tables = [table._tbl.tblPr.find(qn("w:tblDescription")) for table in word.tables]
    assert all(len(each.get(qn("w:val"))) > 10 for each in tables)
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 10


def test_every_bar_has_its_name_and_no_page_is_added_behind_the_last_table(made: tuple[Any, Any, Path]) -> None:
    word, deck, _ = made
    shown = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    bars = [
        chart for chart in shown if chart.chart_type in (XL_CHART_TYPE.BAR_CLUSTERED, XL_CHART_TYPE.BAR_STACKED_100)
    ]
    assert bars
    for chart in bars:
        assert [x.get("val") for x in chart.category_axis._element.iter("{*}tickLblSkip")] == ["1"]
        is_share = chart.value_axis.maximum_scale == 1
        assert (chart.value_axis.tick_label_position == XL_TICK_LABEL_POSITION.NONE) is not is_share
    last = word.paragraphs[-1]
    assert last.text or last.paragraph_format.line_spacing.pt == 1


def test_heads_of_tables_repeat_and_rows_do_not_break(made: tuple[Any, Any, Path]) -> None:
    for table in made[0].tables:
        first, *rows = (row._tr.trPr for row in table.rows)
        assert first.find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
        assert len(rows) <= 2 * MOST_ROWS
        assert {cell.paragraphs[0].style.name for row in table.rows for cell in row.cells} == {"Table Text"}


def test_nothing_stands_beyond_a_slide(made: tuple[Any, Any, Path]) -> None:
    for slide in made[1].slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= BROAD
            assert 0 <= shape.top <= shape.top + shape.height <= HIGH


@pytest.mark.parametrize("shape", few(3, [
    HOSTILE, {"projects": ()}, {"periods": ("now",)}, {"periods": tuple(str(year) for year in range(2027, 2067))},
    {"title": "A\x00B\ud800 C" + 300 * "x"},
]), ids=["hostile", "nothing built", "one period", "many periods", "odd title"])  # fmt: skip
def test_any_plan_can_be_told(tmp_path: Path, shape: dict[str, Any]) -> None:
    word, slides = documents(made_plan(**shape), tmp_path)
    assert Document(str(word)).tables
    assert len(Presentation(str(slides)).slides) <= 10


def test_a_plan_without_figures_has_no_empty_chapters(tmp_path: Path) -> None:
    plan = made_plan(projects=())
    empty = ("Concentration", "Costs", "Shortages", "Sourcing", "Resilience", "Prices")
    none = {name: plan.tables[name].iloc[:0] for name in empty}
    bare = replace(plan, tables={**plan.tables, **none})
    titles = [chapter.title for chapter in document_of(bare).chapters]
    assert "What disruptions would do" not in titles
    assert "When it is built" not in titles
    documents(bare, tmp_path)


@pytest.mark.parametrize("ending", ["docx", "pptx"])
def test_the_command_writes_and_replaces_its_own_only(tmp_path: Path, ending: str) -> None:
    write_made(tmp_path / "plan.xlsx")
    target = tmp_path / f"plan.{ending}"
    words = ["report", str(tmp_path / "plan.xlsx"), "-o", str(target)]
    assert CliRunner().invoke(main, words).exit_code == NOT_VERIFIED_CODE  # it was made by hand
    assert is_own(target)
    other = made_plan()  # the same bytes would not be kept under a number
    write_plan(replace(other, run={**other.run, "objective": 1234.5}), tmp_path / "plan.xlsx")
    assert CliRunner().invoke(main, words).exit_code == NOT_VERIFIED_CODE
    assert (tmp_path / f"plan.1.{ending}").exists()
    (Document() if ending == "docx" else Presentation()).save(str(target))
    assert not is_own(target)
    assert CliRunner().invoke(main, words).exit_code == 2


def test_several_plans_make_no_document(tmp_path: Path) -> None:
    write_made(tmp_path / "a.xlsx")
    write_made(tmp_path / "b.xlsx")
    paths = [str(tmp_path / name) for name in ("a.xlsx", "b.xlsx")]
    result = CliRunner().invoke(main, ["report", *paths, "-o", str(tmp_path / "both.docx")])
    assert result.exit_code == 2
    assert "made of one plan; several plans, and studies, make .html or .pdf" in " ".join(result.output.split())
    assert not (tmp_path / "both.docx").exists()


LONG = "Of what is asked, " + "the mine of the north and the mine of the south, " * 9 + "none is short."


def test_a_long_sentence_is_told_whole_and_stays_in_its_box(tmp_path: Path) -> None:
    content = document_of(made_plan())
    first, second, *others = content.chapters
    first = replace(first, sentences=(LONG, *first.sentences[1:]))
    second = replace(second, sentences=(LONG,), on_slide=True)
    write_slides(replace(content, chapters=(first, second, *others)), tmp_path / "plan.pptx")
    deck = Presentation(str(tmp_path / "plan.pptx"))
    told = [shape for slide in list(deck.slides)[:2] for shape in slide.shapes if shape.has_text_frame]
    box, below = (next(shape for shape in told[n:] if LONG in shape.text_frame.text) for n in (0, len(told) // 2))
    assert below is not box
    run = box.text_frame.paragraphs[0].runs[0]
    assert run.font.bold
    assert run.font.size < Pt(17)  # 483 signs of a size of 17 take six lines, and there is room for three
    lines = len(LONG) * 0.6 * run.font.size / (box.width - Inches(0.2))
    assert lines * 1.2 * run.font.size < box.height
