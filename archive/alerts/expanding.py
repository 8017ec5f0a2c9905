"""From the outbox to deliveries: the rules look once at each row, in one transaction with the mark that they did.

A rule makes one delivery for each of its channels: at once, one of what a crawl showed; as a digest, one of what an
hour, a day or a week (from Monday) brought, due when that is over. What is very much is parted.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, bindparam, insert, select, update

from archive.alerts.forgetting import forget_sent
from archive.alerts.happenings import Happening, unread_happenings
from archive.alerts.matching import matches
from archive.alerts.rules import Rule
from archive.alerts.timing import Timing, due_at
from archive.archive import Archive
from archive.models import Delivery, DeliveryEntry, Outbox

__all__ = ["expand"]

_MOST = 500  # entries of a message, about a megabyte of JSON
_Key: TypeAlias = tuple[str, str, str, dt.datetime, int]
"""Rule, channel, digest, when it is due, and the crawl (0 in a digest): what has this in common is one message."""


def expand(archive: Archive, rules: Sequence[Rule], timing: Timing, *, now: dt.datetime) -> None:
    """Let the rules look at what is new in the outbox; where that adds to it, forget what arrived long ago.

    Who calls it holds the lock of :mod:`archive.alerts.lock`: no two look at once.
    """
    with archive.reading() as connection:
        fresh = unread_happenings(connection)
    if not fresh:
        return
    groups: dict[_Key, list[int]] = defaultdict(list)
    for happening in fresh:
        for key in _deliveries_of(happening, rules, timing):
            groups[key].append(happening.outbox)
    with archive.writing() as connection:
        for key, entries in groups.items():
            for start in range(0, len(entries), _MOST):
                _write(connection, key, entries[start : start + _MOST], now=now)
        _mark(connection, [happening.outbox for happening in fresh], now=now)
        forget_sent(connection, before=now - dt.timedelta(days=timing.keep_days))


def _deliveries_of(happening: Happening, rules: Sequence[Rule], timing: Timing) -> Iterator[_Key]:
    for rule in rules:
        if matches(rule, happening):
            due = due_at(rule.digest, happening.recorded_at, timing)
            crawl = happening.crawl if rule.digest == "immediate" else 0
            for channel in dict.fromkeys(rule.channels):
                yield rule.name, channel, rule.digest, due, crawl


def _write(connection: Connection, key: _Key, entries: Sequence[int], *, now: dt.datetime) -> None:
    """Write a delivery with its entries, or add them to the digest that gathers and was not tried yet."""
    rule, channel, digest, due, _ = key
    same = (Delivery.rule == rule, Delivery.channel == channel, Delivery.digest == digest, Delivery.due_at == due)
    gathering = select(Delivery.id).where(*same, Delivery.state == "pending", Delivery.attempts == 0)
    id_ = None
    if digest != "immediate" and due > now:
        id_ = connection.execute(gathering.limit(1)).scalar_one_or_none()
    if id_ is None:
        id_ = str(uuid.uuid4())
        row: dict[str, Any] = {"id": id_, "rule": rule, "channel": channel, "digest": digest, "state": "pending"}
        row |= {"created_at": now, "due_at": due, "next_try": due, "attempts": 0, "unreachable": False}
        connection.execute(insert(Delivery).values(row))
    connection.execute(insert(DeliveryEntry), [{"delivery_id": id_, "outbox_id": entry} for entry in entries])


def _mark(connection: Connection, entries: Sequence[int], *, now: dt.datetime) -> None:
    table: Any = Outbox.__table__
    statement = update(table).where(table.c.id == bindparam("entry")).values(expanded_at=now)
    connection.execute(statement, [{"entry": entry} for entry in entries])
