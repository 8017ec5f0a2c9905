"""Write what a re-reading found: revisions that no crawl made, and how today's reader sees each item in its list.

A re-reading is a row among the crawls, of kind ``reread``: it has a number, notes in the WARC, a root in the chain. It
makes no event, since the site showed nothing. What is read, and how it compares, is not for here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from archive import ledger
from archive.archive import Archive
from archive.evidence.chain import seal
from archive.models import Crawl, Item, Profile, Revision
from archive.records import Record, content_hash
from archive.store.before import settled_last
from archive.store.notes import CRAWL_END, CRAWL_START, end_note, start_note
from archive.store.numbers import next_numbers
from archive.store.outcome import WalkEnd
from archive.store.rows import record_to_json, revision_content, says_the_same

__all__ = ["REREAD", "ReadAgain", "Rereading", "is_behind", "record_rereading", "write_rereading"]

REREAD: Final = "reread"
"""The kind of the crawl row of a re-reading."""

_NO_WALK = WalkEnd(reached_end=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAgain:
    """What today's reader makes of one item.

    ``listed``: its record in the list; None where the reader no longer finds one. ``content``: what the item says, with
    the row of its ``capture`` and when that was made where it reads otherwise than before, so that a revision is due.
    ``pending``: its detail page is still to be read. ``is_merged``: a person merged it into another item.
    """

    item: str
    listed: Record | None
    content: Record
    capture: tuple[int, dt.datetime] | None = None
    pending: bool = False
    is_merged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """A re-reading of a source's items of one epoch: by which profile and reader, what was found, on how many pages.

    ``layouts`` are those under which they were read before.
    """

    source_id: int
    profile_text: str
    profile_hash: str
    layout: str
    layouts: Sequence[str]
    reader: int
    items: Sequence[ReadAgain]
    pages: int


def is_behind(connection: Connection, slug: str, *, reader: int, layout: str) -> bool:
    """Tell whether what was last settled of a source was read by another reader, or a profile that reads otherwise."""
    last = settled_last(connection, slug)
    return last is not None and (last.reader, last.layout) != (reader, layout)


def record_rereading(archive: Archive, found: Rereading, *, now: dt.datetime) -> int:
    """Write a re-reading, in the WARC and in one transaction; return its number. The caller holds the source's lock."""
    writer = archive.writer  # before the transaction: getting it may repair, in transactions of its own
    with archive.writing() as connection:
        text = found.profile_text if _keep_profile(connection, found, now) else None
        crawl = {
            "source_id": found.source_id,
            "profile_hash": found.profile_hash,
            "kind": REREAD,
            "reader": found.reader,
            "full": False,
            "first": False,
            "started_at": now,
        }
        number = connection.execute(insert(Crawl).values(crawl).returning(Crawl.id)).scalar_one()
        note = start_note(connection, number, layout=found.layout, profile_text=text)
        begun = writer.write_metadata(CRAWL_START, note, at=now)
        ledger.add_captures(connection, [begun], crawl=number, now=now)
        write_rereading(connection, number, found, now=now)
        note = end_note(connection, number, _NO_WALK, profile=found.profile_hash, layouts=found.layouts)
        ended = writer.write_metadata(CRAWL_END, note, at=now)
        ledger.add_captures(connection, [ended], crawl=number, now=now)
        return int(number)


def write_rereading(connection: Connection, number: int, found: Rereading, *, now: dt.datetime) -> None:
    """Write what a re-reading means, under the crawl row that was made for it, and seal it."""
    numbers = next_numbers(connection, [one.item for one in found.items if one.capture])
    rows = [_revision(one, number, numbers[one.item], found.reader, now) for one in found.items if one.capture]
    if rows:
        connection.execute(insert(Revision), rows)
    for one in found.items:
        item = update(Item).where(Item.id == one.item)
        if one.listed is None:
            lost = {"status": "unlisted", "absences": 0, "absent_since": None}
            connection.execute(item.where(Item.status.in_(("present", "missing"))).values(lost))
        else:
            connection.execute(item.values(_standing(one, one.listed, number)))
        if one.capture:
            connection.execute(item.values(revision=numbers[one.item]))
    outcome = {
        "status": "complete",
        "ended_at": now,
        "pages": found.pages,
        "items": len(found.items),
        "unchanged": len(found.items) - len(rows),
        "reason": f"read again by reader {found.reader}: {len(rows)} of {len(found.items)} items read otherwise",
    }
    connection.execute(update(Crawl).where(Crawl.id == number).values(outcome))
    seal(connection, number)


def _revision(one: ReadAgain, crawl: int, number: int, reader: int, now: dt.datetime) -> dict[str, Any]:
    capture, captured = one.capture or (None, None)
    return {
        "item_id": one.item,
        "number": number,
        "cause": "reader",
        "crawl_id": crawl,
        "capture_id": capture,
        "reader": reader,
        "captured_at": captured,
        "recorded_at": now,
    } | revision_content(one.content)


def _standing(one: ReadAgain, listed: Record, crawl: int) -> dict[str, Any]:
    """Return how an item's row says that its list shows it, as today's reader sees it."""
    is_content = says_the_same(listed, one.content) and not one.is_merged
    return {
        "listed": None if is_content else record_to_json(listed),
        "listed_hash": "" if one.pending else content_hash(*listed.content),
        "read_by": crawl,
    }


def _keep_profile(connection: Connection, found: Rereading, now: dt.datetime) -> bool:
    """Keep the profile's text, once; tell whether it is new."""
    if connection.execute(select(Profile.hash).where(Profile.hash == found.profile_hash)).first():
        return False
    row = {"hash": found.profile_hash, "layout": found.layout, "text": found.profile_text, "recorded_at": now}
    connection.execute(insert(Profile).values(row))
    return True
