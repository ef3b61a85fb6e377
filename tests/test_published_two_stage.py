"""Two-stage stochastic programmes written as workbooks, to their published optima.

Scenarios are disruptions as long as their onset's period, whose chances add up to 1, and gains count: then what the
undisturbed year costs to run cancels out, and the plan's cost is that of what is built and the mean over scenarios.
"""

from __future__ import annotations

import sys
from pathlib import Path

import locations
import pytest
from designs import read_design, sheets_of
from workbooks import Sheets, checked, objective, rows, settings

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

import location

DESIGNS = Path(__file__).parent / "data" / "netdes"


def electricity() -> Sheets:
    """Return the workbook of docs/two-stage.md: four kinds of plants for three modes of demand, one of it unknown.

    Source: Louveaux and Smeers, Optimal investments for electricity generation: a stochastic model and a test problem,
    in Ermoliev and Wets (eds), Numerical techniques for stochastic optimization, 1988; the test problem LandS.
    """
    cost = {"coal": (40, 24, 4), "oil": (45, 27, 4.5), "nuclear": (32, 19.2, 3.2), "gas": (55, 33, 5.5)}
    return {
        "Settings": settings(discount_rate=0, gap=0, capital_charging="overnight", disruption_gains="count"),
        "Periods": [{"period": "one"}],
        "Sites": [{"site": site} for site in (*cost, "base", "middle", "peak")],
        "Materials": rows("material | surplus\npower | none"),
        "Recipes": rows("process | role | item | amount\ngenerate | makes | power | 1"),
        "Projects": rows("""
            project | place | adds | maximum | capital rate | economic life
            coal plant | coal | generate | 12 | 10 | 1
            oil plant | oil | generate | 12 | 7 | 1
            nuclear plant | nuclear | generate | 12 | 16 | 1
            gas plant | gas | generate | 12 | 6 | 1
            """),
        "Lanes": [{"from": kind, "to": mode, "cost": each} for kind, costs in cost.items()
                  for mode, each in zip(("base", "middle", "peak"), costs, strict=True)],
        "Demand": rows("market | material | amount | shortage cost | required\nbase | power | 7 | 1000 | 1\n"
                       "middle | power | 3 | 1000 | 1\npeak | power | 2 | 1000 | 1"),
        "Budgets": rows("funder | amount\nutility | 120"),
        "Funding": rows("funder | projects\nutility | *"),
        "Disruptions": rows("disruption | probability | required\nlow | 0.3 | 1\nmedium | 0.4 | 1\nhigh | 0.3 | 1"),
        "Hits": [{"disruption": name, "target": "demand", "name": "base", "remaining": amount / 7}
                 for name, amount in (("low", 3), ("medium", 5), ("high", 7))],
    }  # fmt: skip


def test_electricity_under_uncertain_demand(tmp_path: Path) -> None:
    """Published: 381.853, to three decimals."""
    plan = checked(tmp_path / "in.xlsx", electricity())
    assert plan.run["objective"] == pytest.approx(381.853, abs=5e-4)
    built = plan.tables["Investments"].set_index("project")["size"].fillna(0)
    assert built.sum() == pytest.approx(12)  # what all three modes ask together where demand is highest


@pytest.mark.parametrize(("name", "published"), [("10-10-L-01", 88557.3), ("10-20-H-03", 32590.3)])
def test_a_network_under_uncertain_costs_capacities_and_demands(tmp_path: Path, name: str, published: float) -> None:
    """To their one decimal."""
    plan = checked(tmp_path / "in.xlsx", sheets_of(read_design(DESIGNS / f"network-{name}.dat.gz")))
    assert plan.run["objective"] == pytest.approx(published, abs=0.05 + 1e-6)


@pytest.mark.whole
def test_a_network_of_thirty_places(tmp_path: Path) -> None:
    """Published: 86,584.8. It takes ten times as long as the two above, by the same ways."""
    found = objective(tmp_path / "in.xlsx", sheets_of(read_design(DESIGNS / "network-30-10-L-01.dat.gz")))
    assert found == pytest.approx(86584.8, rel=1e-6)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_location_under_uncertain_demands(tmp_path: Path, seed: int) -> None:
    """To what all scenarios come to as one programme, and its facilities to what each scenario costs alone."""
    drawn = locations.drawn("cap41", 4, seed, facilities=8, customers=15)
    plan = checked(tmp_path / "in.xlsx", locations.sheets_of(drawn))
    assert plan.run["objective"] == pytest.approx(location.alone(drawn, 0.0, 60.0)["cost"], rel=1e-6)
    opened = location.opened_by(plan.tables["Investments"])
    assert location.cost_of(drawn, opened) == pytest.approx(plan.run["objective"], rel=1e-6)
    assert 1 < len(opened) < 8
