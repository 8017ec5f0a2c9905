"""Read a page with a profile: bytes, address and profile in, records out. Not here: pages without one (``listing``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from aimcrawl.profiles.model import Profile
from aimcrawl.reading.by_profile.cut import segments
from aimcrawl.reading.by_profile.dates import date_reader
from aimcrawl.reading.by_profile.detail import read_detail
from aimcrawl.reading.by_profile.fields import dated, links, texts, titles
from aimcrawl.reading.by_profile.select import Rows, compiled
from aimcrawl.reading.encoding import decode
from aimcrawl.reading.feed import Entries, read_entries, read_feed
from aimcrawl.reading.listing.build import records
from aimcrawl.reading.listing.data import linked_data
from aimcrawl.reading.listing.judge import Judged
from aimcrawl.reading.listing.model import Cut
from aimcrawl.reading.listing.outline import Outline, outline
from aimcrawl.reading.listing.stated import dated_by, stated_in
from aimcrawl.reading.listing.titles import Titles
from aimcrawl.reading.pager.links import base_of
from aimcrawl.reading.tree import ends_whole, parse_text
from archive.records import Record

__all__ = ["PageReading", "read_beside", "read_detail", "read_item", "read_page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """What a profile reads on one list page.

    ``root`` is the whole page, for the pager. ``whole`` tells whether the page has its closing tag. ``encoding`` is
    empty for a feed, which says its own.
    ``notes`` say what a person who looks after the profile should know.
    """

    records: tuple[Record, ...]
    encoding: str
    whole: bool
    root: HtmlElement = field(repr=False, compare=False)
    notes: tuple[str, ...] = ()


def read_page(
    html: bytes, url: str, profile: Profile, *, fetched_at: dt.datetime | None = None, header: str | None = None
) -> PageReading:
    """Read the list page at ``url``. Never raises for any bytes.

    ``fetched_at`` is what relative dates and missing years are counted from; ``header`` is the Content-Type that came
    with the page.
    """
    if profile.list.layout == "feed":
        return _read_feed(html, url, profile, fetched_at, header)
    text, encoding = decode(html, pinned=profile.encoding, header=header)
    root = parse_text(text)
    found = _records(
        _without(parse_text(text), profile.list.drop) if profile.list.drop else root, url, profile, fetched_at
    )
    return PageReading(
        records=found, encoding=encoding, whole=ends_whole(html), root=root, notes=tuple(_notes(found, profile))
    )


def read_beside(
    content: bytes, url: str, profile: Profile, *, fetched_at: dt.datetime | None = None, header: str | None = None
) -> Entries | None:
    """Read the feed at ``url`` that stands beside the list (``[feed]``); None where it cannot be read to its end.

    Arguments are those of ``read_page``. Never raises for any bytes.
    """
    return read_entries(
        content, url, fetched_at=fetched_at, header=header, language=profile.language, texts=profile.feed.text
    )


def read_item(  # noqa: PLR0913 - a page has an address, and the item may have another
    content: bytes,
    url: str,
    profile: Profile,
    *,
    item_url: str,
    fetched_at: dt.datetime | None = None,
    header: str | None = None,
) -> Record:
    """Read one item from what tells more of it than the list: from its own page, or from its entry in a feed.

    That ``item_url`` is not the address that was fetched tells the two apart. Arguments else are those of
    ``read_page``. Never raises for any bytes.
    """
    if item_url != url and (entries := read_beside(content, url, profile, fetched_at=fetched_at, header=header)):
        return entries.one(item_url) or Record(position=0, url=item_url)
    return read_detail(content, url, profile, fetched_at=fetched_at)


def _read_feed(
    content: bytes, url: str, profile: Profile, fetched_at: dt.datetime | None, header: str | None
) -> PageReading:
    """Read a feed; its pager gets a page with the one link that there is."""
    feed = read_feed(content, url, fetched_at=fetched_at, header=header, language=profile.language)
    if feed is None:
        said = ("what came is neither a feed nor a sitemap",)
        return PageReading(records=(), encoding="", whole=False, root=parse_text(""), notes=said)
    root = parse_text("")
    if feed.next_url:
        root.append(root.makeelement("link", {"rel": "next", "href": feed.next_url}))
    notes = tuple(_notes(feed.records, profile))
    return PageReading(records=feed.records, encoding="", whole=feed.whole, root=root, notes=notes)


def _records(root: HtmlElement, url: str, profile: Profile, fetched_at: dt.datetime | None) -> tuple[Record, ...]:
    """Return the records of what is visible; where nothing is, of what a script would show."""
    found = _listed(outline(root, hidden=profile.list.hidden), url, profile, fetched_at)
    return found or _listed(outline(root, hidden=True), url, profile, fetched_at)


def _listed(out: Outline, url: str, profile: Profile, fetched_at: dt.datetime | None) -> tuple[Record, ...]:
    root, layout = out.elements[0], profile.list.layout
    if layout == "feed":
        return ()  # which is read apart
    rows = Rows(out)
    dates = date_reader(profile, out, fetched_at=fetched_at)
    parts = dated(rows, segments(rows, profile.list, dates), profile.fields, dates)
    if not parts:
        return ()
    base = base_of(root, url)
    cut = Cut(layout, tuple(parts), tuple(part.anchor for part in parts if part.anchor))
    places, named = titles(rows, cut, profile.fields, dates)
    found = list(records(places, Judged(cut, Titles(places=named), {}, 0.0), base))
    if profile.fields.link is not None:
        targets = links(rows, cut, profile.fields.link, base) if profile.fields.link else [None] * len(found)
        found = [replace(record, url=target) for record, target in zip(found, targets, strict=True)]
    if profile.fields.text is not None:
        bodies = texts(rows, cut, profile.fields.text, named)
        found = [replace(record, text=body) for record, body in zip(found, bodies, strict=True)]
    if any(record.published is None for record in found) and (stated := stated_in(root, base, linked_data(root))):
        found = list(dated_by(stated, tuple(found)))
    language = profile.language or root.get("lang")
    return tuple(replace(record, language=language) for record in found)


def _without(root: HtmlElement, selectors: tuple[str, ...]) -> HtmlElement:
    for selector in selectors:
        for element in compiled(selector)(root):
            if element.getparent() is not None:
                element.drop_tree()
    return root


def _notes(found: tuple[Record, ...], profile: Profile) -> list[str]:
    notes = []
    if missing := sum(record.published is None for record in found):
        notes.append(f"{missing} of {len(found)} items have no date that could be read")
    if missing := sum(record.title is None for record in found):
        notes.append(f"{missing} of {len(found)} items have no title")
    expected = profile.expect.items_per_page
    if expected and not expected[0] <= len(found) <= expected[1]:
        notes.append(f"{len(found)} items on the page; the profile expects {expected[0]} to {expected[1]}")
    return notes
