"""What waits to be told, carried over from a database to the one that was made anew in its place.

Events and notices may bear other numbers there; they are known again by crawl, item and kind. What was sent stays
behind: it is told to nobody any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, insert, or_, select

from archive.archive import Archive
from archive.models import Delivery, DeliveryEntry, Event, Notice, Outbox

__all__ = ["carry_over"]

_EVENT = (Event.crawl_id, Event.item_id, Event.kind)
_NOTICE = (Notice.crawl_id, Notice.kind, Notice.trouble)
_Keys: TypeAlias = dict[Any, int]


def carry_over(old: Archive, new: Archive) -> None:
    """Write into ``new``, whose outbox is empty, what waits in ``old``: unread rows, deliveries that were not sent."""
    with old.reading() as connection:
        unsent = connection.execute(select(Delivery.__table__).where(Delivery.state != "sent")).mappings().all()
        ids = select(Delivery.id).where(Delivery.state != "sent")
        of_unsent = select(DeliveryEntry.outbox_id).where(DeliveryEntry.delivery_id.in_(ids))
        waits = or_(Outbox.expanded_at.is_(None), Outbox.id.in_(of_unsent))
        rows = connection.execute(_keyed(Outbox.__table__, *_EVENT, *_NOTICE).where(waits)).all()
        entries = connection.execute(select(DeliveryEntry.__table__).where(DeliveryEntry.delivery_id.in_(ids))).all()
    if not (rows or unsent):
        return
    with new.writing() as connection:
        numbers = _write_outbox(connection, rows)
        for delivery in unsent:
            connection.execute(insert(Delivery).values(dict(delivery)))
        for entry in (entry for entry in entries if entry.outbox_id in numbers):
            pair = {"delivery_id": entry.delivery_id, "outbox_id": numbers[entry.outbox_id]}
            connection.execute(insert(DeliveryEntry).values(pair))


def _keyed(*columns: Any) -> Any:
    """Return the rows of the outbox in their order, with what their events and notices are known by."""
    joined = select(*columns).outerjoin(Event, Event.id == Outbox.event_id)
    return joined.outerjoin(Notice, Notice.id == Outbox.notice_id).order_by(Outbox.id)


def _write_outbox(connection: Connection, rows: Sequence[Row[Any]]) -> Mapping[int, int]:
    """Write rows of an outbox anew; return their numbers by those that they had. What is no more is left out."""
    events = _known(connection, Event.id, *_EVENT)
    notices = _known(connection, Notice.id, *_NOTICE)
    numbers = {}
    for row in rows:
        crawl, item, kind, its_crawl, its_kind, trouble = tuple(row)[-6:]
        event, notice = events.get((crawl, item, kind)), notices.get((its_crawl, its_kind, trouble))
        if event is None and notice is None:
            continue
        again = {"event_id": event, "notice_id": notice}
        again |= {"recorded_at": row.recorded_at, "expanded_at": row.expanded_at}
        numbers[row.id] = connection.execute(insert(Outbox).values(again).returning(Outbox.id)).scalar_one()
    return numbers


def _known(connection: Connection, *columns: Any) -> _Keys:
    return {tuple(key): number for number, *key in connection.execute(select(*columns))}
