"""The playbook as sentences and tables: what to start now, what waits for which signal, what is never built."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.plans.fields import Field
from planner.statuses import Status, Stop
from planner.studies.core.decided import size_text
from planner.studies.playbook.answers import BY_PRICES, PUT_TOGETHER
from planner.studies.playbook.ends import LEFT_OUT
from planner.studies.playbook.world_start import WorldStart
from planner.tolerances import NOTICED, ROUNDING
from planner.wording.numbers import money_label, money_text
from planner.wording.study import Study, StudySheet
from planner.wording.text import and_more
from planner.wording.tree import BEFORE, TREE_FIELDS, TREE_SHEET
from planner.workbook.worlds.tree import ROOT, World

if TYPE_CHECKING:
    from planner.studies.playbook.found import PlaybookFound
    from planner_models.expected import Bracket

NOW, LATER, ONLY_IF, NEVER = "start now", "later, in every world", "only if", "never"
MOST_NAMES: Final = 8
NOT_ASKED: Final = "not asked"
NOT_FOUND: Final = "no answer in the time"
ENDED: Final = {
    Stop.TIME_LIMIT: "the time limit came before the gap was closed",
    Stop.NO_FURTHER: "prices of what the worlds share prove no more, and no better plan was found",
}


def playbook_study(found: PlaybookFound, targets: Mapping[str, Path] | None = None) -> Study:
    """Return what was found as a study; ``targets`` are the plans of the ends, where they are written."""
    book = found.session.book
    files = {f"plan of {end}": path.name for end, path in (targets or {}).items()}
    return Study(
        f"Playbook: {book.settings['title'] or book.path.stem}",
        tuple(sentences(found)),
        (_projects(found), _signals(found), _values(found), _ends(found, targets or {}), _tree(found)),
        found.session.facts(
            **files,
            **{
                "how it is proven": found.reply.source,
                "why it ended": found.reply.stopped or "",
                "left out of the plans of the ends": LEFT_OUT,
            },
        ),
        money_label(book.settings),
        f"{book.path.name}, case {book.case}: {len(found.ends)} ends of {len(found.tree.worlds)} worlds",
    )


def sentences(found: PlaybookFound) -> list[str]:
    """Return what was found, a sentence for each thing."""
    said = [_cost_said(found)]
    for advice, words in ((NOW, "Start now"), (LATER, "Later, whatever comes"), (ONLY_IF, "Only if")):
        names = [_named(found, name, advice) for name, own in advices(found).items() if own == advice]
        if names:
            said.append(f"{words}: {and_more(names, MOST_NAMES, '; ')}.")
    never = sum(advice == NEVER for advice in advices(found).values())
    if never:
        said.append(f"Never, in no world: {never} of {len(advices(found))} projects.")
    return [*said, *_worth_said(found), *_signals_said(found), *_failures_said(found)]


def advices(found: PlaybookFound) -> dict[str, str]:
    """Return what is to be done with each project: now, later in every world, only in some, or never."""
    names = dict.fromkeys(row["project"] for row in found.session.book.rows("Projects"))
    told = {}
    for name in names:
        own = [start for start in found.starts if start.project == name]
        ends = [any(start.project == name for start in end.starts) for end in found.ends]
        is_now = any(start.world == ROOT for start in own)
        told[name] = NOW if is_now else NEVER if not own else LATER if all(ends) else ONLY_IF
    return told


def when(starts: Sequence[WorldStart]) -> str:
    """Return when something is started, and how much of it."""
    return ", ".join(start.period + _much(start) for start in starts)


def _much(start: WorldStart) -> str:
    if start.number > 1:
        return f" ({start.number:g} blocks)"
    return "" if start.size is None else f" ({size_text(start.size)})"


def _named(found: PlaybookFound, name: str, advice: str) -> str:
    """Return a project with when it is started, and in which worlds where that matters."""
    own = [start for start in found.starts if start.project == name]
    if advice == NOW:
        return f"{name} in {when([start for start in own if start.world == ROOT])}"
    worlds = dict.fromkeys(start.world for start in own)
    return f"{name} if " + " or ".join(
        f"{world}, in {when([start for start in own if start.world == world])}" for world in worlds
    )


def _cost_said(found: PlaybookFound) -> str:
    cost, settings = found.playbook, found.session.book.settings
    known = "nothing is proven of how little it could cost" if math.isinf(cost.low) else _proven(found)
    return f"The playbook is expected to cost {money_text(cost.best, settings)}; {known}."


def _proven(found: PlaybookFound) -> str:
    cost, settings = found.playbook, found.session.book.settings
    least = f"no plan can be expected to cost less than {money_text(cost.low, settings)}"
    is_proven = found.reply.status is Status.PROVEN
    told = f"{least}, which is within the gap that was asked" if is_proven else f"{least}{_ended(found)}"
    return f"{told} ({found.reply.source})" if found.reply.source in (PUT_TOGETHER, BY_PRICES) else told


def _ended(found: PlaybookFound) -> str:
    """Return why the search ended though the gap was open; blank where nothing is to be said of it."""
    words = ENDED.get(found.reply.stopped) if found.reply.stopped else None
    return f"; {words}" if words else ""


def _worth_said(found: PlaybookFound) -> list[str]:
    value = found.value
    if value is None and found.is_impossible:
        first = (
            "The starts of the workbook as it stands cannot be kept in every world, so that the playbook has no price "
            f"beside them: {found.why}."
        )
    elif value is None:
        first = f"What one plan for all worlds would cost is not known: {found.why}."
    else:
        first = (
            "Against one plan for all worlds (the starts of the workbook as it stands, whatever comes) the playbook is "
            f"worth {_worth(value, found)}."
        )
    return [first, f"To know the world from the start would be worth {_worth(found.of_knowing, found)}."]


def _worth(worth: Bracket, found: PlaybookFound) -> str:
    """Return a difference in words: what is no larger than its gaps is no finding."""
    settings = found.session.book.settings
    noise = NOTICED * max(abs(found.playbook.best), ROUNDING)
    if math.isnan(worth.best):
        return "what is not known: there was no answer in the time"
    if worth.high <= noise:
        return "nothing"
    most = "without a proven limit" if math.isinf(worth.high) else f"at most {money_text(worth.high, settings)}"
    if worth.low <= noise:
        best = "nothing" if worth.best <= noise else money_text(worth.best, settings)
        return f"{best} by the plans found, which the gaps leave open ({most})"
    least = money_text(worth.low, settings)
    if least == money_text(worth.high, settings):
        return money_text(worth.best, settings)
    return f"{money_text(worth.best, settings)} (at least {least}, {most})"


def _signals_said(found: PlaybookFound) -> list[str]:
    said = []
    for worlds, worth in found.sooner.items():
        names = ", ".join(worlds)
        said.append(f"To know a year earlier which of {names} comes would be worth {_worth(worth, found)}.")
    return said


def _failures_said(found: PlaybookFound) -> list[str]:
    return [
        f"CHECK DOES NOT PASS in the plan of {end.end}: {'; '.join(end.failed)}." for end in found.ends if end.failed
    ]


def _projects(found: PlaybookFound) -> StudySheet:
    ends = [end.end for end in found.ends]
    fields = (
        Field("project", "text", "the project"),
        Field("what to do", "text", "start now; later in every world; only if some world comes; never in any"),
        Field("now", "text", "what is started before any world is known: when, and how much of it"),
        *(Field(f"if {end}", "text", "what is started on the way to this end once worlds are known") for end in ends),
        Field("waiting is worth", "money", "what more it would be expected to cost to start it before any is known"),
        Field("at least", "money", "of what waiting is worth, by what is proven"),
        Field("at most", "money", "of what waiting is worth, by what is proven"),
    )
    rows, tints = [], []
    for name, advice in sorted(advices(found).items(), key=lambda item: (NOW, LATER, ONLY_IF, NEVER).index(item[1])):
        own = [start for start in found.starts if start.project == name]
        now = when([start for start in own if start.world == ROOT])
        later = [when([x for x in end.starts if x.project == name and x.world != ROOT]) for end in found.ends]
        rows.append((name, advice, now, *later, *_waiting(found, name, advice)))
        mark = {NOW: "chosen", NEVER: "never"}.get(advice, "")
        tints.append(["", mark, *("chosen" if cell else "" for cell in (now, *later)), "", "", ""])
    doc = "Every project by world. What is started before a world is known is the same for all that it may become."
    return StudySheet("Playbook", doc, fields, rows, tints=tints, head=len(rows))


def _waiting(found: PlaybookFound, name: str, advice: str) -> tuple[object, object, object]:
    if advice in (NOW, NEVER):
        return None, None, None
    worth = found.waiting.get(name)
    return (NOT_ASKED, None, None) if worth is None else _cells(worth)


def _cells(worth: Bracket) -> tuple[object, object, object]:
    if math.isinf(worth.best):
        return "without bound", None, None
    most = None if math.isinf(worth.high) else worth.high
    return NOT_FOUND if math.isnan(worth.best) else worth.best, worth.low, most


def _signals(found: PlaybookFound) -> StudySheet:
    fields = (
        Field("world", "text", "what may come"),
        Field("after", "text", "the world before it; blank: the beginning"),
        Field("known in", "text", "the period at whose beginning it is known"),
        Field("chance", "share", "once the world before it holds"),
        Field("signal", "text", "how one sees that it has come"),
        Field("what is so in it", "text", "the case that holds from then on"),
        Field("what follows", "text", "what is started in it, until the next world is known"),
        Field("cost from then on", "money", "expected, discounted, once it has come"),
        Field("a year earlier is worth", "money", "to know it, and those that it is told from, a year before"),
        Field("at least", "money", "of what a year earlier is worth, by what is proven"),
        Field("at most", "money", "of what a year earlier is worth, by what is proven"),
    )
    rows = [_signal(found, world) for _, worlds in found.tree.forks for world in worlds]
    doc = "When each world is known, by what, and what follows. What happens before it is known is on Playbook, now."
    return StudySheet("Signals", doc, fields, rows, head=len(rows))


def _signal(found: PlaybookFound, world: World) -> tuple[object, ...]:
    worth = next((worth for worlds, worth in found.sooner.items() if world.name in worlds), None)
    return (
        world.name, world.after, found.tree.periods[world.begin], world.share, world.signal, world.case,
        started_in(found, world.name), found.cost_from(world.name),
        *((NOT_ASKED, None, None) if worth is None else _cells(worth)),
    )  # fmt: skip


def started_in(found: PlaybookFound, world: str) -> str:
    """Return what is started in a world, until the next one is known."""
    own = [start for start in found.starts if start.world == world]
    return "; ".join(f"{start.project} in {when([start])}" for start in own) or "nothing is started"


def _values(found: PlaybookFound) -> StudySheet:
    fields = (
        Field("figure", "text", "what it is"),
        Field("value", "money", "by the plans that were found"),
        Field("at least", "money", "what is proven"),
        Field("at most", "money", "what is proven"),
    )
    figures: list[tuple[str, Bracket | None]] = [
        ("RP: expected cost of the playbook", found.playbook),
        ("EEV: expected cost of one plan for all worlds, that of the workbook as it stands", found.one_plan),
        ("WS: expected cost of whoever knows the world from the start", found.knowing),
        ("value of the playbook: EEV - RP", found.value),
        ("value of knowing: RP - WS", found.of_knowing),
    ]
    nothing = "without bound" if found.is_impossible else NOT_FOUND
    rows = [
        (name, *((nothing, None, None) if known is None else (known.best, known.low, known.high)))
        for name, known in figures
    ]
    tints = [["total" if "value of" in name else ""] * len(fields) for name, *_ in rows]
    doc = (
        "EEV keeps the starts and sizes of one best plan of the workbook as it stands in every world; where several "
        "cost the same, another would give another figure."
    )
    return StudySheet("Values", doc, fields, rows, tints=tints)


def _ends(found: PlaybookFound, targets: Mapping[str, Path]) -> StudySheet:
    fields = (
        Field("end", "text", "the last world of a path"),
        Field("chance", "share", "of its path, seen from the beginning"),
        Field("cost", "money", "of the playbook along its path, discounted"),
        Field("alone", "money", "the least cost of its path, known from the start"),
        Field("alone, at least", "money", "what is proven of that"),
        Field("worst service", "share", "of a covered demand in any disruption along its path"),
        Field("checks", "text", "of the plan's own verification"),
        Field("plan", "text", "its workbook"),
    )
    rows = [
        (
            end.end, end.chance, end.cost, found.alone[end.end].best, found.alone[end.end].low, end.service,
            "; ".join(end.failed) or "all pass", targets[end.end].name if end.end in targets else "",
        )
        for end in found.ends
    ]  # fmt: skip
    tints = [["", "", "", "", "", "", "worse" if end.failed else "", ""] for end in found.ends]
    return StudySheet("Ends", "The plan along the path of each end.", fields, rows, tints=tints)


def _tree(found: PlaybookFound) -> StudySheet:
    rows = [_node(found, name) for name in (ROOT, *(world.name for _, own in found.tree.forks for world in own))]
    return StudySheet(
        TREE_SHEET, "The nodes of the tree, with what they cost and what is decided there.", TREE_FIELDS, rows
    )


def _node(found: PlaybookFound, name: str) -> tuple[object, ...]:
    tree = found.tree
    world = tree.worlds.get(name)
    begin = 0 if world is None else world.begin
    after = tree.after(name)
    until = after[0].begin if after else len(tree.periods)
    chance = 1.0 if world is None else tree.chance(name)
    return (
        name or BEFORE, "" if world is None else world.after or BEFORE, tree.periods[begin],
        tree.periods[until] if after else "the end", chance, found.cost_in(name), found.cost_from(name),
        started_in(found, name),
    )  # fmt: skip


def told_of(found: PlaybookFound) -> dict[str, object]:
    """Return what was found as plain data."""
    brackets = {"playbook": found.playbook, "one plan": found.one_plan, "knowing": found.knowing,
                "value of playbook": found.value, "value of knowing": found.of_knowing}  # fmt: skip
    worlds = [
        {"end": end.end, "chance": end.chance, "objective": end.cost, "failed": list(end.failed)} for end in found.ends
    ]
    starts = [vars(start) for start in found.starts]
    waiting = {name: _plain(worth) for name, worth in found.waiting.items()}
    sooner = {", ".join(names): _plain(worth) for names, worth in found.sooner.items()}
    return {name: _plain(known) for name, known in brackets.items()} | {
        "ends": worlds, "starts": starts, "waiting": waiting, "a year earlier": sooner,
    }  # fmt: skip


def _plain(known: Bracket | None) -> dict[str, float | None] | None:
    if known is None:
        return None
    return {name: value if math.isfinite(value) else None for name, value in vars(known).items()}
