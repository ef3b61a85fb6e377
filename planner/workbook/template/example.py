"""The example that ``planner new --example`` writes: small, invented, and with most sheets in use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

NUMBER: Final = re.compile(r"\d+(\.\d+)?")


def _rows(table: str) -> list[dict[str, object]]:
    """Return the rows of a table of lines ``a | b | c``; the first line names the columns."""
    head, *lines = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    return [{name: _value(cell) for name, cell in zip(head, line, strict=True)} for line in lines]


def _value(text: str) -> object:
    """Return a cell as a planner would have typed it: a blank, a number or a text."""
    if NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text or None


EXAMPLE: Final[Mapping[str, Sequence[Mapping[str, object]]]] = {
    "Settings": _rows("""
        setting | value
        title | Two allies and one exporter (an invented example)
        money unit | million
        discount rate | 0.04
        risk weight | 0.2
    """),
    "Periods": _rows("""
        period | years
        2027 | 1
        2028 | 1
        2029 | 2
        2031 | 4
    """),
    "Countries": _rows("""
        country | bloc | note
        Norland | Union | has a mine and an old refinery
        Sudland | Union | has a port and demand, but no refinery yet
        Estria | | sells most of the oxide today
    """),
    "Sites": _rows("""
        site | country | kind
        North Works | Norland | refinery
        South Port | Sudland | port
        East Refinery | Estria | refinery
    """),
    "Materials": _rows("""
        material | unit | family | value | surplus | note
        concentrate | kt | | 1 | free | what refineries consume
        oxide | kt | | 6 | 2 | what markets ask for; getting rid of a unit costs 2
    """),
    "Processes": _rows("""
        process | unit | note
        refining | kt of oxide | one run makes 1 kt of oxide
    """),
    "Recipes": _rows("""
        process | role | item | amount
        refining | makes | oxide | 1
        refining | consumes | concentrate | 2
        refining | uses | staff | 1
    """),
    "Plants": _rows("""
        site | process | capacity | variable cost | fixed cost | minimum use | availability
        North Works | refining | 45 | refining cost | 12 | 0.3 | 0.95
        East Refinery | refining | 200 | 1.2 | | |
    """),
    "Resources": _rows("""
        resource | place | capacity | variable cost
        staff | Norland | 60 | 0.1
        staff | Sudland | 15 | 0.1
        staff | Estria | 300 | 0.05
        port | South Port | 150 | 0.02
    """),
    "Suppliers": _rows("""
        supplier | site | material | price | maximum | total | term | needs | uses
        North mine | North Works | concentrate | 0.9 | 60 | 900 | | |
        North mine | North Works | concentrate | 1.3 | 60 | | | Deep shaft |
        East mine | East Refinery | concentrate | 0.6 | | | | |
        Sea trader | South Port | concentrate | 1.5 | 80 | | 2 | | port: 1
    """),
    "Lanes": _rows("""
        from | to | material | mode | cost | tariff | maximum | loss | chokepoints | uses
        Estria | Union | * | ship | 0.3 | 0.02 | | 0.01 | Grey Strait |
        Estria | Union | oxide | air | 1.5 | 0.02 | 10 | | |
        Union | Union | * | rail | 0.15 | | | | |
    """),
    "Stockpiles": _rows("""
        site | material | initial | maximum | holding cost | loss | cover days | cover of
        North Works | oxide | 8 | 60 | 0.25 | 0.01 | |
        South Port | oxide | 6 | 60 | 0.25 | 0.01 | stock target | Sudland
    """),
    "Series": _rows("""
        series | 2027 | 2028 | 2029 | 2031
        refining cost | 1.6 | 1.6 | 1.5 | 1.4
        stock target | 15 | 20 | 30 | 45
    """),
    "Projects": _rows("""
        project | kind | place | adds | block | minimum | maximum | fixed capital | capital rate | curve | fixed cost | lead time | life | ramp | spending | starts | requires | group | decision | uses
        South refinery | refinery | South Port | refining | 20 | | | 190 | | | 0.3 | 2 | 25 | 0.5; 1 | 0.4; 0.6 | 3 | | refineries | free | port: 0.1
        North extension | refinery | North Works | refining | | | | | | extension | 0.3 | 1 | 20 | | | 1 | | refineries | free |
        Deep shaft | mine | North Works | | | | | 70 | | | | 2 | | | | 1 | | | free |
        Staff school | training | Sudland | staff | | 5 | 80 | 8 | 0.6 | | 0.05 | 1 | | | | 1 | | | free |
    """),  # noqa: E501
    "Curves": _rows("""
        curve | size | capital
        extension | 5 | 70
        extension | 20 | 190
        extension | 50 | 380
    """),
    "Groups": _rows("""
        group | at least | at most
        refineries | 0 | 2
    """),
    "Demand": _rows("""
        market | material | amount | shortage cost | required | 2027 | 2028 | 2029 | 2031
        North Works | oxide | 50 | 40 | 0.5 | | | 55 | 65
        South Port | oxide | 40 | 40 | 0.5 | | | 45 | 60
    """),
    "Budgets": _rows("""
        funder | amount | carry over | weight
        Union fund | 120 | yes | 1
        Industry | | yes | 1
    """),
    "Funding": _rows("""
        funder | projects | share | maximum
        Union fund | refinery | 0.5 | 400
        Union fund | training | 1 |
        Industry | refinery; mine | 1 |
    """),
    "Partners": _rows("""
        partner | markets | funders | places | open
        Norland | North Works | | | yes
        Sudland | South Port | | | yes
    """),
    "Rules": _rows("""
        rule | measure | material | buyers | limit | penalty | 2027 | 2028 | 2029 | 2031
        No origin above | each share at most | oxide | Union | 0.7 | | 0.9 | 0.9 | | 0.6
        Two origins | origins at least | oxide | Union | 2 | | | | |
    """),
    "Disruptions": _rows("""
        disruption | probability | onset | duration | required | covers | note
        Loss of a country | 0.03 | 2029; 2031 | 1 | 0.6 | oxide | N-1: each country by itself
        Strait closed | 0.05 | * | 0.5 | | * | ships cannot pass, aircraft can
    """),
    "Hits": _rows("""
        disruption | target | name | remaining
        Loss of a country | country | each | 0
        Strait closed | chokepoint | Grey Strait | 0
    """),
    "Cases": _rows("""
        case | sheet | row | column | change | note
        high demand | Demand | * | amount | x1.2 | a fifth more everywhere
        high demand | Settings | title | value | High demand |
        small fund | Budgets | Union fund | amount | less 60 | half the public money
    """),
    "Ranges": _rows("""
        sheet | row | column | low | high | shape | with | source
        Demand | * | amount | x0.85 | x1.25 | | | forecasts of two bureaus
        Projects | South refinery | fixed capital | x0.9 | x1.4 | | | offers of three builders
        Suppliers | * | price | x0.8 | x1.3 | lognormal | | ten years of prices
    """),
    "Worlds": _rows("""
        world | after | from | probability | case | signal
        fund halved | | 2029 | 0.3 | small fund | the vote on the budget in autumn 2028
        fund kept | | 2029 | 0.7 | | the vote on the budget in autumn 2028
    """),
    "Sources": _rows("""
        figure | source | link | year
        all figures | assumption: invented for this example | |
    """),
}  # fmt: skip
