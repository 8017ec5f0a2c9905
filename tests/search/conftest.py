"""An archive that is fed with listings of sources, on either database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from archive import engine
from archive.archive import Archive
from archive.captures import Exchange
from archive.records import Page, Record
from archive.search import SearchFilter, search
from archive.store import CrawlSession, CrawlStart, WalkEnd

MAY = dt.datetime(2026, 5, 1, 12, 0, tzinfo=dt.UTC)
News = tuple[str | None, str, str]  # published, title, text


class Shelf:
    """An archive, ways to fill it, and the question of all tests: which titles are found?"""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.days = archive, 0

    def crawl(self, *news: News, slug: str = "acme") -> None:
        """Let a crawl, a day after the last one, read this list."""
        self.days += 1
        now = MAY + dt.timedelta(days=self.days)
        start = CrawlStart(
            slug=slug, name=slug, url=f"http://{slug}.example/", profile_text="", profile_hash="h", layout="l", reader=1
        )
        session = CrawlSession.begin(self.archive, start, now=lambda: now)
        exchange = Exchange(
            url=start.url, request_headers=[], status=200, response_headers=[], body=b"x", captured_at=now
        )
        records = tuple(
            Record(position=place, published=published, published_raw=published, title=title, text=text)
            for place, (published, title, text) in enumerate(news)
        )
        capture = session.captured(exchange).record_id
        session.stage(
            Page(source=slug, url=start.url, number=1, capture=capture, captured_at=now, records=records),
        )
        session.finish(WalkEnd(reached_end=True))

    def found(self, query: str, **which: object) -> list[str | None]:
        with self.archive.reading() as connection:
            hits = search(connection, query, SearchFilter(**which))
        return [hit.title for hit in hits]

    def ids(self) -> dict[str | None, str]:
        """Return the ids of items by their titles."""
        with self.archive.reading() as connection:
            return {hit.title: hit.id for hit in search(connection, "", SearchFilter(limit=None))}


@pytest.fixture
def shelf(tmp_path: Path, database_url: str) -> Iterator[Shelf]:
    engine.create(database_url).dispose()
    (tmp_path / "captures").mkdir()
    with Archive(database_url, captures=tmp_path / "captures", locks=tmp_path / "locks") as archive:
        yield Shelf(archive)


def news(*titles: str) -> Sequence[News]:
    return [("2026-04-01", title, "") for title in titles]
