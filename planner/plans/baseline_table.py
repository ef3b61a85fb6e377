"""The sheet Baseline: what a plan costs, serves and depends on, beside the same network with nothing chosen built."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pandas as pd

from planner.plans.frames import rest
from planner.plans.tables import PARTS, SETS
from planner.tolerances import NOTICED, ROUNDING
from planner.workbook.book import Book

Tables = Mapping[str, pd.DataFrame]
Row = tuple[Any, ...]

COST, SERVICE, DISRUPTION, DEPENDENCE, REQUIREMENT = "cost", "service", "disruption", "dependence", "requirement"
IN_ALL: Final = "in all"


def baseline_rows(book: Book, plan: Tables, nothing: Tables, costs: tuple[float, float]) -> Iterator[Row]:
    """Yield the rows of the sheet; ``costs`` are those of the plan and with nothing built that is free to choose."""
    found = [*_costs(plan, nothing, costs)]
    found += _worst(SERVICE, plan["Shortages"], nothing["Shortages"], "served", _demand, ("market", "material"))
    disrupted, named = _disrupted(book, plan), lambda row: str(row["disruption"])
    found += _worst(DISRUPTION, disrupted, nothing["Resilience"], "service", named, ("disruption",), "onset")
    found += _dependence(plan["Sourcing"], nothing["Sourcing"])
    for subject, what, period, in_plan, without in found:
        yield subject, what, period, in_plan, without, rest(without, -in_plan), math.nan, math.nan
    for what, period, in_plan, without, asked, missed in _requirements(book, plan, nothing):
        yield REQUIREMENT, what, period, in_plan, without, rest(without, -in_plan), asked, missed


def _costs(plan: Tables, nothing: Tables, costs: tuple[float, float]) -> Iterator[Row]:
    sums = [tables["Costs"].groupby("part")["discounted"].sum() for tables in (plan, nothing)]
    yield COST, IN_ALL, "", *costs
    least = ROUNDING * max(sum(abs(one)) for one in sums)
    for part in dict.fromkeys((*PARTS, *sums[0].index, *sums[1].index)):
        pair = [float(one.get(part, 0.0)) for one in sums]
        if max(map(abs, pair)) > least:
            yield COST, part, "", *pair


def _demand(row: Any) -> str:
    return f"{row['material']} at {row['market']}"


def _worst(
    subject: str, plan: pd.DataFrame, nothing: pd.DataFrame, column: str, named: Callable[[Any], str],
    by: tuple[str, ...], period: str = "period",
) -> Iterator[Row]:  # fmt: skip
    """Yield, of each thing, where it is served worst with nothing built, and what the plan serves there."""
    if subject == SERVICE:
        nothing = nothing[
            nothing["asked"].notna() & (nothing["asked"] > 0) & ((nothing["short"] > 0) | _is_due(nothing))
        ]
    in_plan = {(*(row[name] for name in by), row[period]): row[column] for row in plan.to_dict("records")}
    for _, rows in nothing[nothing[column].notna()].groupby(list(by), sort=False):
        row = rows.iloc[int(rows[column].to_numpy().argmin())]
        key = (*(row[name] for name in by), row[period])
        yield subject, named(row), str(row[period]), float(in_plan.get(key, math.nan)), float(row[column])


def _disrupted(book: Book, plan: Tables) -> pd.DataFrame:
    """Return what disruptions leave of a plan, of sets that Resilience does not list too as far as it is known.

    Of such a set the service is known at the onset at which it is worst; where all is served there, at all others.
    """
    listed = plan["Resilience"]
    if SETS.name not in plan:
        return listed
    more = []
    for row in plan[SETS.name].to_dict("records"):
        is_whole = row["service"] == 1 and not row["not judged"]
        name = f"{row['disruption']} / {row['set']}"
        more += [{"disruption": name, "onset": onset, "service": row["service"]}
                 for onset in (book.periods if is_whole else (row["onset"],)) if onset]  # fmt: skip
    both = pd.concat([listed, pd.DataFrame(more, columns=["disruption", "onset", "service"])], ignore_index=True)
    return both.drop_duplicates(["disruption", "onset"])


def _is_due(shortages: pd.DataFrame) -> Any:
    """Whether a demand must be served, or is served whole: then it is no sale that does not pay."""
    return (shortages["required"] > 0) | (shortages["served"] >= 1 - NOTICED)


def _dependence(plan: pd.DataFrame, nothing: pd.DataFrame) -> Iterator[Row]:
    """Yield, of each buyer of what rules follow, the largest share of one origin with nothing built, and the plan's."""
    keys = ("material", "buyer", "origin", "period")
    in_plan = {tuple(row[key] for key in keys): row["share"] for row in plan.to_dict("records")}
    followed = nothing[(nothing["traced"] == "yes") & nothing["share"].notna()]
    for (material, buyer), rows in followed.groupby(["material", "buyer"], sort=False):
        row = rows.iloc[int(rows["share"].to_numpy().argmax())]
        what = f"{material} of {buyer} from {row['origin']}"
        share = in_plan.get((material, buyer, row["origin"], row["period"]), 0.0)
        yield DEPENDENCE, what, str(row["period"]), float(share), float(row["share"])


# What is asked and missed


def _requirements(book: Book, plan: Tables, nothing: Tables) -> Iterator[Row]:
    """Yield what is asked and not kept: what, period, in the plan, with nothing built, asked, the share missed."""
    yield from _of_demand(plan["Shortages"], nothing["Shortages"])
    yield from _of_rules(book, plan["Concentration"], nothing["Concentration"])
    yield from _of_stocks(book, plan["Stockpiles"], nothing["Stockpiles"])
    yield from _of_disruptions(_disrupted(book, plan), nothing["Resilience"])
    yield from _of_groups(book, plan["Investments"], nothing["Investments"])
    yield from _of_plants(book, plan["Production"], nothing["Production"])


def _pairs(plan: pd.DataFrame, nothing: pd.DataFrame, *keys: str) -> Iterator[tuple[dict[Any, Any], dict[Any, Any]]]:
    """Yield the rows of a table with nothing built, each with the plan's of the same name."""
    in_plan = {tuple(row[key] for key in keys): row for row in plan.to_dict("records")}
    for row in nothing.to_dict("records"):
        yield row, in_plan.get(tuple(row[key] for key in keys), {})


def _floor(asked: float, has: float) -> float:
    """Return the share of what is asked that is missed; 0 where it is kept."""
    missed = (asked - has) / asked if asked > 0 and has == has else 0.0
    return missed if missed > NOTICED else 0.0


def _of_demand(plan: pd.DataFrame, nothing: pd.DataFrame) -> Iterator[Row]:
    for row, mine in _pairs(plan, nothing, "market", "material", "period"):
        missed = _floor(row["required"], row["delivered"])
        if missed:
            asked = row["required"] / row["asked"]
            what = f"required share of {_demand(row)}"
            yield what, row["period"], mine.get("served", math.nan), row["served"], asked, missed


def _of_rules(book: Book, plan: pd.DataFrame, nothing: pd.DataFrame) -> Iterator[Row]:
    soft = {row["rule"] for row in book.rows("Rules") if all(map(math.isfinite, row["penalty"]))}
    for row, mine in _pairs(plan, nothing, "rule", "measure", "period"):
        missed = 0.0 if row["rule"] in soft or row["total"] <= 0 else missed_of_rule(row)
        if missed:
            yield f"rule {row['rule']}", row["period"], mine.get("value", math.nan), row["value"], row["limit"], missed


def missed_of_rule(row: Mapping[Any, Any]) -> float:
    """Return the share of what a rule asks that is missed: of a limit, of what it asks to come from elsewhere."""
    value, limit = float(row["value"]), float(row["limit"])
    if not row["measure"].endswith("at most"):
        return _floor(limit, value)
    if row["measure"].startswith("amount"):
        return _floor(float(row["total"]), float(row["total"]) - max(value - limit, 0.0))
    if row["measure"].startswith("HHI"):
        value, limit = math.sqrt(max(value, 0.0)), math.sqrt(limit)
    return _floor(1 - limit, 1 - max(value, limit)) if limit < 1 else 0.0


def _of_stocks(book: Book, plan: pd.DataFrame, nothing: pd.DataFrame) -> Iterator[Row]:
    rows, last = {(x["site"], x["material"]): x for x in book.rows("Stockpiles")}, book.periods[-1]
    at = {name: t for t, name in enumerate(book.periods)}
    for row, mine in _pairs(plan, nothing, "site", "material", "period"):
        pile, where = rows[row["site"], row["material"]], f"{row['material']} at {row['site']}"
        held, own, period = row["stock"], mine.get("stock", math.nan), row["period"]
        asked = {"reserve": pile["reserve"][at[period]], "final stock": pile["final"] if period == last else 0.0}
        for what, least in asked.items():
            if missed := _floor(least, held):
                yield f"{what} of {where}", period, own, held, least, missed
        days = row["cover days held"]
        if missed := _floor(row["cover days asked"], days):
            own = mine.get("cover days held", math.nan)
            yield f"cover days of {where}", period, own, days, row["cover days asked"], missed


def _of_disruptions(plan: pd.DataFrame, nothing: pd.DataFrame) -> Iterator[Row]:
    for row, mine in _pairs(plan, nothing, "disruption", "onset"):
        for what, has in (("guarantee", "service"), ("floor", "worst moment")):
            asked, own = row.get(what, math.nan), mine.get(has, math.nan)
            if missed := _floor(asked, row.get(has, math.nan)):
                yield f"{what} of {row['disruption']}", row["onset"], own, row[has], asked, missed


def _of_groups(book: Book, plan: pd.DataFrame, nothing: pd.DataFrame) -> Iterator[Row]:
    for group in book.rows("Groups"):
        members = {row["project"] for row in book.rows("Projects") if group["group"] in row["group"]}
        counts = [_started(table, members) for table in (plan, nothing)]
        if missed := _floor(group["at least"], counts[1]):
            yield f"at least of group {group['group']}", "", *counts, group["at least"], missed


def _started(investments: pd.DataFrame, members: set[str]) -> float:
    built = investments.loc[investments["decision"] == "build", "project"]
    return float(len(members.intersection(built)))


def _of_plants(book: Book, plan: pd.DataFrame, nothing: pd.DataFrame) -> Iterator[Row]:
    least = {(row["process"], row["site"]): row["minimum use"] for row in book.rows("Plants")}
    at = {name: t for t, name in enumerate(book.periods)}
    for row, mine in _pairs(plan, nothing, "process", "site", "period"):
        share = least.get((row["process"], row["site"]), (0.0,) * len(at))[at[row["period"]]]
        asked = share * row["capacity"] if row["capacity"] == row["capacity"] else 0.0
        if missed := _floor(asked, row["runs"]):
            what = f"minimum use of {row['process']} @ {row['site']}"
            yield what, row["period"], mine.get("use", math.nan), row["use"], share, missed
