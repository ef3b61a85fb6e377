"""What is typed into the page, as a cell would hold it."""

from __future__ import annotations

import math
import re
from typing import Final

NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
# with a comma a number is written in half of the world; three digits behind it could be thousands elsewhere, but for
# those behind a zero
COMMA: Final = re.compile(r"[+-]?(\d+,(\d{1,2}|\d{4,})|0,\d+)")


def typed(text: str) -> int | float | str:
    """Return what a cell holds in which a text is typed: a number where it can be nothing else."""
    plain = text.strip()
    if COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    if not plain.isascii() or not NUMBER.fullmatch(plain):
        return plain
    number = float(plain)
    if math.isinf(number):
        return plain
    return int(plain) if re.fullmatch(r"[+-]?\d{1,15}", plain) else number
