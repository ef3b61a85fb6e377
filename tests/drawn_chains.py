"""Random chains in which content is followed: refiners, salts that come back, scrap, stocks, losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbooks import Sheets, settings

if TYPE_CHECKING:
    import random

COUNTRY = {"A": "China", "X": "Chile", "V": "Vietnam", "T": "Taiwan", "B": "US", "B2": "US", "M": "Mexico"}
FAMILY = ("chips", "boards")
Row = dict[str, Any]
# by process: what a run consumes and makes
PROCESSES: dict[str, tuple[dict[str, float], dict[str, float]]] = {
    "make": ({"ga": 1, "tin": 1}, {"chips": 1}),
    "make of salt": ({"salt": 1, "ga": 0.5}, {"chips": 1, "salt": 0.25}),
    "refine": ({"ga": 1}, {"ga": 1}),
    "thin": ({"ga": 2}, {"ga": 1}),
    "solve": ({"ga": 1}, {"salt": 1}),
    "win": ({"salt": 1}, {"ga": 0.5}),
    "win all": ({"salt": 1}, {"ga": 1}),
    "recycle": ({"chips": 1}, {"ga": 0.25, "tin": 0.5}),
    "board": ({"tin": 1}, {"boards": 1}),
    "mount": ({"chips": 1, "tin": 1}, {"boards": 2}),
    "pack": ({"chips": 1}, {"chips": 1}),
    "pack half": ({"chips": 2}, {"chips": 1}),
    "by-product": ({"tin": 1}, {"ga": 0.5}),
}


def draw(rng: random.Random) -> Sheets:
    """Return a workbook of one or two periods with one or two rules that look inside."""
    times = ["first", "second"][: rng.choice([1, 1, 2])]
    sites = ["A", "X", "T", "B", *rng.sample(["V", "B2", "M"], rng.randint(1, 3))]
    works = _plants(rng, sites)
    return {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": [{"period": name, "years": rng.choice([1, 1, 2])} for name in times],
        "Materials": [{"material": m, "family": "goods" if m in FAMILY else None, "surplus": _surplus(rng)}
                      for m in ("ga", "salt", "tin", *FAMILY)],
        "Sites": [{"site": site, "country": COUNTRY[site]} for site in sites],
        "Suppliers": _offers(rng, sites),
        "Lanes": _lanes(rng, sites),
        "Stockpiles": _piles(rng, sites),
        "Demand": _demand(rng, sites),
        **works,
        "Rules": [_rule(rng, f"r{number}", works["Recipes"], times) for number in range(rng.choice([1, 1, 2]))],
    }  # fmt: skip


def _surplus(rng: random.Random) -> object:
    return rng.choice(["none", "free", 0.5])


def _offers(rng: random.Random, sites: list[str]) -> list[Row]:
    found = [{"supplier": "sa", "site": "A", "material": "ga", "price": 1},
             {"supplier": "sx", "site": "X", "material": "ga", "price": rng.choice([2, 3])},
             {"supplier": "st", "site": rng.choice(sites), "material": "tin", "price": 0.5}]  # fmt: skip
    for material in ("salt", "chips"):
        if rng.random() < 0.3:
            site = rng.choice(sites)
            found.append({"supplier": f"s{material}", "site": site, "material": material, "price": rng.choice([2, 9])})
    for row in found:
        row["maximum"] = rng.choice([None, None, 20, 60])
    return found


def _lanes(rng: random.Random, sites: list[str]) -> list[Row]:
    pairs = [(a, b) for a in sites for b in sites if a != b]
    chosen = set(rng.sample(pairs, len(pairs) // 3)) | {("A", "T"), ("X", "T"), ("T", "B")}
    return [{"from": a, "to": b, "cost": rng.choice([0, 0.25, 1]), "loss": rng.choice([0, 0, 0.125]),
             "maximum": rng.choice([None, None, 30])} for a, b in sorted(chosen)]  # fmt: skip


def _piles(rng: random.Random, sites: list[str]) -> list[Row]:
    places = rng.sample([(site, m) for site in sites for m in ("ga", "salt", "chips")], rng.randint(0, 3))
    return [{"site": site, "material": m, "initial": rng.choice([0, 10, 30]), "holding cost": 0.1,
             "loss": rng.choice([0, 0.25])} for site, m in places]  # fmt: skip


def _demand(rng: random.Random, sites: list[str]) -> list[Row]:
    markets = ["B", *[site for site in ("M", "B2") if site in sites and rng.random() < 0.5]]
    found = [{"market": market, "material": "chips", "amount": rng.choice([20, 40]), "shortage cost": 50}
             for market in markets]  # fmt: skip
    if rng.random() < 0.5:
        found.append({"market": "B", "material": "boards", "amount": 10, "shortage cost": 40})
    return found


def _plants(rng: random.Random, sites: list[str]) -> Sheets:
    chosen = ["make", *rng.sample(sorted(set(PROCESSES) - {"make"}), rng.randint(1, 4))]
    if "board" not in chosen and "mount" not in chosen:
        chosen.append("board")
    recipes = [{"process": process, "role": role, "item": item, "amount": amount}
               for process in chosen for role, items in zip(("consumes", "makes"), PROCESSES[process], strict=True)
               for item, amount in items.items()]  # fmt: skip
    plants = []
    for process in chosen:
        for site in dict.fromkeys(
            ["T", *rng.sample(sites, 1)] if process == "make" else rng.sample(sites, rng.randint(1, 2))
        ):
            plants.append({"site": site, "process": process, "capacity": rng.choice([None, 15, 40]),
                           "variable cost": rng.choice([0, 0.25])})  # fmt: skip
    return {"Recipes": recipes, "Plants": plants}


def inside(recipes: list[Row], content: str) -> set[str]:
    """Return the materials that could hold a content: itself, and what is made of what could."""
    found: set[str] = set()
    while found != (found := found | {content} | _made(recipes, found)):
        pass
    return found


def _made(recipes: list[Row], taken: set[str]) -> set[str]:
    by_process = {row["process"] for row in recipes if row["role"] == "consumes" and row["item"] in taken}
    return {row["item"] for row in recipes if row["role"] == "makes" and row["process"] in by_process}


def _rule(rng: random.Random, name: str, recipes: list[Row], times: list[str]) -> Row:
    measure = rng.choice(["share at most", "share at most", "each share at most", "amount at most"])
    material = rng.choice(["chips", "chips", "goods", "ga"])
    holds = {m: inside(recipes, m) for m in ("ga", "tin", "salt")}
    wanted = set(FAMILY) if material == "goods" else {material}
    content = rng.choice([m for m in ("ga", "ga", "ga", "tin", "salt") if holds[m] & wanted])
    begin = rng.choice([None, None, times[-1]])
    origins = rng.choice(["China", "China", "Chile", "sa", "A", "China; Chile", "foreign", "*"])
    return {
        "rule": name, "measure": measure, "material": material, "of": rng.choice(["intake", "intake", "use"]),
        "content": content,
        "buyers": rng.choice(["US", "US", "B", "T", "*"]), "origins": origins,
        "limit": rng.choice([0, 5, 20]) if measure == "amount at most" else rng.choice([0, 0.25, 0.5]),
        "penalty": rng.choice([None, None, None, 1, 0]),
        "from": begin, "until": None if begin else rng.choice([None, None, times[0]]),
    }  # fmt: skip
