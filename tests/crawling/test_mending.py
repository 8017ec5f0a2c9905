"""People merge and split items; the crawls that follow respect it. On both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from desk import SLUG, Desk, desk_in

from aimcrawl.home import create_home
from aimcrawl.home.rebuilding import rebuild_home
from aimcrawl.sample import SampleItem, SampleSite, invent_items
from archive import queries
from archive.errors import NotFound, SourceBusy
from archive.evidence.verify import verify
from archive.locks import SourceLock
from archive.queries import EventFilter
from archive.store.decisions import DecisionRefused
from archive.store.mending import merge_items, split_item
from archive.views import EventView, ItemView, RevisionView

ITEMS = 12
BEYOND_RECOGNITION = SampleItem(
    date=dt.date(2016, 1, 19), title="Ferries to the islands", paragraphs=("Timetables are at the quay.",)
)


class MendingDesk(Desk):
    """A desk where a person sits who merges and splits."""

    def merge(self, keep: str, other: str) -> int:
        with self.home.open_archive() as archive:
            return merge_items(archive, keep, other, now=dt.datetime.now(dt.UTC))

    def split(self, item: str, revision: int) -> str:
        with self.home.open_archive() as archive:
            return split_item(archive, item, revision, now=dt.datetime.now(dt.UTC))

    def titled(self, title: str) -> ItemView:
        (found,) = [item for item in self.items() if item.title == title]
        return found

    def history(self, item: str) -> list[RevisionView]:
        with self.home.open_archive() as archive, archive.reading() as connection:
            return list(queries.revisions(connection, item))

    def told(self, item: str) -> list[EventView]:
        with self.home.open_archive() as archive, archive.reading() as connection:
            return list(queries.events(connection, EventFilter(item=item)))

    def faults(self) -> list[str]:
        with self.home.open_archive() as archive:
            return [str(fault) for fault in verify(archive)]


def some_desk(site: SampleSite, folder: Path, url: str | None = None) -> MendingDesk:
    site.items = invent_items(ITEMS)
    home = create_home(folder / "home", database=url)
    desk_in(home, site)
    return MendingDesk(home)


@pytest.fixture
def desk(tmp_path: Path, site: SampleSite, database_url: str) -> MendingDesk:
    return some_desk(site, tmp_path, None if database_url.startswith("sqlite") else database_url)


@pytest.fixture
def merged(desk: MendingDesk, site: SampleSite) -> tuple[MendingDesk, str, str, int]:
    """An item that was edited beyond recognition, and taken for two: the desk, both ids, the merge's revision."""
    desk.crawl()
    keep = desk.titled(site.items[7].title).id
    site.items[7] = replace(BEYOND_RECOGNITION, date=site.items[7].date)
    assert desk.crawl(full=True).new == 1
    other = desk.titled(BEYOND_RECOGNITION.title).id
    return desk, keep, other, desk.merge(keep, other)


def edit(site: SampleSite, place: int) -> None:
    site.items[place] = replace(site.items[place], title=site.items[place].title + " (corrected)")


def live_on(desk: MendingDesk, site: SampleSite, *, apart: str | None = None) -> str:
    """Nothing happens, the seventh item is edited, another is removed; return the seventh's id.

    What is told of the item ``apart`` is not looked at: it is missing, and may be removed in time.
    """
    assert kinds_told(desk, apart) == []
    assert apart or desk.crawl().requests <= 3  # robots.txt and two pages
    edit(site, 7)
    assert kinds_told(desk, apart) == ["edited"]
    del site.items[9]
    assert kinds_told(desk, apart) + kinds_told(desk, apart) == ["removed"]
    assert desk.faults() == []
    return desk.titled(site.items[7].title).id


def kinds_told(desk: MendingDesk, apart: str | None) -> list[str]:
    """Crawl, and return the kinds of the events that came."""
    before = len(desk.events())
    assert desk.crawl(full=True).status == "complete"
    return [event.kind for event in desk.events()[before:] if event.item != apart]


def test_merged_items_are_one_wherever_one_asks(merged: tuple[MendingDesk, str, str, int]) -> None:
    desk, keep, other, revision = merged
    assert len(desk.items()) == ITEMS
    item = desk.titled(BEYOND_RECOGNITION.title)
    assert (item.id, item.status, item.revision, revision) == (keep, "present", 2, 2)
    assert [(one.revision, one.cause) for one in desk.history(keep)] == [(1, "crawl"), (2, "person")]
    assert desk.history(keep)[-1].known_by is not None
    with desk.home.open_archive() as archive, archive.reading() as connection:
        assert queries.item(connection, other).id == keep
        titles = [title for event, title in queries.titled_events(connection) if event.item == keep]
    assert titles == [BEYOND_RECOGNITION.title] * 2
    assert [event.kind for event in desk.told(keep)] == ["new", "new"]
    assert desk.faults() == []


def test_crawls_respect_a_merge(merged: tuple[MendingDesk, str, str, int], site: SampleSite) -> None:
    desk, keep, *_ = merged
    assert live_on(desk, site) == keep
    assert len(desk.items()) == ITEMS


def test_a_merge_is_undone(merged: tuple[MendingDesk, str, str, int], site: SampleSite) -> None:
    desk, keep, other, revision = merged
    edit(site, 7)
    desk.crawl(full=True)
    assert desk.split(keep, revision) == other
    item = desk.titled(site.items[7].title)
    assert (item.id, item.status, item.revision) == (other, "present", 2)
    assert len(desk.items()) == ITEMS + 1
    assert desk.history(keep)[-1].title == desk.history(keep)[0].title
    assert live_on(desk, site, apart=keep) == other


def test_crawls_respect_a_merge_of_two_that_both_stand(desk: MendingDesk, site: SampleSite) -> None:
    site.items[6] = replace(site.items[7], title=site.items[7].title + " again")
    desk.crawl()
    keep, other = desk.titled(site.items[7].title), desk.titled(site.items[6].title)
    revision = desk.merge(keep.id, other.id)
    assert live_on(desk, site) == keep.id
    assert len(desk.items()) == ITEMS - 1
    assert desk.split(keep.id, revision) == other.id
    assert kinds_told(desk, None) == []
    assert desk.titled(site.items[6].title).id == other.id


def test_crawls_respect_a_split(desk: MendingDesk, site: SampleSite) -> None:
    desk.crawl()
    old = desk.titled(site.items[7].title)
    edit(site, 7)
    assert desk.crawl(full=True).edited == 1
    new = desk.split(old.id, 2)
    assert desk.titled(site.items[7].title).id == new
    assert (desk.titled(old.title or "").id, desk.titled(old.title or "").status) == (old.id, "missing")
    assert live_on(desk, site, apart=old.id) == new
    assert len(desk.items()) == ITEMS + 1


def test_what_was_split_off_is_merged_again(desk: MendingDesk, site: SampleSite) -> None:
    desk.crawl()
    old = desk.titled(site.items[7].title)
    edit(site, 7)
    desk.crawl(full=True)
    new = desk.split(old.id, 2)
    with pytest.raises(DecisionRefused, match="was split off before"):
        desk.split(old.id, 2)
    desk.merge(old.id, new)
    assert desk.titled(site.items[7].title).id == old.id
    assert [item.status for item in desk.items()] == ["present"] * ITEMS
    before = len(desk.events())
    assert desk.crawl(full=True).unchanged == ITEMS
    assert len(desk.events()) == before


def test_decisions_are_in_the_captures_alone(tmp_path: Path, site: SampleSite) -> None:
    desk = some_desk(site, tmp_path)
    desk.crawl()
    keep, parted = desk.titled(site.items[7].title).id, desk.titled(site.items[10].title).id
    site.items[7] = replace(BEYOND_RECOGNITION, date=site.items[7].date)
    site.items[10] = replace(site.items[10], title=site.items[10].title + " (corrected)")
    desk.crawl(full=True)
    revision = desk.merge(keep, desk.titled(BEYOND_RECOGNITION.title).id)
    desk.split(parted, 2)
    desk.crawl(full=True)
    desk.split(keep, revision)
    before = desk.items(), desk.events(), [desk.history(item.id) for item in desk.items()]
    (desk.home.root / "archive.db").unlink()
    assert list(rebuild_home(desk.home)) == []
    assert (desk.items(), desk.events(), [desk.history(item.id) for item in desk.items()]) == before


def test_what_cannot_be_mended_is_refused(tmp_path: Path, site: SampleSite) -> None:
    desk = some_desk(site, tmp_path)
    desk.crawl()
    one, two, three = (item.id for item in desk.items()[:3])
    for call, error, message in (
        (lambda: desk.merge(one, "nothing"), NotFound, "there is no item 'nothing'"),
        (lambda: desk.merge(one, one), DecisionRefused, "one item already"),
        (lambda: desk.split(one, 1), DecisionRefused, "nothing would be left"),
        (lambda: desk.split(one, 5), NotFound, "it has 1 to 1"),
    ):
        with pytest.raises(error, match=message):
            call()
    desk.merge(one, two)
    with pytest.raises(DecisionRefused, match=f"aimcrawl split {one} 2"):
        desk.merge(three, two)
    desk.merge(one, three)
    with pytest.raises(DecisionRefused, match=f"undo that first: aimcrawl split {one} 3"):
        desk.split(one, 2)
    with SourceLock(desk.home.locks, SLUG), pytest.raises(SourceBusy):
        desk.split(one, 3)
    assert desk.split(one, 3) == three
    assert desk.split(one, 2) == two
    assert desk.faults() == []
