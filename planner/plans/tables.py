"""The tables of a plan, declared once: what is in them, in which unit, and how a number is shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from planner.plans.fields import PlanTable, fields_in
from planner.plans.operated_tables import OPERATED

# the column of what could be otherwise at the same cost, in tables in which there is such a thing
CONVENTION: Final = "by convention"
# the column of what was chosen among equals, where no convention decides
EQUAL: Final = "equal choice"


# Rates are a year, stocks are amounts; a period's money is the whole period's unless a field says "a year".
TABLES: Final = (
    PlanTable("Investments", "Every project: what was decided, when, how large, who pays.", fields_in("""
        project | text | the project
        kind | text | its kind
        place | text | where it is
        decision | text | build, or no
        start | text | the period in which it starts; a project with several starts has a row for each
        serves from | text | the first period in service
        serves until | text | the last period in service within the horizon
        blocks | count | starts in that period: blocks, or 1
        size | amount | capacity ordered in that start
        capital | money | its whole capital
        who pays | text | each funder's part
        lock | text | why it may not move
        """), 5, fields_in("""
        settled | text | yes where every plan within the proven gap decides whether it is started as this one does; open where that is not proven
        range | text | over all plans that cost little more: whether it must be built, may be, or never is, and how often
        otherwise | text | what it costs more to do without it, or to build it where the plan does not
        by convention | text | yes where it could be paid otherwise at the same cost: then by the funders' shares, as nearly as budgets allow
        """)),
    PlanTable("Timeline", "Projects by periods: build while it is built, then the capacity in service, after ramp.", fields_in("""
        project | text | the project
        place | text | where it is
        adds | text | what it adds
        """), 3),
    *OPERATED,
    PlanTable("Concentration", "Every rule in every period: what it measures, its limit and its slack.", fields_in("""
        rule | text | the rule
        measure | text | what is limited
        of | text | intake or use: what the rule counts
        material | text | material or family
        buyers | text | whose supply
        period | text | the period
        origin | text | the origin that comes nearest to the limit, or all that the rule names
        value | number | what the rule measures
        limit | number | its limit
        slack | number | room to the limit; negative beyond it
        excess | number | what a soft rule pays for, a year, in the penalty's unit; blank for a hard rule
        total | amount | of all origins, a year: what is taken in net, or used
        HHI | number | sum of squared shares over countries, of what the rule counts
        value of intake | number | what the rule would measure of what is taken in, by where it was made or bought, whatever its content; blank where nothing is
        value of use | number | the same of what is used, from stock too; blank where nothing is
        HHI of intake | number | sum of squared shares over countries, of what is taken in
        HHI of use | number | sum of squared shares over countries, of what is used, from stock too
        """), 6, fields_in("""
        content | text | the material whose content counts, whoever made what holds it; blank: where it was made or bought counts
        by convention | text | yes where it could measure something else within its limit at the same cost, were buyers given other origins
        equal choice | text | yes where its material could be bought or made in other countries at the same cost: nothing decides which; nearly where it is an HHI at its limit: shares are then known to about a thousandth
        """)),
    PlanTable("Resilience", "Every disruption in every period of onset: what it would do to the plan.", fields_in("""
        disruption | text | the disruption
        onset | text | the period in which it strikes
        chance | share | that it strikes in that period
        window | number | years that are looked at: its duration and recovery, or to the end of the horizon
        service | share | of the worst served covered demand, over the window
        worst demand | text | that demand
        shortage | amount | of all covered demands together, over the window
        guarantee | share | what the workbook asks for; blank: none
        kept | text | whether guarantee and floor are kept, yes or NO; blank without either
        extra cost in the year's money | money | beyond the plan's own course, as it is paid in the year of the strike: not discounted; blank where nothing limits what could be earned
        extra cost as counted | money | the same as the objective has it: discounted, and no less than 0 unless gains count
        time to survive | number | years until a covered demand can no longer be met in full; blank: without limit
        time to recover | number | the disruption's duration and recovery, in years
        exposed | text | yes where it takes longer to recover than the plan survives
        bottleneck | text | the capacity, stock, offer or lane that binds the most, and the cell that holds its limit
        """), 2, fields_in("""
        floor | share | what the workbook asks for at every moment; blank: nothing
        worst moment | share | the least that is served of a covered demand in a step of the window
        cut | number | years of the window that are beyond the end of the horizon, and not looked at
        not judged | text | what could not be judged, and why; blank: nothing
        """)),
    PlanTable("Budgets", "Funders: available, spent on what, carried.", fields_in("""
        funder | text | the funder
        period | text | the period
        budget | money | of the workbook; blank: no limit
        carried in | money | left from the period before
        capital | money | paid for projects in the period
        stock | money | put into stocks that it pays for, at the material's value; what is drawn gives nothing back
        support | money | paid as support of what is bought: a part of the price, not on top
        spent | money | in the period, all three together
        carried out | money | left for the next period; blank: no limit
        spent on | text | projects, stocks and offers, each with its amount in three digits
        """), 2, fields_in("""
        by convention | text | yes where others could have paid some of what is spent at the same cost, or at another time
        """)),
    PlanTable("Payments", "Who pays what for which start, when.", fields_in("""
        funder | text | the funder; (owner) where no row of Funding names the project
        project | text | the project
        start | text | the period in which it starts
        period | text | the period in which it is paid
        amount | money | paid
        """), 4, fields_in("""
        by convention | text | yes where others could pay at the same cost: then by the funders' shares, as nearly as budgets allow
        """)),
    PlanTable("Baseline", "The plan beside the same network with nothing that is free to choose built.", fields_in("""
        subject | text | cost, service, disruption (its service), dependence, or requirement: what is asked and not kept
        what | text | the part of the cost, the demand, the disruption, who depends on whom, or what is asked
        at | text | the period, or the onset, in which it is worst with nothing built; blank: all of them
        plan | number | in the plan: discounted money of a cost, else a share, or in the unit of what is asked
        baseline | number | with nothing built that is free to choose; what must be built stays, at its least
        difference | number | the baseline's less the plan's
        asked | number | of a requirement: what is asked
        missed | share | of a requirement: the share of what it asks that cannot be kept
        """), 3),
    PlanTable("Costs", "Every part of the objective.", fields_in("""
        part | text | the part
        period | text | the period in which it falls due
        amount | money | in the money of the period
        discounted | money | in the objective
        """), 2),
    PlanTable("Prices", "What one more unit of what binds is worth, in disruptions too.", fields_in("""
        sheet | text | the sheet of the row that binds
        row | text | its name
        column | text | the column of the limit
        period | text | the period
        limit | number | what the workbook says
        price | price | saved in the objective by one more unit of it
        in words | text | the same as a sentence
        cell | text | where the number stands; other periods may go by the same cell
        """), 4),
    PlanTable("Checks", "The independent verification.", fields_in("""
        check | text | what was recomputed
        rows | count | how many times it was checked
        worst | number | the largest violation
        tolerance | number | the most that is accepted there
        where | text | where the worst is
        pass | text | yes or NO
        """), 1),
)  # fmt: skip

# Only in a plan whose disruptions were sampled.
MONTE_CARLO: Final = PlanTable("Monte Carlo", "What disruptions that strike by chance bring over the horizon, by sampled course.", fields_in("""
    figure | text | what is told of all courses
    extra cost | money | beyond the plan's, discounted
    shortage | amount | of all demands that are no sales together, each in its own unit, beyond the plan's own
    strikes | number | how many disruptions strike
    """), 1)  # fmt: skip

# Only in a plan of which a rule has a content.
CONTENT: Final = PlanTable("Content", "Rules with a content: of all that moves along their chains, what is without content of the origins.", fields_in("""
    rule | text | the rule
    origin | text | the origins of which it has no content
    what | text | bought, runs, consumed, sent, held, delivered or left over
    where | text | the site; of what is sent, where it starts
    sent to | text | where it ends
    carrier | text | the material, which can hold content; blank: runs of a plant
    by | text | the supplier, the process or the mode
    period | text | the period
    without | amount | without content of the origins: a year, or of what is held at the end of the period
    in all | amount | with it and without
    """), 8)  # fmt: skip

# Only in a plan whose workbook asks for any so many at once.
SETS: Final = PlanTable("Outage sets", "Any so many out at once: each set at the onset at which it would be worst.", fields_in("""
    disruption | text | the row of Disruptions that makes the set
    set | text | what is out at once
    onset | text | the period in which it would be worst: of the least service, then the dearest
    service | share | of the worst served covered demand, over the window that begins then
    worst demand | text | that demand
    shortage | amount | of all covered demands together, over that window
    extra cost in the year's money | money | beyond the plan's own course, not discounted; blank where nothing limits what could be earned
    judged | count | onsets at which it was judged
    as a part | count | of these, onsets at which one of its parts was judged in its place: the way through without that part alone is open without the others too
    not judged | count | onsets for which there was no time, or that could not be solved
    """), 2)  # fmt: skip

# Behind which table each stands that only some plans have.
BEHIND: Final = {"Concentration": (CONTENT,), "Resilience": (SETS,)}
BY_NAME: Final = {table.name: table for table in (*TABLES, CONTENT, SETS)}


def tables_in(plan: Collection[str]) -> tuple[PlanTable, ...]:
    """Return the tables that a plan with tables of these names has, in the order of their tabs."""
    return tuple(
        shown
        for table in TABLES
        for shown in (table, *(more for more in BEHIND.get(table.name, ()) if more.name in plan))
    )


# The parts of the objective, in the order in which they are shown.
PARTS: Final = (
    "capital", "fixed and yearly", "variable", "purchases", "transport", "tariffs",
    "holding", "surplus", "shortage", "penalties", "sales", "expected extra cost", "risk",
)  # fmt: skip

EXTRA_COSTS: Final = ("extra cost in the year's money", "extra cost as counted")

OWNER: Final = "(owner)"
