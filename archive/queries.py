"""The reading side: items, revisions, events, crawls and sources, as the contract prints them.

Functions of a connection (:meth:`archive.archive.Archive.reading`) that give views, in the contract's order, as a
stream: memory does not grow with the archive. Nothing here writes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, func, nulls_last, select

from archive.errors import NotFound
from archive.models import Capture, Crawl, Event, Item, Revision, Source
from archive.views import CrawlView, EventView, ItemView, LinkView, RevisionView, SourceView

__all__ = ["EventFilter", "ItemFilter", "crawl_view", "crawls", "events", "item", "items", "revisions", "sources"]

_STREAM = {"yield_per": 1000}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFilter:
    """Which items: of a source (slug), published from ``since`` until ``until`` (days, inclusive), with a status."""

    source: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    status: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events: of a source (slug), an item, a kind; shown by the site from ``since`` until ``until`` inclusive."""

    source: str | None = None
    item: str | None = None
    kind: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    limit: int | None = None


def items(connection: Connection, which: ItemFilter | None = None) -> Iterator[ItemView]:
    """Give items, newest published first (unknown last), then by id.

    Raises:
        NotFound: there is no such source.
    """
    which = which or ItemFilter()
    query = _item_query().where(Item.merged_into.is_(None)).order_by(nulls_last(Item.sort_date.desc()), Item.id)
    if which.source is not None:
        query = query.where(Item.source_id == _source_id(connection, which.source))
    if which.since is not None:
        query = query.where(Item.sort_date >= which.since.isoformat())
    if which.until is not None:
        query = query.where(Item.sort_date <= which.until.isoformat())
    if which.status is not None:
        query = query.where(Item.status == which.status)
    if which.limit is not None:
        query = query.limit(which.limit)
    for row in connection.execution_options(**_STREAM).execute(query):
        yield _item_view(row)


def item(connection: Connection, item_id: str) -> ItemView:
    """Return one item. Raises NotFound."""
    row = connection.execute(_item_query().where(Item.id == item_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no item {item_id!r}; list them with: aimcrawl items")
    return _item_view(row)


def revisions(connection: Connection, item_id: str | None = None) -> Iterator[RevisionView]:
    """Give revisions in the order of items and numbers; of one item, where named."""
    query = (
        select(Revision.__table__, Source.slug, Capture.record_id)
        .join(Item, Item.id == Revision.item_id)
        .join(Source, Source.id == Item.source_id)
        .outerjoin(Capture, Capture.id == Revision.capture_id)
        .order_by(Revision.item_id, Revision.number)
    )
    if item_id is not None:
        query = query.where(Revision.item_id == item_id)
    for row in connection.execution_options(**_STREAM).execute(query):
        yield _revision_view(row)


def events(connection: Connection, which: EventFilter | None = None) -> Iterator[EventView]:
    """Give events, oldest first. Raises NotFound where there is no such source."""
    which = which or EventFilter()
    query = select(Event.__table__, Source.slug).join(Source, Source.id == Event.source_id).order_by(Event.at, Event.id)
    if which.source is not None:
        query = query.where(Event.source_id == _source_id(connection, which.source))
    if which.item is not None:
        query = query.where(Event.item_id == which.item)
    if which.kind is not None:
        query = query.where(Event.kind == which.kind)
    if which.since is not None:
        query = query.where(Event.at >= which.since)
    if which.until is not None:
        query = query.where(Event.at <= which.until)
    if which.limit is not None:
        query = query.limit(which.limit)
    for row in connection.execution_options(**_STREAM).execute(query):
        yield _event_view(row)


def crawls(connection: Connection, source: str | None = None, *, limit: int | None = None) -> Iterator[CrawlView]:
    """Give crawls, newest first."""
    query = _crawl_query().order_by(Crawl.id.desc())
    if source is not None:
        query = query.where(Crawl.source_id == _source_id(connection, source))
    if limit is not None:
        query = query.limit(limit)
    return (_crawl_view(row) for row in connection.execute(query).all())


def crawl_view(connection: Connection, number: int) -> CrawlView:
    """Return one crawl. Raises NotFound."""
    row = connection.execute(_crawl_query().where(Crawl.id == number)).one_or_none()
    if row is None:
        raise NotFound(f"there is no crawl {number}; list them with: aimcrawl crawls")
    return _crawl_view(row)


def sources(connection: Connection) -> list[SourceView]:
    """Return the sources that the archive knows, by slug, with the outcome of their last crawl."""
    counts = (
        select(Item.source_id, func.count().label("items"))
        .where(Item.merged_into.is_(None))
        .group_by(Item.source_id)
        .subquery()
    )
    ended = select(Crawl.source_id, func.max(Crawl.id).label("id")).where(Crawl.status != "running")
    last = ended.group_by(Crawl.source_id).subquery()
    complete = (
        select(Crawl.source_id, func.max(Crawl.ended_at).label("at"))
        .where(Crawl.status == "complete")
        .group_by(Crawl.source_id)
        .subquery()
    )
    columns: list[Any] = [
        *(Source.slug, Source.name, Source.url, Source.status, counts.c["items"], complete.c.at),
        *(Crawl.ended_at, Crawl.status.label("last_status"), Crawl.reason),
    ]
    query = (
        select(*columns)
        .outerjoin(counts, counts.c.source_id == Source.id)
        .outerjoin(last, last.c.source_id == Source.id)
        .outerjoin(Crawl, Crawl.id == last.c.id)
        .outerjoin(complete, complete.c.source_id == Source.id)
        .order_by(Source.slug)
    )
    return [_source_view(row) for row in connection.execute(query)]


def _source_id(connection: Connection, slug: str) -> int:
    found = connection.execute(select(Source.id).where(Source.slug == slug)).scalar_one_or_none()
    if found is None:
        raise NotFound(f"the archive has no source {slug!r}; list them with: aimcrawl sources")
    return found


def _item_query() -> Select[Any]:
    content = (c for c in Revision.__table__.c if c.name not in ("id", "item_id", "number"))
    columns: list[Any] = [Item.__table__, Source.slug, *content]
    return (
        select(*columns)
        .join(Revision, (Revision.item_id == Item.id) & (Revision.number == Item.revision))
        .join(Source, Source.id == Item.source_id)
    )


def _crawl_query() -> Select[Any]:
    return select(Crawl.__table__, Source.slug).join(Source, Source.id == Crawl.source_id)


def _time(value: dt.datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def _time_or_none(value: dt.datetime | None) -> str | None:
    return None if value is None else _time(value)


def _links(kept: list[Any]) -> list[LinkView]:
    return msgspec.convert(kept, list[LinkView])


def _item_view(row: Row[Any]) -> ItemView:
    return ItemView(
        id=row.id,
        source=row.slug,
        url=row.url,
        page_url=row.page_url,
        published=row.published,
        published_raw=row.published_raw,
        title=row.title,
        text=row.text,
        html=row.html,
        language=row.language,
        links=_links(row.links),
        status=row.status,
        first_seen=_time(row.first_seen),
        last_seen=_time(row.last_seen),
        revision=row.revision,
        content_hash=row.content_hash,
    )


def _revision_view(row: Row[Any]) -> RevisionView:
    return RevisionView(
        item=row.item_id,
        source=row.slug,
        revision=row.number,
        cause=row.cause,
        crawl=row.crawl_id,
        capture=row.record_id,
        reader=row.reader,
        captured=_time(row.captured_at),
        recorded=_time(row.recorded_at),
        url=row.url,
        published=row.published,
        published_raw=row.published_raw,
        title=row.title,
        text=row.text,
        html=row.html,
        language=row.language,
        links=_links(row.links),
        content_hash=row.content_hash,
    )


def _event_view(row: Row[Any]) -> EventView:
    return EventView(
        id=row.id,
        kind=row.kind,
        item=row.item_id,
        source=row.slug,
        at=_time(row.at),
        recorded=_time(row.recorded_at),
        crawl=row.crawl_id,
        revision=row.revision,
        previous=row.previous,
        fields=row.fields,
        trivial=row.trivial,
        last_seen=_time_or_none(row.last_seen),
    )


def _crawl_view(row: Row[Any]) -> CrawlView:
    return CrawlView(
        source=row.slug,
        crawl=row.id,
        status=row.status,
        full=row.full,
        requests=row.requests,
        pages=row.pages,
        items=row.items,
        new=row.new,
        edited=row.edited,
        removed=row.removed,
        restored=row.restored,
        unchanged=row.unchanged,
        reason=row.reason,
        started=_time(row.started_at),
        ended=_time_or_none(row.ended_at),
        incomplete=row.incomplete,
    )


def _source_view(row: Row[Any]) -> SourceView:
    return SourceView(
        source=row.slug,
        name=row.name,
        url=row.url,
        status=row.status,
        items=row.items or 0,
        last_crawl=_time_or_none(row.ended_at),
        last_status=row.last_status,
        last_complete=_time_or_none(row.at),
        reason=row.reason,
    )
