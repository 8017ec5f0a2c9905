"""A better reader, or a mended profile, is no change of the site: it makes re-readings, and never an event."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from desk import SLUG, Desk, desk_in, run_in

from aimcrawl import reading
from aimcrawl.home import create_home
from aimcrawl.home.rebuilding import rebuild_home
from aimcrawl.reading import READER
from aimcrawl.reading.page import read_page
from aimcrawl.replay import deep, pages
from aimcrawl.replay.deep import deep_faults
from aimcrawl.replay.reread import Otherwise, profile_texts, reread
from aimcrawl.sample import SampleSite, invent_items
from aimcrawl.spiders import listing
from aimcrawl.spiders import pages as live
from archive import engine, queries
from archive.evidence.verify import verify
from archive.locks import SourceLock
from archive.records import Record
from archive.views import CrawlView, RevisionView

Change = Callable[[tuple[Record, ...]], tuple[Record, ...]]
Release = Callable[[Change], None]

FORMATS = 'formats = ["%d %B %Y"]'
WRONG_FORMATS = 'formats = ["%y %B 20%d"]'  # takes the day for the year: what a person mends in a profile


@pytest.fixture
def sample() -> Iterator[SampleSite]:
    with SampleSite(invent_items(24)) as site:
        yield site


def desk_on(folder: Path, sample: SampleSite, database: str | None = None) -> Desk:
    home = create_home(folder, database=database)
    return desk_in(home, sample)


@pytest.fixture
def desk(tmp_path: Path, sample: SampleSite) -> Desk:
    return desk_on(tmp_path / "home", sample)


@pytest.fixture
def desk_on_each(tmp_path: Path, sample: SampleSite, database_url: str) -> Desk:
    """The same on SQLite and on PostgreSQL."""
    return desk_on(tmp_path / "home", sample, database_url)


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Release:
    """Releases another reader: the next version, which changes the records of a page in some way."""

    def to(change: Change) -> None:
        def read(*arguments: Any, **named: Any) -> Any:
            found = read_page(*arguments, **named)
            return replace(found, records=change(found.records))

        for module in (pages, live):
            monkeypatch.setattr(module, "read_page", read)
        for module in (reading, listing, deep):
            monkeypatch.setattr(module, "READER", READER + 1)

    return to


def louder(records: tuple[Record, ...]) -> tuple[Record, ...]:
    return tuple(replace(one, title=(one.title or "").upper()) for one in records)


def without_last(records: tuple[Record, ...]) -> tuple[Record, ...]:
    return records[:-1]


def with_the_footer(records: tuple[Record, ...]) -> tuple[Record, ...]:
    return (*records, Record(position=len(records), title="Imprint", text="Imprint and contact"))


def counts(view: CrawlView) -> tuple[int, int, int, int]:
    return view.new, view.edited, view.removed, view.restored


def revisions(desk: Desk) -> list[RevisionView]:
    with desk.home.open_archive() as archive, archive.reading() as connection:
        return list(queries.revisions(connection))


def ask(desk: Desk, query: str) -> list[Any]:
    with desk.home.open_archive() as archive, archive.reading() as connection:
        return list(map(tuple, connection.exec_driver_sql(query)))


def kinds(desk: Desk) -> list[str]:
    return [kind for (kind,) in ask(desk, "SELECT kind FROM crawls ORDER BY id")]


def faults(desk: Desk) -> list[object]:
    with desk.home.open_archive() as archive:
        return [*verify(archive), *deep_faults(archive)]


def report(desk: Desk) -> list[Otherwise]:
    with desk.home.open_archive() as archive:
        return list(reread(archive, profiles=profile_texts(desk.home)))


def test_a_new_reader_makes_re_readings_and_no_event(desk_on_each: Desk, release: Release, sample: SampleSite) -> None:
    desk = desk_on_each
    desk.crawl()
    before = desk.events()
    release(louder)
    outcome = desk.crawl()
    assert (outcome.status, counts(outcome), outcome.requests) == ("complete", (0, 0, 0, 0), 2)
    assert desk.events() == before
    assert {item.title for item in desk.items()} == {item.title.upper() for item in sample.items}
    again = [one for one in revisions(desk) if one.revision == 2]
    assert {(one.cause, one.reader) for one in again} == {("reader", READER + 1)}
    assert len(again) == len(sample.items)
    assert kinds(desk) == ["crawl", "reread", "crawl"]
    assert faults(desk) == []


def test_a_reader_is_caught_up_with_once(desk: Desk, release: Release) -> None:
    desk.crawl()
    release(louder)
    desk.crawl()
    desk.crawl()
    assert kinds(desk) == ["crawl", "reread", "crawl", "crawl"]


def test_what_the_site_changed_meanwhile_is_still_told(desk: Desk, release: Release, sample: SampleSite) -> None:
    desk.crawl()
    release(louder)
    sample.items[3] = replace(sample.items[3], title="The site itself changed this")
    del sample.items[7]
    sample.items.insert(
        0, replace(sample.items[0], date=sample.items[0].date + dt.timedelta(3), title="And posted this")
    )
    outcome = desk.crawl(full=True)
    assert counts(outcome) == (1, 1, 0, 0)
    edited = next(event for event in desk.events() if event.kind == "edited")
    assert (edited.fields, edited.previous, edited.revision) == (["title"], 2, 3)
    assert counts(desk.crawl(full=True)) == (0, 0, 1, 0)


def test_a_mended_profile_makes_re_readings_and_no_event(desk_on_each: Desk, sample: SampleSite) -> None:
    desk = desk_on_each
    desk.write_profile(lambda text: text.replace(FORMATS, WRONG_FORMATS))
    desk.crawl()
    assert {item.published for item in desk.items()} != {item.date.isoformat() for item in sample.items}
    desk.write_profile(lambda text: text.replace(WRONG_FORMATS, FORMATS))
    assert report(desk)
    outcome = desk.crawl()
    assert (outcome.status, counts(outcome)) == ("complete", (0, 0, 0, 0))
    assert {item.published for item in desk.items()} == {item.date.isoformat() for item in sample.items}
    assert {event.kind for event in desk.events()} == {"new"}
    assert [one for one in report(desk) if one.revision is not None] == []
    assert faults(desk) == []


def test_a_re_reading_holds_for_all_the_time_that_the_site_said_so(desk: Desk, release: Release) -> None:
    desk.crawl()
    shown = max(one.captured for one in revisions(desk))
    release(louder)
    desk.crawl(full=True)
    assert max(one.captured for one in revisions(desk)) == shown


def test_items_that_a_reader_no_longer_finds_are_not_removed(desk: Desk, release: Release) -> None:
    desk.crawl()
    release(without_last)
    for _ in range(3):
        outcome = desk.crawl(full=True)
        assert counts(outcome) == (0, 0, 0, 0)
    lost = [item for item in desk.items() if item.status == "unlisted"]
    assert len(lost) == 5
    assert {one.item for one in report(desk) if one.item} == {item.id for item in lost}
    assert {one.records for one in report(desk) if one.records} == {(5, 4), (4, 3)}


def test_more_items_on_a_page_do_not_mix_up_the_known_ones(desk: Desk, release: Release) -> None:
    desk.crawl()
    titles = {item.id: item.title for item in desk.items()}
    release(with_the_footer)
    desk.crawl(full=True)
    assert {item.id: item.title for item in desk.items() if item.id in titles} == titles
    assert not [event for event in desk.events() if event.kind == "edited"]


def test_a_crawl_that_the_old_reader_left_behind_is_settled_first(
    desk: Desk, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.crawl()
    with monkeypatch.context() as patch:
        patch.setattr("archive.store.session.CrawlSession.finish", lambda session, _: session.close())
        desk.run(full=True)
    release(louder)
    assert counts(desk.crawl(full=True)) == (0, 0, 0, 0)
    assert {event.kind for event in desk.events()} == {"new"}


def test_an_import_after_a_new_reader_makes_no_edit(desk: Desk, sample: SampleSite, release: Release) -> None:
    desk.crawl()
    other = desk_on(desk.home.root.parent / "other", sample)
    other.crawl()
    release(louder)
    assert run_in(desk.home)("import", other.home.captures, "--source", SLUG).exit_code == 0
    assert counts(desk.crawl(full=True)) == (0, 0, 0, 0)
    assert {event.kind for event in desk.events()} == {"new"}


def test_another_layout_of_the_site_is_left_to_its_own_profile(desk: Desk, sample: SampleSite) -> None:
    desk.crawl()
    desk.write_profile(lambda text: text.replace('layout = "flat"', 'layout = "wrapped"\nitem = "article.teaser"'))
    assert desk.run(full=True).outcome is not None
    assert "reread" not in kinds(desk)


def test_a_re_reading_is_rebuilt_to_the_byte(desk_on_each: Desk, sample: SampleSite) -> None:
    desk = desk_on_each
    desk.write_profile(lambda text: text.replace(FORMATS, WRONG_FORMATS))
    desk.crawl()
    sample.items[2] = replace(sample.items[2], title="A title that was mended")
    desk.crawl(full=True)
    desk.write_profile(lambda text: text.replace(WRONG_FORMATS, FORMATS))
    desk.crawl()
    before = everything(desk)
    empty(desk)
    assert rebuild_home(desk.home) == []
    assert everything(desk) == before
    assert counts(desk.crawl(full=True)) == (0, 0, 0, 0)


def test_a_rebuild_by_a_newer_reader_keeps_items_and_says_what_it_read_otherwise(desk: Desk, release: Release) -> None:
    desk.crawl()
    release(louder)
    desk.crawl()
    before = {item.id: item.title for item in desk.items()}
    empty(desk)
    assert any("read in another way today" in sentence for sentence in rebuild_home(desk.home))
    assert {item.id: item.title for item in desk.items()} == before
    assert counts(desk.crawl(full=True)) == (0, 0, 0, 0)


def everything(desk: Desk) -> tuple[Any, ...]:
    roots = "SELECT id, kind, status, root, reason, items, unchanged FROM crawls ORDER BY id"
    standing = "SELECT id, listed_hash, status, place, read_by, position FROM items ORDER BY id"
    return desk.items(), revisions(desk), desk.events(), ask(desk, roots), ask(desk, standing)


def empty(desk: Desk) -> None:
    """A rebuild fills an empty PostgreSQL database; SQLite's file it makes anew."""
    if not desk.home.database.startswith("sqlite"):
        store = engine.connect(desk.home.database)
        engine.migrate(store, "base")
        store.dispose()


def test_on_demand_a_reader_is_applied_without_a_new_version(
    desk: Desk, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.crawl()
    release(louder)
    for module in (reading, listing, deep):
        monkeypatch.setattr(module, "READER", READER)
    run = run_in(desk.home)("reread", SLUG, "--apply", "--json")
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert (run.exit_code, len(lines)) == (0, 24)
    assert {(line["revision"], *line["fields"]) for line in lines} == {(2, "title")}
    assert counts(desk.crawl(full=True)) == (0, 0, 0, 0)
    again = run_in(desk.home)("reread", "--apply")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "nothing is read otherwise\n")


def test_nothing_is_applied_under_a_running_crawl(desk: Desk) -> None:
    desk.crawl()
    with SourceLock(desk.home.locks, SLUG):
        run = run_in(desk.home)("reread", "--apply")
    assert run.exit_code == 5
