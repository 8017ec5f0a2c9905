"""RFC 7089: what an address, or an item, was at a moment."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from starlette.testclient import TestClient
from web.hostile import AT, CAPTURES
from web.shown import Shown

ADDRESS = CAPTURES["early"].url


def at(days: int) -> dict[str, str]:
    return {"Accept-Datetime": format_datetime(AT + dt.timedelta(days=days), usegmt=True)}


@pytest.mark.parametrize(("days", "name"), [(-1000, "early"), (0, "early"), (4, "early"), (6, "late"), (1000, "late")])
def test_a_timegate_leads_to_the_nearest_capture(shown: Shown, client: TestClient, days: int, name: str) -> None:
    response = client.get(f"/timegate/{ADDRESS}", headers=at(days))
    assert response.status_code == 302
    assert response.headers["location"] == shown.capture(name)
    assert response.headers["vary"] == "Accept-Datetime"
    assert f'<{ADDRESS}>; rel="original"' in response.headers["link"]
    assert "memento-datetime" not in response.headers


def test_without_a_date_it_leads_to_the_newest(shown: Shown, client: TestClient) -> None:
    assert client.get(f"/timegate/{ADDRESS}").headers["location"] == shown.capture("late")


def test_a_memento_says_when_it_was_so_and_where_the_others_are(shown: Shown, client: TestClient) -> None:
    headers = client.get(shown.capture("early")).headers
    assert parsedate_to_datetime(headers["memento-datetime"]) == AT
    links = dict(reversed(pair) for pair in re.findall(r'<([^>]+)>; rel="(\w+)"', headers["link"]))
    assert links["original"] == ADDRESS
    assert client.get(links["timegate"]).headers["location"] == shown.capture("late")
    assert client.get(links["timemap"]).status_code == 200


def test_a_timemap_lists_the_captures_of_an_address(shown: Shown, client: TestClient) -> None:
    response = client.get(f"/timemap/link/{ADDRESS}")
    assert response.headers["content-type"].startswith("application/link-format")
    lines = response.text.strip().split(",\n")
    assert f'<{ADDRESS}>; rel="original"' in lines
    assert [re.search(r'rel="([^"]+)"', line)[1] for line in lines[3:]] == ["first memento", "last memento"]
    assert shown.capture("early") in lines[3]
    assert format_datetime(AT, usegmt=True) in lines[3]


def test_an_item_has_a_timegate_and_its_revisions_are_mementos(shown: Shown, client: TestClient) -> None:
    item = f"/item/{shown.edited}"
    assert f'{item}/timegate>; rel="timegate"' in client.get(item).headers["link"]
    first = client.get(f"{item}/revision/1").headers["memento-datetime"]
    response = client.get(f"{item}/timegate", headers={"Accept-Datetime": first})
    assert response.headers["location"] == f"{item}/revision/1"
    assert response.headers["vary"] == "Accept-Datetime"
    assert client.get(f"{item}/timegate").headers["location"] == f"{item}/revision/2"
    before_all = client.get(f"{item}/timegate", headers={"Accept-Datetime": "Thu, 31 May 2007 20:35:00 GMT"})
    assert before_all.headers["location"] == f"{item}/revision/1"
    assert client.get(f"{item}/timemap").text.count("memento") == 2


def test_a_date_that_is_none_is_refused(client: TestClient) -> None:
    response = client.get(f"/timegate/{ADDRESS}", headers={"Accept-Datetime": "yesterday"})
    assert response.status_code == 400
    assert response.headers["vary"] == "Accept-Datetime"


def test_an_address_that_was_never_captured_is_404(client: TestClient) -> None:
    for path in (
        "/timegate/http://never.invalid/?a=b",
        "/timemap/link/http://never.invalid/",
        "/timegate/",
        "/timegate/x",
    ):
        assert client.get(path, headers=at(0)).status_code == 404


def test_odd_addresses_break_no_header(shown: Shown, client: TestClient) -> None:
    link = client.get(shown.capture("odd")).headers["link"]
    assert "<script>" not in link
    assert re.findall(r'rel="(\w+)"', link) == ["original", "timegate", "timemap"]
