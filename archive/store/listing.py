"""What a crawl has staged, as reconciling takes it: its listing, its coverage, and what was known before it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from archive.models import Capture, Item, Page, Revision, StagedRecord
from archive.reconcile.model import Coverage, KnownItem, PageCoverage, Sighting
from archive.records import PageStatus
from archive.store.rows import record_of_json, record_of_revision

__all__ = ["Staged", "load_known", "load_staged"]

_REGULAR = 0.8  # where so many of the pages hold the same number of items, one that holds fewer is short


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A crawl's pages and listing. ``pages`` maps list page numbers to rows; sightings and details are parallel."""

    pages: dict[int, Row[Any]]
    failed: Sequence[Row[Any]]
    listing: Sequence[Sighting]
    details: Sequence[Row[Any] | None]
    coverage: Coverage


def load_staged(connection: Connection, crawl_id: int, *, full: bool, reached_end: bool, now: dt.datetime) -> Staged:
    """Return what a crawl has staged, in the order of the site."""
    rows = connection.execute(
        select(Page.__table__, Capture.record_id)
        .outerjoin(Capture, Capture.id == Page.capture_id)
        .where(Page.crawl_id == crawl_id)
        .order_by(Page.number, Page.parent, Page.id)
    ).all()
    pages = {row.number: row for row in rows if row.kind == "list"}
    details = {(row.number, row.parent): row for row in rows if row.kind == "detail" and row.status == PageStatus.READ}
    records = _staged_records(connection, crawl_id)
    listing, sources = [], []
    for number, page in pages.items():
        for record in records.get(page.id, ()):
            detail = details.get((number, record.position))
            found = records.get(detail.id, ()) if detail is not None else ()
            sources.append(detail if found else None)
            listing.append(
                Sighting(page=number, listed=record, detail=found[0] if found else None, seen_at=page.captured_at)
            )
    at = max((row.captured_at for row in rows), default=now)
    coverage = Coverage(at=at, full=full, pages=_coverage(list(pages.values()), reached_end), reached_end=reached_end)
    failed = [row for row in rows if row.status != PageStatus.READ]
    return Staged(pages=pages, failed=failed, listing=listing, details=sources, coverage=coverage)


def load_known(connection: Connection, source_id: int) -> list[KnownItem]:
    """Return what the archive knows of a source, the top of its list first."""
    content = (c for c in Revision.__table__.c if c.name not in ("id", "item_id", "number"))
    columns: list[Any] = [Item.__table__, *content]
    rows = connection.execute(
        select(*columns)
        .join(Revision, (Revision.item_id == Item.id) & (Revision.number == Item.revision))
        .where(Item.source_id == source_id)
        .order_by(Item.place.desc())
    )
    return [_known(row) for row in rows]


def _known(row: Row[Any]) -> KnownItem:
    content = record_of_revision(row)
    return KnownItem(
        id=row.id,
        status=row.status,
        place=row.place,
        listed=content if row.listed is None else record_of_json(row.listed),
        content=content,
        has_detail=row.detail_seen is not None,
        last_seen=row.last_seen,
        absences=row.absences,
        absent_since=row.absent_since,
    )


def _staged_records(connection: Connection, crawl_id: int) -> dict[int, list[Any]]:
    staged: dict[int, list[Any]] = {}
    for page_id, record in connection.execute(
        select(StagedRecord.page_id, StagedRecord.record)
        .join(Page, Page.id == StagedRecord.page_id)
        .where(Page.crawl_id == crawl_id)
        .order_by(StagedRecord.page_id, StagedRecord.position)
    ):
        staged.setdefault(page_id, []).append(record_of_json(record))
    return staged


def _coverage(pages: Sequence[Row[Any]], reached_end: bool) -> list[PageCoverage]:
    """Say of each list page whether it was read whole. The last page of a list may hold fewer items than the others.

    Lists that only count their pages end with one that holds nothing: the last is the last that holds items.
    """
    counts = Counter(page.records for page in pages if page.records)
    usual, times = counts.most_common(1)[0] if counts else (0, 0)
    regular = times >= _REGULAR * (len(pages) - 1) and times > 1
    last = max((page.number for page in pages if page.records), default=0)
    return [
        PageCoverage(
            number=page.number,
            complete=page.status == PageStatus.READ
            and not (regular and page.records < usual and not (reached_end and page.number >= last)),
            records=page.records,
        )
        for page in pages
    ]
