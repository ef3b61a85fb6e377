"""The time of a workbook, for the audit: when periods begin, what money is worth, what serves when."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planner.audit.tolerances import MOMENT

if TYPE_CHECKING:
    from planner.workbook.book import Book

# Two moments closer than this are one; sums of quarters and months are not exact.


class Clock:
    """Periods in order, by number from 0.

    Attributes
    ----------
    names, index
        The periods' names, and the number of each name.
    years, begins
        The length of each period and the moment when it begins, in years.
    horizon
        The moment when the last period ends.
    disc
        What one unit of money a year, all through the period, is worth in the base year.
    """

    def __init__(self, book: Book) -> None:
        rows = book.rows("Periods")
        self.names = tuple(str(row["period"]) for row in rows)
        self.index = {name: t for t, name in enumerate(self.names)}
        self.years = tuple(float(row["years"]) for row in rows)
        self.rate = float(book.settings["discount rate"])
        self.base = float(book.settings["base year"])
        self.begins = self._begins()
        self.horizon = self.begins[-1] + self.years[-1]
        self._given = tuple(row["discount"] for row in rows)
        self.disc = tuple(self.worth(t, self.begins[t], self.end(t)) for t in self.all)

    @property
    def all(self) -> range:
        """The numbers of all periods."""
        return range(len(self.names))

    def _begins(self) -> tuple[float, ...]:
        moments = [_number(self.names[0], self.base)]
        for years in self.years[:-1]:
            moments.append(moments[-1] + years)
        return tuple(moments)

    def end(self, t: int) -> float:
        """Return the moment when a period ends."""
        return self.begins[t] + self.years[t]

    def window(self, first: str | None, last: str | None) -> range:
        """Return the periods from one to another, both included; blank: from the first, to the last."""
        start = 0 if first is None else self.index[first]
        stop = len(self.names) - 1 if last is None else self.index[last]
        return range(start, stop + 1)

    def before(self, retires: str | None) -> range:
        """Return the periods before the one in which something retires."""
        return range(len(self.names) if retires is None else self.index[retires])

    def year_of(self, moment: float) -> int:
        """Return the whole years from the base year to a moment."""
        return math.floor(moment - self.base + MOMENT)

    def pieces(self, begin: float, end: float) -> Iterator[tuple[float, int]]:
        """Cut a stretch of time at whole years from the base year: (length, year) of each piece."""
        while begin < end - MOMENT:
            year = self.year_of(begin)
            stop = min(end, self.base + year + 1)
            yield stop - begin, year
            begin = stop

    def worth(self, t: int, begin: float, end: float) -> float:
        """Return what one unit of money a year from ``begin`` to ``end``, within period t, is worth."""
        given = self._given[t]
        if given is not None:
            return float(given) * max(0.0, end - begin) / self.years[t]
        return sum(length * (1 + self.rate) ** -year for length, year in self.pieces(begin, end))

    def mean(self, t: int) -> float:
        """Return what an amount of money in a period is worth."""
        return self.disc[t] / self.years[t]

    def worth_at_horizon(self) -> float:
        """Return what money at the horizon is worth; as in the last period where that is given."""
        last = self.all[-1]
        if self._given[last] is not None:
            return self.mean(last)
        return float((1 + self.rate) ** -self.year_of(self.horizon))

    def serves(self, t: int, lead_time: float, life: float) -> range:
        """Return the periods in which a start of period t is in service; empty: only after the horizon."""
        ready = [u for u in self.all[t:] if self.begins[u] >= self.begins[t] + lead_time - MOMENT]
        if not ready:
            return range(0)
        over = self.begins[ready[0]] + life - MOMENT
        return range(ready[0], 1 + max(u for u in ready if self.begins[u] < over))

    def ramp_share(self, ramp: Sequence[float], first: int, t: int) -> float:
        """Return the mean share of full output in period t of what serves from period ``first``."""
        begin = self.begins[t] - self.begins[first]
        end = begin + self.years[t]
        ramped = sum(share * _overlap(begin, end, year, year + 1) for year, share in enumerate(ramp))
        return (ramped + _overlap(begin, end, len(ramp), math.inf)) / self.years[t]

    def cash(self, t: int, lead_time: float, spending: Sequence[float]) -> dict[int, list[tuple[float, float, float]]]:
        """Return, by period, the (share of capital, begin, end) of what falls due for a start of period t."""
        begin = self.begins[t]
        if lead_time <= MOMENT:
            return {t: [(1.0, begin, begin)]}
        shares = spending or (1.0,)
        step = lead_time / len(shares)
        due: dict[int, list[tuple[float, float, float]]] = {}
        for number, share in enumerate(shares):
            part = (begin + number * step, begin + (number + 1) * step)
            for u in self.all[t:]:
                start, stop = max(part[0], self.begins[u]), min(part[1], self.end(u))
                if stop - start > MOMENT and share:
                    due.setdefault(u, []).append((share * (stop - start) / step, start, stop))
        return due

    def interest(self, rate: float, begin: float, end: float, service: float) -> float:
        """Return what one unit paid evenly from ``begin`` to ``end`` has grown to when service begins."""
        until = self.year_of(service)
        if end - begin <= MOMENT:
            return float((1 + rate) ** (until - self.year_of(begin)))
        grown = sum(length * (1 + rate) ** (until - year) for length, year in self.pieces(begin, end))
        return grown / (end - begin)


def _number(name: str, otherwise: float) -> float:
    """Return the number that a period's name is, or another where it is none."""
    try:
        number = float(name)
    except ValueError:
        return otherwise
    return number if math.isfinite(number) else otherwise


def _overlap(begin: float, end: float, low: float, high: float) -> float:
    return max(0.0, min(end, high) - max(begin, low))
