"""Texts that a cell or a label can hold: no formula, no half a character, not too long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

LONGEST_TEXT: Final = 32_767  # of an Excel cell
LONGEST_SHEET_NAME: Final = 31
# no part of a workbook may hold these; a reader of a spreadsheet sees a mark in their place
CONTROLS: Final = {sign: "\ufffd" for sign in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)}

LIKE_A_CELL: Final = re.compile(r"^([^!]+!)(?=\$?[A-Z])")  # XlsxWriter would take it for a place on a sheet


def is_number(value: object) -> bool:
    """Whether a value is a number, also one of numpy; a truth value is none."""
    return not isinstance(value, bool | str) and hasattr(value, "__float__")


@lru_cache(1 << 14)  # the same names stand in thousands of cells
def safe_text(text: str) -> str:
    """Return a text that a cell can hold: halves of characters and controls replaced, too long a text cut."""
    text = text.encode("utf-8", "replace").decode("utf-8").translate(CONTROLS)
    if text.startswith("<r>"):  # XlsxWriter would take it for a text with formats of its own
        text = f" {text}"
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many characters, cut with a mark, that no chart takes for a formula."""
    text = text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
    text = f" {text}" if text.startswith("=") else text
    return LIKE_A_CELL.sub(r"\1 ", text)


def middle_cut(text: str, longest: int) -> str:
    """Return a name of at most so many characters, without its middle: names often differ at their end."""
    if len(text) <= longest:
        return shortened(text, longest)
    tail = longest // 3
    return shortened(f"{text[: longest - tail - 1].rstrip()}…{text[-tail:].lstrip()}", longest)


def width_of(text: str) -> float:
    """Return about how wide a text is in Arial, in digits."""
    return sum(map(_sign_width, text))


@cache
def _sign_width(sign: str) -> float:
    if sign in "iljtfrI.,;:'|!()[]/ ·":
        return 0.55
    if unicodedata.east_asian_width(sign) in "WF":  # Chinese, Japanese and Korean signs
        return 1.9
    return 1.5 if sign in "mwMW@%→" else 1.25 if sign.isupper() else 1.0


def and_more(parts: Sequence[str], most: int, between: str = ", ", last: str = " and ") -> str:
    """Return the first of some parts, and how many more there are."""
    return between.join(parts[:most]) + (f"{last}{len(parts) - most} more" if len(parts) > most else "")


def from_first_to_last(names: Sequence[str]) -> str:
    """Return the first and the last of some names in order; one where there is no other, and none of none."""
    return " to ".join(dict.fromkeys((*names[:1], *names[-1:])))


def counted(count: int, noun: str) -> str:
    """Return a number of things, in words."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
