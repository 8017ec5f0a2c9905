"""The archive in Python: the same answers from both databases, and no slip that passes for an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from desk import desk_in

from aimcrawl.home import Home, create_home
from aimcrawl.sample import SampleSite, invent_items
from archive.archive import Archive
from archive.errors import ArchiveError, NotFound, QueryError


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def home(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, make_database: Callable[[str], str]
) -> Home:
    """A home of six items, once on SQLite and once on PostgreSQL."""
    home = create_home(tmp_path_factory.mktemp("six") / "home", database=make_database(request.param))
    with SampleSite(invent_items(6)) as site:
        desk_in(home, site).crawl()
    return home


@pytest.fixture
def archive(home: Home) -> Iterator[Archive]:
    with home.open_archive() as archive:
        yield archive


def test_every_way_to_name_a_day_means_the_same(archive: Archive) -> None:
    newest = archive.items().first()
    assert newest is not None
    assert newest.published == "2016-05-12"
    days = ["2016-05-12", dt.date(2016, 5, 12), dt.datetime(2016, 5, 12, 9, tzinfo=dt.UTC)]
    for day in days:
        for answer in (archive.items(since=day, until=day), archive.search("", since=day, until=day)):
            assert [row.id for row in answer] == [newest.id]
    assert [row.id for row in archive.items(since="2016-05", until="2016-05")] == [row.id for row in archive.items()][
        :2
    ]
    assert len(list(archive.items(since="2016", until="2016"))) == 6


@pytest.mark.parametrize(
    "day", ["soon", "2016-13", "2016-00", "2016-02-30", "2016-04-13T25:00", "9999-12-31T23:00:00-05:00"]
)
def test_what_names_no_time_is_refused_in_words(archive: Archive, day: str) -> None:
    with pytest.raises(ValueError, match="expected a day"):
        archive.items(as_of=day)


def test_a_slip_is_no_empty_answer(archive: Archive) -> None:
    for wrong in (
        lambda: archive.items(status="gone"),
        lambda: archive.events(kind="gone"),
        lambda: archive.search("x", order="best"),
        lambda: archive.items(limit=-1),
    ):
        with pytest.raises(ValueError, match="expected"):
            wrong()
    for nobody in ("nope", "a\0b", "\ud800"):
        for missing in (
            lambda name=nobody: list(archive.revisions(name)),
            lambda name=nobody: list(archive.events(item=name)),
            lambda name=nobody: list(archive.items(source=name)),
            lambda name=nobody: archive.item(name),
        ):
            with pytest.raises(NotFound):
                missing()
    with pytest.raises(QueryError):
        list(archive.search("(water"))
    assert len(list(archive.items(limit=10**30))) == 6


def test_counts_and_facets_are_those_of_the_search(archive: Archive) -> None:
    found = list(archive.search("training"))
    assert archive.count("training") == len(found) == archive.facets("training").total > 0


def test_many_answers_can_be_open_at_once(archive: Archive) -> None:
    rows = list(zip(*[iter(archive.items()) for _ in range(20)], strict=False))
    assert all(len({item.id for item in row}) == 1 for row in rows)
    assert len(rows) == 6


def test_a_closed_archive_answers_no_more(archive: Archive) -> None:
    archive.close()
    with pytest.raises(ArchiveError, match="closed"):
        list(archive.items())


def test_tables_have_the_same_types_whatever_they_hold(archive: Archive) -> None:
    pa = pytest.importorskip("pyarrow")
    for full, empty in (
        (archive.items(), archive.items(since="2030")),
        (archive.search("training"), archive.search("nothing-of-this-kind")),
        (archive.events(), archive.events(kind="restored")),
        (archive.revisions(), archive.revisions(since="2000", until="2001")),
    ):
        assert empty.to_arrow().num_rows == 0
        assert pa.concat_tables([full.to_arrow(), empty.to_arrow()]).num_rows == len(list(full)) > 0
    pd = pytest.importorskip("pandas")
    assert list(archive.items(since="2030").to_pandas().columns) == list(archive.items().to_pandas().columns)
    assert isinstance(archive.items().to_pandas(), pd.DataFrame)
