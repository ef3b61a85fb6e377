"""Every sheet and column of an input workbook, declared once."""

from __future__ import annotations

from typing import Final

from planner.workbook.schema.columns import Column, Decision, Group, Kind, Sheet
from planner.workbook.schema.limits import COULD_GO_WRONG, MUST_HOLD
from planner.workbook.schema.parts import INF, NAME, NAMES, NOTE, NUMBER, PLACE, TEXT, cost, most, share, uses, window

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
    "world": (("Worlds", "world"),),
}

ACTIVE: Final = Column("active", Kind.YESNO, "Whether the row counts; a row with no is left out.", default=True)

SETTINGS: Final = (
    Column("title", TEXT, "The plan's title.", default=""),
    Column("currency", TEXT, "The currency's name.", default="USD"),
    Column("money unit", TEXT, "A label: all money of the workbook is in it.", default="million"),
    Column("base year", NUMBER, "The year whose money the objective is in.", "year", blank="the first period's number, else 0"),
    Column("discount rate", NUMBER, "By how much less money counts a year later.", "share a year", default=0.05, low=-1, above=True),
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
    Column("threads", NUMBER, "How many threads the solver takes.", "threads", default=INF, blank="all", low=1, whole=True, words=(("all", INF),)),
    Column("seed", NUMBER, "The seed of the solver's random choices.", default=0.0, low=0, high=2**31 - 1, whole=True),
)  # fmt: skip

_MAXIMUM: Final = most("maximum", "The most that is bought or sent.", "unit a year", varies=True, series=True)
_MINIMUM: Final = Column("minimum", NUMBER, "The least that is bought or sent while it is used.", "unit a year", default=0.0, low=0, series=True)  # fmt: skip
_NEEDS: Final = Column("needs", NAMES, "Projects that must be in service for the row to be open.", default=(), refers=("project",))  # fmt: skip
_FUNDER: Final = Column("funder", NAME, "Whose budget pays the support.", refers=("funder",))
_FUNDER_OF_STOCK: Final = Column("funder", NAME, "Whose budget pays, at the material's value, for what is put in.", blank="nobody's", refers=("funder",))  # fmt: skip
_RETIRES: Final = window("retires", "The first period in which it is gone.")


SHEETS: Final[tuple[Sheet, ...]] = (
    Sheet("Settings", Group.THERE, "What holds for the whole plan.", (
        Column("setting", NAME, "The setting's name.", required=True),
        Column("value", Kind.CHANGE, "The setting's value."),
        NOTE,
    ), key=("setting",)),
    Sheet("Periods", Group.THERE, "The periods of the plan, in order.", (
        Column("period", NAME, "The period's name; a number is the year in which it begins.", required=True),
        Column("years", NUMBER, "The length of the period.", "years", default=1.0, low=0, above=True),
        Column("discount", NUMBER, "What one unit of money a year, in every year of the period, is worth today.",
               blank="from the discount rate", low=0, above=True),
    ), key=("period",), must_have_rows=True),
    Sheet("Countries", Group.THERE, "Countries and the blocs that they are in.", (
        Column("country", NAME, "The country's name.", required=True),
        Column("bloc", NAME, "The bloc that the country belongs to.", offers="bloc"),
        NOTE,
    ), key=("country",)),
    Sheet("Sites", Group.THERE, "Where things are made, bought, held and asked for.", (
        Column("site", NAME, "The site's name.", required=True),
        Column("country", NAME, "The country that the site is in.", blank="a country of its own", offers="country"),
        Column("kind", TEXT, "Free words on the site, for reports."),
        Column("latitude", NUMBER, "Where the site is on the map.", "degrees", low=-90, high=90),
        Column("longitude", NUMBER, "Where the site is on the map.", "degrees", low=-180, high=180),
        NOTE,
    ), key=("site",), must_have_rows=True),
    Sheet("Materials", Group.THERE, "What is made, bought, carried, held and asked for.", (
        Column("material", NAME, "The material's name.", required=True),
        Column("unit", TEXT, "The unit of the material's amounts.", default=""),
        Column("family", NAME, "A family whose materials a rule may count together.", offers="family"),
        cost("value", "What one unit is worth: the base of tariffs and of stock that a disruption takes.", "money per unit", low=0),
        Column("surplus", NUMBER, "Whether some may be left over: free, none (nothing may be), or what a unit left over costs.", "money per unit",
               default=0.0, blank="free", words=(("free", 0.0), ("none", INF)), series=True),
        NOTE,
    ), key=("material",), must_have_rows=True),
    Sheet("Processes", Group.THERE, "Names and units of the processes of Recipes.", (
        Column("process", NAME, "The process's name.", required=True),
        Column("unit", TEXT, "The unit of one run.", default=""),
        NOTE,
    ), key=("process",)),
    Sheet("Recipes", Group.THERE, "What one run of a process makes, consumes and uses.", (
        Column("process", NAME, "The process that runs.", required=True),
        Column("role", Kind.CHOICE, "Whether the item is made, consumed, or a resource that is used.", required=True,
               choices=("makes", "consumes", "uses")),
        Column("item", NAME, "The material; for uses, the resource.", required=True, refers=("material", "resource")),
        Column("amount", NUMBER, "How much of the item one run makes, consumes or uses.", "unit per run", required=True, low=0, series=True),
    ), key=("process", "role", "item"), repeats=True),
    Sheet("Plants", Group.THERE, "Processes that sites can run today.", (
        Column("site", NAME, "Where the plant is.", required=True, refers=("site",)),
        Column("process", NAME, "What the plant runs.", required=True, refers=("process",)),
        most("capacity", "Runs a year.", "a year", "limited by its resources alone", varies=True, series=True),
        cost("variable cost", "What a run costs.", "money per run"),
        cost("fixed cost", "What the plant costs until it retires.", "money a year"),
        share("minimum use", "The least share of the capacity in service that is used.", series=True),
        share("availability", "The share of the capacity that can be used.", 1.0, series=True),
        _RETIRES,
    ), key=("site", "process")),
    Sheet("Resources", Group.THERE, "What processes, offers, lanes, stocks and building share: power, engineers, ports.", (
        Column("resource", NAME, "The resource's name.", required=True),
        Column("place", NAME, "The site, country or bloc that has it.", required=True, refers=PLACE),
        Column("capacity", NUMBER, "The most that can be used a year.", "a year", default=0.0, low=0, varies=True, series=True),
        cost("variable cost", "What a unit used costs.", "money per unit"),
        cost("fixed cost", "What the resource costs until it retires.", "money a year"),
        _RETIRES,
    ), key=("resource", "place")),
    Sheet("Suppliers", Group.THERE, "What can be bought, from whom, where; several rows of one name are price steps.", (
        Column("supplier", NAME, "The supplier's name.", required=True),
        Column("site", NAME, "Where the material is bought.", required=True, refers=("site",)),
        Column("material", NAME, "What is bought.", required=True, refers=("material",)),
        Column("price", NUMBER, "What a unit costs.", "money per unit", required=True, series=True),
        _MAXIMUM,
        most("total", "The most that is bought over the whole horizon: a reserve, a quota.", "unit"),
        _MINIMUM,
        cost("fixed cost", "What the offer costs while it is used.", "money a year"),
        Column("term", NUMBER, "Years that the offer stays in use once taken.", "years", blank="decided anew each period", low=0),
        _NEEDS,
        uses("What each unit bought takes of the resources of its site."),
        window("from", "The first period in which the offer is open."),
        window("until", "The last period in which the offer is open."),
        cost("support", "The part of a unit's price that the funder's budget pays, not on top of it.", "money per unit", low=0),
        _FUNDER,
    ), key=("supplier", "site", "material"), repeats=True, tip=(
        "A supplier sells at its site, and nowhere else. Without a row of Lanes from there (or from its country or bloc) "
        "to each site that takes the material, nobody can have it. At the site itself no lane is needed.")),
    Sheet("Lanes", Group.THERE, "Who can ship what to whom; a place stands for all its sites.", (
        Column("from", NAME, "Where the lane starts.", required=True, refers=(*PLACE, "*")),
        Column("to", NAME, "Where the lane ends.", required=True, refers=(*PLACE, "*")),
        Column("material", NAMES, "What the lane carries.", default=("*",), blank="all materials", refers=("material", "*")),
        Column("mode", TEXT, "How the lane travels, a part of its name: ship and air run side by side.", default=""),
        cost("cost", "What a unit sent costs.", "money per unit"),
        Column("tariff", NUMBER, "The tariff on the material's value.", "share", default=0.0, low=0, series=True),
        _MAXIMUM,
        _MINIMUM,
        cost("fixed cost", "What the lane costs while it is used.", "money a year"),
        share("loss", "The share of what is sent that never arrives.", series=True),
        Column("chokepoints", NAMES, "Straits, canals and ports that the lane passes.", default=(), offers="chokepoint"),
        _NEEDS,
        uses("What each unit sent takes of the resources of its start, else of its end."),
    ), key=("from", "to", "material", "mode"), repeats=True),
    Sheet("Stockpiles", Group.THERE, "Where stock may be held.", (
        Column("site", NAME, "Where the stock is.", required=True, refers=("site",)),
        Column("material", NAME, "What is held.", required=True, refers=("material",)),
        Column("initial", NUMBER, "What is there when the first period begins.", "unit", default=0.0, low=0),
        most("maximum", "The most that the stock holds.", "unit", series=True),
        cost("holding cost", "What a unit held at the end of a period costs, for its years.", "money per unit a year"),
        share("loss", "The share of what is held that is lost a year.", series=True),
        Column("cover days", NUMBER, "Days of use that the stock must cover.", "days", default=0.0, low=0, series=True),
        Column("cover of", NAME, "The place whose use the stock covers.", blank="its site", refers=PLACE),
        Column("final", NUMBER, "The least that is there at the end.", "unit", default=0.0, low=0),
        Column("reserve", NUMBER, "The least that is held while nothing is disrupted: only a disruption may draw it.", "unit", default=0.0, low=0, series=True),
        uses("What each unit held takes of the resources of its site."),
        _FUNDER_OF_STOCK,
    ), key=("site", "material")),
    Sheet("Series", Group.THERE, "Numbers that vary by period, for use by name in other sheets.", (
        Column("series", NAME, "The series' name; a column for each period follows.", required=True),
    ), key=("series",)),
    Sheet("Projects", Group.COULD, "What could be built, trained, signed or closed.", (
        Column("project", NAME, "The project's name.", required=True),
        Column("kind", NAME, "Free words on the project, for Funding and reports.", offers="kind"),
        Column("place", NAME, "Where the project is.", required=True, refers=PLACE),
        Column("adds", NAME, "The process or resource whose capacity the project adds.", blank="it only unlocks", refers=("process", "resource")),
        Column("removes", NAME, "The process or resource at the place that loses the same size.", refers=("process", "resource")),
        Column("block", NUMBER, "The capacity of one block.", "a year", blank="any size", low=0, above=True),
        Column("minimum", NUMBER, "The least size of one start.", "a year", blank="0", low=0),
        Column("maximum", NUMBER, "The largest size of one start.", "a year", low=0),
        cost("fixed capital", "What one start or block costs, whatever its size.", "money"),
        cost("capital rate", "What a unit of capacity costs to build.", "money per unit of capacity"),
        Column("curve", NAME, "The row of Curves that gives its capital, in place of fixed capital and capital rate.", refers=("curve",)),
        cost("fixed cost", "What a unit of capacity costs in service.", "money per unit of capacity a year"),
        cost("yearly cost", "What one start or block costs in service.", "money a year"),
        Column("lead time", NUMBER, "Years from the start to service.", "years", default=0.0, low=0),
        Column("life", NUMBER, "Years that the project stays in service.", "years", default=INF, blank="for ever", low=0, above=True),
        Column("economic life", NUMBER, "Years over which the annuity pays the capital.", "years", blank="its life, else the horizon", low=0, above=True),
        Column("ramp", Kind.SHARES, "Shares of full output in the 1st, 2nd ... year.", "share", default=(), blank="full at once", low=0, high=1),
        Column("spending", Kind.SHARES, "Shares of the capital over equal parts of the lead time.", "share", default=(), blank="evenly", low=0, high=1),
        window("earliest", "The first period in which the project may start."),
        window("latest", "The last period in which the project may start."),
        Column("starts", NUMBER, "How many starts in all; at most one a period, or that many blocks.", default=1.0, low=1, whole=True),
        Column("requires", NAMES, "Projects that must be or have been in service when it starts.", default=(), refers=("project",)),
        Column("group", NAMES, "Groups that the project counts in.", default=(), refers=("group",)),
        Column("decision", Kind.DECISION, "Whether it is decided: free, must, never, or commitments such as `2027: 2; 2029: 1`.", default=Decision("free")),
        Column("cost of capital", NUMBER, "The interest on this project's capital.", "share a year", blank="that of Settings", low=-1, above=True, series=True),
        uses("What each unit of size takes of the resources of its place while it is built."),
        NOTE,
    ), key=("project",), tip=(
        "A project that adds a process needs a site as its place, a row of Recipes that says what the process makes, and "
        "a way in and out: lanes that bring what it consumes and take what it makes. A plant that stands there must have "
        "a capacity (a blank one has no limit, so nothing can be added). Only a resource can be added to a country or bloc.")),
    Sheet("Curves", Group.COULD, "Capital of one start by its size: points of a piecewise linear cost.", (
        Column("curve", NAME, "The curve's name.", required=True),
        Column("size", NUMBER, "The size of a start.", "a year", required=True, low=0),
        Column("capital", NUMBER, "The capital of a start of that size.", "money", required=True),
    ), key=("curve",), repeats=True),
    Sheet("Groups", Group.COULD, "How many of a group's projects are started at all.", (
        Column("group", NAME, "The group's name.", required=True),
        Column("at least", NUMBER, "The least of its projects that are started at all.", "projects", default=0.0, low=0, whole=True),
        most("at most", "The most of its projects that are started at all.", "projects", whole=True),
    ), key=("group",)),
    *MUST_HOLD,
    *COULD_GO_WRONG,
    Sheet("Sources", Group.THERE, "Where the figures come from: never read.", (
        Column("figure", TEXT, "What the figure is."),
        Column("source", TEXT, "Who says so, or the word assumption with its reason."),
        Column("link", TEXT, "Where to find it."),
        Column("year", TEXT, "The year of the figure."),
        Column("confidence", TEXT, "How far it was checked."),
        NOTE,
    ), repeats=True, is_read=False),
)  # fmt: skip

BY_NAME: Final = {sheet.name: sheet for sheet in SHEETS}
