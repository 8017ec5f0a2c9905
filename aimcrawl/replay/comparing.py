"""Stored revisions beside what the reader of today makes of their captures.

A revision need not be all on one page: of a detail page, the list's title or date may be taken; of an item whose detail
page was not read again, the text stays. So a field agrees when the pages give it, or the revision before had it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import Connection, Row, case, func, select
from sqlalchemy.orm import aliased

from aimcrawl.profiles.model import Profile
from aimcrawl.replay.pages import Captures, page_again, piped
from archive import ledger
from archive.archive import Archive
from archive.models import Capture, Page, Revision
from archive.reconcile import Sighting
from archive.reconcile.compare import content_of
from archive.records import Record
from archive.store.notes import PageNote
from archive.store.rows import record_of_revision

__all__ = ["FIELDS", "READ", "Comparison", "pages_of_crawl", "revisions_of_crawl", "sighting_of"]

READ = ("crawl", "import", "reader")
"""The causes of revisions that say what pages say: those of their crawl, or, of a re-reading, of earlier ones."""

Readings: TypeAlias = dict[str, list[tuple[Record, ...]]]

_REMEMBERED = 16
FIELDS = ("published", "published_raw", "title", "url", "text", "html", "links", "language")
"""What a revision says, in the words of its columns."""


def revisions_of_crawl(connection: Connection, number: int) -> Sequence[Row[Any]]:
    """Return the revisions that a crawl made, by page, each with its page and the id of the one ``before``.

    Of a feed, whose one capture tells of many items, the page is the first of its entries.
    That is the last one by capture time of those that were recorded before it: an import brings older ones.
    """
    other = aliased(Revision)
    earlier = (other.item_id == Revision.item_id) & (other.number < Revision.number)
    before = select(other.id).where(earlier, other.captured_at <= Revision.captured_at)
    before = before.order_by(other.captured_at.desc(), other.number.desc()).limit(1).correlate(Revision)
    columns: list[Any] = [
        *(Revision.__table__, before.scalar_subquery().label("before")),
        *(Page.id.label("page_id"), Page.crawl_id.label("page_crawl"), Page.url.label("page_url")),
    ]
    read_in = case((Revision.cause == "reader", Capture.crawl_id), else_=Revision.crawl_id)
    same = aliased(Page)
    pages = select(func.min(same.id)).where(
        same.capture_id == Capture.id, same.crawl_id == read_in, same.kind != "check", same.records > 0
    )
    query = (
        select(*columns)
        .join(Capture, Capture.id == Revision.capture_id)
        .join(Page, Page.id == pages.correlate(Revision, Capture).scalar_subquery())
        .where(Revision.crawl_id == number, Revision.cause.in_(READ))
    )
    return connection.execute(query.order_by(Page.id, Revision.id)).all()


def pages_of_crawl(connection: Connection, which: Any) -> Sequence[Row[Any]]:
    """Return pages with the record ids of their captures, as :class:`PageNote` wants them, in their order."""
    columns: list[Any] = [Page.__table__, Capture.record_id.label("capture"), Capture.url.label("fetched_url")]
    query = select(*columns).outerjoin(Capture, Capture.id == Page.capture_id)
    return connection.execute(query.where(which).order_by(Page.id)).all()


class Comparison:
    """Reads the pages of crawls under one profile again, and holds revisions against them.

    Remembers the last pages that it read.
    """

    def __init__(self, archive: Archive, connection: Connection, profile: Profile) -> None:
        self._archive, self._connection, self._profile = archive, connection, profile
        self._last: dict[int, tuple[Record, ...]] = {}
        self._crawl: tuple[int, dict[int, Row[Any]]] = (0, {})
        self._told: tuple[tuple[int, int], Readings] = ((0, 0), {})
        self._captures = Captures(archive.captures, partial(ledger.capture_of_record, connection))

    def differing(self, revision: Row[Any]) -> list[str]:
        """Return the fields in which a row of :func:`revisions_of_crawl` is not what its pages say.

        Raises:
            CaptureDamaged: a page's capture is not as it was written.
            CaptureErased: its content was taken down.
        """
        content, before = record_of_revision(revision), self._before(revision)
        readings = ([*pages, *before] for pages in self._candidates(revision))
        return min((list(_unlike(content, reading)) for reading in readings), key=len, default=list(FIELDS))

    def records(self, page: Row[Any]) -> tuple[Record, ...]:
        """Return the records of a page of :func:`pages_of_crawl`, read again."""
        if page.id not in self._last:
            note = msgspec.convert(page, PageNote, from_attributes=True)
            again = page_again("", note, self._profile, self._captures)
            if len(self._last) == _REMEMBERED:
                del self._last[next(iter(self._last))]
            self._last[page.id] = piped(again, {}).records
        return self._last[page.id]

    def _candidates(self, revision: Row[Any]) -> list[tuple[Record, ...]]:
        """Return for each record that may be meant the record, with its detail page's where that was read."""
        pages = self._pages(revision.page_crawl)
        page = pages[revision.page_id]
        if page.kind == "list":
            return [(record,) for record in self.records(page)]
        told = self._told_by(page)
        return told.get(revision.text) or list(chain.from_iterable(told.values()))

    def _told_by(self, page: Row[Any]) -> Readings:
        """Return what the detail pages of one capture say, by each text; of the last capture it is remembered.

        A feed's capture has as many as it has entries: each is read once, and found again by its text.
        """
        key = (page.crawl_id, page.capture_id)
        if self._told[0] != key:
            pages = self._pages(page.crawl_id)
            lists = {one.number: one for one in pages.values() if one.kind == "list"}
            told: Readings = defaultdict(list)
            for one in pages.values():
                if (one.kind, one.capture_id) == ("detail", page.capture_id):
                    reading = self._with_detail(one, lists[one.number])
                    for text in {record.text for record in reading}:
                        told[text].append(reading)
            self._told = (key, dict(told))
        return self._told[1]

    def _with_detail(self, page: Row[Any], listing: Row[Any]) -> tuple[Record, ...]:
        """Return what a detail page says, what the list says of its item, and what the two say together."""
        detail = self.records(page)
        listed = [record for record in self.records(listing) if record.position == page.parent]
        return (*detail, *listed, *(content_of(sighting_of(page, one, two)) for one in listed for two in detail))

    def _pages(self, crawl: int) -> dict[int, Row[Any]]:
        """Return the pages of a crawl by their ids; those of the last one are remembered."""
        if self._crawl[0] != crawl:
            self._crawl = (crawl, {page.id: page for page in pages_of_crawl(self._connection, Page.crawl_id == crawl)})
        return self._crawl[1]

    def _before(self, revision: Row[Any]) -> list[Record]:
        if revision.before is None:
            return []
        query = select(Revision.__table__).where(Revision.id == revision.before)
        return [record_of_revision(self._connection.execute(query).one())]


def sighting_of(page: Row[Any], listed: Record, detail: Record) -> Sighting:
    """Return an item as its list showed it, and a detail page, a row of :func:`pages_of_crawl`, told of it."""
    is_entry = page.url != page.fetched_url
    return Sighting(page=page.number, listed=listed, detail=detail, is_entry=is_entry, seen_at=page.captured_at)


def _unlike(content: Record, reading: Sequence[Record]) -> Iterator[str]:
    """Yield the fields of a revision that nothing in a reading has."""
    for name in FIELDS:
        if all(getattr(content, name) != getattr(source, name) for source in reading):
            yield name
