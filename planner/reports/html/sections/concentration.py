"""Concentration by rule over the periods, against its limit."""

from __future__ import annotations

import math

import pandas as pd

from planner.plans.plan import Plan
from planner.reports.html.lines import LIMIT_COLOUR, DrawnLine, lines
from planner.reports.html.parts import HtmlChart, Part, Section, Words
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import plan_table, small_table
from planner.reports.styles import DARK, FADED
from planner.tolerances import AT_LIMIT, NOTICED
from planner.wording.key_figures import row_of_most
from planner.wording.numbers import measure_kind, number_text, share_text
from planner.wording.supplies import ruled_supplies

MOST_CHARTS = 24
OF = {"intake": "of what is taken in", "use": "of what is used, from stock too"}
NOTE = (
    "Blue: what a rule measures; red and dashed: its limit. Where the line begins before the limit, the rule does "
    "not hold yet. The rules with the least room stand first."
)
INSIDE = " Grey, of a rule that looks inside: what it would measure by where things were made or bought alone."


def section(source: PlanSource) -> Section:
    """Return the section."""
    plan, rules = source.plan, source.plan.tables["Concentration"]
    if rules.empty:
        return Section("concentration", "Concentration against its limits", absent="The workbook has no rules.")
    groups = list(rules.groupby(["rule", "of", "material", "buyers"], sort=False))
    groups.sort(key=lambda group: _room(group[1]))
    earlier = {(each.material, each.buyers, each.of): each.watched_shares() for each in ruled_supplies(plan)}
    looks_inside = "content" in rules and bool((rules["content"] != "").any())
    parts: list[Part] = [Words((NOTE + (INSIDE if looks_inside else ""),), "note")]
    parts += [_chart(number, group, plan, earlier) for number, (_, group) in enumerate(groups[:MOST_CHARTS])]
    if len(groups) > MOST_CHARTS:
        more = (
            f"The {MOST_CHARTS} rules with the least room to their limits are drawn; the table has all {len(groups)}."
        )
        parts.append(Words((more,), "note"))
    parts.append(plan_table(plan, "Concentration", rules, "rules", "Every rule in every period"))
    return Section("concentration", "Concentration against its limits", tuple(parts))


def _room(group: pd.DataFrame) -> float:
    """Return the least slack of a rule, relative to its limit."""
    return float((group["slack"] / group["limit"].abs().clip(lower=NOTICED)).min())


def _chart(
    number: int, group: pd.DataFrame, plan: Plan, earlier: dict[tuple[str, str, str], pd.DataFrame]
) -> HtmlChart:
    first, periods = group.iloc[0], list(plan.book.periods)
    percent = measure_kind(str(first["measure"])) == "share"
    rows = group.set_index("period")
    values = [float(rows["value"].get(period, math.nan)) for period in periods]
    limits = [float(rows["limit"].get(period, math.nan)) for period in periods]
    inside = _inside(first)
    if str(first["measure"]) == "each share at most" and not inside:
        values = _filled(values, periods, first, earlier)
    show = share_text if percent else number_text
    words = (
        f"{first['rule']}: {first['measure']} for {first['material']}{inside}, {OF[first['of']]}. "
        f"In {group.iloc[-1]['period']} it is {show(float(group.iloc[-1]['value']))}, "
        f"the limit {show(float(group.iloc[-1]['limit']))}."
    )
    drawn = [DrawnLine(str(first["rule"]), values, DARK), DrawnLine("limit", limits, LIMIT_COLOUR, is_step=True)]
    if inside:
        by_origin = rows[f"value of {first['of']}"]
        known = [float(by_origin.get(period, math.nan)) for period in periods]
        drawn.append(DrawnLine("by where it was made or bought", known, FADED, is_step=False))
    kind = "share" if percent else "number"
    heads = {"period": "text", "value": kind, "limit": kind, "slack": kind, "origin": "text",
             "of intake": kind, "of use": kind}  # fmt: skip
    more = [rows[name] for name in ("value of intake", "value of use")]
    told = [
        (
            period,
            value,
            limit,
            rows["slack"].get(period, math.nan),
            rows["origin"].get(period, ""),
            *(each.get(period, math.nan) for each in more),
        )
        for period, value, limit in zip(periods, values, limits, strict=True)
    ]
    table = small_table(f"rule-{number}-table", str(first["rule"]), heads, told)
    picture = lines(periods, drawn, words, percent=percent, top=1.0 if percent else None)
    return HtmlChart(f"rule-{number}", str(first["rule"]), (picture,), table, _note(group, show), size="third")


def _filled(
    values: list[float], periods: list[str], first: pd.Series, earlier: dict[tuple[str, str, str], pd.DataFrame]
) -> list[float]:
    """Return the values, with the largest share from Sourcing in the periods in which the rule does not hold yet."""
    shares = earlier.get((first["material"], first["buyers"], first["of"]))
    if shares is None or not shares.shape[1]:
        return values
    largest = shares.max(axis=1)
    return [
        float(largest.get(period, math.nan)) if math.isnan(value) else value
        for value, period in zip(values, periods, strict=True)
    ]


def _inside(first: pd.Series) -> str:
    """Return in words what a rule looks for inside; of each origin, or of all, it is not said whose."""
    content = first.get("content") or ""
    is_named = first["measure"] != "each share at most" and first["origin"] != "*"
    whose = f" of {first['origin']}" if is_named else ""
    return f" with {content}{whose} inside" if content else ""


def _note(group: pd.DataFrame, show: object) -> str:
    first = group.iloc[0]
    least = row_of_most(group, -group["slack"])
    buyers = "" if first["buyers"] == "*" else f" of {first['buyers']}"
    what = f"{first['measure']}: {first['material']}{_inside(first)}, {first['of']}{buyers}."
    if float(least["slack"]) < -NOTICED:
        return f"{what} Exceeded in {least['period']}, at a penalty."
    near = float(least["slack"]) <= AT_LIMIT * abs(float(least["limit"]))
    return f"{what} {'At its limit in ' + str(least['period']) if near else 'Within its limit in every period'}."
