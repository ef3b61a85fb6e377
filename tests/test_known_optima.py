"""The product reaches published optima from workbooks of published data (sources in data/README.md)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from samples import few
from workbooks import Sheets, column, plan, settings

DATA = Path(__file__).parent / "data"
EXACT = settings(discount_rate=0, gap=0, currency="USD", money_unit="USD")


def table(folder: str, name: str) -> list[dict[str, str]]:
    with (DATA / folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def optima(folder: str) -> dict[str, float]:
    """Return the published optimum of every instance of a folder."""
    return {row["instance"]: float(row["published_optimum"]) for row in table(folder, "optima")}


def transport() -> Sheets:
    """Canneries are suppliers at no price, markets require all they ask for, freight is the lanes' cost."""
    plants, markets = table("transport", "plants"), table("transport", "markets")
    return {
        "Settings": EXACT,
        "Periods": [{"period": "now"}],
        "Materials": [{"material": "cases", "unit": "case"}],
        "Sites": column("site", [*(row["plant"] for row in plants), *(row["market"] for row in markets)]),
        "Suppliers": [
            {"supplier": f"cannery {row['plant']}", "site": row["plant"], "material": "cases", "price": 0,
             "maximum": float(row["capacity_cases"])} for row in plants],
        "Lanes": [
            {"from": row["plant"], "to": row["market"], "cost": 0.09 * float(row["thousand_miles"])}
            for row in table("transport", "distance")],
        "Demand": [
            {"market": row["market"], "material": "cases", "amount": float(row["demand_cases"]),
             "required": 1} for row in markets],
    }  # fmt: skip


def steel() -> Sheets:
    """Weeks are periods of one unit of time; the mill's hours are a resource that both products share."""
    weeks, products = table("steel", "weeks"), table("steel", "products")
    market = {(row["product"], row["week"]): row for row in table("steel", "market")}

    def by_week(product: str, column: str) -> dict[str, object]:
        return {f"week {row['week']}": float(market[product, row["week"]][column]) for row in weeks}

    names = [row["product"] for row in products]
    return {
        "Settings": EXACT,
        "Periods": [{"period": f"week {row['week']}"} for row in weeks],
        "Materials": [{"material": name, "unit": "t"} for name in names],
        "Sites": [{"site": "mill"}],
        "Recipes": [{"process": f"roll {name}", "role": "makes", "item": name, "amount": 1} for name in names]
        + [{"process": f"roll {row['product']}", "role": "uses", "item": "hours",
            "amount": 1 / float(row["tons_per_hour"])} for row in products],
        "Plants": [{"site": "mill", "process": f"roll {row['product']}",
                    "variable cost": float(row["make_cost"])} for row in products],
        "Resources": [{"resource": "hours", "place": "mill"}
                      | {f"week {row['week']}": float(row["hours"]) for row in weeks}],
        "Stockpiles": [{"site": "mill", "material": row["product"],
                        "initial": float(row["initial_inventory"]),
                        "holding cost": float(row["inventory_cost"])} for row in products],
        "Series": [{"series": f"price of {name}"} | by_week(name, "revenue_per_ton") for name in names],
        "Demand": [{"market": "mill", "material": name, "price": f"price of {name}"}
                   | by_week(name, "max_tons") for name in names],
    }  # fmt: skip


def _warehouse_network(name: str) -> Sheets:
    facilities = table("warehouses", f"{name}_facilities")
    customers = table("warehouses", f"{name}_customers")
    return {
        "Settings": EXACT,
        "Periods": [{"period": "now"}],
        "Materials": [{"material": "goods"}],
        "Sites": column("site", [*(f"warehouse {row['facility']}" for row in facilities),
                                 *(f"customer {row['customer']}" for row in customers)]),
        "Lanes": [
            {"from": f"warehouse {row['facility']}", "to": f"customer {customer['customer']}",
             "cost": float(customer[f"cost_from_{row['facility']}"]) / float(customer["demand"])}
            for row in facilities for customer in customers],
        "Demand": [{"market": f"customer {row['customer']}", "material": "goods",
                    "amount": float(row["demand"]), "required": 1} for row in customers],
    }  # fmt: skip


def warehouses(name: str) -> Sheets:
    """Every warehouse is an offer with a fixed cost while it is used."""
    return _warehouse_network(name) | {
        "Suppliers": [
            {"supplier": f"owner {row['facility']}", "site": f"warehouse {row['facility']}",
             "material": "goods", "price": 0, "maximum": float(row["capacity"]),
             "fixed cost": float(row["fixed_cost"])}
            for row in table("warehouses", f"{name}_facilities")],
    }  # fmt: skip


def warehouses_to_build(name: str) -> Sheets:
    """Every warehouse is a project: one block of its capacity, its fixed cost the capital."""
    return _warehouse_network(name) | {
        "Recipes": [{"process": "handle", "role": "makes", "item": "goods", "amount": 1}],
        "Projects": [
            {"project": f"build {row['facility']}", "place": f"warehouse {row['facility']}", "adds": "handle",
             "block": float(row["capacity"]), "fixed capital": float(row["fixed_cost"])}
            for row in table("warehouses", f"{name}_facilities")],
    }  # fmt: skip


def network(name: str) -> Sheets:
    """Nodes are sites, arcs are lanes with a fixed cost, parallel arcs lanes of another mode."""
    nodes, arcs = table("networks", f"{name}_nodes"), table("networks", f"{name}_arcs")
    demand = {row["node"]: float(row["demand"]) for row in nodes}
    sites = dict.fromkeys([*demand, *(row[end] for row in arcs for end in ("from", "to"))])
    return {
        "Settings": EXACT,
        "Periods": [{"period": "now"}],
        "Materials": [{"material": "goods", "surplus": "none"}],
        "Sites": column("site", sites),
        "Suppliers": [{"supplier": f"source {node}", "site": node, "material": "goods", "price": 0,
                       "maximum": -amount} for node, amount in demand.items() if amount < 0],
        "Lanes": [{"from": row["from"], "to": row["to"], "mode": row["arc"], "cost": float(row["unit_cost"]),
                   "fixed cost": float(row["fixed_cost"])} for row in arcs],
        "Demand": [{"market": node, "material": "goods", "amount": amount, "required": 1}
                   for node, amount in demand.items() if amount > 0],
    }  # fmt: skip


def assert_optimum(path: Path, sheets: Sheets, published: float) -> None:
    """Solve to a gap of 0 and compare the objective and its bound with the published value."""
    run = plan(path, sheets).run
    tolerance = 1e-6 * max(1, abs(published))
    assert run["objective"] == pytest.approx(published, abs=tolerance)
    assert run["bound"] == pytest.approx(published, abs=tolerance)


def test_transport(tmp_path: Path) -> None:
    """Dantzig's canneries: 153.675 thousand USD."""
    assert_optimum(tmp_path / "in.xlsx", transport(), 153.675)


def test_steel(tmp_path: Path) -> None:
    """The AMPL book's steelT: a profit of 515033 is a cost of -515033."""
    assert_optimum(tmp_path / "in.xlsx", steel(), -515033)


@pytest.mark.parametrize("name", few(2, ["cap41", "cap44", "cap51", "cap61", "cap71", "cap81", "cap92", "cap104"]))
def test_warehouses(tmp_path: Path, name: str) -> None:
    assert_optimum(tmp_path / "in.xlsx", warehouses(name), optima("warehouses")[name])


@pytest.mark.parametrize("name", ["cap42", "cap64", "cap74"])
def test_warehouses_to_build(tmp_path: Path, name: str) -> None:
    assert_optimum(tmp_path / "in.xlsx", warehouses_to_build(name), optima("warehouses")[name])


@pytest.mark.parametrize("name", few(1, ["k10x90", "k15x210", "r20x100", "l61x114", "sp50x100"]))
def test_networks(tmp_path: Path, name: str) -> None:
    assert_optimum(tmp_path / "in.xlsx", network(name), optima("networks")[name])
