"""Does each revision say what its capture says? Every page that a revision came from is read again, and compared.

A revision need not be all on one page: of a detail page, the list's title or date may be taken; of an item whose detail
page was not read again, the text stays. So each field must be what the pages give, or what the revision before had.
Revisions by another version of the reader are passed over: that the two differ is no fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select
from sqlalchemy.orm import aliased

from aimcrawl.profiles.loader import parse_profile
from aimcrawl.profiles.model import Profile
from aimcrawl.reading import READER
from aimcrawl.replay.pages import page_again, piped
from archive import ledger
from archive.archive import Archive
from archive.captures import CaptureDamaged, CaptureErased
from archive.evidence.model import Finding
from archive.models import Capture, Crawl, Revision
from archive.models import Page as PageRow
from archive.models import Profile as ProfileRow
from archive.records import Record
from archive.store.notes import PageNote
from archive.store.rows import record_of_revision

__all__ = ["deep_faults", "revisions_to_read"]

_FIELDS = ("published", "published_raw", "title", "url", "text", "html", "links", "language")
_ADVICE = "The row was altered, or the reader without its version: restore the database, or run `aimcrawl rebuild`"


def deep_faults(archive: Archive, *, progress: Callable[[int], None] = lambda _: None) -> Iterator[Finding]:
    """Yield the revisions that say something else than their captures; ``progress`` hears of each revision read."""
    with archive.reading() as connection:
        crawls = select(Crawl.id, ProfileRow.text).join(ProfileRow, ProfileRow.hash == Crawl.profile_hash)
        for number, text in connection.execute(crawls.where(Crawl.reader == READER).order_by(Crawl.id)).all():
            reader = _Reader(archive, connection, parse_profile(text))
            for row in _revisions(connection, number):
                progress(1)
                if problem := reader.problem(row):
                    where = f"revision {row.item_id}/{row.number}"
                    yield Finding(kind="reading", where=where, problem=problem, advice=_ADVICE)


def revisions_to_read(archive: Archive) -> int:
    """Return how many revisions will be read again."""
    by_today = select(func.count()).select_from(Revision).join(Crawl, Crawl.id == Revision.crawl_id)
    with archive.reading() as connection:
        query = by_today.where(Crawl.reader == READER, Revision.cause == "crawl")
        return connection.execute(query).scalar_one()


def _revisions(connection: Connection, number: int) -> Sequence[Row[Any]]:
    """Return the revisions that a crawl made, with the pages that they were read from and the revisions before."""
    before = aliased(Revision)
    columns: list[Any] = [Revision.__table__, PageRow.id.label("page_id"), before.id.label("before")]
    query = (
        select(*columns)
        .join(PageRow, (PageRow.capture_id == Revision.capture_id) & (PageRow.crawl_id == Revision.crawl_id))
        .outerjoin(before, (before.item_id == Revision.item_id) & (before.number == Revision.number - 1))
        .where(Revision.crawl_id == number, Revision.cause == "crawl", PageRow.kind != "check")
    )
    return connection.execute(query.order_by(PageRow.id, Revision.id)).all()


class _Reader:
    """Reads the pages of one crawl again, and holds revisions against them; remembers the last list page."""

    def __init__(self, archive: Archive, connection: Connection, profile: Profile) -> None:
        self._archive, self._connection, self._profile = archive, connection, profile
        self._last: tuple[int, tuple[Record, ...]] = (0, ())

    def problem(self, row: Row[Any]) -> str | None:
        """Return how a revision differs from what its pages say, or None."""
        try:
            candidates = self._candidates(row)
        except CaptureErased:
            return None
        except CaptureDamaged as error:
            return f"its capture cannot be read: {error}"
        content, before = record_of_revision(row), self._before(row)
        differing = (set(_differing(content, [*pages, *before])) for pages in candidates)
        fewest = min(differing, key=len, default=set(_FIELDS))
        return f"its capture says otherwise: {', '.join(sorted(fewest))}" if fewest else None

    def _candidates(self, row: Row[Any]) -> list[tuple[Record, ...]]:
        """Return for each record that may be meant the record, with its detail page's where that was read."""
        page = self._page(PageRow.id == row.page_id)
        if page.kind == "list":
            return [(record,) for record in self._records(page)]
        listing = self._page(
            (PageRow.crawl_id == row.crawl_id) & (PageRow.number == page.number) & (PageRow.kind == "list")
        )
        listed = [record for record in self._records(listing) if record.position == page.parent]
        return [(*self._records(page), *listed)]

    def _page(self, which: Any) -> Row[Any]:
        columns: list[Any] = [PageRow.__table__, Capture.record_id.label("capture")]
        return self._connection.execute(
            select(*columns).outerjoin(Capture, Capture.id == PageRow.capture_id).where(which)
        ).one()

    def _records(self, page: Row[Any]) -> tuple[Record, ...]:
        if self._last[0] != page.id:
            note = msgspec.convert(page, PageNote, from_attributes=True)
            find = partial(ledger.capture_of_record, self._connection)
            again = page_again("", note, self._profile, self._archive.captures, find)
            self._last = (page.id, piped(again, {}).records)
        return self._last[1]

    def _before(self, row: Row[Any]) -> list[Record]:
        if row.before is None:
            return []
        found = self._connection.execute(select(Revision.__table__).where(Revision.id == row.before)).one()
        return [record_of_revision(found)]


def _differing(content: Record, sources: Sequence[Record]) -> Iterator[str]:
    """Yield the fields of a revision that none of its sources has."""
    for name in _FIELDS:
        if all(getattr(content, name) != getattr(source, name) for source in sources):
            yield name
