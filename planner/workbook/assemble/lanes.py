"""Lanes: rows between places become links between sites, and the most specific row wins."""

from __future__ import annotations

from planner.workbook.assemble.names import Positions, as_declared
from planner.workbook.book import Book, Row
from planner.workbook.schema.columns import fold
from planner_models.given.network import Lane, Link

Rank = tuple[int, int]  # how specific both ends are together, and whether the material is named


def links_and_lanes(book: Book, names: Positions) -> tuple[tuple[Link, ...], tuple[Lane, ...]]:
    """Return a link for each row and pair of sites that it governs, and a lane for each material on it."""
    rows = book.rows("Lanes")
    links: list[Link] = []
    lanes: list[Lane] = []
    numbers: dict[tuple[int, int, int], int] = {}
    for (start, end, _, material), (_, n) in sorted(_winners(rows, names).items()):
        key = (n, start, end)
        if key not in numbers:
            numbers[key] = len(links)
            links.append(_link(rows[n], start, end, names))
        lanes.append(Lane(numbers[key], material))
    return tuple(links), tuple(lanes)


def _winners(rows: tuple[Row, ...], names: Positions) -> dict[tuple[int, int, str, int], tuple[Rank, int]]:
    """Return, for each pair of sites, mode and material, the row that governs it.

    A winner's ends are both at least as specific as a loser's (the checks refuse anything else), so the sum of
    the two decides.
    """
    places = names.places
    every = tuple(range(len(names.materials)))
    found: dict[tuple[int, int, str, int], tuple[Rank, int]] = {}
    for n, row in enumerate(rows):
        is_named = row["material"] != ("*",)
        materials = [names.materials[name] for name in row["material"]] if is_named else every
        rank = (places.specificity(row["from"]) + places.specificity(row["to"]), int(is_named))
        mode = fold(row["mode"])
        ends = places.sites_in(row["to"])
        for start in places.sites_in(row["from"]):
            for end in ends:
                if start == end:
                    continue
                for material in materials:
                    key = (start, end, mode, material)
                    if key not in found or rank > found[key][0]:
                        found[key] = (rank, n)
    return found


def _link(row: Row, start: int, end: int, names: Positions) -> Link:
    sites = names.places.sites
    uses, there = names.uses(row["uses"], sites[start], sites[end])
    return as_declared(
        Link, row, start=start, end=end,
        maximum=tuple(most if is_there else 0.0 for most, is_there in zip(row["maximum"], there, strict=True)),
        needs=tuple(names.projects[name] for name in row["needs"]), uses=uses,
    )  # fmt: skip
