"""What was found of alternatives, in words and sentences."""

from __future__ import annotations

from planner.studies.alternatives.found import Different, FoundAlternatives
from planner.studies.alternatives.ranges import CHOICE, MUST, NEVER, OPEN, Range, SizeBracket
from planner.studies.frontier.projects import started
from planner.wording.numbers import money_text, number_text, share_text, span_text
from planner.wording.text import and_more
from planner.workbook.book import Book

MOST_NAMES = 5
TOLD = {
    MUST: ("must be built: every such plan has it", "must be built: every such plan has them"),
    NEVER: ("is in no such plan", "are in no such plan"),
    CHOICE: ("is a real choice, which some have and some do not", "are a real choice, which some have and some do not"),
    OPEN: ("could not be settled", "could not be settled"),
}


def number_of(bracket: SizeBracket) -> float | str:
    """Return a number, or its bracket in words where it is not settled and its ends do not read the same."""
    if bracket.is_settled or number_text(bracket.low) == number_text(bracket.high):
        return bracket.low
    return span_text(bracket.low, bracket.high)


def range_text(each: Range) -> str:
    """Return what an investment is over near-optimal plans, such as ``real choice, 0 to 3 starts``."""
    if each.kind == NEVER:
        return NEVER
    low, high = each.fewest.low, each.most.high
    starts = f"{low:g} start{'s' * (low != 1)}" if low == high else f"{low:g} to {high:g} starts"
    sure = "" if each.fewest.is_settled and each.most.is_settled else ", at the widest"
    return f"{each.kind}, {starts}{sure}"


def open_words(each: Range) -> str:
    """Return what is not settled of an investment; blank where all is."""
    words = [] if each.kind != OPEN else [_possible(each)]
    words += [] if each.fewest.is_settled else [f"fewest {number_of(each.fewest)}"]
    words += [] if each.most.is_settled else [f"most {number_of(each.most)}"]
    return "; ".join(words)


def _possible(each: Range) -> str:
    if each.most.low >= 1:
        return "must have or real choice"
    return "real choice or never" if each.fewest.high < 1 else "anything"


def sentences(book: Book, found: FoundAlternatives, locks: dict[str, str]) -> list[str]:
    """Return what a planner should know first."""
    cost, limit = money_text(found.cost, book.settings), money_text(found.limit, book.settings)
    best = f"The best plan that was found costs {cost}" + _bound_words(book, found)
    told = [f"{best}; looked at are all plans of at most {limit}, {share_text(found.within)} more."]
    if found.ended:
        told.append(f"No more was asked, since {found.ended}: what was not proven by then is open.")
    told += [_kind_words(found, kind, locks) for kind in (MUST, CHOICE, NEVER, OPEN)]
    return [words for words in (*told, *_plans(book, found)) if words]


def _bound_words(book: Book, found: FoundAlternatives) -> str:
    if found.bound is None:
        return " (how much less another may cost is not known)"
    return f" (proven: no plan costs less than {money_text(found.bound, book.settings)})"


def _kind_words(found: FoundAlternatives, kind: str, locks: dict[str, str]) -> str:
    """Return how many investments are of a kind, and which; those that the workbook fixes are only counted."""
    names = [name for name, each in found.ranges.items() if each.kind == kind]
    if not names:
        return ""
    free = [name for name in names if not locks.get(name)]
    verb = TOLD[kind][len(names) > 1]
    fixed = len(names) - len(free)
    by = f"; {fixed} of them by the workbook's own decision" if fixed else ""
    which = and_more(free, MOST_NAMES)
    return f"{len(names)} of {len(found.ranges)} investments {verb}{by}{which and f' ({which})'}."


def _plans(book: Book, found: FoundAlternatives) -> list[str]:
    others = [plan for plan in found.plans[1:] if plan.distance]
    if not others:
        return []
    best, other = found.plans[0], others[0]
    here, there = (started(plan.decisions, [x.decisions for x in found.plans]) for plan in (best, other))
    comes = [name for name in there if name not in here]
    goes = [name for name in here if name not in there]
    count = f"{number_text(other.distance or 0.0)} start{'s' * (other.distance != 1)}"
    words = f"The plan most unlike the best differs from it in {count}"
    words += (
        f" and costs {money_text(other.cost - best.cost, book.settings)} more ({share_text(more_of(found, other))})"
    )
    words += f"; it builds {and_more(comes, MOST_NAMES)}" if comes else ""
    words += f"{' and' if comes else ';'} does without {and_more(goes, MOST_NAMES)}" if goes else ""
    return [f"{words}."]


def more_of(found: FoundAlternatives, plan: Different) -> float:
    """Return by what share of the best plan's cost another costs more."""
    return (plan.cost - found.cost) / abs(found.cost) if found.cost else 0.0
