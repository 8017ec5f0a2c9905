"""Feeds in all their formats give the same records, in the feed's own words; what is no feed gives none."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimcrawl.reading.feed import feeds_of, read_feed
from aimcrawl.reading.tree import parse
from archive.records import Link, Record

URL = "https://example.org/news/feed/"

RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Harbour board</title><link>https://example.org/</link><language>en-gb</language>
<item><title>Quay &amp; crane reopened</title><link>/news/quay</link><guid isPermaLink="false">7</guid>
<pubDate>Wed, 13 Apr 2016 00:30:00 +0200</pubDate>
<description>
&lt;p&gt;The quay is open.&lt;/p&gt;&lt;p&gt;See the &lt;a href="plan.pdf"&gt;plan&lt;/a&gt;.&lt;/p&gt;</description>
<enclosure url="https://example.org/quay.mp3" type="audio/mpeg" length="1"/></item>
<item><title>Storm</title><link>https://example.org/news/storm</link><description>Ferries wait.</description></item>
</channel></rss>
"""

ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-gb"><title>Harbour board</title><id>urn:x</id>
<link rel="next" href="?page=2"/>
<entry><title type="html">Quay &amp;amp; crane reopened</title><id>urn:7</id><link href="/news/quay"/>
<published>2016-04-13T00:30:00+02:00</published><updated>2020-01-01T00:00:00Z</updated>
<content type="html">
&lt;p&gt;The quay is open.&lt;/p&gt;&lt;p&gt;See the &lt;a href="plan.pdf"&gt;plan&lt;/a&gt;.&lt;/p&gt;</content>
<link rel="enclosure" href="https://example.org/quay.mp3" type="audio/mpeg"/></entry>
<entry><title>Storm</title><id>urn:8</id><link href="https://example.org/news/storm"/>
<summary>Ferries wait.</summary></entry>
</feed>
"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour board",
        "language": "en-gb",
        "next_url": "?page=2",
        "items": [
            {
                "id": "7",
                "url": "/news/quay",
                "title": "Quay & crane reopened",
                "date_published": "2016-04-13T00:30:00+02:00",
                "content_html": '<p>The quay is open.</p><p>See the <a href="plan.pdf">plan</a>.</p>',
                "attachments": [{"url": "https://example.org/quay.mp3", "mime_type": "audio/mpeg"}],
            },
            {"id": "8", "url": "https://example.org/news/storm", "title": "Storm", "content_text": "Ferries wait."},
        ],
    }
).encode()

NEWS_SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://example.org/news/quay</loc><lastmod>2020-01-01</lastmod><news:news><news:publication>
<news:name>Harbour</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2016-04-13T00:30:00+02:00</news:publication_date>
<news:title>Quay &amp; crane reopened</news:title>
</news:news></url>
<url><loc>https://example.org/news/storm</loc><lastmod>2021-01-01</lastmod></url></urlset>
"""


def records(content: bytes) -> tuple[Record, ...]:
    reading = read_feed(content, URL)
    assert reading is not None
    return reading.records


@pytest.mark.parametrize("content", [RSS, ATOM, JSON_FEED], ids=["rss", "atom", "json"])
def test_every_format_gives_the_same_records(content: bytes) -> None:
    quay, storm = records(content)
    assert (quay.title, quay.url, quay.language) == ("Quay & crane reopened", "https://example.org/news/quay", "en-gb")
    assert quay.published == "2016-04-13T00:30:00+02:00", "the feed's own day, which is another one in UTC"
    assert quay.text == "The quay is open.\n\nSee the plan."
    assert quay.links == (
        Link("https://example.org/news/feed/plan.pdf", "plan", "application/pdf"),
        Link("https://example.org/quay.mp3", "", "audio/mpeg"),
    )
    assert (storm.title, storm.published, storm.text) == ("Storm", None, "Ferries wait.")


def test_a_news_sitemap_gives_titles_and_dates_and_a_plain_one_addresses() -> None:
    quay, storm = records(NEWS_SITEMAP)
    assert (quay.title, quay.published) == ("Quay & crane reopened", "2016-04-13T00:30:00+02:00")
    assert (storm.title, storm.published, storm.url) == (None, None, "https://example.org/news/storm")


@pytest.mark.parametrize("content", [ATOM, JSON_FEED], ids=["atom", "json"])
def test_a_paged_feed_says_where_it_goes_on(content: bytes) -> None:
    reading = read_feed(content, URL)
    assert reading is not None
    assert reading.next_url == "https://example.org/news/feed/?page=2"


@pytest.mark.parametrize("content", [RSS, ATOM, JSON_FEED, NEWS_SITEMAP], ids=["rss", "atom", "json", "sitemap"])
def test_a_feed_that_breaks_off_is_not_whole(content: bytes) -> None:
    whole, cut = read_feed(content, URL), read_feed(content[: len(content) // 2], URL)
    assert whole is not None
    assert whole.whole
    assert cut is None or not cut.whole


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"<html><body>News</body></html>", b"<svg/>", b"<!doctype html>", b'{"version": 1}']
)
def test_what_is_no_feed_gives_none(content: bytes) -> None:
    assert read_feed(content, URL) is None


@given(st.sampled_from([RSS, ATOM, JSON_FEED, NEWS_SITEMAP]), st.data())
def test_no_bytes_make_it_raise(content: bytes, data: st.DataObject) -> None:
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    read_feed(content[:start] + data.draw(st.binary(max_size=20)) + content[end:], URL)


def test_a_feed_reads_no_file_and_expands_no_bomb() -> None:
    entity = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">%s]>'
    secret = RSS.replace(b'<?xml version="1.0" encoding="utf-8"?>', entity % b"").replace(b"Storm", b"Storm&a;")
    assert all("root:" not in (record.title or "") for record in records(secret))
    names = "abcdefghij"
    bomb = b"".join(f'<!ENTITY {name} "{f"&{before};" * 10}">'.encode() for before, name in itertools.pairwise(names))
    reading = read_feed(
        (entity % bomb) + b"<rss version='2.0'><channel><item><title>&j;</title></item></channel></rss>", URL
    )
    assert reading is None or all(len(record.title or "") < 10_000 for record in reading.records)


def test_a_page_names_its_feeds_but_not_those_of_comments() -> None:
    page = b"""<html><head><link rel="alternate" type="application/rss+xml" href="/feed/">
    <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
    <link rel="alternate" type="application/atom+xml; charset=utf-8" href="atom.xml">
    <link rel="stylesheet" href="a.css"><link rel="alternate" hreflang="de" href="/de/"></head></html>"""
    assert feeds_of(parse(page), "https://example.org/news/") == [
        "https://example.org/feed/",
        "https://example.org/news/atom.xml",
    ]
