"""The same proofs on SQLite and PostgreSQL: verify, the chain, citations, erasing, and a rebuild into an empty one."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Desk, desk_in
from evidence.elsewhere import visit, write_warc

from aimcrawl.errors import ArchiveExists
from aimcrawl.home import create_home
from aimcrawl.home.rebuilding import rebuild_home
from aimcrawl.replay.deep import deep_faults
from aimcrawl.replay.importing import Asked, ImportRun
from aimcrawl.replay.showing import captures_showing
from aimcrawl.sample import SampleSite, invent_items
from archive import engine
from archive.evidence.citing import check, cite
from archive.evidence.model import Finding
from archive.evidence.verify import verify
from archive.store.erasing import erase_item


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Desk:
    with SampleSite(invent_items(12)) as site:
        home = create_home(tmp_path / "home", database=database_url)
        desk = desk_in(home, site)
        desk.crawl()
        del site.items[5]
        desk.crawl(full=True)
    return desk


def faults(desk: Desk) -> list[Finding]:
    with desk.home.open_archive() as archive:
        return [*verify(archive), *deep_faults(archive)]


def test_an_untouched_archive_has_no_fault_and_proves_its_citations(desk: Desk) -> None:
    assert faults(desk) == []
    with desk.home.open_archive() as archive, archive.reading() as connection:
        for item in desk.items():
            assert list(check(connection, archive.captures, cite(connection, item.id))) == []


def test_a_row_that_is_altered_is_named(desk: Desk) -> None:
    with desk.home.open_archive() as archive, archive.writing() as connection:
        connection.exec_driver_sql("UPDATE revisions SET title = 'forged' WHERE id = (SELECT max(id) FROM revisions)")
    assert {fault.kind for fault in faults(desk)} == {"revision", "reading"}


def test_an_erased_archive_has_no_fault(desk: Desk) -> None:
    item = desk.items()[0].id
    with desk.home.open_archive() as archive:
        erase_item(archive, item, captures_showing(archive, item), now=dt.datetime.now(dt.UTC))
    assert faults(desk) == []
    assert next(one.title for one in desk.items() if one.id == item) is None


def test_an_empty_database_is_filled_from_the_captures(desk: Desk) -> None:
    before = (desk.items(), desk.events())
    if not desk.home.database.startswith("sqlite"):
        with pytest.raises(ArchiveExists):
            rebuild_home(desk.home)
        store = engine.connect(desk.home.database)
        engine.migrate(store, "base")
        store.dispose()
    assert rebuild_home(desk.home) == []
    assert (desk.items(), desk.events()) == before
    assert faults(desk) == []


def test_what_is_imported_of_the_past_is_proven_and_rebuilt(desk: Desk, tmp_path: Path) -> None:
    with SampleSite(invent_items(12)) as site:
        desk.write_profile(lambda text: re.sub(r"http://127.0.0.1:\d+", site.base, text))
        site.items[3] = replace(site.items[3], title="The title that it had in spring")
        path = write_warc(tmp_path / "spring.warc.gz", visit(site, dt.datetime(2016, 6, 1, tzinfo=dt.UTC)))
    with desk.home.open_archive() as archive:
        [view] = ImportRun(desk.home, archive, Asked(paths=[path])).sessions()
    assert (view.status, view.items, view.new) == ("complete", 12, 0)
    events = desk.events()
    assert [(event.kind, event.at[:4]) for event in events].count(("new", "2016")) == 12
    assert "edited" in {event.kind for event in events}
    assert faults(desk) == []
