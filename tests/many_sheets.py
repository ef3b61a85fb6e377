"""Two workbooks that use most of the sheets."""

from __future__ import annotations

from workbooks import Sheets, rows, settings


def chips() -> Sheets:
    """Return a supply of wafers and chips over three periods: projects, funders, stock, rules, offers in steps."""
    return {
        "Settings": settings(base_year=2027, discount_rate=0.06, gap=0, currency="EUR", risk_weight=0.2),
        "Periods": rows("period | years\n2027 | 1\n2028 | 2\n2030 | 2"),
        "Countries": rows("country | bloc\nNorth | Union\nSouth | Union\nFar |"),
        "Sites": rows("""site | country
            fab | North
            shop | North
            old works | South
            island | Far"""),
        "Materials": rows("""material | value | surplus | family
            wafer | 4  | free | silicon
            chip  | 10 | free |
            waste | 0  | 0.2  |"""),
        "Recipes": rows("""process | role | item | amount
            print | consumes | wafer     | 1
            print | makes    | chip      | 1
            print | makes    | waste     | 0.1
            print | uses     | engineers | 0.5"""),
        "Plants": rows("""site | process | capacity | variable cost | fixed cost | minimum use
            old works | print | 12 | 2 | 6 | 0.25
            fab       | print | 5  | 1 | 2 |"""),
        "Resources": rows("""resource | place | capacity | variable cost
            engineers | North | 6  | 0.1
            engineers | South | 10 |
            port      | Union | 50 |"""),
        "Suppliers": rows("""supplier | site | material | price | maximum | minimum | fixed cost | term | needs
            miner   | old works | wafer | 2 | 15 |   |   |   |
            miner   | old works | wafer | 3 | 15 |   |   |   |
            crystal | fab       | wafer | 2 | 20 | 4 | 3 | 2 |
            exporter | island   | chip  | 6 | 40 |   |   |   |
            dealer  | shop      | chip  | 9 | 20 |   | 4 |   | customs office"""),
        "Lanes": rows("""from | to | material | mode | cost | tariff | maximum | fixed cost | loss | uses
            *      | *     |             |     | 1   | 0.05 |    |   |      |
            Union  | Union |             |     | 0.5 |      |    |   |      |
            island | shop  | chip        | air | 3   |      | 10 | 2 |      |
            island | Union | chip; wafer |     | 1.5 | 0.1  | 25 |   | 0.02 | port: 1"""),
        "Demand": rows("""market | material | 2027 | 2028 | 2030 | price | shortage cost | required
            shop   | chip  | 20 | 26 | 34 |    | 40 | 0.5
            island | chip  | 3  | 3  | 3  | 12 |    |
            shop   | wafer | 2  | 2  | 2  |    | 10 |"""),
        "Stockpiles": rows("""site | material | initial | maximum | holding cost | loss | cover days | final
            shop | chip  | 4 | 12 | 0.4 | 0.02 | 30 | 2
            fab  | wafer | 3 |    | 0.1 |      |    |"""),
        "Projects": rows("""project|kind|place|adds|removes|block|maximum|fixed capital|capital rate|curve|yearly cost|lead time|life|ramp|requires|group|uses
            new line       | fab   | fab       | print     |       | 8  |    | 30 |   |       | 1 | 1 |    | 0.5 | school | lines |
            any line       | fab   | fab       | print     |       |    |    |    |   | scale |   |   | 10 |     |        | lines |
            school         | state | North     | engineers |       |    | 6  | 2  | 3 |       |   |   |    |     |        |       |
            close          | fab   | old works |           | print | 12 |    | 1  |   |       |   |   |    |     |        |       |
            customs office | state | shop      |           |       |    |    | 3  |   |       |   |   |    |     |        |       |"""),  # noqa: E501
        "Curves": rows("curve | size | capital\nscale | 2 | 15\nscale | 8 | 40\nscale | 14 | 50"),
        "Groups": rows("group | at most\nlines | 1"),
        "Budgets": rows("""funder | 2027 | 2028 | 2030 | carry over | weight
            ministry | 10 | 15 | 15 | yes | 1
            firm     | 20 | 40 | 20 | no  | 0.8"""),
        "Funding": rows("""funder | projects | share | maximum
            ministry | state | 1   |
            ministry | North | 0.6 | 25
            firm     | *     |     |"""),
        "Rules": rows("""rule | measure | material | buyers | origins | limit | penalty | minimum share
            far   | share at most      | chip    | shop  | foreign   | 0.7  |    |
            each  | each share at most | chip    | Union |           | 0.75 | 30 |
            mix   | HHI at most        | chip    | shop  |           | 0.6  |    |
            many  | origins at least   | chip    | shop  |           | 2    |    | 0.1
            home  | amount at least    | silicon | *     | crystal   | 2    | 5  |"""),
        "Disruptions": rows("""disruption | probability | onset | duration | required | covers
            far away | 0.05 | *    | 1   | 0.4 | chip
            abroad   |      | 2028 | 0.5 | 0.2 |
            strike   | 0.1  | 2030 | 1   |     |"""),
        "Hits": rows("""disruption | target | name | remaining
            far away | country  | Far         | 0
            far away | resource | port        | 0.5
            abroad   | country  | each but North | 0.3
            strike   | plant    | print @ fab | 0.25"""),
    }  # fmt: skip


def grain() -> Sheets:
    """Return a seasonal trade in four quarters: stock, commitments, closing, seasons by Series, no rules."""
    return {
        "Settings": settings(discount_rate=0.1, gap=0, capital_charging="overnight"),
        "Periods": rows("period | years\nq1 | 0.25\nq2 | 0.25\nq3 | 0.25\nq4 | 0.25"),
        "Sites": [{"site": "farm"}, {"site": "mill"}, {"site": "town"}],
        "Materials": [{"material": "grain", "surplus": "none"}, {"material": "flour"}],
        "Series": rows("series | q1 | q2 | q3 | q4\nharvest | 0 | 10 | 90 | 30\nseason | 1 | 1 | 0.8 | 1.2"),
        "Recipes": rows("""process | role | item | amount
            grind | consumes | grain | 1.25
            grind | makes    | flour | 1"""),
        "Plants": rows("site | process | capacity | variable cost | fixed cost\nmill | grind | 16 | season | 2"),
        "Suppliers": rows("""supplier | site | material | price | maximum | total | fixed cost
            farmer | farm | grain | season | harvest | 30 |
            broker | mill | grain | 4      | 40      |    | 3
            baker  | town | flour | 9      | 6       |    |"""),
        "Lanes": rows("""from | to | cost | minimum | fixed cost | maximum
            farm | mill | 0.2 |   |   |
            mill | town | 0.3 | 4 | 2 | 30"""),
        "Demand": rows("""market | material | amount | shortage cost | price | required
            town | flour | 20 | 25 |     | 0.6
            farm | grain | 8  |    | 1.1 |"""),
        "Stockpiles": rows("""site | material | initial | maximum | holding cost | loss
            farm | grain | 4 | 12 | 0.4 | 0.1
            town | flour | 2 |    | 0.8 |"""),
        "Projects": rows("""project | place | adds | removes | block | fixed capital | lead time | decision | starts
            stone  | mill | grind |       | 4  | 1.5 | 0.25 | free | 2
            sieve  | mill | grind |       | 2  | 0.4 |      | q2: 1 | 2
            close  | mill |       | grind | 16 | 0.1 |      |      |"""),
    }  # fmt: skip
