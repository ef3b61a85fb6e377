"""What the cost leaves open is decided by convention and marked: which buyer gets which origin, the last stock."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from samples import few
from workbooks import Sheets, checked, rows, settings

from planner.reports.plan_workbook.sentences import sentences_by_subject
from planner.solving import origin_programme

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan

BASE: Sheets = {
    "Settings": settings(discount_rate=0, gap=0),
    "Periods": [{"period": 2026}],
    "Sites": rows("site | country\nA | China\nX | Canada\nB1 | US\nB2 | Japan"),
    "Materials": rows("material | surplus\nga | none"),
    "Suppliers": rows("supplier | site | material | price | maximum\nsc | A | ga | 1 | 60\nsx | X | ga | 1 | 40"),
    "Lanes": rows("from | to | cost\nA | B1 | 0\nA | B2 | 0\nX | B1 | 0\nX | B2 | 0"),
    "Demand": rows("market | material | amount | shortage cost\nB1 | ga | 70 | 50\nB2 | ga | 30 | 50"),
    "Rules": rows("rule | measure | material | buyers | origins | limit\nall | each share at most | ga | * | * | 0.6"),
}
US_AT_MOST = {"rule": "us", "measure": "share at most", "material": "ga", "buyers": "US", "origins": "China"}


HOLDS_INDEX = {"rule": "index", "measure": "HHI at most", "material": "ga"}


def intake(plan: Plan) -> dict[tuple[str, str], tuple[float, str]]:
    """Return what each buyer takes in of each origin, and whether it is marked."""
    table = plan.tables["Sourcing"]
    marks = table["by convention"] if "by convention" in table else [""] * len(table)
    return {(x.buyer, x.origin): (round(x.amount, 6), mark) for x, mark in zip(table.itertuples(), marks, strict=True)}


def test_buyers_share_origins_in_proportion_where_that_costs_the_same(tmp_path: Path) -> None:
    """60 are Chinese and 40 Canadian, whoever gets them: 42 and 28 for the 70, 18 and 12 for the 30."""
    plan = checked(tmp_path / "in.xlsx", BASE)
    assert plan.run["objective"] == pytest.approx(100)
    assert intake(plan) == {("US", "China"): (42, "yes"), ("US", "Canada"): (28, "yes"),
                            ("Japan", "China"): (18, "yes"), ("Japan", "Canada"): (12, "yes")}  # fmt: skip
    assert "by convention" not in plan.tables["Concentration"]  # of all buyers together nothing is open
    said = sentences_by_subject(plan)["origins"]
    assert "Which buyer gets which origin is a convention, not a finding, in 4 rows of Sourcing." in said


@pytest.mark.parametrize("unit", [1e-5, 1e5])
def test_the_unit_of_amounts_changes_nothing(tmp_path: Path, unit: float) -> None:
    sheets = BASE | {
        "Suppliers": [row | {"maximum": row["maximum"] * unit} for row in BASE["Suppliers"]],
        "Demand": [row | {"amount": row["amount"] * unit} for row in BASE["Demand"]],
    }
    table = checked(tmp_path / "in.xlsx", sheets).tables["Sourcing"]
    assert set(table["by convention"]) == {"yes"}
    assert (table["amount"] / unit).tolist() == pytest.approx([12, 18, 28, 42])


def test_a_rule_is_kept_and_the_rest_is_as_near_as_may_be(tmp_path: Path) -> None:
    """The US may be Chinese by half at most: 35 and 35, and Japan has what is left, 25 and 5."""
    plan = checked(tmp_path / "in.xlsx", BASE | {"Rules": [*BASE["Rules"], US_AT_MOST | {"limit": 0.5}]})
    found = {key: amount for key, (amount, _) in intake(plan).items()}
    assert found == {("US", "China"): 35, ("US", "Canada"): 35, ("Japan", "China"): 25, ("Japan", "Canada"): 5}
    marks = plan.tables["Concentration"].set_index("rule")["by convention"].to_dict()
    assert marks == {"all": "", "us": "yes"}


@pytest.mark.parametrize(("limit", "china"), [(0.6, 42.0), (0.51, 70 * (0.5 + 0.005**0.5))])
def test_what_an_index_counts_is_shared_in_proportion_too_as_far_as_it_allows(
    tmp_path: Path, limit: float, china: float
) -> None:
    """In the US the index of shares s and 1 - s is 1/2 + 2 (s - 1/2)^2: at most 0.51 leaves s up to 0.5 + 0.0707."""
    plan = checked(tmp_path / "in.xlsx", BASE | {"Rules": [HOLDS_INDEX | {"buyers": "US", "limit": limit}]})
    found = intake(plan)
    assert found["US", "China"] == (pytest.approx(china, abs=1e-3), "yes")
    assert found["US", "Canada"] == (pytest.approx(70 - china, abs=1e-3), "yes")
    assert set(plan.tables["Concentration"]["by convention"]) == {"yes"}


def test_what_costs_more_otherwise_is_a_finding(tmp_path: Path) -> None:
    """China is nearer to the US: it gets all 60, and nothing is marked."""
    sheets = BASE | {"Lanes": rows("from | to | cost\nA | B1 | 0\nA | B2 | 1\nX | B1 | 0\nX | B2 | 0")}
    plan = checked(tmp_path / "in.xlsx", sheets)
    assert intake(plan) == {("US", "China"): (60, ""), ("US", "Canada"): (10, ""), ("Japan", "Canada"): (30, "")}


def test_one_buyer_or_one_origin_leaves_nothing_open(tmp_path: Path) -> None:
    plan = checked(tmp_path / "in.xlsx", BASE | {"Demand": BASE["Demand"][:1]})
    assert "by convention" not in plan.tables["Sourcing"]


def pile(**cells: Any) -> Sheets:
    """Return a workbook with a full store of which nothing is wanted."""
    more = {"site": "B1", "material": "ga", "initial": 50} | cells
    return BASE | {"Stockpiles": [more], "Materials": rows("material\nga"), "Demand": BASE["Demand"][1:]}


@pytest.mark.parametrize(
    ("cells", "held", "mark"),
    [
        ({}, 0, "yes"),
        ({"final": 30}, 30, "yes"),
        ({"final": 50}, 50, ""),
        ({"holding cost": 1}, 0, ""),
        ({"holding cost": 1, "final": 30}, 30, ""),
    ],
)
def test_the_last_stock_is_the_least_that_is_asked_for(
    tmp_path: Path, cells: dict[str, Any], held: float, mark: str
) -> None:
    table = checked(tmp_path / "in.xlsx", pile(**cells)).tables["Stockpiles"]
    assert table["stock"].tolist() == pytest.approx([held], abs=1e-6)
    assert (table["by convention"].tolist() if "by convention" in table else [""]) == [mark]


def test_stock_that_may_not_be_left_over_stays(tmp_path: Path) -> None:
    sheets = pile() | {"Materials": rows("material | surplus\nga | none")}
    table = checked(tmp_path / "in.xlsx", sheets).tables["Stockpiles"]
    assert table["stock"].tolist() == pytest.approx([50])


@pytest.mark.parametrize("seed", few(2, range(6)))
def test_no_convention_costs_anything(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn networks with repacking, stocks and rules cost the same with and without, and pass all checks."""
    from test_repacked import drawn

    from planner.planning import pipeline as solve
    from planner.solving.convention import NOTHING_OPEN

    sheets = drawn(random.Random(1000 + seed))
    plan = checked(tmp_path / "in.xlsx", sheets)
    monkeypatch.setattr(solve, "by_convention", lambda _model, _program, *answers: (NOTHING_OPEN, *answers))
    other = checked(tmp_path / "in.xlsx", sheets)
    costs = [float(each.tables["Costs"]["discounted"].sum()) for each in (plan, other)]
    assert costs[0] == pytest.approx(costs[1], rel=1e-9, abs=1e-9)
    assert costs[0] == pytest.approx(plan.run["objective"], rel=1e-9, abs=1e-9)


ROOT = 2e-3  # an index may be exceeded by 1e-6, and amounts go as its root: so far two plans may differ


def test_where_the_convention_misses_a_row_that_part_alone_is_as_it_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One unit more on every lane of a year is no plan: the solver's own stays there, the other year is spread."""
    from planner.solving import buyers

    own, parts = buyers._spread, []

    def one_more(part: Any, *given: Any) -> Any:
        values, is_coarse = own(part, *given)
        values[part.columns] += 0.0 if parts else 1.0
        parts.append(values)
        return values, is_coarse

    sheets = BASE | {"Periods": [{"period": 2026}, {"period": 2027}]}
    assert "as the solver found it" not in str(checked(tmp_path / "in.xlsx", sheets).run["left out"])
    monkeypatch.setattr(buyers, "_spread", one_more)
    plan = checked(tmp_path / "in.xlsx", sheets)
    assert len(parts) == 2
    assert "for one material and period which buyer gets which origin is as the solver found it" in str(
        plan.run["left out"]
    )
    spread = {("US", "China"): 42, ("US", "Canada"): 28, ("Japan", "China"): 18, ("Japan", "Canada"): 12}
    table = plan.tables["Sourcing"]
    years = [year.itertuples() for _, year in table.groupby("period")]
    amounts = [{(x.buyer, x.origin): round(x.amount, 6) for x in year} for year in years]
    assert [each == spread for each in amounts].count(True) == 1


def tied(chance: random.Random) -> Sheets:
    """Return what sources give in all, all of it wanted, at one price: only who gets what of whom is open."""
    sources, buyers = ([f"{kind}{n}" for n in range(chance.randint(2, 4))] for kind in "sb")
    wanted = {buyer: chance.randint(10, 40) for buyer in buyers}
    shares = [chance.randint(1, 4) for _ in sources]
    given = [sum(wanted.values()) * share / sum(shares) for share in shares]
    return BASE | {
        "Sites": [{"site": site, "country": f"Land of {site}"} for site in (*sources, *buyers)],
        "Suppliers": [{"supplier": f"of {site}", "site": site, "material": "ga", "price": 1, "maximum": most}
                      for site, most in zip(sources, given, strict=True)],
        "Lanes": [{"from": x, "to": y, "cost": chance.choice([0, 0, 0.1])} for x in sources for y in buyers],
        "Demand": [{"market": x, "material": "ga", "amount": most, "shortage cost": 50} for x, most in wanted.items()],
        "Rules": [{**BASE["Rules"][0], "limit": 0.9},
                  US_AT_MOST | {"buyers": "Land of b0", "origins": "Land of s0", "limit": 0.5}],
    }  # fmt: skip


def renamed(sheets: Sheets, chance: random.Random) -> tuple[Sheets, dict[str, str]]:
    """Return a workbook with other names of sites, countries and suppliers and its rows in another order."""
    held = ("site", "country", "supplier", "from", "to", "market", "buyers", "origins")
    names = sorted({row[name] for sheet in ("Sites", "Suppliers") for row in sheets[sheet] for name in held[:3]
                    if name in row})  # fmt: skip
    order = chance.sample(range(len(names)), len(names))
    new = {name: f"n{number}" for name, number in zip(names, order, strict=True)}
    found = {sheet: [{key: new.get(cell, cell) if key in held else cell for key, cell in row.items()} for row in table]
             for sheet, table in sheets.items()}  # fmt: skip
    for sheet in ("Sites", "Suppliers", "Lanes", "Demand", "Rules"):
        chance.shuffle(found[sheet])
    return found, new


@pytest.mark.parametrize("index", [None, 0.7])
@pytest.mark.parametrize("seed", [0, 5, 19, 29, *few(1, range(40, 80))])
def test_no_name_and_no_order_of_rows_decides_who_gets_what(tmp_path: Path, seed: int, index: float | None) -> None:
    chance = random.Random(seed)
    sheets = tied(chance)
    if index:
        sheets["Rules"].append(HOLDS_INDEX | {"buyers": "Land of b1", "limit": index})
    other, new = renamed(sheets, chance)
    one, two = (intake(checked(tmp_path / "in.xlsx", each)) for each in (sheets, other))
    by_new_name = {(new[buyer], new[origin]): (amount, mark) for (buyer, origin), (amount, mark) in one.items()}
    assert {key for key, (amount, _) in by_new_name.items() if amount > ROOT} <= set(two)
    for key, (amount, mark) in two.items():
        before, marked = by_new_name.get(key, (0.0, mark))
        assert (amount, mark) == (pytest.approx(before, abs=ROOT), marked)


def stocked(*rules: dict[str, Any]) -> Sheets:
    """Return two years of 75 each at one market, for which all 150 must be bought in the first: 100 Chinese."""
    return BASE | {
        "Periods": [{"period": 2026}, {"period": 2027}],
        "Suppliers": rows("supplier | site | material | price | maximum | until\n"
                          "sc | A | ga | 1 | 100 | 2026\nsx | X | ga | 1 | 50 | 2026"),
        "Demand": rows("market | material | amount | shortage cost\nB1 | ga | 75 | 50"),
        "Stockpiles": rows("site | material\nB1 | ga"),
        "Rules": [BASE["Rules"][0] | {"limit": 1}, *rules],
    }  # fmt: skip


def uses(plan: Plan) -> dict[tuple[str, str], tuple[float, str]]:
    """Return what is used of each origin in each period, and whether it is marked."""
    table = plan.tables["Sourcing"].query("buyer == 'US'")
    marks = table["by convention"] if "by convention" in table else [""] * len(table)
    return {(x.period, x.origin): (round(x.used, 6), mark) for x, mark in zip(table.itertuples(), marks, strict=True)}


def test_a_stock_gives_out_origins_in_proportion_where_that_costs_the_same(tmp_path: Path) -> None:
    """Which origin is held over the year costs nothing: two thirds of what is used are Chinese in both years."""
    plan = checked(tmp_path / "in.xlsx", stocked())
    assert uses(plan) == {(year, origin): (amount, "yes") for year in ("2026", "2027")
                          for origin, amount in (("China", 50), ("Canada", 25))}  # fmt: skip


def test_a_rule_of_use_says_what_a_stock_may_hold(tmp_path: Path) -> None:
    """No more than 30 of what 2027 uses are Chinese: 30 and 45 then, and 70 and 5 before; what it measures is open."""
    rule = US_AT_MOST | {"limit": 0.4, "of": "use", "from": 2027}
    plan = checked(tmp_path / "in.xlsx", stocked(rule))
    assert uses(plan) == {("2026", "China"): (70, "yes"), ("2026", "Canada"): (5, "yes"),
                          ("2027", "China"): (30, "yes"), ("2027", "Canada"): (45, "yes")}  # fmt: skip
    shown = plan.tables["Concentration"].query("rule == 'us'").iloc[0]
    assert (shown["value"], shown["by convention"]) == (pytest.approx(0.4), "yes")


def test_what_a_stock_must_hold_is_a_finding(tmp_path: Path) -> None:
    """What is bought is used up to 75 in each year, one origin a year: nothing is open."""
    sheets = stocked() | {"Suppliers": rows("supplier | site | material | price | from | until\n"
                                            "sc | A | ga | 1 | | 2026\nsx | X | ga | 1 | 2027 | 2027")}  # fmt: skip
    sheets["Stockpiles"] = rows("site | material | holding cost\nB1 | ga | 1")
    plan = checked(tmp_path / "in.xlsx", sheets)
    assert uses(plan) == {("2026", "China"): (75, ""), ("2027", "Canada"): (75, "")}


def two_at(prices: tuple[float, float], countries: tuple[str, str] = ("China", "Canada")) -> Sheets:
    """Return a buyer of 70 who may have it of two suppliers of 100."""
    return BASE | {
        "Sites": [{"site": "A", "country": countries[0]}, {"site": "X", "country": countries[1]},
                  {"site": "B1", "country": "US"}],
        "Suppliers": [{"supplier": name, "site": site, "material": "ga", "price": price, "maximum": 100}
                      for name, site, price in zip(("sc", "sx"), "AX", prices, strict=True)],
        "Lanes": rows("from | to\nA | B1\nX | B1"),
        "Demand": rows("market | material | amount | shortage cost\nB1 | ga | 70 | 50"),
        "Rules": rows("rule | measure | material | buyers | origins | limit\nall | share at most | ga | * | China | 1"),
    }  # fmt: skip


@pytest.mark.parametrize(("prices", "countries", "marked"), [
    ((1, 1), ("China", "Canada"), {"Purchases", "Sourcing", "Concentration"}),
    ((1, 1), ("China", "China"), {"Purchases"}),
    ((1, 1.001), ("China", "Canada"), set()),
])  # fmt: skip
def test_two_suppliers_at_one_price_are_marked_as_a_choice_among_equals(
    tmp_path: Path, prices: tuple[float, float], countries: tuple[str, str], marked: set[str]
) -> None:
    plan = checked(tmp_path / "in.xlsx", two_at(prices, countries))
    for name in ("Purchases", "Production", "Sourcing", "Concentration"):
        table = plan.tables[name]
        assert ("equal choice" in table and set(table["equal choice"]) == {"yes"}) == (name in marked), name
    said = "What is bought and made is one of several choices that cost the same in 1 row of Purchases: s"
    assert (said in sentences_by_subject(plan)["origins"]) == bool(marked)


def test_plants_that_cost_the_same_are_marked(tmp_path: Path) -> None:
    """Two mills of one cost: either may run; the dearer third never does."""
    sheets = two_at((1, 5)) | {
        "Materials": rows("material | surplus\nga | none\nore | none"),
        "Recipes": rows("process | role | item | amount\nmill | consumes | ore | 1\nmill | makes | ga | 1"),
        "Plants": rows("""site | process | capacity | variable cost
            A | mill | 100 | 1\nX | mill | 100 | 1\nB1 | mill | 100 | 2"""),
        "Suppliers": rows("supplier | site | material | price\nsc | A | ore | 1\nsx | X | ore | 1\nsb | B1 | ore | 1"),
    }  # fmt: skip
    plan = checked(tmp_path / "in.xlsx", sheets)
    table = plan.tables["Production"]
    assert dict(zip(table["site"], table["equal choice"], strict=True)) == {"A": "yes", "X": "yes", "B1": ""}
    words = "in 2 rows of Production: mill at A; mill at X. Others would do as well."
    told = sentences_by_subject(plan)["origins"]
    assert "1 row of Purchases and " in told or "2 rows of Purchases and " in told
    assert told.endswith("; mill at A; mill at X. Others would do as well."), words


def test_of_very_many_lanes_those_count_that_may_move(tmp_path: Path) -> None:
    """Four groups of three sources and three markets; from group to group a lane costs 1, so that nothing crosses.

    More than 300 amounts are there, of which nine lanes a group may carry otherwise. Of all 400 each market would have
    need * most / 400; a quarter of it comes so, and what is left of a row or column of a group is spread evenly.
    """
    shares, needs, groups = (20, 30, 50), (50, 30, 20), range(4)
    sources = [(g, f"s{g}{n}", most) for g in groups for n, most in enumerate(shares)]
    markets = [(g, f"b{g}{n}", need) for g in groups for n, need in enumerate(needs)]
    sheets = BASE | {
        "Sites": [{"site": site, "country": f"Land of {site}"} for _, site, _ in (*sources, *markets)],
        "Suppliers": [{"supplier": f"of {site}", "site": site, "material": "ga", "price": 1, "maximum": most}
                      for _, site, most in sources],
        "Lanes": [{"from": x, "to": y, "cost": float(g != h)} for g, x, _ in sources for h, y, _ in markets],
        "Demand": [{"market": x, "material": "ga", "amount": need, "shortage cost": 50} for _, x, need in markets],
    }  # fmt: skip
    plan = checked(tmp_path / "in.xlsx", sheets)
    assert plan.run["left out"] == ""
    found = {key: told for key, told in intake(plan).items() if told[0]}
    assert found == {
        (f"Land of {buyer}", f"Land of {source}"):
            (pytest.approx(need * most / 400 + 0.75 * (need + most) / 3 - 75 / 9, abs=2e-3), "yes")
        for g, buyer, need in markets for h, source, most in sources if g == h
    }  # fmt: skip


def test_what_is_settled_coarsely_is_said_on_the_first_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where more may move than the nearest uses by squares can take, names may decide: the Summary says so."""
    plan = checked(tmp_path / "in.xlsx", BASE)
    assert plan.run["left out"] == ""
    monkeypatch.setattr(origin_programme, "MOST", 1)
    plan = checked(tmp_path / "in.xlsx", BASE)
    assert "is by whole differences for " in plan.run["left out"]


def test_what_an_index_at_its_limit_counts_is_nearly_an_equal_choice(tmp_path: Path) -> None:
    """Three origins at 1, 2 and 3 under an index of 0.4: along a round limit shares move at next to no cost."""
    sheets = two_at((1, 2)) | {
        "Sites": rows("site | country\nA | China\nX | Canada\nY | Chile\nB1 | US"),
        "Suppliers": rows("supplier | site | material | price\nsc | A | ga | 1\nsx | X | ga | 2\nsy | Y | ga | 3"),
        "Lanes": rows("from | to\nA | B1\nX | B1\nY | B1"),
        "Rules": [HOLDS_INDEX | {"rule": "tight", "limit": 0.4}, HOLDS_INDEX | {"rule": "wide", "limit": 0.9}],
    }
    plan = checked(tmp_path / "in.xlsx", sheets)
    assert set(plan.tables["Sourcing"]["equal choice"]) == {"nearly"}
    shown = plan.tables["Concentration"]
    assert dict(zip(shown["rule"], shown["equal choice"], strict=True)) == {"tight": "nearly", "wide": ""}
    assert sentences_by_subject(plan)["origins"].count("cost the same") == 0
