"""What is told of sets that are out at once, verified and drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from openpyxl import load_workbook
from test_outage_sets import blocks
from workbooks import plan, write

from planner.audit.audit import audit
from planner.reports.html.pairs import described
from planner.reports.pair_maps import pair_maps
from planner.reports.plan_workbook.write import write_plan
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pandas import DataFrame

    from planner.plans.plan import Plan


@pytest.fixture(scope="module")
def blocks_plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Return the plan that survives the loss of any two: all plants but that of 20."""
    return plan(tmp_path_factory.mktemp("blocks") / "in.xlsx", blocks(2))


def test_the_worst_sets_are_listed_and_every_set_is_on_its_sheet(blocks_plan: Plan) -> None:
    """Without 50 and 40 the plants of 30 and 10 serve 40 of 100; without 50 and 30 50, without 40 and 30 60."""
    listed, sets = blocks_plan.tables["Resilience"], blocks_plan.tables["Outage sets"]
    assert len(sets) == 10
    assert len(listed) == 3
    worst = listed.sort_values("service").iloc[0]
    assert worst["disruption"] == "lost / land of site 50 + land of site 40"
    assert worst["service"] == pytest.approx(0.4)
    assert listed["service"].max() == pytest.approx(0.6)
    by_set = dict(zip(sets["set"], sets["service"], strict=True))
    assert by_set["land of site 50 + land of site 30"] == pytest.approx(0.5)
    assert by_set["land of site 20 + land of site 10"] == pytest.approx(1.0)
    assert blocks_plan.run["outage sets"].startswith("lost: 10 sets, 10 judged with their onsets")
    assert blocks_plan.run["outage sets"].endswith("none is worse than those on Resilience")


def failed(found: Plan, tables: dict[str, DataFrame]) -> list[str]:
    checks = audit(found.book, found.tables | tables, found.run)
    return list(checks[checks["pass"] != "yes"]["check"])


def test_the_audit_proves_every_set_by_itself(tmp_path: Path, blocks_plan: Plan) -> None:
    """A plan for the loss of any one, shown with a sheet of pairs that all are served: the audit finds the pair."""
    assert failed(blocks_plan, {}) == []
    one = plan(tmp_path / "one.xlsx", blocks(1))
    tables = one.tables | {name: blocks_plan.tables[name] for name in ("Resilience", "Outage sets")}
    checks = audit(blocks_plan.book, tables, blocks_plan.run).set_index("check")
    assert checks.loc["sets: every set keeps the guarantee", "pass"] == "NO"


def test_the_audit_proves_the_sets_of_every_row(tmp_path: Path, blocks_plan: Plan) -> None:
    """The second row asks for six tenths, of which the loss of the two largest leaves four."""
    more = blocks(2)
    more["Disruptions"] = [*more["Disruptions"], {"disruption": "gone", "together": 2, "required": 0.6}]
    more["Hits"] = [*more["Hits"], {"disruption": "gone", "target": "country", "name": "each but land of home"}]
    book = read(write(tmp_path / "in.xlsx", more))
    checks = audit(book, blocks_plan.tables, blocks_plan.run).set_index("check")
    found = checks.loc["sets: every set keeps the guarantee"]
    assert (found["rows"], found["pass"]) == (2, "NO")
    assert found["where"].startswith("gone")


@pytest.mark.parametrize(
    ("column", "value", "check"),
    [
        ("service", 0.9, "sets: the worst onset"),
        ("extra cost in the year's money", 1e6, "branches: extra cost"),
        ("judged", 0.0, "sets: onsets"),
        ("as a part", 7.0, "sets: as a part"),
        ("set", "nowhere + elsewhere", "sets: each is told"),
    ],
)
def test_what_is_told_of_sets_is_checked(blocks_plan: Plan, column: str, value: object, check: str) -> None:
    for name in ("land of site 50 + land of site 40", "land of site 50 + land of site 10"):
        table = blocks_plan.tables["Outage sets"].copy()
        table.loc[table["set"] == name, column] = value
        wrong = failed(blocks_plan, {"Outage sets": table})
        assert wrong, (name, column)
        if check in wrong:
            break
    else:
        raise AssertionError(column)


def test_a_pair_map_shows_each_pair_at_its_worst(blocks_plan: Plan, tmp_path: Path) -> None:
    (found,) = pair_maps(blocks_plan)
    assert found.together == 2
    names = list(found.names)
    one, other = names.index("land of site 50"), names.index("land of site 40")
    assert found.values[one][other] == found.values[other][one] == pytest.approx(0.4)
    assert np.isnan(found.values[one][one])
    assert "The least is 40%, without" in described(found)
    write_plan(blocks_plan, tmp_path / "plan.xlsx")
    sheet = load_workbook(tmp_path / "plan.xlsx")["Pair map"]
    assert [cell.value for cell in sheet[1]] == ["lost", *names]
    assert sheet.cell(2 + one, 2 + other).value == pytest.approx(0.4)
    rises = max(map(len, names)) * 0.5 * 11 * 0.87  # a name at 60 degrees: half as wide as high, of 11 points
    assert sheet.row_dimensions[1].height >= rises


def test_of_three_at_once_a_map_shows_the_worst_set_of_each_two(tmp_path: Path) -> None:
    """Of 40 asked without 50, 40 and 30: 20 and 10 are left, so that a pair of the three is at 0.3."""
    (found,) = pair_maps(plan(tmp_path / "in.xlsx", blocks(3, 0.3)))
    names = list(found.names)
    three = [names.index(f"land of site {size}") for size in (50, 40, 30)]
    assert {round(found.values[a][b], 6) for a in three for b in three if a != b} == {0.3}
