"""Which captures show an item? All pages of its source are read again, since a list shows an item crawl after crawl."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, ScalarSelect, func, or_, select

from aimcrawl.profiles.loader import parse_profile
from aimcrawl.replay.comparing import Comparison, pages_of_crawl
from archive import ledger
from archive.archive import Archive
from archive.captures import Capture, CaptureDamaged, CaptureErased
from archive.models import Capture as CaptureRow
from archive.models import Crawl, Item, Page, Profile, Revision
from archive.records import Record

__all__ = ["captures_showing", "pages_of_source"]


def captures_showing(archive: Archive, item: str, *, progress: Callable[[int], None] = lambda _: None) -> list[Capture]:
    """Return the captures with a body that shows an item in any of its revisions; ``progress`` hears of each page.

    A page shows it when a record on it has the item's title, its text or its address; the captures that revisions came
    from are among them in any case. One that cannot be read any more is left out.
    """
    with archive.reading() as connection:
        own = or_(Item.id == item, Item.merged_into == item)
        columns = (Revision.title, Revision.text, Revision.url, CaptureRow.record_id)
        query = select(*columns).join(Item, Item.id == Revision.item_id)
        rows = connection.execute(query.outerjoin(CaptureRow, CaptureRow.id == Revision.capture_id).where(own)).all()
        said = {part for row in rows for part in (row.title, row.text, row.url) if part}
        shown = {row.record_id for row in rows if row.record_id}
        shown |= set(_pages_showing(archive, connection, item, said, progress))
        found = filter(None, (ledger.capture_of_record(connection, record_id) for record_id in sorted(shown)))
        bodies = {capture.refers_to or capture.record_id for capture in found}
        captures = filter(None, (ledger.capture_of_record(connection, record_id) for record_id in sorted(bodies)))
        return [capture for capture in captures if capture.status is not None]


def pages_of_source(archive: Archive, item: str) -> int:
    """Return how many pages will be read."""
    with archive.reading() as connection:
        crawls = select(Crawl.id).where(Crawl.source_id == _source(item))
        pages = select(func.count()).select_from(Page).where(Page.crawl_id.in_(crawls), Page.capture_id.is_not(None))
        return connection.execute(pages).scalar_one()


def _source(item: str) -> ScalarSelect[int]:
    return select(Item.source_id).where(Item.id == item).scalar_subquery()


def _pages_showing(
    archive: Archive, connection: Connection, item: str, said: set[str], progress: Callable[[int], None]
) -> Iterator[str]:
    crawls = select(Crawl.id, Profile.text).join(Profile, Profile.hash == Crawl.profile_hash)
    for number, text in connection.execute(crawls.where(Crawl.source_id == _source(item))).all():
        comparison = Comparison(archive, connection, parse_profile(text))
        for page in pages_of_crawl(connection, (Page.crawl_id == number) & Page.capture_id.is_not(None)):
            progress(1)
            try:
                records = comparison.records(page)
            except (CaptureDamaged, CaptureErased):
                continue
            if any(_says(record, said) for record in records):
                yield page.capture


def _says(record: Record, said: set[str]) -> bool:
    return not said.isdisjoint((record.title, record.text, record.url))
