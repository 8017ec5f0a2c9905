"""What is left of an item that was taken down, so that a rebuild can say so: the decision's note holds it.

Where it stood and when it was seen; nothing that it said. What its revisions were is not kept: one stands for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct, structs
from sqlalchemy import Connection, insert, or_, select

from archive.errors import NotFound
from archive.models import Capture, Crawl, Item, Revision
from archive.records import Record
from archive.store.rows import revision_content

__all__ = ["Tombstone", "restore_tombstones", "tombstones_of"]

_NOTHING = Record(position=0)


class Tombstone(Struct, frozen=True, kw_only=True):
    """An item without its content. ``capture`` is the WARC record that its first revision was read from."""

    id: str
    source_id: int
    status: str
    place: float
    page_url: str
    first_seen: dt.datetime
    last_seen: dt.datetime
    last_crawl: int
    merged_into: str | None
    capture: str


def tombstones_of(connection: Connection, item: str) -> list[Tombstone]:
    """Return what is to be left of an item and of those merged into it, the one that they are merged into first."""
    columns: list[Any] = [Item.__table__, Capture.record_id.label("capture")]
    query = (
        select(*columns)
        .join(Revision, (Revision.item_id == Item.id) & (Revision.number == 1))
        .join(Capture, Capture.id == Revision.capture_id)
        .where(or_(Item.id == item, Item.merged_into == item))
        .order_by(Item.merged_into.is_not(None), Item.id)
    )
    return [msgspec.convert(row, Tombstone, from_attributes=True) for row in connection.execute(query)]


def restore_tombstones(connection: Connection, tombstones: Sequence[Tombstone], *, at: dt.datetime) -> None:
    """Write items that were erased ``at`` a moment again, where their pages no longer give them.

    Raises NotFound where the capture or the crawl that they were seen in is lost.
    """
    for tombstone in tombstones:
        if connection.execute(select(Item.id).where(Item.id == tombstone.id)).first() is None:
            _restore(connection, tombstone, at)


def _restore(connection: Connection, tombstone: Tombstone, at: dt.datetime) -> None:
    capture = connection.execute(select(Capture.__table__).where(Capture.record_id == tombstone.capture)).one_or_none()
    crawl = connection.execute(select(Crawl.__table__).where(Crawl.id == tombstone.last_crawl)).one_or_none()
    if capture is None or crawl is None:
        raise NotFound(f"what item {tombstone.id} was seen in is lost")
    place = {name: value for name, value in structs.asdict(tombstone).items() if name != "capture"}
    read = {"revision": 1, "listed": None, "listed_hash": "", "read_by": crawl.id, "erased_at": at}
    connection.execute(insert(Item).values(place | read))
    revision = {
        "item_id": tombstone.id,
        "number": 1,
        "cause": "person",  # no part of a crawl's root, which is made by now
        "crawl_id": crawl.id,
        "capture_id": capture.id,
        "reader": crawl.reader,
        "captured_at": capture.captured_at,
        "recorded_at": at,
    }
    connection.execute(insert(Revision).values(revision | revision_content(_NOTHING)))
