"""Rules of use: what buyers consume and are delivered counts by origin, from stock too. Answers by pencil.

Home (country H) asks for 100 in 2027 alone. A sells at 1, B at 2, C at 4, H itself at 10, in 2026 too, and home may
hold stock for nothing. Without a rule all comes from A: 100. The rules hold from 2027.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from workbooks import Sheets, checked, cost, plan, rows, settings, write

from planner.errors import InfeasibleError
from planner.infeasibility.planned import plan_book
from planner.reports.html.sections import concentration, supply
from planner.reports.html.source import PlanSource
from planner.reports.styles import palette_of
from planner.wording.key_figures import tiles_of
from planner.wording.supplies import ruled_supplies
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return where a workbook is written."""
    return tmp_path / "in.xlsx"


def rule(measure: str, limit: object, origins: str | None = None, **columns: Any) -> dict[str, Any]:
    """Return a row of Rules, on what home uses from 2027."""
    return {
        "measure": measure,
        "limit": limit,
        "origins": origins,
        "of": "use",
        "buyers": "home",
        "from": 2027,
    } | columns


def ruled(*rules: dict[str, Any], **sheets: str) -> Sheets:
    """Return the workbook of this page with some rules, and with these sheets instead of its own."""
    base: Sheets = {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": rows("period\n2026\n2027"),
        "Countries": rows("country | bloc\n A | East\n B | East\n C | West\n H | West"),
        "Sites": rows("site | country\n home | H\n pit A | A\n pit B | B\n pit C | C"),
        "Materials": rows("material | surplus\n goods | none"),
        "Suppliers": rows("""
            supplier | site | material | price
            mine A | pit A | goods | 1
            mine B | pit B | goods | 2
            mine C | pit C | goods | 4
            mine H | home | goods | 10
            """),
        "Lanes": rows("from | to\n A | home\n B | home\n C | home"),
        "Demand": rows("market | material | amount | 2026 | shortage cost\n home | goods | 100 | 0 | 1000"),
        "Stockpiles": rows("site | material\n home | goods"),
    }
    own = {name: rows(text) for name, text in sheets.items()}
    return base | own | {"Rules": [{"rule": f"rule {n}", "material": "goods"} | x for n, x in enumerate(rules)]}


MEASURES = [
    (rule("each share at most", 0.4), 40 + 40 * 2 + 20 * 4),
    (rule("each share at most", 0.3, "East"), 30 + 30 * 2 + 40 * 4),
    (rule("share at most", 0.3, "A"), 30 + 70 * 2),
    (rule("share at most", 0.5, "East"), 50 + 50 * 4),
    (rule("share at most", 0.4, "foreign"), 40 + 60 * 10),
    (rule("share at most", 0.3, "mine A"), 30 + 70 * 2),
    (rule("share at most", 0.3, "pit A; mine B"), 30 + 70 * 4),
    (rule("share at most", 0.3, "A", buyers="*"), 30 + 70 * 2),
    (rule("share at least", 0.25, "C"), 75 + 25 * 4),
    (rule("HHI at most", 0.16, "A"), 40 + 60 * 2),
    (rule("HHI at most", 0.5), 100 * (7 - 7**0.5) / 3),  # of A, B and C, all of them a little
    (rule("origins at least", 3, None, **{"minimum share": 0.1}), 80 + 10 * 2 + 10 * 4),
    (rule("amount at most", 30, "East"), 30 + 70 * 4),
    (rule("amount at least", 10, "C"), 90 + 10 * 4),
]


@pytest.mark.parametrize(("wanted", "expected"), MEASURES)
def test_stock_bought_before_the_limit_is_no_way_round_it(book: Path, wanted: dict[str, Any], expected: float) -> None:
    """The cheapest sellers fill what the rule leaves them, in order, whenever it is bought."""
    assert cost(book, ruled(wanted)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("wanted", [wanted for wanted, _ in MEASURES if wanted["measure"] != "amount at least"])
def test_a_rule_of_intake_is_kept_by_buying_before_it(book: Path, wanted: dict[str, Any]) -> None:
    """All is bought from A in 2026, and nothing enters while the rule holds: 100."""
    assert cost(book, ruled(wanted | {"of": "intake"})) == pytest.approx(100)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (rule("share at most", 0.3, "A", penalty=0.5), 100 + 70 * 0.5),
        (rule("share at most", 0.3, "A", penalty=2), 30 + 70 * 2),
        (rule("share at least", 0.25, "C", penalty=2), 100 + 25 * 2),
        (rule("each share at most", 0.3, penalty=1.5), 30 + 30 * 2 + 40 * 2.5),
        (rule("HHI at most", 0.25, "A", penalty=0.5), 100 + 50 * 0.5),
        (rule("amount at most", 30, "A", penalty=0.5), 100 + 70 * 0.5),
        (rule("amount at least", 10, "C", penalty=2), 100 + 10 * 2),
        (rule("origins at least", 3, penalty=7), 105 + 7),
    ],
)
def test_a_soft_rule_of_use_is_missed_where_that_is_cheaper(
    book: Path, wanted: dict[str, Any], expected: float
) -> None:
    assert cost(book, ruled(wanted)) == pytest.approx(expected, rel=1e-5)


def test_it_holds_from_its_first_period_until_its_last(book: Path) -> None:
    """100 in each of three years; only in the second may no more than 30 be from A: 100 + 170 + 100."""
    sheets = ruled(rule("share at most", 0.3, "A", until=2027), Periods="period\n2026\n2027\n2028")
    sheets["Demand"] = rows("market | material | amount | shortage cost\n home | goods | 100 | 1000")
    assert cost(book, sheets) == pytest.approx(370)


def test_first_stock_has_the_origin_of_its_site(book: Path) -> None:
    """80 of the 100 lie at home: 80 from H, 20 bought from A; no less than 90 may be from H: 10 at 10 and 10 at 1."""
    first = "site | material | initial\n home | goods | 80"
    assert cost(book, ruled(rule("share at most", 0.9, "H"), Stockpiles=first)) == pytest.approx(20)
    assert cost(book, ruled(rule("share at least", 0.9, "H"), Stockpiles=first)) == pytest.approx(10 * 10 + 10)


def test_a_stock_that_is_put_in_is_not_used(book: Path) -> None:
    """50 are asked for in each year: what 2026 uses may all be from A though it puts in 35 from B: 50 + 15 + 70."""
    sheets = ruled(rule("share at most", 0.3, "A"), Demand="market | material | amount | shortage cost\n"
                   "home | goods | 50 | 1000", Lanes="from | to\nA | home\nB | home")  # fmt: skip
    sheets["Suppliers"][1]["until"] = 2026
    assert cost(book, sheets) == pytest.approx(50 + 15 + 70)
    sheets["Rules"][0]["from"] = None  # in 2026 too: 15 from A and 35 from B in both years
    assert cost(book, sheets) == pytest.approx(2 * (15 + 70))


def test_what_is_sent_on_is_not_used(book: Path) -> None:
    """80 from A pass through home to abroad. Of home's own use, 20, no more than half is from A: 90 + 10 x 2."""
    sheets = ruled(rule("share at most", 0.5, "A"), Lanes="from | to\nA | home\nB | home\nhome | abroad")
    sheets["Sites"].append({"site": "abroad", "country": "Z"})
    sheets["Demand"] = rows("market | material | amount | 2026 | shortage cost\n home | goods | 20 | 0 | 1000\n"
                            " abroad | goods | 80 | 0 | 1000")  # fmt: skip
    assert cost(book, sheets) == pytest.approx(90 + 10 * 2)


def chips(consumes: float, gives_back: float = 0.0, **columns: Any) -> Sheets:
    """Return the workbook with 100 chips asked for in place of goods; a fab at home takes goods for each."""
    sheets = ruled(rule("share at most", 0.3, "A", **columns))
    sheets["Materials"].append({"material": "chip", "surplus": "none"})
    sheets["Demand"][0]["material"] = "chip"
    sheets["Recipes"] = [
        {"process": "fab", "role": "makes", "item": "chip", "amount": 1},
        {"process": "fab", "role": "consumes", "item": "goods", "amount": consumes},
    ]
    if gives_back:
        sheets["Recipes"].append({"process": "fab", "role": "makes", "item": "goods", "amount": gives_back})
    sheets["Plants"] = [{"site": "home", "process": "fab"}]
    return sheets


def test_what_plants_consume_is_used(book: Path) -> None:
    """A chip takes 2: 200 are used, 60 from A and 140 from B."""
    assert cost(book, chips(2)) == pytest.approx(60 + 140 * 2)


def test_what_a_plant_gives_back_is_not_used(book: Path) -> None:
    """A chip takes 3 and gives 1 back, which keeps its origin: 200 are used up, 60 from A and 140 from B."""
    found = checked(book, chips(3, 1))
    assert found.run["objective"] == pytest.approx(60 + 140 * 2)
    assert found.tables["Concentration"]["total"].tolist() == pytest.approx([200])
    assert found.tables["Sourcing"].query("material == 'goods' and period == '2027'")["used"].sum() == pytest.approx(
        200
    )


def test_a_catalyst_is_not_used(book: Path) -> None:
    """A fab that gives back all of what it takes uses nothing: no share of it, and chips for nothing."""
    sheets = chips(1, 1)
    sheets["Stockpiles"][0]["initial"] = 1
    found = checked(book, sheets)
    assert found.run["objective"] == pytest.approx(0)
    assert found.tables["Concentration"]["total"].tolist() == [0]
    assert found.tables["Concentration"]["value of use"].isna().all()


def test_a_family_is_used_together(book: Path) -> None:
    """50 of each kind: of both together half is from A, all the stuff, of which B's is dearest: 50 + 50 x 2."""
    sheets = ruled(rule("share at most", 0.5, "A", material="both"))
    sheets["Materials"] = rows("material | family | surplus\n goods | both | none\n stuff | both | none")
    sheets["Demand"] = rows("market | material | amount | 2026 | shortage cost\n home | goods | 50 | 0 | 1000\n"
                            " home | stuff | 50 | 0 | 1000")  # fmt: skip
    sheets["Suppliers"] += rows("supplier | site | material | price\nmine A | pit A | stuff | 1\n"
                                "mine B | pit B | stuff | 9")  # fmt: skip
    assert cost(book, sheets) == pytest.approx(50 * 2 + 50)


def test_both_shares_are_shown_whatever_the_rule_counts(book: Path) -> None:
    """All 30 from A are bought in 2026, and 70 from B, then or in 2027: the plan shows what enters and what is used."""
    sheets = ruled(rule("share at most", 0.3, "A"))
    sheets["Suppliers"][0]["until"] = 2026
    found = checked(book, sheets)
    (shown,) = found.tables["Concentration"].to_dict("records")
    assert (shown["of"], shown["value"], shown["value of use"]) == ("use", pytest.approx(0.3), pytest.approx(0.3))
    assert (shown["HHI"], shown["HHI of use"]) == (pytest.approx(0.58), pytest.approx(0.58))
    uses = found.tables["Sourcing"].query("buyer == 'H' and period == '2027'").set_index("origin")
    assert uses["used"].to_dict() == pytest.approx({"A": 30, "B": 70})
    assert uses["share of use"].to_dict() == pytest.approx({"A": 0.3, "B": 0.7})
    assert uses.loc["A", "amount"] == 0


def page(of: str) -> Sheets:
    """Return the workbook of docs/use.md."""
    return {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": rows("period\n2026\n2027"),
        "Sites": rows("site | country\nhome | US\nmine | China\nworks | Canada"),
        "Materials": rows("material | surplus\ngallium | none"),
        "Suppliers": rows("supplier | site | material | price\nNear | mine | gallium | 1\nFar | works | gallium | 3"),
        "Lanes": rows("from | to\nmine | home\nworks | home"),
        "Demand": rows("market | material | amount | 2026 | shortage cost\nhome | gallium | 100 | 0 | 50"),
        "Stockpiles": rows("site | material\nhome | gallium"),
        "Rules": [
            {"rule": "a quarter", "measure": "share at most", "material": "gallium", "of": of, "buyers": "US",
             "origins": "China", "limit": 0.25, "from": 2027},
        ],
    }  # fmt: skip


def test_the_example_of_the_page_of_intake(book: Path) -> None:
    """All 100 are Chinese, bought in 2026; the rule is kept by taking nothing in, and the plan shows what is used."""
    found = checked(book, page("intake"))
    assert found.run["objective"] == pytest.approx(100)
    (shown,) = found.tables["Concentration"].to_dict("records")
    assert (shown["value of use"], shown["HHI of use"]) == (pytest.approx(1), pytest.approx(1))
    assert shown["value of intake"] != shown["value of intake"]
    tile = next(x for x in tiles_of(found) if x.label == "Largest origin")
    assert (tile.figure, tile.words) == ("100%", "gallium from China, of intake, 2026")
    assert [x.label for x in ruled_supplies(found)] == ["gallium (intake)", "gallium (use)"]


def test_the_example_of_the_page_of_use(book: Path) -> None:
    """25 from Near at 1 and 75 from Far at 3."""
    found = checked(book, page("use"))
    assert found.run["objective"] == pytest.approx(250)
    tile = next(x for x in tiles_of(found) if x.label == "Largest origin")
    assert tile.words.startswith("gallium from China, of ")


def test_what_a_limit_of_use_is_worth(book: Path) -> None:
    """One more percentage point is 1 tonne more from A at 1 in place of B at 2."""
    found = checked(book, ruled(rule("share at most", 0.3, "A"), rule("amount at least", 10, "C")))
    prices = found.tables["Prices"].query("sheet == 'Rules'").set_index("row")["price"]
    assert prices.to_dict() == pytest.approx({"rule 0": 100, "rule 1": -2})  # of the whole share, and of a tonne


def test_a_rule_of_use_that_cannot_be_kept_gives_way_by_its_limit(book: Path) -> None:
    """Only A sells, and 80 of the 100 must be served: the rule and that share conflict, and nothing else."""
    sheets = ruled(rule("share at most", 0.3, "A"), Lanes="from | to\nA | home")
    sheets["Suppliers"] = sheets["Suppliers"][:1]
    sheets["Demand"][0]["required"] = 0.8
    with pytest.raises(InfeasibleError, match=r"Demand!F2.*0\.8\n.*Rules!D2 \(rule 0\): 0\.3"):
        plan(book, sheets)


def test_renaming_and_money_change_nothing(book: Path) -> None:
    """A thousand times the money is a thousand times the cost, and other names are the same found."""
    sheets = ruled(rule("HHI at most", 0.4), rule("share at most", 0.5, "East", penalty=3))
    least = cost(book, sheets)
    dear = {name: [{key: value * 1000 if key in ("price", "shortage cost", "penalty") else value
                    for key, value in row.items()} for row in table] for name, table in sheets.items()}  # fmt: skip
    assert cost(book, dear) == pytest.approx(1000 * least, rel=1e-6)
    other = {name: [{key: {"A": "Zeta", "home": "at home"}.get(value, value) if isinstance(value, str) else value
                     for key, value in row.items()} for row in table] for name, table in sheets.items()}  # fmt: skip
    assert cost(book, other) == pytest.approx(least, rel=1e-6)


@pytest.mark.parametrize("limit", [0.2, 0.5, 0.8])
def test_a_rule_of_use_costs_no_less_than_none_and_no_more_where_it_is_looser(book: Path, limit: float) -> None:
    tight, loose = (cost(book, ruled(rule("share at most", x, "A"))) for x in (limit, limit + 0.1))
    assert 100 <= loose + 1e-6 <= tight + 2e-6


def test_a_plant_may_run_for_nothing_but_its_share(book: Path) -> None:
    """Only A can reach the market; as much from B is used by a fab whose chips nobody wants: 10 + 10, 5 and 3 fixed.

    Nothing bounds the fab or its gas but what B can sell.
    """
    sheets: Sheets = {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": rows("period\n2026"),
        "Sites": rows("site | country\nhome | H\nworks | H\npit A | A\npit B | B"),
        "Materials": rows("material | surplus\ngoods | none\nchip | free\ngas | none"),
        "Recipes": rows("process | role | item | amount\nfab | makes | chip | 1\nfab | consumes | goods | 2\n"
                        "fab | consumes | gas | 1"),
        "Plants": rows("site | process\nworks | fab"),
        "Suppliers": rows("supplier | site | material | price | fixed cost | maximum\nmine A | pit A | goods | 1 | |\n"
                          "mine B | pit B | goods | 1 | 5 | 12\nair | works | gas | 0 | 3 |"),
        "Lanes": rows("from | to\npit A | home\npit B | works"),
        "Demand": rows("market | material | amount | shortage cost\nhome | goods | 10 | 100"),
        "Rules": [{"rule": "r", "measure": "share at most", "material": "goods", "of": "use", "buyers": "H",
                   "origins": "A", "limit": 0.5}],
    }  # fmt: skip
    assert cost(book, sheets) == pytest.approx(28)


def test_a_case_may_count_use_in_place_of_intake(book: Path) -> None:
    sheets = page("intake") | {
        "Cases": rows("case | sheet | row | column | change\nstrict | Rules | a quarter | of | use")
    }
    assert plan_book(read(write(book, sheets), "strict")).run["objective"] == pytest.approx(250)


def test_the_report_draws_what_is_used_beside_what_is_taken_in(book: Path) -> None:
    """What the US takes in, in 2026, and what it uses, in 2027, are two bars; the rule's table has both values."""
    found = checked(book, page("intake"))
    source = PlanSource(book, found, palette_of(found))
    bars = str(supply.section(source).parts)
    assert "gallium (intake)" in bars
    assert "gallium (use)" in bars
    drawn = str(concentration.section(source).parts)
    assert "share at most for gallium, of what is taken in." in drawn
    assert "of use" in drawn


@pytest.mark.parametrize(
    ("wanted", "gives_way"),
    [
        (rule("amount at least", 10, "C"), r"Rules!D2 \(rule 0\): 10 -> 4\b"),  # two years of 2
        (rule("HHI at most", 0.5), r"Rules!D2 \(rule 0\): 0\.5 -> 0\.9232"),  # 96 from A and 4 from C
        (rule("share at least", 0.3, "C"), r"Demand!F2 \(home / goods, required\): 1 -> 0\.133333"),  # 4 of 13.3
    ],
)
def test_what_gives_way_to_a_rule_of_use(book: Path, wanted: dict[str, Any], gives_way: str) -> None:
    """C sells 2 a year and all 100 must be served: the least that would have to give way, with its number."""
    sheets = ruled(wanted)
    sheets["Suppliers"] = rows("supplier | site | material | price | maximum\nmine A | pit A | goods | 1 |\n"
                               "mine C | pit C | goods | 4 | 2")  # fmt: skip
    sheets["Demand"][0]["required"] = 1
    with pytest.raises(InfeasibleError, match=gives_way):
        plan(book, sheets)
