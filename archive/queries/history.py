"""What became of items: their revisions and events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, Text, cast, select

from archive.models import Capture, Event, Item, Revision, Source
from archive.queries.rows import kept_items, link_views, printed_time, source_id, stream
from archive.views import EventView, MatchView, RevisionView

__all__ = ["EventFilter", "RevisionFilter", "events", "match_of_revision", "revisions", "titled_events"]

_FIELDS = msgspec.json.Decoder(list[str])
_MATCH = msgspec.json.Decoder(MatchView | None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events: of a source (slug), an item, a kind; shown by the site from ``since`` until ``until`` inclusive.

    ``newest_first`` turns the order round; ``before`` (an event's id) gives those that come after that one then.
    ``matching`` is a condition on their items, such as :func:`archive.search.matching` makes of a query.
    """

    source: str | None = None
    item: str | None = None
    kind: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    limit: int | None = None
    newest_first: bool = False
    before: int | None = None
    matching: ColumnElement[bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionFilter:
    """Which revisions: of a source (slug), captured from ``since`` until ``until`` inclusive, of ``matching`` items."""

    source: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    limit: int | None = None
    matching: ColumnElement[bool] | None = None


def revisions(
    connection: Connection, item_id: str | None = None, which: RevisionFilter | None = None
) -> Iterator[RevisionView]:
    """Give revisions in the order of items and numbers; of one item, where named.

    Raises NotFound where there is no such source.
    """
    which = which or RevisionFilter()
    query = _revision_query().order_by(Revision.item_id, Revision.number).limit(which.limit)
    if item_id is not None:
        query = query.where(Revision.item_id == item_id)
    if which.source is not None:
        query = query.where(Item.source_id == source_id(connection, which.source))
    if which.since is not None:
        query = query.where(Revision.captured_at >= which.since)
    if which.until is not None:
        query = query.where(Revision.captured_at <= which.until)
    if which.matching is not None:
        query = query.where(which.matching)
    for row in stream(connection, query):
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
        select(*_EVENT_COLUMNS, Revision.title)
        .join(Source, Source.id == Event.source_id)
        .join(Item, Item.id == Event.item_id)
        .join(Revision, (Revision.item_id == Item.id) & (Revision.number == Item.revision))
    )
    order = (Event.at.desc(), Event.id.desc()) if which.newest_first else (Event.at, Event.id)
    query = query.order_by(*order)
    query = query.where(Event.superseded_by.is_(None))
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
    if which.matching is not None:
        query = query.where(which.matching)
    if which.before is not None:
        at = select(Event.at).where(Event.id == which.before).scalar_subquery()
        query = query.where((Event.at < at) | ((Event.at == at) & (Event.id < which.before)))
    if which.limit is not None:
        query = query.limit(which.limit)
    titles = _titles(connection, kept.values())
    for row in stream(connection, query):
        owner = kept.get(row.item_id, row.item_id)
        yield _event_view(row, owner), titles.get(owner, row.title)


def _titles(connection: Connection, items: Iterable[str]) -> dict[str, str | None]:
    query = select(Item.id, Revision.title).join(Revision, Revision.item_id == Item.id)
    named = query.where(Revision.number == Item.revision, Item.id.in_(sorted(set(items))))
    return {row.id: row.title for row in connection.execute(named)}


def _revision_query() -> Select[*tuple[Any, ...]]:
    """Select what a revision's view holds, in its order."""
    columns: list[Any] = [
        *(Revision.item_id, Source.slug, Revision.number, Revision.cause, Revision.crawl_id, Capture.record_id),
        *(Revision.reader, printed_time(Revision.captured_at), printed_time(Revision.recorded_at), Revision.url),
        *(Revision.published, Revision.published_raw, Revision.title, Revision.text, Revision.html, Revision.language),
        *(cast(Revision.links, Text), Revision.content_hash, cast(Revision.known_by, Text)),
    ]
    joined = select(*columns).select_from(Revision).join(Item, Item.id == Revision.item_id)
    joined = joined.join(Source, Source.id == Item.source_id)
    return joined.outerjoin(Capture, Capture.id == Revision.capture_id)


def _revision_view(row: Row[*tuple[Any, ...]]) -> RevisionView:
    (item, source, revision, cause, crawl, capture, reader, captured, recorded, *content) = row
    url, published, published_raw, title, text, html, language, links, content_hash, known_by = content
    return RevisionView(
        item=item,
        source=source,
        revision=revision,
        cause=cause,
        crawl=crawl,
        capture=capture,
        reader=reader,
        captured=captured,
        recorded=recorded,
        url=url,
        published=published,
        published_raw=published_raw,
        title=title,
        text=text,
        html=html,
        language=language,
        links=link_views(links),
        content_hash=content_hash,
        known_by=known_by and _MATCH.decode(known_by),
    )


_EVENT_COLUMNS: Any = (
    *(Event.id, Event.kind, Event.item_id, Source.slug, printed_time(Event.at).label("shown_at")),
    *(printed_time(Event.recorded_at).label("recorded_at"), Event.crawl_id, Event.revision, Event.previous),
    *(cast(Event.fields, Text).label("fields"), Event.trivial, printed_time(Event.last_seen).label("last_seen")),
)


def _event_view(row: Row[*tuple[Any, ...]], owner: str) -> EventView:
    """Return an event as one of ``owner``; of a merged item's the numbers are left out, which mean nothing there."""
    is_own = row.item_id == owner
    return EventView(
        id=row.id,
        kind=row.kind,
        item=owner,
        source=row.slug,
        at=row.shown_at,
        recorded=row.recorded_at,
        crawl=row.crawl_id,
        revision=row.revision if is_own else None,
        previous=row.previous if is_own else None,
        fields=_FIELDS.decode(row.fields),
        trivial=row.trivial,
        last_seen=row.last_seen,
    )
