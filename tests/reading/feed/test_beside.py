"""Which entries of a feed are about which items of a list: the same address, or alone with a title on a day."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from aimcrawl.reading.feed import Entries, read_entries, read_feed
from archive.records import Record

BASE = "https://example.org"


def entry(number: int, **fields: str | None) -> Record:
    about = {"title": f"Notice {number}", "published": "2016-04-13T08:00:00+00:00", "url": f"{BASE}/news/{number}"}
    return Record(position=number, text="The whole text.", **{**about, **fields})  # type: ignore[arg-type]


def item(position: int, **fields: str | None) -> Record:
    return Record(position=position, **fields)  # type: ignore[arg-type]


def titles(entries: Entries, *items: Record) -> dict[int, str | None]:
    return {position: found.title for position, found in entries.about(items).items()}


def test_an_address_tells_whatever_the_title_and_who_referred_to_it() -> None:
    entries = Entries([entry(1, url=f"{BASE}/news/1?utm_source=rss#more"), entry(2)])
    assert titles(entries, item(0, url=f"{BASE}/news/1", title="Another")) == {0: "Notice 1"}


@pytest.mark.parametrize("day", ["2016-04-12", "2016-04-13", "2016-04-14T23:00", "2016-04", "2016"])
def test_a_title_tells_on_its_day_and_the_next_to_it(day: str) -> None:
    assert titles(Entries([entry(1)]), item(4, title="NOTICE  1", published=day)) == {4: "Notice 1"}


@pytest.mark.parametrize("day", ["2016-04-11", "2016-05", "2015", None])
def test_a_title_on_another_day_does_not(day: str | None) -> None:
    assert titles(Entries([entry(1)]), item(0, title="Notice 1", published=day)) == {}


def test_what_is_said_twice_is_about_nothing() -> None:
    twins = [item(position, title="Notice 1", published="2016-04-13") for position in (0, 1)]
    assert titles(Entries([entry(1)]), *twins) == {}
    assert titles(Entries([entry(1), entry(2, title="Notice 1")]), twins[0]) == {}


def test_no_entry_is_about_two_items() -> None:
    linked = item(0, url=f"{BASE}/news/1", title="Other words")
    alike = item(1, title="Notice 1", published="2016-04-13")
    assert titles(Entries([entry(1)]), linked, alike) == {0: "Notice 1"}


def test_items_without_a_title_or_a_link_are_left_alone() -> None:
    assert titles(Entries([entry(1, title=None)]), item(0, published="2016-04-13")) == {}


def test_an_entry_without_an_address_cannot_be_found_again_and_is_left_out() -> None:
    entries = Entries([entry(1, url=None), entry(2)])
    assert len(entries) == 1
    assert entries.one(f"{BASE}/news/2") == replace(entry(2), position=0)


RSS = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title><item><title>Notice 1</title>'
    b"<link>https://example.org/news/1</link><description>All of it.</description></item></channel></rss>"
)


def test_texts_may_be_left_to_the_list() -> None:
    for texts, expected in ((True, "All of it."), (False, "")):
        entries = read_entries(RSS, BASE, texts=texts)
        assert entries is not None
        found = entries.one(f"{BASE}/news/1")
        assert found is not None
        assert found.text == expected


@pytest.mark.parametrize(
    "content", [b"", b"<h1>Not found</h1>", RSS[:-20], gzip.compress(RSS)[:-30], b"\x1f\x8b\x08 no"]
)
def test_what_is_no_whole_feed_says_nothing(content: bytes) -> None:
    assert read_entries(content, BASE) is None


def test_a_compressed_feed_is_unpacked_as_far_as_a_sitemap_may_reach() -> None:
    assert read_feed(gzip.compress(RSS), BASE) == read_feed(RSS, BASE)
    bomb = gzip.compress(RSS[:-16] + b" " * 60_000_000 + RSS[-16:])
    read = read_feed(bomb, BASE)
    assert read is None or not read.whole
