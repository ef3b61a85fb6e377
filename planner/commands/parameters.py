"""Numbers as planners type them on the command line: shares also in percent, and nothing that is no number."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import click

from planner.desk.what_if.typed import typed


class Number(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.5 on
    """A finite number of at least 0."""

    name = "number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number that is written; fail with words on anything else."""
        try:
            found = self._read(value)
        except ValueError:
            found = math.nan
        if not (math.isfinite(found) and self._allows(found)):
            self.fail(f"{value!r} is not {self._wanted}.", param, ctx)
        return found

    _wanted = "a number of at least 0"

    def _read(self, value: Any) -> float:
        return float(value)

    def _allows(self, found: float) -> bool:
        return found >= 0


class ShareType(Number):
    """A share from 0 to 1, also in percent: ``0.01`` and ``1%`` are the same."""

    name = "share"
    _wanted = "a share from 0 to 1, such as 0.01 or 1%"

    def _read(self, value: object) -> float:
        text = str(value).strip()
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)

    def _allows(self, found: float) -> bool:
        return 0 <= found <= 1


class ChangeType(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.5 on
    """A change of a number as a row of the sheet Cases says it: sheet, row, column and value, with bars between."""

    name = "change"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str, str, object]:
        """Return the four parts, the last a number where it is one; fail with words on anything else."""
        if isinstance(value, tuple):
            return value[0], value[1], value[2], value[3]
        sheet, _, rest = str(value).partition("|")
        parts = [part.strip() for part in (sheet, *rest.rsplit("|", 2))]  # the name of a row may have bars too
        if len(parts) != 4 or not all(parts):
            self.fail(
                f"{value!r} is not SHEET | ROW | COLUMN | VALUE, such as 'Budgets | Japan | 2028 | x1.2'.", param, ctx
            )
        return parts[0], parts[1], parts[2], typed(parts[3])


def with_gaps(command: Callable[..., object]) -> Callable[..., object]:
    """Give a command the options that say how near to the best a plan must be proven."""
    gap = click.option("--gap", type=ShareType(), help="The relative gap, such as 0.01 or 1%, over that of Settings.")
    money = click.option("--money-gap", type=Number(), help="A gap in the workbook's money that is enough too.")
    return gap(money(command))
