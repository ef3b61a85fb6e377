"""Says in short what a plan does: what is built, who pays, what is short, what binds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from planner.plans.tables import CONVENTION, EQUAL, OWNER
from planner.tolerances import AT_LIMIT, NOTICED
from planner.wording.beside import baseline_sentence, settled_sentence
from planner.wording.key_figures import (
    capital_by_funder,
    extra_cost_text,
    moves_of,
    none_leaves_short,
    projects_of,
    row_of_most,
    worst_disruption,
    worst_served,
)
from planner.wording.numbers import measure_kind, money_text, number_text, share_text
from planner.wording.sums import asked_demand, cost_parts, least_told
from planner.wording.text import and_more, counted

if TYPE_CHECKING:
    import pandas as pd

    from planner.plans.plan import Plan

OWNERS: Final = "the projects' owners"
MOST_NAMES: Final = 4
MOST_MOVES: Final = 3
LEAST_MOVE: Final = 0.005  # of a share, to be worth a word
MORE: Final = ("rules", "shortages", "funders", "capital", "built", "prices")
CHARGED: Final = {
    "annuity": "the yearly charges that fall within the horizon, discounted",
    "overnight": "what is paid, less what is left of its worth when the horizon ends, discounted",
}


def sentences_of(plan: Plan) -> list[str]:
    """Return the plan in short, a sentence for each thing that there is to say."""
    return [sentence for sentence in sentences_by_subject(plan).values() if sentence]


def sentences_by_subject(plan: Plan) -> dict[str, str]:
    """Return the sentences by what they are about; a blank one where there is nothing to say."""
    return {
        "baseline": baseline_sentence(plan),
        "built": _built(plan),
        "settled": settled_sentence(plan),
        "funders": _funders(plan),
        "capital": _capital(plan),
        "shortages": _shortages(plan),
        "disruptions": _disruptions(plan),
        "origins": " ".join(filter(None, (dependence_falls(plan), _spread_by_convention(plan), _equal_choices(plan)))),
        "rules": _rules(plan),
        "prices": _prices(plan),
    }


def more_in_short(plan: Plan) -> list[str]:
    """Return what there is to say beside the decision, which says the rest of it already."""
    told = sentences_by_subject(plan)
    baseline = "" if plan.tables["Baseline"].empty else told["baseline"]
    found = (baseline, dependence_falls(plan), *(told[subject] for subject in MORE))
    return [sentence for sentence in found if sentence]


def _built(plan: Plan) -> str:
    projects = projects_of(plan)
    if not projects:
        return "Nothing is built." if len(plan.tables["Investments"]) else "The workbook offers no projects."
    largest = projects[0]
    capital = money_text(largest.capital, plan.book.settings)
    return f"The largest project is {largest.name} in {largest.place}: {capital}, started {largest.started}."


def _funders(plan: Plan) -> str:
    capital = capital_by_funder(plan)
    if capital.empty:
        return ""
    paid = [f"{OWNERS if name == OWNER else name} ({number_text(sum_)})" for name, sum_ in capital.items()]
    whole = money_text(float(capital.sum()), plan.book.settings)
    return f"Capital of {whole} is paid by {and_more(paid, MOST_NAMES)}{_split_by_convention(plan)}."


def _capital(plan: Plan) -> str:
    """Say why the capital among the costs is not the capital that is paid."""
    paid, settings = float(plan.tables["Payments"]["amount"].sum()), plan.book.settings
    if paid <= least_told(plan):
        return ""
    charged = float(cost_parts(plan).get("capital", 0.0))
    return (
        f"Of the capital, {money_text(paid, settings)} is what is paid, not discounted; the plan's cost counts "
        f"{money_text(charged, settings)}: {CHARGED[settings['capital charging']]}."
    )


def _split_by_convention(plan: Plan) -> str:
    """Return how much of what is paid others could pay as well, in words; nothing where nobody could."""
    payments = plan.tables["Payments"]
    if CONVENTION not in payments:
        return ""
    is_open = payments[CONVENTION] == "yes"
    if not is_open.any():
        return ""
    part = float(payments.loc[is_open, "amount"].sum() / payments["amount"].sum())
    of = "all of it" if part > 1 - NOTICED else f"{share_text(part)} of it"
    return f"; who pays {of} could be otherwise at the same cost, and follows the funders' shares by convention"


def conventions(plan: Plan) -> list[str]:
    """Return what could be otherwise at the same cost, a sentence for each: who pays, whose origins, what is bought."""
    split = _split_by_convention(plan)
    payers = f"Who {split.removeprefix('; who ').replace(' of it ', ' of the capital ', 1)}." if split else ""
    return [words for words in (payers, _spread_by_convention(plan), _equal_choices(plan)) if words]


def _shortages(plan: Plan) -> str:
    worst = worst_served(plan)
    if worst is None:
        return ""
    if worst["short"] <= NOTICED * worst["asked"]:
        return "All demand is served in every period."
    demand = asked_demand(plan)
    periods = demand.loc[demand["short"] > NOTICED * demand["asked"], "period"].nunique()
    missing = f"{number_text(worst['short'])} of {number_text(worst['asked'])} a year are missing"
    where = f"{worst['material']} in {worst['market']}, {worst['period']}"
    return f"Demand goes short in {periods} of {len(plan.book.periods)} periods; worst is {where}: {missing}."


def _disruptions(plan: Plan) -> str:
    table, worst = plan.tables["Resilience"], worst_disruption(plan)
    if worst is None:
        return ""
    broken = int((table["kept"] == "NO").sum())
    guarantees = f"; {broken} guarantees are broken" if broken > 1 else "; a guarantee is broken" if broken else ""
    if worst["service"] >= 1 - NOTICED:
        return f"{none_leaves_short(plan)}{guarantees}."
    what = f"{worst['disruption']} in {worst['onset']}"
    served = f"{share_text(float(worst['service']))} of {worst['worst demand']} is served"
    costs = extra_cost_text(worst, plan)
    return f"The worst disruption is {what}: {served}{f', and it {costs}' if costs else ''}{guarantees}."


def dependence_falls(plan: Plan) -> str:
    """Say of which supplies the largest origin falls most, and from what to what; nothing where none falls."""
    moves = [move for move in moves_of(plan) if move.last < move.first - LEAST_MOVE]
    falls = sorted(moves, key=lambda move: move.last - move.first)
    begin, end = plan.book.periods[0], plan.book.periods[-1]
    words = [
        f"{move.material} on {move.origin} {share_text(move.first)} → {share_text(move.last)}"
        f"{'' if move.periods == (begin, end) else f' ({move.when})'}"  # there is supply in these alone
        for move in falls[:MOST_MOVES]
    ]
    return f"Dependence falls from {begin} to {end}: {'; '.join(words)}." if words else ""


def _spread_by_convention(plan: Plan) -> str:
    """Say how many intakes could have other origins at the same cost; nothing where none could."""
    sourcing = plan.tables["Sourcing"]
    count = int((sourcing[CONVENTION] == "yes").sum()) if CONVENTION in sourcing else 0
    rows = "1 row" if count == 1 else f"{count} rows"
    return f"Which buyer gets which origin is a convention, not a finding, in {rows} of Sourcing." if count else ""


def _equal_choices(plan: Plan) -> str:
    """Say what could be bought or made more or less of at the same cost, and in how many rows; blank: nothing."""
    marked = {name: plan.tables[name] for name in ("Purchases", "Production") if EQUAL in plan.tables[name]}
    marked = {name: table[table[EQUAL] == "yes"] for name, table in marked.items()}
    rows = " and ".join(f"{counted(len(table), 'row')} of {name}" for name, table in marked.items())
    if not rows:
        return ""
    names = [
        f"{row[one]}, {row[two]} at {row['site']}" if one == "supplier" else f"{row[one]} at {row['site']}"
        for name, one, two in (("Purchases", "supplier", "material"), ("Production", "process", ""))
        for row in (marked[name].to_dict("records") if name in marked else ())
    ]
    which = and_more(list(dict.fromkeys(names)), MOST_NAMES, "; ")
    same = f"What is bought and made is one of several choices that cost the same in {rows}"
    return f"{same}: {which}. Others would do as well."


def _rules(plan: Plan) -> str:
    rules = plan.tables["Concentration"]
    if rules.empty:
        return ""
    # relative to the limit, since every measure has a unit of its own
    room = rules["slack"] / rules["limit"].abs().clip(lower=NOTICED)
    if (room < -AT_LIMIT).any():
        return _exceeded(rules, room)
    binding = [str(name) for name in rules.loc[room <= AT_LIMIT, "rule"].unique()]
    several = rules["rule"].nunique()
    all_hold = "The rule holds" if several == 1 else f"All {several} rules hold"
    at_limit = f"; at the limit: {and_more(binding, MOST_NAMES)}" if binding else " with room to spare"
    return f"{all_hold}{at_limit}."


def _exceeded(rules: pd.DataFrame, room: pd.Series[float]) -> str:
    several = rules.loc[room < -AT_LIMIT, "rule"].nunique()
    worst = row_of_most(rules, -room)
    show = share_text if measure_kind(str(worst["measure"])) == "share" else number_text
    figures = f"{show(float(worst['value']))} against a limit of {show(float(worst['limit']))}"
    soft = "1 soft rule is" if several == 1 else f"{several} soft rules are"
    return f"{soft} exceeded, at a penalty; worst is {worst['rule']} in {worst['period']}: {figures}."


def _prices(plan: Plan) -> str:
    """Say which limit matters most, by what one per cent of it is worth, as limits have different units."""
    prices = plan.tables["Prices"]
    worth = (prices["price"] * prices["limit"]).fillna(0.0) / 100
    if prices.empty or worth.abs().max() <= least_told(plan):
        return ""
    row = row_of_most(prices, worth.abs())
    saved = float(row["price"] * row["limit"]) / 100
    money = money_text(abs(saved), plan.book.settings)
    what = f"{row['column']} of {row['row']} ({row['sheet']}), {row['period']}"
    told = f"What binds most is the {what}: 1% {'more' if saved > 0 else 'less'} of it saves about {money}"
    return f"{told}{_of_cheapest(plan)}."


def _of_cheapest(plan: Plan) -> str:
    """Say of which operation prices are, where the plan is a safer one within the gap in money."""
    cheapest = plan.run.get("cheapest operation")
    if cheapest is None:
        return ""
    less = money_text(float(plan.run["objective"]) - float(cheapest), plan.book.settings)
    return f", in the cheapest operation of these decisions, which costs {less} less: this plan's is safer"
