"""What became of items: their revisions and events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from archive.models import Capture, Event, Item, Revision, Source
from archive.queries.rows import STREAM, link_views, source_id, time_text, time_text_or_none
from archive.views import EventView, RevisionView

__all__ = ["EventFilter", "events", "revisions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events: of a source (slug), an item, a kind; shown by the site from ``since`` until ``until`` inclusive."""

    source: str | None = None
    item: str | None = None
    kind: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    limit: int | None = None


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
    for row in connection.execution_options(**STREAM).execute(query):
        yield _revision_view(row)


def events(connection: Connection, which: EventFilter | None = None) -> Iterator[EventView]:
    """Give events, oldest first. Raises NotFound where there is no such source."""
    which = which or EventFilter()
    query = select(Event.__table__, Source.slug).join(Source, Source.id == Event.source_id).order_by(Event.at, Event.id)
    if which.source is not None:
        query = query.where(Event.source_id == source_id(connection, which.source))
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
    for row in connection.execution_options(**STREAM).execute(query):
        yield _event_view(row)


def _revision_view(row: Row[Any]) -> RevisionView:
    return RevisionView(
        item=row.item_id,
        source=row.slug,
        revision=row.number,
        cause=row.cause,
        crawl=row.crawl_id,
        capture=row.record_id,
        reader=row.reader,
        captured=time_text(row.captured_at),
        recorded=time_text(row.recorded_at),
        url=row.url,
        published=row.published,
        published_raw=row.published_raw,
        title=row.title,
        text=row.text,
        html=row.html,
        language=row.language,
        links=link_views(row.links),
        content_hash=row.content_hash,
    )


def _event_view(row: Row[Any]) -> EventView:
    return EventView(
        id=row.id,
        kind=row.kind,
        item=row.item_id,
        source=row.slug,
        at=time_text(row.at),
        recorded=time_text(row.recorded_at),
        crawl=row.crawl_id,
        revision=row.revision,
        previous=row.previous,
        fields=row.fields,
        trivial=row.trivial,
        last_seen=time_text_or_none(row.last_seen),
    )
