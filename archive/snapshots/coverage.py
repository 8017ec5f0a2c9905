"""What each crawl saw, and what it could not: from the rows of crawls and their pages."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from archive.export.documents import listed
from archive.models import Crawl, Page, Source
from archive.queries.rows import STREAM, printed_time
from archive.records import PageStatus
from archive.snapshots.model import CrawlCoverage, Missed

__all__ = ["as_document", "crawls_seen"]

_WELL = (PageStatus.READ, PageStatus.UNCHANGED)


def crawls_seen(connection: Connection, sources: Iterable[str] | None = None) -> Iterator[CrawlCoverage]:
    """Give all crawls that ended, by number: of all sources or of some (slugs)."""
    rows = connection.execution_options(**STREAM).execute(_query(sources))
    for _, of_one in itertools.groupby(rows, key=lambda row: row.id):
        first, *rest = of_one
        yield _coverage(first, [_missed(row) for row in (first, *rest) if row.page is not None])


def as_document(crawls: Iterable[CrawlCoverage]) -> Iterator[bytes]:
    """Give ``coverage.json`` piece by piece, one crawl a line."""
    yield b'{"schema":"aimcrawl/coverage/1","crawls":['
    yield from listed(crawls)
    yield b"]}\n"


def _query(sources: Iterable[str] | None) -> Select[Any]:
    """Select crawls, each as often as it missed a page, and once where it missed none."""
    missed = (Page.crawl_id == Crawl.id) & Page.status.not_in(_WELL)
    columns: list[Any] = [
        *(Crawl.id, Source.slug, Crawl.kind, Crawl.status, Crawl.reason, Crawl.full, Crawl.reached_end),
        *(printed_time(Crawl.started_at).label("started"), printed_time(Crawl.ended_at).label("ended")),
        *(Crawl.pages, Crawl.items, Crawl.incomplete, Page.id.label("page"), Page.kind.label("page_kind")),
        *(Page.number, Page.url, Page.status.label("page_status"), Page.reason.label("page_reason")),
    ]
    query = select(*columns).select_from(Crawl).join(Source, Source.id == Crawl.source_id).outerjoin(Page, missed)
    if sources is not None:
        query = query.where(Source.slug.in_(list(sources)))
    return query.where(Crawl.status != "running").order_by(Crawl.id, Page.id)


def _coverage(row: Row[*tuple[Any, ...]], missed: list[Missed]) -> CrawlCoverage:
    return CrawlCoverage(
        crawl=row.id,
        source=row.slug,
        kind=row.kind,
        status=row.status,
        reason=row.reason,
        full=row.full,
        reached_end=row.reached_end,
        started=row.started,
        ended=row.ended,
        pages=row.pages,
        items=row.items,
        incomplete=row.incomplete,
        missed=missed,
    )


def _missed(row: Row[*tuple[Any, ...]]) -> Missed:
    return Missed(kind=row.page_kind, number=row.number, url=row.url, status=row.page_status, reason=row.page_reason)
