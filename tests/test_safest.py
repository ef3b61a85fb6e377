"""Among plans that cost the same and decide the same the safest is given: by pencil, and against a second model."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from drawn_risks import draw
from samples import few
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from whole_branches import Second
from workbooks import checked, plan, small

from planner.audit.audit import audit
from planner.errors import InfeasibleError, SolverError
from planner.plans.prices import ELSEWHERE
from planner.reports.first_page.page import first_page
from planner.reports.plan_workbook.sentences import sentences_by_subject
from planner.solving import safest
from planner.solving.outcome import Options
from planner.studies.replan.replanning import replan

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

    import pandas as pd
    from programme import Terms
    from workbooks import Sheets

    from planner.plans.plan import Plan
    from planner.solving.warm_program import WarmProgram


def two_mines(lost: str) -> Sheets:
    """Return a workbook of two mines at the same price, each with ten for two years of need, one lost in the second."""
    sheets = small(
        Periods="""period
                   one
                   two""",
        Sites="""site | country
                 here | home
                 near | nearland
                 far | farland""",
        Suppliers="""supplier | site | material | price | total
                     mine | near | goods | 1 | 10
                     pit | far | goods | 1 | 10""",
        Demand="""market | material | amount | shortage cost
                  here | goods | 10 | 100""",
        Disruptions="""disruption | onset
                       lost | two""",
        Hits=f"""disruption | target | name
                 lost | country | {lost}""",
    )
    sheets["Lanes"] = [{"from": "near", "to": "here"}, {"from": "far", "to": "here"}]
    return sheets


@pytest.mark.parametrize("lost", ["nearland", "farland"])
def test_what_is_lost_later_is_bought_first(tmp_path: Path, lost: str) -> None:
    """Both mines are needed, 20 in all, and which of them is bought first costs nothing: the one that is lost later."""
    found = checked(tmp_path / "in.xlsx", two_mines(lost))
    assert found.run["objective"] == pytest.approx(20)
    assert found.tables["Resilience"]["service"].tolist() == [1.0]


def test_the_mean_counts_and_no_disruption_hides_another(tmp_path: Path) -> None:
    """Nothing helps against the loss of home itself; that of a mine is served in full all the same."""
    sheets = two_mines("farland")
    sheets["Disruptions"].append({"disruption": "nothing", "onset": "two"})
    sheets["Hits"].append({"disruption": "nothing", "target": "material", "name": "goods"})
    sheets["Hits"].append({"disruption": "nothing", "target": "country", "name": "farland"})
    table = checked(tmp_path / "in.xlsx", sheets).tables["Resilience"]
    assert dict(zip(table["disruption"], table["service"], strict=True)) == {"lost": 1.0, "nothing": 0.0}


def stocked(holding: str) -> Sheets:
    """Return a workbook that can hold five at the market, or at the mine that may be lost: nothing undisturbed asks."""
    sheets = small(
        Periods="""period
                   one
                   two""",
        Sites="""site | country
                 here | home
                 there | away""",
        Suppliers="""supplier | site | material | price | maximum
                     mine | there | goods | 1 | 15""",
        Demand="""market | material | amount | shortage cost
                  here | goods | 10 | 100""",
        Stockpiles=f"""site | material | maximum | holding cost
                       here | goods | 5 | {holding}
                       there | goods | 5 | {holding}""",
        Disruptions="""disruption | onset
                       away out | two""",
        Hits="""disruption | target | name
                away out | country | away""",
    )
    return sheets | {"Lanes": [{"from": "there", "to": "here"}], "Materials": [{"material": "goods", "value": 1}]}


def test_what_may_be_held_at_no_cost_is_held_where_it_serves(tmp_path: Path) -> None:
    """Five bought a year early cost the same 20, and serve half of what is asked once the mine is lost."""
    found = checked(tmp_path / "in.xlsx", stocked("0"))
    assert found.run["objective"] == pytest.approx(20)
    assert found.tables["Resilience"]["service"].tolist() == [0.5]


@pytest.mark.parametrize(("money", "cost", "service"), [(0.0, 20.0, 0.0), (0.3, 20.3, 0.3), (9.0, 20.5, 0.5)])
def test_within_the_gap_in_money_plans_are_equal(tmp_path: Path, money: float, cost: float, service: float) -> None:
    """Each of five in stock costs 0.1 to hold: three for 0.3, and of what they serve no more is spent than it takes."""
    found = plan(tmp_path / "in.xlsx", stocked("0.1"), money_gap=money)
    assert found.run["objective"] == pytest.approx(cost)
    assert found.tables["Resilience"]["service"].tolist() == pytest.approx([service])
    assert set(found.tables["Checks"]["pass"]) == {"yes"}
    assert found.run["status"] == "proven"


def test_prices_of_a_dearer_safer_plan_say_of_which_operation_they_are(tmp_path: Path) -> None:
    """Three held at 0.1 cost 0.3 more than the cheapest operation, 20; the plan is no cheapest operation itself."""
    found = plan(tmp_path / "in.xlsx", stocked("0.1"), money_gap=0.3)
    assert found.run["cheapest operation"] == pytest.approx(20)
    words = found.tables["Prices"]["in words"]
    assert len(words)
    assert all(each.endswith(", in the cheapest operation of these decisions") for each in words)
    told = sentences_by_subject(found)["prices"]
    assert told.endswith(
        "in the cheapest operation of these decisions, which costs 0.3 million USD less: this plan's is safer."
    )
    for wrong in ({"cheapest operation": 19.9}, {"cheapest operation": 20.4}, {"cheapest operation": None}):
        checks = audit(found.book, found.tables, {**found.run, **wrong})
        assert set(checks["pass"]) == {"yes", "NO"}


def test_prices_of_a_safer_plan_of_the_same_cost_are_its_own(tmp_path: Path) -> None:
    """Every cheapest operation of the same decisions has the same prices: nothing is to be said."""
    found = plan(tmp_path / "in.xlsx", stocked("0"), money_gap=0.3)
    assert found.run["objective"] == pytest.approx(20)
    assert "cheapest operation" not in found.run
    assert not any("cheapest operation" in each for each in found.tables["Prices"]["in words"])
    wrong = found.tables["Prices"].assign(**{"in words": found.tables["Prices"]["in words"] + ELSEWHERE})
    checks = audit(found.book, {**found.tables, "Prices": wrong}, found.run)
    assert list(checks.loc[checks["pass"] == "NO", "check"]) == ["prices: the sentence is that of the price"]


def test_a_plan_made_anew_is_the_safest_too(tmp_path: Path) -> None:
    """As a plan of the workbook itself: five are held where they serve."""
    sheets = stocked("0")
    former = plan(tmp_path / "in.xlsx", sheets)
    found = replan(former.book, former, None, 0.0, Options(gap=0.0)).plan
    assert found.run["objective"] == pytest.approx(20)
    assert found.tables["Resilience"]["service"].tolist() == [0.5]
    assert found.run["safest among equals"] in (safest.DONE, safest.UNCHANGED)


def test_it_ends_in_time_with_the_plan_that_there_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safest, "LEAST", 0.0)
    monkeypatch.setattr(safest, "SHARE", 1e-9)
    found = checked(tmp_path / "in.xlsx", two_mines("farland"))
    assert found.run["objective"] == pytest.approx(20)
    assert found.run["safest among equals"] == safest.STOPPED
    assert first_page(found).conventions[-1] == f"Safest among equals: {safest.STOPPED}."


def test_a_ctrl_c_leaves_the_plan_that_there_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> WarmProgram:
        raise KeyboardInterrupt

    monkeypatch.setattr(safest, "WarmProgram", interrupted)
    found = plan(tmp_path / "in.xlsx", two_mines("farland"))
    assert found.run["objective"] == pytest.approx(20)
    assert found.run["safest among equals"] == safest.STOPPED


def test_a_branch_that_cannot_be_solved_costs_no_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        message = "no luck"
        raise SolverError(message)

    monkeypatch.setattr(safest.ServiceCuts, "missed", fails)
    found = checked(tmp_path / "in.xlsx", two_mines("farland"))
    assert found.run["objective"] == pytest.approx(20)
    assert found.run["safest among equals"] == safest.UNSOLVED


class Safest(Second):
    """The second model with a plan's decisions, and branches of their own that serve as much as can be."""

    def __init__(self, sheets: Sheets, found: Plan) -> None:
        super().__init__(sheets)
        self.whole = [0] * len(self.whole)
        self._decide(found)
        self.row([(cost, name) for name, cost in zip(self.columns, self.cost, strict=True)],
                 most=found.run["objective"] + 1e-9)  # fmt: skip
        self.undisturbed: Terms = [(cost, name) for name, cost in self._starts.items()]
        self.undisturbed += [(self.cost[n], key) for key, n in self.columns.items() if key[0] in ("beta", "air")]
        self.undisturbed += [term for at, terms in self.running.items() if at[0] == "trunk" for term in terms]
        self.short: Terms = [(self.years[t], (("trunk", t), "short")) for t in self.times]
        self.worst: dict[int, Hashable] = {}
        for number, (disruption, trouble) in enumerate(zip(self.of_branches(), self.troubles(), strict=True), 1000):
            if disruption not in self.worst:
                self.worst[disruption] = self.variable(("worst", disruption), most=1.0)
            self.branch(number, trouble)
            self._serve(number, disruption, trouble)

    def projects(self) -> None:
        super().projects()
        self._starts = dict(zip(self.columns, self.cost, strict=True))

    def of_branches(self) -> list[int]:
        """Return the disruption of each branch, with `each` spread out."""
        found, count = [], 0
        for row in self.sheets["Disruptions"]:
            hit = next(hit for hit in self.sheets["Hits"] if hit["disruption"] == row["disruption"])
            onsets = len(self.names) if row["onset"] in (None, "*") else len(row["onset"].split("; "))
            for _ in range({"each but CC": 2, "each": 4}.get(hit["name"], 1)):
                found += [count] * onsets
                count += 1
        return found

    def _decide(self, found: Plan) -> None:
        kept: dict[Hashable, float] = {name: 0.0 for name in self.columns if name[0] in ("start", "size")}  # type: ignore[index]
        for row in found.tables["Investments"].query("decision == 'build'").to_dict("records"):
            key = row["project"], self.names.index(row["start"])
            kept["start", *key] = row["blocks"]
            if row["project"] == "hire":
                kept["size", *key] = row["size"]
        kept |= self._in_use(found.tables["Purchases"].query("supplier == 'beta'"), "beta")
        kept |= self._in_use(found.tables["Flows"].query("mode == 'air'"), "air")
        for name, value in kept.items():
            if name in self.columns:
                self.limits[self.columns[name]] = (value, value)

    def _in_use(self, table: pd.DataFrame, name: str) -> dict[Hashable, float]:
        used = {self.names.index(row["period"]): row["in use"] for row in table.to_dict("records")}
        free = math.nan
        return {(name, t): v for t in self.times if not math.isnan(v := used.get(t, 0.0 if used else free))}

    def _serve(self, number: int, disruption: int, trouble: Any) -> None:
        steps, demand = self.steps(trouble), self.sheets["Demand"][0]
        shares = [trouble.after(back).share("demand", "good") for _, _, back in steps]
        asked = sum(length * share * demand[self.names[t]] for (t, length, _), share in zip(steps, shares, strict=True))
        got = [(length, (("branch", number, n), "got good")) for n, (_, length, _) in enumerate(steps)]
        self.row([*got, (-asked, self.worst[disruption])], least=0)
        for n, (t, length, _) in enumerate(steps):
            self.short.append((trouble.chance * length, (("branch", number, n), "short")))
            self.short.append((-trouble.chance * length, (("trunk", t), "short")))

    def best(self) -> tuple[float, float, float]:
        """Return the best mean of the worst services, with that the least expected shortage, then the least cost."""
        mean = [(-1 / len(self.worst), name) for name in self.worst.values()]
        found = []
        for terms in (mean, self.short, self.undisturbed):
            value = self._least(terms)
            self.row(terms, most=value + 1e-6 * max(1.0, abs(value)))
            found.append(value)
        return -found[0], found[1], found[2]

    def _least(self, terms: Terms) -> float:
        cost = np.zeros(len(self.columns))
        for value, name in terms:
            cost[self.columns[name]] += value
        entries = [(r, self.columns[name], value) for r, (row, _, _) in enumerate(self.rows) for value, name in row]
        places, columns, values = zip(*entries, strict=True)
        matrix = csr_array((values, (places, columns)), shape=(len(self.rows), len(cost)))
        between = LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])
        solved = milp(cost, constraints=between, bounds=Bounds(*zip(*self.limits, strict=True)))
        return float(solved.fun) if solved.x is not None else math.nan


def measured(found: Plan) -> tuple[float, float, float]:
    """Return what a plan comes to by its own tables: mean worst service, expected shortage, undisturbed cost."""
    table = found.tables["Resilience"]
    years = {row["period"]: row["years"] for row in found.book.rows("Periods")}
    begins, shorts = np.cumsum([0, *years.values()]), found.tables["Shortages"].query("market == 'c1'")
    short = dict(zip(shorts["period"], shorts["short"], strict=True))
    expected = sum(years[t] * short[t] for t in years)
    for row in table.to_dict("records"):
        first = list(years).index(row["onset"])
        end = begins[first] + row["window"]
        same = sum(short[t] * max(0.0, min(end, begins[n + 1]) - begins[n])
                   for n, t in enumerate(years) if n >= first)  # fmt: skip
        expected += row["chance"] * (row["shortage"] - same)
    costs = found.tables["Costs"]
    undisturbed = costs[~costs["part"].isin(["expected extra cost", "risk"])]["discounted"].sum()
    return float(table.groupby("disruption")["service"].min().mean()), float(expected), float(undisturbed)


def drawn_alike(seed: int) -> Sheets:
    """Return a random workbook in which much costs the same: near and far, now and later, in stock or not."""
    chance = random.Random(seed)
    sheets = draw(chance)
    sheets["Settings"][0]["value"] = 0  # the discount rate
    alpha, beta, gamma, _ = sheets["Suppliers"]
    alpha |= {"price": 2, "maximum": chance.choice([15, 20]), "total": chance.choice([30, 45])}
    beta |= {"price": 2, "maximum": 15, "fixed cost": None, "minimum": None}
    gamma |= {"price": 3, "maximum": chance.choice([3, 6])}
    for lane in sheets["Lanes"]:
        lane |= {"cost": 1, "tariff": None, "loss": None}
    for pile in sheets["Stockpiles"]:
        pile |= {"holding cost": 0, "loss": None, "maximum": chance.choice([6, 20]), "initial": 3}
    for hit in sheets["Hits"]:
        hit["remaining"] = chance.choice([None, 0.3]) if hit["target"] != "demand" else hit["remaining"]
    for row in sheets["Disruptions"]:
        row |= {"probability": chance.choice([0, 0, 0.05]), "required": None}
    return sheets


@pytest.mark.parametrize("seed", few(3, [0, 3, 5, 11, 16, 27]))
def test_a_second_model_finds_none_safer(tmp_path: Path, seed: int) -> None:
    """Shortage costs more than any way to serve, so that the cheapest way through is one that serves the most."""
    sheets = drawn_alike(seed)
    try:
        found = plan(tmp_path / "in.xlsx", sheets)
    except InfeasibleError:
        return
    right, has = Safest(sheets, found).best(), measured(found)
    assert has[0] == pytest.approx(right[0], abs=1e-5)
    assert has[1] == pytest.approx(right[1], rel=1e-4, abs=1e-4)
    assert has[2] == pytest.approx(right[2], rel=1e-4)
    assert set(found.tables["Checks"]["pass"]) == {"yes"}
