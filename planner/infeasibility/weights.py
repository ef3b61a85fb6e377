"""What giving up the whole of a limit counts, by the kind of its cell."""

from __future__ import annotations

import math

from planner.errors import QuestionError
from planner.infeasibility.cells import KINDS


def weights_of(text: str = "") -> dict[str, float]:
    """Return the weight of each kind: 1, or what is said as in ``budgets=1,guarantees=5``; ``never`` keeps a kind.

    Raises
    ------
    QuestionError
        When a kind or a weight is none, or a kind has two.
    """
    found, said = dict.fromkeys(KINDS, 1.0), set[str]()
    for part in filter(str.strip, text.split(",")):
        kind, _, value = (each.strip().casefold() for each in part.partition("="))
        if kind not in found:
            message = f"{kind!r} is no kind of what gives way; the kinds are: {', '.join(KINDS)}"
            raise QuestionError(message)
        if kind in said:
            message = f"{kind} has two weights; say one"
            raise QuestionError(message)
        said.add(kind)
        found[kind] = _weight(kind, value)
    return found


def _weight(kind: str, value: str) -> float:
    if value == "never":
        return math.inf
    try:
        weight = float(value)
    except ValueError:
        weight = 0.0
    if not (0 < weight < math.inf):
        message = f"the weight of {kind} is {value!r}; it must be a number above 0, or never"
        raise QuestionError(message)
    return weight
