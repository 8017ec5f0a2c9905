"""Crawls and sources: how each crawl ended, and how each source stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from archive.errors import NotFound
from archive.models import Crawl, Item, Source
from archive.queries.rows import source_id, time_text, time_text_or_none
from archive.views import CrawlView, SourceView

__all__ = ["crawl_view", "crawls", "sources"]


def crawls(connection: Connection, source: str | None = None, *, limit: int | None = None) -> Iterator[CrawlView]:
    """Give crawls, newest first."""
    query = _crawl_query().order_by(Crawl.id.desc())
    if source is not None:
        query = query.where(Crawl.source_id == source_id(connection, source))
    if limit is not None:
        query = query.limit(limit)
    return (_crawl_view(row) for row in connection.execute(query).all())


def crawl_view(connection: Connection, number: int) -> CrawlView:
    """Return one crawl. Raises NotFound."""
    row = connection.execute(_crawl_query().where(Crawl.id == number)).one_or_none()
    if row is None:
        raise NotFound(f"there is no crawl {number}; list them with: aimcrawl crawls")
    return _crawl_view(row)


def sources(connection: Connection) -> list[SourceView]:
    """Return the sources that the archive knows, by slug, with the outcome of their last crawl."""
    counts = select(Item.source_id, func.count().label("items")).group_by(Item.source_id).subquery()
    gone = select(Item.source_id).where(Item.merged_into.is_not(None))  # apart: an index answers each alone
    merged = Counter(connection.execute(gone).scalars())
    live = Crawl.kind == "crawl"
    ended = select(Crawl.source_id, func.max(Crawl.id).label("id")).where(live, Crawl.status != "running")
    last = ended.group_by(Crawl.source_id).subquery()
    complete = (
        select(Crawl.source_id, func.max(Crawl.ended_at).label("at"))
        .where(live, Crawl.status == "complete")
        .group_by(Crawl.source_id)
        .subquery()
    )
    columns: list[Any] = [
        *(Source.slug, Source.name, Source.url, Source.status, complete.c.at),
        *(Source.id, func.coalesce(counts.c["items"], 0).label("items")),
        *(Crawl.ended_at, Crawl.status.label("last_status"), Crawl.reason),
    ]
    query = (
        select(*columns)
        .outerjoin(counts, counts.c.source_id == Source.id)
        .outerjoin(last, last.c.source_id == Source.id)
        .outerjoin(Crawl, Crawl.id == last.c.id)
        .outerjoin(complete, complete.c.source_id == Source.id)
        .order_by(Source.slug)
    )
    return [_source_view(row, row.items - merged[row.id]) for row in connection.execute(query)]


def _crawl_query() -> Select[Any]:
    return select(Crawl.__table__, Source.slug).join(Source, Source.id == Crawl.source_id)


def _crawl_view(row: Row[Any]) -> CrawlView:
    return CrawlView(
        source=row.slug,
        crawl=row.id,
        status=row.status,
        full=row.full,
        requests=row.requests,
        pages=row.pages,
        items=row.items,
        new=row.new,
        edited=row.edited,
        removed=row.removed,
        restored=row.restored,
        unchanged=row.unchanged,
        reason=row.reason,
        started=time_text(row.started_at),
        ended=time_text_or_none(row.ended_at),
        incomplete=row.incomplete,
        kind=row.kind,
    )


def _source_view(row: Row[Any], items: int) -> SourceView:
    return SourceView(
        source=row.slug,
        name=row.name,
        url=row.url,
        status=row.status,
        items=items,
        last_crawl=time_text_or_none(row.ended_at),
        last_status=row.last_status,
        last_complete=time_text_or_none(row.at),
        reason=row.reason,
    )
