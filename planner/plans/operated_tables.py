"""The tables of what a plan does with the chain: where from, bought, made, carried, held, short."""

from __future__ import annotations

from typing import Final

from planner.plans.fields import PlanTable, fields_in

# Rates are a year, stocks are amounts; a period's money is the whole period's unless a field says "a year".
OPERATED: Final = (
    PlanTable("Sourcing", "Where each country's supply of each material was made or bought.", fields_in("""
        material | text | the material
        buyer | text | the country whose sites take it in
        origin | text | where it was made or bought; for a material without rules, where it was last shipped from
        period | text | the period
        amount | amount | taken in from that origin, a year
        share | share | of all that the buyer takes in
        used | amount | of that origin, a year: what plants consume and markets are delivered, from stock too; blank where no rule follows the material
        share of use | share | of all that the buyer uses
        traced | text | yes where a rule has the material followed from its origin; no where only the last shipper is known
        """), 4, fields_in("""
        by convention | text | yes where buyers could have other origins at the same cost: then as nearly as may be all in the same proportions
        equal choice | text | yes where the material could be bought or made in other countries at the same cost: nothing decides which; nearly where an HHI at its limit counts it: shares are then known to about a thousandth
        """)),
    PlanTable("Purchases", "Offers and contracts used.", fields_in("""
        row | count | the row of Suppliers
        supplier | text | the supplier
        site | text | where it is bought
        material | text | what is bought
        period | text | the period
        amount | amount | bought, a year
        maximum | amount | the most in that period, a year; blank: no limit
        in use | flag | 1 while a contract is in use; blank where the offer needs none
        cost | money | price times amount and the fixed cost, a year
        """), 5, fields_in("""
        equal choice | text | yes where more or less of it could be bought at the same cost, with others in its place: nothing decides which
        """)),
    PlanTable("Production", "Plants: runs, capacity and use.", fields_in("""
        process | text | the process
        site | text | where it runs
        period | text | the period
        runs | amount | a year
        own | amount | capacity of the workbook's row, a year; blank: limited by its resources alone
        added | amount | capacity of projects in service, after ramp
        removed | amount | capacity removed by projects from the workbook's row
        capacity | amount | what can be run: (own + added - removed) times availability
        use | share | runs of capacity
        """), 3, fields_in("""
        equal choice | text | yes where it could run more or less at the same cost, with others in its place: nothing decides which
        """)),
    PlanTable("Resource use", "Shared resources: what is used of what there is.", fields_in("""
        resource | text | the resource
        place | text | the place that has it
        period | text | the period
        used | amount | a year
        own | amount | capacity of the workbook's row, a year
        added | amount | capacity of projects in service, after ramp
        removed | amount | capacity removed by projects from the workbook's row
        capacity | amount | own + added - removed
        use | share | used of capacity
        """), 3),
    PlanTable("Flows", "Lanes: what is sent, by origin where a rule follows the material.", fields_in("""
        from | text | where it starts
        to | text | where it ends
        material | text | what is carried
        mode | text | how
        origin | text | where it was made or bought; blank where no rule asks
        period | text | the period
        sent | amount | at the start, a year
        arrived | amount | after losses, a year
        transport | money | cost a year, without the fixed cost
        tariff | money | a year
        in use | flag | 1 while the lane is in use, also as a reserve that carries nothing; blank where that is not decided
        """), 6),
    PlanTable("Stockpiles", "Stock at the end of each period.", fields_in("""
        site | text | where it is
        material | text | what is held
        period | text | the period
        stock | amount | at the end of the period
        maximum | amount | the most that may be held; blank: no limit
        put in | amount | a year, less what is drawn
        cover days asked | number | by the workbook
        cover days held | number | days of use of the covered place that all stocks which cover it hold; blank without use
        holding cost | money | a year
        """), 3, fields_in("""
        by convention | text | yes where more could be held at the end of the last period at the same cost: then the least that is asked for
        """)),
    PlanTable("Balances", "Where every material came from and went, at every site, a year.", fields_in("""
        material | text | the material
        site | text | the site
        origin | text | where it was made or bought; blank where no rule asks
        period | text | the period
        made | amount | by plants there
        bought | amount | from offers there
        arrived | amount | after losses
        drawn | amount | from stock, net
        consumed | amount | by plants there
        sent | amount | to other sites
        delivered | amount | to the market there
        stored | amount | put into stock, net
        surplus | amount | left over
        stock | amount | at the end of the period
        """), 4),
    PlanTable("Shortages", "Demand: asked, delivered, short.", fields_in("""
        market | text | the site that asks
        material | text | what it asks for
        period | text | the period
        asked | amount | a year; blank: a sale without limit
        delivered | amount | a year
        short | amount | a year; 0 for a sale
        served | share | delivered of asked
        required | amount | the least that must be delivered, a year
        shortage cost | money | a year
        revenue | money | a year
        """), 3),
)  # fmt: skip
