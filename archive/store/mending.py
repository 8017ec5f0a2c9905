"""Identity mended by hand: two items are one (merge), or one is two (split). Nothing is rewritten, all can be undone.

Each decision is a record in the WARC first; what it means is then written here, in one transaction, as revisions whose
cause is ``person`` and without an event. :func:`carry_out` does the latter alone, for a database that is made again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, func, insert, select, update

from archive import ledger
from archive.archive import Archive
from archive.errors import NotFound
from archive.locks import SourceLock
from archive.models import Capture, Crawl, Item, Revision, Source
from archive.store.decisions import DecisionRefused
from archive.store.numbers import next_numbers
from archive.store.rows import mint_id, record_of_revision, record_to_json

__all__ = ["Merge", "Split", "carry_out", "merge_items", "split_item"]

_STANDING = (
    *("status", "place", "listed", "listed_hash", "page_url"),
    *("list_page", "position", "read_by", "detail_page", "detail_seen"),
    *("last_seen", "last_crawl", "absences", "absent_since"),
)


class Merge(Struct, frozen=True, kw_only=True, tag_field="kind", tag="merge"):
    """``other`` is ``keep`` too. ``after``: the source's last crawl by then."""

    keep: str
    other: str
    after: int


class Split(Struct, frozen=True, kw_only=True, tag_field="kind", tag="split"):
    """From ``revision`` on, ``item`` is ``into``: an item that was merged into it, or a new one."""

    item: str
    revision: int
    into: str
    after: int


Decision: TypeAlias = Merge | Split


def merge_items(archive: Archive, keep: str, other: str, *, now: dt.datetime) -> int:
    """Say that ``other`` is ``keep``; return the revision of ``keep`` at which :func:`split_item` undoes it.

    If ``other`` was seen later, its content and its standing become those of ``keep``.

    Raises:
        NotFound: there is no such item.
        DecisionRefused: they are of two sources, or one, or one of them was merged already.
        SourceBusy: their source is being crawled.
    """
    with SourceLock(archive.locks, _slug(archive, keep)):
        writer = archive.writer
        with archive.writing() as connection:
            one, another = _item(connection, keep), _item(connection, other)
            if one.source_id != another.source_id:
                raise DecisionRefused(
                    f"{keep} is of {one.slug}, {other} of {another.slug}: items of two sources stay two"
                )
            if keep == other:
                raise DecisionRefused(f"{keep} and {other} are one item already")
            _refuse_merged(one)
            _refuse_merged(another)
            decision = Merge(keep=keep, other=other, after=_last_crawl(connection, one.source_id))
            note = writer.write_metadata("decision", msgspec.to_builtins(decision), at=now)
            ledger.add_captures(connection, [note], crawl=None, now=now)
            carry_out(connection, decision, now=now)
            return int(_item(connection, keep).revision)


def split_item(archive: Archive, item: str, revision: int, *, now: dt.datetime) -> str:
    """Say that from ``revision`` on, ``item`` is another; return the id of that one.

    Where the revision came from a merge, that is undone. Else a new item takes over the revisions and the standing, and
    ``item``, as it was before, is missing.

    Raises:
        NotFound: there is no such item or revision.
        DecisionRefused: nothing would be left, or another decision must be undone first.
        SourceBusy: its source is being crawled.
    """
    with SourceLock(archive.locks, _slug(archive, item)):
        writer = archive.writer
        with archive.writing() as connection:
            row = _item(connection, item)
            into = _other_half(connection, row, revision)
            decision = Split(item=item, revision=revision, into=into, after=_last_crawl(connection, row.source_id))
            note = writer.write_metadata("decision", msgspec.to_builtins(decision), at=now)
            ledger.add_captures(connection, [note], crawl=None, now=now)
            carry_out(connection, decision, now=now)
            return into


def carry_out(connection: Connection, decision: Decision, *, now: dt.datetime) -> None:
    """Write what a decision means, which was found right and recorded before."""
    if isinstance(decision, Merge):
        _merge(connection, _item(connection, decision.keep), _item(connection, decision.other), now)
    elif connection.execute(select(Item.id).where(Item.id == decision.into)).first():
        _part_again(connection, _item(connection, decision.item), _item(connection, decision.into), now)
    else:
        _split_off(connection, _item(connection, decision.item), decision, now)


def _merge(connection: Connection, keep: Row[Any], other: Row[Any], now: dt.datetime) -> None:
    is_later = (other.last_crawl, other.last_seen) > (keep.last_crawl, keep.last_seen)
    latest = other if is_later else keep
    content = _since(connection, latest, latest.revision)
    number = next_numbers(connection, [keep.id])[keep.id]
    mark = {"merged_into": keep.id, "merged_revision": number, "merged_swapped": is_later}
    _set(connection, other, mark)
    if is_later:
        _swap_standing(connection, keep, other)
    _append(connection, keep, content, why=f"a person merged {other.id} into it", now=now)


def _part_again(connection: Connection, keep: Row[Any], other: Row[Any], now: dt.datetime) -> None:
    """Undo a merge: what came since goes to the item whose standing it was."""
    _set(connection, other, {"merged_into": None, "merged_revision": None, "merged_swapped": False})
    if not other.merged_swapped:
        return
    before, _, *since = _since(connection, keep, other.merged_revision, before=1)
    _swap_standing(connection, other, keep)
    _append(connection, other, since, why=f"a person parted it from {keep.id} again", now=now)
    _append(connection, keep, [before], why=f"a person parted {other.id} from it again", now=now)


def _split_off(connection: Connection, item: Row[Any], decision: Split, now: dt.datetime) -> None:
    """Give a new item the revisions from one on, and the standing; leave the old one missing, right below it."""
    before, *since = _since(connection, item, decision.revision, before=1)
    standing = {name: getattr(item, name) for name in _STANDING}
    new = standing | {
        "id": decision.into,
        "source_id": item.source_id,
        "revision": 0,
        "first_seen": since[0].captured_at,
    }
    connection.execute(insert(Item).values(new))
    _append(connection, _item(connection, decision.into), since, why=f"a person split it off {item.id}", now=now)
    below = select(func.max(Item.place)).where(Item.source_id == item.source_id, Item.place < item.place)
    floor = connection.execute(below).scalar_one()
    missing = {
        "status": "missing",
        "place": item.place - 1 if floor is None else (item.place + floor) / 2,
        "listed": None,
        "listed_hash": before.content_hash,
        "last_seen": before.captured_at,
        "last_crawl": before.crawl_id,
        "list_page": None,
        "position": None,
        "absences": 0,
        "absent_since": None,
    }
    _set(connection, item, missing)
    _append(connection, item, [before], why=f"a person split {decision.into} off it", now=now)


def _swap_standing(connection: Connection, keep: Row[Any], other: Row[Any]) -> None:
    """Let two items stand as the other did. ``listed`` is spelled out where it was the content, which stays behind."""
    _set(connection, keep, {name: getattr(other, name) for name in _STANDING})
    standing = {name: getattr(keep, name) for name in _STANDING}
    if keep.listed is None:
        (current,) = _since(connection, keep, keep.revision)
        standing["listed"] = record_to_json(record_of_revision(current))
    _set(connection, other, standing)


def _append(connection: Connection, item: Row[Any], content: list[Row[Any]], *, why: str, now: dt.datetime) -> None:
    """Give an item copies of revisions as its next ones, captured no earlier than what it has."""
    last = select(func.max(Revision.captured_at)).where(Revision.item_id == item.id)
    captured = connection.execute(last).scalar_one()
    own = {"item_id": item.id, "cause": "person", "recorded_at": now}
    own["known_by"] = {"rule": "person", "score": 1.0, "why": why}
    number = item.revision
    for number, row in enumerate(content, next_numbers(connection, [item.id])[item.id]):
        captured = max(captured or row.captured_at, row.captured_at)
        copy = row._asdict() | own | {"number": number, "captured_at": captured}
        del copy["id"]
        connection.execute(insert(Revision).values(copy))
    _set(connection, item, {"revision": number})


def _other_half(connection: Connection, item: Row[Any], revision: int) -> str:
    """Return the id of what a split parts from an item; refuse what cannot be."""
    _refuse_merged(item)
    last_number = next_numbers(connection, [item.id])[item.id] - 1
    if not 1 <= revision <= last_number:
        raise NotFound(f"item {item.id} has no revision {revision}; it has 1 to {last_number}")
    merged = select(Item.id, Item.merged_revision).where(Item.merged_into == item.id)
    merges = {row.merged_revision: row.id for row in connection.execute(merged)}
    if (last := max(merges, default=0)) > revision:
        raise DecisionRefused(f"revision {last} came from a merge; undo that first: aimcrawl split {item.id} {last}")
    if revision in merges:
        return str(merges[revision])
    before, *since = _since(connection, item, revision, before=1)
    if before.number == revision:
        raise DecisionRefused(f"revision {revision} cannot be split off {item.id}: nothing would be left of it")
    first = since[0]
    capture = connection.execute(select(Capture.record_id).where(Capture.id == first.capture_id)).scalar_one_or_none()
    into = mint_id(item.slug, capture or "", f"revision {revision} of {item.id}")
    if connection.execute(select(Item.id).where(Item.id == into)).first():
        raise DecisionRefused(f"revision {revision} of {item.id} was split off before: it is item {into}")
    return into


def _refuse_merged(item: Row[Any]) -> None:
    if item.merged_into is not None:
        undo = f"aimcrawl split {item.merged_into} {item.merged_revision}"
        raise DecisionRefused(f"{item.id} was merged into {item.merged_into}; name that, or undo it with: {undo}")


def _slug(archive: Archive, item: str) -> str:
    with archive.reading() as connection:
        return str(_item(connection, item).slug)


def _item(connection: Connection, item: str) -> Row[Any]:
    columns: list[Any] = [Item.__table__, Source.slug]
    query = select(*columns).join(Source, Source.id == Item.source_id).where(Item.id == item)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"there is no item {item!r}; list them with: aimcrawl items")
    return row


def _last_crawl(connection: Connection, source_id: int) -> int:
    return int(connection.execute(select(func.max(Crawl.id)).where(Crawl.source_id == source_id)).scalar_one())


def _since(connection: Connection, item: Row[Any], number: int, *, before: int = 0) -> list[Row[Any]]:
    """Return the revisions of an item in the order of their capture from one on, and so many ``before`` it."""
    query = select(Revision.__table__).where(Revision.item_id == item.id)
    rows = list(connection.execute(query.order_by(Revision.captured_at, Revision.number)))
    index = next(index for index, row in enumerate(rows) if row.number == number)
    return rows[max(0, index - before) :]


def _set(connection: Connection, item: Row[Any], values: dict[str, Any]) -> None:
    connection.execute(update(Item).where(Item.id == item.id).values(values))
