"""docs/ai-chips-numbers.md: which of the real case's widest assumptions its plan hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from planner.reports.loading.study import read_study
from planner.studies.core.options import StudyOptions
from planner.studies.core.query import decisions_of
from planner.studies.core.session import session_of
from planner.studies.sensitivity.asked import SensitivityAsked
from planner.studies.sensitivity.ranged import ranged_workbook, wider_than
from planner.studies.sensitivity.study import studied
from planner.studies.sensitivity.words import OverRange, first_of
from planner.wording.numbers import share_text
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import QUIET, UNDISTURBED, WORKBOOK, base
from tools.pages.solves import written

if TYPE_CHECKING:
    from planner.wording.study import Study

PAGE: Final = DOCS / "ai-chips-numbers.md"
WIDER: Final = 0.25  # either way: what Sources call of low confidence, or unverified
MOST_NAMED: Final = 4
MOST_GIVEN: Final = 12
SERVICE: Final = "worst service under a disruption"
SHARES: Final = ("what gives way the most, by",)
TEN: Final = 10  # are named; the next are told by what they move
GAP, SECONDS = 0.001, 600.0
ASKED: Final = SensitivityAsked(most=40, widest=TEN, steps=2, samples=0, chooses=False)
DRAWS: Final = SensitivityAsked(most=0, samples=40, anew=0)
NEXT: Final = 24  # are told by a first estimate alone
NOBODY_KNOWS: Final = "…"


def make(threads: int = 2) -> None:
    """Write the page's tables of each number by itself: the ten that may be regretted the most, and the others."""
    found = study(threads)
    named, others = _parted(found)
    put(PAGE, "numbers", WORKBOOK, "\n\n".join((
        *found.sentences[:2], f"The {len(named)} that may be regretted the most, in billion USD:", _named_table(named),
        "Where another plan is better, and which:", _changes_table(found),
        f"The other {len(others)} that were looked at, by what they move of the cost of the plan kept:",
        _moved_table(others), f"The next {NEXT}, by the first estimate alone:", _left_table(found),
    )))  # fmt: skip


def make_draws(threads: int = 2) -> None:
    """Write the page's tables of all numbers drawn at once."""
    found = study(threads, "draws", DRAWS)
    told = *_drawn_said(found), *_drawn_table(found), *_given_table(found)
    put(PAGE, "draws", WORKBOOK, "\n\n".join(told))


def study(processes: int, name: str = "study", asked: SensitivityAsked = ASKED) -> Study:
    """Return a study as the command makes it; one that was made before is read."""
    workbook = written(WORKBOOK, "numbers", UNDISTURBED, QUIET)
    target = workbook.with_name(f"{workbook.stem}-{name}.xlsx")
    if not target.exists():
        options = StudyOptions(
            target=target, case=UNDISTURBED, gap=GAP, time_limit=SECONDS, processes=processes, threads=1
        )
        session = session_of(workbook, options, "sensitivity")
        ranges = ranged_workbook(workbook, session.book)
        numbers = wider_than(ranges.numbers, WIDER)
        kept = base(processes).plan
        starts = decisions_of(kept.book, kept.tables)
        session.write(studied(session, ranges.work, numbers, asked, starts, {"ranges": ranges.words})[1])
    return read_study(target)


def _rows(found: Study, sheet: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet by the names of its columns."""
    told = found.sheet(sheet)
    names = [field.name for field in told.fields]
    return [dict(zip(names, row, strict=True)) for row in told.rows]


def _parted(found: Study) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the numbers for which plans were made anew, what is most worth knowing first, and the others."""
    rows = _rows(found, "Numbers")
    named = [row for row in rows if row["the decision"] != OverRange.NOT_ASKED.value and row["regret at low"] != ""]
    named = [row for row in named if row["the decision"] != OverRange.NOWHERE.value]
    named.sort(key=lambda row: -_most_regret(row))
    return named, [row for row in rows if row not in named]


def _most_regret(row: dict[str, Any]) -> float:
    told = [row["regret at low"], row["regret at high"]]
    return max(float("inf") if isinstance(each, str) else each for each in told)


def _money(value: object, *, signed: bool = False) -> str:
    if not isinstance(value, int | float):
        return NOBODY_KNOWS if value is None else str(value)
    return f"{value / 1000:+,.1f}" if signed else f"{value / 1000:,.1f}"


def _moves(row: dict[str, Any]) -> str:
    """Return what a number moves of the cost, marked where the plan kept cannot be operated as it is."""
    ends = [
        f"{_money(row[f'cost at {end}'], signed=True)}{'*' if row[f'gives way at {end}'] else ''}"
        for end in ("low", "high")
    ]
    return " to ".join(ends)


def _named_table(rows: list[dict[str, Any]]) -> str:
    head = (
        "", "number", "from", "to", "moves the cost by", "regret at low", "at high", "the decision",
        "knowing it is worth at most",
    )  # fmt: skip
    told = [
        (n, row["number"], f"{row['low']:,.6g}", f"{row['high']:,.6g}", _moves(row), _money(row["regret at low"]),
         _money(row["regret at high"]), row["the decision"], _money(row["at most"]))
        for n, row in enumerate(rows, 1)
    ]  # fmt: skip
    given = [
        f"`*` {row['number']} at {row[end]:,.6g}: what gives way of the plan kept: {row[f'gives way at {end}']}."
        for row in rows
        for end in ("low", "high")
        if row[f"gives way at {end}"]
    ]
    return "\n\n".join((table(head, told), *given))


def _changes_table(found: Study) -> str:
    head = (
        "number",
        "side",
        "safe until",
        "another plan from",
        "it starts",
        "it leaves",
        "regret at the end",
        "how sure",
    )
    told = [
        (row["number"], row["side"], f"{row['safe until']:,.6g}", f"{row['another plan from']:,.6g}",
         _few(row["starts"]), _few(row["leaves"]), _money(row["regret at the end"]), row["how sure"])
        for row in _rows(found, "Changes")
        if row["another plan from"] is not None
    ]  # fmt: skip
    return table(head, told) if told else "None was found by more than the gap."


def _few(words: str | None) -> str:
    """Return the first projects of a list, and how many more there are."""
    return first_of((words or "").split("; "), MOST_NAMED) or "none"


def _moved_table(rows: list[dict[str, Any]]) -> str:
    return table(
        ("number", "from", "to", "moves the cost by, billion USD"),
        [(row["number"], f"{row['low']:,.6g}", f"{row['high']:,.6g}", _moves(row)) for row in rows],
    )


def _left_table(found: Study) -> str:
    """Return the next numbers, of which only the first estimate is known."""
    rows = _rows(found, "Not looked at")[:NEXT]
    return table(
        ("number", "estimated to move the cost by, billion USD"),
        [(row["number"], _money(row["estimated to move"])) for row in rows],
    )


def _drawn_table(found: Study) -> list[str]:
    """Return the table of draws; none where the plan kept could hardly ever be operated, which the sentences say."""
    if not any(sheet.name == "All at once" for sheet in found.sheets):
        return []
    head = ("of the plan kept", "share of draws with no more", "value", "at least", "at most")
    told = [
        (row["of the plan kept"], f"{row['share of draws']:.0%}",
         *(_drawn(row["of the plan kept"], row[name]) for name in ("value", "at least", "at most")))
        for row in _rows(found, "All at once")
        if row["of the plan kept"] != SERVICE  # nothing is hit: it is whole in every draw
    ]  # fmt: skip
    return [table(head, told)]


def _drawn(what: str, value: object) -> str:
    if not isinstance(value, int | float):
        return NOBODY_KNOWS
    if what in SHARES:
        return share_text(value)
    return f"{value / 1000:,.1f} billion USD" if what.startswith("cost") else f"{value:,.3g}"


def _drawn_said(found: Study) -> list[str]:
    parts = ("drawn at once", "draws", "goes most", "gives way it")
    return [words for words in found.sentences if any(part in words for part in parts)]


def _given_table(found: Study) -> list[str]:
    """Return the table of what gives way in draws; none where nothing does."""
    if not any(sheet.name == "What gives way" for sheet in found.sheets):
        return []
    head = ("what gives way", "in draws", "by, in the middle of these", "by at most")
    rows = _rows(found, "What gives way")[:MOST_GIVEN]
    told = [
        (row["what gives way"], f"{row['draws']:g}", share_text(row["by"]), share_text(row["by at most"]))
        for row in rows
    ]
    return [table(head, told)]
