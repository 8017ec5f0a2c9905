"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), written as it streams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

from archive.export.documents import listed
from archive.export.feed import Entry, Head
from archive.views import Moment

__all__ = ["JsonFeed", "as_json_feed"]


class Author(Struct, frozen=True, kw_only=True):
    """Who published an item: the source's name."""

    name: str


class Attachment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that an item links to."""

    url: str
    mime_type: str
    title: str | None = None


class JsonFeedItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item of a JSON Feed. ``_aimcrawl`` is ours: an item's id, published date, status and hash; or an event."""

    id: str
    url: str
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    date_published: Moment | None = None
    date_modified: Moment
    authors: list[Author]
    language: str | None = None
    attachments: list[Attachment] = []
    aimcrawl: dict[str, Any] = field(name="_aimcrawl")


class JsonFeed(Struct, frozen=True, kw_only=True):
    """``export --format jsonfeed``."""

    version: Literal["https://jsonfeed.org/version/1.1"] = "https://jsonfeed.org/version/1.1"
    title: str
    home_page_url: str | UnsetType = UNSET
    feed_url: str | UnsetType = UNSET
    aimcrawl: dict[str, Any] = field(name="_aimcrawl")
    items: list[JsonFeedItem]


def as_json_feed(head: Head, entries: Iterable[Entry]) -> Iterator[bytes]:
    """Give a feed, many items at once, one a line."""
    own = {"id": head.id, "updated": head.updated}
    home, address = head.home or UNSET, head.own or UNSET
    feed = JsonFeed(title=head.title, home_page_url=home, feed_url=address, aimcrawl=own, items=[])
    begin = msgspec.json.encode(feed)
    yield begin.removesuffix(b"]}")
    yield from listed(map(_item, entries))
    yield b"]}\n"


def _item(entry: Entry) -> JsonFeedItem:
    typed = [(link, link.type) for link in entry.links if link.type]
    return JsonFeedItem(
        id=entry.id,
        url=entry.url,
        title=entry.title or None,
        content_html=entry.html or None,
        content_text=None if entry.html else entry.text,
        date_published=entry.published,
        date_modified=entry.updated,
        authors=[Author(name=entry.author)],
        language=entry.language,
        attachments=[Attachment(url=link.url, mime_type=type_, title=link.text or None) for link, type_ in typed],
        aimcrawl=entry.about,
    )
