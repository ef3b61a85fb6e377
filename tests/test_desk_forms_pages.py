"""The pages that hang on the desk, asked as a browser asks them: the network, what if, plans side by side."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from desks import client
from made_plans import write_made
from workbooks import small, write

import planner
from planner.desk.what_if.names import search
from planner.desk.what_if.typed import typed
from planner.workbook.template.example import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx
    from desks import Client

PRICE = ("Suppliers", "East mine / East Refinery / concentrate", "price")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("desk")
    write(made / "mine.xlsx", EXAMPLE)
    return made


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Client]:
    with client(folder) as opened:
        yield opened


def words(answer: httpx.Response) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", answer.text))


def change(*names: str, to: str = "", **more: str) -> dict[str, str]:
    return {"book": "mine.xlsx", **dict(zip("src", names, strict=True)), "t": to, **more}


def test_the_network_is_shown_and_a_click_shows_the_rows(desk: Client) -> None:
    shown = desk.get("/network", params={"book": "mine.xlsx"})
    assert shown.status_code == 200
    assert "North Works" in words(shown)
    link = re.search(r'<a href="(\?[^"]*)" class="box', shown.text)
    assert link is not None
    rows = desk.get("/network" + html.unescape(link[1]).partition("#")[0])
    assert 'id="behind"' in rows.text
    assert "Rows of Sites" in words(rows)


@pytest.mark.parametrize("path", ["/network", "/what-if", "/what-if/names"])
@pytest.mark.parametrize("name", ["", "none.xlsx", "../mine.xlsx", "/etc/passwd", "<script>.xlsx"])
def test_a_workbook_that_is_not_there_is_refused_in_words(desk: Client, path: str, name: str) -> None:
    answer = desk.get(path, params={"book": name})
    assert answer.status_code == 404
    assert "<script>.xlsx" not in answer.text


def test_a_workbook_that_is_none_is_refused_in_words(desk: Client, folder: Path) -> None:
    (folder / "broken.xlsx").write_bytes(b"no workbook")
    answer = desk.get("/network", params={"book": "broken.xlsx"})
    assert 400 <= answer.status_code < 500
    assert "broken.xlsx" in words(answer)
    assert "Traceback" not in answer.text


def test_numbers_are_found_by_words_of_their_names(desk: Client) -> None:
    found = desk.get("/what-if/names", params={"book": "mine.xlsx", "q": "east PRICE"})
    assert "East mine / East Refinery / concentrate" in words(found)
    assert "0.6 million USD per unit" in words(found)
    assert "1 found" in words(found)
    none = desk.get("/what-if/names", params={"book": "mine.xlsx", "q": "unobtainium"})
    assert "No number has all of these words" in words(none)


def test_what_a_case_can_change_is_found_and_nothing_else(tmp_path: Path) -> None:
    """Settings that stand in no row, blanks with their meaning, periods; no names, no notes."""
    path = tmp_path / "mine.xlsx"
    write(path, EXAMPLE)
    every = search(str(path), "e")
    assert every["count"] > 100
    held = {(each["row"], each["column"]): each["holds"] for each in search(str(path), "settings gap")["found"]}
    assert held["money gap", "value"] == "blank: none"
    assert search(str(path), "Sites country")["count"] == 0
    assert {each["column"] for each in search(str(path), "demand oxide south 2031")["found"]} == {"2031"}
    case = planner.read(path)
    for each in search(str(path), "projects lead time")["found"]:
        assert case.set(each["sheet"], row=each["row"], column=each["column"], to=3).changes


def test_a_number_that_is_added_stands_in_the_address(desk: Client) -> None:
    added = desk.get("/what-if", params={"book": "mine.xlsx", "q": "price", "add": "\u241f".join(PRICE)})
    assert added.status_code == 303
    address = added.headers["location"]
    assert parse_qs(urlsplit(address).query)["r"] == [PRICE[1]]
    shown = desk.get(address)
    assert "what if it were" in words(shown)
    assert "D4" not in words(shown) or "0.6" in words(shown)
    dropped = desk.get("/what-if", params=change(*PRICE, drop="0"))
    assert "s" not in parse_qs(urlsplit(dropped.headers["location"]).query)


def test_changes_are_tried_and_told_as_rows_of_cases(desk: Client) -> None:
    good = desk.get("/what-if", params=change(*PRICE, to="x1.5", name="dearer"))
    assert "It can be planned." in words(good)
    assert f"dearer\tSuppliers\t{PRICE[1]}\tprice\tx1.5" in html.unescape(good.text)
    bad = desk.get("/what-if", params=change(*PRICE, to="dear"))
    assert "It cannot be planned so" in words(bad)
    assert "price must be a number" in words(bad)
    gone = desk.get("/what-if", params=change("Suppliers", "Nobody", "price", to="1"))
    assert "is not in the workbook any more" in words(gone)
    assert "no row 'Nobody'" in words(gone)


def test_rows_that_begin_with_another_case_have_its_rows_too(desk: Client) -> None:
    shown = html.unescape(desk.get("/what-if", params=change(*PRICE, to="2", name="both", case="high demand")).text)
    rows = re.search(r'<textarea id="rows"[^>]*>([^<]*)</textarea>', shown)
    assert rows is not None
    lines = [line.split("\t") for line in rows[1].splitlines()]
    assert {line[0] for line in lines} == {"both"}
    assert lines[-1][1:] == [*PRICE, "2"]
    assert len(lines) > 1


def test_rows_that_are_pasted_are_the_case(desk: Client, tmp_path: Path) -> None:
    """What is copied, typed below the last row of Cases, plans as what was tried."""
    shown = html.unescape(desk.get("/what-if", params=change(*PRICE, to="x1.5", name="dearer")).text)
    rows = re.search(r'<textarea id="rows"[^>]*>([^<]*)</textarea>', shown)
    assert rows is not None
    columns = ("case", "sheet", "row", "column", "change")
    pasted = [dict(zip(columns, map(typed, line.split("\t")), strict=True)) for line in rows[1].splitlines()]
    sheets = {**EXAMPLE, "Cases": [*EXAMPLE["Cases"], *pasted]}
    path = tmp_path / "pasted.xlsx"
    write(path, sheets)
    case = planner.read(path, case="dearer")
    assert case.sheets["Suppliers"].set_index("supplier").loc["East mine", "price"] == pytest.approx(0.9)


def test_names_that_a_spreadsheet_would_reckon_with_are_not_given_to_be_pasted(tmp_path: Path) -> None:
    write(tmp_path / "evil.xlsx", small(Suppliers="supplier | site | material | price\n=1+1 | here | goods | 1"))
    with client(tmp_path) as opened:
        given = {"book": "evil.xlsx", "s": "Suppliers", "r": "=1+1 / here / goods", "c": "price", "t": "-5"}
        shown = opened.get("/what-if", params=given)
    assert "would take for a formula" in words(shown)
    assert "<textarea" not in shown.text


def test_a_copy_has_a_number_and_the_workbook_stays(desk: Client, folder: Path) -> None:
    before = (folder / "mine.xlsx").read_bytes()
    kept = [desk.post("/what-if/keep", data=change(*PRICE, to="x1.5", name="dearer")) for _ in range(2)]
    names = [parse_qs(urlsplit(each.headers["location"]).query)["copy"][0] for each in kept]
    assert names == ["mine-2.xlsx", "mine-3.xlsx"]
    assert (folder / "mine.xlsx").read_bytes() == before
    case = planner.read(folder / "mine-2.xlsx", case="dearer")
    assert case.sheets["Suppliers"].set_index("supplier").loc["East mine", "price"] == pytest.approx(0.9)
    assert "mine-3.xlsx" in words(desk.get(kept[1].headers["location"]))


@pytest.mark.parametrize("to", ["", "  "])
def test_nothing_is_kept_of_a_number_without_another(desk: Client, folder: Path, to: str) -> None:
    before = sorted(folder.iterdir())
    answer = desk.post("/what-if/keep", data=change(*PRICE, to=to))
    assert answer.status_code == 400
    assert sorted(folder.iterdir()) == before


def test_a_form_that_is_none_of_ours_is_refused(desk: Client) -> None:
    answer = desk.get("/what-if", params=[("book", "mine.xlsx"), ("s", "Suppliers"), ("s", "Lanes"), ("t", "1")])
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("0.5", 0.5),
        (" 1e3 ", 1000.0),
        ("x1.2", "x1.2"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("none", "none"),
        ("0,5", 0.5),
        ("0,125", 0.125),
        ("1,234", "1,234"),
        ("٥", "٥"),
        ("1_000", "1_000"),
        ("-3", -3),
        ("9" * 400, "9" * 400),
    ],
)
def test_what_is_typed_is_a_number_where_it_is_one(text: str, value: object) -> None:
    assert typed(text) == value
    assert type(typed(text)) is type(value)


def test_plans_are_compared_in_the_page_and_as_a_workbook(desk: Client, folder: Path) -> None:
    (folder / "outputs").mkdir()
    for name in ("one", "two"):
        write_made(folder / "outputs" / f"{name}.xlsx")
    plans = {"plan": ["outputs/one.xlsx", "outputs/two.xlsx"]}
    shown = desk.get("/compare", params=plans)
    assert shown.status_code == 200
    assert "outputs/one.xlsx" in words(shown)
    told = desk.get("/compare/page", params=plans)
    assert told.status_code == 200
    assert "sandbox" in told.headers["content-security-policy"]
    assert "one" in words(told)
    book = desk.get("/compare/workbook", params=plans)
    assert book.content[:2] == b"PK"
    assert "attachment" in book.headers["content-disposition"]


@pytest.mark.parametrize(
    "plans", [[], ["outputs/one.xlsx"], ["outputs/one.xlsx"] * 3, [f"{n}.xlsx" for n in range(13)]]
)
def test_one_plan_or_a_dozen_more_are_not_compared(desk: Client, plans: list[str]) -> None:
    assert desk.get("/compare", params={"plan": plans}).status_code == 400


def test_what_is_no_plan_is_not_compared(desk: Client, folder: Path) -> None:
    write(folder / "other.xlsx", EXAMPLE)
    answer = desk.get("/compare/page", params={"plan": ["mine.xlsx", "other.xlsx"]})
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text
