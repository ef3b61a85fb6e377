"""What a plan comes to, in few figures and plain sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from planner.plans.plan import Plan, of_each_plan
from planner.plans.tables import EXTRA_COSTS
from planner.statuses import Status, Stop, status_of, stop_of
from planner.tolerances import NOTICED, ROUNDING
from planner.wording.aloud import money_aloud
from planner.wording.numbers import money_text, number_text, share_text
from planner.wording.sums import asked_demand, cost_parts, is_told, least_told
from planner.wording.supplies import MaterialSupply, ruled_supplies

if TYPE_CHECKING:
    import pandas as pd

BAD_SERVICE: Final = 0.5  # a share that is served in a disruption: less is red on first pages
MOST_STARTS: Final = 2  # that are listed one by one
# Why a solve stopped that proved nothing.
STOPPED: Final = {
    Stop.CHARGED: "with changes of the former plan charged",
    Stop.ALL_CASES: "with investments that were chosen for all cases together",
    Stop.INTERRUPTED: "before it was interrupted",
    Stop.TIME_LIMIT: "within the time limit",
    Stop.MOST_ROUNDS: "before the solve stopped after the most rounds that it makes",
    Stop.NO_FURTHER: "before the prices of what the worlds share proved no more",
    Stop.FAILED: "before the solver failed",
    Stop.AUDITED_BELOW: "since its plan, run at least cost, does not keep what was asked of it and costs less",
    Stop.TOLERANCES: "before the solve stopped at what its arithmetic can tell apart",
    Stop.PLAYBOOK: "for all worlds of a playbook together, of which this is one",
    Stop.OTHER_MEASURE: "where something else than cost was made best",
}


@dataclass(frozen=True)
class Tile:
    """One figure of the first page: what it is, the figure, and a word on it; good is None where neither."""

    label: str
    figure: str
    words: str
    good: bool | None = None


def is_proven(plan: Plan) -> bool:
    """Whether the solver proved the plan to the gap that was asked."""
    return plan.status is Status.PROVEN


def status_words(run: Mapping[str, Any]) -> str:
    """Return how good the plan is known to be, as a sentence; what is not proven is never called best possible."""
    status, gap = status_of(run.get("status")), run.get("gap")
    known = isinstance(gap, int | float) and math.isfinite(gap)
    distance = _gap_text(float(gap)) if known else ""  # type: ignore[arg-type]
    if status is Status.PROVEN and known and run.get("money gap asked"):
        apart = number_text(float(run["objective"]) - float(run["bound"]))
        return f"Proven within {apart} {run.get('money', '')} ({distance}) of the best possible"
    if status is Status.PROVEN:
        return f"Proven within {distance} of the best possible" if known else "Proven best possible"
    is_judged = status is not Status.NOT_VERIFIED
    stopped = stop_of(run.get("stopped")) or Stop.TIME_LIMIT
    found = STOPPED.get(stopped, STOPPED[Stop.TIME_LIMIT]) if is_judged else "whose own verification fails"
    found += ", not yet verified" if run.get("verified") else ""
    if not known:
        return f"Best plan found {found}; how far it is from the best possible is not known"
    return f"Best plan found {found}; it is at most {distance} from the best possible"


def _gap_text(gap: float) -> str:
    """Return a gap in per cent, rounded up so that it never promises too much."""
    if gap <= NOTICED:
        return "0.0001%"
    step = 10.0 ** (math.floor(math.log10(gap)) - 1)
    return f"{100 * math.ceil(gap / step - ROUNDING) * step:.6f}".rstrip("0").rstrip(".") + "%"


def tiles_of(plan: Plan) -> list[Tile]:
    """Return the six figures of the first page."""
    second = _capital_tile if plan.tables["Resilience"].empty else _resilience_tile
    tiles = (_cost_tile, second, _built_tile, _served_tile, _origin_tile, _checks_tile)
    return [tile(plan) for tile in tiles]


def _cost_tile(plan: Plan) -> Tile:
    settings = plan.book.settings
    cost = float(plan.run.get("objective", cost_parts(plan).sum()))
    return Tile("Cost of the plan", money_aloud(cost, settings), "over the horizon, discounted")


def _capital_tile(plan: Plan) -> Tile:
    spent = float(plan.tables["Investments"]["capital"].sum())
    return Tile("Capital of what is built", money_aloud(spent, plan.book.settings), "as it is paid")


def _resilience_tile(plan: Plan) -> Tile:
    kept = plan.tables["Resilience"]["kept"]
    worst = worst_disruption(plan)
    served = "–" if worst is None else share_text(float(worst["service"]))
    where = "" if worst is None else f"{worst['disruption']}, {worst['onset']}"
    asked = int((kept != "").sum())
    if not asked:
        is_bad = worst is not None and float(worst["service"]) < BAD_SERVICE
        label = "Served at worst disruption" if is_all_covered(plan) else "Covered, served at worst"
        return Tile(label, served, where, False if is_bad else None)
    held = int((kept == "yes").sum())
    return Tile("Guarantees kept", f"{held} of {asked}", f"worst: {served}, {where}", held == asked)


def _built_tile(plan: Plan) -> Tile:
    periods = plan.book.periods
    horizon = f"from {periods[0]} to {periods[-1]}" if len(periods) > 1 else f"in {periods[0]}"
    built, offered = len(projects_of(plan)), plan.tables["Investments"]["project"].nunique()
    return Tile("Projects built", f"{built} of {offered}", horizon)


def _served_tile(plan: Plan) -> Tile:
    worst = worst_served(plan)
    if worst is None:
        return Tile("Demand served", "–", "no demand with an amount")
    if worst["short"] <= NOTICED * worst["asked"]:
        return Tile("Demand served", "100%", "all of it, in every period", True)
    where = f"at worst: {worst['material']}, {worst['market']}, {worst['period']}"
    return Tile("Demand served", share_text(1 - worst["short"] / worst["asked"]), where, False)


def _origin_tile(plan: Plan) -> Tile:
    worst = next(iter(moves_of(plan)), None)
    if worst is None:
        return Tile("Largest origin", "–", "no rule follows a material")
    first, last = f"{worst.first:.0%}", f"{worst.last:.0%}"
    which = "of what is used" if worst.of == "use" else "of intake"
    figure = first if first == last else f"{first} → {last}"
    return Tile("Largest origin", figure, f"{worst.name} from {worst.origin}, {which}, {worst.when}")


def _checks_tile(plan: Plan) -> Tile:
    checks = plan.tables["Checks"]
    passed = int((checks["pass"] == "yes").sum())
    if checks.empty:
        return Tile("Checks passed", "–", str(Status.NOT_VERIFIED), False)
    return Tile("Checks passed", f"{passed} of {len(checks)}", "independent verification", passed == len(checks))


@dataclass(frozen=True)
class BuiltProject:
    """A project that is started: where, when, and the capital of all its starts."""

    name: str
    place: str
    started: str
    capital: float


@of_each_plan
def projects_of(plan: Plan) -> list[BuiltProject]:
    """Return the projects that are started, those with the most capital first."""
    table = plan.tables["Investments"]
    found = []
    for (name, place), starts in table[table["decision"] == "build"].groupby(["project", "place"], sort=False):
        periods = [period for period in plan.book.periods if period in set(starts["start"])]
        words = ", ".join(periods) if len(periods) <= MOST_STARTS else f"{periods[0]} to {periods[-1]}"
        found.append(BuiltProject(str(name), str(place), words, float(starts["capital"].sum())))
    return sorted(found, key=lambda project: -project.capital)


@of_each_plan
def worst_served(plan: Plan) -> pd.Series | None:
    """Return the row of Shortages of which the least is served; None without demand."""
    demand = asked_demand(plan)
    return None if demand.empty else row_of_most(demand, demand["short"] / demand["asked"])


@dataclass(frozen=True)
class LargestOrigin:
    """The largest origin of a material, its share of intake or of use in the first and the last period of supply.

    ``name`` is the material with its buyers, ``material`` says of which of the two it is too, where both are told.
    """

    name: str
    material: str
    of: str
    origin: str
    first: float
    last: float
    periods: tuple[str, str]

    @property
    def when(self) -> str:
        """The first and the last period of its supply."""
        first, last = self.periods
        return f"{first} → {last}" if first != last else first


def worst_disruption(plan: Plan) -> pd.Series[Any] | None:
    """Return the row of Resilience with the least service; None where no disruption was looked at."""
    table = plan.tables["Resilience"]
    table = table[table["service"].notna()]
    return None if table.empty else row_of_most(table, 1 - table["service"])


def is_all_covered(plan: Plan) -> bool:
    """Whether every disruption covers all that is asked for: of other demand nothing says whether it is served."""
    asked = set(asked_demand(plan)["material"])
    return all("*" in row["covers"] or asked <= set(row["covers"]) for row in plan.book.rows("Disruptions"))


def none_leaves_short(plan: Plan) -> str:
    """Return what is said where no covered demand is short in any disruption, without its full stop."""
    if is_all_covered(plan):
        return "No disruption that was looked at leaves demand short"
    return "No disruption that was looked at leaves short what it covers; of other demand nothing is told here"


def dearest_disruption(plan: Plan) -> pd.Series[Any] | None:
    """Return the row of Resilience that costs most more in the money of its year; None where none costs more."""
    table = plan.tables["Resilience"]
    more = table[EXTRA_COSTS[0]]
    return row_of_most(table, more) if len(table) and float(more.max()) > least_told(plan) else None


def extra_cost_text(row: pd.Series[Any], plan: Plan) -> str:
    """Return what a row of Resilience costs more in the money of its year; blank where it costs nothing more."""
    more = float(row[EXTRA_COSTS[0]])
    return f"costs {money_text(more, plan.book.settings)} more in that year's money" if more > least_told(plan) else ""


def moves_of(plan: Plan) -> list[LargestOrigin]:
    """Return the largest origin, of those that rules watch, of each supply; the most dependent first."""
    found = []
    for supply in ruled_supplies(plan):
        shares = supply.watched_shares()
        if shares.shape[1] and shares.to_numpy().max() > NOTICED:
            found.append((float(shares.to_numpy().max()), _move(supply, shares)))
    return [move for _, move in sorted(found, key=lambda pair: -pair[0])]


def _move(supply: MaterialSupply, shares: pd.DataFrame) -> LargestOrigin:
    """Return how the origin moves that has the largest share in any period."""
    origin = str(shares.max().idxmax())
    periods = str(shares.index[0]), str(shares.index[-1])
    begin, end = (float(shares[origin].iloc[at]) for at in (0, -1))
    return LargestOrigin(supply.name, supply.label, supply.of, origin, begin, end, periods)


def capital_by_funder(plan: Plan) -> pd.Series[float]:
    """Return what each funder pays in all, the largest first."""
    sums = plan.tables["Payments"].groupby("funder")["amount"].sum()
    return sums[is_told(sums)].sort_values(ascending=False, kind="stable")


def row_of_most(table: pd.DataFrame, sizes: pd.Series[float]) -> pd.Series[Any]:
    """Return the row of a table at which the sizes are largest; a blank size counts as nothing."""
    return table.iloc[int(sizes.fillna(0.0).to_numpy().argmax())]
