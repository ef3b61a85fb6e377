"""The page of what the tests catch: the score by module, and every mutant that got through, with the reason."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Record = dict[str, Any]

REASONS = Path(__file__).with_name("reasons.toml")
HEAD = Path(__file__).with_name("page.md")


def page(records: Sequence[Record], first: Sequence[Record], total: int, budget: float) -> str:
    """Return the page for what was tried of all mutants: what became of each in the end, and at the first try."""
    given = given_reasons()
    told, at_first = ([(record, reason(record, given)) for record in each] for each in (records, first))
    lines = [HEAD.read_text().format(budget=budget), "## Score", "", _summary(told, at_first, total), ""]
    return "\n".join([*lines, *_table(told), "", *_through(told)]).rstrip() + "\n"


def given_reasons() -> list[Mapping[str, str]]:
    """Return the mutants that are known to be equivalent."""
    return list(tomllib.loads(REASONS.read_text())["equivalent"])


def reason(record: Record, given: Iterable[Mapping[str, str]]) -> str:
    """Return why a mutant is equivalent, or nothing where nobody said so."""
    named = (x for x in given if x["where"] == record["where"])
    return next((x["reason"] for x in named if (x["before"], x["after"]) == (record["before"], record["after"])), "")


Told = list[tuple[Record, str]]


def _counts(told: Told) -> tuple[int, int, int]:
    """Return how many are caught, equivalent, through."""
    caught = sum(record["caught"] for record, _ in told)
    equivalent = sum(bool(why) and not record["caught"] for record, why in told)
    return caught, equivalent, len(told) - caught - equivalent


def _share(caught: int, through: int) -> str:
    return f"{caught / (caught + through):.1%}" if caught + through else ""


def _summary(told: Told, at_first: Told, total: int) -> str:
    caught, equivalent, through = _counts(told)
    at_once, _, missed = _counts(at_first)
    tried = f"{len(told):,} of {total:,} mutants, drawn at random, were tried: {caught:,} were caught, "
    since = f"{equivalent:,} are equivalent, {through:,} got through. Score: **{_share(caught, through)}**"
    return f"{tried}{since}; at the first try, before anybody looked at them: **{_share(at_once, missed)}**."


def _table(told: Told) -> list[str]:
    by_module: dict[str, Told] = defaultdict(list)
    for record, why in told:
        by_module[record["module"]].append((record, why))
    lines = ["| module | tried | caught | equivalent | through | score |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for module, found in sorted(by_module.items()):
        caught, equivalent, through = _counts(found)
        score = _share(caught, through)
        lines.append(f"| {module} | {len(found)} | {caught} | {equivalent} | {through} | {score} |")
    return lines


def _through(told: Told) -> list[str]:
    """Return what was not caught, with the reason or without."""
    left = [(record, why) for record, why in told if not record["caught"]]
    named = sorted(left, key=lambda x: (not x[1], x[0]["where"], x[0]["before"], x[0]["after"]))
    lines = ["## Not caught", "", "| where | was | became | why no test can catch it |", "| --- | --- | --- | --- |"]
    for record, why in named:
        cells = (record["where"], _code(record["before"]), _code(record["after"]), why or "no test tried does")
        lines.append("| " + " | ".join(cells) + " |")
    return lines if left else []


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`" if text else ""
