"""The data classes that travel from the reader to the store: links, records and pages.

They stand in the lowest package, because all three know them. Frozen and slotted; Scrapy's item adapter takes them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import msgspec

__all__ = ["Link", "Page", "PageStatus", "Precision", "Record", "content_hash", "dates_agree", "sha256_of"]

Precision = Literal["year", "month", "day", "minute", "second"]

_PRECISIONS: dict[int, Precision] = {4: "year", 7: "month", 10: "day", 16: "minute", 17: "minute"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside an item: absolute address, the words it stands on, its media type if the address tells."""

    url: str
    text: str = ""
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the reader made of one item on one page.

    ``published`` is ISO 8601 in the precision that the page gave: ``2016``, ``2016-04``, ``2016-04-13`` or with time
    (``2016-04-13T10:30``, seconds and offset where known); None where the page gave none. ``published_raw`` is the
    page's own wording. ``position`` counts from 0 in the order of the page. ``url`` is the absolute permalink or None.
    ``text`` has a blank line between paragraphs and list items; ``html`` is the item's own markup.
    """

    position: int
    published: str | None = None
    published_raw: str | None = None
    title: str | None = None
    url: str | None = None
    text: str = ""
    html: str = ""
    links: tuple[Link, ...] = ()
    language: str | None = None

    @property
    def date(self) -> dt.date | None:
        """The published day; for a month or a year its first day; None where unknown."""
        if self.published is None:
            return None
        return dt.date.fromisoformat((self.published + "-01-01"[len(self.published) - 4 :])[:10])

    @property
    def precision(self) -> Precision | None:
        """How exactly ``published`` is known; None where unknown."""
        return None if self.published is None else _PRECISIONS.get(len(self.published), "second")

    @property
    def content(self) -> tuple[str | None, str | None, str]:
        """What the record says: published, title and text, as :func:`content_hash` takes them."""
        return self.published, self.title, self.text

    @property
    def shown(self) -> tuple[str | None, ...]:
        """What the list shows: the content and the link. Records of two pages that agree in it are one item."""
        return *self.content, self.url

    @property
    def raw_date(self) -> str | None:
        """The date as the page worded it (the contract's name for readers of single pages)."""
        return self.published_raw


class PageStatus(StrEnum):
    """How the fetching and reading of one page ended."""

    READ = "read"  # read to its end
    UNCHANGED = "unchanged"  # the server said 304: it holds what it held
    FAILED = "failed"  # no response worth reading after all tries; see ``reason``
    GONE = "gone"  # a detail page of which the site says that there is none
    EMPTY = "empty"  # no bytes
    MOVED = "moved"  # read again, it holds something else than it did in this crawl
    REPEAT = "repeat"  # it shows another page's items: one of the two was served in the place of a third
    CUT = "cut"  # ends before its closing tags, where its siblings have them


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One list page or one detail page of a crawl with its records in order: the one item that goes through pipelines.

    ``number`` counts list pages from 1 in the order of the walk; a detail page bears the number of the list page that
    led to it, and ``parent`` is the position of its item there (None for list pages). ``capture`` is the WARC record
    id of the response that was read, None where no response came. ``whole`` says that its closing tags came. Times are
    UTC. The pipelines name the positions of records that an earlier page held as ``duplicates``, and count the records
    without a title or a date as ``incomplete``. A ``check`` is a list page that was read again.
    """

    source: str
    url: str
    kind: Literal["list", "detail", "check"] = "list"
    number: int
    parent: int | None = None
    status: PageStatus = PageStatus.READ
    reason: str | None = None
    capture: str | None = None
    captured_at: dt.datetime
    encoding: str | None = None
    whole: bool = True
    next_url: str | None = None
    records: tuple[Record, ...] = ()
    duplicates: frozenset[int] = frozenset()
    incomplete: int = 0


def content_hash(published: str | None, title: str | None, text: str) -> str:
    """Return ``sha256:…`` of the canonical JSON of published, title and text (CONTRACT: an item)."""
    canonical = msgspec.json.encode({"published": published, "text": text, "title": title}, order="sorted")
    return sha256_of(canonical)


def sha256_of(data: bytes) -> str:
    """Return ``sha256:…`` of bytes, as items, crawls and profiles bear it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def dates_agree(one: str | None, other: str | None) -> bool:
    """Tell whether two ISO dates say the same as far as both go (``2016-04`` agrees with ``2016-04-13``)."""
    if one is None or other is None:
        return False
    length = min(len(one), len(other))
    return one[:length] == other[:length]
