"""The network as it was read: what stands where, what joins it, what is connected to nothing, and how it is drawn."""

from __future__ import annotations

import copy
import itertools
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from in_memory import opened
from workbooks import rows, small, write

from planner.desk.network import groups, lanes
from planner.desk.network.groups import JOIN, MOST_OPEN, grouped, key_of, of_material
from planner.desk.network.lanes import NetworkRead, network_of
from planner.desk.network.picture import picture
from planner.planning.workbooks import read_checked
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read_opened
from planner.workbook.template.example import EXAMPLE
from planner.workbook.template.write import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"


def network(sheets: Any) -> NetworkRead:
    return network_of(read_opened(opened(sheets), "base")[0])


def changed(sheet: str, change: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the example with the rows of a sheet changed."""
    sheets = {name: [dict(row) for row in held] for name, held in copy.deepcopy(dict(EXAMPLE)).items()}
    sheets[sheet] = change(sheets[sheet])
    return sheets


def told(found: NetworkRead) -> dict[str, str]:
    return {each.words: each.why for each in found.apart}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "mine.xlsx"
    write(path, EXAMPLE)
    return path


def shown(path: Path, *opened_: str, at: str = "", material: str = "") -> tuple[dict[str, Any], ET.Element]:
    found = picture(str(path), opened_, at, material)
    return found, ET.fromstring(found["svg"])


def boxes(svg: ET.Element, look: str = "box") -> dict[str, ET.Element]:
    drawn = [each for each in svg.iter(f"{SVG}a") if look in each.get("class", "").split()]
    return {"".join(each.itertext()): each for each in drawn}


def test_lanes_are_those_of_the_plan(example: Path) -> None:
    """Every lane of the assembled problem between sites that know its material is in the picture, and no other."""
    book, _ = read_checked(example, "base")
    problem, found = assemble(book), network_of(book)
    knows = {(part.site, material) for part in found.parts for material in (*part.takes, *part.gives)}
    names = [(row["site"]) for row in book.rows("Sites")]
    materials = [row["material"] for row in book.rows("Materials")]
    planned = set()
    for lane in problem.lanes:
        link = problem.links[lane.link]
        way = (names[link.start], names[link.end], materials[lane.material])
        if (way[0], way[2]) in knows and (way[1], way[2]) in knows:
            planned.add((*way, link.row))
    drawn = {(x.start.site, x.end.site, x.material, row) for x in found.lanes for row in x.rows}
    assert drawn == planned
    assert len(drawn) > 5


def test_every_row_that_is_drawn_has_its_part(example: Path) -> None:
    book, _ = read_checked(example, "base")
    found = network_of(book)
    behind = {at for part in found.parts for at in part.rows}
    for sheet in ("Suppliers", "Plants", "Stockpiles", "Projects", "Demand"):
        assert {(sheet, row.number) for row in book.rows(sheet)} <= behind
    assert found.apart == ()
    assert found.not_drawn == ()


def test_what_is_made_next_to_what_uses_it_is_joined_without_a_lane(example: Path) -> None:
    found = network_of(read_checked(example, "base")[0])
    inside = {(x.start.site, x.start.kind, x.end.kind) for x in found.lanes if not x.rows}
    assert ("North Works", "buys", "makes") in inside
    assert ("North Works", "makes", "asks for") in inside


def test_a_plant_that_nothing_takes_from_is_told() -> None:
    """Without lanes the others have all that they need at their own sites."""
    found = network(changed("Lanes", lambda lanes: []))
    why = "nothing at East Refinery uses oxide, and no lane takes it anywhere that does"
    assert told(found) == {"East Refinery: makes oxide (refining)": why}


def test_a_supplier_that_nothing_takes_from_is_told() -> None:
    sheets = small(
        Sites="site\nmine\nmarket",
        Suppliers="supplier | site | material | price\nOre Ltd | mine | goods | 1\nNear Ltd | market | goods | 2",
        Demand="market | material | amount | shortage cost\nmarket | goods | 5 | 9",
    )
    assert told(network(sheets)) == {
        "mine: buys goods (Ore Ltd)": "nothing at mine uses goods, and no lane takes it anywhere that does"
    }
    joined = sheets | {"Lanes": rows("from | to\nmine | market")}
    assert told(network(joined)) == {}


def test_demand_a_site_and_a_lane_with_nothing_are_told_with_their_rows() -> None:
    sheets = small(
        Sites="site\nmine\nmarket\nempty",
        Suppliers="supplier | site | material | price\nOre Ltd | mine | goods | 1",
        Lanes="from | to\nmine | empty",
        Demand="market | material | amount | shortage cost\nmarket | goods | 5 | 9",
    )
    found = network(sheets)
    assert told(found) == {
        "mine: buys goods (Ore Ltd)": "nothing at mine uses goods, and no lane takes it anywhere that does",
        "market: asks for goods": "nothing at market makes or buys goods, and no lane brings it",
        "Lane mine → empty": "it carries nothing that is made, bought, held or asked for at both of its ends",
        "Site empty": "nothing is bought, made, held, asked for or planned there",
    }
    assert [each.rows for each in found.apart] == [
        (("Suppliers", 2),),
        (("Demand", 2),),
        (("Lanes", 2),),
        (("Sites", 4),),
    ]


def test_a_plant_without_its_input_and_a_project_for_nothing_are_told() -> None:
    sheets = small(
        Materials="material\nore\nmetal",
        Recipes="process | role | item | amount\nsmelting | makes | metal | 1\nsmelting | consumes | ore | 2",
        Plants="site | process | capacity\nhere | smelting | 5",
        Projects="project | place | fixed capital\nA road | here | 5\nA key | here | 3",
        Suppliers="supplier | site | material | price | needs\nMetal Ltd | here | metal | 1 | A key",
        Demand="market | material | amount | shortage cost\nhere | metal | 5 | 9",
    )
    assert told(network(sheets)) == {
        "here: makes metal (smelting)": "nothing at here makes or buys ore, and no lane brings it",
        "here: project A road": "it adds nothing, and nothing needs it",
    }


def test_a_site_that_only_passes_a_material_on_is_a_hub() -> None:
    sheets = small(
        Sites="site\nmine\nharbour\nmarket",
        Suppliers="supplier | site | material | price\nOre Ltd | mine | goods | 1",
        Lanes="from | to\nmine | harbour\nharbour | market",
        Demand="market | material | amount | shortage cost\nmarket | goods | 5 | 9",
    )
    found = network(sheets)
    assert {(x.start.site, x.end.site) for x in found.lanes} == {("mine", "harbour"), ("harbour", "market")}
    assert told(found) == {}


def test_of_two_rows_the_nearer_governs_as_in_the_plan() -> None:
    sheets = small(
        Sites="site | country\nmine | Far\nmarket | Near",
        Suppliers="supplier | site | material | price\nOre Ltd | mine | goods | 1",
        Lanes="from | to\nFar | Near\nmine | market",
        Demand="market | material | amount | shortage cost\nmarket | goods | 5 | 9",
    )
    found = network(sheets)
    assert [x.rows for x in found.lanes] == [(3,)]
    assert told(found) == {}  # the other row would carry it: it is overruled, not idle


def test_a_workbook_with_errors_is_drawn_as_far_as_it_could_be_read(tmp_path: Path) -> None:
    def misspelt(held: list[dict[str, Any]]) -> list[dict[str, Any]]:
        held[0]["site"] = "Nowhere"
        held[1]["price"] = "dear"
        return held

    sheets = changed("Suppliers", misspelt)
    sheets["Recipes"][0]["role"] = "bakes"
    sheets["Lanes"][0]["to"] = "Atlantis"
    path = tmp_path / "wrong.xlsx"
    write(path, sheets)
    found, svg = shown(path)
    assert {"Suppliers row 2", "Lanes row 2"} <= {each["places"] for each in found["not drawn"]}
    assert any("North Works" in words for words in boxes(svg))


def test_an_empty_workbook_is_no_picture_and_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    write_workbook(path, {})
    found, _ = shown(path)
    assert found["is empty"]


def test_projects_are_dashed_and_what_is_apart_is_red(tmp_path: Path) -> None:
    path = tmp_path / "apart.xlsx"
    write(path, changed("Lanes", lambda lanes: [row for row in lanes if row["from"] != "Estria"]))
    _, svg = shown(path)
    assert [words for words in boxes(svg, "planned") if "Staff school" in words]
    assert not [words for words in boxes(svg, "apart") if "North Works" in words]
    assert [words for words in boxes(svg, "apart") if "East Refinery" in words]


def test_a_click_shows_the_rows_behind(example: Path) -> None:
    found, svg = shown(example)
    link = next(each for words, each in boxes(svg).items() if "refining" in words and "East Refinery" in words)
    address = parse_qs(urlsplit(link.get("href", "")).query)
    assert address["book"] == ["mine.xlsx"]
    behind, again = shown(example, at=address["at"][0])
    assert behind["behind"]["title"] == "East Refinery"
    cells = {each["sheet"]: [row["number"] for row in each["rows"]] for each in behind["behind"]["excerpts"]}
    assert cells == {"Plants": [3], "Sites": [4]}
    lane = behind["behind"]["lanes"][0]
    lanes, _ = shown(example, at=parse_qs(urlsplit(lane[1]).query)["at"][0])
    assert {each["sheet"] for each in lanes["behind"]["excerpts"]} <= {"Lanes"}
    chosen = [each for each in again.iter(f"{SVG}a") if each.get("aria-current") == "true"]
    assert len(chosen) == 1
    assert parse_qs(urlsplit(chosen[0].get("href", "")).query).get("at") is None  # a second click lets go
    assert found["behind"] is None


def test_what_is_asked_for_and_is_not_there_is_nothing(example: Path) -> None:
    found, _ = shown(example, "9" + JOIN + "Nowhere", at="<script>", material="unobtainium")
    assert found["behind"] is None
    assert found["material"] == ""


def test_lanes_of_all_materials_make_no_hub_of_a_site_that_has_something() -> None:
    """A mine that lanes of all materials leave and reach passes nothing on; a harbour that has nothing does."""
    sheets = small(
        Materials="material\nore\nsalt",
        Sites="site\nmine\nother\nharbour\nmarket",
        Suppliers="supplier | site | material | price\nA | mine | ore | 1\nB | other | salt | 1",
        Lanes="from | to\nmine | other\nother | mine\nmine | harbour\nharbour | market",
        Demand="market | material | amount | shortage cost\nmarket | ore | 5 | 9",
    )
    found = network(sheets)
    assert {(part.site, part.name) for part in found.parts if part.kind == "passes on"} == {("harbour", "ore")}


def test_a_hub_leads_from_somebody_to_somebody() -> None:
    """Of two harbours in a row both are hubs; a lane on to nowhere makes none."""
    sheets = small(
        Sites="site\nmine\nfirst\nsecond\nmarket\ndead end\nbeyond",
        Suppliers="supplier | site | material | price\nA | mine | goods | 1",
        Lanes="from | to\nmine | first\nfirst | second\nsecond | market\nmine | dead end\ndead end | beyond",
        Demand="market | material | amount | shortage cost\nmarket | goods | 5 | 9",
    )
    found = network(sheets)
    assert {part.site for part in found.parts if part.kind == "passes on"} == {"first", "second"}
    assert told(found).keys() == {"Lane mine → dead end", "Lane dead end → beyond", "Site dead end", "Site beyond"}


def test_of_very_many_lanes_some_are_left_out_and_nothing_is_called_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "MOST_PAIRS", 3)
    found = network(many(4))
    assert found.lanes == ()
    assert found.apart == ()
    assert found.not_drawn == ((("Lanes", 2), "with it more than 3 pairs of sites would be joined"),)


def test_of_very_many_countries_those_with_the_fewest_lanes_are_drawn_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "MOST_BOXES", 2)
    found = network(many(MOST_OPEN + 5))
    closed = grouped(found)
    assert [box.country for box in closed.columns[0]].count(groups.OTHERS) == 1
    assert len(closed.columns[0]) == 2
    opened_ = grouped(found, [key_of(0, groups.OTHERS)])
    assert {box.country for box in opened_.columns[0]} == {"Land 0", "Land 1", "Land 2"}


def many(count: int) -> dict[str, Any]:
    """Return a workbook of a country with many mines, and one market."""
    sites = [{"site": f"mine {n}", "country": f"Land {n % 3}"} for n in range(count)]
    return small(Demand="market | material | amount | shortage cost\nmarket | goods | 5 | 9") | {
        "Sites": [*sites, {"site": "market", "country": "Home"}],
        "Suppliers": [{"supplier": row["site"], "site": row["site"], "material": "goods", "price": 1} for row in sites],
        "Lanes": [{"from": "*", "to": "market"}],
    }


def test_a_large_network_is_drawn_by_country_until_one_is_opened() -> None:
    found = network(many(MOST_OPEN + 5))
    closed = grouped(found)
    assert [len(column) for column in closed.columns] == [3, 1]
    assert sum(len(link.lanes) for link in closed.links) == MOST_OPEN + 5
    at = key_of(0, "Land 0")
    one = grouped(found, [at])
    assert len(one.columns[0]) == 2 + 7
    assert {box.country for box in one.columns[0] if box.site} == {"Land 0"}
    groups = [box.group for box in one.columns[0]]
    assert len([1 for a, b in itertools.pairwise(groups) if a != b]) == 2  # a country's sites stand together
    small_one = grouped(network(many(4)))
    assert all(box.site for column in small_one.columns for box in column)


def test_a_picture_can_be_narrowed_to_a_material(example: Path) -> None:
    found = network_of(read_checked(example, "base")[0])
    some = of_material(found, "concentrate")
    assert {lane.material for lane in some.lanes} == {"concentrate"}
    assert not [part for part in some.parts if part.kind == "asks for"]
    _, svg = shown(example, material="concentrate")
    assert not [words for words in boxes(svg) if "asks for" in words]


def test_names_are_text_and_nothing_has_a_style_of_its_own(tmp_path: Path) -> None:
    evil = '<script>alert("1")</script>" onload="x'
    path = tmp_path / "evil.xlsx"
    write(path, small(
        Sites=f"site | country\n{evil} | {evil} land",
        Suppliers=f"supplier | site | material | price\n<b>x</b> | {evil} | goods | 1",
        Demand=f"market | material | amount | shortage cost\n{evil} | goods | 5 | 9",
    ))  # fmt: skip
    found, svg = shown(path)
    assert not list(svg.iter(f"{SVG}script"))
    assert not [each for each in svg.iter() for name in each.attrib if name == "style" or name.startswith("on")]
    assert "<script" not in found["svg"]
    assert any(evil in "".join(each.itertext()) or "<script>" in (each.get("aria-label") or "") for each in svg.iter())
    assert re.search(r"&lt;script&gt;", found["svg"])
