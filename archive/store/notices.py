"""What a crawl shows about its source as a whole: it looks wrong, fails again and again, is silent, or is well again.

A notice is written once, when a trouble begins or is over: whether it is open already, the notices before tell. Only
crawls of the live site say anything about its state.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from archive.models import Crawl, Event, Item, Notice, Revision
from archive.queries.standing import failures_in_a_row
from archive.store.rhythm import longest_usual_pause

__all__ = ["note_state"]

_LATEST = 100
"""So many items at the top of the list tell a source's rhythm."""


def note_state(connection: Connection, number: int, *, settled: bool, failures: int, now: dt.datetime) -> None:
    """Write the notices that a crawl gives rise to, whose row says by now how it ended.

    ``settled``: what it read became part of the archive. ``failures``: so many failed crawls in a row are news.
    """
    crawl = connection.execute(select(Crawl.__table__).where(Crawl.id == number)).one()
    if crawl.kind != "crawl":
        return
    open_ = _open_troubles(connection, crawl.source_id)
    seen = [_doubt(crawl, settled=settled), _failure(connection, crawl, failures)]
    if settled and not crawl.first:
        seen.append(_silence(connection, crawl.source_id, now))
    for one in seen:
        if (one.began and one.trouble not in open_) or (one.over and one.trouble in open_):
            kind = one.trouble if one.began else "recovered"
            row: dict[str, Any] = {"kind": kind, "trouble": one.trouble, "reason": one.reason if one.began else None}
            row |= {"source_id": crawl.source_id, "crawl_id": number, "at": now, "recorded_at": now}
            connection.execute(insert(Notice).values(row))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a crawl says of one trouble: it is there, or it is over, or neither."""

    trouble: str
    began: bool
    over: bool
    reason: str | None = None


def _doubt(crawl: Row[Any], *, settled: bool) -> _Seen:
    return _Seen("suspect", crawl.status == "suspect", settled, crawl.reason)


def _failure(connection: Connection, crawl: Row[Any], failures: int) -> _Seen:
    if crawl.status != "failed":
        return _Seen("failing", began=False, over=True)
    count = connection.execute(select(failures_in_a_row(crawl.source_id))).scalar_one()
    return _Seen("failing", count >= failures, over=False, reason=f"{count} crawls in a row failed: {crawl.reason}")


def _silence(connection: Connection, source_id: int, now: dt.datetime) -> _Seen:
    """Say whether a source is silent; not where it was when it was first crawled: that is how it was found."""
    newest, pause = _newest_and_pause(connection, source_id)
    first = select(func.min(Crawl.ended_at)).where(Crawl.source_id == source_id, Crawl.status == "complete")
    watched_since = connection.execute(first).scalar_one()
    if newest is None or pause is None or watched_since is None:
        return _Seen("silent", began=False, over=False)
    end = newest + pause
    reason = f"nothing new since {newest:%Y-%m-%d}; its own rhythm lets expect news within {pause.days} days"
    return _Seen("silent", now > end > watched_since, now <= end, reason)


def _open_troubles(connection: Connection, source_id: int) -> set[str]:
    """Return the troubles of a source that have begun and are not over."""
    latest = select(func.max(Notice.id)).where(Notice.source_id == source_id).group_by(Notice.trouble)
    query = select(Notice.trouble).where(Notice.id.in_(latest), Notice.kind != "recovered")
    return set(connection.execute(query).scalars())


def _newest_and_pause(connection: Connection, source_id: int) -> tuple[dt.datetime | None, dt.timedelta | None]:
    """Return when a source last had news, and the longest pause that its rhythm lets expect."""
    top = (
        select(Revision.sort_date, Item.first_seen)
        .join(Item, (Item.id == Revision.item_id) & (Item.revision == Revision.number))
        .where(Item.source_id == source_id)
        .order_by(Item.place.desc())
        .limit(_LATEST)
    )
    days = [_day(row.sort_date, row.first_seen) for row in connection.execute(top)]
    if not days:
        return None, None
    came = select(func.max(Event.at)).where(Event.source_id == source_id, Event.kind == "new", ~Event.silent)
    newest = dt.datetime.combine(max(days), dt.time(), dt.UTC)
    return max(newest, connection.execute(came).scalar_one() or newest), longest_usual_pause(days)


def _day(sort_date: str | None, first_seen: dt.datetime) -> dt.date:
    """Return the day of an item's news: what it says, but none that lies beyond the day on which it was met."""
    met = first_seen.date()
    return met if sort_date is None else min(met, dt.date.fromisoformat(sort_date))
