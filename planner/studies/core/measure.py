"""What plans are measured by: its name as a planner writes it, and what it is of a model."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from models import measures
from models.disruptions import EXPECTED_SHORTAGE
from models.risk import TAIL, WORST_SERVICE
from planner.errors import QuestionError
from planner.workbook.assemble.problem import assemble

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.terms import Terms
    from models.trunk import Trunk
    from planner.workbook.book import Book

COST, BUDGET = measures.COST, "budget"
HHI, SHARE = "HHI", "share"
LINEAR = (COST, BUDGET, EXPECTED_SHORTAGE, TAIL, WORST_SERVICE)
SERVICE = (WORST_SERVICE, EXPECTED_SHORTAGE)  # what says how well markets are served
WAYS = (
    "cost", "budget", "budget of FUNDER", "expected shortage", "CVaR", "worst service", "HHI of MATERIAL",
    "share of COUNTRY in MATERIAL",
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Measure:
    """What a plan is measured by.

    ``of`` is a funder (of a budget) or a place (of a share), ``material`` a material or a family (of a share and of
    HHI), ``buyers`` the place whose supply is looked at, ``*`` for all, ``period`` the one period that counts; without
    one, all of them count: their sum, or the worst.
    """

    kind: str
    of: str = ""
    material: str = ""
    buyers: str = "*"
    period: str = ""

    @property
    def name(self) -> str:
        """The measure as a planner writes it."""
        of = f" of {self.of}" if self.of else f" of {self.material}" if self.material else ""
        where = f" in {self.material}" if self.of and self.material else ""
        buyers = f" for {self.buyers}" if self.buyers != "*" else ""
        return f"{self.kind}{of}{where}{buyers}" + (f" in {self.period}" if self.period else "")

    @property
    def is_linear(self) -> bool:
        """Whether it is a linear expression of the model; else it is the limit of a rule."""
        return self.kind in LINEAR

    @property
    def sign(self) -> float:
        """What makes less of it better: -1 for service."""
        return -1.0 if self.kind == WORST_SERVICE else 1.0

    @property
    def unit(self) -> str:
        """The kind of its numbers, of those of ``planner.plans.tables.Field``."""
        kinds = {COST: "money", BUDGET: "money", TAIL: "money", EXPECTED_SHORTAGE: "amount", HHI: "number"}
        return kinds.get(self.kind, "share")

    def terms(self, model: Trunk) -> Terms:
        """Return the linear expression of a measure on a model that was built to be measured by it."""
        period = self.period_of(model)
        if self.kind == COST:
            return [(1.0, cost) for t, cost in model.cost_in_period.items() if period in (None, t)]
        if self.kind == BUDGET:
            names = [funder.name for funder in model.index.problem.funders]
            return measures.capital_paid(model, names.index(self.of) if self.of else None, period)
        if self.kind == EXPECTED_SHORTAGE:
            return measures.expected_shortage(model, period)
        if self.kind == TAIL:
            return measures.conditional_value_at_risk(model, period)
        return measures.worst_service(model)

    def period_of(self, model: Trunk) -> int | None:
        """Return the number of the one period that counts; None where all do."""
        names = [period.name for period in model.index.problem.periods]
        return names.index(self.period) if self.period else None


def measure_of(words: str, book: Book) -> Measure:
    """Return the measure that a planner names, such as ``share of China in graphite for EU in 2031``.

    Raises
    ------
    QuestionError
        When the words name no measure, or a name in them is not in the workbook.
    """
    text = " ".join(words.split())
    head, _, last = text.rpartition(" in ")
    period = next((name for name in book.periods if name.casefold() == last.casefold()), "")
    found = _always(head, book) if period else None
    if found is not None:
        return _with_strikes(replace(found, period=period), book)
    found = _always(text, book)
    if found is not None:
        return found
    message = f"{words!r} is no measure; what can be asked is: {', '.join(WAYS)}; each also with ' in PERIOD' behind it"
    raise QuestionError(message)


def _always(text: str, book: Book) -> Measure | None:
    """Return the measure of all periods that a text names; None where it has the form of none."""
    for kind in (COST, BUDGET, EXPECTED_SHORTAGE, TAIL, WORST_SERVICE):
        if text.casefold() == kind.casefold():
            return _with_chances(Measure(kind), book)
    match = re.fullmatch(r"budget of (.+)", text, re.IGNORECASE)
    if match:
        return Measure(BUDGET, _known(match[1], (row["funder"] for row in book.rows("Budgets")), "funder"))
    match = re.fullmatch(r"HHI of (.+?)(?: for (.+))?", text, re.IGNORECASE)
    if match:
        return Measure(HHI, "", _material(match[1], book), _place(match[2], book))
    match = re.fullmatch(r"share of (.+?) in (.+?)(?: for (.+))?", text, re.IGNORECASE)
    if match:
        return Measure(SHARE, _place(match[1], book), _material(match[2], book), _place(match[3], book))
    return None


def _with_chances(measure: Measure, book: Book) -> Measure:
    """Return a measure; one of expected loss needs disruptions that have a probability."""
    if measure.kind == TAIL and not any(row["probability"] for row in book.rows("Disruptions")):
        message = f"{measure.name}: no disruption of the workbook has a probability"
        raise QuestionError(message)
    return measure


def _with_strikes(measure: Measure, book: Book) -> Measure:
    """Return a measure of one period; one of its tail needs a disruption that may strike in it."""
    chancy = [row["onset"] for row in book.rows("Disruptions") if row["probability"]]
    if measure.kind == TAIL and not any("*" in onset or measure.period in onset for onset in chancy):
        message = f"{measure.name}: no disruption that has a probability strikes in {measure.period}"
        raise QuestionError(message)
    return measure


def _material(name: str, book: Book) -> str:
    rows = book.rows("Materials")
    return _known(name, [*(row["material"] for row in rows), *(row["family"] for row in rows)], "material or family")


def _place(name: str | None, book: Book) -> str:
    if name is None or name == "*":
        return "*"
    sites = assemble(book).sites
    places = [part for site in sites for part in (site.country, site.bloc, site.name)]
    return _known(name, places, "place")


def _known(name: str, names: Iterable[str | None], what: str) -> str:
    """Return a name in the workbook's spelling."""
    spelt = {each.casefold(): each for each in names if each}
    found = spelt.get(" ".join(name.split()).casefold())
    if found is None:
        near = get_close_matches(name.casefold(), spelt, 1)
        hint = f"; did you mean {spelt[near[0]]!r}?" if near else ""
        message = f"the workbook has no {what} {name!r}{hint}"
        raise QuestionError(message)
    return found
