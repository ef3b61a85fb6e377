"""The risk weight between mean and tail, on workbooks worked out by hand, and whether it is sound.

Abroad sells chips at 1 a unit, 10 a year are asked at home, and what is short costs; abroad may be lost for a while.
"""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from drawn_risks import draw
from farmer import farmer
from workbooks import Sheets, checked, objective, plan, rows, settings, small, write

from planner.faults import Severity
from planner.workbook.assemble.problem import assemble
from planner.workbook.checks.run import read_and_check
from planner.workbook.reading.reader import read
from planner_models.steps import credited

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = (6, 11, 12)
HAIR = 2e-6  # beyond what is told to be the largest sound weight


def lost(
    chance: float, weight: float, *, years: tuple[float, ...] = (1,), onset: str = "*", duration: float = 1,
    recovery: float = 0, short: float = 100, **more: object,
) -> Sheets:  # fmt: skip
    """Return a workbook in which abroad is lost; the first period begins in 2026."""
    begins = [2026 + sum(years[:t]) for t in range(len(years))]
    sheets = small(
        Sites="site | country\nhome | A\nabroad | B",
        Materials="material\nchip",
        Suppliers="supplier | site | material | price\nfar | abroad | chip | 1",
        Lanes="from | to\nabroad | home",
        Demand=f"market | material | amount | shortage cost\nhome | chip | 10 | {short}",
        Disruptions="disruption | probability | duration | recovery | onset\n"
                    f"B out | {chance} | {duration} | {recovery} | {onset}",
        Hits="disruption | target | name\nB out | country | B",
    )  # fmt: skip
    sheets["Periods"] = [{"period": begin, "years": length} for begin, length in zip(begins, years, strict=True)]
    sheets["Settings"] = settings(**{"discount_rate": 0, "gap": 0, "risk_weight": weight} | more)
    return sheets


def refused(path: Path, sheets: Sheets) -> list[str]:
    """Return the errors of a workbook, with what would do."""
    _, faults = read_and_check(write(path / "in.xlsx", sheets))
    return [f"{x.place}: {x.wrong}. {x.remedy}" for x in faults if x.severity is Severity.ERROR]


@pytest.mark.parametrize(("chance", "cost"), [(0.2, 20 + 49 + 245), (0.05, 20 + 12.25 + 122.5)])
def test_mean_and_tail_at_half_each(tmp_path: Path, chance: float, cost: float) -> None:
    """A year lost is 10 short for 500, less the 10 that they would have cost: 490.

    At 0.2 the mean is 98 and the worst tenth 490; at 0.05 they are 24.5 and 245; half of each counts.
    """
    found = checked(tmp_path / "in.xlsx", lost(chance, 0.5, years=(1, 1), onset="2027", short=50))
    assert found.run["objective"] == pytest.approx(cost)
    assert found.tables["Shortages"]["short"].tolist() == [0, 0]
    parts = found.tables["Costs"].groupby("part")["discounted"].sum()
    assert parts["expected extra cost"] == pytest.approx(0.5 * chance * 490)
    assert parts["risk"] == pytest.approx(0.5 * min(chance / 0.1, 1) * 490)


SOUND = {
    "a year's loss at 0.1: 0.1 + 0.9 w": (0.1, {}, 0.944444),
    "four years, windows of two: 0.2 + 1.8 w": (0.1, {"years": (1, 1, 1, 1), "duration": 2}, 0.416667),
    "windows of a year and one to recover": (
        0.1, {"years": (1, 1, 1, 1), "duration": 1, "recovery": 1}, 0.416667,
    ),
    "0.6 in two years, windows of a year and a half: 0.9 + 0.6 w": (
        0.6, {"years": (1, 1), "duration": 1.5}, 0.083333,
    ),
    "the worst twentieth: 0.05 + 0.95 w": (0.05, {"risk_level": 0.95}, 0.947368),
}  # fmt: skip


@pytest.mark.parametrize(("chance", "more", "largest"), SOUND.values(), ids=SOUND)
def test_the_largest_sound_weight_is_told_and_taken(
    tmp_path: Path, chance: float, more: dict[str, object], largest: float
) -> None:
    told = refused(tmp_path, lost(chance, 1, **more))  # type: ignore[arg-type]
    assert len(told) == 1
    assert told[0].startswith("Settings!B4: disruptions are so likely or so long")
    assert told[0].endswith(f"The largest sound weight is {largest}; or lower probabilities or durations")
    assert refused(tmp_path, lost(chance, largest, **more)) == []  # type: ignore[arg-type]
    assert len(refused(tmp_path, lost(chance, largest + HAIR, **more))) == 1  # type: ignore[arg-type]


def test_every_one_of_an_each_counts_and_so_does_each_by_its_own_window(tmp_path: Path) -> None:
    """Two countries at 0.05 each are 0.1; of the worst tenth half is a year long and half half a year: 0.75."""
    sheets = lost(0.05, 1)
    sheets["Hits"] = rows("disruption | target | name\nB out | country | each")
    assert "The largest sound weight is 0.944444;" in refused(tmp_path, sheets)[0]
    sheets = lost(0.05, 1)
    sheets["Disruptions"] += rows("disruption | probability | duration\nalso out | 0.06 | 0.5")
    sheets["Hits"] += rows("disruption | target | name\nalso out | country | B")
    assert refused(tmp_path, sheets) == []


def test_the_largest_sound_weight_serves(tmp_path: Path) -> None:
    for weight in (0.9, 0.944444):
        found = checked(tmp_path / "in.xlsx", lost(0.1, weight))
        assert found.tables["Shortages"]["short"].tolist() == [0]
        assert found.run["objective"] == pytest.approx(10 + (0.1 + 0.9 * weight) * 990)


@pytest.mark.parametrize("weight", [0, 0.5, 1])
def test_a_window_of_a_fifth_of_its_period_is_sound_at_any_weight(tmp_path: Path, weight: float) -> None:
    """Five years at 0.1 a year, a window of one: the tail of the share that is covered is 0.2."""
    assert refused(tmp_path, lost(0.1, weight, years=(5,))) == []


def test_only_0_is_sound_where_nearly_all_time_is_disrupted(tmp_path: Path) -> None:
    assert refused(tmp_path, lost(0.96, 0)) == []
    assert "Only 0 is sound; or lower" in refused(tmp_path, lost(0.96, 0.01))[0]
    assert refused(tmp_path, lost(1, 0)) == []
    assert "Only 0 is sound; or lower" in refused(tmp_path, lost(1, 0.5))[0]


def test_a_weight_beyond_1_is_told_what_a_weight_is(tmp_path: Path) -> None:
    """It used to be multiplied with the tail and added to the mean."""
    assert refused(tmp_path, lost(0.03, 5)) == [
        "Settings!B4: risk weight must be from 0 to 1. It weighs the tail of what disruptions cost against the mean: "
        "0 is the mean alone, 1 the tail alone"
    ]


def test_waste_pays_at_a_weight_that_is_refused_and_not_at_the_largest_sound_one(tmp_path: Path) -> None:
    """Abroad sells the same for 2 as well: whoever pays 2 in vain has 1 a unit less to lose when abroad is lost."""
    bought = {}
    for weight in (0.416667, 0.6):
        sheets = lost(0.1, weight, years=(1, 1, 1, 1), duration=2)
        sheets["Demand"][0]["required"] = 1
        sheets["Suppliers"] += rows("supplier | site | material | price\ndear | abroad | chip | 2")
        assert bool(refused(tmp_path, sheets)) is (weight == 0.6)
        purchases = plan(tmp_path / "in.xlsx", sheets).tables["Purchases"]
        bought[weight] = purchases[purchases["supplier"] == "dear"]["amount"].sum()
    assert bought[0.416667] == 0
    assert bought[0.6] > 9


def test_what_lapses_in_a_disruption_is_no_gain_unless_gains_count(tmp_path: Path) -> None:
    """A cap on abroad: 5 at 1 and 5 at 3 are 20. What is hit has no maximum and stays open, the cap lapses: 10."""
    for gains, cost, counted in (("ignore", 20, 0), ("count", 20 - 0.3 * 10, -10)):
        sheets = lost(0.3, 0, disruption_gains=gains)
        sheets["Suppliers"] += rows("supplier | site | material | price\nnear | home | chip | 3")
        sheets["Rules"] = rows("rule | measure | material | origins | limit\nnot all | share at most | chip | B | 0.5")
        sheets["Hits"] = rows("disruption | target | name | remaining\nB out | country | B | 0.5")
        found = checked(tmp_path / "in.xlsx", sheets)
        row = found.tables["Resilience"].iloc[0]
        assert found.run["objective"] == pytest.approx(cost)
        assert row["extra cost in the year's money"] == pytest.approx(-10)
        assert row["extra cost as counted"] == pytest.approx(counted)


def test_a_stock_without_a_value_is_refused_where_gains_count(tmp_path: Path) -> None:
    sheets = lost(0.3, 0, disruption_gains="count")
    sheets["Stockpiles"] = rows("site | material\nhome | chip")
    (told,) = refused(tmp_path, sheets)
    assert told.startswith("Materials!row 2: 'chip' is stocked and has no value")
    assert told.endswith("would then cost nothing. Give what buying a unit again costs")
    assert refused(tmp_path, lost(0, 0, disruption_gains="count") | {"Stockpiles": sheets["Stockpiles"]}) == []
    sheets["Settings"] = settings(discount_rate=0, gap=0)
    assert refused(tmp_path, sheets) == []


def test_an_extra_cost_is_told_in_the_money_of_the_strike_and_as_it_counts(tmp_path: Path) -> None:
    """At 10% a year lost in the third year, 990 then, is worth 990 / 1.21 at the beginning."""
    found = checked(tmp_path / "in.xlsx", lost(0.1, 0, years=(1, 1, 1), onset="2028", discount_rate=0.1))
    row = found.tables["Resilience"].iloc[0]
    assert row["extra cost in the year's money"] == pytest.approx(990)
    assert row["extra cost as counted"] == pytest.approx(990 / 1.21)
    costs = found.tables["Costs"].groupby("part")[["amount", "discounted"]].sum().loc["expected extra cost"]
    assert costs.tolist() == pytest.approx([99, 99 / 1.21])


def test_a_window_over_two_years_is_discounted_to_the_year_of_the_strike(tmp_path: Path) -> None:
    sheets = lost(0.1, 0, years=(1, 1, 1), onset="2027", duration=2, discount_rate=0.1)
    row = checked(tmp_path / "in.xlsx", sheets).tables["Resilience"].iloc[0]
    assert row["extra cost in the year's money"] == pytest.approx(990 + 990 / 1.1)
    assert row["extra cost as counted"] == pytest.approx((990 + 990 / 1.1) / 1.1)


def test_counted_gains_make_the_farmer_a_two_stage_programme(tmp_path: Path) -> None:
    """Birge and Louveaux's farmer: three years at a third each, none of them the undisturbed plan's, are -108,390.

    What the undisturbed plan does in the year of the harvest cancels out: that nothing could be sold then changes
    nothing.
    """
    sheets = farmer()
    sheets["Settings"] += settings(disruption_gains="count")
    good = {"disruption": "good", "target": "plant", "name": "grow wheat @ farm", "remaining": 1}
    sheets["Disruptions"] += [sheets["Disruptions"][0] | {"disruption": "good"}]
    sheets["Hits"] += [good]
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(-108390)
    planted = found.tables["Investments"].groupby("project")["size"].sum()
    assert planted.to_dict() == pytest.approx({"plant wheat": 170, "plant corn": 80, "plant beets": 250}, abs=1e-3)


@pytest.mark.parametrize("seed", [3, 11])
def test_cost_rises_from_no_chance_to_the_mean_to_the_tail_and_with_gains_ignored(tmp_path: Path, seed: int) -> None:
    """The tail is never less than the mean, what counts is never less than its gains, and nothing ignored is a gain."""

    def least(gains: str, weight: float, factor: float = 1) -> float:
        sheets = draw(random.Random(seed))
        level = {"risk_level": 0.9, "risk_weight": weight, "disruption_gains": gains}
        sheets["Settings"] = [row for row in sheets["Settings"] if "risk" not in row["setting"]] + settings(**level)
        for row in sheets["Disruptions"]:
            row["probability"] = 0.02 * factor
        return objective(tmp_path / "in.xlsx", sheets)

    ignored = [least("ignore", 0, 0), *(least("ignore", weight) for weight in (0, 0.3, 1))]
    counted = [least("count", weight) for weight in (0, 0.3, 1)]
    slack = 1e-6 * max(map(abs, ignored))
    assert all(before <= after + slack for before, after in pairwise(ignored))
    assert all(before <= after + slack for before, after in pairwise(counted))
    assert all(less <= more + slack for less, more in zip(counted, ignored[1:], strict=True))
    assert ignored[-1] > ignored[0]


def dealt(seed: int, weight: float) -> Sheets:
    """Return a random workbook, at a weight, in which a dealer sells as much as anybody wants for less than it costs
    to be short: to leave something short undisturbed is waste.
    """  # noqa: D205
    sheets = draw(random.Random(seed))
    sheets["Settings"] = settings(discount_rate=0.05, gap=0, risk_weight=weight)
    sheets["Suppliers"] += [{"supplier": "dealer", "site": "c1", "material": "good", "price": 35}]
    sheets["Disruptions"] = [
        row | {"probability": 0.1, "duration": 2, "onset": "*", "required": None} for row in sheets["Disruptions"]
    ]
    sheets["Hits"] += [
        {"disruption": row["disruption"], "target": "supplier", "name": "dealer"} for row in sheets["Disruptions"]
    ]
    return sheets


def starved(path: Path, sheets: Sheets) -> float:
    """Return what a plan, checked or not, leaves short undisturbed."""
    shortages = plan(path / "in.xlsx", sheets).tables["Shortages"]
    return float(shortages[shortages["market"] == "c1"]["short"].sum())


def test_no_plan_starves_a_market_at_a_sound_weight(tmp_path: Path) -> None:
    """What is short in vain costs more than mean and tail can pay back; at weights that are refused it need not."""
    at_one, weights = 0.0, []
    for seed in SEEDS:
        told = [each for each in refused(tmp_path, dealt(seed, 1)) if "The largest sound weight" in each]
        if told:
            weights.append(float(told[0].rpartition("weight is ")[2].split(";")[0]))
            assert starved(tmp_path, dealt(seed, weights[-1])) == pytest.approx(0, abs=1e-6)
            at_one += starved(tmp_path, dealt(seed, 1))
    assert at_one > 1
    assert weights == [0.34375, 0.916667, 0.34375]


@pytest.mark.parametrize(("weight", "level", "given_back"), [(0, 0.6, 0.15), (1, 0.6, 0.375), (0.5, 0.9, 0.575)])
def test_what_waste_may_be_given_back(tmp_path: Path, weight: float, level: float, given_back: float) -> None:
    """A tenth of the years half of one is lost, a tenth all of one; of a tail of 0.4 that is 0.1 * 1.5 / 0.4 = 0.375.

    Of a tail of 0.1 it is the longer alone: 1. Half of that and of the mean, 0.15, are 0.575.
    """
    book = small(
        Settings=f"setting | value\nrisk weight | {weight}\nrisk level | {level}\ndiscount rate | 0",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 3",
        Disruptions="disruption | probability | duration\nshort | 0.1 | 0.5\nlong | 0.1 | 1",
        Hits="disruption | target | name | remaining\nshort | demand | here | 0.5\nlong | demand | here | 0.4",
    )  # fmt: skip
    assert credited(assemble(read(write(tmp_path / "in.xlsx", book)))) == pytest.approx([given_back])
