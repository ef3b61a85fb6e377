"""The pages of arguments: what the plan that counts no chance does of the list that no industry would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.pages.page import DOCS, put, table
from tools.pages.real_case import WORKBOOK, base, billions, limited, proof_line, spent_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from planner import Result

YEARS: Final = tuple(map(str, range(2026, 2036)))
CHIPS: Final = (
    ("leading-edge logic", "Tainan"), ("HBM wafer fab", "Icheon"), ("HBM wafer fab", "Pyeongtaek"),
    ("HBM wafer fab", "Hiroshima"), ("optics making", "Sherman"), ("substrate making", "Taoyuan"),
    ("substrate making", "Penang"), ("advanced packaging", "Peoria"), ("EMIB packaging", "Rio Rancho"),
    ("EMIB packaging", "Penang"), ("wafer making", "Shirakawa"),
)  # fmt: skip
MINERALS: Final = (
    ("light separation", "Mountain Pass"), ("light separation", "White Mesa"), ("heavy separation", "Mountain Pass"),
    ("heavy separation", "Lacq"), ("heavy separation", "Eneabba"), ("heavy separation", "Kuantan"),
)  # fmt: skip
CONTRACTS: Final = ("Hemlock contracts", "Tokuyama contracts")
CHINAS: Final = ("China gallium", "China germanium", "China tungsten", "China magnets", "China neon", "China quartz")
ORIGINS: Final = (
    ("optics", "Malaysia"), ("logic wafers", "Taiwan"), ("accelerators", "Taiwan"), ("photoresist", "Japan"),
    ("substrates", "Japan"), ("EUV mask blanks", "Japan"),
)  # fmt: skip


def make(threads: int = 2) -> None:
    """Write what the list is today on both pages of arguments."""
    plan = base(threads)
    chips = [*_plants(plan, CHIPS), *_offers(plan, CONTRACTS), *_shares(plan, ORIGINS), *_served(plan, "AI compute")]
    minerals = [*_plants(plan, MINERALS), *_offers(plan, CHINAS)]
    for page, rows in (("ai-chips-argued", chips), ("ai-chips-argued-minerals", minerals)):
        told = [
            proof_line(plan),
            table(("share", *YEARS), rows),
            spent_table(plan),
            spent_line(plan),
            starts_line(plan),
        ]
        put(DOCS / f"{page}.md", page.removeprefix("ai-chips-"), WORKBOOK, "\n\n".join(told))


def spent_table(plan: Result) -> str:
    """Return what is there and is spent of each budget with a limit, and of all."""
    sums = plan.budgets.groupby("funder")[["budget", "spent"]].sum().loc[limited()]
    rows = [(funder, billions(row["budget"]), billions(row["spent"])) for funder, row in sums.iterrows()]
    whole = ("in all", billions(sums["budget"].sum()), billions(sums["spent"].sum()))
    return table(("public money, billion USD", "there is", "spent"), [*rows, whole])


def starts_line(plan: Result) -> str:
    """Return in a sentence how many projects are started when: of some size, or for some money."""
    rows = plan.investments[plan.investments[["size", "capital"]].fillna(0.0).any(axis=1)]
    years = rows["start"].astype(int)
    first, soon, late = ((years == 2026).sum(), years.between(2027, 2029).sum(), (years >= 2030).sum())
    return f"Of its starts {first} are in 2026, {soon} in the three years after, {late} from 2030 on."


def _by_year(of: pd.DataFrame, column: str) -> dict[str, float]:
    return dict(zip(of["period"].astype(str), of[column], strict=True))


def _row(name: str, shares: dict[str, float]) -> tuple[str, ...]:
    told = (shares.get(year, float("nan")) for year in YEARS)
    return (name, *("" if share != share else f"{share:.0%}" for share in told))


def _plants(plan: Result, names: Sequence[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Yield what plants run of their capacity."""
    for process, site in names:
        of = plan.production[(plan.production["process"] == process) & (plan.production["site"] == site)]
        yield _row(f"{process} at {site}: used of its capacity", _by_year(of, "use"))


def _offers(plan: Result, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield what is bought of offers."""
    for name in names:
        of = plan.purchases[plan.purchases["supplier"] == name]
        yield _row(
            f"{name}: bought of what is offered", _by_year(of.assign(share=of["amount"] / of["maximum"]), "share")
        )


def _shares(plan: Result, names: Sequence[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Yield which share of what is taken in comes from an origin."""
    for material, origin in names:
        of = plan.sourcing[plan.sourcing["material"] == material]
        whole = of.groupby("period")["amount"].sum()
        own = of[of["origin"] == origin].groupby("period")["amount"].sum()
        shares = {str(year): own.get(year, 0.0) / amount for year, amount in whole.items() if amount}
        yield _row(f"{material} taken in: from {origin}", shares)


def _served(plan: Result, material: str) -> Iterator[tuple[str, ...]]:
    """Yield how far each market's demand of a material is served."""
    for market, of in plan.shortages[plan.shortages["material"] == material].groupby("market", sort=False):
        yield _row(f"{material} served, {market}", _by_year(of, "served"))
