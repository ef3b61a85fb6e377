"""One planning problem: frozen, typed, in the units of the workbook (rates a year, stocks in amounts).

Things refer to each other by position in the tuples of ``Problem``. A ``Varying`` holds one number for each
period; ``inf`` stands for "no limit". ``row`` is the row of the sheet that a thing came from, for messages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Varying = tuple[float, ...]
Uses = tuple[tuple[int, Varying], ...]  # (resource, amount of it that a unit takes)


@dataclass(frozen=True, slots=True)
class Period:
    """A period: when it begins, how long it is, and what a unit of money a year in it is worth today."""

    name: str
    begin: float
    years: float
    disc: float

    @property
    def mean(self) -> float:
        """What one unit of money paid in the period is worth today."""
        return self.disc / self.years

    @property
    def end(self) -> float:
        """When the period ends."""
        return self.begin + self.years


@dataclass(frozen=True, slots=True)
class Site:
    """A site; one without a country is a country of its own."""

    name: str
    country: str
    bloc: str | None


@dataclass(frozen=True, slots=True)
class Material:
    """A material: its value (the base of tariffs) and the cost of a unit left over (inf: nothing may be)."""

    name: str
    unit: str
    value: Varying
    surplus: Varying


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a plant or a shared resource can carry: the workbook's own row, before any project.

    ``own`` is 0 from the period in which the row retires, inf where nothing limits it; ``lasts`` says in which
    periods the row is there; ``fixed_cost`` is a year, 0 once the row is gone.
    """

    own: Varying
    fixed_cost: Varying
    lasts: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """A shared resource at a place, with the cost of a unit used."""

    name: str
    place: str
    capacity: Capacity
    variable_cost: Varying
    row: int


@dataclass(frozen=True, slots=True)
class Plant:
    """A process at a site, with the recipe of a run.

    ``can_run`` is false in the periods in which it uses a resource that is nowhere to be had.
    """

    process: str
    site: int
    capacity: Capacity
    makes: tuple[tuple[int, Varying], ...]
    consumes: tuple[tuple[int, Varying], ...]
    uses: Uses
    variable_cost: Varying
    minimum_use: Varying
    availability: Varying
    can_run: tuple[bool, ...]
    row: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A supplier's price step of a material at a site.

    ``open`` says in which periods its window is; ``before`` holds the earlier steps, nearest first. Of its price the
    ``support`` counts against the budget of its ``funder``.
    """

    supplier: str
    site: int
    material: int
    price: Varying
    maximum: Varying
    total: float
    minimum: Varying
    fixed_cost: Varying
    term: float
    needs: tuple[int, ...]
    uses: Uses
    open: tuple[bool, ...]
    before: tuple[int, ...]
    support: Varying
    funder: int | None
    row: int


@dataclass(frozen=True, slots=True)
class Link:
    """What a row of Lanes says of two sites: limits and fixed cost over all materials that it governs there."""

    start: int
    end: int
    mode: str
    maximum: Varying
    minimum: Varying
    fixed_cost: Varying
    cost: Varying
    tariff: Varying
    loss: Varying
    needs: tuple[int, ...]
    uses: Uses
    chokepoints: tuple[str, ...]
    row: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A material on a link."""

    link: int
    material: int


@dataclass(frozen=True, slots=True)
class Demand:
    """What a market asks for; in a period where ``sale`` is true it is served as far as its price pays."""

    site: int
    material: int
    amount: Varying
    price: Varying
    shortage_cost: Varying
    required: Varying
    sale: tuple[bool, ...]
    row: int


@dataclass(frozen=True, slots=True)
class Stockpile:
    """Where stock is held; ``keep`` is the share of it that is left after a period's losses.

    At the end of a period at least its ``reserve`` is there, which only a disruption may draw. What is put in counts
    against the budget of its ``funder``, at the material's value.
    """

    site: int
    material: int
    initial: float
    maximum: Varying
    holding_cost: Varying
    keep: Varying
    final: float
    reserve: Varying
    uses: Uses
    funder: int | None
    row: int


@dataclass(frozen=True, slots=True)
class Cover:
    """Days of a material's use in a place (its sites) that stocks together must cover: in each period these.

    ``rows`` are those of the sheet that ask for as many, in each period: of several that ask, only the most days count.
    """

    place: str
    sites: frozenset[int]
    material: int
    days: Varying
    stockpiles: tuple[tuple[int, ...], ...]
    rows: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Project:
    """What could be built, trained, signed or closed.

    ``adds`` and ``removes`` are (``"plant"`` or ``"resource"``, position). ``block`` is None for a start of any
    size up to ``maximum``; ``curve`` holds (size, capital) points. ``least`` holds commitments: the least blocks
    or size by period, None for a start of any size. ``at_least`` is 1 for a project that must be started.
    ``can_build`` is false in the periods in which building takes what is nowhere to be had.
    """

    name: str
    kind: str
    place: str
    adds: tuple[str, int] | None
    removes: tuple[str, int] | None
    block: float | None
    minimum: float
    maximum: float | None
    fixed_capital: Varying
    capital_rate: Varying
    curve: tuple[tuple[float, float], ...]
    fixed_cost: Varying
    yearly_cost: Varying
    lead_time: float
    life: float
    economic_life: float
    cost_of_capital: Varying
    ramp: tuple[float, ...]
    spending: tuple[float, ...]
    window: tuple[bool, ...]
    starts: int
    requires: tuple[int, ...]
    at_least: int
    never: bool
    least: Mapping[int, float | None]
    uses: Uses
    can_build: tuple[bool, ...]
    row: int


@dataclass(frozen=True, slots=True)
class ProjectGroup:
    """How many of a group's projects are started at all."""

    name: str
    at_least: float
    at_most: float
    projects: tuple[int, ...]
    row: int


@dataclass(frozen=True, slots=True)
class Funder:
    """Who pays, with the budget of each whole period."""

    name: str
    budget: Varying
    carries_over: bool
    weight: Varying
    row: int


@dataclass(frozen=True, slots=True)
class Grant:
    """A row of Funding: the projects for which it holds, the share of a start and the most in all."""

    funder: int
    share: Varying
    maximum: float
    projects: tuple[int, ...]
    row: int


@dataclass(frozen=True, slots=True)
class OriginSet:
    """Origins that a rule counts as one: all of these countries, sites and suppliers."""

    name: str
    countries: frozenset[str] = frozenset()
    sites: frozenset[int] = frozenset()
    suppliers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """A sourcing rule on the sum of some materials; ``limit`` is NaN where it does not hold.

    What counts is what enters the sites of the ``buyers`` or, ``of_use``, what is consumed and delivered there.
    ``origins`` are counted one by one for ``each share at most``, ``HHI at most`` and ``origins at least``, else
    there is one set. ``penalty`` is inf for a hard rule. With a ``content``, a material further up, what counts of an
    origin is what holds content of it.
    """

    name: str
    measure: str
    materials: tuple[int, ...]
    of_use: bool
    buyers: frozenset[int]
    origins: tuple[OriginSet, ...]
    limit: Varying
    minimum_share: Varying
    penalty: Varying
    row: int
    content: int | None = None


@dataclass(frozen=True, slots=True)
class HitCosts:
    """What a disruption makes dearer: the factor on what each thing costs, by period, and what lanes' tariffs rise by.

    An offer's price, a plant's or resource's variable cost, a lane's cost, and of a demand price and shortage cost.
    """

    plants: Mapping[int, Varying] = field(default_factory=dict)
    offers: Mapping[int, Varying] = field(default_factory=dict)
    lanes: Mapping[int, Varying] = field(default_factory=dict)
    resources: Mapping[int, Varying] = field(default_factory=dict)
    demands: Mapping[int, Varying] = field(default_factory=dict)
    tariffs: Mapping[int, Varying] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything costs something else."""
        return any((self.plants, self.offers, self.lanes, self.resources, self.demands, self.tariffs))


@dataclass(frozen=True, slots=True)
class Disruption:
    """What could go wrong: how likely, when, for how long, what it leaves, and what must be served all the same.

    ``onsets`` are the periods in which it may begin. ``required`` is None without a guarantee, ``floor`` where nothing
    is asked of every moment; ``covers`` are the materials whose demand they cover. The mappings hold the share that
    remains of each thing that is hit; of lanes (a material on a link) too, since a hit may be narrowed to a material.
    ``costs`` is what it makes dearer; in the years of ``recovery`` after it all comes back evenly. ``outage`` is there
    for one that takes several things of a kind at once.
    """

    name: str
    probability: float
    onsets: tuple[int, ...]
    duration: float
    required: float | None
    covers: frozenset[int]
    plants: Mapping[int, float]
    offers: Mapping[int, float]
    lanes: Mapping[int, float]
    resources: Mapping[int, float]
    demands: Mapping[int, float]
    row: int
    costs: HitCosts = HitCosts()
    recovery: float = 0.0
    floor: float | None = None
    outage: OutageSet | None = None

    @property
    def until_back(self) -> float:
        """The years until all is as before: its duration and its recovery."""
        return self.duration + self.recovery


@dataclass(frozen=True, slots=True)
class OutageSet:
    """What a disruption takes at once: one of all sets of so many things of a kind that its row makes.

    ``of`` is the row's name and ``first`` the position of its first set, on whose promise all of its sets lean.
    ``parts`` are the disruptions that each of the things would be by itself. Where ``is_nested``, what takes more of
    them leaves no more of anything than what takes fewer, so that what survives the one survives the other.
    """

    of: str
    first: int
    parts: tuple[Disruption, ...]
    is_nested: bool


@dataclass(frozen=True, slots=True)
class Risk:
    """How disruptions count: the weight of the tail against the mean, the tail's level, and whether gains count."""

    weight: float = 0.0
    level: float = 0.9
    counts_gains: bool = False

    def tail(self, outcomes: Sequence[tuple[float, float]]) -> float:
        """Return the conditional value at risk of (chance, share), the rest of the chance being a share of 0."""
        left, total = 1 - self.level, 0.0
        for chance, share in sorted(outcomes, key=lambda outcome: -outcome[1]):
            part = min(chance, left)
            total, left = total + part * share, left - part
        return total / (1 - self.level)


@dataclass(frozen=True, slots=True)
class Charging:
    """How capital enters the objective: annuity or overnight, and when in the year an annuity is paid."""

    annuity: bool
    at_start: bool
    discount_rate: float
    base_year: float
    discount_given: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One planning problem, everything that the model is built from.

    Raises
    ------
    ValueError
        When a varying number does not have one value a period, or a reference is out of range.
    """

    periods: tuple[Period, ...]
    charging: Charging
    sites: tuple[Site, ...]
    materials: tuple[Material, ...]
    plants: tuple[Plant, ...] = ()
    resources: tuple[Resource, ...] = ()
    offers: tuple[Offer, ...] = ()
    links: tuple[Link, ...] = ()
    lanes: tuple[Lane, ...] = ()
    demands: tuple[Demand, ...] = ()
    stockpiles: tuple[Stockpile, ...] = ()
    covers: tuple[Cover, ...] = ()
    projects: tuple[Project, ...] = ()
    groups: tuple[ProjectGroup, ...] = ()
    funders: tuple[Funder, ...] = ()
    grants: tuple[Grant, ...] = ()
    rules: tuple[Rule, ...] = ()
    disruptions: tuple[Disruption, ...] = ()
    risk: Risk = Risk()
    times: range = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "times", range(len(self.periods)))
        self._check_lengths()
        self._check_references()

    def _check_lengths(self) -> None:
        things: tuple[Offer | Link | Demand | Stockpile | Funder | Rule, ...] = (
            *self.offers, *self.links, *self.demands, *self.stockpiles, *self.funders, *self.rules
        )  # fmt: skip
        for thing in things:
            for name in thing.__dataclass_fields__:
                is_varying = thing.__dataclass_fields__[name].type in ("Varying", "tuple[bool, ...]")
                if is_varying and len(getattr(thing, name)) != len(self.periods):
                    message = f"{type(thing).__name__} of row {thing.row}: {name} needs one value a period"
                    raise ValueError(message)

    def _check_references(self) -> None:
        sites, materials = len(self.sites), len(self.materials)
        things: tuple[Offer | Demand | Stockpile, ...] = (*self.offers, *self.demands, *self.stockpiles)
        for thing in things:
            if not (0 <= thing.site < sites and 0 <= thing.material < materials):
                message = f"{type(thing).__name__} of row {thing.row} names a site or material that is not there"
                raise ValueError(message)
        for lane in self.lanes:
            if not (0 <= lane.link < len(self.links) and 0 <= lane.material < materials):
                message = "a lane names a link or material that is not there"
                raise ValueError(message)

    def promised_by(self, d: int) -> int:
        """Return the disruption whose promise one leans on: its own, or of the first of all sets of its row."""
        outage = self.disruptions[d].outage
        return d if outage is None else outage.first

    @property
    def horizon_end(self) -> float:
        """When the last period ends."""
        return self.periods[-1].end
