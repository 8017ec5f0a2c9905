"""What happened, with all that rules ask and messages tell of it: events and notices with the revisions they are about.

Read from the archive; nothing here writes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from archive import queries
from archive.models import Crawl, DeliveryEntry, Event, Item, Notice, Outbox, Source
from archive.views import RevisionView

__all__ = ["Happening", "happenings_of_delivery", "happenings_since", "unread_happenings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event of an item, or (``item`` is None) a notice about a source.

    ``outbox`` is the number of its row there, 0 in a preview. ``older`` is there for an edit. Times are aware.
    """

    outbox: int
    kind: str
    source: str
    source_name: str
    source_url: str
    crawl: int
    at: dt.datetime
    recorded_at: dt.datetime
    event: int | None = None
    item: str | None = None
    page_url: str | None = None
    older: RevisionView | None = None
    newer: RevisionView | None = None
    fields: Sequence[str] = ()
    last_seen: dt.datetime | None = None
    trouble: str | None = None
    reason: str | None = None


def unread_happenings(connection: Connection) -> list[Happening]:
    """Return what the rules have not looked at yet, in the order of the outbox."""
    return _in_outbox(connection, Outbox.expanded_at.is_(None))


def happenings_of_delivery(connection: Connection, delivery: str) -> list[Happening]:
    """Return what a delivery tells of."""
    mine = select(DeliveryEntry.outbox_id).where(DeliveryEntry.delivery_id == delivery)
    return _in_outbox(connection, Outbox.id.in_(mine))


def happenings_since(connection: Connection, since: dt.datetime) -> list[Happening]:
    """Return what rules would have looked at since a moment, oldest first, whether or not it was ever in the outbox."""
    loud = (Event.at >= since, ~Event.silent, ~Event.trivial, Crawl.kind == "crawl")
    found = [*_events(connection, *loud), *_notices(connection, Notice.at >= since)]
    return sorted(found, key=lambda one: (one.at, one.event or 0))


def _in_outbox(connection: Connection, which: ColumnElement[bool]) -> list[Happening]:
    found = [
        *_events(connection, Event.id.in_(select(Outbox.event_id).where(which))),
        *_notices(connection, Notice.id.in_(select(Outbox.notice_id).where(which))),
    ]
    return sorted(found, key=lambda one: one.outbox)


def _events(connection: Connection, *which: ColumnElement[bool]) -> Iterator[Happening]:
    columns: list[Any] = [Event.__table__, *_source_columns(), Item.page_url, Outbox.id.label("outbox")]
    query = (
        select(*columns)
        .join(Source, Source.id == Event.source_id)
        .join(Item, Item.id == Event.item_id)
        .join(Crawl, Crawl.id == Event.crawl_id)
        .outerjoin(Outbox, Outbox.event_id == Event.id)
        .where(*which)
        .order_by(Event.id)
    )
    revisions = lru_cache(maxsize=64)(partial(_revisions, connection))
    for row in connection.execute(query).all():
        numbered = revisions(row.item_id)
        yield Happening(
            **_common(row),
            event=row.id,
            item=row.item_id,
            page_url=row.page_url,
            older=numbered.get(row.previous),
            newer=numbered.get(row.revision),
            fields=row.fields,
            last_seen=row.last_seen,
        )


def _notices(connection: Connection, *which: ColumnElement[bool]) -> Iterable[Happening]:
    columns: list[Any] = [Notice.__table__, *_source_columns(), Outbox.id.label("outbox")]
    query = (
        select(*columns)
        .join(Source, Source.id == Notice.source_id)
        .outerjoin(Outbox, Outbox.notice_id == Notice.id)
        .where(*which)
        .order_by(Notice.id)
    )
    rows = connection.execute(query).all()
    return (Happening(**_common(row), trouble=row.trouble, reason=row.reason) for row in rows)


def _source_columns() -> tuple[Any, ...]:
    return Source.slug, Source.name, Source.url.label("source_url")


def _common(row: Row[Any]) -> dict[str, Any]:
    return {
        "outbox": row.outbox or 0,
        "kind": row.kind,
        "source": row.slug,
        "source_name": row.name,
        "source_url": row.source_url,
        "crawl": row.crawl_id,
        "at": row.at,
        "recorded_at": row.recorded_at,
    }


def _revisions(connection: Connection, item: str) -> dict[int | None, RevisionView]:
    return {view.revision: view for view in queries.revisions(connection, item)}
