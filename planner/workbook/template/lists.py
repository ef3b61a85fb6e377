"""The lists behind the drop-downs: what the other sheets name, following them as they grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from planner.workbook.schema.columns import fold, spell
from planner.workbook.schema.sheets import BY_NAME, NAMED
from planner.workbook.template.fixed import LISTS, write_fixed
from planner.workbook.template.styles import TemplateStyles

SPARE: Final = 100  # rows below a sheet's content that a list follows
MOST: Final = 500  # rows of a sheet that a list follows: each takes three formulas
FAR: Final = 5000  # rows of a sheet that a plain list follows: it takes one formula in all
WORDS: Final = ("*", "foreign", "each")
DECLARED: Final = {**NAMED, "series": (("Series", "series"),), "market": (("Demand", "market"),)}
# A project may also make a resource's row; but what it adds may as well be a process.
LEFT_OUT: Final = (("Projects", "adds"),)


@dataclass(frozen=True, slots=True)
class ListSource:
    """A column that declares names."""

    sheet: str
    letter: str
    rows: int
    held: tuple[str, ...]


class Lists:
    """The defined names of one workbook, and the hidden sheet that joins names of several columns."""

    def __init__(
        self, book: xlsxwriter.Workbook, letters: Mapping[str, Mapping[str, int]],
        content: Mapping[str, Sequence[Mapping[str, object]]],
    ) -> None:  # fmt: skip
        self._book, self._letters, self._content = book, letters, content
        self._joined: dict[str, tuple[tuple[str, ...], list[ListSource]]] = {}
        self._plain: dict[str, ListSource] = {}

    def name(self, refers: tuple[str, ...], called: str = "") -> str:
        """Return the defined name of the list of what a column may refer to."""
        words = tuple(word for word in WORDS if word in refers)
        name = called or "list_" + "_or_".join("all" if kind == "*" else kind for kind in refers)
        if name not in self._joined and name not in self._plain:
            declared = [at for kind in refers for at in DECLARED.get(kind, ()) if at not in LEFT_OUT]
            sources = [self._source(*at) for at in declared]
            if not words and len(sources) == 1 and _is_own_name(*DECLARED[refers[0]][0]):
                self._plain[name] = sources[0]
            else:
                self._joined[name] = (words, sources)
        return name

    def write(self, styles: TemplateStyles) -> None:
        """Write the hidden sheet and every defined name that was asked for."""
        for name, source in self._plain.items():
            cells = f"{source.sheet}!${source.letter}$2:${source.letter}${FAR}"
            first = f"{source.sheet}!${source.letter}$2"
            self._book.define_name(name, f"={first}:INDEX({cells},MAX(1,COUNTA({cells})))")
        paper = self._book.add_worksheet(LISTS)
        # these formulas use no function newer than Excel 2007: to look for 31 such in each took two thirds of the time
        paper._prepare_formula = lambda formula, *_: formula.removeprefix("=")
        for place, (name, (words, sources)) in enumerate(self._joined.items()):
            self._write_list(paper, 3 * place, name, words, sources)
        write_fixed(self._book, paper, 3 * len(self._joined))
        paper.set_column(0, 3 * len(self._joined), 14, styles.format())
        paper.hide()

    def _source(self, sheet: str, column: str) -> ListSource:
        rows = self._content.get(sheet, ())
        held = tuple(spell(row[column]) if row.get(column) is not None else "" for row in rows)
        letter = xl_col_to_name(self._letters[sheet][column])
        return ListSource(sheet, letter, min(len(rows) + SPARE, MOST), held)

    def _write_list(
        self, paper: Worksheet, place: int, name: str, words: tuple[str, ...], sources: list[ListSource]
    ) -> None:  # fmt: skip
        """Write three columns: every cell that may hold a name, the count of different ones, the list."""
        cells = [f'"{word}"' for word in words]
        held = list(words)
        for source in sources:
            at = [f"{source.sheet}!{source.letter}{row}" for row in range(2, source.rows + 2)]
            cells += [f'IF({cell}="","",{cell})' for cell in at]
            held += [*source.held[: source.rows], *[""] * (source.rows - len(source.held))]
        every, count, listed = (xl_col_to_name(place + step) for step in range(3))
        last = len(cells) + 1
        for step, title in enumerate((f"{name}: cells", "count", name)):
            paper.write_string(0, place + step, title)
        counts, names = _count(held)
        for row, cell in enumerate(cells, start=1):
            here = f"{every}{row + 1}"
            paper.write_formula(row, place, f"={cell}", None, held[row - 1])
            before = f"{count}{row}+" if row > 1 else ""
            is_new = f'IF({here}="",0,IF(MATCH({here},{every}$2:{here},0)=ROW()-1,1,0))'
            paper.write_formula(row, place + 1, f"={before}{is_new}", None, counts[row - 1])
            find = f"INDEX({every}$2:{every}${last},MATCH(ROW()-1,{count}$2:{count}${last},0))"
            shown = names[row - 1] if row <= len(names) else ""
            paper.write_formula(row, place + 2, f'=IFERROR({find},"")', None, shown)
        most = f"MAX(1,MAX({LISTS}!${count}$2:${count}${last}))"
        area = f"{LISTS}!${listed}$2:${listed}${last}"
        self._book.define_name(name, f"={LISTS}!${listed}$2:INDEX({area},{most})")


def _is_own_name(sheet: str, column: str) -> bool:
    """Return whether a column names its rows, each name once."""
    return BY_NAME[sheet].key == (column,) and not BY_NAME[sheet].repeats


def _count(held: list[str]) -> tuple[list[int], list[str]]:
    """Return the running count of different names, and the names: what the formulas will say."""
    seen: dict[str, str] = {}
    counts = []
    for name in held:
        if name:
            seen.setdefault(fold(name), name)
        counts.append(len(seen))
    return counts, list(seen.values())
