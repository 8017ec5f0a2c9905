"""What can be asked of an archive in Python: the methods of :class:`archive.archive.Archive` that read.

Days and moments may be given as such or in ISO 8601: ``"2016-04-13"``, ``"2016-04-13T10:30:00Z"``. A moment that names
a day alone means its end where something ends or is looked at, and its beginning where something begins.
"""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias

from sqlalchemy import Connection

from archive import ledger, queries
from archive.answers import Answer
from archive.captures import CapturedResponse, read_capture
from archive.queries import EventFilter, ItemFilter, RevisionFilter
from archive.search import SearchFilter, search, similar
from archive.views import CrawlView, EventView, HitView, ItemView, RevisionView, SimilarView, SourceView

__all__ = ["Day", "Moment", "Questions"]

Day: TypeAlias = dt.date | str
Moment: TypeAlias = dt.datetime | dt.date | str


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
        which = ItemFilter(
            source=source, since=_day(since), until=_day(until), status=status, as_of=_end(as_of), limit=limit
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
        which = RevisionFilter(source=source, since=_begin(since), until=_end(until), limit=limit)
        return Answer(RevisionView, self.reading, partial(queries.revisions, item_id=item, which=which))

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
        which = EventFilter(source=source, item=item, kind=kind, since=_begin(since), until=_end(until), limit=limit)
        return Answer(EventView, self.reading, partial(queries.events, which=which))

    def crawls(self, source: str | None = None, *, limit: int | None = None) -> Answer[CrawlView]:
        """Crawls, newest first."""
        return Answer(CrawlView, self.reading, partial(queries.crawls, source=source, limit=limit))

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
        which = SearchFilter(
            source=source, since=_day(since), until=_day(until), status=status, old=old, order=order, limit=limit
        )
        return Answer(HitView, self.reading, partial(search, query=query, which=which))

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


def _day(value: Day | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _begin(value: Moment | None) -> dt.datetime | None:
    return _moment(value, dt.time.min)


def _end(value: Moment | None) -> dt.datetime | None:
    return _moment(value, dt.time(23, 59, 59))


def _moment(value: Moment | None, time: dt.time) -> dt.datetime | None:
    """Return a moment in UTC; of a day, that time."""
    if isinstance(value, str):
        value = dt.date.fromisoformat(value) if len(value) == len("2016-04-13") else dt.datetime.fromisoformat(value)
    if value is None or isinstance(value, dt.datetime):
        return value if value is None or value.tzinfo else value.replace(tzinfo=dt.UTC)
    return dt.datetime.combine(value, time, tzinfo=dt.UTC)
