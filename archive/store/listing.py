"""What a crawl has staged, as reconciling takes it: its listing, its coverage, and what was known before it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.orm import aliased

from archive.models import Capture, Crawl, Item, Page, Profile, Revision, StagedRecord
from archive.reconcile.model import Coverage, KnownItem, PageCoverage, Sighting
from archive.reconcile.window import likely, window_size
from archive.records import PageStatus
from archive.store.doubts import stale_borders
from archive.store.rows import record_of_json, record_of_revision

__all__ = ["Staged", "load_known", "load_known_near", "load_staged", "short_pages"]

_REGULAR = 0.8  # where this share of the pages holds the same number of items, one that holds fewer is short


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
        select(Page.__table__, Capture.record_id, Capture.url.label("fetched_url"))
        .outerjoin(Capture, Capture.id == Page.capture_id)
        .where(Page.crawl_id == crawl_id)
        .order_by(Page.number, Page.parent, Page.id)
    ).all()
    pages = {row.number: row for row in rows if row.kind == "list"}
    details = {(row.number, row.parent): row for row in rows if row.kind == "detail" and row.status == PageStatus.READ}
    records = _staged_records(connection, crawl_id)
    listing: list[Sighting] = []
    sources: list[Row[Any] | None] = []
    for number, page in pages.items():
        for record in records.get(page.id, ()):
            detail = details.get((number, record.position))
            found = records.get(detail.id, ()) if detail is not None else ()
            sources.append(detail if found else None)
            sighting = Sighting(page=number, listed=record, seen_at=page.captured_at)
            if detail is not None and found:
                sighting = replace(sighting, detail=found[0], is_entry=detail.url != detail.fetched_url)
            listing.append(sighting)
    at = max((row.captured_at for row in rows), default=now)
    checks = {row.number: row for row in rows if row.kind == "check"}
    stale = set(stale_borders(connection, pages))
    coverage = Coverage(
        at=at,
        full=full,
        pages=_coverage(list(pages.values()), reached_end),
        reached_end=reached_end,
        moved=sorted({number + 1 for number, row in checks.items() if row.status != PageStatus.READ} | stale),
        checked=[number + 1 for number, row in checks.items() if row.status == PageStatus.READ],
    )
    failed = [row for row in rows if row.kind != "check" and row.status not in (PageStatus.READ, PageStatus.GONE)]
    return Staged(pages=pages, failed=failed, listing=listing, details=sources, coverage=coverage)


def load_known(connection: Connection, source_id: int, *, layout: str) -> list[KnownItem]:
    """Return what the archive knows of a source, the top of its list first; ``layout`` is the present epoch's."""
    query = _known_query().where(Item.source_id == source_id).order_by(Item.place.desc())
    return [_known(row, layout) for row in connection.execute(query)]


def load_known_near(
    connection: Connection, source_id: int, listing: Sequence[Sighting], *, layout: str, below: bool = True
) -> list[KnownItem]:
    """Return of what the archive knows the part that a crawl which stopped early can bear on.

    That is the top of the list, the items that a person merged, and with ``below`` whatever else the sightings that are
    not met at the top might be.
    """
    size = window_size(listing)
    query = _known_query().where(Item.source_id == source_id).order_by(Item.place.desc())
    top = [_known(row, layout) for row in connection.execute(query.limit(size))]
    if len(top) < size:
        return top
    merged = select(Item.id, Item.merged_into).where(Item.source_id == source_id, Item.merged_into.is_not(None))
    found = {id_ for row in connection.execute(merged) for id_ in row} - {item.id for item in top}
    if below:
        found |= _found_below(connection, source_id, listing, top)
    more = _known_query().where(Item.id.in_(sorted(found))).order_by(Item.place.desc())
    return top + [_known(row, layout) for row in (connection.execute(more) if found else ())]


def _found_below(
    connection: Connection, source_id: int, listing: Sequence[Sighting], top: Sequence[KnownItem]
) -> set[str]:
    met = {item.listed.content for item in top}
    unmet = [sighting for sighting in listing if sighting.listed.content not in met]
    if not unmet:
        return set()
    titles = (
        select(Item.id, Revision.title, Revision.url)
        .join(Revision, (Revision.item_id == Item.id) & (Revision.number == Item.revision))
        .where(Item.source_id == source_id, Item.place < top[-1].place)
    )
    rows = connection.execute(titles).all()  # all at once: a third of the time of one by one
    return likely(((id_, title, None, url) for id_, title, url in rows), unmet)


def _known_query() -> Select[Any]:
    content = (c for c in Revision.__table__.c if c.name not in ("id", "item_id", "number"))
    met = aliased(Crawl)
    columns: list[Any] = [Item.__table__, Profile.layout, met.ended_at.label("met_until"), *content]
    return (
        select(*columns)
        .join(Revision, (Revision.item_id == Item.id) & (Revision.number == Item.revision))
        .join(met, met.id == Item.last_crawl)
        .join(Crawl, Crawl.id == Item.read_by)
        .join(Profile, Profile.hash == Crawl.profile_hash)
        .where(Item.erased_at.is_(None))  # of what was taken down, nothing is left to know it by
    )


def _known(row: Row[Any], layout: str) -> KnownItem:
    content = record_of_revision(row)
    listed = content if row.listed is None else record_of_json(row.listed)
    return KnownItem(
        id=row.id,
        status=row.status,
        place=row.place,
        listed=listed,
        content=content if row.merged_into is None else listed,  # a merge leaves it the look that the other has lost
        has_detail=row.detail_seen is not None,
        last_seen=row.last_seen,
        absences=row.absences,
        absent_since=row.absent_since,
        other_epoch=row.layout != layout,
        first_seen=row.first_seen,
        met_until=row.met_until,
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
    """Say of each list page whether it was read.

    A list that only counts its pages ends with some that hold nothing: where the end was reached, they are no part of
    the list.
    """
    last = max((page.number for page in pages if page.records), default=0) if reached_end else len(pages)
    return [
        PageCoverage(number=page.number, complete=page.status == PageStatus.READ, records=page.records)
        for page in pages
        if page.number <= last or not last
    ]


def short_pages(coverage: Coverage, sizes: Mapping[int, int]) -> list[int]:
    """Return the pages that hold fewer records than their siblings without being the last of the list.

    ``sizes`` are those of the last sweep: a page that still holds as many is not short.
    """
    last = coverage.pages[-1].number if coverage.reached_end and coverage.pages else None
    counts = Counter(page.records for page in coverage.pages)
    usual, times = counts.most_common(1)[0] if counts else (0, 0)
    if times < max(2, _REGULAR * (len(coverage.pages) - 1)):
        usual = 0
    pages = (page for page in coverage.pages if page.number != last)
    return [page.number for page in pages if page.records < sizes.get(page.number, usual)]
