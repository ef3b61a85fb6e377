"""What plans are measured by, each measure declared once: all else that must know of one reads it here.

A measure is made by a function of `planner_models.measures`, or is what a rule of the workbook limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from planner.audit import measures as recomputed
from planner.audit.measures import Recomputed
from planner.wording.numbers import money_label, money_text, number_text, share_text
from planner_models import measures
from planner_models.declared.parts import No
from planner_models.disruptions import EXPECTED_SHORTAGE
from planner_models.risk import TAIL, WORST_SERVICE
from planner_models.terms import Summand, Terms

if TYPE_CHECKING:
    from planner.workbook.book import Book
    from planner_models.trunk import Trunk

# What stands for a name in how a measure is written: where `Measure` keeps it.
NAMES: Final = {
    "FUNDER": "of", "COUNTRY": "of", "KIND": "of", "CONTENT": "content", "MATERIAL": "material", "PLACE": "buyers",
}  # fmt: skip
_NAME = re.compile(rf"\b({'|'.join(NAMES)})\b")
_OPTIONAL = re.compile(r" \[(.*?)\]")


class HeldBy(Enum):
    """By what a plan is held to a value of a measure: a row of the model, or what its workbook asks for."""

    ROW, RULE, SERVICE = "a row of the model", "a row of Rules", "required shares of demands and disruptions"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a measure's numbers are: the kind of a column, what one more is in a rate, and how they are told."""

    kind: str
    step: float
    one_more: Callable[[Mapping[str, object]], str]
    text: Callable[[float, Mapping[str, Any]], str]
    change: Callable[[float, Mapping[str, Any]], str]


def _number_text(value: float, _: object) -> str:
    return number_text(value)


MONEY = Unit("money", 1.0, money_label, money_text, money_text)
AMOUNT = Unit("amount", 1.0, lambda _: "unit", _number_text, _number_text)
INDEX = Unit("number", 0.01, lambda _: "0.01", _number_text, _number_text)
SHARE = Unit(
    "share", 0.01, lambda _: "percentage point", lambda value, _: share_text(value),
    lambda amount, _: f"{number_text(100 * amount)} percentage points",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A measure.

    Attributes
    ----------
    name, takes
        How it is written: what is in capitals stands for a name of the workbook, what is in brackets may be left out.
    meaning
        What it is, under the head of a column.
    unit, domain
        What its numbers are, and between what they lie; what stands beside a round bracket is never reached.
    best
        What the plan that is best by it has of it: ``least``, else more is better.
    formula, terms
        The number of the function of `planner_models.measures` that makes it, and its terms of a name and a period.
    value
        What a plan has of it, where that is not what its terms come to.
    limits
        Of what is the limit of a rule: the rule's `measure` and `of`.
    of_shares
        Of a rule's measure: what it makes of the shares of a rule's origins.
    needs
        What the model has only where it is measured: names of `planner_models.measures.MEASURED`.
    held
        By what a plan is held to a value; where nothing does, what is then told of a plan that is cheaper.
    audit
        What recomputes it from a plan's tables, or the check that holds a plan to it.
    lacks
        What a workbook lacks for it, of a name and a period; blank: nothing.
    is_service
        Whether it says how well markets are served, so that service is not held beside it.
    """

    name: str
    takes: str = ""
    meaning: str
    unit: Unit
    domain: str
    best: str = "least"
    formula: str
    terms: Callable[[Trunk, str, int | None], Terms] | No
    value: Callable[[Trunk, Callable[[Summand], float], int | None], float] | None = None
    limits: tuple[str, str] = ("", "")
    of_shares: Callable[[Sequence[float]], float] = sum
    needs: frozenset[str] = frozenset()
    held: HeldBy | No
    audit: Recomputed | str | No
    lacks: Callable[[Book, str, str], str] = lambda _book, _of, _period: ""
    is_service: bool = False

    @property
    def grammar(self) -> str:
        """How it is written."""
        return f"{self.name} {self.takes}".strip()

    def names(self, text: str) -> dict[str, str | None] | None:
        """Return the names in a text that is written like this, by what stands for them; None where it is not."""
        pattern = _NAME.sub(r"(?P<\1>.+?)", _OPTIONAL.sub(r"(?: \1)?", self.grammar))
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        return found.groupdict() if found else None

    def said(self, names: Mapping[str, str]) -> str:
        """Return how it is written with names of the workbook."""
        text = _OPTIONAL.sub(lambda part: f" {part[1]}" if names[_NAME.findall(part[1])[0]] else "", self.grammar)
        return _NAME.sub(lambda name: names[name[0]], text)

    @property
    def may_be_none(self) -> bool:
        """Whether the least that there is of it is nothing at all."""
        return self.domain.startswith("[0")


def _chancy(book: Book, _: str, period: str) -> str:
    onsets = [row["onset"] for row in book.rows("Disruptions") if row["probability"]]
    if not onsets:
        return "no disruption of the workbook has a probability"
    strikes = not period or any("*" in onset or period in onset for onset in onsets)
    return "" if strikes else f"no disruption that has a probability strikes in {period}"


def _ordered(book: Book, kind: str, _: str) -> str:
    adds = [row["adds"] for row in book.rows("Projects") if row["kind"] == kind]
    return "" if any(adds) else "none of these projects adds capacity"


def _squared(shares: Sequence[float]) -> float:
    return sum(share**2 for share in shares)


LIMITED: Final = No("it is the limit of a rule")
_DECLARED = (
    Declared(
        name=measures.COST, meaning="the whole discounted cost", unit=MONEY, domain="free", formula="M6",
        terms=lambda model, _, t: measures.cost(model, t), needs=frozenset({measures.COST}),
        held=HeldBy.ROW, audit=recomputed.cost,
    ),
    Declared(
        name="budget", takes="[of FUNDER]", unit=MONEY, domain="free", formula="M4",
        meaning="all capital that is paid, or all that a funder spends, in the money of each period",
        terms=measures.money_spent, held=HeldBy.ROW, audit=recomputed.money_spent,
    ),
    Declared(
        name=EXPECTED_SHORTAGE, meaning="what is short undisturbed, and beyond it in disruptions at their chance",
        unit=AMOUNT, domain="[0,inf)", formula="M3", terms=lambda model, _, t: measures.expected_shortage(model, t),
        needs=frozenset({EXPECTED_SHORTAGE}), held=No("some shortage is cheaper than what prevents it"),
        audit=No("no cell of a workbook can ask for it: a plan is run at least cost, whatever then is short"),
        is_service=True,
    ),
    Declared(
        name=TAIL, unit=MONEY, domain="free", formula="M5", meaning="the conditional value at risk of the whole cost: "
        "undisturbed, and the tail of the worst period of onset",
        terms=lambda model, _, t: measures.conditional_value_at_risk(model, t), value=measures.tail_of_plan,
        needs=frozenset({TAIL}), held=HeldBy.ROW, audit=recomputed.conditional_value_at_risk, lacks=_chancy,
    ),
    Declared(
        name=WORST_SERVICE, meaning="the least share that any demand is served, undisturbed and in every disruption",
        unit=SHARE, domain="[0,1]", best="best", formula="M1", terms=lambda model, *_: measures.worst_service(model),
        needs=frozenset({WORST_SERVICE}), held=HeldBy.SERVICE, audit="disruptions: guarantee kept", is_service=True,
    ),
    Declared(
        name="HHI", takes="of MATERIAL [for PLACE]", unit=INDEX, domain="(0,1]", formula="S9",
        meaning="the sum of the squared shares of the origins, in the worst period",
        terms=LIMITED, limits=("HHI at most", "intake"), of_shares=_squared, held=HeldBy.RULE,
        audit="rules: HHI at most",
    ),
    Declared(
        name="HHI of use", takes="of MATERIAL [for PLACE]", unit=INDEX, domain="(0,1]", formula="S9",
        meaning="the sum of the squared shares of the origins of what is used, from stock too, in the worst period",
        terms=LIMITED, limits=("HHI at most", "use"), of_shares=_squared, held=HeldBy.RULE, audit="rules: HHI at most",
    ),
    Declared(
        name="share", takes="of COUNTRY in MATERIAL [for PLACE]", unit=SHARE, domain="[0,1]", formula="S3",
        meaning="the share of the supply, in the worst period", terms=LIMITED, limits=("share at most", "intake"),
        held=HeldBy.RULE, audit="rules: share at most",
    ),
    Declared(
        name="share of use", takes="of COUNTRY in MATERIAL [for PLACE]", unit=SHARE, domain="[0,1]", formula="S3",
        meaning="the share of what is used, from stock too, in the worst period", terms=LIMITED,
        limits=("share at most", "use"), held=HeldBy.RULE, audit="rules: share at most",
    ),
    Declared(
        name="content", takes="of CONTENT from COUNTRY in MATERIAL [for PLACE]", unit=SHARE, domain="[0,1]",
        formula="K10", meaning="the share of the supply that holds content of the country, in the worst period",
        terms=LIMITED, limits=("share at most", "intake"), held=HeldBy.RULE, audit="rules: share at most",
    ),
    Declared(
        name=measures.CAPACITY, takes="of KIND", unit=AMOUNT, domain="[0,inf)", best="most", formula="M10",
        meaning="the capacity that projects of the kind order, a year, what they take away not subtracted",
        terms=measures.capacity_ordered, needs=frozenset({measures.CAPACITY}), held=HeldBy.ROW,
        audit=recomputed.capacity_ordered, lacks=_ordered,
    ),
)  # fmt: skip
MEASURES: Final = {each.name: each for each in _DECLARED}
WAYS: Final = f"{', '.join(each.grammar for each in _DECLARED)}; each also with ' in PERIOD' behind it"
