"""Nothing that is left out, because it cannot be had or nobody asks for it, may change an optimum."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from drawn_circles import MATERIALS, SITES, Whole, draw
from samples import few
from workbooks import Sheets, cost, small, write

import planner_models.index
from planner.audit import lookup as audit_facts
from planner.audit.reach import SupplyReach
from planner.errors import InfeasibleError
from planner.workbook.assemble.problem import assemble
from planner.workbook.checks import reach as checks
from planner.workbook.checks.lookup import CheckLookup
from planner.workbook.reading.reader import read
from planner_models.index import Index
from planner_models.reach import Reach

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def unpruned(index: Index) -> frozenset[tuple[int, int]]:
    """Find every material of use everywhere."""
    return frozenset((m, i) for m in range(len(index.problem.materials)) for i in range(len(index.problem.sites)))


class Everything(Reach):
    """Something of everything could be everywhere."""

    def _spread(self, t: int, held: NDArray) -> tuple[NDArray, NDArray]:
        there, fed = super()._spread(t, held)
        self.for_its_sake |= {divmod(place, self._sites) for place in range(len(there))}
        return there | True, fed | True


@pytest.mark.parametrize("seed", [7, 13, 51, 59, 155, 227, 4090, *few(2, range(400, 408))])
def test_a_model_that_leaves_nothing_out_finds_the_same_cost(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With and without leaving out what cannot be had, and by a second model written from the workbook."""
    sheets = draw(random.Random(seed))
    write(tmp_path / "in.xlsx", sheets)
    least = Whole(sheets).solve()
    if least == float("inf"):
        with pytest.raises(InfeasibleError):
            cost(tmp_path / "in.xlsx", sheets)
        return
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(least, rel=1e-6, abs=1e-6)
    if all(row["minimum use"] is None for row in sheets["Plants"]):
        monkeypatch.setattr(planner_models.index, "Reach", Everything)
        monkeypatch.setattr(planner_models.index, "useful_mi", unpruned)
        assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(least, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("has_rule", [True, False])
def test_what_a_rule_counts_may_be_sent_away_from_its_buyers(tmp_path: Path, *, has_rule: bool) -> None:
    """Nobody there asks for goods, and only a rule of what is taken in here is a reason to send any there."""
    rule = "rule | material | measure | buyers | origins | limit\nhalf | goods | share at most | AA | AA | 0.5"
    sheets = small(
        Sites="site | country\nhere | AA\nthere | BB",
        Suppliers="supplier | site | material | price\nmine | here | goods | 1",
        Lanes="from | to\nhere | there",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 9",
        **({"Rules": rule} if has_rule else {}),
    )
    index = Index(assemble(read(write(tmp_path / "in.xlsx", sheets))))
    there = next(n for n, site in enumerate(index.problem.sites) if site.name == "there")
    assert ((0, there) in index.useful) is has_rule


class Taken(Whole):
    """As much as can be is taken of what is said to be out of reach; nothing else counts."""

    def __init__(self, sheets: Sheets, out_of_reach: set[tuple[str, str, int]]) -> None:
        self.out_of_reach = out_of_reach
        super().__init__(sheets)
        self.cost = [-1.0 if isinstance(name, tuple) and name[0] == "take" else 0.0 for name in self.columns]

    def balances(self) -> None:
        for place in sorted(self.out_of_reach):
            self.balance[place].append((-1.0, self.variable(("take", *place), most=1.0)))
        super().balances()


@pytest.mark.parametrize("seed", few(4, range(500, 514)))
def test_what_is_called_out_of_reach_nothing_can_bring(tmp_path: Path, seed: int) -> None:
    """By the checks, the model and the audit, each for itself; and all three say the same of who could be fed."""
    sheets = draw(random.Random(seed))
    free = [row | {"surplus": None} for row in sheets["Materials"]]
    unasked = [row | {"minimum use": None} for row in sheets["Plants"]]
    book = read(write(tmp_path / "in.xlsx", sheets | {"Materials": free, "Plants": unasked}))
    told, index, audited = (
        checks.CheckedReach(CheckLookup(book)),
        Index(assemble(book)),
        SupplyReach(audit_facts.AuditLookup.of(book)),
    )
    problem = index.problem
    places = [(m, i, t) for m in range(len(MATERIALS)) for i in range(len(SITES)) for t in problem.times]
    missed = {(MATERIALS[m], SITES[i], t) for m, i, t in places if (MATERIALS[m], i) not in told.in_period(t)
              or not index.spread.there[t][index.spread.place(m, i)]}  # fmt: skip
    assert Taken(sheets | {"Materials": free, "Plants": unasked}, missed).solve() == pytest.approx(0, abs=1e-7)
    for t in problem.times:
        there = {(m, i) for m in MATERIALS for i in SITES
                 if index.spread.there[t][index.spread.place(MATERIALS.index(m), SITES.index(i))]}  # fmt: skip
        assert audited.there[t] == there
    for p, plant in enumerate(problem.plants):
        for t in problem.times:
            could_run = bool(plant.can_run[t] and index.spread.fed[t][p])
            assert audited.may_run(plant.process, SITES[plant.site], t) == could_run
