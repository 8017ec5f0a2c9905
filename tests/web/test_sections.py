"""A page of a source's items is what the whole list says, on both databases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from desk import SLUG
from starlette.testclient import TestClient
from web.shown import crawl_a_life, shelf_of

from aimcrawl.home import Home
from archive import queries
from archive.queries.sections import Section, items_by_month, items_by_year, items_of_section
from archive.web.app import create_app


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def home(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, make_database: Callable[[str], str]
) -> Home:
    """A home with a life, once on SQLite and once on PostgreSQL: for reading only."""
    home, _ = crawl_a_life(tmp_path_factory.mktemp("life") / "home", database=make_database(request.param))
    return home


def moments(home: Home) -> Iterator[dt.datetime | None]:
    """Give now, and the moments at which something was captured, with one before all."""
    yield None
    with home.open_archive() as archive, archive.reading() as connection:
        captured = {dt.datetime.fromisoformat(view.captured) for view in queries.revisions(connection)}
        seen = {dt.datetime.fromisoformat(view.at) for view in queries.events(connection)}
    yield from sorted({*captured, *seen, min(captured) - dt.timedelta(days=1)})


def test_pages_and_counts_are_those_of_the_whole_list(home: Home) -> None:
    with home.open_archive() as archive, archive.reading() as connection:
        for at in moments(home):
            status = None if at is None else "present"
            whole = list(queries.items(connection, queries.ItemFilter(source=SLUG, as_of=at, status=status)))
            pages = [
                items_of_section(connection, Section(source=SLUG, as_of=at, limit=7, offset=offset))
                for offset in range(0, 70, 7)
            ]
            found = [item for page in pages for item in page]
            said = {(view.id, view.revision, view.title, view.published, view.status) for view in whole}
            assert {(one.id, one.revision, one.title, one.published, one.status) for one in found} == said
            assert [one.published for one in found] == [view.published for view in whole]
        years = Counter(str(view.published)[:4] for view in queries.items(connection))
        assert items_by_year(connection, SLUG) == dict(sorted(years.items()))
        assert sum(items_by_month(connection, dt.date(1990, 1, 1))[SLUG].values()) == years.total()


def test_the_pages_answer_on_both_databases(home: Home) -> None:
    shelf = shelf_of(home)
    with TestClient(create_app(shelf), base_url="http://localhost") as client:
        tag = client.get("/").headers["etag"]
        assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
        assert "<mark>mended</mark>" in client.get("/search?q=title:mended").text
        for path in (f"/source/{SLUG}", "/changes?kind=edited", "/api/v1/items?limit=2", "/search.atom", "/crawl/1"):
            assert client.get(path).status_code == 200
        for path in ("/search?q=%00", "/crawl/999999999", "/api/v1/events?before=2147483647&item=x"):
            assert client.get(path).status_code < 500
    shelf.close()


def test_nothing_can_be_written_on_either_database(home: Home) -> None:
    shelf = shelf_of(home)
    with shelf._engine.connect() as connection, pytest.raises(Exception, match=r"read-?only"):
        connection.exec_driver_sql("DELETE FROM events")
    shelf.close()
