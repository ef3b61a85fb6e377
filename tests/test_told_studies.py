"""What the pages of the real case's numbers and of its playbook say in prose is what their tables say."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from told_tables import number, table, tables, text_of

NUMBERS, PLAYBOOK = "ai-chips-numbers", "ai-chips-playbook"
WORTH, DECISION = "knowing it is worth at most", "the decision"
CHANGES, OPEN, TRIED = (
    "changes within the range",
    "open: within what the solver's gaps leave",
    "stays at the values tried",
)
WAFERS, COMPUTE = "required share of logic wafers at US industry", "required share of AI compute at US data centres"
SPELT = dict(
    enumerate(["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"])
)


def _rows(decision: str | None = None) -> list[dict[str, str]]:
    """Return the ten numbers looked at first, or those of one end."""
    found = table(NUMBERS, WORTH).values()
    return [row for row in found if decision is None or row[DECISION] == decision]


def _worth(*decisions: str) -> float:
    known = [row[WORTH] for decision in decisions for row in _rows(decision)]
    return max(number(worth) for worth in known if worth != "…")


def _regret() -> float:
    return max(number(row[end]) for row in _rows(OPEN) for end in ("regret at low", "at high"))


def _gives(what: str, column: str) -> str:
    return table(NUMBERS, "in draws")[what][column]


def _cost(share: str) -> float:
    """Return what no more than a share of draws cost, in billion USD."""
    found = next(one for one in tables(NUMBERS) if "share of draws with no more" in next(iter(one.values())))
    cell = next(row["value"] for row in found.values() if row["share of draws with no more"] == share)
    return number(cell.removesuffix(" billion USD"))


def _kept() -> float:
    found = re.search(r"The plan kept costs ([\d,]+) million", text_of(NUMBERS))
    assert found is not None
    return number(found[1]) / 1000


SAID: tuple[tuple[str, Callable[[], object]], ...] = (
    ("**{} numbers decide", lambda: SPELT[len(_rows(CHANGES))].capitalize()),
    ("people there are is worth at most {:.1f} billion USD", lambda: _worth(CHANGES)),
    ("For the next {} nothing better is found", lambda: SPELT[len(_rows(OPEN) + _rows(TRIED))]),
    ("for {} at every value that was tried", lambda: SPELT[len(_rows(TRIED))]),
    ("for {} it is open", lambda: SPELT[len(_rows(OPEN))]),
    ("is regretted there (up to {:.1f} billion USD", _regret),
    ("Knowing one of them beforehand is worth at most {:.1f} billion", lambda: _worth(OPEN, TRIED)),
    ("But in {} draws the required share of wafers", lambda: SPELT[int(_gives(WAFERS, "in draws"))]),
    ("by {:.0f}% in the middle of these", lambda: number(_gives(WAFERS, "by, in the middle of these"))),
    ("the required share of compute (by {:.0f}% at most)", lambda: number(_gives(COMPUTE, "by at most"))),
    ("costs {:,.0f} to", lambda: _cost("5%")),
    ("to {:,.0f} billion USD in nine of ten draws", lambda: _cost("95%")),
    ("draws, and {:,.0f} in the middle", lambda: _cost("50%")),
    ("in the middle, {:.0f}% more than", lambda: 100 * (_cost("50%") / _kept() - 1)),
)


def _value(figure: str, column: str) -> float:
    """Return what a playbook, or knowing, is worth, in billion USD."""
    found = table(PLAYBOOK, "by the plans found")
    return number(next(row[column] for name, row in found.items() if name.startswith(figure)))


def _dearer(end: str) -> float:
    row = table(PLAYBOOK, "the playbook")[end]
    return number(row["the playbook"]) - number(row["alone"])


def _apart() -> float:
    known = table(PLAYBOOK, "costs from then on")
    embargo, trade = (number(known[world]["costs from then on"]) for world in ("embargo", "trade goes on"))
    return embargo - trade


def _waiting(column: str) -> float:
    worths = table(PLAYBOOK, "worth by the plans found")
    return max(number(row[column]) for name, row in worths.items() if "waiting" in name and row["at most"])


def _open() -> float:
    return _value("RP", "by the plans found") - _value("RP", "at least")


def _never() -> str:
    found = re.search(r"Never, in no world, are started (\d+) projects", text_of(PLAYBOOK))
    assert found is not None
    return found[1]


ADVISED: tuple[tuple[str, Callable[[], object]], ...] = (
    ("costs {:.1f} billion more than that world's own plan", lambda: _dearer("trade, as expected")),
    ("in *trade, more compute* {:.1f} more", lambda: _dearer("trade, more compute")),
    ("It is proven to {:.2f}%", lambda: 100 * _open() / _value("RP", "by the plans found")),
    ("would be worth {:.1f} billion**", lambda: _value("value of knowing", "by the plans found")),
    ("({:.1f} to", lambda: _value("value of knowing", "at least")),
    ("to {:.1f}, proven)", lambda: _value("value of knowing", "at most")),
    ("the two cost {:.1f} billion apart from 2028 on", _apart),
    ("**Never**: {} projects", _never),
    ("What is smaller than {:.1f} billion", _open),
    ("with a single project is worth is at most {:.1f} billion", lambda: _waiting("at most")),
)


@pytest.mark.parametrize(("words", "told"), ADVISED, ids=[words for words, _ in ADVISED])
def test_a_figure_of_the_playbook_is_that_of_the_tables(words: str, told: Callable[[], object]) -> None:
    assert words.format(told()) in text_of(PLAYBOOK)


@pytest.mark.parametrize(("words", "told"), SAID, ids=[words for words, _ in SAID])
def test_a_figure_of_the_numbers_is_that_of_the_tables(words: str, told: Callable[[], object]) -> None:
    assert words.format(told()) in text_of(NUMBERS)
