"""Items: where each stands now, or as the site showed it at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, case, literal, nulls_last, select

from archive.errors import NotFound
from archive.models import Event, Item, Revision, Source
from archive.queries.rows import STREAM, link_views, source_id, time_text
from archive.views import ItemView

__all__ = ["ItemFilter", "item", "items"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFilter:
    """Which items: of a source (slug), published from ``since`` until ``until`` (days, inclusive), with a status.

    ``as_of``: as the site showed them at that moment (capture time): their revision, and whether they were removed.
    What was seen later is not there yet; whether an item was merely missing at a moment is not kept.
    ``after`` (an item's id) gives those that come after that one, as it stands now; ``offset`` leaves out the first.
    """

    source: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    status: str | None = None
    limit: int | None = None
    as_of: dt.datetime | None = None
    after: str | None = None
    offset: int | None = None


def items(connection: Connection, which: ItemFilter | None = None) -> Iterator[ItemView]:
    """Give items, newest published first (unknown last), then by id.

    Raises:
        NotFound: there is no such source, or no such item to come after.
    """
    which = which or ItemFilter()
    query, status = _present_query() if which.as_of is None else _past_query(which.as_of)
    query = query.where(Item.merged_into.is_(None)).order_by(nulls_last(Revision.sort_date.desc()), Item.id)
    if which.source is not None:
        query = query.where(Item.source_id == source_id(connection, which.source))
    if which.since is not None:
        query = query.where(Revision.sort_date >= which.since.isoformat())
    if which.until is not None:
        query = query.where(Revision.sort_date <= which.until.isoformat())
    if which.status is not None:
        query = query.where(status == which.status)
    if which.after is not None:
        query = query.where(_comes_after(connection, which.after))
    for row in connection.execution_options(**STREAM).execute(query.limit(which.limit).offset(which.offset)):
        yield _item_view(row)


def item(connection: Connection, item_id: str) -> ItemView:
    """Return one item; of one that was merged into another, that one. Raises NotFound."""
    row = connection.execute(_present_query()[0].where(Item.id == item_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no item {item_id!r}; list them with: aimcrawl items")
    return _item_view(row) if row.merged_into is None else item(connection, row.merged_into)


def _comes_after(connection: Connection, item_id: str) -> Any:
    """Return the condition of what follows an item in the order of :func:`items`."""
    day = select(Revision.sort_date).join(Item, (Item.id == Revision.item_id) & (Item.revision == Revision.number))
    row = connection.execute(day.where(Item.id == item_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no item {item_id!r}; list them with: aimcrawl items")
    if row.sort_date is None:
        return Revision.sort_date.is_(None) & (Item.id > item_id)
    same = (Revision.sort_date == row.sort_date) & (Item.id > item_id)
    return (Revision.sort_date < row.sort_date) | same | Revision.sort_date.is_(None)


def _present_query() -> tuple[Select[Any], Any]:
    number: Any = Revision.number == Item.revision
    return _query(number, Item.status, Item.last_seen), Item.status


def _past_query(at: dt.datetime) -> tuple[Select[Any], Any]:
    """Join each item with the revision that the site showed at a moment, and with its last event until then."""
    shown = select(Revision.id).where(Revision.item_id == Item.id, Revision.captured_at <= at)
    newest = shown.order_by(Revision.captured_at.desc(), Revision.number.desc()).limit(1)
    kinds = select(Event.kind).where(Event.item_id == Item.id, Event.at <= at, Event.kind.in_(("removed", "restored")))
    last = kinds.order_by(Event.at.desc(), Event.id.desc()).limit(1).correlate(Item).scalar_subquery()
    status = case((last == "removed", literal("removed")), else_=literal("present"))
    seen = case((Item.last_seen > at, literal(at, Item.last_seen.type)), else_=Item.last_seen)
    return _query(Revision.id == newest.correlate(Item).scalar_subquery(), status, seen), status


def _query(revision: Any, status: Any, last_seen: Any) -> Select[Any]:
    content = (c for c in Revision.__table__.c if c.name not in ("id", "item_id"))
    own = (Item.id, Item.page_url, Item.first_seen, Item.merged_into)
    columns: list[Any] = [*own, status.label("status"), last_seen.label("last_seen"), Source.slug, *content]
    joined = select(*columns).select_from(Item).join(Revision, (Revision.item_id == Item.id) & revision)
    return joined.join(Source, Source.id == Item.source_id)


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
        links=link_views(row.links),
        status=row.status,
        first_seen=time_text(row.first_seen),
        last_seen=time_text(row.last_seen),
        revision=row.number,
        content_hash=row.content_hash,
    )
