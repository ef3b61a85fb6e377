"""Time and money: discounting by whole years, service of a start, cash and capital charges."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner_models.given.investment import Project
from planner_models.given.periods import Charging, Period
from planner_models.tolerances import MOMENT


def year_pieces(begin: float, end: float, base_year: float) -> Iterator[tuple[float, float, int]]:
    """Yield the parts of [begin, end] that lie in one whole year each: from, to, years since the base year."""
    at = begin
    while at < end - MOMENT:
        year = math.floor(at - base_year + MOMENT)
        to = min(end, base_year + year + 1)
        yield at, to, year
        at = to


def discount_integral(begin: float, end: float, base_year: float, rate: float) -> float:
    r"""(T1) What one unit of money a year from begin to end is worth in the base year.

    .. math:: \int_{begin}^{end} (1+r)^{-\lfloor \tau - base \rfloor} d\tau

    Whole years count as one step, so splitting a period changes no total.
    """
    return sum((to - at) * (1 + rate) ** -year for at, to, year in year_pieces(begin, end, base_year))


def first_served(project: Project, start: int, periods: Sequence[Period]) -> int | None:
    """Return the first period that begins at least the lead time after the start's begins; None past the end."""
    ready = periods[start].begin + project.lead_time - MOMENT
    return next((u for u, period in enumerate(periods) if period.begin >= ready), None)


def mean_output(ramp: Sequence[float], begin: float, end: float) -> float:
    r"""(T2) The mean share of full output between two ages, in years since service began.

    .. math:: \frac{1}{end-begin}\int_{begin}^{end} ramp_{\lfloor a \rfloor}\, da,
        \quad ramp_n = 1 \text{ after the last share}
    """
    total = 0.0
    for at, to, year in year_pieces(begin, end, 0.0):
        total += (to - at) * (ramp[year] if year < len(ramp) else 1.0)
    return total / (end - begin)


@dataclass(frozen=True, slots=True)
class StartOption:
    """What a start of a project in one period would bring.

    Attributes
    ----------
    period, serves_from
        Positions of the periods in which it starts and first serves.
    serves, builds
        In which periods it serves, and in which it is being built.
    output
        Share of its size that is there in each period: 0 before service and after its life.
    removes
        In which periods what it removes is gone: from its first service, for good.
    cash
        Share of its capital that falls due in each period.
    charges
        ``charges[u]`` lists (period, money, discounted) that each unit of capital paid in u costs there: nothing
        where none is due.
    """

    period: int
    serves_from: int
    serves: tuple[bool, ...]
    builds: tuple[bool, ...]
    output: tuple[float, ...]
    removes: tuple[bool, ...]
    cash: tuple[float, ...]
    charges: tuple[tuple[tuple[int, float, float], ...], ...]


def start_option(project: Project, start: int, periods: Sequence[Period], charging: Charging) -> StartOption | None:
    """Return what a start in that period would bring; None where it would serve only after the horizon."""
    first = first_served(project, start, periods)
    if first is None:
        return None
    began = periods[first].begin
    serves = tuple(u >= first and p.begin < began + project.life - MOMENT for u, p in enumerate(periods))
    output = tuple(
        mean_output(project.ramp, p.begin - began, p.end - began) if serves[u] else 0.0 for u, p in enumerate(periods)
    )
    cash, compounded = cash_shares(project, start, first, periods, charging.base_year)
    charge = annuity_charges if charging.annuity else overnight_charges
    return StartOption(
        period=start,
        serves_from=first,
        serves=serves,
        builds=tuple(start <= u < first for u in range(len(periods))),
        output=output,
        removes=tuple(u >= first for u in range(len(periods))),
        cash=cash,
        charges=charge(project, start, first, periods, charging, compounded),
    )


def cash_shares(
    project: Project, start: int, first: int, periods: Sequence[Period], base_year: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    r"""(T3) Shares of capital due by period, and the mean compounding of each share until service begins.

    Evenly over the lead time, or by the spending profile in equal parts of it; at once without a lead time. What is
    not due has a compounding of 0.

    .. math:: compound_u = \operatorname{mean}_{\tau \in u}
        (1+r)^{\lfloor begin_{first} - base \rfloor - \lfloor \tau - base \rfloor}
    """
    rate = project.cost_of_capital[start]
    served = math.floor(periods[first].begin - base_year + MOMENT)
    begin = periods[start].begin
    if project.lead_time <= MOMENT:
        at_once = tuple(float(u == start) for u in range(len(periods)))
        return at_once, at_once  # it serves from the period in which it is paid
    shares = project.spending or (1.0,)
    part = project.lead_time / len(shares)
    cash, compounded = [0.0] * len(periods), [0.0] * len(periods)
    for n, share in enumerate(shares):
        for u, period in enumerate(periods):
            since, until = max(period.begin, begin + n * part), min(period.end, begin + (n + 1) * part)
            for at, to, year in year_pieces(since, until, base_year):
                paid = share * (to - at) / part
                cash[u] += paid
                compounded[u] += paid * (1 + rate) ** (served - year)
    return tuple(cash), tuple(c / paid if paid else 0.0 for c, paid in zip(compounded, cash, strict=True))


def annuity_factor(life: float, rate: float) -> float:
    r"""(T4) The yearly payment at the end of each year that repays one unit of capital.

    .. math:: k(n, r) = \frac{r}{1-(1+r)^{-n}}, \qquad k(n, 0) = 1/n
    """
    return rate / (1 - (1 + rate) ** -life) if rate else 1 / life


def annuity_charges(
    project: Project, start: int, first: int, periods: Sequence[Period], charging: Charging, compounded: Sequence[float]
) -> tuple[tuple[tuple[int, float, float], ...], ...]:
    r"""(T5) Yearly charges from first service until the economic life or the horizon ends.

    .. math:: charge_{u,v} = \frac{k(n,r)}{1+r}\,compound_u\,disc_{v \cap [begin_{first},\, begin_{first}+n]}

    Paid at the end of each year, it is not divided by :math:`1+r`.
    """
    rate = project.cost_of_capital[start]
    yearly = annuity_factor(project.economic_life, rate) / ((1 + rate) if charging.at_start else 1.0)
    began = periods[first].begin
    ended = began + project.economic_life
    spans = []
    for v, period in enumerate(periods):
        since, until = max(period.begin, began), min(period.end, ended)
        if until > since + MOMENT:
            spans.append((v, until - since, _worth(period, since, until, v, charging)))
    return tuple(
        tuple((v, yearly * c * years, yearly * c * worth) for v, years, worth in spans) if c else () for c in compounded
    )


def _worth(period: Period, since: float, until: float, position: int, charging: Charging) -> float:
    """Return what a unit of money a year in part of a period is worth today."""
    if charging.discount_given[position]:
        return period.disc * (until - since) / period.years
    return discount_integral(since, until, charging.base_year, charging.discount_rate)


def overnight_charges(
    project: Project, start: int, first: int, periods: Sequence[Period], charging: Charging, compounded: Sequence[float]
) -> tuple[tuple[tuple[int, float, float], ...], ...]:
    r"""(T6) Cash when it falls due, less the straight-line value that is left when the horizon ends.

    .. math:: charge_u = mean_u - \max\Big(0, 1 - \frac{end - begin_{first}}{n}\Big)
        (1+r)^{-\lfloor end - base \rfloor}
    """
    last = len(periods) - 1
    end = periods[-1].end
    left = max(0.0, 1 - (end - periods[first].begin) / project.economic_life)
    years = math.floor(end - charging.base_year + MOMENT)
    back = periods[-1].mean if charging.discount_given[-1] else (1 + charging.discount_rate) ** -years
    value_left = ((last, -left, -left * back),) if left else ()
    return tuple(((u, 1.0, period.mean), *value_left) for u, period in enumerate(periods))
