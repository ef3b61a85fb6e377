"""The supply that rules are about: whose it is, and from where it comes, of what is taken in and of what is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from planner.plans.plan import Plan, of_each_plan
from planner.tolerances import ROUNDING
from planner.wording.places import buyers_of, materials_of, watched_origins

if TYPE_CHECKING:
    import pandas as pd

SEEN: Final = 5e-4  # a difference of shares that a figure in percent shows
COLUMNS: Final = {"intake": "amount", "use": "used"}  # of Sourcing


@dataclass(frozen=True)
class MaterialSupply:
    """One material of a rule for its buyers.

    Attributes
    ----------
    name
        The material, with its buyers where rules tell several apart.
    label
        The name, and what is counted where that is not intake alone.
    buyers
        Whose supply it is, as the rule names them.
    of
        What is counted: intake or use.
    shares
        Periods by origins; periods without supply are left out.
    watched
        The origins of which the rules want less; None for all.
    """

    material: str
    name: str
    label: str
    buyers: str
    of: str
    shares: pd.DataFrame
    watched: set[str] | None

    @property
    def change(self) -> float:
        """The share of the supply that comes from elsewhere in the last period than in the first."""
        return float((self.shares.iloc[-1] - self.shares.iloc[0]).abs().sum()) / 2

    def watched_shares(self) -> pd.DataFrame:
        """Return the shares of the watched origins alone."""
        names = [name for name in self.shares.columns if self.watched is None or name in self.watched]
        return self.shares[names]


@of_each_plan
def ruled_supplies(plan: Plan) -> list[MaterialSupply]:
    """Return the supply of each material and group of buyers that a rule is about, where there is any.

    It is told of intake or of use, as the rules count it, and of both where a figure of one is not the other's.
    """
    rules = plan.tables["Concentration"][["material", "buyers", "of"]].drop_duplicates()
    groups = list(rules.groupby(["material", "buyers"], sort=False))
    materials = [material for (material, _), _ in groups]
    supplies = []
    for (material, buyers), rows in groups:
        own = f"{material} for {'all' if buyers == '*' else buyers}" if materials.count(material) > 1 else str(material)
        watched = watched_origins(plan.book, str(material), str(buyers))
        shares = _shown(plan, str(material), str(buyers), set(rows["of"]))
        for of, each in shares.items():
            label = own if list(shares) == ["intake"] else f"{own} ({of})"
            supplies.append(MaterialSupply(str(material), own, label, str(buyers), of, each, watched))
    return supplies


def _shown(plan: Plan, material: str, buyers: str, counted: set[str]) -> dict[str, pd.DataFrame]:
    """Return the shares of what rules count, intake or use, and those of the other where they differ."""
    both = {of: _shares(plan, material, buyers, column) for of, column in COLUMNS.items()}
    kept = both if _differ(*both.values()) else {of: shares for of, shares in both.items() if of in counted}
    return {of: shares for of, shares in kept.items() if len(shares)}


def _differ(first: pd.DataFrame, second: pd.DataFrame) -> bool:
    """Return whether shares differ in a period, or are there of one alone."""
    one, other = first.align(second)
    return bool((one.fillna(0.0) - other.fillna(0.0)).abs().gt(SEEN).to_numpy().any())


def most_changed(supplies: Sequence[MaterialSupply], most: int) -> list[MaterialSupply]:
    """Return one supply of each material, those that change most, in the order of the rules."""
    best: dict[str, MaterialSupply] = {}
    for supply in supplies:
        if supply.material not in best or supply.change > best[supply.material].change:
            best[supply.material] = supply
    chosen = sorted(best.values(), key=lambda supply: -supply.change)[:most]
    return [supply for supply in supplies if any(supply is each for each in chosen)]


def _shares(plan: Plan, material: str, buyers: str, column: str) -> pd.DataFrame:
    """Return each origin's share of what the buyers take in or use, periods by origins."""
    table = plan.tables["Sourcing"]
    table = table[table["material"].isin(materials_of(plan.book, material))]
    wanted = buyers_of(plan.book, buyers)
    if wanted is not None:
        table = table[table["buyer"].isin(wanted)]
    amounts = table.groupby(["period", "origin"])[column].sum().unstack(fill_value=0)
    amounts = amounts.reindex([period for period in plan.book.periods if period in amounts.index])
    totals = amounts.sum(axis=1)
    return amounts[totals > ROUNDING].div(totals[totals > ROUNDING], axis=0)
