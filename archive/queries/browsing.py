"""What pages for people need besides items and events: the captures of an address or of a crawl, and their context."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select
from sqlalchemy.orm import aliased

from archive import ledger
from archive.captures import Capture
from archive.models import Capture as CaptureRow
from archive.models import Crawl, Event, Item, Page, Revision, Source
from archive.queries.rows import time_text

__all__ = [
    "captured_of_items",
    "captures_of_address",
    "captures_of_crawl",
    "encoding_of_capture",
    "latest_day",
    "merged_events",
    "nearest_capture",
    "place_of_capture",
    "roots_of_crawl",
    "state_of_snapshot",
]


def latest_day(connection: Connection, today: dt.date) -> dt.date:
    """Return the newest day, up to today, on which anything was published; today where nothing ever was."""
    query = select(func.max(Revision.sort_date)).where(Revision.sort_date <= today.isoformat())
    found = connection.execute(query).scalar_one()
    return today if found is None else dt.date.fromisoformat(found)


def merged_events(connection: Connection, events: Collection[int]) -> set[int]:
    """Return which of these events (ids) befell items that a person merged into others since."""
    query = select(Event.id).join(Item, Item.id == Event.item_id)
    return set(connection.execute(query.where(Event.id.in_(events), Item.merged_into.is_not(None))).scalars())


def captures_of_address(connection: Connection, url: str, *, limit: int) -> list[Capture]:
    """Return the responses that an address gave, oldest first; the first ``limit`` of them."""
    return _captures(connection, _responses(url).order_by(CaptureRow.captured_at, CaptureRow.id).limit(limit))


def nearest_capture(connection: Connection, url: str, at: dt.datetime | None) -> Capture | None:
    """Return the response of an address nearest to a moment, the earlier one of two; without a moment, the newest."""
    newest = _responses(url).order_by(CaptureRow.captured_at.desc(), CaptureRow.id.desc()).limit(1)
    if at is None:
        return next(iter(_captures(connection, newest)), None)
    before = _captures(connection, newest.where(CaptureRow.captured_at <= at))
    later = _responses(url).where(CaptureRow.captured_at > at).order_by(CaptureRow.captured_at, CaptureRow.id).limit(1)
    return min([*before, *_captures(connection, later)], key=lambda one: abs(one.captured_at - at), default=None)


def captures_of_crawl(connection: Connection, crawl: int, *, limit: int) -> list[Capture]:
    """Return the responses that a crawl kept, in the order in which they came; the first ``limit`` of them."""
    query = _any_response().where(CaptureRow.crawl_id == crawl).order_by(CaptureRow.id).limit(limit)
    return _captures(connection, query)


def place_of_capture(connection: Connection, record_id: str) -> tuple[int | None, str | None]:
    """Return the crawl that made a capture, and its source's slug; None where it was made outside of one."""
    query = (
        select(CaptureRow.crawl_id, Source.slug)
        .outerjoin(Crawl, Crawl.id == CaptureRow.crawl_id)
        .outerjoin(Source, Source.id == Crawl.source_id)
        .where(CaptureRow.record_id == record_id)
    )
    crawl, slug = connection.execute(query).one()
    return crawl, slug


def encoding_of_capture(connection: Connection, record_id: str) -> str | None:
    """Return the character set in which the reader read a capture, or one with the same body; None if none was read."""
    same = aliased(CaptureRow)
    query = (
        select(Page.encoding)
        .join(same, same.id == Page.capture_id)
        .join(CaptureRow, CaptureRow.payload_sha256 == same.payload_sha256)
        .where(CaptureRow.record_id == record_id, Page.encoding.is_not(None))
        .order_by(Page.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def roots_of_crawl(connection: Connection, crawl: int) -> tuple[str | None, str | None]:
    """Return the root of a crawl and the one before it in the chain; None where it has none (yet)."""
    row = connection.execute(select(Crawl.root, Crawl.root_before).where(Crawl.id == crawl)).one_or_none()
    return (None, None) if row is None else (row.root, row.root_before)


def state_of_snapshot(connection: Connection) -> str:
    """Return what changes with every write to a PostgreSQL cluster (functions-info, "Transaction ID and Snapshot")."""
    return str(connection.exec_driver_sql("SELECT pg_current_snapshot()").scalar_one())


def _any_response() -> Select[Any]:
    return select(CaptureRow.__table__).where(CaptureRow.status.is_not(None))


def _responses(url: str) -> Select[Any]:
    return _any_response().where(CaptureRow.url == url)


def _captures(connection: Connection, query: Select[Any]) -> list[Capture]:
    return [ledger.capture_of_row(row) for row in connection.execute(query)]


def captured_of_items(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return for each of some items the moment at which its current revision was captured."""
    query = select(Revision.item_id, Revision.captured_at).join(
        Item, and_(Item.id == Revision.item_id, Item.revision == Revision.number)
    )
    return {row.item_id: time_text(row.captured_at) for row in connection.execute(query.where(Item.id.in_(ids)))}
