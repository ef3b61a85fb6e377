"""What plans are measured by: its name as a planner writes it, and what it is of a model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from planner.errors import QuestionError
from planner.studies.core.declared_measures import MEASURES, NAMES, WAYS, Declared, HeldBy, Unit
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book
from planner_models import measures
from planner_models.contents import carriers
from planner_models.declared.parts import No
from planner_models.terms import Terms

if TYPE_CHECKING:
    from planner_models.trunk import Trunk


@dataclass(frozen=True, order=True)
class Measure:
    """What a plan is measured by.

    ``of`` is a funder (of a budget), a kind of project or a place (of a share), ``material`` a material or a family (of
    a share and of HHI), ``buyers`` the place whose supply is looked at, ``*`` for all, ``period`` the one period that
    counts; without one, all of them count: their sum, or the worst. ``content`` is a material further up, which what
    counts holds.
    """

    kind: str
    of: str = ""
    material: str = ""
    buyers: str = "*"
    period: str = ""
    content: str = ""

    @property
    def declared(self) -> Declared:
        """What is declared of all measures of the kind."""
        return MEASURES[self.kind]

    @property
    def name(self) -> str:
        """The measure as a planner writes it."""
        names = {name: getattr(self, field) for name, field in NAMES.items()}
        said = self.declared.said(names | {"PLACE": "" if self.buyers == "*" else self.buyers})
        return said + (f" in {self.period}" if self.period else "")

    @property
    def is_linear(self) -> bool:
        """Whether it is a linear expression of the model; else it is the limit of a rule."""
        return self.declared.held is not HeldBy.RULE

    @property
    def sign(self) -> float:
        """What makes less of it better: -1 where more is."""
        return 1.0 if self.declared.best == "least" else -1.0

    @property
    def unit(self) -> Unit:
        """What its numbers are."""
        return self.declared.unit

    def terms(self, model: Trunk) -> Terms:
        """Return the linear expression of a measure on a model that was built to be measured by it."""
        assert not isinstance(self.declared.terms, No)
        return self.declared.terms(model, self.of, self.period_of(model))

    def period_of(self, model: Trunk) -> int | None:
        """Return the number of the one period that counts; None where all do."""
        names = [period.name for period in model.index.problem.periods]
        return names.index(self.period) if self.period else None


THE_COST: Final = Measure(measures.COST)
CAPITAL: Final = Measure("budget")


def needs_of(found: Iterable[Measure]) -> frozenset[str]:
    """Return what a model must be measured by for these measures."""
    return frozenset().union(*(x.declared.needs for x in found))


def measure_of(words: str, book: Book) -> Measure:
    """Return the measure that a planner names, such as ``share of China in graphite for EU in 2031``.

    Raises
    ------
    QuestionError
        When the words name no measure, a name in them is not in the workbook, or it lacks what is measured.
    """
    text = " ".join(words.split())
    head, _, last = text.rpartition(" in ")
    period = next((name for name in book.periods if name.casefold() == last.casefold()), "")
    found = _always(head, book) if period else None
    measure = replace(found, period=period) if found else _always(text, book)
    if measure is None:
        message = f"{words!r} is no measure; what can be asked is: {WAYS}"
        raise QuestionError(message)
    missing = measure.declared.lacks(book, measure.of, measure.period) or _not_inside(measure, book)
    if missing:
        message = f"{measure.name}: {missing}"
        raise QuestionError(message)
    return measure


def _not_inside(measure: Measure, book: Book) -> str:
    """Return that what is measured cannot hold a content; blank where it can."""
    if not measure.content:
        return ""
    problem = assemble(book)
    names = [material.name for material in problem.materials]
    family = {row["material"] for row in book.rows("Materials") if row["family"] == measure.material}
    wanted = [n for n, name in enumerate(names) if name in family or name == measure.material]
    return "" if carriers(problem, names.index(measure.content), wanted) else "no plant could make it of that"


def _always(text: str, book: Book) -> Measure | None:
    """Return the measure of all periods that a text names; None where it has the form of none."""
    for declared in sorted(MEASURES.values(), key=lambda each: -len(each.name)):  # "HHI of use" before "HHI"
        names = declared.names(text)
        if names is not None:
            known = {NAMES[name]: _known(spelt, name, book) for name, spelt in names.items() if spelt is not None}
            return Measure(declared.name, **known)
    return None


def _known(name: str, role: str, book: Book) -> str:
    """Return a name in the workbook's spelling, of what stands for it in how a measure is written."""
    if role in ("COUNTRY", "PLACE") and name == "*":
        return "*"
    what, names = _candidates(role, book)
    spelt = {each.casefold(): each for each in names if each}
    found = spelt.get(" ".join(name.split()).casefold())
    if found is None:
        near = get_close_matches(name.casefold(), spelt, 1)
        hint = f"; did you mean {spelt[near[0]]!r}?" if near else ""
        message = f"the workbook has no {what} {name!r}{hint}"
        raise QuestionError(message)
    return found


def _candidates(role: str, book: Book) -> tuple[str, Iterable[str | None]]:
    """Return what a name is of and the names that there are."""
    if role == "FUNDER":
        return "funder", [row["funder"] for row in book.rows("Budgets")]
    if role == "KIND":
        return "kind of project", [row["kind"] for row in book.rows("Projects")]
    if role == "CONTENT":
        return "material", [row["material"] for row in book.rows("Materials")]
    if role == "MATERIAL":
        return "material or family", [row[of] for of in ("material", "family") for row in book.rows("Materials")]
    return "place", [part for site in assemble(book).sites for part in (site.country, site.bloc, site.name)]
