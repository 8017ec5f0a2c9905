"""Take down what an item said, for legal reasons: rows and captures lose the content and keep what proves it was there.

Which captures show the item needs a reader of pages: the caller says it. The captures hold other items too, whose rows
stay; but those can no longer be proven by these captures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, or_, select, update

from archive import ledger
from archive.archive import Archive
from archive.captures import Capture, finish_erasures, prepare_erasure
from archive.errors import NotFound
from archive.locks import SourceLock
from archive.models import Capture as CaptureRow
from archive.models import Crawl, Item, Page, Revision, Source, StagedRecord
from archive.queries import erased_at
from archive.search.index import scrub
from archive.store.decisions import DecisionRefused
from archive.store.tombstones import tombstones_of

__all__ = ["erase_item"]

_BLANK: dict[str, Any] = {
    **dict.fromkeys(("published", "published_raw", "sort_date", "title", "url", "language", "known_by")),
    "text": "",
    "html": "",
    "links": [],
}


def erase_item(archive: Archive, item: str, captures: Sequence[Capture], *, now: dt.datetime) -> None:
    """Take down the content of an item, of those merged into it, and of the captures that show them. For good.

    The decision is recorded in the WARC first. After a crash, either nothing was erased, or the next command that
    writes ends the work.

    Raises:
        NotFound: there is no such item.
        DecisionRefused: its content was taken down before.
        SourceBusy: its source is being crawled.
        CaptureError: the disk refuses; nothing was erased.
    """
    with SourceLock(archive.locks, _source_of(archive, item)):
        writer = archive.writer  # ends first what an erasure left that was killed
        _refuse_again(archive, item)
        tombstones = [(prepare_erasure(archive.captures, capture), capture.sha256) for capture in captures]
        with archive.writing() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA secure_delete = ON")  # zeros in place of what is given up
            left = msgspec.to_builtins(tombstones_of(connection, item))
            decision = {"kind": "erase", "item": item, "after": _last_crawl(connection, item), "left": left}
            note = writer.write_metadata("decision", decision, at=now)
            ledger.add_captures(connection, [note], crawl=None, now=now)
            for tombstone, was in tombstones:
                ledger.note_erased(connection, tombstone, was)
            _blank(connection, item, [tombstone.record_id for tombstone, _ in tombstones], now)
            scrub(connection)
        for _ in finish_erasures(archive.captures, ledger.CommittedLedger(archive.engine).capture_at):
            pass
    _forget_log(archive)


def _source_of(archive: Archive, item: str) -> str:
    with archive.reading() as connection:
        slug = connection.execute(select(Source.slug).join(Item).where(Item.id == item)).scalar_one_or_none()
    if slug is None:
        raise NotFound(f"there is no item {item!r}; list them with: aimcrawl items")
    return slug


def _refuse_again(archive: Archive, item: str) -> None:
    with archive.reading() as connection:
        if (when := erased_at(connection, item)) is not None:
            raise DecisionRefused(f"item {item} was erased already, at {when}: nothing is left to erase")


def _blank(connection: Connection, item: str, record_ids: Sequence[str], now: dt.datetime) -> None:
    """Empty the rows that hold the content: revisions, the item as the list shows it, records that wait.

    The status stays: it says what the site shows.
    """
    items = select(Item.id).where(or_(Item.id == item, Item.merged_into == item))
    connection.execute(update(Revision).where(Revision.item_id.in_(items)).values(_BLANK))
    gone = {"listed": None, "listed_hash": "", "erased_at": now}
    connection.execute(update(Item).where(Item.id.in_(items)).values(gone))
    pages = select(Page.id).join(CaptureRow, CaptureRow.id == Page.capture_id)
    erased = pages.where(CaptureRow.record_id.in_(record_ids))
    connection.execute(delete(StagedRecord).where(StagedRecord.page_id.in_(erased)))


def _last_crawl(connection: Connection, item: str) -> int:
    source = select(Item.source_id).where(Item.id == item).scalar_subquery()
    return int(connection.execute(select(func.max(Crawl.id)).where(Crawl.source_id == source)).scalar_one())


def _forget_log(archive: Archive) -> None:
    """Let SQLite's log, which still holds the old rows, be written back and emptied."""
    if archive.engine.dialect.name == "sqlite":
        with archive.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
