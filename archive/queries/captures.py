"""Captures: by record id, by the revision that was read from them, by file and place, by source and time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Connection, or_, select
from sqlalchemy.orm import aliased

from archive import ledger
from archive.captures import Capture
from archive.errors import NotFound
from archive.models import Capture as CaptureRow
from archive.models import Crawl, Item, Revision
from archive.queries.rows import source_id, stream

__all__ = ["capture", "captures", "captures_of_revision"]


def capture(connection: Connection, name: str, revision: int | None = None) -> Capture:
    """Return the capture that a WARC record id names, or that an item's revision (default: its current) was read from.

    Raises:
        NotFound: nothing bears that name, or the item has no such revision.
    """
    if name.startswith("urn:uuid:"):
        found = ledger.capture_of_record(connection, name)
        if found is None:
            raise NotFound(f"there is no capture {name!r}")
        return found
    return captures_of_revision(connection, name, revision)[0]


def captures_of_revision(connection: Connection, item: str, revision: int | None = None) -> list[Capture]:
    """Return the capture that a revision was read from; with it, where that repeats an earlier one, the latter.

    Raises:
        NotFound: there is no such item or revision.
    """
    original = aliased(CaptureRow)
    number = Item.revision if revision is None else revision
    query = (
        select(CaptureRow.record_id, original.record_id.label("original"))
        .join(Revision, Revision.capture_id == CaptureRow.id)
        .join(Item, (Item.id == Revision.item_id) & (Revision.number == number))
        .outerjoin(original, original.record_id == CaptureRow.refers_to)
        .where(Item.id == item)
    )
    found = connection.execute(query).one_or_none()
    if found is None:
        which = "" if revision is None else f" with a revision {revision}"
        raise NotFound(f"there is no item {item!r}{which}; list items with: aimcrawl items")
    return [kept for name in found if name and (kept := ledger.capture_of_record(connection, name))]


def captures(
    connection: Connection,
    *,
    source: str | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> Iterator[Capture]:
    """Give captures by file and place: all, or those of a source's crawls, with those that they repeat.

    Raises:
        NotFound: there is no such source.
    """
    chosen = select(CaptureRow.record_id, CaptureRow.refers_to).outerjoin(Crawl, Crawl.id == CaptureRow.crawl_id)
    if source is not None:
        chosen = chosen.where(Crawl.source_id == source_id(connection, source))
    if since is not None:
        chosen = chosen.where(CaptureRow.captured_at >= since)
    if until is not None:
        chosen = chosen.where(CaptureRow.captured_at <= until)
    own, repeated = (select(chosen.subquery().c[name]) for name in ("record_id", "refers_to"))
    query = select(CaptureRow.__table__).order_by(CaptureRow.file, CaptureRow.lead_offset)
    query = query.where(or_(CaptureRow.record_id.in_(own), CaptureRow.record_id.in_(repeated)))
    for row in stream(connection, query):
        yield ledger.capture_of_row(row)
