"""Asking the archive: order, filters, and the site as it was at a moment; the same answers from both databases."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from archive import engine, queries
from archive.archive import Archive
from archive.captures import Exchange
from archive.errors import NotFound
from archive.queries import EventFilter, ItemFilter
from archive.records import Page, Record
from archive.store import CrawlSession, CrawlStart, WalkEnd

MAY = dt.datetime(2026, 5, 1, 12, 0, tzinfo=dt.UTC)


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = MAY

    def __call__(self) -> dt.datetime:
        return self.now


class Library:
    """An archive that is fed with listings."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.clock = archive, Clock()

    def crawl(self, *records: tuple[str | None, str, str], slug: str = "acme", days: int = 0) -> None:
        self.clock.now = MAY + dt.timedelta(days=days)
        start = CrawlStart(
            slug=slug,
            name=slug.title(),
            url=f"http://{slug}.example/",
            profile_text="",
            profile_hash="h",
            layout="l",
            reader=1,
            full=True,
        )
        session = CrawlSession.begin(self.archive, start, now=self.clock)
        exchange = Exchange(
            url=start.url, request_headers=[], status=200, response_headers=[], body=b"x", captured_at=self.clock.now
        )
        capture = session.captured(exchange)
        found = tuple(
            Record(position=place, published=published, published_raw=published, title=title, text=words)
            for place, (published, title, words) in enumerate(records)
        )
        page = Page(
            source=slug,
            url=start.url,
            number=1,
            capture=capture.record_id,
            captured_at=self.clock.now,
            records=found,
        )
        session.stage(page)
        session.finish(WalkEnd(reached_end=True))

    def items(self, **which: object) -> list[tuple[str | None, str | None, str]]:
        with self.archive.reading() as connection:
            views = queries.items(connection, ItemFilter(**which))
            return [(view.published, view.title, view.status) for view in views]


@pytest.fixture
def library(tmp_path: Path, database_url: str) -> Library:
    engine.create(database_url).dispose()
    (tmp_path / "captures").mkdir()
    archive = Archive(database_url, captures=tmp_path / "captures", locks=tmp_path / "locks")
    yield Library(archive)
    archive.close()


NEWS = [
    ("2026-04-03", "Third", "c"),
    ("2026-04", "A month", "m"),
    ("2026-03-02", "Second", "b"),
    (None, "Undated", "u"),
]


def test_what_is_read_on_one_connection_is_one_state(library: Library) -> None:
    library.crawl(("2026-04-01", "One", "."))
    with library.archive.reading() as connection:
        before = [item.title for item in queries.items(connection)]
        library.crawl(("2026-04-02", "Two", "."), ("2026-04-01", "One", "."), days=1)
        assert [item.title for item in queries.items(connection)] == before == ["One"]


def test_newest_first_a_month_as_its_first_day_unknown_last(library: Library) -> None:
    library.crawl(*NEWS)
    assert [title for _, title, _ in library.items()] == ["Third", "A month", "Second", "Undated"]


def test_filters(library: Library) -> None:
    library.crawl(*NEWS)
    library.crawl(("2026-04-09", "Of another", "o"), slug="other")
    titles = {
        "source": library.items(source="other"),
        "since": library.items(since=dt.date(2026, 4, 1)),
        "until": library.items(until=dt.date(2026, 4, 1)),
        "limit": library.items(limit=1),
        "status": library.items(status="removed"),
    }
    assert {name: [title for _, title, _ in found] for name, found in titles.items()} == {
        "source": ["Of another"],
        "since": ["Of another", "Third", "A month"],
        "until": ["A month", "Second"],
        "limit": ["Of another"],
        "status": [],
    }


def test_as_of_shows_what_the_site_showed(library: Library) -> None:
    library.crawl(*NEWS)
    library.crawl(("2026-04-30", "New", "n"), ("2026-04-03", "Third, mended", "c"), *NEWS[1:], days=10)
    assert [title for _, title, _ in library.items(as_of=MAY)] == ["Third", "A month", "Second", "Undated"]
    assert library.items(as_of=MAY - dt.timedelta(days=1)) == []
    later = [title for _, title, _ in library.items(as_of=MAY + dt.timedelta(days=11))]
    assert later == ["New", "Third, mended", "A month", "Second", "Undated"]


def test_a_removed_item_is_present_before_its_removal(library: Library) -> None:
    less = [NEWS[0], *NEWS[2:]]
    library.crawl(*NEWS)
    for days in (1, 2):
        library.crawl(*less, days=days)
    assert ("2026-04", "A month", "removed") in library.items()
    assert ("2026-04", "A month", "present") in library.items(as_of=MAY + dt.timedelta(hours=1))
    assert ("2026-04", "A month", "removed") in library.items(as_of=MAY + dt.timedelta(days=3))


def test_what_the_list_no_longer_reaches_was_not_shown_then(library: Library) -> None:
    library.crawl(*NEWS)
    library.crawl(*NEWS[:2], days=1)
    library.crawl(*NEWS[:2], days=2)
    end = MAY + dt.timedelta(days=3)
    assert [status for _, _, status in library.items()] == ["present", "present", "unlisted", "unlisted"]
    assert library.items(as_of=end) == library.items()
    assert [title for _, title, _ in library.items(as_of=end, status="present")] == ["Third", "A month"]
    assert len(library.items(as_of=MAY + dt.timedelta(hours=1), status="present")) == len(NEWS)


def test_an_item_is_missing_from_its_first_absence_on(library: Library) -> None:
    less = [NEWS[0], *NEWS[2:]]
    library.crawl(*NEWS)
    library.crawl(*less, days=1)
    missing = ("2026-04", "A month", "missing")
    assert missing in library.items()
    assert missing not in library.items(as_of=MAY + dt.timedelta(hours=23))
    assert missing in library.items(as_of=MAY + dt.timedelta(days=1))
    library.crawl(*less, days=2)
    assert missing in library.items(as_of=MAY + dt.timedelta(days=1))


def test_events_are_told_oldest_first_with_their_revisions(library: Library) -> None:
    library.crawl(*NEWS)
    library.crawl(("2026-04-03", "Third, mended", "c"), *NEWS[1:], days=1)
    with library.archive.reading() as connection:
        found = list(queries.events(connection, EventFilter(kind="edited")))
        assert [(e.fields, e.previous, e.revision, e.at) for e in found] == [(["title"], 1, 2, "2026-05-02T12:00:00Z")]
        assert [e.kind for e in queries.events(connection)] == ["new"] * 4 + ["edited"]
        assert list(queries.events(connection, EventFilter(until=MAY - dt.timedelta(days=1)))) == []
        revisions = [view.title for view in queries.revisions(connection, found[0].item)]
    assert revisions == ["Third", "Third, mended"]


def test_what_is_not_there_is_not_found(library: Library) -> None:
    with library.archive.reading() as connection:
        for ask in (
            lambda: queries.item(connection, "nothing"),
            lambda: queries.crawl_view(connection, 7),
            lambda: list(queries.items(connection, ItemFilter(source="nobody"))),
        ):
            with pytest.raises(NotFound):
                ask()


def test_sources_tell_how_their_last_crawl_ended(library: Library) -> None:
    library.crawl(*NEWS)
    with library.archive.reading() as connection:
        (view,) = queries.sources(connection)
    assert (view.source, view.items, view.last_status) == ("acme", 4, "complete")
