"""From a feed's entries to records, as any other list gives them."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lxml.html import HtmlElement

from aimcrawl.reading.addresses import absolute_url, document_type, make_absolute
from aimcrawl.reading.dates import parse_attribute
from aimcrawl.reading.feed.json_feed import read_json_feed
from aimcrawl.reading.feed.model import Entry, Feed
from aimcrawl.reading.feed.sitemap import read_sitemap
from aimcrawl.reading.feed.syndicated import read_syndicated
from aimcrawl.reading.text import block_text, inline_text, inner_html
from aimcrawl.reading.tree import parse_text
from archive.records import Link, Record

__all__ = ["FeedReading", "read_feed"]

_ENDS = (b"</rss>", b"</feed>", b"</rdf:rdf>", b"</urlset>", b"</sitemapindex>", b"}")
_GZIP = b"\x1f\x8b"
_LARGEST = 52_428_800  # bytes, of a sitemap (sitemaps.org, "Sitemap index files")
_TAIL = 200  # bytes at the end, where the closing tag stands


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReading:
    """What a feed holds. ``whole`` tells whether its closing tag came, ``next_url`` where the older entries are.

    ``sitemaps`` are the addresses that a sitemap of sitemaps names.
    """

    title: str | None
    records: tuple[Record, ...]
    next_url: str | None
    whole: bool
    sitemaps: tuple[str, ...] = ()


class _Defaults(NamedTuple):
    fetched_at: dt.datetime | None
    language: str | None


def read_feed(
    content: bytes,
    url: str,
    *,
    fetched_at: dt.datetime | None = None,
    header: str | None = None,
    language: str | None = None,
) -> FeedReading | None:
    """Read RSS, Atom, JSON Feed or a sitemap; None where the bytes are none of them. Never raises for any bytes.

    Dates keep the feed's own day and offset. ``language`` is what records bear where the feed does not say.
    """
    content = _unpacked(content)
    feed = _feed(content, url, header)
    if feed is None:
        return None
    defaults = _Defaults(fetched_at, language)
    records = (_record(entry, position, url, feed, defaults) for position, entry in enumerate(feed.entries))
    return FeedReading(
        title=_plain(feed.title),
        records=tuple(records),
        next_url=absolute_url(url, feed.next_url) if feed.next_url else None,
        whole=content[-_TAIL:].rstrip().lower().endswith(_ENDS),
        sitemaps=feed.sitemaps,
    )


def _unpacked(content: bytes) -> bytes:
    """Return what a compressed file holds, as sitemaps often are; what is no such file, as it is.

    A damaged one is no feed, and one that holds more than a sitemap may hold is cut there.
    """
    if not content.startswith(_GZIP):
        return content
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, _LARGEST)
    except zlib.error:
        return b""


def _feed(content: bytes, url: str, header: str | None) -> Feed | None:
    start = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return read_json_feed(content)
    if not start.startswith(b"<") or start[:15].lower().startswith((b"<!doctype html", b"<html")):
        return None
    try:
        return read_sitemap(content) or read_syndicated(content, url, header)
    except ValueError:  # both parsers stumble over characters that are none (&#xd800;) deep inside
        return None


def _record(entry: Entry, position: int, url: str, feed: Feed, defaults: _Defaults) -> Record:
    date = parse_attribute(entry.published, base=defaults.fetched_at) if entry.published else None
    body = parse_text(entry.content).find("body") if entry.content else None
    if body is not None:
        make_absolute(body, url)
    return Record(
        position=position,
        published=date.iso if date else None,
        published_raw=entry.published,
        title=_plain(entry.title),
        url=absolute_url(url, entry.url) if entry.url else None,
        text="" if body is None else block_text(body),
        html="" if body is None else inner_html(body),
        links=tuple(_links(entry, body, url)),
        language=defaults.language or entry.language or feed.language,
    )


def _links(entry: Entry, body: HtmlElement | None, url: str) -> Iterator[Link]:
    """Give the links of an entry's text and the files that come with it, each address once."""
    named = [] if body is None else [Link(a.get("href", ""), inline_text(a)) for a in body.iter("a")]
    seen: set[str] = set()
    for link in (*named, *entry.links):
        address = absolute_url(url, link.url)
        if address and address not in seen:
            seen.add(address)
            yield Link(address, link.text, link.type or document_type(address))


def _plain(markup: str | None) -> str | None:
    """Return the text of a title, which may hold markup."""
    return None if markup is None else inline_text(parse_text(markup)) or None
