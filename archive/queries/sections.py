"""A source's news section, some items at a time: as it stands, or as the site showed it at a moment.

The same items as :func:`archive.queries.items` gives, and found in milliseconds however many there are, since the
entries of the search index stand in the order of the days: a page of fifty looks at fifty. Within a day, what was
recorded last comes first.
"""

from __future__ import annotations

import datetime as dt
import heapq
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, literal, literal_column, nulls_last, or_, select
from sqlalchemy.orm import aliased

from archive.models import Item, Revision, SearchEntry, Source
from archive.queries.moments import status_at, sweeps_until
from archive.queries.rows import source_id
from archive.search.conditions import KEY_BITS

__all__ = ["ListedItem", "Section", "items_by_month", "items_by_year", "items_of_section"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Which part of a source (slug): published in a year; as of a moment; so many after so many."""

    source: str
    year: int | None = None
    as_of: dt.datetime | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedItem:
    """What a list shows of an item; as of a moment, its revision then, and it was ``present``."""

    id: str
    published: str | None
    title: str | None
    status: str
    revision: int


def items_of_section(connection: Connection, which: Section) -> list[ListedItem]:
    """Return items, newest published first, unknown last. Raises NotFound where there is no such source."""
    source = source_id(connection, which.source)
    if which.as_of is None:
        query = _entries(which, source).where(SearchEntry.current).offset(which.offset).limit(which.limit)
        chosen = [row.revision_id for row in connection.execute(query)]
    else:
        chosen = _shown(connection, which, source, which.as_of)
    status = Item.status if which.as_of is None else literal("present")
    content = select(Revision.id, Revision.item_id, Revision.published, Revision.title, Revision.number, status)
    rows = connection.execute(content.join(Item, Item.id == Revision.item_id).where(Revision.id.in_(chosen)))
    by_revision = {
        row[0]: ListedItem(id=row[1], published=row[2], title=row[3], revision=row[4], status=row[5]) for row in rows
    }
    return [by_revision[revision] for revision in chosen]


def items_by_month(connection: Connection, since: dt.date) -> dict[str, dict[str, int]]:
    """Return for each source how many items it published in each month (``2016-04``) since a day."""
    day = SearchEntry.key.bitwise_rshift(literal_column(str(KEY_BITS)))
    query = (
        select(Source.slug, day, func.count())
        .join(Source, Source.id == SearchEntry.source_id)
        .where(SearchEntry.current, SearchEntry.year >= since.year, SearchEntry.key >= since.toordinal() << KEY_BITS)
        .group_by(Source.slug, day)
    )
    counts: dict[str, dict[str, int]] = {}
    for slug, ordinal, count in connection.execute(query):
        month = dt.date.fromordinal(ordinal).isoformat()[:7]
        months = counts.setdefault(slug, {})
        months[month] = months.get(month, 0) + count
    return counts


def items_by_year(connection: Connection, source: str) -> dict[str, int]:
    """Return how many items a source published in each year, oldest first. Raises NotFound."""
    query = (
        select(SearchEntry.year, func.count())
        .where(SearchEntry.current, SearchEntry.source_id == source_id(connection, source))
        .where(SearchEntry.year.is_not(None))
        .group_by(SearchEntry.year)
        .order_by(SearchEntry.year)
    )
    return {f"{year:04}": count for year, count in connection.execute(query)}


def _entries(which: Section, source: int) -> Select[int, int]:
    """Select a source's entries in their order, which is that of their index but for where unknown days stand."""
    order = (nulls_last(SearchEntry.year.desc()), SearchEntry.key.desc())
    query = select(SearchEntry.revision_id, SearchEntry.key).where(SearchEntry.source_id == source).order_by(*order)
    return query if which.year is None else query.where(SearchEntry.year == which.year)


def _shown(connection: Connection, which: Section, source: int, at: dt.datetime) -> list[int]:
    """Return the revisions that a site showed at a moment: those of today among them, and those that were edited since.

    Each kind is in the order of the index; the two are merged here.
    """
    last = which.offset + which.limit
    query = _entries(which, source).join(Revision, Revision.id == SearchEntry.revision_id)
    query = query.join(Item, Item.id == SearchEntry.item_id).where(Item.merged_into.is_(None), *_was_there(at))
    sweeps = sweeps_until(at)
    query = query.outerjoin(sweeps, sweeps.c.source_id == Item.source_id).where(status_at(at, sweeps) == "present")
    kinds = (SearchEntry.current, ~SearchEntry.current)
    found = [connection.execute(query.where(kind).limit(last)).all() for kind in kinds]
    merged = heapq.merge(*found, key=lambda row: row.key, reverse=True)
    return [row.revision_id for row in merged][which.offset : last]


def _was_there(at: dt.datetime) -> tuple[Any, ...]:
    """Return the conditions by which a revision was what its item said at a moment."""
    later = aliased(Revision)
    newer = or_(
        later.captured_at > Revision.captured_at,
        and_(later.captured_at == Revision.captured_at, later.number > Revision.number),
    )
    newer_one = select(later.id).where(later.item_id == Revision.item_id, later.captured_at <= at, newer)
    return Revision.captured_at <= at, ~newer_one.correlate(Revision).exists()
