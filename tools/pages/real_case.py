"""The tables of the real case's pages: what is planned, beside nothing built, and what public money buys."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import planner
from planner.infeasibility.planned import plan_book
from tools.pages.page import DOCS, ROOT, put, table
from tools.pages.solves import Brief, Change, Priced, Solves, bracket, capital_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from planner import Result

WORKBOOK: Final = ROOT / "inputs" / "ai_chips.xlsx"
FLAGSHIP: Final = DOCS / "flagship.md"
COMPUTE: Final = "AI compute"
WAFERS: Final = "logic wafers"
UNCOUNTED: Final = "Chances not counted"
UNDISTURBED: Final = "undisturbed"  # with what follows: chances are not counted then, and nothing is judged
TAIWAN: Final = ("Loss of Taiwan, soon", "Loss of Taiwan", "Quarantine of Taiwan", "War over Taiwan")
QUIET: Final[tuple[Change, ...]] = (("Disruptions", "*", "active", "no"), ("Hits", "*", "active", "no"))
GAP: Final = 0.002
NOTHING: Final = {"cost": 50.0, "service": 0.005, "requirement": 0.0, "dependence": 0.05}  # what is not told
HEADS: Final = {
    "cost": "What it costs, billion USD, discounted", "service": "What is served, where nothing more built is worst",
    "requirement": "What is asked and cannot be kept",
    "dependence": "The largest share of one origin, at its worst with nothing more built",
}  # fmt: skip
YEARS: Final = ("2026", "2028", "2030", "2033", "2035")


def solves(threads: int = 2) -> Solves:
    """Return how the real case is solved for its own page: as it says itself."""
    return Solves(WORKBOOK, time_limit=1800, threads=threads)


def wide(threads: int, gap: float = GAP) -> Solves:
    """Return how its questions are solved: to a gap that is told, undisturbed."""
    return Solves(WORKBOOK, gap=gap, time_limit=1800, threads=threads)


def base(threads: int = 2) -> Result:
    """Return the plan in which chances are not counted; all disruptions are played against it."""
    plan = solves(threads).plan("chances not counted", case=UNCOUNTED)
    if plan is None:
        message = "the real case has no plan"
        raise ValueError(message)
    return plan


def counted(threads: int = 2) -> Result:
    """Return the plan of the workbook as it is shipped, all chances counted."""
    plan = solves(threads).plan("base")
    if plan is None:
        message = "the real case has no plan as it stands"
        raise ValueError(message)
    return plan


def brief(plan: Result) -> Brief:
    """Return what tables of many plans tell of one."""
    return Brief(plan.cost, plan.bound, plan.gap, capital_of(plan.investments))


def beyond(found: Priced, plan: Priced) -> str:
    """Return in billions what the best plan of one question costs beyond that of another, as far as is proven."""
    low, high = bracket(found, plan)
    return "within the gaps" if low <= 0 <= high else f"{billions(low)} to {billions(high)}"


def billions(amount: float) -> str:
    """Return money of the workbook, millions, in billions."""
    return f"{amount / 1000:,.1f}"


def proof_line(plan: Result) -> str:
    """Return in a sentence what a plan costs and how good it is known to be."""
    apart = plan.cost - (plan.bound or 0)
    return (
        f"The plan costs {billions(plan.cost)} billion USD, discounted; no plan costs less than "
        f"{billions(plan.bound or 0)} ({plan.status}, {plan.why_stopped}; {apart:,.0f} million apart)."
    )


def costs_table(plan: Result) -> str:
    """Return the parts of the objective, and their sum over the horizon as it is paid."""
    parts = plan.costs.groupby("part", sort=False)[["amount", "discounted"]].sum()
    rows = [
        (part, billions(row["discounted"]), billions(row["amount"]))
        for part, row in parts.iterrows()
        if abs(row["amount"]) > 0.5
    ]
    return table(("billion USD", "discounted", "in the money of its years"), rows)


def capital_table(plan: Result) -> str:
    """Return who pays how much of the capital."""
    paid = plan.payments.groupby("funder")["amount"].sum().sort_values(ascending=False)
    return table(
        ("who pays capital", "billion USD"),
        [(funder, billions(amount)) for funder, amount in paid.items() if amount > 0.5],
    )


def served_table(plan: Result) -> str:
    """Return how far demand is served undisturbed, where any is short in one of the years."""
    short = plan.shortages.assign(period=plan.shortages["period"].astype(str))
    rows = []
    for (market, material), group in short.groupby(["market", "material"], sort=False):
        by = dict(zip(group["period"], group["served"], strict=True))
        if any(by.get(year, 1.0) < 0.9995 for year in by) or material == COMPUTE:
            rows.append((f"{material}, {market}", *(f"{by[year]:.0%}" if year in by else "" for year in YEARS)))
    return table(("served", *YEARS), rows)


def origins_table(plan: Result, materials: Sequence[str]) -> str:
    """Return the largest origins of materials over all buyers."""
    sourcing = plan.sourcing.assign(period=plan.sourcing["period"].astype(str))
    rows = []
    for material in materials:
        of = sourcing[sourcing["material"] == material]
        whole = of.groupby("period")["amount"].sum()
        by = of.groupby(["origin", "period"])["amount"].sum().unstack(fill_value=0.0)
        for origin in by.max(axis=1).sort_values(ascending=False).index[:3]:
            shares = [
                by.loc[origin].get(year, 0.0) / whole[year] if whole.get(year, 0.0) else math.nan for year in YEARS
            ]
            rows.append((f"{material} from {origin}", *("" if share != share else f"{share:.0%}" for share in shares)))
    return table(("share of what is taken in", *YEARS), rows)


def started_table(plan: Result, least: float = 0.0) -> str:
    """Return what is started, with capital above a least, by kind."""
    rows = plan.investments[plan.investments["start"].notna()]
    told = []
    for (kind, project), group in rows.groupby(["kind", "project"], sort=False):
        capital = float(group.filter(like="capital").sum().sum())
        if capital < least:
            continue
        starts = "; ".join(
            f"{start}" + (f" x{blocks:g}" if blocks > 1 else "")
            for start, blocks in zip(group["start"], group["blocks"], strict=True)
        )
        locks = [lock for lock in group["lock"].dropna() if lock]
        told.append((project, kind, starts, billions(capital), "decided already" if locks else ""))
    return table(("project", "kind", "starts", "billion USD", ""), told)


def resilience_table(plan: Result) -> str:
    """Return for each disruption its worst onset: what is served, and what it costs in the year's money."""
    rows = plan.resilience.sort_values("service", kind="stable").groupby("disruption", sort=False).head(1)
    return table(
        (
            "disruption, at its worst onset",
            "onset",
            "least served",
            "of it served",
            "extra cost, billion USD of the year",
        ),
        [
            (
                row["disruption"],
                row["onset"],
                row["worst demand"] or "all in full",
                f"{row['service']:.0%}" if row["service"] == row["service"] else "",
                billions(row["extra cost in the year's money"]),
            )
            for _, row in rows.iterrows()
        ],
    )


def by_onset_table(plan: Result, disruptions: Sequence[str] = TAIWAN) -> str:
    """Return for some disruptions and every onset what is served of the worst served, and what the year costs."""
    rows = plan.resilience.assign(onset=plan.resilience["onset"].astype(str))
    rows = rows[rows["disruption"].isin(disruptions)]
    years = sorted(set(rows["onset"]))
    told = []
    for name in disruptions:
        of = rows[rows["disruption"] == name].set_index("onset")
        served = {year: f"{share:.0%}" for year, share in of["service"].items() if share == share}
        costs = {year: billions(extra) for year, extra in of["extra cost in the year's money"].items()}
        told.append((f"{name}: least served", *(served.get(year, "") for year in years)))
        told.append((f"{name}: extra cost, billion USD of the year", *(costs.get(year, "") for year in years)))
    return table(("begins in", *years), told)


def size_line(path: Path = WORKBOOK) -> str:
    """Return in a sentence how large the case is, and how much of it is assumed."""
    case = planner.read(path)
    count = {
        sheet: len(case.sheets[sheet])
        for sheet in (
            "Sites",
            "Materials",
            "Plants",
            "Suppliers",
            "Projects",
            "Rules",
            "Disruptions",
            "Cases",
            "Sources",
        )
    }
    sources = case.sheets["Sources"]
    assumed = sources["source"].astype(str).str.startswith("assumption").mean()
    checked = sources["confidence"].astype(str).str.startswith("verified").mean()
    cases = case.sheets["Cases"]["case"].nunique()
    return (
        f"{case.sheets['Sites']['country'].nunique()} countries, {count['Sites']} sites, {count['Materials']} "
        f"materials, "
        f"{count['Plants']} plants, {count['Suppliers']} offers, {count['Projects']} projects, {count['Rules']} rules, "
        f"{count['Disruptions']} disruptions, {cases} cases; {count['Sources']} rows of sources, "
        f"of which {assumed:.0%} begin with "
        f"the word assumption and {checked:.0%} were seen in print."
    )


def make_flagship(threads: int = 2) -> None:
    """Write the tables of docs/flagship.md: of the workbook as it is shipped, beside the plan that counts no chance."""
    plan = counted(threads)
    materials = ("accelerators", WAFERS, "HBM stacks", "gallium", "germanium", "DyTb oxide", "magnets", "tungsten")
    put(FLAGSHIP, "flagship", WORKBOOK, "\n\n".join((
        size_line(), proof_line(plan), "### What it costs", costs_table(plan), capital_table(plan),
        "### What is served",
        served_table(plan), "### Where things come from", origins_table(plan, materials),
        "### What is started, of a hundred million USD and more", started_table(plan, 100.0),
        "### What chances change", chances_line(plan, base(threads)),
        "### What disruptions would do", resilience_table(plan),
    )))  # fmt: skip


def make_by_onset(threads: int = 2) -> None:
    """Write what the loss of Taiwan does to the plan of the workbook as it is shipped, by the year of its onset."""
    plan = counted(threads)
    put(FLAGSHIP, "taiwan-by-year", WORKBOOK, f"{proof_line(plan)}\n\n{by_onset_table(plan)}")


def chances_line(plan: Result, uncounted: Result) -> str:
    """Return in words what is built because disruptions are counted."""
    told = new_and_gone(brief(plan), brief(uncounted), 50.0)
    costs = billions(uncounted.cost)
    return f"Beside the plan that counts no chance, which costs {costs} billion USD without them: {told}."


def make_baseline(threads: int = 2) -> None:
    """Write the table of the plan beside nothing built, of a world in which nothing is disrupted."""
    case = solves(threads).case("undisturbed", QUIET)
    plan = plan_book(case.book(), told_beside=True, threads=threads, time_limit=3600)
    put(DOCS / "ai-chips-doing-nothing.md", "baseline", WORKBOOK, baseline_tables(plan.tables["Baseline"]))


def baseline_tables(rows: pd.DataFrame) -> str:
    """Return what differs between a plan and nothing built, subject by subject."""
    told = []
    for subject, digits in (("cost", money), ("service", share), ("requirement", share), ("dependence", share)):
        of = rows[(rows["subject"] == subject) & (rows["difference"].abs() > NOTHING[subject])]
        lines = [
            (row["what"], row["at"] or "", digits(row["plan"]), digits(row["baseline"])) for _, row in of.iterrows()
        ]
        if subject == "requirement":
            lines = [(*line, f"{missed:.0%}") for line, missed in zip(lines, of["missed"], strict=True)]
        head = ("", "", "plan", "nothing more built", "of what is asked, missed")
        told.append(f"### {HEADS[subject]}\n\n" + table(head[: 5 if subject == "requirement" else 4], lines))
    return "\n\n".join(told)


def money(value: float) -> str:
    """Return a sum of money in billions."""
    return billions(value)


def share(value: float) -> str:
    """Return a share in percent."""
    return f"{value:.0%}"


def make_public_money(threads: int = 2) -> None:
    """Write what is there and is spent, what one more million saves, and what a fifth less or more changes."""
    plan, runs = base(threads), wide(threads)
    prices = plan.prices[plan.prices["sheet"] == "Budgets"]
    spent = plan.budgets.groupby("funder")[["budget", "spent"]].sum()
    as_it_is = runs.relaxed("as it is", QUIET)
    assert as_it_is is not None
    told = []
    for funder in limited():
        moves = [runs.relaxed(f"{funder} {x}", [*QUIET, ("Budgets", funder, "amount", x)]) for x in ("x0.8", "x1.2")]
        there, paid = spent.loc[funder]
        told.append((
            funder, billions(there), billions(paid), _dearest(prices, funder),
            *("no plan" if cost is None else moved(cost - as_it_is) for cost in moves),
        ))  # fmt: skip
    head = (
        "funder", "there is, billion USD", "spent", "one million more, in its dearest year, saves",
        "a fifth less costs", "a fifth more costs",
    )  # fmt: skip
    put(DOCS / "ai-chips-public-money.md", "public-money", WORKBOOK, "\n\n".join((table(head, told), spent_line(plan))))


def spent_line(plan: Result, funder: str = "Japan chip support", year: str = "2028") -> str:
    """Return in a sentence how much of the one budget that binds is spent until it no longer does."""
    rows = plan.budgets[(plan.budgets["funder"] == funder) & (plan.budgets["period"].astype(str) <= year)]
    there, spent = billions(rows["budget"].sum()), billions(rows["spent"].sum())
    return (
        f"Of {funder} there are {there} billion USD until {year}; until {year} the plan spends {spent} billion of it."
    )


def moved(amount: float) -> str:
    """Return by how many millions a cost moves, in words."""
    return "nothing" if abs(amount) < 1.0 else f"{amount:+,.0f} million"


def limited() -> list[str]:
    """Return the funders whose budgets have a limit."""
    budgets = planner.read(WORKBOOK).sheets["Budgets"]
    return [str(name) for name in budgets[budgets["amount"].notna()]["funder"]]


def _dearest(prices: pd.DataFrame, funder: str) -> str:
    of = prices[prices["row"] == funder]
    if of.empty:
        return "nothing"
    row = of.loc[of["price"].abs().idxmax()]
    return f"{abs(row['price']):.2g} ({row['period']})"


def new_and_gone(found: Brief, plan: Brief, least: float = 500.0) -> str:
    """Return which projects of some capital one plan starts and the other does not, or at another size."""
    one, other = found.capital, plan.capital
    enters = [name for name in one if one[name] - other.get(name, 0.0) >= least]
    leaves = [name for name in other if other[name] - one.get(name, 0.0) >= least]
    told = [f"more: {', '.join(enters)}"] if enters else []
    return "; ".join(told + ([f"less: {', '.join(leaves)}"] if leaves else [])) or "nothing large"
