"""The sheets of what must hold and of what could go wrong."""

from __future__ import annotations

from typing import Final

from planner.workbook.schema.columns import Column, Group, Kind, Sheet
from planner.workbook.schema.parts import INF, NAME, NAMES, NOTE, NUMBER, PLACE, TEXT, cost, most, share, window

MUST_HOLD: Final = (
    Sheet("Demand", Group.MUST, "What markets ask for: required, penalised, or sold.", (
        Column("market", NAME, "The site that asks.", required=True, refers=("site",)),
        Column("material", NAME, "What it asks for.", required=True, refers=("material",)),
        most("amount", "How much is asked for.", "unit a year", "no limit, for a sale only", varies=True, series=True),
        cost("price", "What the market pays for a unit.", "money per unit"),
        cost("shortage cost", "What a unit not served costs.", "money per unit", low=0),
        share("required", "The share that must be served.", series=True),
    ), key=("market", "material"), must_have_rows=True),
    Sheet("Budgets", Group.MUST, "Who pays, and how much at most.", (
        Column("funder", NAME, "The funder's name.", required=True),
        most("amount", "The most that the funder pays in the whole period, however long.", "money", varies=True, series=True),
        Column("carry over", Kind.YESNO, "Whether what is left is there in the next period.", default=True),
        Column("weight", NUMBER, "What a unit of the funder's money counts in the objective.", default=1.0, low=0, series=True),
    ), key=("funder",)),
    Sheet("Funding", Group.MUST, "Which projects a funder may pay for.", (
        Column("funder", NAME, "Who may pay.", required=True, refers=("funder",)),
        Column("projects", NAMES, "What the funder may pay for: projects, kinds, places or *.", required=True, refers=("project", "kind", *PLACE, "*")),
        share("share", "The most of a start's whole capital that the funder pays.", 1.0, series=True),
        most("maximum", "The most that the funder pays over all that the row covers.", "money"),
    ), key=("funder", "projects"), repeats=True),
    Sheet("Partners", Group.MUST, "Who would share what the plan costs: read by `planner shares` alone.", (
        Column("partner", NAME, "The partner's name.", required=True),
        Column("markets", NAMES, "The places whose demand is the partner's.", required=True, refers=PLACE),
        Column("funders", NAMES, "The funders whose money is the partner's.", default=(), blank="none", refers=("funder",)),
        Column("places", NAMES, "What stands there is the partner's own, and so are the projects there.", default=(),
               blank="its markets' countries", refers=PLACE),
        Column("open", Kind.YESNO, "Whether others may use what stands at its places also without the partner.", default=False),
    ), key=("partner",)),
    Sheet("Rules", Group.MUST, "Where supply may come from.", (
        Column("rule", NAME, "The rule's name.", required=True),
        Column("measure", Kind.CHOICE, "What is limited.", required=True, choices=(
            "each share at most", "share at most", "share at least", "HHI at most", "origins at least",
            "amount at most", "amount at least")),
        Column("material", NAME, "The material that is limited, or a family: the sum of its materials.", required=True, refers=("material", "family")),
        Column("of", Kind.CHOICE, "What counts: what enters the buyers' sites, or what is used there, from stock too.",
               default="intake", choices=("intake", "use")),
        Column("content", NAME, "The material further up, or the rule's own: what holds content of the origins then counts, whoever made it since.",
               blank="none: where it was made or bought counts", refers=("material",)),
        Column("buyers", NAMES, "The places whose supply it is.", default=("*",), blank="all", refers=(*PLACE, "*")),
        Column("origins", NAMES, "Where it was made or bought: places, suppliers, or foreign.", default=("*",), blank="all",
               refers=(*PLACE, "supplier", "foreign", "*")),
        Column("limit", NUMBER, "The limit of what is measured.", "share, unit a year or number", required=True, low=0, varies=True, series=True),
        share("minimum share", "The least share with which an origin counts.", 0.05, series=True),
        Column("penalty", NUMBER, "What a unit beyond the limit costs a year; for origins, what a missing origin costs a year.",
               "money per unit", default=INF, blank="a hard rule", low=0, series=True),
        window("from", "The first period in which the rule holds."),
        window("until", "The last period in which the rule holds."),
    ), key=("rule",)),
)  # fmt: skip

COULD_GO_WRONG: Final = (
    Sheet("Disruptions", Group.WRONG, "What could go wrong.", (
        Column("disruption", NAME, "The disruption's name.", required=True),
        share("probability", "The chance that it strikes in a year."),
        Column("onset", NAMES, "The periods in which it may strike.", default=("*",), blank="every period", refers=("period", "*")),
        Column("duration", NUMBER, "How long the disruption lasts.", "years", default=1.0, low=0, above=True),
        Column("recovery", NUMBER, "Years after it in which what was lost comes back evenly.", "years", default=0.0, low=0),
        Column("together", NUMBER, "How many of what a hit's `each` goes over happen at once: one disruption of every set.",
               default=1.0, low=1, whole=True),
        share("required", "The share of each covered demand that must be served over the whole window.", None, blank="no guarantee"),
        share("floor", "The share of each covered demand that must be served at every moment of the window.", None, blank="none"),
        Column("covers", NAMES, "The materials whose demand is covered.", default=("*",), blank="all", refers=("material", "*")),
        NOTE,
    ), key=("disruption",)),
    Sheet("Hits", Group.WRONG, "What each disruption hits.", (
        Column("disruption", NAME, "The disruption that hits.", required=True, refers=("disruption",)),
        Column("target", Kind.CHOICE, "The kind of thing that it hits.", required=True, choices=(
            "country", "bloc", "site", "plant", "supplier", "lane", "chokepoint", "resource", "material", "demand")),
        Column("name", TEXT, "The name of what is hit; a plant as process @ site, a lane as from > to; `each`, or `each but A; B`.", required=True, offers="of the target"),
        Column("material", NAMES, "Materials to which the hit is narrowed.", default=("*",), blank="all", refers=("material", "*")),
        Column("remaining", NUMBER, "What is left of what is hit; above 1 for demand only.", "share",
               blank="0, or 1 where price or tariff is given", low=0),
        Column("price", NUMBER, "Factor on what it costs meanwhile: a price, a variable cost, a lane's cost; of demand its price and shortage cost.",
               "times", blank="1", low=0, series=True),
        Column("tariff", NUMBER, "Added to the tariff of the lanes that are hit, meanwhile.", "share", blank="0", low=0, series=True),
    ), key=("disruption", "target", "name"), repeats=True),
    Sheet("Cases", Group.WRONG, "What-if cases: each changes cells, nothing else.", (
        Column("case", NAME, "The case's name.", required=True),
        Column("sheet", TEXT, "The sheet whose cell is changed.", required=True, offers="sheet"),
        Column("row", TEXT, "The name of the row that is changed, its parts joined by ` / `; * fits all.", required=True, offers="of the sheet"),
        Column("column", TEXT, "The column that is changed, or a period.", required=True, offers="column of the sheet"),
        Column("change", Kind.CHANGE, "The new value, or `x1.2`, `*1.2`, `add 5`, `less 5`; `no limit` lifts a limit.", required=True),
        NOTE,
    ), key=("case",), repeats=True, is_planned=False),
    Sheet("Ranges", Group.WRONG, "Numbers that are not sure, and between what they lie: for planner sensitivity; solve leaves them out.", (
        Column("sheet", TEXT, "The sheet whose number is not sure.", required=True, offers="sheet"),
        Column("row", TEXT, "The name of its row, its parts joined by ` / `, as in Cases; * moves all.", required=True, offers="of the sheet"),
        Column("column", TEXT, "The column of the number, or a period; period columns beside it move by the same factor.", required=True,
               offers="column of the sheet"),
        Column("low", Kind.CHANGE, "The lower end: a value, or a change such as `x0.8` or `less 5`; of lognormal the 5% point.", required=True),
        Column("high", Kind.CHANGE, "The upper end: a value, or a change such as `x1.2` or `add 5`; of lognormal the 95% point.", required=True),
        Column("shape", Kind.CHOICE, "What is likely between the ends; the mode of triangular is the cell's own number.",
               default="triangular", choices=("triangular", "uniform", "lognormal")),
        Column("with", TEXT, "A name: rows that share it move together.", blank="it moves by itself"),
        Column("source", TEXT, "Who says so; never read."),
    ), key=("sheet", "row", "column"), is_planned=False),
    Sheet("Worlds", Group.WRONG, "Courses that things may take, each known from a period on: what a playbook plans for.", (
        Column("world", NAME, "The world's name.", required=True),
        Column("after", NAME, "The world that it branches from.", blank="the beginning", refers=("world",)),
        Column("from", NAME, "The period at whose beginning it is known.", required=True, refers=("period",)),
        Column("probability", NUMBER, "How likely it is once the world before it holds; of those that branch off together the sum is 1.",
               "share", required=True, low=0, high=1, above=True),
        Column("case", NAME, "The case of Cases that is so in it from then on.", blank="as it stands", refers=("case",)),
        Column("signal", TEXT, "How one sees that it has come, in words."),
    ), key=("world",), is_planned=False, tip=(
        "What is decided before a world is known is the same for all that it may become. Worlds that branch from the same one are "
        "known in the same period. `planner playbook` plans them all at once; `planner solve` leaves them out.")),
)  # fmt: skip
