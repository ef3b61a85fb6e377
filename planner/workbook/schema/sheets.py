"""Every sheet and column of an input workbook, declared once."""

from __future__ import annotations

import math
from typing import Final

from planner.workbook.schema.columns import Column, Decision, Group, Kind, Sheet

INF: Final = math.inf
NAME, TEXT, NAMES, NUMBER = Kind.NAME, Kind.TEXT, Kind.NAMES, Kind.NUMBER
NO_LIMIT: Final = "no limit"

# What a reference may name, and the sheets (and columns) whose rows declare such names.
NAMED: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "period": (("Periods", "period"),),
    "country": (("Countries", "country"), ("Sites", "country")),
    "bloc": (("Countries", "bloc"),),
    "site": (("Sites", "site"),),
    "material": (("Materials", "material"),),
    "family": (("Materials", "family"),),
    "process": (("Processes", "process"), ("Recipes", "process")),
    "resource": (("Resources", "resource"), ("Projects", "adds")),  # a project may make a resource's row
    "supplier": (("Suppliers", "supplier"),),
    "project": (("Projects", "project"),),
    "kind": (("Projects", "kind"),),
    "curve": (("Curves", "curve"),),
    "group": (("Groups", "group"),),
    "funder": (("Budgets", "funder"),),
    "disruption": (("Disruptions", "disruption"),),
    "chokepoint": (("Lanes", "chokepoints"),),
    "case": (("Cases", "case"),),
}
PLACE: Final = ("site", "country", "bloc")

ACTIVE: Final = Column("active", Kind.YESNO, "Whether the row counts; a row with no is left out.", default=True)
NOTE: Final = Column("note", TEXT, "Free words; never read.")

SETTINGS: Final = (
    Column("title", TEXT, "The plan's title.", default=""),
    Column("currency", TEXT, "The currency's name.", default="USD"),
    Column("money unit", TEXT, "A label: all money of the workbook is in it.", default="million"),
    Column("base year", NUMBER, "The year whose money the objective is in.", "year", blank="the first period's number, else 0"),
    Column("discount rate", NUMBER, "Of money over time.", "share a year", default=0.05, low=-1, above=True),
    Column("cost of capital", NUMBER, "The interest on capital.", "share a year", blank="the discount rate", low=-1, above=True),
    Column("capital charging", Kind.CHOICE, "As yearly charges, or when it is paid less the value left at the end.",
           default="annuity", choices=("annuity", "overnight")),
    Column("annuity paid", Kind.CHOICE, "When in each year an annuity is paid.", default="start", choices=("start", "end")),
    Column("risk weight", NUMBER, "The part of the objective's disruption cost that is the tail's; the rest is the mean's.",
           default=0.0, low=0, high=1,
           remedy="It weighs the tail of what disruptions cost against the mean: 0 is the mean alone, 1 the tail alone"),
    Column("risk level", NUMBER, "How rare the tail is: 0.9 is the worst tenth.", "share", default=0.9, low=0, high=0.999999),
    Column("disruption gains", Kind.CHOICE, "Whether what a disruption costs may count below zero, as a gain.",
           default="ignore", choices=("ignore", "count")),
    Column("gap", NUMBER, "The relative gap at which solving stops.", "share", default=0.001, low=0, high=1),
    Column("money gap", NUMBER, "A gap in money that is enough too.", "money", default=0.0, blank="none", low=0),
    Column("time limit", NUMBER, "The longest that solving may take.", "seconds", default=600.0, low=0, above=True),
    Column("threads", NUMBER, "Threads of the solver.", "threads", default=INF, blank="all", low=1, whole=True, words=(("all", INF),)),
    Column("seed", NUMBER, "Of the solver's random choices.", default=0.0, low=0, high=2**31 - 1, whole=True),
)  # fmt: skip


def _capacity(doc: str, default: float, blank: str = "") -> Column:
    return Column("capacity", NUMBER, doc, "a year", default=default, blank=blank, low=0, varies=True, series=True)


def _cost(name: str, doc: str, unit: str, low: float = -INF) -> Column:
    return Column(name, NUMBER, doc, unit, default=0.0, low=low, series=True)


def _share(name: str, doc: str, default: float | None = 0.0, **more: object) -> Column:
    return Column(name, NUMBER, doc, "share", default=default, low=0, high=1, **more)  # type: ignore[arg-type]


def _window(name: str, doc: str) -> Column:
    return Column(name, NAME, doc, refers=("period",))


_MAXIMUM: Final = Column(
    "maximum", NUMBER, "The most of it.", "unit a year", default=INF, blank=NO_LIMIT, low=0, varies=True, series=True
)
_MINIMUM: Final = Column(
    "minimum", NUMBER, "The least of it while it is used.", "unit a year", default=0.0, low=0, series=True
)
_NEEDS: Final = Column(
    "needs", NAMES, "Projects that must be in service for it to be open.", default=(), refers=("project",)
)
_FUNDER: Final = Column("funder", NAME, "Whose budget pays the support.", refers=("funder",))
_FUNDER_OF_STOCK: Final = Column(
    "funder",
    NAME,
    "Whose budget pays, at the material's value, for what is put in.",
    blank="nobody's",
    refers=("funder",),
)
_RETIRES: Final = _window("retires", "The first period without it.")


def _uses(doc: str) -> Column:
    return Column(
        "uses", Kind.USES, doc + " Pairs such as `port: 1; cold store: 0.2`.", default=(), refers=("resource",)
    )


SHEETS: Final[tuple[Sheet, ...]] = (
    Sheet("Settings", Group.THERE, "What holds for the whole plan.", (
        Column("setting", NAME, "The setting's name.", required=True),
        Column("value", Kind.CHANGE, "Its value."),
        NOTE,
    ), key=("setting",)),
    Sheet("Periods", Group.THERE, "The periods of the plan, in order.", (
        Column("period", NAME, "Its name; a number is the year in which it begins.", required=True),
        Column("years", NUMBER, "Its length.", "years", default=1.0, low=0, above=True),
        Column("discount", NUMBER, "What one unit of money a year, in every year of the period, is worth today.",
               blank="from the discount rate", low=0, above=True),
    ), key=("period",), must_have_rows=True),
    Sheet("Countries", Group.THERE, "Countries and the blocs that they are in.", (
        Column("country", NAME, "Its name.", required=True),
        Column("bloc", NAME, "The bloc that it belongs to."),
        NOTE,
    ), key=("country",)),
    Sheet("Sites", Group.THERE, "Where things are made, bought, held and asked for.", (
        Column("site", NAME, "Its name.", required=True),
        Column("country", NAME, "The country that it is in.", blank="a country of its own"),
        Column("kind", TEXT, "Free words for reports."),
        Column("latitude", NUMBER, "For the map.", "degrees", low=-90, high=90),
        Column("longitude", NUMBER, "For the map.", "degrees", low=-180, high=180),
        NOTE,
    ), key=("site",), must_have_rows=True),
    Sheet("Materials", Group.THERE, "What is made, bought, carried, held and asked for.", (
        Column("material", NAME, "Its name.", required=True),
        Column("unit", TEXT, "The unit of its amounts.", default=""),
        Column("family", NAME, "A family whose materials a rule may count together."),
        _cost("value", "Of one unit: the base of tariffs and of stock that a disruption takes.", "money per unit", low=0),
        Column("surplus", NUMBER, "What is left over: free, none (nothing may be), or the cost of a unit.", "money per unit",
               default=0.0, blank="free", words=(("free", 0.0), ("none", INF)), series=True),
        NOTE,
    ), key=("material",), must_have_rows=True),
    Sheet("Processes", Group.THERE, "Names and units of the processes of Recipes.", (
        Column("process", NAME, "Its name.", required=True),
        Column("unit", TEXT, "The unit of one run.", default=""),
        NOTE,
    ), key=("process",)),
    Sheet("Recipes", Group.THERE, "What one run of a process makes, consumes and uses.", (
        Column("process", NAME, "The process.", required=True),
        Column("role", Kind.CHOICE, "Whether the item is made, consumed, or a resource that is used.", required=True,
               choices=("makes", "consumes", "uses")),
        Column("item", NAME, "A material; for uses, a resource.", required=True, refers=("material", "resource")),
        Column("amount", NUMBER, "Of the item a run.", "unit per run", required=True, low=0, series=True),
    ), key=("process", "role", "item"), repeats=True),
    Sheet("Plants", Group.THERE, "Processes that sites can run today.", (
        Column("site", NAME, "Where it is.", required=True, refers=("site",)),
        Column("process", NAME, "What it runs.", required=True, refers=("process",)),
        _capacity("Runs a year.", INF, "limited by its resources alone"),
        _cost("variable cost", "Of a run.", "money per run"),
        _cost("fixed cost", "Of the plant until it retires.", "money a year"),
        _share("minimum use", "The least use of the capacity in service.", series=True),
        _share("availability", "The share of the capacity that can be used.", 1.0, series=True),
        _RETIRES,
    ), key=("site", "process")),
    Sheet("Resources", Group.THERE, "What processes, offers, lanes, stocks and building share: power, engineers, ports.", (
        Column("resource", NAME, "Its name.", required=True),
        Column("place", NAME, "The site, country or bloc that has it.", required=True, refers=PLACE),
        _capacity("The most that can be used a year.", 0.0),
        _cost("variable cost", "Of a unit used.", "money per unit"),
        _cost("fixed cost", "Of the resource until it retires.", "money a year"),
        _RETIRES,
    ), key=("resource", "place")),
    Sheet("Suppliers", Group.THERE, "What can be bought, from whom, where; several rows of one name are price steps.", (
        Column("supplier", NAME, "Its name.", required=True),
        Column("site", NAME, "Where the material is bought.", required=True, refers=("site",)),
        Column("material", NAME, "What is bought.", required=True, refers=("material",)),
        Column("price", NUMBER, "Of a unit.", "money per unit", required=True, series=True),
        _MAXIMUM,
        Column("total", NUMBER, "The most over the whole horizon: a reserve, a quota.", "unit", default=INF, blank=NO_LIMIT, low=0),
        _MINIMUM,
        _cost("fixed cost", "While it is used.", "money a year"),
        Column("term", NUMBER, "Years that it stays in use once taken.", "years", blank="decided anew each period", low=0),
        _NEEDS,
        _uses("What each unit bought takes of the resources of its site."),
        _window("from", "The first period in which it is open."),
        _window("until", "The last period in which it is open."),
        _cost("support", "Of a unit, paid out of the funder's budget: a part of the price, not on top.", "money per unit", low=0),
        _FUNDER,
    ), key=("supplier", "site", "material"), repeats=True),
    Sheet("Lanes", Group.THERE, "Who can ship what to whom; a place stands for all its sites.", (
        Column("from", NAME, "Where it starts.", required=True, refers=(*PLACE, "*")),
        Column("to", NAME, "Where it ends.", required=True, refers=(*PLACE, "*")),
        Column("material", NAMES, "What it carries.", default=("*",), blank="all materials", refers=("material", "*")),
        Column("mode", TEXT, "Part of its name: ship and air run side by side.", default=""),
        _cost("cost", "Of a unit sent.", "money per unit"),
        Column("tariff", NUMBER, "On the material's value.", "share", default=0.0, low=0, series=True),
        _MAXIMUM,
        _MINIMUM,
        _cost("fixed cost", "While it is used.", "money a year"),
        _share("loss", "Of what is sent.", series=True),
        Column("chokepoints", NAMES, "Straits, canals and ports that it passes.", default=()),
        _NEEDS,
        _uses("What each unit sent takes of the resources of its start, else of its end."),
    ), key=("from", "to", "material", "mode"), repeats=True),
    Sheet("Stockpiles", Group.THERE, "Where stock may be held.", (
        Column("site", NAME, "Where it is.", required=True, refers=("site",)),
        Column("material", NAME, "What is held.", required=True, refers=("material",)),
        Column("initial", NUMBER, "What is there when the first period begins.", "unit", default=0.0, low=0),
        Column("maximum", NUMBER, "The most that it holds.", "unit", default=INF, blank=NO_LIMIT, low=0, series=True),
        _cost("holding cost", "Of a unit held at the end of a period, for its years.", "money per unit a year"),
        _share("loss", "Of what is held, a year.", series=True),
        Column("cover days", NUMBER, "Days of use that it must cover.", "days", default=0.0, low=0, series=True),
        Column("cover of", NAME, "The place whose use it covers.", blank="its site", refers=PLACE),
        Column("final", NUMBER, "The least that is there at the end.", "unit", default=0.0, low=0),
        Column("reserve", NUMBER, "The least that is held while nothing is disrupted: only a disruption may draw it.", "unit", default=0.0, low=0, series=True),
        _uses("What each unit held takes of the resources of its site."),
        _FUNDER_OF_STOCK,
    ), key=("site", "material")),
    Sheet("Series", Group.THERE, "Numbers that vary by period, for use by name in other sheets.", (
        Column("series", NAME, "Its name; a column for each period follows.", required=True),
    ), key=("series",)),
    Sheet("Projects", Group.COULD, "What could be built, trained, signed or closed.", (
        Column("project", NAME, "Its name.", required=True),
        Column("kind", NAME, "Free words, for Funding and reports."),
        Column("place", NAME, "Where it is.", required=True, refers=PLACE),
        Column("adds", NAME, "The process or resource whose capacity it adds.", blank="it only unlocks", refers=("process", "resource")),
        Column("removes", NAME, "A process or resource at the place that loses the same size.", refers=("process", "resource")),
        Column("block", NUMBER, "Capacity of one block.", "a year", blank="any size", low=0, above=True),
        Column("minimum", NUMBER, "The least size of one start.", "a year", blank="0", low=0),
        Column("maximum", NUMBER, "The most of one start.", "a year", low=0),
        _cost("fixed capital", "Of one start or block.", "money"),
        _cost("capital rate", "Of a unit of capacity.", "money per unit of capacity"),
        Column("curve", NAME, "The row of Curves that gives its capital, in place of the two.", refers=("curve",)),
        _cost("fixed cost", "In service, of a unit of capacity.", "money per unit of capacity a year"),
        _cost("yearly cost", "In service, of one start or block.", "money a year"),
        Column("lead time", NUMBER, "From the start to service.", "years", default=0.0, low=0),
        Column("life", NUMBER, "Years in service.", "years", default=INF, blank="for ever", low=0, above=True),
        Column("economic life", NUMBER, "Years of the annuity.", "years", blank="its life, else the horizon", low=0, above=True),
        Column("ramp", Kind.SHARES, "Shares of full output in the 1st, 2nd ... year.", "share", default=(), blank="full at once", low=0, high=1),
        Column("spending", Kind.SHARES, "Shares of the capital over equal parts of the lead time.", "share", default=(), blank="evenly", low=0, high=1),
        _window("earliest", "The first period in which it may start."),
        _window("latest", "The last period in which it may start."),
        Column("starts", NUMBER, "Starts in all; at most one a period, or that many blocks.", default=1.0, low=1, whole=True),
        Column("requires", NAMES, "Projects that must be or have been in service when it starts.", default=(), refers=("project",)),
        Column("group", NAMES, "Groups that it counts in.", default=(), refers=("group",)),
        Column("decision", Kind.DECISION, "free, must, never, or commitments such as `2027: 2; 2029: 1`.", default=Decision("free")),
        Column("cost of capital", NUMBER, "Of this project.", "share a year", blank="that of Settings", low=-1, above=True, series=True),
        _uses("What each unit of size takes of the resources of its place while it is built."),
        NOTE,
    ), key=("project",)),
    Sheet("Curves", Group.COULD, "Capital of one start by its size: points of a piecewise linear cost.", (
        Column("curve", NAME, "Its name.", required=True),
        Column("size", NUMBER, "Of the start.", "a year", required=True, low=0),
        Column("capital", NUMBER, "Of a start of that size.", "money", required=True),
    ), key=("curve",), repeats=True),
    Sheet("Groups", Group.COULD, "How many of a group's projects are started at all.", (
        Column("group", NAME, "Its name.", required=True),
        Column("at least", NUMBER, "The least.", "projects", default=0.0, low=0, whole=True),
        Column("at most", NUMBER, "The most.", "projects", default=INF, blank=NO_LIMIT, low=0, whole=True),
    ), key=("group",)),
    Sheet("Demand", Group.MUST, "What markets ask for: required, penalised, or sold.", (
        Column("market", NAME, "The site that asks.", required=True, refers=("site",)),
        Column("material", NAME, "What it asks for.", required=True, refers=("material",)),
        Column("amount", NUMBER, "How much.", "unit a year", default=INF, blank="no limit, for a sale only", low=0, varies=True, series=True),
        _cost("price", "That it pays for a unit.", "money per unit"),
        _cost("shortage cost", "Of a unit not served.", "money per unit", low=0),
        _share("required", "The share that must be served.", series=True),
    ), key=("market", "material"), must_have_rows=True),
    Sheet("Budgets", Group.MUST, "Who pays, and how much at most.", (
        Column("funder", NAME, "Its name.", required=True),
        Column("amount", NUMBER, "For the whole period, however long.", "money", default=INF, blank=NO_LIMIT, low=0, varies=True, series=True),
        Column("carry over", Kind.YESNO, "Whether what is left is there in the next period.", default=True),
        Column("weight", NUMBER, "Of its money in the objective.", default=1.0, low=0, series=True),
    ), key=("funder",)),
    Sheet("Funding", Group.MUST, "Which projects a funder may pay for.", (
        Column("funder", NAME, "The funder.", required=True, refers=("funder",)),
        Column("projects", NAMES, "Projects, kinds, places or *.", required=True, refers=("project", "kind", *PLACE, "*")),
        _share("share", "The most of a start's whole capital.", 1.0, series=True),
        Column("maximum", NUMBER, "The most over all that the row covers.", "money", default=INF, blank=NO_LIMIT, low=0),
    ), key=("funder", "projects"), repeats=True),
    Sheet("Rules", Group.MUST, "Where supply may come from.", (
        Column("rule", NAME, "Its name.", required=True),
        Column("measure", Kind.CHOICE, "What is limited.", required=True, choices=(
            "each share at most", "share at most", "share at least", "HHI at most", "origins at least",
            "amount at most", "amount at least")),
        Column("material", NAME, "A material, or a family: the sum of its materials.", required=True, refers=("material", "family")),
        Column("of", Kind.CHOICE, "What counts: what enters the buyers' sites, or what is used there, from stock too.",
               default="intake", choices=("intake", "use")),
        Column("content", NAME, "A material further up, or its own: what holds content of the origins then counts, whoever made it since.",
               blank="none: where it was made or bought counts", refers=("material",)),
        Column("buyers", NAMES, "The places whose supply it is.", default=("*",), blank="all", refers=(*PLACE, "*")),
        Column("origins", NAMES, "Where it was made or bought: places, suppliers, or foreign.", default=("*",), blank="all",
               refers=(*PLACE, "supplier", "foreign", "*")),
        Column("limit", NUMBER, "The limit.", "share, unit a year or number", required=True, low=0, varies=True, series=True),
        _share("minimum share", "Of an origin that counts.", 0.05, series=True),
        Column("penalty", NUMBER, "Per unit beyond the limit a year; for origins per missing origin a year.",
               "money per unit", default=INF, blank="a hard rule", low=0, series=True),
        _window("from", "The first period in which it holds."),
        _window("until", "The last period in which it holds."),
    ), key=("rule",)),
    Sheet("Disruptions", Group.WRONG, "What could go wrong.", (
        Column("disruption", NAME, "Its name.", required=True),
        _share("probability", "A year."),
        Column("onset", NAMES, "The periods in which it may strike.", default=("*",), blank="every period", refers=("period", "*")),
        Column("duration", NUMBER, "How long it lasts.", "years", default=1.0, low=0, above=True),
        Column("recovery", NUMBER, "After it: what was lost comes back evenly in this time.", "years", default=0.0, low=0),
        Column("together", NUMBER, "How many of what a hit's `each` goes over happen at once: one disruption of every set.",
               default=1.0, low=1, whole=True),
        _share("required", "Of each covered demand, over the whole window.", None, blank="no guarantee"),
        _share("floor", "Of each covered demand, at every moment of it.", None, blank="none"),
        Column("covers", NAMES, "The materials whose demand is covered.", default=("*",), blank="all", refers=("material", "*")),
        NOTE,
    ), key=("disruption",)),
    Sheet("Hits", Group.WRONG, "What each disruption hits.", (
        Column("disruption", NAME, "The disruption.", required=True, refers=("disruption",)),
        Column("target", Kind.CHOICE, "The kind of thing that it hits.", required=True, choices=(
            "country", "bloc", "site", "plant", "supplier", "lane", "chokepoint", "resource", "material", "demand")),
        Column("name", TEXT, "Its name; a plant as process @ site, a lane as from > to; `each`, or `each but A; B`.", required=True),
        Column("material", NAMES, "Materials to which the hit is narrowed.", default=("*",), blank="all", refers=("material", "*")),
        Column("remaining", NUMBER, "What is left of it; above 1 for demand only.", "share",
               blank="0, or 1 where price or tariff is given", low=0),
        Column("price", NUMBER, "Factor on what it costs meanwhile: a price, a variable cost, a lane's cost; of demand its price and shortage cost.",
               "times", blank="1", low=0, series=True),
        Column("tariff", NUMBER, "Added to the tariff of the lanes that are hit, meanwhile.", "share", blank="0", low=0, series=True),
    ), key=("disruption", "target", "name"), repeats=True),
    Sheet("Cases", Group.WRONG, "What-if cases: each changes cells, nothing else.", (
        Column("case", NAME, "Its name.", required=True),
        Column("sheet", TEXT, "The sheet of the cell.", required=True),
        Column("row", TEXT, "The name of the row, its parts joined by ` / `; * fits all.", required=True),
        Column("column", TEXT, "The column, or a period.", required=True),
        Column("change", Kind.CHANGE, "A value, or `x1.2`, `*1.2`, `add 5`, `less 5`.", required=True),
        NOTE,
    ), key=("case",), repeats=True),
    Sheet("Sources", Group.THERE, "Where the figures come from: never read.", (
        Column("figure", TEXT, "What the figure is."),
        Column("source", TEXT, "Who says so, or the word assumption with its reason."),
        Column("link", TEXT, "Where to find it."),
        Column("year", TEXT, "Of the figure."),
        Column("confidence", TEXT, "How far it was checked."),
        NOTE,
    ), repeats=True, is_read=False),
)  # fmt: skip

BY_NAME: Final = {sheet.name: sheet for sheet in SHEETS}
