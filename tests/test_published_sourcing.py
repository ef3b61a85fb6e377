"""Published models of buying, carrying and locating, each written as a workbook; optima met to 1e-6.

Every published value has also been found by solving the model of the source directly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from workbooks import Sheets, column, plan, rows, settings

if TYPE_CHECKING:
    from pathlib import Path

EXACT = settings(discount_rate=0, gap=0)
NOW = [{"period": "now"}]


def optimum(folder: Path, sheets: Sheets) -> float:
    """Return the objective, proven to a gap of nothing."""
    run = plan(folder / "in.xlsx", {"Settings": EXACT, "Periods": NOW} | sheets).run
    assert run["bound"] == pytest.approx(run["objective"], rel=1e-6, abs=1e-6)
    return float(run["objective"])


def grid(text: str) -> dict[tuple[str, str], float]:
    """Return the numbers of a table by row and column name; a dash is no entry."""
    head, *lines = (line.split() for line in text.strip().splitlines())
    cells = ((line[0], name, cell) for line in lines for name, cell in zip(head, line[1:], strict=True))
    return {(row, name): float(cell) for row, name, cell in cells if cell != "-"}


def lanes(costs: dict[tuple[str, str], float], **more: Any) -> list[dict[str, Any]]:
    return [{"from": start, "to": end, "cost": cost} | more for (start, end), cost in costs.items()]


def test_canned_peas(tmp_path: Path) -> None:
    """Hillier and Lieberman's P & T Company, a transport problem in balance: 152 535 dollars."""
    costs = grid("""
        Sacramento SaltLake RapidCity Albuquerque
        Bellingham 464 513 654 867
        Eugene     352 416 690 791
        AlbertLea  995 682 388 685""")
    canneries, warehouses = dict.fromkeys(a for a, _ in costs), dict.fromkeys(b for _, b in costs)
    sheets = {
        "Materials": column("material", ["peas"]),
        "Sites": column("site", [*canneries, *warehouses]),
        "Suppliers": rows("""supplier | site | material | price | maximum
            one   | Bellingham | peas | 0 | 75
            two   | Eugene     | peas | 0 | 125
            three | AlbertLea  | peas | 0 | 100"""),
        "Lanes": lanes(costs),
        "Demand": rows("""market | material | amount | required
            Sacramento  | peas | 80 | 1
            SaltLake    | peas | 65 | 1
            RapidCity   | peas | 70 | 1
            Albuquerque | peas | 85 | 1"""),
    }
    assert optimum(tmp_path, sheets) == pytest.approx(152535, rel=1e-6)


def test_transshipment(tmp_path: Path) -> None:
    """Hillier and Lieberman's Distribution Unlimited, two lanes of limited capacity: 49 000 dollars."""
    sheets = {
        "Materials": column("material", ["goods"]),
        "Sites": column("site", ["F1", "F2", "DC", "W1", "W2"]),
        "Suppliers": rows("""supplier | site | material | price | maximum
            factory 1 | F1 | goods | 0 | 50
            factory 2 | F2 | goods | 0 | 40"""),
        "Lanes": rows("""from | to | cost | maximum
            F1 | F2 | 200 | 10
            F1 | DC | 400 |
            F1 | W1 | 900 |
            F2 | DC | 300 |
            DC | W2 | 100 | 80
            W1 | W2 | 300 |
            W2 | W1 | 200 |"""),
        "Demand": rows("""market | material | amount | required
            W1 | goods | 30 | 1
            W2 | goods | 60 | 1"""),
    }
    assert optimum(tmp_path, sheets) == pytest.approx(49000, rel=1e-6)


def test_stores_and_warehouses(tmp_path: Path) -> None:
    """Van Hentenryck's warehouse location of the OPL book, ten stores, five warehouses: 383."""
    costs = grid("""
        s1 s2 s3 s4 s5 s6 s7 s8 s9 s10
        Bonn      20 28 74  2 46 42  1 10 93 47
        Bordeaux  24 27 97 55 96 22  5 73 35 65
        London    11 82 71 73 59 29 73 13 63 55
        Paris     25 83 96 69 83 67 59 43 85 71
        Rome      30 74 70 61  4 59 56 96 46 95""")
    room = {"Bonn": 1, "Bordeaux": 4, "London": 2, "Paris": 1, "Rome": 3}
    sheets = {
        "Materials": column("material", ["supply"]),
        "Sites": column("site", [*room, *(f"s{number}" for number in range(1, 11))]),
        "Suppliers": [
            {"supplier": f"owner of {site}", "site": site, "material": "supply", "price": 0, "maximum": most,
             "fixed cost": 30} for site, most in room.items()],
        "Lanes": lanes(costs),
        "Demand": [{"market": f"s{number}", "material": "supply", "amount": 1, "required": 1}
                   for number in range(1, 11)],
    }  # fmt: skip
    assert optimum(tmp_path, sheets) == pytest.approx(383, rel=1e-6)


MILLS = ("GARY", "CLEV", "PITT")
CITIES = ("FRA", "DET", "LAN", "WIN", "STL", "FRE", "LAF")
MILL_COSTS = {
    "bands": grid("""FRA DET LAN WIN STL FRE LAF
        GARY 30 10  8 10 11  71  6
        CLEV 22  7 10  7 21  82 13
        PITT 19 11 12 10 25  83 15"""),
    "coils": grid("""FRA DET LAN WIN STL FRE LAF
        GARY 39 14 11 14 16  82  8
        CLEV 27  9 12  9 26  95 17
        PITT 24 14 17 13 28  99 20"""),
    "plate": grid("""FRA DET LAN WIN STL FRE LAF
        GARY 41 15 12 16 17  86  8
        CLEV 29  9 13  9 28  99 18
        PITT 26 14 17 13 31 104 20"""),
}
MILL_FIXED = grid("""FRA DET LAN WIN STL FRE LAF
    GARY 3000 1200 1200 1200 2500 3500 2500
    CLEV 2000 1000 1500 1200 2500 3000 2200
    PITT 2000 1200 1500 1500 2500 3500 2200""")
MILL_DEMAND = grid("""FRA DET LAN WIN STL FRE LAF
    bands 300 300 100  75 650 225 250
    coils 500 750 400 250 950 850 500
    plate 100 100   0  50 200 100 250""")


def mills(minimum: float) -> Sheets:
    """AMPL's multmip: products leave a mill at their own cost for a yard, which sends them on together.

    The yard's lane holds what the source asks of a route: at most 625, and at least the minimum while used.
    """
    supply = grid("""GARY CLEV PITT
        bands 400  700  800
        coils 800 1600 1800
        plate 200  300  300""")
    routes = [(mill, city) for mill in MILLS for city in CITIES]
    return {
        "Materials": column("material", MILL_COSTS),
        "Sites": column("site", [*MILLS, *CITIES, *(f"{mill} yard for {city}" for mill, city in routes)]),
        "Suppliers": [{"supplier": "mill", "site": mill, "material": product, "price": 0, "maximum": most}
                      for (product, mill), most in supply.items()],
        "Lanes": [{"from": mill, "to": f"{mill} yard for {city}", "material": product,
                   "cost": cost[mill, city]}
                  for product, cost in MILL_COSTS.items() for mill, city in routes]
        + [{"from": f"{mill} yard for {city}", "to": city, "maximum": 625, "minimum": minimum}
           for mill, city in routes],
        "Demand": [{"market": city, "material": product, "amount": amount, "required": 1}
                   for (product, city), amount in MILL_DEMAND.items()],
    }  # fmt: skip


@pytest.mark.parametrize(("minimum", "published"), [(0, 229850), (375, 233150)])
def test_routes_with_fixed_cost(tmp_path: Path, minimum: float, published: float) -> None:
    """AMPL book, chapter 20, multmip1 and multmip2: fixed charges, then least loads, of lanes."""
    sheets = mills(minimum)
    for lane in sheets["Lanes"]:
        if "maximum" in lane:
            lane["fixed cost"] = MILL_FIXED[lane["from"][:4], lane["to"]]
    assert optimum(tmp_path, sheets) == pytest.approx(published, rel=1e-6)


def test_routes_to_open(tmp_path: Path) -> None:
    """AMPL book, chapter 20, multmip3: a mill may serve five cities, by groups of projects: 235625."""
    sheets = mills(375)
    for lane in sheets["Lanes"]:
        if "maximum" in lane:
            lane["needs"] = f"open {lane['from'][:4]} to {lane['to']}"
    sheets["Projects"] = [
        {"project": f"open {mill} to {city}", "place": mill, "fixed capital": cost,
         "group": f"routes of {mill}"}
        for (mill, city), cost in MILL_FIXED.items()]  # fmt: skip
    sheets["Groups"] = [{"group": f"routes of {mill}", "at most": 5} for mill in MILLS]
    assert optimum(tmp_path, sheets) == pytest.approx(235625, rel=1e-6)


def test_bids_with_discounts(tmp_path: Path) -> None:
    """Bracken and McCormick 1968, GAMS `bid`: setup charges, least amounts, prices that fall by steps.

    The source adds up the cost of the segments before, so a bid's segments are price steps: 15 210 109.512.
    """
    sheets = {
        "Materials": column("material", ["item"]),
        "Sites": column("site", ["buyer"]),
        "Suppliers": rows("""supplier | site | material | price | maximum | minimum | fixed cost
            a | buyer | item | 61.150 | 33000  |       | 3855.84
            b | buyer | item | 68.099 | 70000  | 22000 | 125804.84
            b | buyer | item | 66.049 | 30000  |       |
            b | buyer | item | 64.099 | 50000  |       |
            b | buyer | item | 62.119 | 10000  |       |
            c | buyer | item | 62.190 | 165600 |       | 13456.00
            d | buyer | item | 72.488 | 12000  |       | 6583.98
            e | buyer | item | 70.150 | 42000  |       |
            e | buyer | item | 68.150 | 35000  |       |"""),
        "Demand": rows("market | material | amount | required\nbuyer | item | 239600.48 | 1"),
    }
    assert optimum(tmp_path, sheets) == pytest.approx(15210109.512, rel=1e-9)


def test_cheaper_later_steps(tmp_path: Path) -> None:
    """Winston's Euing Gas: oil 1 at 25, then 20, then 15 cents, 500 gallons each; profit 12 500 cents.

    Gas 1 is half oil 1 at least and gas 2 six tenths; `room` counts how far the blend is above that.
    """
    sheets = {
        "Materials": column("material", ["oil 1", "oil 2", "gas 1", "gas 2", "room 1", "room 2"]),
        "Sites": column("site", ["refinery"]),
        "Suppliers": rows("""supplier | site | material | price | maximum
            tank   | refinery | oil 1 | 0  | 500
            tank   | refinery | oil 2 | 0  | 1000
            market | refinery | oil 1 | 25 | 500
            market | refinery | oil 1 | 20 | 500
            market | refinery | oil 1 | 15 | 500"""),
        "Recipes": rows("""process | role | item | amount
            1 into 1 | consumes | oil 1  | 1
            1 into 1 | makes    | gas 1  | 1
            1 into 1 | makes    | room 1 | 0.5
            2 into 1 | consumes | oil 2  | 1
            2 into 1 | consumes | room 1 | 0.5
            2 into 1 | makes    | gas 1  | 1
            1 into 2 | consumes | oil 1  | 1
            1 into 2 | makes    | gas 2  | 1
            1 into 2 | makes    | room 2 | 0.4
            2 into 2 | consumes | oil 2  | 1
            2 into 2 | consumes | room 2 | 0.6
            2 into 2 | makes    | gas 2  | 1"""),
        "Plants": [{"site": "refinery", "process": f"{oil} into {gas}"} for oil in (1, 2) for gas in (1, 2)],
        "Demand": rows("market | material | price\nrefinery | gas 1 | 12\nrefinery | gas 2 | 14"),
    }
    assert optimum(tmp_path, sheets) == pytest.approx(-12500, rel=1e-6)


DEPOT_COSTS = grid("""
    Newcastle Birmingham London Exeter C1 C2 C3 C4 C5 C6
    Liverpool  0.5 0.5 1.0 0.2 1.0 -   1.5 2.0 -   1.0
    Brighton   -   0.3 0.5 0.2 2.0 -   -   -   -   -
    Newcastle  -   -   -   -   -   1.5 0.5 -   1.5 1.0
    Birmingham -   -   -   -   1.0 0.5 0.5 1.0 0.5 -
    London     -   -   -   -   -   1.5 2.0 -   0.5 1.5
    Exeter     -   -   -   -   -   -   0.2 1.5 0.5 1.5""")
NEW_DEPOT_COSTS = grid("""
    Bristol Northampton C1 C2 C3 C4 C5 C6
    Liverpool   0.6 0.4 -   -   -   -   -   -
    Brighton    0.4 0.3 -   -   -   -   -   -
    Bristol     -   -   1.2 0.6 0.5 -   0.3 0.8
    Northampton -   -   -   0.4 -   0.5 0.6 0.9""")


def depots(costs: dict[tuple[str, str], float]) -> Sheets:
    """Williams, Model Building in Mathematical Programming, Distribution: thousand tons, pounds a ton.

    What goes through a depot is a resource that the lanes into it use.
    """
    customers = {"C1": 50, "C2": 10, "C3": 40, "C4": 35, "C5": 60, "C6": 20}
    houses = dict.fromkeys(start for start, _ in costs if start not in ("Liverpool", "Brighton"))
    return {
        "Materials": column("material", ["goods"]),
        "Sites": column("site", ["Liverpool", "Brighton", *houses, *customers]),
        "Suppliers": rows("""supplier | site | material | price | maximum
            factory | Liverpool | goods | 0 | 150
            factory | Brighton  | goods | 0 | 200"""),
        "Lanes": [{"from": start, "to": end, "cost": 1000 * cost,
                   "uses": "handling: 1" if end in houses else None}
                  for (start, end), cost in costs.items()],
        "Resources": rows("""resource | place | capacity
            handling | Newcastle  | 70
            handling | Birmingham | 50
            handling | London     | 100
            handling | Exeter     | 40"""),
        "Demand": [{"market": name, "material": "goods", "amount": amount, "required": 1}
                   for name, amount in customers.items()],
    }  # fmt: skip


def test_depots(tmp_path: Path) -> None:
    """Williams, Distribution 1: 198 500 pounds a month."""
    assert optimum(tmp_path, depots(DEPOT_COSTS)) == pytest.approx(198500, rel=1e-6)


def test_depots_to_open_and_close(tmp_path: Path) -> None:
    """Williams, Distribution 2: 174 000 pounds, by an open Northampton, a larger Birmingham, no Newcastle.

    The book counts only what closing saves: 15 000 of fixed cost less than here. Its limit of four depots is
    not binding.
    """
    sheets = depots(DEPOT_COSTS | NEW_DEPOT_COSTS)
    sheets["Resources"][0]["fixed cost"], sheets["Resources"][3]["fixed cost"] = 10000, 5000
    sheets["Projects"] = rows("""project | place | adds | removes | block | fixed capital
        open Bristol      | Bristol     | handling |          | 30 | 12000
        open Northampton  | Northampton | handling |          | 25 | 4000
        expand Birmingham | Birmingham  | handling |          | 20 | 3000
        close Newcastle   | Newcastle   |          | handling | 70 |
        close Exeter      | Exeter      |          | handling | 40 |""")
    result = plan(tmp_path / "in.xlsx", {"Settings": EXACT, "Periods": NOW} | sheets)
    assert result.run["objective"] - 15000 == pytest.approx(174000, rel=1e-6)
    built = result.tables["Investments"].query("decision == 'build'")["project"]
    assert sorted(built) == ["close Newcastle", "expand Birmingham", "open Northampton"]


def test_fertilizer_plants(tmp_path: Path) -> None:
    """Vietorisz and Manne 1963, GAMS `vietman`: where to make ammonia and fertilizer, or import: 64 926.46.

    The value is of solving the source's programme directly. Ammonia is an offer with a fixed cost, a
    fertilizer plant a project of any size with a fixed capital.
    """
    ammonia = grid("""
        p1 p2 p3 p4 p5
        abroad 56.0 47.4 47.6 54.4 51.0
        a1     20.4 33.6 34.5 26.9 29.5
        a2     33.4 20.2 26.7 31.3 28.1
        a3     35.3 27.7 21.2 35.0 32.2
        a4     41.8 46.4 49.1 35.3 42.1
        a5     43.0 41.8 44.9 40.7 33.9""")
    fertilizer = grid("""
        c1 c2 c3 c4 c5 c6 c7 c8 c9 c10 c11 c12
        abroad 86.1 76.4 76.8 87.0 83.6 90.3 75.4 76.4 81.2 96.4 82.4 86.4
        p1     32.2 44.0 45.8 31.5 34.1 42.0 43.0 40.3 37.8 42.9 36.6 30.8
        p2     36.6 24.4 29.2 37.6 34.2 41.0 26.1 24.2 29.9 48.9 31.9 37.6
        p3     37.0 27.9 23.1 41.3 38.4 40.9 24.7 26.8 29.6 52.8 32.6 41.3
        p4     38.5 41.9 48.0 23.2 32.2 48.5 44.6 44.1 43.1 34.5 42.4 28.9
        p5     44.0 35.3 41.1 33.2 29.8 54.1 37.7 37.1 42.8 44.6 44.4 32.6""")
    demand = (9.2, 59.9, 95.8, 185.3, 344.1, 66.1, 168.6, 50, 34, 11.1, 109.5, 47)
    sheets = {
        "Materials": column("material", ["ammonia", "fertilizer"]),
        "Sites": column("site", ["abroad", *(f"{kind}{n}" for kind in "ap" for n in range(1, 6)),
                                 *(f"c{n}" for n in range(1, 13))]),
        "Suppliers": rows("""supplier | site | material | price | fixed cost
            importer | abroad | ammonia    | 0 |
            importer | abroad | fertilizer | 0 |
            maker    | a1     | ammonia    | 0 | 1760
            maker    | a2     | ammonia    | 0 | 1656
            maker    | a3     | ammonia    | 0 | 1626
            maker    | a4     | ammonia    | 0 | 1784
            maker    | a5     | ammonia    | 0 | 1782"""),
        "Recipes": rows("""process | role | item | amount
            synthesis | consumes | ammonia    | 1
            synthesis | makes    | fertilizer | 1"""),
        "Projects": [{"project": f"build p{n}", "place": f"p{n}", "adds": "synthesis", "maximum": sum(demand),
                      "fixed capital": cost} for n, cost in enumerate((810, 951, 754, 856, 852), 1)],
        "Lanes": lanes(ammonia, material="ammonia") + lanes(fertilizer, material="fertilizer"),
        "Demand": [{"market": f"c{n}", "material": "fertilizer", "amount": amount, "required": 1}
                   for n, amount in enumerate(demand, 1)],
    }  # fmt: skip
    assert optimum(tmp_path, sheets) == pytest.approx(64926.46, rel=1e-6)
