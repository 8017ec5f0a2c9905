"""What the archive knows of a moment in the past: for an import whose captures are older than what is there.

Each item stands as the site showed it then: in the revision of that time, removed or not. An item that was first met
later stands in its oldest look, since it may have been there already.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, func, select
from sqlalchemy.orm import aliased

from archive.models import Crawl, Event, Item, Page, Profile, Revision
from archive.reconcile import KnownItem
from archive.records import Record
from archive.store.rows import record_of_json, record_of_revision

__all__ = ["Look", "Then", "batches", "items_then", "later_looks", "live_events", "newest_sight"]

Key = TypeVar("Key", str, int)

_BATCH = 500
_DAY = dt.timedelta(days=1)  # a site's midnight need not be ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """One item at a moment: as reconciling takes it, and its row. ``was_met``: the archive saw it before, or just then.

    ``number`` is the revision that shows it; the last one ``recorded`` is the item's current one.
    """

    known: KnownItem
    number: int
    was_met: bool
    row: Row[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an item was seen to be at a later time: number of the revision, its content, where it was read.

    ``numbers`` are all revisions of that time: a re-reading gives a second one.
    """

    number: int
    numbers: frozenset[int]
    cause: str
    content: Record
    captured_at: dt.datetime
    layout: str
    in_detail: bool


def newest_sight(connection: Connection, source_id: int, *, besides: int) -> dt.datetime | None:
    """Return when the newest list page was captured that became part of a source's history, but for one crawl's."""
    pages = select(func.max(Page.captured_at)).join(Crawl, Crawl.id == Page.crawl_id)
    settled = pages.where(Crawl.source_id == source_id, Crawl.id != besides, Page.kind == "list")
    return connection.execute(settled.where(Crawl.status.in_(("complete", "partial")))).scalar_one_or_none()


def items_then(
    connection: Connection, source_id: int, at: dt.datetime, *, layout: str, latest: dt.date | None
) -> list[Then]:
    """Return the items of a source as they were at a moment, the top of the list first.

    Unknown by then and dated later, also than the ``latest`` date that was shown: such an item cannot have been there.
    """
    removed = _removed_by(connection, source_id, at)
    found = (_then(row, layout, removed, at) for row in connection.execute(_query(source_id, at)))
    latest = max(latest or dt.date.min, (at + _DAY).date())
    return [one for one in found if one.was_met or (one.known.content.date or latest) <= latest]


def later_looks(connection: Connection, items: Iterable[str], at: dt.datetime) -> dict[str, Look]:
    """Return the first look after a moment of those items that have a later revision."""
    columns: list[Any] = [Revision.__table__, Profile.layout, Page.kind]
    query = (
        select(*columns)
        .join(Crawl, Crawl.id == Revision.crawl_id)
        .join(Profile, Profile.hash == Crawl.profile_hash)
        .outerjoin(Page, (Page.capture_id == Revision.capture_id) & (Page.crawl_id == Revision.crawl_id))
        .where(Revision.captured_at > at)
        .order_by(Revision.item_id, Revision.captured_at, Revision.number)
    )
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for batch in batches(items):
        for row in connection.execute(query.where(Revision.item_id.in_(batch))):
            looks = found[row.item_id]
            if not looks or looks[0].captured_at == row.captured_at:
                looks.append(row)
    return {item: _look(rows) for item, rows in found.items()}


def live_events(connection: Connection, items: Iterable[str]) -> Mapping[str, list[Row[Any]]]:
    """Return the events of items that no import has superseded, oldest first."""
    query = select(Event.__table__).where(Event.superseded_by.is_(None)).order_by(Event.at, Event.id)
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for batch in batches(items):
        for row in connection.execute(query.where(Event.item_id.in_(batch))):
            found[row.item_id].append(row)
    return found


def _query(source_id: int, at: dt.datetime) -> Select[Any]:
    of_item = select(Revision.id).where(Revision.item_id == Item.id)
    until = of_item.where(Revision.captured_at <= at).order_by(Revision.captured_at.desc(), Revision.number.desc())
    after = of_item.where(Revision.captured_at > at).order_by(Revision.captured_at, Revision.number.desc())
    shown = func.coalesce(*(one.limit(1).correlate(Item).scalar_subquery() for one in (until, after)))
    content = (c for c in Revision.__table__.c if c.name not in ("id", "item_id"))
    made, read = aliased(Profile), aliased(Profile)
    made_by, read_by = aliased(Crawl), aliased(Crawl)
    columns = [c for c in Item.__table__.c if c.name != "revision"]
    own: list[Any] = [*columns, Item.revision.label("current"), *content, made.layout.label("made_in")]
    return (
        select(*own, read.layout.label("read_in"))
        .join(Revision, (Revision.item_id == Item.id) & (Revision.id == shown))
        .join(made_by, made_by.id == Revision.crawl_id)
        .join(made, made.hash == made_by.profile_hash)
        .join(read_by, read_by.id == Item.read_by)
        .join(read, read.hash == read_by.profile_hash)
        .where(Item.source_id == source_id, Item.erased_at.is_(None))
        .order_by(Item.place.desc())
    )


def _removed_by(connection: Connection, source_id: int, at: dt.datetime) -> set[str]:
    """Return the items that had been removed by a moment, and not restored."""
    query = select(Event.item_id, Event.kind).where(
        Event.source_id == source_id,
        Event.at <= at,
        Event.kind.in_(("removed", "restored")),
        Event.superseded_by.is_(None),
    )
    last = {row.item_id: row.kind for row in connection.execute(query.order_by(Event.at, Event.id))}
    return {item for item, kind in last.items() if kind == "removed"}


def _then(row: Row[Any], layout: str, removed: set[str], at: dt.datetime) -> Then:
    content = record_of_revision(row)
    is_current = row.number == row.current
    listed = record_of_json(row.listed) if is_current and row.listed is not None else content
    known = KnownItem(
        id=row.id,
        status="removed" if row.id in removed else "present",
        place=row.place,
        listed=listed,
        content=content if row.merged_into is None else listed,
        has_detail=row.detail_seen is not None,
        last_seen=row.last_seen,
        other_epoch=(row.read_in if is_current else row.made_in) != layout,
    )
    return Then(known=known, number=row.number, was_met=row.captured_at <= at, row=row)


def _look(rows: list[Row[Any]]) -> Look:
    last = rows[-1]
    return Look(
        number=last.number,
        numbers=frozenset(row.number for row in rows),
        cause=last.cause,
        content=record_of_revision(last),
        captured_at=last.captured_at,
        layout=last.layout,
        in_detail=last.kind == "detail",
    )


def batches(items: Iterable[Key]) -> Iterator[list[Key]]:
    """Yield ids in order, so many at a time as a statement takes."""
    ids = sorted(set(items))
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
