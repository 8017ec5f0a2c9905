"""What a database knew that the one made again in its place does not: captures, crawls, items.

Says what is lost, never what is new: the files may well hold more than the old database had heard of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from archive.models import Capture, Crawl, Item, Revision, Source
from archive.queries.rows import time_text

__all__ = ["losses"]

_BATCH = 500  # record ids a statement takes


def losses(old: Connection, new: Connection) -> Iterator[str]:
    """Yield a sentence for each WARC file that lacks captures, each crawl and each item that ``new`` has lost."""
    yield from _lost_captures(old, new)
    yield from _lost_crawls(old, new)
    yield from _lost_items(old, new)


def _lost_captures(old: Connection, new: Connection) -> Iterator[str]:
    """Name the files of which captures are missing; a file that was renamed lacks none."""
    counts = select(Capture.file, func.count()).group_by(Capture.file).order_by(Capture.file)
    for file, count in old.execute(counts).all():
        own = select(Capture.record_id).where(Capture.file == file).order_by(Capture.record_id)
        missing = sorted({*old.execute(own).scalars()} - {*new.execute(own).scalars()})
        lost = len(missing)
        for start in range(0, len(missing), _BATCH):
            elsewhere = select(func.count()).where(Capture.record_id.in_(missing[start : start + _BATCH]))
            lost -= new.execute(elsewhere).scalar_one()
        if lost:
            of = f"all {count}" if lost == count else f"{lost} of {count}"
            yield f"{file}: {of} captures that the old database knows are lost; restore the file from a backup"


def _lost_crawls(old: Connection, new: Connection) -> Iterator[str]:
    """Name the crawls that were not begun again, those included whose numbers others bear."""
    query = select(Crawl.id, Crawl.started_at, Source.slug).join(Source, Source.id == Crawl.source_id)
    kept = {(row.id, row.started_at) for row in new.execute(query)}
    for row in old.execute(query.order_by(Crawl.id)):
        if (row.id, row.started_at) not in kept:
            yield f"crawl {row.id} of {row.slug}, begun at {time_text(row.started_at)}, is lost"


def _lost_items(old: Connection, new: Connection) -> Iterator[str]:
    """Name the items whose ids are gone, and the ids under which the same content was born again."""
    before, after = _items(old), _items(new)
    reborn = {(row.source_id, row.content_hash): id_ for id_, row in after.items() if id_ not in before}
    for id_, row in before.items():
        if id_ in after:
            continue
        what = f"item {id_} ({'erased' if row.erased_at else row.title or 'without a title'}) of {row.slug}"
        again = None if row.erased_at else reborn.get((row.source_id, row.content_hash))
        yield f"{what} is lost" if again is None else f"{what} is {again} now"


def _items(connection: Connection) -> dict[str, Any]:
    columns = (Item.id, Item.source_id, Item.erased_at, Revision.title, Revision.content_hash, Source.slug)
    query = (
        select(*columns)
        .join(Revision, (Revision.item_id == Item.id) & (Revision.number == Item.revision))
        .join(Source, Source.id == Item.source_id)
    )
    return {row.id: row for row in connection.execute(query.order_by(Item.id))}
