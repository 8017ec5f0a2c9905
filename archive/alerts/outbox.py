"""The outbox: filled in the transaction of the events, and how much waits in it.

Only crawls of the live site fill it. A database that is made again, an import or a re-reading writes events and
notices too, but calls nothing here: nobody is told of them.
"""

from __future__ import annotations

import datetime as dt

from msgspec import Struct
from sqlalchemy import Connection, func, insert, literal, null, select

from archive.models import Crawl, Delivery, Event, Notice, Outbox
from archive.models.base import UtcDateTime

__all__ = ["Waiting", "announce", "waiting"]

_WHAT = (Outbox.event_id, Outbox.notice_id)


class Waiting(Struct, frozen=True, kw_only=True):
    """How much waits to be told: in the outbox, in deliveries that are due, in those that are not yet; and what failed.

    ``oldest`` is since when the oldest delivery that is due has waited.
    """

    outbox: int
    due: int
    later: int
    failed: int
    oldest: dt.datetime | None


def announce(connection: Connection, crawl: int, *, now: dt.datetime) -> None:
    """Put into the outbox what a crawl showed that was just settled: notices, and events neither silent nor trivial.

    In the caller's transaction, which wrote them.
    """
    live = select(Crawl.id).where(Crawl.id == crawl, Crawl.kind == "crawl").scalar_subquery()
    at = literal(now, UtcDateTime())
    out_events, out_notices = (select(column).where(column.is_not(None)) for column in _WHAT)
    loud = (Event.crawl_id == live, ~Event.silent, ~Event.trivial, Event.id.not_in(out_events))
    events = select(Event.id, null(), at).where(*loud).order_by(Event.id)
    fresh = (Notice.crawl_id == live, Notice.id.not_in(out_notices))
    notices = select(null(), Notice.id, at).where(*fresh).order_by(Notice.id)
    for rows in (events, notices):
        connection.execute(insert(Outbox).from_select(["event_id", "notice_id", "recorded_at"], rows))


def waiting(connection: Connection, *, now: dt.datetime) -> Waiting:
    """Return how much waits at a moment."""
    pending = Delivery.state == "pending"
    counts = select(
        func.count().filter(pending, Delivery.due_at <= now).label("due"),
        func.count().filter(pending, Delivery.due_at > now).label("later"),
        func.count().filter(Delivery.state == "failed").label("failed"),
        func.min(Delivery.due_at).filter(pending, Delivery.due_at <= now).label("oldest"),
    )
    row = connection.execute(counts.select_from(Delivery)).one()
    unread = select(func.count()).select_from(Outbox).where(Outbox.expanded_at.is_(None))
    outbox = connection.execute(unread).scalar_one()
    return Waiting(outbox=outbox, due=row.due, later=row.later, failed=row.failed, oldest=row.oldest)
