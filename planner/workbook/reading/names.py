"""The names that a workbook declares, and what a reference to one of them resolves to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from planner.faults import Remedy, did_you_mean, would_do
from planner.workbook.reading.complaints import Cause, Wrong
from planner.workbook.reading.spelling import closest
from planner.workbook.schema.columns import Kind, fold, spell
from planner.workbook.schema.sheets import BY_NAME, NAMED

if TYPE_CHECKING:
    from planner.workbook.reading.layout import SheetTable

# The kind that a name in a column declares; what Projects add is a resource only if it is no process.
DECLARES: Final = {place: kind for kind, places in NAMED.items() for place in places}

# Comparing takes time, and a workbook with very many unknown names shows only the first of them.
_MOST_COMPARED: Final = 20_000_000
# Kinds whose sheet must have rows: without any, that is told, and not every name that is unknown for it.
_MUST_BE: Final = ("period", "site", "material")
ONE_NAME: Final = "Give each name a row of its own"


@dataclass(slots=True)
class Names:
    """All names of a workbook.

    Attributes
    ----------
    known
        By kind (a key of ``NAMED``): folded name -> the spelling of its first declaration.
    inactive
        The same for names that stand only in rows that are left out: folded name -> the cell.
    periods
        The periods, in order.
    series
        By folded name: one number a period.
    used_resources
        The resources, folded, that have a row or that something uses: more than what projects add.
    referred
        The kinds and folded names that something has referred to so far.
    """

    known: dict[str, dict[str, str]] = field(default_factory=lambda: {kind: {} for kind in NAMED})
    inactive: dict[str, dict[str, str]] = field(default_factory=lambda: {kind: {} for kind in NAMED})
    periods: tuple[str, ...] = ()
    series: dict[str, tuple[float, ...]] = field(default_factory=dict)
    used_resources: set[str] = field(default_factory=set)
    referred: set[tuple[str, str]] = field(default_factory=set)
    _compared: int = 0
    _joined: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)

    def resolve(self, refers: tuple[str, ...], name: object) -> str:
        """Return a reference in the spelling of its declaration, or of the extra word that it is.

        Raises
        ------
        Wrong
            When no active row declares such a name.
        """
        folded = fold(name)
        for kind in refers:
            if kind not in NAMED:
                if folded == fold(kind):
                    return kind
            elif folded in self.known[kind]:
                self.referred.add((kind, folded))
                return self.known[kind][folded]
        raise self._unknown(refers, folded, spell(name))

    def has(self, refers: tuple[str, ...], name: object) -> bool:
        """Whether something is declared by a name, or it is one of the extra words."""
        folded = fold(name)
        return any(folded in self.known[kind] if kind in NAMED else folded == fold(kind) for kind in refers)

    def declared(self, kind: str, name: object) -> str:
        """Return a declared name in the spelling of its first declaration."""
        return self.known[kind].get(fold(name), spell(name))

    def _unknown(self, refers: tuple[str, ...], folded: str, name: str) -> Wrong:
        kinds = [kind for kind in refers if kind in NAMED]
        wanted = one_of(kinds)
        for kind in kinds:
            if folded in self.inactive[kind]:
                cell = self.inactive[kind][folded]
                return Wrong(
                    f"the {kind} {name!r} is declared only in rows that are not active, such as {cell}",
                    "Set that row to active, or take the name out here",
                    cause=Cause(kind, name),
                )
        if not folded:
            return Wrong(f"a blank where a {wanted} is named", "Take out the semicolon that is too many")
        near, remedy = self._remedy(kinds, folded, name)
        empty = any(kind in _MUST_BE and not self.known[kind] for kind in kinds)
        cause = Cause(kinds[0], name, near, is_told=empty)
        return Wrong(f"no {wanted} is named {name!r}", remedy, cause=cause, instead=near or None)

    def _remedy(self, kinds: list[str], folded: str, name: str) -> tuple[str, str | Remedy]:
        """Return the declared name that an unknown one is like, blank where none is; and what would do."""
        known = self._together(tuple(kinds))
        if "," in folded and all(fold(part) in known for part in folded.split(",")):
            several = "; ".join(known[fold(part)] for part in folded.split(","))
            return "", would_do("Separate names with semicolons", several, otherwise=ONE_NAME, part=name)
        if ";" in folded and all(fold(part) in known for part in folded.split(";")):
            return "", ONE_NAME
        self._compared += len(known)
        if self._compared > _MOST_COMPARED:
            return "", ""
        near = known.get(like(folded, known), "")
        return near, remedy_for(near, known, kinds, part=name)

    def _together(self, kinds: tuple[str, ...]) -> dict[str, str]:
        """Return the names of several kinds, folded and spelled."""
        if kinds not in self._joined:
            self._joined[kinds] = {key: name for kind in kinds for key, name in self.known[kind].items()}
        return self._joined[kinds]


def nearest(folded: str, known: Mapping[str, str], otherwise: str = "") -> Remedy:
    """Return a remedy: the nearest known name, else the few that there are, else what is to be said otherwise."""
    return remedy_for(known.get(like(folded, known), ""), known, otherwise=otherwise)


def remedy_for(
    near: str, known: Mapping[str, str], kinds: Iterable[str] = (), part: str = "", otherwise: str = ""
) -> Remedy:  # fmt: skip
    """Return a remedy where the known name that an unknown one is like has been looked for.

    Where there is none, or it would not do, it is the few names that there are, or where to declare one.
    """
    sheets = dict.fromkeys(sheet for kind in kinds for sheet, _ in NAMED[kind])
    words = otherwise or (f"Add it to {one_of(sheets)}" if sheets else "")
    if 0 < len(known) <= 8:
        words = "There are: " + ", ".join(sorted(known.values()))
    return did_you_mean(near, words, part=part) if near else Remedy(words)


def like(folded: str, known: Mapping[str, str]) -> str:
    """Return the known name, folded, that a name is like; blank where none is."""
    return "" if folded.isdigit() else closest(folded, known.keys())  # a year is no slip of the year before


def one_of(words: Iterable[str]) -> str:
    """Return words as ``a, b or c``."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def split(text: object) -> list[str]:
    """Return the parts of a list that is separated by semicolons, without empty ones at its end."""
    parts = [part.strip() for part in spell(text).split(";")]
    while parts and not parts[-1]:
        parts.pop()
    return parts


def gather(tables: Mapping[str, SheetTable]) -> Names:
    """Return the names that the rows of all sheets declare; series are added when they have been typed."""
    names = Names()
    for kind, places in NAMED.items():
        for sheet, column in places:
            if sheet in tables and (sheet, column) != ("Projects", "adds"):
                _declare(names, kind, tables[sheet], column)
    names.used_resources = names.known["resource"].keys() | _used(tables)
    if "Projects" in tables:
        _declare_added(names, tables["Projects"])
    for kind, found in names.inactive.items():
        known = names.known[kind]
        names.inactive[kind] = {key: cell for key, cell in found.items() if key not in known}
    names.periods = tuple(names.known["period"].values())
    return names


def series_named(tables: Mapping[str, SheetTable]) -> set[str]:
    """Return the names of the active rows of Series, folded."""
    table = tables.get("Series")
    held = [] if table is None else list(table.column_values("series"))
    return {fold(name) for number, name in held if table is not None and table.is_active(number)}


def _declare(names: Names, kind: str, table: SheetTable, column: str) -> None:
    known, inactive = table.remember(("declared", column), (column, "active"), lambda: _declared_in(table, column))
    names.known[kind] = names.known[kind] | {key: name for key, name in known.items() if key not in names.known[kind]}
    names.inactive[kind] = inactive | names.inactive[kind]


def _declared_in(table: SheetTable, column: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names that a column declares: those of active rows, folded and spelled, and the others with a cell."""
    several = BY_NAME[table.name].column(column).kind is Kind.NAMES
    known: dict[str, str] = {}
    inactive: dict[str, str] = {}
    for number, value in table.column_values(column):
        if type(value) not in (str, int, float):
            continue
        for name in split(value) if several else [spell(value)]:
            if table.is_active(number):
                known.setdefault(fold(name), name)
            else:
                inactive.setdefault(fold(name), table.place(number, column))
    return known, inactive


def _declare_added(names: Names, projects: SheetTable) -> None:
    """Declare as resources what projects add and what is no process."""
    added = Names()
    _declare(added, "resource", projects, "adds")
    for key, name in added.known["resource"].items():
        if key not in names.known["process"] and key not in names.inactive["process"]:
            names.known["resource"].setdefault(key, name)
    for key, cell in added.inactive["resource"].items():
        if key not in names.known["process"]:
            names.inactive["resource"].setdefault(key, cell)


def _used(tables: Mapping[str, SheetTable]) -> set[str]:
    """Return the resources that recipes and ``uses`` columns name."""
    found: set[str] = set()
    for table in tables.values():
        found |= table.remember("used", ("item", "role", "uses", "active"), partial(_used_in, table))
    return found


def _used_in(table: SheetTable) -> set[str]:
    found: set[str] = set()
    for number, item in table.column_values("item"):
        if table.is_active(number) and fold(table.value(number, "role")) == "uses":
            found.add(fold(item))
    for number, held in table.column_values("uses"):
        if table.is_active(number):
            found.update(fold(part.rpartition(":")[0]) for part in str(held).split(";"))
    return found
