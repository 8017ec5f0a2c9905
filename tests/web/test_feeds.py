"""Searches and change logs as feeds, read by another's reader."""

from __future__ import annotations

import feedparser
import pytest
from desk import SLUG
from starlette.testclient import TestClient
from web.shown import EDITED_TITLE, Shown

PATHS = ["/changes", "/changes?kind=edited", f"/source/{SLUG}/changes", "/search?q=members", "/search?year=2015"]


def feed_of(path: str, kind: str) -> str:
    before, mark, asked = path.partition("?")
    return f"{before}.{kind}{mark}{asked}"


@pytest.mark.parametrize("path", PATHS)
def test_atom_is_read_and_its_entries_lead_to_pages(client: TestClient, path: str) -> None:
    response = client.get(feed_of(path, "atom"))
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert 0 < len(feed.entries) <= 50
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    for entry in feed.entries[:3]:
        assert client.get(entry.link).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_names_its_own_address(client: TestClient, path: str) -> None:
    atom, json = (feed_of(path, kind) for kind in ("atom", "json"))
    assert [link.href for link in feedparser.parse(client.get(atom).content).feed.links if link.rel == "self"] == [
        f"http://127.0.0.1:8000{atom}"
    ]
    assert client.get(json).json()["feed_url"] == f"http://127.0.0.1:8000{json}"


@pytest.mark.parametrize("path", PATHS)
def test_json_feed_says_what_atom_says(client: TestClient, path: str) -> None:
    feed = client.get(feed_of(path, "json")).json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    atom = feedparser.parse(client.get(feed_of(path, "atom")).content)
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]


def test_pages_name_their_feeds(client: TestClient) -> None:
    for path in PATHS:
        page = client.get(path).text
        assert 'type="application/atom+xml"' in page
        assert 'type="application/feed+json"' in page


def test_a_feed_of_a_search_is_narrowed_as_the_search_is(shown: Shown, client: TestClient) -> None:
    feed = client.get("/search.json?q=title:mended").json()
    assert [item["title"] for item in feed["items"]] == [EDITED_TITLE]
    assert [item["_aimcrawl"]["id"] for item in feed["items"]] == [shown.edited]


def test_what_is_wrong_is_told(client: TestClient) -> None:
    assert client.get("/search.atom?q=%22open").status_code == 400
    assert client.get("/source/none/changes.atom").status_code == 404
