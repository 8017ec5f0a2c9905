"""The site changes between crawls: what the archive says of it, through real crawls of the sample site."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial

import pytest
from desk import Desk

from aimcrawl.sample import SampleItem, SampleSite, faults
from archive import ledger
from archive.captures import read_capture
from archive.store import CrawlRules
from archive.store.decisions import DecisionRefused, accept_crawl


def news(title: str = "A new member joins", day: int = 2) -> SampleItem:
    return SampleItem(date=dt.date(2016, 5, day), title=title, paragraphs=("It makes cheese.",))


def test_new_items_push_the_others_down(desk: Desk, site: SampleSite) -> None:
    desk.crawl()
    site.items.insert(0, news())
    outcome = desk.crawl()
    assert (outcome.status, outcome.new, outcome.edited, outcome.removed) == ("complete", 1, 0, 0)
    assert outcome.requests <= 4  # robots.txt and at most three pages
    assert len(desk.items()) == 129


def test_an_edit_is_a_revision_with_the_fields_that_changed(desk: Desk, site: SampleSite) -> None:
    desk.crawl()
    before = {item.title: item.id for item in desk.items()}
    old = site.items[40]
    site.items[40] = replace(old, title=old.title + " (corrected)")
    outcome = desk.crawl(full=True)
    assert (outcome.status, outcome.new, outcome.edited, outcome.removed) == ("complete", 0, 1, 0)
    event = desk.events()[-1]
    assert (event.kind, event.fields, event.previous, event.revision) == ("edited", ["title"], 1, 2)
    assert event.item == before[old.title]


def test_removed_is_said_after_two_complete_crawls_and_restored_when_it_is_back(desk: Desk, site: SampleSite) -> None:
    desk.crawl()
    gone = site.items.pop(40)
    assert desk.crawl(full=True).removed == 0
    assert [item.status for item in desk.items() if item.status != "present"] == ["missing"]
    second = desk.crawl(full=True)
    assert (second.status, second.removed) == ("complete", 1)
    event = desk.events()[-1]
    assert event.kind == "removed"
    assert event.last_seen is not None
    site.items.insert(40, gone)
    assert desk.crawl(full=True).restored == 1
    assert len(desk.items()) == 128


def test_a_failed_page_removes_nothing_however_often(desk: Desk, site: SampleSite) -> None:
    desk.crawl()
    site.inject(faults.status(500), page=9)
    for _ in range(3):
        assert desk.crawl(full=True).status == "partial"
    assert {item.status for item in desk.items()} == {"present"}


def test_a_page_cut_short_by_the_site_removes_nothing(desk: Desk, site: SampleSite) -> None:
    desk.crawl()
    for fault in (faults.truncated(0.4), faults.empty(), faults.truncated(0.7)):
        site.heal()
        site.inject(fault, page=9)
        for _ in range(2):
            desk.crawl(full=True)
    assert {item.status for item in desk.items()} == {"present"}
    assert {event.kind for event in desk.events()} == {"new"}


def test_the_list_moves_during_the_crawl(desk: Desk, site: SampleSite) -> None:
    desk.crawl()
    late = news("Posted while you crawl")

    def post(target: str) -> None:
        if target.endswith("offset=9") and late not in site.items:
            site.items.insert(0, late)

    site.before = post
    desk.crawl(full=True)
    site.before = None
    outcome = desk.crawl(full=True)
    assert (outcome.status, outcome.new, outcome.removed) == ("complete", 1, 0)
    assert len(desk.items()) == 129


def test_an_item_slips_over_a_page_border_while_another_is_taken_down(desk: Desk, site: SampleSite) -> None:
    """An item removed in front moves the next one to a page that was read already: that one must not be missed."""
    desk.crawl()

    def take_down(target: str) -> None:
        if target.endswith("offset=9") and len(site.items) == 128:
            del site.items[2]

    for _ in range(2):
        site.before = take_down
        desk.crawl(full=True)
        site.before = None
    slipped = {event.item for event in desk.events() if event.kind == "removed"}
    assert len(slipped) <= 1
    assert sum(item.status == "present" for item in desk.items()) >= 127


def test_an_empty_list_is_suspect_and_changes_nothing(desk: Desk, site: SampleSite) -> None:
    desk.crawl()
    kept, site.items = site.items, []
    outcome = desk.crawl()
    assert outcome.status == "suspect"
    assert {item.status for item in desk.items()} == {"present"}
    site.items = kept
    assert desk.crawl(full=True).status == "complete"


def test_two_items_with_one_title_and_date_stay_two(desk: Desk, site: SampleSite) -> None:
    site.items[0:0] = [replace(news(), paragraphs=("One.",)), replace(news(), paragraphs=("Another.",))]
    desk.crawl()
    assert len(desk.items()) == 130
    assert desk.crawl(full=True).unchanged == 130


def test_a_page_that_has_not_changed_is_not_sent_again(desk: Desk, site: SampleSite) -> None:
    site.conditional = True
    desk.crawl()
    again = desk.crawl()
    assert (again.status, again.requests, again.unchanged) == ("complete", 2, 5)
    assert site.requests[-1].status == 304
    site.items.insert(0, news())
    assert desk.crawl().new == 1


def test_a_suspect_crawl_can_be_accepted_by_a_person(desk: Desk, site: SampleSite) -> None:
    desk.crawl()
    site.items = site.items[:12]
    suspect = desk.crawl(full=True)
    assert (suspect.status, suspect.removed) == ("suspect", 0)
    assert [item.status for item in desk.items()] == ["present"] * 128
    now = dt.datetime.now(dt.UTC)
    with desk.home.open_archive() as archive:
        accepted = accept_crawl(archive, suspect.crawl, CrawlRules(), now=now)
        with pytest.raises(DecisionRefused, match="only a suspect one"):
            accept_crawl(archive, suspect.crawl, CrawlRules(), now=now)
    assert accepted.status == "complete"
    assert {item.status for item in desk.items()} > {"present"}
    assert len(desk.items()) == 128


def test_a_page_that_stays_short_finds_its_size_in_time(desk: Desk, site: SampleSite) -> None:
    """The site leaves a gap on a page instead of closing up: three sweeps, and the crawls are complete again."""
    desk.crawl()
    gone = site.items[21]  # the second item of page 5
    site.inject(markup_without(desk, gone), page=5)
    outcomes = [desk.crawl(full=True) for _ in range(6)]
    assert [outcome.status for outcome in outcomes] == ["partial"] * 3 + ["complete"] * 3
    assert [item.title for item in desk.items() if item.status == "removed"] == [gone.title]


def markup_without(desk: Desk, gone: SampleItem) -> faults.Fault:
    """The stored page 5 as it would be without an item."""
    page = stored_page(desk, "offset=4")
    start = page.index(f"<h3>{gone.title}")
    begins = page.rindex('<p class="newsdate"', 0, start)
    ends = page.index('<p class="newsdate"', start)
    return faults.markup(page[:begins] + page[ends:])


def stored_page(desk: Desk, ending: str) -> str:
    """The list page that was captured last under an address that ends so."""
    with desk.home.open_archive() as archive, archive.reading() as connection:
        address = next(item.page_url for item in desk.items() if item.page_url.endswith(ending))
        capture = ledger.latest_capture(connection, address.replace("?", "?pmenu=3&"))  # as the site writes it
        assert capture is not None
        find = partial(ledger.capture_of_record, connection)
        return read_capture(archive.captures, capture, find=find).payload.decode()


@pytest.mark.parametrize("shown", [1, 4], ids=["the first page", "the next page"])
def test_a_page_that_shows_another_page_removes_nothing(desk: Desk, site: SampleSite, shown: int) -> None:
    desk.crawl()
    site.inject(faults.redirect(f"/news.php?offset={shown - 1}"), page=3)
    for _ in range(3):
        outcome = desk.crawl(full=True)
        assert outcome.status == "partial"
        assert f"it shows the items of page {shown}" in (outcome.reason or "") or "page 3" in (outcome.reason or "")
    assert {item.status for item in desk.items()} == {"present"}
    site.heal()
    assert desk.crawl().status == "complete"
    assert {event.kind for event in desk.events()} == {"new"}


def test_an_incremental_crawl_that_meets_the_wrong_page_is_followed_by_a_sweep(desk: Desk, site: SampleSite) -> None:
    desk.crawl()
    site.items[0:0] = [news(f"News {number}", day=number) for number in range(9, 2, -1)]
    site.inject(faults.redirect("/news.php"), page=2)
    assert desk.crawl().status == "partial"
    site.heal()
    outcome = desk.crawl()
    assert (outcome.status, outcome.full) == ("complete", True)
    assert {item.status for item in desk.items()} == {"present"}
    assert len(desk.items()) == 135


def test_a_page_from_a_stale_cache_removes_nothing(desk: Desk, site: SampleSite) -> None:
    desk.crawl()
    second = stored_page(desk, "offset=1")
    site.items.insert(0, news())
    site.inject(faults.markup(second), page=2)
    for _ in range(4):
        desk.crawl(full=True)
    assert {event.kind for event in desk.events()} == {"new"}
    site.heal()
    assert desk.crawl(full=True).status == "complete"
    assert {event.kind for event in desk.events()} == {"new"}
    assert len(desk.items()) == 129
