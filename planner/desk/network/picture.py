"""The network of a workbook as the desk shows it: the picture, what is chosen of it, and what stands behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from planner.desk.excerpts import rows_behind
from planner.desk.network.drawing import Look, drawing
from planner.desk.network.groups import Grouped, Key, count_words, grouped, of_material
from planner.desk.network.lanes import NetworkRead, network_of
from planner.desk.network.parts import At
from planner.desk.opened import Stamp, opened_again, stamp_of
from planner.workbook.reading.reader import Opened, read_opened
from planner.workbook.schema.columns import spell

MOST_TOLD: Final = 100  # of what is apart or was not drawn
MOST_LISTED: Final = 40  # of lanes and of rows beside the picture; the workbook has them all


def picture(path: str, open_keys: Sequence[str], chosen: str, material: str) -> dict[str, Any]:
    """Return the network of a workbook, as plain data for a page.

    Parameters
    ----------
    path
        The workbook, also one with errors: what could be read is drawn.
    open_keys
        The countries that are drawn site by site.
    chosen
        The key of a box or lane whose rows are shown; blank for none.
    material
        What the picture is narrowed to; blank for all.
    """
    cells = opened_again(path)
    network = _network(path, stamp_of(Path(path)))
    materials = sorted({each for step in network.columns for each in step})
    narrowed = of_material(network, material if material in materials else "")
    found = grouped(narrowed, open_keys)
    name = Path(path).name
    linked = _Links(name, tuple(open_keys), chosen, material)
    look = Look(chosen, linked.at, linked.toggled, lambda key: key in open_keys)
    words = f"The network of {name}: {count_words(narrowed.parts) or 'nothing yet'}, {len(narrowed.lanes)} lanes"
    return {
        "svg": str(drawing(found, _headings(network), words, look)),
        "words": words,
        "materials": materials,
        "material": material if material in materials else "",
        "behind": _behind(found, chosen, cells, linked),
        "apart": [_told(each.words, each.why, each.rows, cells) for each in network.apart[:MOST_TOLD]],
        "apart in all": len(network.apart),
        "not drawn": [_told("", why, [at], cells) for at, why in network.not_drawn[:MOST_TOLD]],
        "not drawn in all": len(network.not_drawn),
        "is empty": not network.parts,
        "can open": any(len(box.sites) > 1 for box in found.boxes.values()),
    }


@lru_cache(maxsize=4)
def _network(path: str, stamp: Stamp) -> NetworkRead:  # what was saved since is read again
    return network_of(read_opened(opened_again(path), "base")[0])


class _Links:
    """The addresses of the same page with something else chosen or opened."""

    def __init__(self, book: str, opened_: tuple[str, ...], chosen: str, material: str) -> None:
        self.book, self.opened, self.chosen, self.material = book, opened_, chosen, material

    def at(self, key: Key) -> str:
        """Return where a click on a box or lane leads: to its rows, or back where it is chosen already."""
        return self._address(self.opened, "" if key == self.chosen else key) + "#behind"

    def toggled(self, group: Key) -> str:
        """Return where the sign on a country leads: to its sites, or back."""
        others = tuple(key for key in self.opened if key != group)
        return self._address(others if group in self.opened else (*self.opened, group), "")

    def _address(self, opened_: Iterable[str], chosen: str) -> str:
        told = [("book", self.book), *(("open", key) for key in opened_), ("at", chosen), ("material", self.material)]
        return "?" + urlencode([(name, value) for name, value in told if value])


def _headings(network: NetworkRead) -> tuple[tuple[str, str], ...]:
    steps = [(f"Step {number}", ", ".join(materials)) for number, materials in enumerate(network.columns, start=1)]
    return (*steps, ("Demand", "what must be served"))


def _behind(found: Grouped, chosen: Key, cells: Opened, linked: _Links) -> dict[str, Any] | None:
    """Return the rows behind what is chosen, and the lanes from and to it."""
    box = found.boxes.get(chosen)
    if box is not None:
        lanes = [link for link in found.links if chosen in (link.start.key, link.end.key)]
        rows = [*(at for part in box.parts for at in part.rows), *_site_rows(cells, box.sites)]
        told = {
            "title": box.site
            or f"{box.country}, {'demand' if _is_last(box.column, found) else f'step {box.column + 1}'}",
            "parts": [f"{part.site}: {part.words}" for part in box.parts],
        }
    else:
        lanes = [link for link in found.links if link.key == chosen]
        if not lanes:
            return None
        rows = [("Lanes", number) for lane in lanes[0].lanes for number in lane.rows]
        inside = dict.fromkeys(
            f"{x.material}: at the same site, no lane is needed" for x in lanes[0].lanes if not x.rows
        )
        told = {"title": f"{lanes[0].start.name} → {lanes[0].end.name}", "parts": list(inside)}
    words = [
        (f"{link.start.name} → {link.end.name}: {', '.join(link.materials)}", linked.at(link.key)) for link in lanes
    ]
    return {**told, "lanes": words[:MOST_LISTED], "more lanes": max(len(words) - MOST_LISTED, 0), **_rows(rows, cells)}


def _is_last(column: int, found: Grouped) -> bool:
    return column == len(found.columns) - 1


def _site_rows(cells: Opened, sites: Sequence[str]) -> list[At]:
    """Return the rows of Sites that declare some sites."""
    table = cells.tables.get("Sites")
    held = [] if table is None else table.column_values("site")
    return [("Sites", number) for number, name in held if spell(name) in sites]


def _rows(rows: Iterable[At], cells: Opened) -> dict[str, Any]:
    """Return excerpts of the sheets, and how many rows were left out."""
    numbers: dict[str, dict[int, None]] = defaultdict(dict)
    for sheet, number in rows:
        numbers[sheet][number] = None
    found = [rows_behind(cells, sheet, sorted(held)[:MOST_LISTED]) for sheet, held in numbers.items()]
    more = sum(max(len(held) - MOST_LISTED, 0) for held in numbers.values())
    return {"excerpts": [asdict(each) for each in found if each is not None], "more rows": more}


def _told(words: str, why: str, rows: Sequence[At], cells: Opened) -> dict[str, Any]:
    places = ", ".join(f"{sheet} row {number}" for sheet, number in rows)
    return {"words": words or places, "why": why, "places": places, **_rows(rows, cells)}
