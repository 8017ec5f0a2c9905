"""Events to come are told from news that is written alike; a list that only scripts show is named for what it is."""

from __future__ import annotations

import datetime as dt
import json

from aimcrawl.reading.induction import induce
from aimcrawl.reading.listing import read_listing
from aimcrawl.reading.page import read_page

URL = "https://org.example/news/"
FETCHED = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
EVENTS = {
    "3 December 2026": "Winter fair",
    "19 December 2026": "Concert in the mill",
    "14 January 2027": "Talk on rain",
}
NEWS = {"4 May 2026": "The ferry is painted", "2 April 2026": "A bridge is planned", "1 March 2026": "Nobody voted"}


def cards(entries: dict[str, str]) -> str:
    card = '<li class="card"><span class="date">{}</span> <h3><a href="/{}">{}</a></h3></li>'
    return (
        "<ul>" + "".join(card.format(day, title.replace(" ", "-"), title) for day, title in entries.items()) + "</ul>"
    )


def test_events_beside_news_of_the_same_class_are_left_out() -> None:
    page = f"<main><section>{cards(EVENTS)}</section><section class=latest>{cards(NEWS)}</section></main>".encode()
    reading = read_listing(page, URL, fetched_at=FETCHED)
    assert [item.title for item in reading.items] == list(NEWS.values())
    found = induce(page, URL, reading, name="Org", fetched_at=FETCHED)
    assert found is not None
    assert [item.title for item in read_page(page, URL, found.profile, fetched_at=FETCHED).records] == list(
        NEWS.values()
    )


def test_events_that_are_called_so_are_left_out_whenever_the_page_was_fetched() -> None:
    page = f"<main><h2>Upcoming events</h2>{cards(EVENTS)}<h2>News</h2>{cards(NEWS)}</main>".encode()
    assert [item.title for item in read_listing(page, URL).items] == list(NEWS.values())


def test_a_list_of_events_alone_is_named_as_such() -> None:
    page = f"<main>{cards(EVENTS)}</main>".encode()
    said = "every date lies ahead: these are events to come, not news"
    assert said in read_listing(page, URL, fetched_at=FETCHED).reasons
    assert said not in read_listing(page, URL).reasons


def test_a_list_that_is_data_for_scripts_is_no_list_and_is_named() -> None:
    entries = [{"title": title, "published": day, "url": "/n"} for day, title in NEWS.items()]
    data = json.dumps({"props": {"entries": entries}})
    page = f'<main><div id="app"></div><p>{"News of the mill. " * 40}</p></main>'
    page += f'<script type="application/json">{data}</script>'
    reading = read_listing(page.encode(), URL)
    assert (reading.kind, reading.items) == ("script-only", ())
    assert "3 dated items stand in it as data (JSON) for its scripts, and not as text" in reading.reasons
