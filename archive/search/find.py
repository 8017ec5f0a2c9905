"""Searching: hits, how many, by source and year. Reads only; the same answers from both databases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, false, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from archive.errors import NotFound
from archive.models import Item, Revision, SearchEntry
from archive.models import Source as SourceRow
from archive.search.conditions import Plan, plan, positive_words, rows_of
from archive.search.excerpts import excerpt
from archive.search.language import And, Marked, Node, Not, Or, Since, Source, Until, Words, parse
from archive.search.marks import source_mark
from archive.views import FacetsView, FacetView, HitView

__all__ = ["SearchFilter", "count", "facets", "matching", "search"]

_IN_ORDER = func.coalesce(SearchEntry.current, false())
"""That an entry is current, said so that no index is taken for it: hits are then met in the order of their keys."""
_MOST = 2**62  # what a database can count to; who asks for more gets as much


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilter:
    """Which hits: of a source (slug), published from ``since`` until ``until`` (days, inclusive), with a status.

    ``old``: also revisions that are no longer current, and those of items that were merged into others. Newest first is
    by published day, unknown last; within a day what was recorded last comes first. The order by ``relevance`` is each
    database's own (BM25 on SQLite, ``ts_rank`` on PostgreSQL).
    """

    source: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    status: str | None = None
    old: bool = False
    order: Literal["newest", "relevance"] = "newest"
    limit: int | None = 50
    offset: int = 0


def search(connection: Connection, query: str, which: SearchFilter | None = None) -> list[HitView]:
    """Return what a query finds; an empty one finds everything.

    Raises:
        QueryError: the query is broken; says where.
        NotFound: it names a source that the archive does not know.
    """
    which = which or SearchFilter()
    node = parse(query)
    found = _plan(connection, node, which)
    by_score = which.order == "relevance" and found.score is not None
    score: Any = found.score if by_score else None
    columns = [SearchEntry.revision_id] if score is None else [SearchEntry.revision_id, score.label("score")]
    chosen = _narrow(found.select(*columns), which, is_current=_IN_ORDER)
    order = [found.key.desc()] if score is None else [score.desc(), found.key.desc()]
    limit = None if which.limit is None else min(which.limit, _MOST)
    rows = rows_of(connection, chosen.order_by(*order).limit(limit).offset(min(which.offset, _MOST)))
    scores = {row[0]: float(row[1]) if by_score else None for row in rows}
    wanted = positive_words(node)
    content = _contents(connection, list(scores))
    return [_hit(content[revision], wanted, score) for revision, score in scores.items()]


def count(connection: Connection, query: str, which: SearchFilter | None = None) -> int:
    """Return how many hits there are in all, whatever ``limit`` and ``offset`` say. Raises as :func:`search`."""
    which = which or SearchFilter()
    found = _plan(connection, parse(query), which, counted=True)
    return int(rows_of(connection, _narrow(found.select(func.count()), which))[0][0])


def facets(connection: Connection, query: str, which: SearchFilter | None = None) -> FacetsView:
    """Return how many hits there are in all, by source and by year. Raises as :func:`search`."""
    which = which or SearchFilter()
    found = _plan(connection, parse(query), which, counted=True)
    columns = (SearchEntry.source_id, SearchEntry.year)
    grouped = _narrow(found.select(*columns, func.count()), which).group_by(*columns)
    by_source, by_year = Counter[int](), Counter[int | None]()
    for source, year, hits in rows_of(connection, grouped):
        by_source[source] += hits
        by_year[year] += hits
    slugs = {row.id: row.slug for row in connection.execute(select(SourceRow.id, SourceRow.slug))}
    sources = sorted((-hits, slugs[source]) for source, hits in by_source.items())
    years = sorted(by_year.items(), key=lambda pair: (pair[0] is None, pair[0]))
    return FacetsView(
        total=by_source.total(),
        sources=[FacetView(value=slug, hits=-hits) for hits, slug in sources],
        years=[FacetView(value=year, hits=hits) for year, hits in years],
    )


class _Matching(ColumnElement[bool]):
    """A condition on items, as the database that runs it can say it."""

    inherit_cache = False

    def __init__(self, node: Node) -> None:
        self.node = node


@compiles(_Matching)
def _compile_matching(condition: _Matching, compiler: SQLCompiler, **options: Any) -> str:
    found = plan(condition.node, compiler.dialect.name).select(SearchEntry.item_id).where(SearchEntry.current)
    return compiler.process(Item.id.in_(found.correlate(None)), **options)


def matching(query: str) -> ColumnElement[bool]:
    """Return what a query finds as a condition on :class:`archive.models.Item`, for queries of your own.

    Raises:
        QueryError: the query is broken; says where.
    """
    return _Matching(parse(query))


def _plan(connection: Connection, node: Node, which: SearchFilter, *, counted: bool = False) -> Plan:
    """Return the plan for a query within a filter. What is ``counted`` by no word is so among the entries."""
    narrowed = (
        *(() if which.source is None else (Source(which.source),)),
        *(() if which.since is None else (Since(which.since),)),
        *(() if which.until is None else (Until(which.until),)),
    )
    whole = And((*(node.parts if isinstance(node, And) else (node,)), *narrowed)) if narrowed else node
    marked = _with_marks(connection, whole)
    return plan(whole if counted and not positive_words(whole) else marked, connection.dialect.name)


def _with_marks(connection: Connection, node: Node) -> Node:
    """Return a tree with the marks of sources in place of their slugs."""
    match node:
        case Source(slug):
            return Marked(source_mark(_source_id(connection, slug)))
        case Not(part):
            return Not(_with_marks(connection, part))
        case And(parts) | Or(parts):
            return type(node)(tuple(_with_marks(connection, part) for part in parts))
        case Words() | Marked() | Since() | Until():
            return node


def _source_id(connection: Connection, slug: str) -> int:
    known = select(SourceRow.id).where(SourceRow.slug == slug)
    found = connection.execute(known).scalar_one_or_none() if slug.isprintable() else None
    if found is None:
        raise NotFound(f"the archive has no source {slug!r}; list them with: aimcrawl sources")
    return found


def _narrow(query: Select[Any], which: SearchFilter, *, is_current: Any = SearchEntry.current) -> Select[Any]:
    """Leave out what is not current, and what has another status."""
    if not which.old:
        query = query.where(is_current)
    if which.status is not None:
        with_status = select(Item.id).where(Item.id == SearchEntry.item_id, Item.status == which.status)
        query = query.where(with_status.exists())
    return query


def _contents(connection: Connection, revisions: Sequence[int]) -> dict[int, Row[Any]]:
    """Return what hits show, by the ids of their revisions."""
    found: dict[int, Row[Any]] = {}
    columns = (Revision.number, Revision.url, Revision.published, Revision.title, Revision.text)
    query = select(Revision.id, Revision.item_id, *columns, Item.status, SourceRow.slug)
    joined = query.join(Item, Item.id == Revision.item_id).join(SourceRow, SourceRow.id == Item.source_id)
    for start in range(0, len(revisions), 500):
        rows = connection.execute(joined.where(Revision.id.in_(revisions[start : start + 500])))
        found |= {row.id: row for row in rows}
    return found


def _hit(row: Row[Any], wanted: Sequence[Words], score: float | None) -> HitView:
    return HitView(
        id=row.item_id,
        source=row.slug,
        url=row.url,
        published=row.published,
        title=row.title,
        status=row.status,
        revision=row.number,
        excerpt=excerpt(row.title, row.text, wanted),
        score=None if score is None else round(score, 4),
    )
