"""Who may ask the desk: nobody but the browser that was handed its secret, from the desk's own pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from desks import ADDRESS, SECRET, Client, client

from planner.desk.guard import POLICY, cookie_name

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with client(tmp_path_factory.mktemp("folder")) as found:
        yield found


@pytest.fixture
def desk(shared: Client) -> Client:
    return shared.fresh()


def test_the_first_address_gives_a_cookie_that_no_script_and_no_other_site_gets(desk: Client) -> None:
    desk.cookies.clear()
    answer = desk.get(f"/enter?secret={SECRET}")
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{cookie_name(SECRET)}={SECRET};")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert SECRET not in answer.text
    assert desk.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/desk.js", "/events", "/enter", "/enter?secret=wrong", "/enter?secret=", "/x"])
def test_nothing_is_answered_without_the_secret(desk: Client, path: str) -> None:
    desk.cookies.clear()
    answer = desk.get(path)
    assert answer.status_code == 403
    assert "secret" in answer.text
    assert SECRET not in answer.text


@pytest.mark.parametrize("value", ["wrong", "", SECRET[:-1], SECRET + "x", "é"])
def test_a_wrong_cookie_is_none(desk: Client, value: str) -> None:
    desk.cookies.clear()
    answer = desk.get("/", headers={"Cookie": f"{cookie_name(SECRET)}={value}".encode()})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1",
        "127.0.0.1:80",
        "localhost.evil.example:8000",
        "127.0.0.1:8000.evil.example",
        "[::1]:8000",
    ],
)
def test_another_host_is_refused(desk: Client, host: str) -> None:
    """A name of somebody else's that leads to this machine would otherwise be asked with our cookie (rebinding)."""
    answer = desk.get("/", headers={"Host": host})
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:8001", "https://127.0.0.1:8000", ""]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_origin_is_refused(desk: Client, origin: str, method: str) -> None:
    assert desk.request(method, "/", headers={"Origin": origin}).status_code == 403


def test_what_changes_something_says_where_it_comes_from(desk: Client) -> None:
    del desk.headers["Origin"]
    assert desk.get("/").status_code == 200
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert desk.request(method, "/").status_code == 403, method
    assert desk.post("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert desk.post("/", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 405


@pytest.mark.parametrize("path", ["/", "/nothing", "/desk.css"])
def test_every_answer_forbids_what_the_desk_does_not_need(desk: Client, path: str) -> None:
    answer = desk.get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in POLICY
    assert "unsafe" not in POLICY


def test_pages_have_no_script_or_style_of_their_own_and_ask_nobody_else(desk: Client) -> None:
    text = desk.get("/").text
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:|https?://", text)
    for path in ("/desk.js", "/desk.css"):
        assert not re.search(r"https?://|@import|eval\(|innerHTML", desk.get(path).text)


def test_what_is_not_there_is_said_in_words(desk: Client) -> None:
    answer = desk.get("/nothing")
    assert answer.status_code == 404
    assert "There is no such page." in answer.text


def test_a_mistake_of_the_desk_is_said_in_words_without_a_trace(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        message = "inner workings"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(type(desk.desk.folder), "path", property(fails), raising=False)
    answer = desk.get("/")
    assert answer.status_code == 500
    assert "The desk made a mistake here." in answer.text
    assert "inner workings" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY
    assert ADDRESS not in answer.text
