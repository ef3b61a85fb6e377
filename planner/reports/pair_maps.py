"""Thing by thing: the worst service of any set that holds both, from a plan's table of sets of outages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from planner.plans.tables import SETS

if TYPE_CHECKING:
    import pandas as pd

    from planner.plans.plan import Plan

MOST_NAMES: Final = 40  # of one map: those in the worst sets; more cannot be read


@dataclass(frozen=True)
class PairMap:
    """What is left of service where two things are out at once.

    Attributes
    ----------
    disruption
        The row of Disruptions.
    together
        How many are out at once: more than two where a set of them holds the two.
    names, left_out
        The things, and how many there are beside them, of which no set is worse.
    values
        For each thing and each other the worst service; NaN where there is no set of both, and beside itself.
    """

    disruption: str
    together: int
    names: tuple[str, ...]
    left_out: int
    values: tuple[tuple[float, ...], ...]

    @property
    def words(self) -> str:
        """What a cell says."""
        more = "" if self.together == 2 else f"; any {self.together} are out at once, and the worst set of both counts"
        cut = f"; {self.left_out} more are in no worse set" if self.left_out else ""
        return (
            "Share of the worst served covered demand where the two are out at once, whenever they begin"
            f"{more}; blank: it covers no demand, or was not judged{cut}."
        )


def pair_maps(plan: Plan) -> list[PairMap]:
    """Return a map for each row of Disruptions that takes several things at once."""
    table = plan.tables.get(SETS.name)
    if table is None or table.empty:
        return []
    counts = {row["disruption"]: int(row["together"]) for row in plan.book.rows("Disruptions")}
    made = (_map(str(name), counts.get(name, 0), rows) for name, rows in table.groupby("disruption", sort=False))
    return [one for one in made if one is not None]


def _map(disruption: str, together: int, rows: pd.DataFrame) -> PairMap | None:
    """Return the map of a row of Disruptions; None where a name holds the sign between names."""
    sets = [(tuple(name.split(" + ")), float(value)) for name, value in zip(rows["set"], rows["service"], strict=True)]
    if together < 2 or any(len(parts) != together for parts, _ in sets):
        return None
    worst: dict[str, float] = {}
    for parts, value in sets:
        for name in parts:
            worst[name] = min(worst.get(name, math.inf), math.inf if math.isnan(value) else value)
    names = list(worst)
    kept = set(sorted(names, key=worst.__getitem__)[:MOST_NAMES])
    shown = [name for name in names if name in kept]
    place = {name: n for n, name in enumerate(shown)}
    cells = [[math.nan] * len(shown) for _ in shown]
    for parts, value in sets:
        inside = [place[name] for name in parts if name in place]
        for one in inside:
            for other in inside:
                if one != other and not math.isnan(value):
                    known = cells[one][other]
                    cells[one][other] = value if math.isnan(known) else min(known, value)
    return PairMap(disruption, together, tuple(shown), len(names) - len(shown), tuple(map(tuple, cells)))
