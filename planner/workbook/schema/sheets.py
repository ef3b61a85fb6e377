"""Every sheet and column of an input workbook, declared once."""

from __future__ import annotations

import math
from typing import Final

from planner.workbook.schema.columns import Column, Decision, Group, Kind, Sheet

INF: Final = math.inf
NAME, TEXT, NAMES, NUMBER = Kind.NAME, Kind.TEXT, Kind.NAMES, Kind.NUMBER
NO_LIMIT: Final = "no limit"
UNLIMITED: Final = ((NO_LIMIT, INF),)  # the words of a column of upper limits

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
PLACE: Final = ("site", "country", "bloc")

ACTIVE: Final = Column("active", Kind.YESNO, "Whether the row counts; a row with no is left out.", default=True)
NOTE: Final = Column("note", TEXT, "Free words; never read.")

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


def _most(name: str, doc: str, unit: str, blank: str = NO_LIMIT, **more: bool) -> Column:
    """Return a column of upper limits: a blank is none, and so is the word, which a period or a case may need."""
    return Column(name, NUMBER, doc, unit, default=INF, blank=blank, low=0, words=UNLIMITED, **more)  # type: ignore[arg-type]


def _cost(name: str, doc: str, unit: str, low: float = -INF) -> Column:
    return Column(name, NUMBER, doc, unit, default=0.0, low=low, series=True)


def _share(name: str, doc: str, default: float | None = 0.0, **more: object) -> Column:
    return Column(name, NUMBER, doc, "share", default=default, low=0, high=1, **more)  # type: ignore[arg-type]


def _window(name: str, doc: str) -> Column:
    return Column(name, NAME, doc, refers=("period",))


_MAXIMUM: Final = _most("maximum", "The most that is bought or sent.", "unit a year", varies=True, series=True)
_MINIMUM: Final = Column(
    "minimum",
    NUMBER,
    "The least that is bought or sent while it is used.",
    "unit a year",
    default=0.0,
    low=0,
    series=True,
)
_NEEDS: Final = Column(
    "needs", NAMES, "Projects that must be in service for the row to be open.", default=(), refers=("project",)
)
_FUNDER: Final = Column("funder", NAME, "Whose budget pays the support.", refers=("funder",))
_FUNDER_OF_STOCK: Final = Column(
    "funder",
    NAME,
    "Whose budget pays, at the material's value, for what is put in.",
    blank="nobody's",
    refers=("funder",),
)
_RETIRES: Final = _window("retires", "The first period in which it is gone.")


def _uses(doc: str) -> Column:
    return Column(
        "uses", Kind.USES, doc + " Pairs such as `port: 1; cold store: 0.2`.", default=(), refers=("resource",)
    )


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
        _cost("value", "What one unit is worth: the base of tariffs and of stock that a disruption takes.", "money per unit", low=0),
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
        _most("capacity", "Runs a year.", "a year", "limited by its resources alone", varies=True, series=True),
        _cost("variable cost", "What a run costs.", "money per run"),
        _cost("fixed cost", "What the plant costs until it retires.", "money a year"),
        _share("minimum use", "The least share of the capacity in service that is used.", series=True),
        _share("availability", "The share of the capacity that can be used.", 1.0, series=True),
        _RETIRES,
    ), key=("site", "process")),
    Sheet("Resources", Group.THERE, "What processes, offers, lanes, stocks and building share: power, engineers, ports.", (
        Column("resource", NAME, "The resource's name.", required=True),
        Column("place", NAME, "The site, country or bloc that has it.", required=True, refers=PLACE),
        Column("capacity", NUMBER, "The most that can be used a year.", "a year", default=0.0, low=0, varies=True, series=True),
        _cost("variable cost", "What a unit used costs.", "money per unit"),
        _cost("fixed cost", "What the resource costs until it retires.", "money a year"),
        _RETIRES,
    ), key=("resource", "place")),
    Sheet("Suppliers", Group.THERE, "What can be bought, from whom, where; several rows of one name are price steps.", (
        Column("supplier", NAME, "The supplier's name.", required=True),
        Column("site", NAME, "Where the material is bought.", required=True, refers=("site",)),
        Column("material", NAME, "What is bought.", required=True, refers=("material",)),
        Column("price", NUMBER, "What a unit costs.", "money per unit", required=True, series=True),
        _MAXIMUM,
        _most("total", "The most that is bought over the whole horizon: a reserve, a quota.", "unit"),
        _MINIMUM,
        _cost("fixed cost", "What the offer costs while it is used.", "money a year"),
        Column("term", NUMBER, "Years that the offer stays in use once taken.", "years", blank="decided anew each period", low=0),
        _NEEDS,
        _uses("What each unit bought takes of the resources of its site."),
        _window("from", "The first period in which the offer is open."),
        _window("until", "The last period in which the offer is open."),
        _cost("support", "The part of a unit's price that the funder's budget pays, not on top of it.", "money per unit", low=0),
        _FUNDER,
    ), key=("supplier", "site", "material"), repeats=True, tip=(
        "A supplier sells at its site, and nowhere else. Without a row of Lanes from there (or from its country or bloc) "
        "to each site that takes the material, nobody can have it. At the site itself no lane is needed.")),
    Sheet("Lanes", Group.THERE, "Who can ship what to whom; a place stands for all its sites.", (
        Column("from", NAME, "Where the lane starts.", required=True, refers=(*PLACE, "*")),
        Column("to", NAME, "Where the lane ends.", required=True, refers=(*PLACE, "*")),
        Column("material", NAMES, "What the lane carries.", default=("*",), blank="all materials", refers=("material", "*")),
        Column("mode", TEXT, "How the lane travels, a part of its name: ship and air run side by side.", default=""),
        _cost("cost", "What a unit sent costs.", "money per unit"),
        Column("tariff", NUMBER, "The tariff on the material's value.", "share", default=0.0, low=0, series=True),
        _MAXIMUM,
        _MINIMUM,
        _cost("fixed cost", "What the lane costs while it is used.", "money a year"),
        _share("loss", "The share of what is sent that never arrives.", series=True),
        Column("chokepoints", NAMES, "Straits, canals and ports that the lane passes.", default=(), offers="chokepoint"),
        _NEEDS,
        _uses("What each unit sent takes of the resources of its start, else of its end."),
    ), key=("from", "to", "material", "mode"), repeats=True),
    Sheet("Stockpiles", Group.THERE, "Where stock may be held.", (
        Column("site", NAME, "Where the stock is.", required=True, refers=("site",)),
        Column("material", NAME, "What is held.", required=True, refers=("material",)),
        Column("initial", NUMBER, "What is there when the first period begins.", "unit", default=0.0, low=0),
        _most("maximum", "The most that the stock holds.", "unit", series=True),
        _cost("holding cost", "What a unit held at the end of a period costs, for its years.", "money per unit a year"),
        _share("loss", "The share of what is held that is lost a year.", series=True),
        Column("cover days", NUMBER, "Days of use that the stock must cover.", "days", default=0.0, low=0, series=True),
        Column("cover of", NAME, "The place whose use the stock covers.", blank="its site", refers=PLACE),
        Column("final", NUMBER, "The least that is there at the end.", "unit", default=0.0, low=0),
        Column("reserve", NUMBER, "The least that is held while nothing is disrupted: only a disruption may draw it.", "unit", default=0.0, low=0, series=True),
        _uses("What each unit held takes of the resources of its site."),
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
        _cost("fixed capital", "What one start or block costs, whatever its size.", "money"),
        _cost("capital rate", "What a unit of capacity costs to build.", "money per unit of capacity"),
        Column("curve", NAME, "The row of Curves that gives its capital, in place of fixed capital and capital rate.", refers=("curve",)),
        _cost("fixed cost", "What a unit of capacity costs in service.", "money per unit of capacity a year"),
        _cost("yearly cost", "What one start or block costs in service.", "money a year"),
        Column("lead time", NUMBER, "Years from the start to service.", "years", default=0.0, low=0),
        Column("life", NUMBER, "Years that the project stays in service.", "years", default=INF, blank="for ever", low=0, above=True),
        Column("economic life", NUMBER, "Years over which the annuity pays the capital.", "years", blank="its life, else the horizon", low=0, above=True),
        Column("ramp", Kind.SHARES, "Shares of full output in the 1st, 2nd ... year.", "share", default=(), blank="full at once", low=0, high=1),
        Column("spending", Kind.SHARES, "Shares of the capital over equal parts of the lead time.", "share", default=(), blank="evenly", low=0, high=1),
        _window("earliest", "The first period in which the project may start."),
        _window("latest", "The last period in which the project may start."),
        Column("starts", NUMBER, "How many starts in all; at most one a period, or that many blocks.", default=1.0, low=1, whole=True),
        Column("requires", NAMES, "Projects that must be or have been in service when it starts.", default=(), refers=("project",)),
        Column("group", NAMES, "Groups that the project counts in.", default=(), refers=("group",)),
        Column("decision", Kind.DECISION, "Whether it is decided: free, must, never, or commitments such as `2027: 2; 2029: 1`.", default=Decision("free")),
        Column("cost of capital", NUMBER, "The interest on this project's capital.", "share a year", blank="that of Settings", low=-1, above=True, series=True),
        _uses("What each unit of size takes of the resources of its place while it is built."),
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
        _most("at most", "The most of its projects that are started at all.", "projects", whole=True),
    ), key=("group",)),
    Sheet("Demand", Group.MUST, "What markets ask for: required, penalised, or sold.", (
        Column("market", NAME, "The site that asks.", required=True, refers=("site",)),
        Column("material", NAME, "What it asks for.", required=True, refers=("material",)),
        _most("amount", "How much is asked for.", "unit a year", "no limit, for a sale only", varies=True, series=True),
        _cost("price", "What the market pays for a unit.", "money per unit"),
        _cost("shortage cost", "What a unit not served costs.", "money per unit", low=0),
        _share("required", "The share that must be served.", series=True),
    ), key=("market", "material"), must_have_rows=True),
    Sheet("Budgets", Group.MUST, "Who pays, and how much at most.", (
        Column("funder", NAME, "The funder's name.", required=True),
        _most("amount", "The most that the funder pays in the whole period, however long.", "money", varies=True, series=True),
        Column("carry over", Kind.YESNO, "Whether what is left is there in the next period.", default=True),
        Column("weight", NUMBER, "What a unit of the funder's money counts in the objective.", default=1.0, low=0, series=True),
    ), key=("funder",)),
    Sheet("Funding", Group.MUST, "Which projects a funder may pay for.", (
        Column("funder", NAME, "Who may pay.", required=True, refers=("funder",)),
        Column("projects", NAMES, "What the funder may pay for: projects, kinds, places or *.", required=True, refers=("project", "kind", *PLACE, "*")),
        _share("share", "The most of a start's whole capital that the funder pays.", 1.0, series=True),
        _most("maximum", "The most that the funder pays over all that the row covers.", "money"),
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
        _share("minimum share", "The least share with which an origin counts.", 0.05, series=True),
        Column("penalty", NUMBER, "What a unit beyond the limit costs a year; for origins, what a missing origin costs a year.",
               "money per unit", default=INF, blank="a hard rule", low=0, series=True),
        _window("from", "The first period in which the rule holds."),
        _window("until", "The last period in which the rule holds."),
    ), key=("rule",)),
    Sheet("Disruptions", Group.WRONG, "What could go wrong.", (
        Column("disruption", NAME, "The disruption's name.", required=True),
        _share("probability", "The chance that it strikes in a year."),
        Column("onset", NAMES, "The periods in which it may strike.", default=("*",), blank="every period", refers=("period", "*")),
        Column("duration", NUMBER, "How long the disruption lasts.", "years", default=1.0, low=0, above=True),
        Column("recovery", NUMBER, "Years after it in which what was lost comes back evenly.", "years", default=0.0, low=0),
        Column("together", NUMBER, "How many of what a hit's `each` goes over happen at once: one disruption of every set.",
               default=1.0, low=1, whole=True),
        _share("required", "The share of each covered demand that must be served over the whole window.", None, blank="no guarantee"),
        _share("floor", "The share of each covered demand that must be served at every moment of the window.", None, blank="none"),
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
