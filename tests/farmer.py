"""The farmer of Birge and Louveaux, Introduction to Stochastic Programming, as a workbook.

500 acres are planted before the weather is known. The trunk is the good year: 1.2 times the mean yields of 2.5, 3 and
20 tons; an average and a bad year, a chance of a third each, leave 1/1.2 and 0.8/1.2 of what was planted. Land is
taken while the fields are planted, in the year before the harvest.
"""

from __future__ import annotations

from workbooks import Sheets, rows, settings

ACRES = {"wheat": (150, 2.5), "corn": (230, 3.0), "beets": (260, 20.0)}  # planting cost, mean yield


def farmer(chance: float = 1 / 3) -> Sheets:
    """Return the farmer's workbook."""
    fields = [
        {"project": f"plant {crop}", "place": "farm", "adds": f"grow {crop}", "maximum": 500, "capital rate": cost,
         "lead time": 1, "life": 1, "uses": "land: 1", "latest": "1"}
        for crop, (cost, _) in ACRES.items()
    ]  # fmt: skip
    recipes = [
        {"process": f"grow {crop}", "role": "makes", "item": crop, "amount": 1.2 * tons}
        for crop, (_, tons) in ACRES.items()
    ]
    hits = [
        {"disruption": year, "target": "plant", "name": f"grow {crop} @ farm", "remaining": left}
        for year, left in (("average", 1 / 1.2), ("bad", 0.8 / 1.2))
        for crop in ACRES
    ]
    return {
        "Settings": settings(discount_rate=0, gap=0, money_unit="US", currency="dollars", title="The farmer"),
        "Periods": [{"period": 1}, {"period": 2}],
        "Sites": rows("site | country\nfarm | F\nbarn | F\nquota | F\nworld | F"),
        "Materials": [{"material": crop} for crop in ACRES],
        "Recipes": recipes,
        "Resources": rows("resource | place | capacity\nland | farm | 500"),
        "Projects": fields,
        "Suppliers": rows(
            "supplier | site | material | price\nwheat shop | barn | wheat | 238\ncorn shop | barn | corn | 210"
        ),
        "Lanes": rows("from | to\nfarm | barn\nfarm | quota\nfarm | world"),
        "Demand": rows("""market | material | amount | 1 | price | shortage cost
            barn | wheat | 200 | 0 | | 1000
            barn | corn | 240 | 0 | | 1000
            world | wheat | | | 170 |
            world | corn | | | 150 |
            quota | beets | 6000 | | 36 |
            world | beets | | | 10 |"""),
        "Disruptions": [
            {"disruption": year, "probability": chance, "onset": "2", "duration": 1} for year in ("average", "bad")
        ],
        "Hits": hits,
    }


if __name__ == "__main__":
    import sys
    from pathlib import Path

    from workbooks import write

    write(Path(sys.argv[1]), farmer())
