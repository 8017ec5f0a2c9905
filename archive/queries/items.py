"""Items: where each stands now, or as the site showed it at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, case, cast, literal, nulls_last, select

from archive.errors import NotFound
from archive.models import Item, Revision, Source
from archive.queries.moments import status_at, sweeps_until
from archive.queries.rows import is_name, link_views, printed_time, source_id, stream
from archive.views import ItemView

__all__ = ["ItemFilter", "dated_items", "item", "items", "items_by_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFilter:
    """Which items: of a source (slug), published from ``since`` until ``until`` (days, inclusive), with a status.

    ``as_of``: as the site showed them at that moment (capture time): their revision, and where they stood, as far as
    that is kept (:mod:`archive.queries.moments`). What was seen later is not there yet.
    ``after`` (an item's id) gives those that come after that one, as it stands now; ``offset`` leaves out the first.
    ``matching`` is a condition on items, such as :func:`archive.search.matching` makes of a query.
    """

    source: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    status: str | None = None
    limit: int | None = None
    as_of: dt.datetime | None = None
    after: str | None = None
    offset: int | None = None
    matching: ColumnElement[bool] | None = None


def items(connection: Connection, which: ItemFilter | None = None) -> Iterator[ItemView]:
    """Give items, newest published first (unknown last), then by id.

    Raises:
        NotFound: there is no such source, or no such item to come after.
    """
    return map(_item_view, _rows(connection, which or ItemFilter()))


def dated_items(connection: Connection, which: ItemFilter | None = None) -> Iterator[tuple[ItemView, str]]:
    """Give items as :func:`items` does, each with the moment at which its revision was captured."""
    return ((_item_view(row), row.captured_at) for row in _rows(connection, which or ItemFilter()))


def _rows(connection: Connection, which: ItemFilter) -> Iterator[Row[*tuple[Any, ...]]]:
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
    if which.matching is not None:
        query = query.where(which.matching)
    if which.after is not None:
        query = query.where(_comes_after(connection, which.after))
    yield from stream(connection, query.limit(which.limit).offset(which.offset))


def item(connection: Connection, item_id: str) -> ItemView:
    """Return one item; of one that was merged into another, that one. Raises NotFound."""
    query = _present_query()[0].where(Item.id == item_id)
    row = connection.execute(query).one_or_none() if is_name(item_id) else None
    if row is None:
        raise NotFound(f"there is no item {item_id!r}; list them with: aimcrawl items")
    return _item_view(row) if row.merged_into is None else item(connection, row.merged_into)


def items_by_id(connection: Connection, ids: Collection[str]) -> dict[str, ItemView]:
    """Return some items by their ids: at most some hundred."""
    rows = connection.execute(_present_query()[0].where(Item.id.in_(ids)))
    return {row.id: _item_view(row) for row in rows}


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
    """Join each item with the revision that the site showed at a moment."""
    shown = select(Revision.id).where(Revision.item_id == Item.id, Revision.captured_at <= at)
    newest = shown.order_by(Revision.captured_at.desc(), Revision.number.desc()).limit(1)
    sweeps = sweeps_until(at)
    status = status_at(at, sweeps)
    seen = case((Item.last_seen > at, literal(at, Item.last_seen.type)), else_=Item.last_seen)
    query = _query(Revision.id == newest.correlate(Item).scalar_subquery(), status, seen)
    return query.outerjoin(sweeps, sweeps.c.source_id == Item.source_id), status


def _query(revision: Any, status: Any, last_seen: Any) -> Select[Any]:
    """Select what an item's view holds, in its order, and beside that what the functions above look at."""
    columns: list[Any] = [
        *(Item.id, Source.slug, Revision.url, Item.page_url, Revision.published, Revision.published_raw),
        *(Revision.title, Revision.text, Revision.html, Revision.language, cast(Revision.links, Text)),
        *(status, printed_time(Item.first_seen), printed_time(last_seen), Revision.number, Revision.content_hash),
        *(printed_time(Revision.captured_at).label("captured_at"), Item.merged_into),
    ]
    joined = select(*columns).select_from(Item).join(Revision, (Revision.item_id == Item.id) & revision)
    return joined.join(Source, Source.id == Item.source_id)


def _item_view(row: Row[*tuple[Any, ...]]) -> ItemView:
    """Make a view of a row, by place: an export of a whole archive calls this for each item."""
    (id_, source, url, page_url, published, published_raw, title, text, html, language, *standing, _, _) = row
    links, status, first_seen, last_seen, revision, content_hash = standing
    said = (id_, source, url, page_url, published, published_raw, title, text, html, language, link_views(links))
    return ItemView(*said, status, first_seen, last_seen, revision, content_hash)
