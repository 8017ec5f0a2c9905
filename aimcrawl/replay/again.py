"""The items of one list page, read again: each known item beside what today's reader makes of it.

A field of an item follows the reader only where it came from the page that is read: a text that an earlier layout of
the site showed in full stays, where the list shows a teaser now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, select

from aimcrawl.replay.comparing import Comparison, pages_of_crawl, sighting_of
from aimcrawl.replay.held import listed_of
from aimcrawl.replay.pairing import likeness, pair_records
from archive.captures import CaptureDamaged, CaptureErased
from archive.models import Capture, Page
from archive.reconcile.compare import content_of
from archive.reconcile.model import Sighting
from archive.records import Record
from archive.store.rereading import ReadAgain
from archive.store.rows import record_of_revision

__all__ = ["Again", "Unread"]

_HEADING = ("published", "title", "url")
_BODY = ("text", "html", "links", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What a re-reading leaves as it is: a page that holds another number of records, or an item that is not found.

    ``records``: the number before and today's. ``problem``: why nothing could be read.
    """

    crawl: int
    page: str
    item: str | None = None
    records: tuple[int, int] | None = None
    problem: str | None = None


class Again:
    """Reads pages again for the items that they showed last. ``pages`` counts what was read."""

    def __init__(
        self,
        comparison: Comparison,
        connection: Connection,
        layouts: Sequence[str],
        *,
        follow: bool = False,
        tell: Callable[[Unread], None] = lambda _: None,
    ) -> None:
        """``follow``: the profile has detail pages, which count where they were read under one of ``layouts``."""
        self._comparison, self._connection = comparison, connection
        self._layouts, self._follow, self._tell = frozenset(layouts), follow, tell
        self.pages = 0

    def found(self, page_id: int, held: Sequence[Row[Any]]) -> int:
        """Return how many items of a page are found again, with something that they share."""
        page = self._page(page_id)
        try:
            records = self._comparison.records(page)
        except (CaptureDamaged, CaptureErased):
            return 0
        known = {row.position: listed_of(row) for row in held}
        pairs = pair_records(known, records, held=page.records)
        return sum(likeness(known[old], records[new]) > 0 for old, new in pairs.items())

    def page(self, page_id: int, held: Sequence[Row[Any]]) -> Iterator[ReadAgain]:
        """Yield the items of a page as they are read today; those of a page that cannot be read stay as they are."""
        page = self._page(page_id)
        try:
            records = self._comparison.records(page)
        except (CaptureDamaged, CaptureErased) as error:
            self._tell(Unread(crawl=page.crawl_id, page=page.url, problem=str(error)))
            return
        self.pages += 1
        if len(records) != page.records:
            self._tell(Unread(crawl=page.crawl_id, page=page.url, records=(page.records, len(records))))
        pairs = pair_records({row.position: listed_of(row) for row in held}, records, held=page.records)
        for row in held:
            if row.position in pairs:
                yield self._item(row, page, records[pairs[row.position]])
            else:
                self._tell(Unread(crawl=page.crawl_id, page=page.url, item=row.id, problem="it is found no more"))
                yield ReadAgain(item=row.id, listed=None, content=record_of_revision(row))

    def _item(self, row: Row[Any], page: Row[Any], listed: Record) -> ReadAgain:
        content = record_of_revision(row)
        one = ReadAgain(
            item=row.id,
            listed=listed,
            content=content,
            pending=row.listed_hash == "",
            is_merged=row.merged_into is not None,
        )
        if one.is_merged:  # its content stays behind: what the list shows of it is another item's
            return one
        detail_page, told = self._detail(row, listed)
        anew = _content(row, listed, told)
        if all(getattr(anew, name) == getattr(content, name) for name in (*_HEADING, *_BODY)):
            return one
        return replace(one, content=anew, capture=self._evidence(row, anew, detail_page or page))

    def _detail(self, row: Row[Any], listed: Record) -> tuple[Row[Any] | None, Sighting | None]:
        """Return the detail page that an item's content was read from, and what it and the list tell of it today."""
        if not self._follow or row.detail_layout not in self._layouts:
            return None, None
        page = self._page(row.detail_page)
        try:
            (record,) = self._comparison.records(page)
        except (CaptureDamaged, CaptureErased) as error:
            self._tell(Unread(crawl=page.crawl_id, page=page.url, item=row.id, problem=str(error)))
            return None, None
        self.pages += 1
        return page, sighting_of(page, listed, record)

    def _evidence(self, row: Row[Any], content: Record, page: Row[Any]) -> tuple[int, dt.datetime]:
        """Return the capture to name: the revision's own, where it says the same today; else that of the page."""
        crawl = select(Capture.crawl_id).where(Capture.id == row.capture_id).scalar_subquery()
        own = (Page.capture_id == row.capture_id) & (Page.crawl_id == crawl) & (Page.kind == page.kind)
        own &= Page.url.in_([page.url, Capture.url])  # of a feed's capture the one entry, and not all
        for earlier in pages_of_crawl(self._connection, own):
            try:
                records = self._comparison.records(earlier)
            except (CaptureDamaged, CaptureErased):
                continue
            if any(_tells(record, content, page.kind) for record in records):
                return row.capture_id, row.captured_at
        return page.capture_id, page.captured_at

    def _page(self, page_id: int) -> Row[Any]:
        (page,) = pages_of_crawl(self._connection, Page.id == page_id)
        return page


def _content(row: Row[Any], listed: Record, told: Sighting | None) -> Record:
    """Return what an item says, read again: from its detail page, else field by field from where it came."""
    content, before = record_of_revision(row), listed_of(row)
    if told is not None:
        return content_of(told)
    from_list = [name for name in _HEADING if getattr(content, name) == getattr(before, name)]
    if (content.text, content.html) == (before.text, before.html):
        from_list += _BODY
    if "published" in from_list and listed.published != before.published:
        from_list.append("published_raw")
    return replace(content, **{name: getattr(listed, name) for name in from_list})


def _tells(record: Record, content: Record, kind: str) -> bool:
    """Tell whether a record of an earlier page says what an item says; a detail page need not have its heading."""
    if kind == "detail":
        return (record.text, record.html) == (content.text, content.html)
    return (*record.shown, record.html) == (*content.shown, content.html)
