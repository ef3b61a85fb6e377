"""The supply network: sites, materials, plants, offers, lanes, demand and stockpiles."""

from __future__ import annotations

from dataclasses import dataclass

from planner_models.given.periods import Varying

Uses = tuple[tuple[int, Varying], ...]  # (resource, amount of it that a unit takes)


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
