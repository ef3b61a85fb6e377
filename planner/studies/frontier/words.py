"""What a frontier says, in sentences made from its numbers."""

from __future__ import annotations

from collections import Counter

from planner.statuses import Status, Stop
from planner.studies.core.declared_measures import MONEY
from planner.studies.core.measure import THE_COST, Measure
from planner.studies.core.measure_words import better_words, change_text, unit_words, units, value_text
from planner.studies.frontier.hold import Holding, Kept
from planner.studies.frontier.line import Frontier, FrontierStep, Point, reach
from planner.studies.frontier.projects import entering, leaving, started_at
from planner.studies.frontier.search import FoundFrontier, dearest_of
from planner.tolerances import NOTICED
from planner.wording.key_figures import STOPPED
from planner.wording.numbers import share_text
from planner.wording.text import and_more
from planner.workbook.book import Book
from planner_models.declared.parts import No

LONGER = 1.5  # times as far: less is not worth a sentence
MOST_NAMES = 4


def sentences(book: Book, found: FoundFrontier) -> list[str]:
    """Return what a planner should know first."""
    line = found.frontier
    told = [_ends(book, found), *held_words(found.held, found.kept, book)]
    if len(line.points) > 1:
        whole = _step_words(book, line, line.step(line.points[0], line.points[-1]))
        told += [whole, *_halves(book, line), *_last(book, line), *_projects(line)]
    return [*told, *_proofs(line), *_dropped(line), *_cheaper(found), *_failed(found)]


def _at(book: Book, measure: Measure, point: Point) -> str:
    return value_text(measure, point.values[measure.name], book)


def _unless(found: FoundFrontier) -> str:
    """Return what would leave something to choose, where service is held."""
    return ", as long as service is held (--hold nothing lets it fall)" if found.held else ""


def _ends(book: Book, found: FoundFrontier) -> str:
    line = found.frontier
    first, second = line.measures
    begin, end = line.points[0], line.points[-1]
    one = f"The plan of {better_words(first)} has a {first.name} of {_at(book, first, begin)}"
    one += f" and a {second.name} of {_at(book, second, begin)}"
    if begin is end:
        return f"{one}, the best that any plan has: there is nothing to choose between{_unless(found)}."
    two = f"the plan of {better_words(second)} has a {second.name} of {_at(book, second, end)}"
    return f"{one}; {two} and a {first.name} of {_at(book, first, end)}."


def _step_words(book: Book, line: Frontier, step: FrontierStep) -> str:
    """Return what a step costs, with its bracket where the gaps leave one."""
    first, second = line.measures
    ends = f"From {_at(book, second, step.first)} to {_at(book, second, step.second)} of {second.name}"
    paid = change_text(first, step.paid, book)
    verb = f"costs {paid} more" if first == THE_COST else f"takes {paid} of {first.name}"
    if not step.is_sure:
        return f"{ends} {verb}, which is within the gaps of the solves."
    share = step.paid / abs(step.first.values[first.name]) if step.first.values[first.name] else 0.0
    percent = f" ({share_text(share)})" if first.unit is MONEY and share else ""
    rate = change_text(first, step.paid / units(second, step.gained), book) if step.gained else ""
    each = f", {rate} for each {unit_words(second, book)}" if rate else ""
    near = step.most - step.least <= 0.02 * step.paid
    sure = "" if near else f"; at least {change_text(first, step.least, book)}, as far as is proven"
    return f"{ends} {verb}{percent}{each}{sure}."


def _halves(book: Book, line: Frontier) -> list[str]:
    knee = line.knee()
    if knee is None:
        return []
    before, after = line.step(line.points[0], knee), line.step(knee, line.points[-1])
    return [
        f"It bends at point {knee.name}: up to there, {_lower(_step_words(book, line, before))}",
        f"Beyond it, {_lower(_step_words(book, line, after))}",
    ]


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _last(book: Book, line: Frontier) -> list[str]:
    """Return that the last step costs as much as a longer way from the first end on, where it does."""
    second = line.measures[1]
    step = line.steps()[-1]
    far = reach(line, step.paid)
    whole = line.step(line.points[0], line.points[-1]).gained
    if not step.is_sure or far < LONGER * step.gained or far > whole - step.gained:
        return []
    last, begin = change_text(second, step.gained, book), change_text(second, far, book)
    return [f"The last {last} of {second.name} cost as much as the first {begin}."]


def _projects(line: Frontier) -> list[str]:
    came, went = Counter[str](), Counter[str]()
    for n in range(len(line.points)):
        came.update(entering(line, n))
        went.update(leaving(line, n))
    in_the_end, before = started_at(line, line.points[-1]), started_at(line, line.points[0])
    enters = [name for name in came if name in in_the_end and name not in before]
    leaves = [name for name in went if name in before and name not in in_the_end]
    told = []
    if enters:
        told.append(f"On the way {_names(enters)} {'enters' if len(enters) == 1 else 'enter'}.")
    if leaves:
        told.append(f"On the way {_names(leaves)} {'leaves' if len(leaves) == 1 else 'leave'}.")
    return told or ["The same projects are built at both ends; the sheet Projects says what moves."]


def _names(names: list[str]) -> str:
    """Return names in the order in which they were met, the later ones as a number."""
    if len(names) > MOST_NAMES:
        return and_more(names, MOST_NAMES)
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _proofs(line: Frontier) -> list[str]:
    open_points: dict[Stop, list[str]] = {}
    for each in line.points:
        if each.status is not Status.PROVEN:
            open_points.setdefault(each.stopped, []).append(each.name)
    if not open_points:
        return [f"All {len(line.points)} points are proven within the gap."] if len(line.points) > 1 else []
    return [_open(names, stopped) for stopped, names in open_points.items()]


def _open(names: list[str], stopped: Stop) -> str:
    which = f"Point {names[0]} is" if len(names) == 1 else f"Points {', '.join(names)} are"
    return f"{which} not proven {STOPPED[stopped]}: Points says what no plan is better than there."


def _dropped(line: Frontier) -> list[str]:
    count = len(line.dropped)
    if not count:
        return []
    return [f"{count} more {'point was' if count == 1 else 'points were'} looked for and dropped: Dropped says why."]


def _cheaper(found: FoundFrontier) -> list[str]:
    """Return that a point costs more than its plan must, where no cell of a workbook can hold the plan to the point.

    Whoever runs such a plan at least cost may let run short what the point does not.
    """
    line = found.frontier
    why = [x.declared.held.why for x in line.measures if isinstance(x.declared.held, No)]
    names = [
        x.name for x in line.points
        if x.values[THE_COST.name] - found.audits[x.name].cost > NOTICED * dearest_of(line)
    ]  # fmt: skip
    if not names or not why:
        return []
    which = f"point {names[0]}" if len(names) == 1 else f"points {', '.join(names)}"
    return [
        f"At {which} {why[0]}: the cost of the point is that of preventing it, "
        "the cost as audited that of the same investments run at least cost, which lets it happen."
    ]


def _failed(found: FoundFrontier) -> list[str]:
    failed = [name for name, audit in found.audits.items() if audit.failed]
    return [f"THE AUDIT DOES NOT PASS at point {', '.join(failed)}: see Points."] if failed else []


def held_words(holding: Holding, kept: Kept, book: Book) -> list[str]:
    """Return what is held, in sentences."""
    told = []
    if holding.service:
        told.append(
            "Service undisturbed is held: no market gets less of anything, in any period, than in the cheapest plan."
        )
    told += [f"Held at what the cheapest plan has: {x.name}, {value_text(x, value, book)}." for x, value in kept.limits]
    return told
