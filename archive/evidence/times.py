"""The times of revisions, events, pages and items against the captures and pages that they are from.

A capture's own time is proven by its WARC record (:mod:`archive.captures.check`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, select

from archive.evidence.model import Finding
from archive.models import Capture, Crawl, Event, Item, Page, Revision

__all__ = ["time_faults"]

_ALTERED: Final = "Rows were altered: restore the database from a backup, or make it again with `aimcrawl rebuild`"


def time_faults(connection: Connection) -> Iterator[Finding]:
    """Yield every time that no capture or page bears out."""
    moments = _moments(connection)
    yield from _page_faults(connection)
    yield from _revision_faults(connection)
    yield from _event_faults(connection, moments)
    yield from _item_faults(connection, moments)


class _Moments:
    """When pages were captured: those of each crawl, and those of each source."""

    def __init__(self) -> None:
        self.of_crawl: dict[int, set[dt.datetime]] = defaultdict(set)
        self.of_source: dict[int, set[dt.datetime]] = defaultdict(set)


def _moments(connection: Connection) -> _Moments:
    found = _Moments()
    query = select(Page.crawl_id, Crawl.source_id, Page.captured_at).join(Crawl, Crawl.id == Page.crawl_id).distinct()
    for crawl, source, at in connection.execute(query):
        found.of_crawl[crawl].add(at)
        found.of_source[source].add(at)
    return found


def _page_faults(connection: Connection) -> Iterator[Finding]:
    query = select(Page.id, Page.captured_at, Capture.captured_at.label("then")).join(Capture)
    for row in connection.execute(query.where(Page.captured_at != Capture.captured_at)):
        yield _finding("page", f"page {row.id}", f"it bears the time {row.captured_at}, its capture {row.then}")


def _revision_faults(connection: Connection) -> Iterator[Finding]:
    """Yield revisions of another time than their capture's.

    A person's decision, and what an import says of a time between two looks, may follow their capture: they are dated
    by a later look at the same item.
    """
    columns: list[Any] = [Revision.item_id, Revision.number, Revision.cause, Revision.captured_at, Item.source_id]
    query = (
        select(*columns, Capture.captured_at.label("then"))
        .join(Item, Item.id == Revision.item_id)
        .join(Capture, Capture.id == Revision.capture_id)
        .where(Revision.captured_at != Capture.captured_at)
    )
    for row in connection.execute(query):
        if row.cause == "crawl" or row.captured_at < row.then or not _was_a_look(connection, row):
            where = f"revision {row.item_id}/{row.number}"
            yield _finding("revision", where, f"it bears the time {row.captured_at}, its capture {row.then}")


def _was_a_look(connection: Connection, row: Any) -> bool:
    pages = select(Page.id).join(Crawl, Crawl.id == Page.crawl_id).where(Crawl.source_id == row.source_id)
    return connection.execute(pages.where(Page.captured_at == row.captured_at).limit(1)).first() is not None


def _event_faults(connection: Connection, moments: _Moments) -> Iterator[Finding]:
    """Yield events of a time at which their crawl captured no page; an import may tell of those of other crawls."""
    columns = (Event.id, Event.at, Event.crawl_id, Event.source_id, Crawl.kind)
    for row in connection.execute(select(*columns).join(Crawl, Crawl.id == Event.crawl_id).order_by(Event.id)):
        known = moments.of_source[row.source_id] if row.kind == "import" else moments.of_crawl[row.crawl_id]
        if row.at not in known:
            yield _finding("event", f"event {row.id}", f"crawl {row.crawl_id} captured no page at its time, {row.at}")


def _item_faults(connection: Connection, moments: _Moments) -> Iterator[Finding]:
    for row in connection.execute(select(Item.id, Item.source_id, Item.first_seen, Item.last_seen)):
        known = moments.of_source[row.source_id]
        for name, at in (("first", row.first_seen), ("last", row.last_seen)):
            if at not in known:
                yield _finding("item", f"item {row.id}", f"no page was captured when it was {name} seen, {at}")


def _finding(kind: str, where: str, problem: str) -> Finding:
    return Finding(kind=kind, where=where, problem=problem, advice=_ALTERED)
