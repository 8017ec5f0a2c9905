"""Staging one page: its row, its records, and what the archive knows of them. In the caller's transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, Row, bindparam, insert, select

from archive.models import Capture, Item, Page, StagedRecord
from archive.records import Page as ReadPage
from archive.records import PageStatus, content_hash
from archive.store.rows import record_of_json, record_to_json

__all__ = ["Verdict", "judge", "stage_page"]

_DETAIL_REST = dt.timedelta(days=1)
"""A detail page rests at least for so long, and for a quarter of the time since it was first read."""

# Executed for each page: made once, since making a statement takes longer than the database does to carry it out
_CAPTURE = select(Capture.id).where(Capture.record_id == bindparam("record_id"))
_NEW_PAGE = insert(Page).returning(Page.id)
_NEW_RECORDS = insert(StagedRecord)
_KNOWN = select(Item.listed_hash, Item.detail_seen, Item.first_seen).where(
    Item.source_id == bindparam("source"),
    Item.status == "present",
    Item.listed_hash.in_(bindparam("hashes", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the archive knows of a page's records, by position: present just as they stand; their detail page is due."""

    known: frozenset[int] = frozenset()
    details_due: frozenset[int] = frozenset()


def stage_page(connection: Connection, crawl: int, page: ReadPage) -> None:
    """Write a page with its records. Of a page that was read again only is kept whether it still says the same."""
    status = page.status
    if page.kind == "check" and status == PageStatus.READ:
        status = PageStatus.READ if _says_the_same(connection, crawl, page) else PageStatus.MOVED
    capture = connection.execute(_CAPTURE, {"record_id": page.capture}).scalar_one() if page.capture else None
    row = {
        "crawl_id": crawl,
        "number": page.number,
        "parent": page.parent,
        "kind": page.kind,
        "url": page.url,
        "status": status.value,
        "reason": page.reason,
        "capture_id": capture,
        "captured_at": page.captured_at,
        "encoding": page.encoding,
        "whole": page.whole,
        "records": len(page.records),
    }
    page_id = connection.execute(_NEW_PAGE, row).scalar_one()
    if page.kind != "check" and page.records:
        staged = [{"page_id": page_id, "position": r.position, "record": record_to_json(r)} for r in page.records]
        connection.execute(_NEW_RECORDS, staged)


def judge(connection: Connection, source_id: int, page: ReadPage, *, sweep: bool, now: dt.datetime) -> Verdict:
    """Say what the archive knows of the records of a list page.

    A detail page is due for a record that is unknown or has changed; in a sweep (``sweep``) also for known ones whose
    page was never read, or not for a time that grows with the item's age.
    """
    if page.kind != "list":
        return Verdict()
    hashes = {r.position: content_hash(*r.content) for r in page.records}
    asked = {"source": source_id, "hashes": list(hashes.values())}
    rows = connection.execute(_KNOWN, asked)
    rested = {row.listed_hash: _detail_rests(row, sweep=sweep, now=now) for row in rows}
    return Verdict(
        known=frozenset(position for position, key in hashes.items() if key in rested),
        details_due=frozenset(position for position, key in hashes.items() if not rested.get(key, False)),
    )


def _detail_rests(row: Row[str, dt.datetime | None, dt.datetime], *, sweep: bool, now: dt.datetime) -> bool:
    if not sweep:
        return True
    return row.detail_seen is not None and now - row.detail_seen < max(_DETAIL_REST, (now - row.first_seen) / 4)


def _says_the_same(connection: Connection, crawl: int, page: ReadPage) -> bool:
    staged = (
        select(StagedRecord.record)
        .join(Page, Page.id == StagedRecord.page_id)
        .where(Page.crawl_id == crawl, Page.kind == "list", Page.number == page.number)
        .order_by(StagedRecord.position)
    )
    before = [record_of_json(record) for record in connection.execute(staged).scalars()]
    return [record.content for record in before] == [record.content for record in page.records]
