"""Deliveries in the database: which are due, and what became of a try.

A channel that cannot be reached rests, and with it all that waits for it; each pause is longer than the one before. A
delivery that a channel refused rests alone. After three days it is given up, and can be put back by hand.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, case, func, select, update

from archive.models import Delivery, DeliveryEntry
from archive.queries.rows import time_text, time_text_or_none

__all__ = [
    "PAUSES",
    "ChannelStanding",
    "DeliveryView",
    "channel_standings",
    "deliveries",
    "due_deliveries",
    "mark_gone",
    "mark_refused",
    "mark_sent",
    "mark_unreachable",
    "retry_failed",
]

PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60))
"""After the first try in vain, the second, and so on; the last is repeated."""

_GIVEN_UP = dt.timedelta(days=3)
_LEAST_TRIES = 3  # however seldom somebody flushes


class DeliveryView(Struct, frozen=True, kw_only=True):
    """One delivery, and how it stands. ``entries``: how much it tells of."""

    delivery: str
    rule: str
    channel: str
    digest: str
    state: str
    entries: int
    attempts: int
    created: str
    due: str
    next_try: str | None
    sent: str | None
    error: str | None


class ChannelStanding(Struct, frozen=True, kw_only=True):
    """How much waits for a channel and how much was given up; when it is tried next, and what went wrong last."""

    waiting: int
    failed: int
    next_try: str | None
    error: str | None


_FIRST = select(func.min(DeliveryEntry.outbox_id)).where(DeliveryEntry.delivery_id == Delivery.id).scalar_subquery()
_IN_ORDER = (Delivery.due_at, Delivery.created_at, _FIRST, Delivery.id)
"""What happened first is told first, within a second too."""


def channel_standings(connection: Connection) -> dict[str, ChannelStanding]:
    """Return by name how each channel stands that something was ever to be sent to."""
    pending = Delivery.state == "pending"
    query = select(
        Delivery.channel,
        func.count().filter(pending).label("waiting"),
        func.count().filter(Delivery.state == "failed").label("failed"),
        func.min(Delivery.next_try).filter(pending).label("next_try"),
        func.max(Delivery.error).filter(Delivery.state != "sent").label("error"),
    ).group_by(Delivery.channel)
    return {
        row.channel: ChannelStanding(
            waiting=row.waiting, failed=row.failed, next_try=time_text_or_none(row.next_try), error=row.error
        )
        for row in connection.execute(query)
    }


def deliveries(connection: Connection, *ids: str, state: str | None = None) -> list[DeliveryView]:
    """Return deliveries, of these ids or in a state, the one that was due first before the others."""
    count = select(func.count()).where(DeliveryEntry.delivery_id == Delivery.id).scalar_subquery()
    columns: list[Any] = [Delivery.__table__, count.label("entries")]
    query = select(*columns).order_by(*_IN_ORDER)
    if ids:
        query = query.where(Delivery.id.in_(ids))
    if state is not None:
        query = query.where(Delivery.state == state)
    return [_view(row) for row in connection.execute(query)]


def due_deliveries(connection: Connection, *, now: dt.datetime) -> dict[str, deque[Row[Any]]]:
    """Return by channel what is to be tried now, in its order; nothing of a channel that rests."""
    waits = (Delivery.state == "pending", Delivery.due_at <= now)
    resting = select(Delivery.channel).where(*waits, Delivery.unreachable, Delivery.next_try > now)
    query = (
        select(Delivery.__table__)
        .where(*waits, Delivery.next_try <= now, Delivery.channel.not_in(resting))
        .order_by(*_IN_ORDER)
    )
    queues: dict[str, deque[Row[Any]]] = defaultdict(deque)
    for row in connection.execute(query):
        queues[row.channel].append(row)
    return queues


def mark_sent(connection: Connection, id_: str, *, now: dt.datetime) -> None:
    """Note that a delivery has arrived."""
    done = {"state": "sent", "sent_at": now, "unreachable": False, "error": None}
    connection.execute(update(Delivery).where(Delivery.id == id_).values(done))


def mark_refused(connection: Connection, tried: Row[Any], error: str, *, now: dt.datetime) -> None:
    """Note that a channel did not take this delivery: it rests alone."""
    values = _in_vain(error, now, pause=_pause_after(tried.attempts)) | {"unreachable": False}
    connection.execute(update(Delivery).where(Delivery.id == tried.id).values(values))


def mark_unreachable(
    connection: Connection, channel: str, error: str, *, now: dt.datetime, after: dt.timedelta | None
) -> list[str]:
    """Note that nothing gets through to a channel: all that waits for it rests, for ``after`` where it says so.

    Return the ids of all that.
    """
    waits = (Delivery.channel == channel, Delivery.state == "pending", Delivery.due_at <= now)
    tries = select(func.max(Delivery.attempts)).where(*waits, Delivery.unreachable)
    before = connection.execute(tries).scalar_one() or 0
    values = _in_vain(error, now, pause=_pause_after(before) if after is None else after) | {"unreachable": True}
    return list(connection.execute(update(Delivery).where(*waits).values(values).returning(Delivery.id)).scalars())


def mark_gone(connection: Connection, channel: str, error: str, *, now: dt.datetime) -> list[str]:
    """Note that a channel takes nothing any more: all that waits for it is given up. Return the ids of all that."""
    waits = (Delivery.channel == channel, Delivery.state == "pending", Delivery.due_at <= now)
    lost = {"state": "failed", "attempts": Delivery.attempts + 1, "error": error}
    return list(connection.execute(update(Delivery).where(*waits).values(lost).returning(Delivery.id)).scalars())


def retry_failed(connection: Connection, *ids: str, now: dt.datetime) -> int:
    """Put back what was given up, as if it were due now for the first time; return how much that is.

    All of it, or that of these ids alone.
    """
    fresh = {"state": "pending", "due_at": now, "next_try": now, "attempts": 0, "unreachable": False}
    which = (Delivery.state == "failed", *([Delivery.id.in_(ids)] if ids else []))
    return connection.execute(update(Delivery).where(*which).values(fresh)).rowcount


def _pause_after(tries: int) -> dt.timedelta:
    return PAUSES[min(tries, len(PAUSES) - 1)]


def _in_vain(error: str, now: dt.datetime, *, pause: dt.timedelta) -> dict[str, Any]:
    """Return what one more try in vain makes of a delivery: it waits again, or is too old for that."""
    too_old = (Delivery.due_at <= now - _GIVEN_UP) & (Delivery.attempts + 1 >= _LEAST_TRIES)
    state = case((too_old, "failed"), else_="pending")
    return {"attempts": Delivery.attempts + 1, "error": error, "state": state, "next_try": now + pause}


def _view(row: Row[Any]) -> DeliveryView:
    return DeliveryView(
        delivery=row.id,
        rule=row.rule,
        channel=row.channel,
        digest=row.digest,
        state=row.state,
        entries=row.entries,
        attempts=row.attempts,
        created=time_text(row.created_at),
        due=time_text(row.due_at),
        next_try=time_text(row.next_try) if row.state == "pending" else None,
        sent=time_text_or_none(row.sent_at),
        error=row.error,
    )
