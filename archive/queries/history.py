"""What became of items: their revisions and events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from archive.models import Capture, Event, Item, Revision, Source
from archive.queries.rows import STREAM, kept_items, link_views, source_id, time_text, time_text_or_none
from archive.views import EventView, MatchView, RevisionView

__all__ = ["EventFilter", "events", "match_of_revision", "revisions", "titled_events"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events: of a source (slug), an item, a kind; shown by the site from ``since`` until ``until`` inclusive.

    ``newest_first`` turns the order round; ``before`` (an event's id) gives those that come after that one then.
    """

    source: str | None = None
    item: str | None = None
    kind: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    limit: int | None = None
    newest_first: bool = False
    before: int | None = None


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


def match_of_revision(connection: Connection, item_id: str, number: int) -> MatchView | None:
    """Return why a revision's record was taken for the item; None for the first revision of an item."""
    query = select(Revision.known_by).where(Revision.item_id == item_id, Revision.number == number)
    return msgspec.convert(connection.execute(query).scalar_one_or_none(), MatchView | None)


def events(connection: Connection, which: EventFilter | None = None) -> Iterator[EventView]:
    """Give events, oldest first; those of an item that was merged as those of the one that stays.

    Raises NotFound where there is no such source.
    """
    return (view for view, _ in titled_events(connection, which))


def titled_events(connection: Connection, which: EventFilter | None = None) -> Iterator[tuple[EventView, str | None]]:
    """Give events as :func:`events` does, each with the title that its item bears now."""
    which = which or EventFilter()
    query = (
        select(Event.__table__, Source.slug, Revision.title)
        .join(Source, Source.id == Event.source_id)
        .join(Item, Item.id == Event.item_id)
        .join(Revision, (Revision.item_id == Item.id) & (Revision.number == Item.revision))
    )
    order = (Event.at.desc(), Event.id.desc()) if which.newest_first else (Event.at, Event.id)
    query = query.order_by(*order)
    kept = kept_items(connection)
    if which.source is not None:
        query = query.where(Event.source_id == source_id(connection, which.source))
    if which.item is not None:
        query = query.where(Event.item_id.in_([which.item, *(id_ for id_, by in kept.items() if by == which.item)]))
    if which.kind is not None:
        query = query.where(Event.kind == which.kind)
    if which.since is not None:
        query = query.where(Event.at >= which.since)
    if which.until is not None:
        query = query.where(Event.at <= which.until)
    if which.before is not None:
        at = select(Event.at).where(Event.id == which.before).scalar_subquery()
        query = query.where((Event.at < at) | ((Event.at == at) & (Event.id < which.before)))
    if which.limit is not None:
        query = query.limit(which.limit)
    titles = _titles(connection, kept.values())
    for row in connection.execution_options(**STREAM).execute(query):
        owner = kept.get(row.item_id, row.item_id)
        yield _event_view(row, owner), titles.get(owner, row.title)


def _titles(connection: Connection, items: Iterable[str]) -> dict[str, str | None]:
    query = select(Item.id, Revision.title).join(Revision, Revision.item_id == Item.id)
    named = query.where(Revision.number == Item.revision, Item.id.in_(sorted(set(items))))
    return {row.id: row.title for row in connection.execute(named)}


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
        known_by=msgspec.convert(row.known_by, MatchView | None),
    )


def _event_view(row: Row[Any], owner: str) -> EventView:
    """Return an event as one of ``owner``; of a merged item's the numbers are left out, which mean nothing there."""
    is_own = row.item_id == owner
    return EventView(
        id=row.id,
        kind=row.kind,
        item=owner,
        source=row.slug,
        at=time_text(row.at),
        recorded=time_text(row.recorded_at),
        crawl=row.crawl_id,
        revision=row.revision if is_own else None,
        previous=row.previous if is_own else None,
        fields=row.fields,
        trivial=row.trivial,
        last_seen=time_text_or_none(row.last_seen),
    )
