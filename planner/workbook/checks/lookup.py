"""What the checks look up: places, times, plants, resources, and when projects can serve at the earliest."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from planner.faults import Remedy, Severity
from planner.tolerances import MOMENT
from planner.workbook.addresses import address, cell_of
from planner.workbook.book import Book, Row
from planner.workbook.places import Places
from planner.workbook.reading.complaints import Complaints
from planner.workbook.schema.columns import Decision, Kind
from planner.workbook.schema.describe import number
from planner.workbook.schema.sheets import BY_NAME

MOST_LISTED: Final = 3  # names of a list that a sentence has


class CheckReport:
    """Gathers faults at the cells of typed rows.

    A fault is told of a column; ``t`` is the position of a period where it is told of the number of that period, which
    may stand in a column of the period, in Series or in Cases.
    """

    def __init__(self, book: Book, *, is_whole: bool = False) -> None:
        self.complaints = Complaints(is_whole=is_whole)
        self._book = book

    def error(self, row: Row, column: str, wrong: str, remedy: str | Remedy = "", t: int | None = None) -> None:
        """Note what stops the planning."""
        self._add(Severity.ERROR, row, column, wrong, remedy, t)

    def warning(self, row: Row, column: str, wrong: str, remedy: str | Remedy = "", t: int | None = None) -> None:
        """Note what may be meant, but is likely not."""
        self._add(Severity.WARNING, row, column, wrong, remedy, t)

    def note(self, row: Row, column: str, wrong: str, remedy: str | Remedy = "", t: int | None = None) -> None:
        """Note what is done with a cell that the planner may not expect, and that is no fault."""
        self._add(Severity.NOTE, row, column, wrong, remedy, t)

    def either(
        self, stops: bool, row: Row, column: str, wrong: str, remedy: str | Remedy = "", t: int | None = None
    ) -> None:
        """Note an error where it stops the planning, else a warning."""
        (self.error if stops else self.warning)(row, column, wrong, remedy, t)

    def _add(
        self, severity: Severity, row: Row, column: str, wrong: str, remedy: str | Remedy, t: int | None
    ) -> None:  # fmt: skip
        if t is None:
            self.complaints.add(row.sheet, row.cell(column), wrong, held(row, column), remedy, severity)
            return
        sheet, _, cell = address(self._book, cell_of(self._book, row, column, t)).partition("!")
        value = row[column][t] if isinstance(row[column], tuple) else row[column]
        self.complaints.add(sheet, cell.strip(), wrong, number(value), remedy, severity)


def period_of(row: Row, column: str, size: float) -> int | None:
    """Return the position of the first period in which a row has a number of that size; None for no such column."""
    value = row[column]
    if not isinstance(value, tuple):
        return None
    return next((t for t, one in enumerate(value) if abs(one) == size), None)


class CheckLookup:
    """A workbook's rows by name, its calendar, and the earliest service of its projects."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.places = Places(book)
        self.periods = {name: place for place, name in enumerate(book.periods)}
        self.years = tuple(row["years"] for row in book.rows("Periods"))
        self.begins = self._begins()
        self.processes = {row["process"] for sheet in ("Processes", "Recipes") for row in book.rows(sheet)}
        self.projects = {row["project"]: row for row in book.rows("Projects")}
        self.plants = {(row["process"], row["site"]): row for row in book.rows("Plants")}
        self.resources = {(row["resource"], row["place"]): row for row in book.rows("Resources")}
        self.curves = grouped(book, "Curves", "curve")
        self.recipes = self._recipes()
        self.adders = self._adders()
        self.circles = _circles(self.projects)
        self._service: dict[str, int | None] = {}

    @property
    def count(self) -> int:
        """The number of periods."""
        return len(self.begins)

    @property
    def end(self) -> float:
        """When the horizon ends."""
        return float(self.begins[-1] + self.years[-1])

    def window(self, row: Row, first: str, last: str) -> range:
        """Return the positions of the periods from one to another, both inclusive."""
        begin = self.periods[row[first]] if row[first] else 0
        end = self.periods[row[last]] if row[last] else self.count - 1
        return range(begin, end + 1)

    def lasts(self, row: Row) -> int:
        """Return the position of the first period without a plant or resource."""
        return self.periods[row["retires"]] if row["retires"] else self.count

    def serves(self, project: Row, start: int) -> int | None:
        """Return the first period in service of a start; None where that is after the horizon."""
        ready = self.begins[start] + project["lead time"] - MOMENT
        later = range(start, self.count)
        return next((place for place in later if self.begins[place] >= ready), None)

    def offered(self, project: Row) -> list[int]:
        """Return the periods in which a project may start and still serve within the horizon."""
        window = self.window(project, "earliest", "latest")
        return [start for start in window if self.serves(project, start) is not None]

    def first_service(self, name: str) -> int | None:
        """Return the first period in which a project can serve; None for one that never can."""
        if name not in self._service:
            self._service[name] = None  # while it is being worked out: what requires itself never serves
            self._service[name] = self._earliest(self.projects[name])
        return self._service[name]

    def _earliest(self, project: Row) -> int | None:
        if project["decision"].kind == "never":
            return None
        needed = [self.first_service(name) for name in project["requires"]]
        first = max((place for place in needed if place is not None), default=0)
        starts = [start for start in self.offered(project) if start >= first]
        return self.serves(project, starts[0]) if starts and None not in needed else None

    def has_size(self, project: Row) -> bool:
        """Return whether a start of a project has a size at all."""
        return bool(project["block"] or project["curve"] or project["maximum"] is not None)

    def largest(self, project: Row) -> float:
        """Return the most that a project can add in all its starts together."""
        if project["block"]:
            return float(project["block"] * project["starts"])
        if project["curve"]:
            return float(self.curves[project["curve"]][-1]["size"] * project["starts"])
        return math.inf if project["maximum"] is None else float(project["maximum"] * project["starts"])

    def nearest(self, resource: str, *places: str) -> str | None:
        """Return the nearest place that has a resource, by rows and projects, trying the places in turn."""
        for place in places:
            for name in self.places.chain(place):
                if (resource, name) in self.resources or (resource, name) in self.adders:
                    return name
        return None

    def _begins(self) -> tuple[float, ...]:
        name, base = self.book.periods[0], self.book.settings["base year"]
        try:
            at = float(name)
        except ValueError:
            at = base
        begins = []
        for years in self.years:
            begins.append(at)
            at += years
        return tuple(begins)

    def _recipes(self) -> dict[str, dict[str, dict[str, list[tuple[float, ...]]]]]:
        found: dict[str, Any] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        for row in self.book.rows("Recipes"):
            found[row["process"]][row["role"]][row["item"]].append(row["amount"])
        return found

    def _adders(self) -> dict[tuple[str, str], list[Row]]:
        """Return the projects that add to a process or resource at a place, also those never built."""
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.projects.values():
            if row["adds"]:
                found[row["adds"], row["place"]].append(row)
        return dict(found)


def grouped(book: Book, sheet: str, column: str) -> dict[str, list[Row]]:
    """Return the rows of a sheet by what they have in a column."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in book.rows(sheet):
        found[row[column]].append(row)
    return dict(found)


def _circles(projects: dict[str, Row]) -> list[list[str]]:
    """Return the circles in which projects require each other, each once, as its names in order."""
    state: dict[str, int] = {}
    circles: list[list[str]] = []
    for root in projects:
        if root in state:
            continue
        path: list[str] = []
        stack: list[tuple[str, int]] = [(root, 0)]
        while stack:
            name, child = stack.pop()
            if child == 0:
                state[name] = 1
                path.append(name)
            required = projects[name]["requires"]
            if child == len(required):
                state[name] = 2
                path.pop()
                continue
            stack.append((name, child + 1))
            after = required[child]
            if state.get(after) == 1:
                circles.append(path[path.index(after) :])
            elif after not in state:
                stack.append((after, 0))
    return circles


def held(row: Row, column: str) -> object:
    """Return what a cell says, in words; None for a blank and for a row without that column."""
    if column not in row.columns or column not in row.values:
        return None
    value = row[column]
    declared = next((one for one in BY_NAME[row.sheet].columns if one.name == column), None)
    if declared is not None and declared.kind is Kind.NUMBER:
        numbers = value if isinstance(value, tuple) else (value,)
        says = row.holds(column) is not None
        return _number_in_words(numbers, {n: word for word, n in declared.words if says or math.isfinite(n)})
    return _words(value)


def _number_in_words(numbers: tuple[Any, ...], words: Mapping[float, str]) -> str | None:
    """Return a number, or the numbers of a series, each once; the word where one stands for it."""
    told = [one for one in numbers if one is not None and (one in words or math.isfinite(one))]
    shown = [words.get(one) or number(one) for one in told]
    return "; ".join(dict.fromkeys(shown)) or None


def _words(value: object) -> object:
    if isinstance(value, Decision):
        pairs = [name if least is None else f"{name}: {number(least)}" for name, least in value.commitments]
        return "; ".join(pairs) or value.kind
    if isinstance(value, float):
        return number(value)
    if isinstance(value, tuple):
        return "; ".join(str(_pair(part) if isinstance(part, tuple) else _words(part)) for part in value)
    return value


def _pair(use: tuple[str, tuple[float, ...]]) -> str:
    amounts = dict.fromkeys(number(amount) for amount in use[1])
    return f"{use[0]}: {', '.join(amounts)}"


def never(done: str, amounts: Sequence[float], lookup: CheckLookup) -> str:
    """Return that something cannot be done where amounts are above 0: never, or in which periods."""
    periods = [lookup.book.periods[t] for t, amount in enumerate(amounts) if amount]
    return f"can never be {done}" if len(periods) == lookup.count else f"cannot be {done} in {listed(periods)}"


def listed(names: Any) -> str:
    """Return names in quotes: the first few, and how many more there are."""
    every = list(names)
    words = [f"'{name}'" for name in every[:MOST_LISTED]]
    if len(every) > MOST_LISTED:
        return ", ".join(words) + f" and {len(every) - MOST_LISTED} more"
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
