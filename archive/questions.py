"""What can be asked of an archive in Python: the methods of :class:`archive.archive.Archive` that read.

Days and moments may be given as such or in ISO 8601: ``"2016-04-13"``, ``"2016-04"``, ``"2016-04-13T10:30:00Z"``. What
names a day, a month or a year means its end where something ends or is looked at, and its beginning where it begins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar, get_args

from sqlalchemy import Connection

from archive import ledger, queries
from archive.answers import Answer
from archive.captures import CapturedResponse, read_capture
from archive.queries import EventFilter, ItemFilter, RevisionFilter
from archive.reconcile.model import Kind, Status
from archive.search import SearchFilter, count, facets, search, similar
from archive.spans import span_named
from archive.views import CrawlView, EventView, FacetsView, HitView, ItemView, RevisionView, SimilarView, SourceView

__all__ = ["Day", "Moment", "Questions"]

Day: TypeAlias = dt.date | str
Moment: TypeAlias = dt.datetime | dt.date | str
T = TypeVar("T")

_STATUSES = get_args(Status)
_KINDS = get_args(Kind)
_MOST = 2**63 - 1  # what databases count to


class Questions:
    """The questions. Sources are named by their slug; where there is none such, going through the answer says so."""

    captures: Path

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection that sees one state of the database until it is closed."""
        raise NotImplementedError

    def sources(self) -> Answer[SourceView]:
        """All sources, by slug, with the outcome of their last crawl."""
        return Answer(SourceView, self.reading, queries.sources)

    def items(  # noqa: PLR0913 - as many as there are ways to narrow it down
        self,
        *,
        source: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        status: str | None = None,
        as_of: Moment | None = None,
        limit: int | None = None,
    ) -> Answer[ItemView]:
        """Items, newest published first: those published in a stretch of days, with a status, as of a moment."""
        _one_of("status", status, _STATUSES)
        which = ItemFilter(
            source=source,
            since=_first_day(since),
            until=_last_day(until),
            status=status,
            as_of=_end(as_of),
            limit=_at_most(limit),
        )
        return Answer(ItemView, self.reading, partial(queries.items, which=which))

    def item(self, item: str) -> ItemView:
        """One item as it stands now. Raises NotFound."""
        with self.reading() as connection:
            return queries.item(connection, item)

    def revisions(
        self,
        item: str | None = None,
        *,
        source: str | None = None,
        since: Moment | None = None,
        until: Moment | None = None,
        limit: int | None = None,
    ) -> Answer[RevisionView]:
        """The versions of one item or of all, in the order of items and numbers; captured in a stretch of time."""
        which = RevisionFilter(source=source, since=_begin(since), until=_end(until), limit=_at_most(limit))
        return Answer(RevisionView, self.reading, _of_item(partial(queries.revisions, item_id=item, which=which), item))

    def events(  # noqa: PLR0913 - as many as there are ways to narrow it down
        self,
        *,
        source: str | None = None,
        item: str | None = None,
        kind: Literal["new", "edited", "removed", "restored"] | None = None,
        since: Moment | None = None,
        until: Moment | None = None,
        limit: int | None = None,
    ) -> Answer[EventView]:
        """What crawls showed about items, oldest first."""
        _one_of("kind", kind, _KINDS)
        which = EventFilter(
            source=source, item=item, kind=kind, since=_begin(since), until=_end(until), limit=_at_most(limit)
        )
        return Answer(EventView, self.reading, _of_item(partial(queries.events, which=which), item))

    def crawls(self, source: str | None = None, *, limit: int | None = None) -> Answer[CrawlView]:
        """Crawls, newest first."""
        return Answer(CrawlView, self.reading, partial(queries.crawls, source=source, limit=_at_most(limit)))

    def search(  # noqa: PLR0913 - as many as there are ways to narrow it down
        self,
        query: str,
        *,
        source: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        status: str | None = None,
        old: bool = False,
        order: Literal["newest", "relevance"] = "newest",
        limit: int | None = None,
    ) -> Answer[HitView]:
        """What a query finds; docs/search.md has the language. ``old``: in revisions that are no longer current too.

        Going through the answer raises QueryError where the query is broken.
        """
        _one_of("status", status, _STATUSES)
        _one_of("order", order, ("newest", "relevance"))
        which = SearchFilter(
            source=source,
            since=_first_day(since),
            until=_last_day(until),
            status=status,
            old=old,
            order=order,
            limit=_at_most(limit),
        )
        return Answer(HitView, self.reading, partial(search, query=query, which=which))

    def count(self, query: str, *, source: str | None = None, old: bool = False) -> int:
        """How many items (or, with ``old``, revisions) a query finds. Raises QueryError where the query is broken."""
        with self.reading() as connection:
            return count(connection, query, SearchFilter(source=source, old=old))

    def facets(self, query: str, *, source: str | None = None, old: bool = False) -> FacetsView:
        """How many a query finds by source and by year. Raises QueryError where the query is broken."""
        with self.reading() as connection:
            return facets(connection, query, SearchFilter(source=source, old=old))

    def similar(self, item: str, *, same_source: bool = False) -> Answer[SimilarView]:
        """Items of other sources that say the same as an item, or nearly."""
        return Answer(SimilarView, self.reading, partial(similar, item_id=item, same_source=same_source))

    def capture(self, name: str, revision: int | None = None) -> CapturedResponse:
        """The bytes that an item's revision (default: the current one) was read from, as they came over the wire.

        Or those of the WARC record id that ``name`` is. Raises NotFound, or CaptureDamaged where they are not as they
        were written.
        """
        with self.reading() as connection:
            capture = queries.capture(connection, name, revision)
            return read_capture(self.captures, capture, find=partial(ledger.capture_of_record, connection))


def _first_day(value: Day | None) -> dt.date | None:
    moment = _begin(value)
    return None if moment is None else moment.date()


def _last_day(value: Day | None) -> dt.date | None:
    moment = _end(value)
    return None if moment is None else moment.date()


def _begin(value: Moment | None) -> dt.datetime | None:
    return None if value is None else _bounds(value)[0]


def _end(value: Moment | None) -> dt.datetime | None:
    return None if value is None else _bounds(value)[1]


def _bounds(value: Moment) -> tuple[dt.datetime, dt.datetime]:
    """Return the first and the last second, in UTC, of what a value names; without a zone it is UTC already."""
    try:
        if not isinstance(value, dt.datetime):
            return span_named(str(value))
        moment = (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{value!r}: expected a day (2016-04-13, 2016-04, 2016) or a moment in ISO 8601") from error
    return moment, moment


def _one_of(name: str, value: str | None, known: tuple[str, ...]) -> None:
    """Refuse a word that is none of those that there are: an empty answer would look like one."""
    if value is not None and value not in known:
        raise ValueError(f"{name}={value!r}: expected {', '.join(known)}")


def _at_most(limit: int | None) -> int | None:
    if limit is not None and limit < 0:
        raise ValueError(f"limit={limit}: expected 0 or more")
    return None if limit is None else min(limit, _MOST)


def _of_item(find: Callable[..., Iterator[T]], item: str | None) -> Callable[[Connection], Iterator[T]]:
    """Return a way to find that raises NotFound where an item is named that there is not."""

    def found(connection: Connection) -> Iterator[T]:
        if item is not None:
            queries.item(connection, item)
        return find(connection)

    return found
