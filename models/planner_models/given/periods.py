"""Periods, and how money in them is counted."""

from __future__ import annotations

from dataclasses import dataclass

Varying = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A period: when it begins, how long it is, and what a unit of money a year in it is worth today."""

    name: str
    begin: float
    years: float
    disc: float

    @property
    def mean(self) -> float:
        """What one unit of money paid in the period is worth today."""
        return self.disc / self.years

    @property
    def end(self) -> float:
        """When the period ends."""
        return self.begin + self.years


@dataclass(frozen=True, slots=True)
class Charging:
    """How capital enters the objective: annuity or overnight, and when in the year an annuity is paid."""

    annuity: bool
    at_start: bool
    discount_rate: float
    base_year: float
    discount_given: tuple[bool, ...]
