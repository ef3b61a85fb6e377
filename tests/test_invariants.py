"""What must hold whatever the data: more room never costs more, and names, order, units and blanks change nothing.

Two workbooks that use most of the sheets are changed in one way at a time; all are solved to a gap of 0.
"""

from __future__ import annotations

import copy
import random
from typing import TYPE_CHECKING, Any

import pytest
from many_sheets import chips, grain
from samples import few
from workbooks import Sheets, checked, objective, rows, settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


WORKBOOKS = {"chips": chips, "grain": grain}


def cost(folder: Path, sheets: Sheets) -> float:
    return objective(folder / "in.xlsx", sheets)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """Return the cost of each workbook as it stands, of a plan that passes every check."""
    folder = tmp_path_factory.mktemp("before")
    return {name: float(checked(folder / "in.xlsx", make()).run["objective"]) for name, make in WORKBOOKS.items()}


def find(sheets: Sheets, sheet: str, **names: object) -> dict[str, Any]:
    """Return the row with these values."""
    return next(row for row in sheets[sheet] if all(row.get(key) == value for key, value in names.items()))


MORE_ROOM: list[tuple[str, str, dict[str, object], dict[str, object]]] = [
    ("chips", "Budgets", {"funder": "ministry"}, {"2027": 14}),
    ("chips", "Budgets", {"funder": "firm"}, {"2028": 60}),
    ("chips", "Budgets", {"funder": "firm"}, {"carry over": "yes"}),
    ("chips", "Budgets", {"funder": "firm"}, {"weight": 0.5}),
    ("chips", "Funding", {"projects": "North"}, {"share": 1}),
    ("chips", "Funding", {"projects": "North"}, {"maximum": 40}),
    ("chips", "Groups", {"group": "lines"}, {"at most": 2}),
    ("chips", "Rules", {"rule": "far"}, {"limit": 0.9}),
    ("chips", "Rules", {"rule": "each"}, {"limit": 0.9}),
    ("chips", "Rules", {"rule": "each"}, {"penalty": 5}),
    ("chips", "Rules", {"rule": "mix"}, {"limit": 0.8}),
    ("chips", "Rules", {"rule": "many"}, {"limit": 1}),
    ("chips", "Rules", {"rule": "many"}, {"minimum share": 0.05}),
    ("chips", "Rules", {"rule": "home"}, {"limit": 1}),
    ("chips", "Rules", {"rule": "mix"}, {"until": "2027"}),
    ("chips", "Demand", {"market": "shop", "material": "chip"}, {"required": 0.2}),
    ("chips", "Demand", {"market": "shop", "material": "chip"}, {"shortage cost": 30}),
    ("chips", "Demand", {"market": "island"}, {"price": 14}),
    ("chips", "Plants", {"site": "old works"}, {"minimum use": 0}),
    ("chips", "Resources", {"place": "North"}, {"capacity": 9}),
    ("chips", "Resources", {"resource": "port"}, {"capacity": 60}),
    ("chips", "Suppliers", {"supplier": "exporter"}, {"maximum": 60}),
    ("chips", "Suppliers", {"supplier": "crystal"}, {"minimum": 0}),
    ("chips", "Suppliers", {"supplier": "crystal"}, {"term": None}),
    ("chips", "Suppliers", {"supplier": "dealer"}, {"needs": None}),
    ("chips", "Lanes", {"mode": "air"}, {"maximum": 20}),
    ("chips", "Lanes", {"material": "chip; wafer"}, {"loss": 0}),
    ("chips", "Stockpiles", {"site": "shop"}, {"cover days": 10}),
    ("chips", "Stockpiles", {"site": "shop"}, {"final": 0}),
    ("chips", "Stockpiles", {"site": "shop"}, {"maximum": 20}),
    ("chips", "Projects", {"project": "new line"}, {"requires": None}),
    ("chips", "Projects", {"project": "new line"}, {"lead time": 0}),
    ("chips", "Projects", {"project": "new line"}, {"ramp": None}),
    ("chips", "Projects", {"project": "school"}, {"maximum": 9}),
    ("chips", "Projects", {"project": "school"}, {"starts": 3}),
    ("chips", "Disruptions", {"disruption": "far away"}, {"required": 0.2}),
    ("chips", "Disruptions", {"disruption": "far away"}, {"covers": "wafer"}),
    ("chips", "Disruptions", {"disruption": "abroad"}, {"required": None}),
    ("chips", "Hits", {"name": "Far"}, {"remaining": 0.5}),
    ("chips", "Hits", {"name": "print @ fab"}, {"remaining": 0.5}),
    ("grain", "Plants", {"site": "mill"}, {"availability": 1}),
    ("grain", "Suppliers", {"supplier": "farmer"}, {"total": 40}),
    ("grain", "Suppliers", {"supplier": "broker"}, {"fixed cost": 1}),
    ("grain", "Lanes", {"from": "mill"}, {"minimum": 0}),
    ("grain", "Lanes", {"from": "mill"}, {"maximum": 40}),
    ("grain", "Stockpiles", {"site": "farm"}, {"maximum": 30}),
    ("grain", "Stockpiles", {"site": "farm"}, {"loss": 0}),
    ("grain", "Demand", {"market": "town"}, {"required": 0}),
    ("grain", "Demand", {"market": "farm"}, {"amount": 12}),
    ("grain", "Projects", {"project": "sieve"}, {"decision": "free"}),
    ("grain", "Projects", {"project": "stone"}, {"starts": 4}),
    ("grain", "Materials", {"material": "grain"}, {"surplus": "free"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "sheet", "where", "change"), few(12, MORE_ROOM))
def test_more_room_never_costs_more(
    tmp_path: Path, before: dict[str, float], name: str, sheet: str, where: dict[str, object],
    change: dict[str, object],
) -> None:  # fmt: skip
    sheets = WORKBOOKS[name]()
    find(sheets, sheet, **where).update(change)
    assert cost(tmp_path, sheets) <= before[name] + 1e-6 * abs(before[name])


def shuffled(sheets: Sheets) -> Sheets:
    """Return the workbook with its sheets, its rows and its columns in another order."""
    chance = random.Random(5)
    ordered = {"Periods", "Suppliers", "Curves"}
    found = {}
    for name in chance.sample(list(sheets), len(sheets)):
        columns = list(dict.fromkeys(key for row in sheets[name] for key in row))
        chance.shuffle(columns)
        lines = [{key: row.get(key) for key in columns} for row in sheets[name]]
        if name not in ordered:
            chance.shuffle(lines)
        found[name] = lines
    return found


def renamed(sheets: Sheets) -> Sheets:
    """Return the workbook with other names of places, materials, processes, suppliers and projects."""
    kinds = (("Sites", "site"), ("Sites", "country"), ("Materials", "material"), ("Recipes", "process"),
             ("Resources", "resource"), ("Suppliers", "supplier"), ("Projects", "project"))  # fmt: skip
    names = {row[column] for sheet, column in kinds for row in sheets.get(sheet, []) if row.get(column)}
    new = {name: f"{name[::-1]} of {number}" for number, name in enumerate(sorted(names))}

    def rename(value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [new.get(part.strip(), part.strip()) for part in value.split(";")]
        return "; ".join(new.get(p.split(":")[0], p.split(":")[0]) + p[len(p.split(":")[0]) :] for p in parts)

    kept = ("Settings", "Periods", "Series")

    def rename_pair(value: object) -> object:
        for sign in (" @ ", "each but "):
            if isinstance(value, str) and sign in value:
                return sign.join(str(rename(part)) if part else "" for part in value.split(sign))
        return rename(value)

    return {
        sheet: lines if sheet in kept else [
            {key: value if key in ("role", "measure", "decision", "target") else rename_pair(value)
             for key, value in row.items()} for row in lines]
        for sheet, lines in sheets.items()
    }  # fmt: skip


def more_writing(sheets: Sheets) -> Sheets:
    """Return the workbook with headers in capitals, names spaced out, blank rows, notes and empty sheets."""
    found: Sheets = {"Sources": [{"figure": "demand", "source": "a guess"}]}
    for name, lines in sheets.items():
        shouted = [{key.upper().replace(" ", "_"): value for key, value in row.items()} for row in lines]
        found[name.upper()] = [{}, *shouted, {}]
    found |= {name: [] for name in ("Disruptions", "Hits", "Cases") if name not in sheets}
    for row in found["SITES"]:
        if row:
            row["SITE"] = f"  {row['SITE'].upper()} "
            row["note"] = "checked"
    return found


def split_supplier(sheets: Sheets) -> Sheets:
    """Return the workbook with a supplier without steps, minima or fixed costs cut into two halves."""
    name = "exporter" if "Countries" in sheets else "baker"
    row = find(sheets, "Suppliers", supplier=name)
    row["maximum"] /= 2
    sheets["Suppliers"].append(row | {"supplier": f"{name} too"})
    return sheets


def useless(sheets: Sheets) -> Sheets:
    """Return the workbook with things that no plan would want, and rows that are switched off."""
    site = sheets["Sites"][0]["site"]
    material = sheets["Demand"][0]["material"]
    sheets["Suppliers"].append({"supplier": "usurer", "site": site, "material": material, "price": 1000})
    sheets["Projects"].append({"project": "folly", "place": site, "adds": sheets["Recipes"][0]["process"], "block": 1,
                               "fixed capital": 10000})  # fmt: skip
    for sheet, lines in sheets.items():
        if sheet not in ("Settings", "Periods", "Series"):
            for row in lines:
                row.setdefault("active", "yes")
    sheets["Sites"].append({"site": "nowhere", "active": "no"})
    sheets["Demand"].append({"market": "nowhere", "material": material, "amount": 100, "required": 1, "active": "no"})
    sheets["Projects"].append({"project": "dropped", "place": "nowhere", "decision": "must", "active": "no"})
    sheets["Suppliers"].append({"supplier": "gift", "site": site, "material": material, "price": 0, "active": "no"})
    return sheets


SAME: list[Callable[[Sheets], Sheets]] = [shuffled, renamed, more_writing, split_supplier, useless]


@pytest.mark.parametrize("name", list(WORKBOOKS))
@pytest.mark.parametrize("change", SAME, ids=lambda change: change.__name__)
def test_what_changes_nothing(
    tmp_path: Path, before: dict[str, float], name: str, change: Callable[[Sheets], Sheets]
) -> None:
    sheets = change(copy.deepcopy(WORKBOOKS[name]()))
    assert cost(tmp_path, sheets) == pytest.approx(before[name], rel=1e-6)


MONEY = {
    "Materials": ("value", "surplus"), "Plants": ("variable cost", "fixed cost"),
    "Resources": ("variable cost", "fixed cost"), "Suppliers": ("price", "fixed cost"),
    "Lanes": ("cost", "fixed cost"), "Demand": ("price", "shortage cost"), "Stockpiles": ("holding cost",),
    "Projects": ("fixed capital", "capital rate", "fixed cost", "yearly cost"), "Curves": ("capital",),
    "Budgets": ("2027", "2028", "2030"), "Funding": ("maximum",), "Rules": ("penalty",), "Series": (),
}  # fmt: skip


@pytest.mark.parametrize("name", list(WORKBOOKS))
@pytest.mark.parametrize("factor", [1000, 0.01])
def test_another_unit_of_money(tmp_path: Path, before: dict[str, float], name: str, factor: float) -> None:
    """All money in thousands in place of millions, or in hundreds of millions: the same plan."""
    sheets = WORKBOOKS[name]()
    for sheet, columns in MONEY.items():
        for row in sheets.get(sheet, []):
            for column in columns:
                if isinstance(row.get(column), (int, float)):
                    row[column] *= factor
    for row in sheets.get("Series", []):
        if row["series"] == "season":
            row.update({key: value * factor for key, value in row.items() if key != "series"})
    assert cost(tmp_path, sheets) == pytest.approx(factor * before[name], rel=1e-6)


AMOUNTS = {
    "Plants": ("capacity",), "Resources": ("capacity",), "Suppliers": ("maximum", "minimum", "total"),
    "Lanes": ("maximum", "minimum"), "Demand": ("amount", "2027", "2028", "2030"),
    "Stockpiles": ("initial", "maximum", "final"), "Projects": ("block", "maximum"), "Curves": ("size",),
}  # fmt: skip
PER_UNIT = {
    "Materials": ("value", "surplus"), "Plants": ("variable cost",), "Resources": ("variable cost",),
    "Suppliers": ("price",), "Lanes": ("cost",), "Demand": ("price", "shortage cost"),
    "Stockpiles": ("holding cost",), "Projects": ("capital rate",),
}  # fmt: skip


@pytest.mark.parametrize("name", list(WORKBOOKS))
def test_another_unit_of_amounts(tmp_path: Path, before: dict[str, float], name: str) -> None:
    """All amounts ten times as large and all money per unit a tenth: the same money in all."""
    sheets = WORKBOOKS[name]()
    for columns, factor in ((AMOUNTS, 10), (PER_UNIT, 0.1)):
        for sheet, names in columns.items():
            for row in sheets.get(sheet, []):
                for column in names:
                    if isinstance(row.get(column), (int, float)):
                        row[column] *= factor
    for row in sheets.get("Series", []):
        factor = 0.1 if row["series"] == "season" else 10
        row.update({key: value * factor for key, value in row.items() if key != "series"})
    for row in sheets.get("Rules", []):
        row["limit"] *= 10 if row["measure"].startswith("amount") else 1
        if row.get("penalty"):
            row["penalty"] *= 0.1
    assert cost(tmp_path, sheets) == pytest.approx(before[name], rel=1e-6)


def steady() -> Sheets:
    """Return two periods of the same rates, nothing held over between them and no start after the first."""
    return {
        "Settings": settings(base_year=2027, discount_rate=0.07, gap=0),
        "Periods": rows("period | years\nfirst | 3\nsecond | 2"),
        "Sites": [{"site": "works"}],
        "Materials": [{"material": "goods"}],
        "Recipes": rows("process | role | item | amount\nmake | makes | goods | 1"),
        "Plants": rows("site | process | capacity | variable cost | fixed cost\nworks | make | 10 | 2 | 3"),
        "Suppliers": rows("""supplier | site | material | price | maximum | fixed cost
            near | works | goods | 6 | 9 | 4"""),
        "Projects": rows("""project | place | adds | maximum | fixed capital | capital rate | fixed cost | latest
            more | works | make | 20 | 5 | 8 | 0.2 | first"""),
        "Demand": rows("market | material | amount | shortage cost\nworks | goods | 30 | 15"),
    }


@pytest.mark.parametrize(
    ("charging", "cuts"),
    [("annuity", (3, 1, 1)), ("annuity", (1, 2, 2)), ("annuity", (0.5, 2.5, 2)), ("annuity", (1, 1, 1, 1, 1)),
     ("overnight", (3, 1, 1))],
)  # fmt: skip
def test_splitting_a_period_changes_no_total(tmp_path: Path, charging: str, cuts: tuple[float, ...]) -> None:
    """Overnight, money that is paid at once counts at its period's mean: the period of the start stays whole."""
    sheets = steady()
    sheets["Settings"] += settings(capital_charging=charging)
    whole = cost(tmp_path, sheets)
    sheets["Periods"] = [{"period": f"part {number}", "years": years} for number, years in enumerate(cuts)]
    sheets["Projects"][0]["latest"] = "part 0"
    assert cost(tmp_path, sheets) == pytest.approx(whole, rel=1e-9)


def test_two_origins_under_a_herfindahl_limit(tmp_path: Path) -> None:
    """With two origins a limit h on the index is a cap of (1 + sqrt(2h - 1)) / 2 on each share."""
    sheets: Sheets = {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": [{"period": "now"}],
        "Sites": rows("site | country\na | Near\nb | Far\nshop | Home"),
        "Materials": [{"material": "goods"}],
        "Suppliers": rows("supplier | site | material | price\none | a | goods | 1\ntwo | b | goods | 3"),
        "Lanes": rows("from | to\na | shop\nb | shop"),
        "Demand": rows("market | material | amount | required\nshop | goods | 100 | 1"),
        "Rules": rows("rule | measure | material | buyers | limit\nmix | HHI at most | goods | shop | 0.58"),
    }
    assert cost(tmp_path, sheets) == pytest.approx(70 * 1 + 30 * 3, rel=1e-5)
    sheets["Rules"] = rows("rule|measure|material|buyers|limit\ncap|each share at most|goods|shop|0.7")
    assert cost(tmp_path, sheets) == pytest.approx(160, rel=1e-9)
