"""The supply that rules are about: whose it is, and from where it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from planner.wording.places import countries_of, materials_of, watched_origins

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planner.plans.plan import Plan

NOISE: Final = 1e-9


@dataclass(frozen=True)
class MaterialSupply:
    """One material of a rule for its buyers.

    Attributes
    ----------
    label
        The material, with its buyers where rules tell several apart.
    shares
        Periods by origins; periods without supply are left out.
    watched
        The origins of which the rules want less; None for all.
    """

    material: str
    label: str
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


def ruled_supplies(plan: Plan) -> list[MaterialSupply]:
    """Return the supply of each material and group of buyers that a rule is about, where there is any."""
    rules = plan.tables["Concentration"][["material", "buyers"]].drop_duplicates()
    several = rules["material"].duplicated(keep=False)
    supplies = []
    for (material, buyers), repeated in zip(rules.itertuples(index=False), several, strict=True):
        shares = _shares(plan, str(material), str(buyers))
        if len(shares):
            label = f"{material} for {'all' if buyers == '*' else buyers}" if repeated else str(material)
            watched = watched_origins(plan.book, str(material), str(buyers))
            supplies.append(MaterialSupply(str(material), label, shares, watched))
    return supplies


def most_changed(supplies: Sequence[MaterialSupply], most: int) -> list[MaterialSupply]:
    """Return one supply of each material, those that change most, in the order of the rules."""
    best: dict[str, MaterialSupply] = {}
    for supply in supplies:
        if supply.material not in best or supply.change > best[supply.material].change:
            best[supply.material] = supply
    chosen = sorted(best.values(), key=lambda supply: -supply.change)[:most]
    return [supply for supply in supplies if any(supply is each for each in chosen)]


def _shares(plan: Plan, material: str, buyers: str) -> pd.DataFrame:
    """Return each origin's share of what the buyers take in, periods by origins."""
    table = plan.tables["Sourcing"]
    table = table[table["material"].isin(materials_of(plan.book, material))]
    wanted = countries_of(plan.book, [part.strip() for part in buyers.split(";") if part.strip()])
    if wanted is not None:
        table = table[table["buyer"].isin(wanted)]
    amounts = table.groupby(["period", "origin"])["amount"].sum().unstack(fill_value=0)
    amounts = amounts.reindex([period for period in plan.book.periods if period in amounts.index])
    totals = amounts.sum(axis=1)
    return amounts[totals > NOISE].div(totals[totals > NOISE], axis=0)
