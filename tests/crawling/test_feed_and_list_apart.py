"""A feed beside the list where the two part: what one shows and the other does not, and what others have asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import pytest
from crawling.test_feed_beside import CARDS, FEED, NEWEST, PROFILE, SiteWithFeed, pages_of_details
from desk import SLUG, Desk, run_in

from aimcrawl.home import create_home
from aimcrawl.home.rebuilding import rebuild_home
from aimcrawl.replay.deep import deep_faults
from aimcrawl.replay.reread import reread
from aimcrawl.sample import SampleItem, invent_items
from aimcrawl.sample.faults import status
from archive.evidence.verify import verify

LONG = "It was said in the meeting that the ropes of the northern quay are to be measured anew before winter. "


@pytest.fixture
def site() -> Iterator[SiteWithFeed]:
    with SiteWithFeed(invent_items(30)) as site:
        site.rebuilt = True
        yield site


@pytest.fixture
def desk(site: SiteWithFeed, tmp_path: Path) -> Desk:
    desk = Desk(create_home(tmp_path / "home"))
    write(desk, site)
    return desk


def write(desk: Desk, site: SiteWithFeed, more: str = "") -> None:
    profile = PROFILE.format(site.url, CARDS, site.base + FEED)
    desk.home.profile(SLUG).write_text(profile.replace(f'{FEED}"\n', f'{FEED}"\n{more}\n'), encoding="utf-8")


def edits(desk: Desk) -> list[list[str]]:
    return [list(event.fields) for event in desk.events() if event.kind == "edited"]


def longer(item: SampleItem, end: str = "This was added at the end.") -> SampleItem:
    return replace(item, paragraphs=(*item.paragraphs, end))


def let_fall_off(site: SiteWithFeed) -> None:
    """Publish so many new items that none of the old ones is in the feed any more."""
    site.items[:0] = invent_items(30 + NEWEST)[-NEWEST:]


def hold(desk: Desk) -> None:
    """Let the proofs hold that change nothing: the files, each revision on its capture, today's reading."""
    with desk.home.open_archive() as archive:
        assert [*verify(archive), *deep_faults(archive), *reread(archive)] == []


def prove(desk: Desk) -> None:
    """Let every proof hold, and the rebuilt database be the same."""
    hold(desk)
    before, events = desk.items(), desk.events()
    assert rebuild_home(desk.home) == []
    assert (desk.items(), desk.events()) == (before, events)


def test_an_edit_in_the_feed_of_an_item_on_the_second_page_is_told(desk: Desk, site: SiteWithFeed) -> None:
    site.newest = 12
    desk.crawl()
    asked = len(site.targets)
    site.items[10] = longer(site.items[10])
    assert desk.crawl().edited == 1
    assert [target for target in site.targets[asked:] if "news" in target] == ["/news/", "/news/page/2/"]
    asked = len(site.targets)
    assert desk.crawl().edited == 0
    assert [target for target in site.targets[asked:] if "news" in target] == ["/news/"]


def test_what_a_feed_tells_after_it_could_not_be_had_is_read_down_to_its_last_entry(
    desk: Desk, site: SiteWithFeed
) -> None:
    site.newest = 12
    site.inject(status(HTTPStatus.SERVICE_UNAVAILABLE), path=FEED)
    assert desk.crawl().status == "partial"
    site.heal()
    assert desk.crawl().full is False
    assert {"\n\n".join(item.paragraphs) for item in site.items[:12]} <= {item.text for item in desk.items()}
    prove(desk)


def test_an_edit_that_another_command_has_fetched_is_told_by_the_next_crawl(desk: Desk, site: SiteWithFeed) -> None:
    desk.crawl()
    site.items[2] = longer(site.items[2])
    assert run_in(desk.home)("check", SLUG).exit_code == 0
    assert desk.crawl().edited == 1


def test_links_that_count_who_follows_them_are_no_news(desk: Desk, site: SiteWithFeed) -> None:
    site.tracked = True
    desk.crawl()
    rows = pages_of_details(desk)
    assert desk.crawl().edited == 0
    assert pages_of_details(desk) == rows


def test_a_feed_that_has_moved_is_compared_with_itself(desk: Desk, site: SiteWithFeed) -> None:
    site.feed_moved = True
    desk.crawl()
    rows = pages_of_details(desk)
    desk.crawl()
    assert pages_of_details(desk) == rows
    site.items[0] = longer(site.items[0])
    assert desk.crawl().edited == 1


def test_a_summary_that_changes_after_the_feed_has_lost_the_item_is_told_once(desk: Desk, site: SiteWithFeed) -> None:
    desk.crawl()
    let_fall_off(site)
    assert (done := desk.crawl()).edited == 0, done
    site.items[NEWEST] = replace(site.items[NEWEST], paragraphs=(LONG, *site.items[NEWEST].paragraphs))
    assert desk.crawl().edited == 1
    assert edits(desk) == [["text"]]
    asked = len(site.targets)
    assert desk.crawl(full=False).edited == 0
    assert [target for target in site.targets[asked:] if "news" in target] == ["/news/"]
    prove(desk)


def test_a_summary_that_only_shows_more_or_less_of_the_text_is_no_edit(desk: Desk, site: SiteWithFeed) -> None:
    site.items[1] = replace(site.items[1], paragraphs=(LONG, *site.items[1].paragraphs))
    desk.crawl()
    text = "\n\n".join(part.strip() for part in site.items[1].paragraphs)
    let_fall_off(site)
    desk.crawl()
    site.items[NEWEST + 1] = replace(site.items[NEWEST + 1], paragraphs=(LONG[:60] + "…",))
    assert desk.crawl().edited == 0
    assert text in {item.text for item in desk.items()}
    asked = len(site.targets)
    desk.crawl()
    assert [target for target in site.targets[asked:] if "news" in target] == ["/news/"]


def test_a_list_that_holds_the_texts_goes_on_to_tell_their_edits(desk: Desk, site: SiteWithFeed) -> None:
    write(desk, site, "text = false")
    desk.crawl()
    let_fall_off(site)
    desk.crawl()
    site.items[NEWEST] = replace(site.items[NEWEST], paragraphs=(LONG, *site.items[NEWEST].paragraphs))
    assert desk.crawl().edited == 1
    assert LONG.strip()[:60] in next(i.text for i in desk.items() if i.title == site.items[NEWEST].title)
    prove(desk)


def test_a_feed_that_begins_the_texts_takes_nothing_from_them(desk: Desk, site: SiteWithFeed) -> None:
    site.teaser = 60
    desk.crawl()
    texts = [item.text for item in desk.items() if item.published and "T" in item.published]
    assert len(texts) == NEWEST
    assert not [text for text in texts if "[…]" in text]
    prove(desk)


def test_the_same_is_told_and_proven_on_each_database(site: SiteWithFeed, tmp_path: Path, database_url: str) -> None:
    desk = Desk(create_home(tmp_path / "home", database=database_url))
    write(desk, site)
    site.newest = 12
    site.inject(status(HTTPStatus.NOT_FOUND), path=FEED)
    assert desk.crawl().status == "partial"
    site.heal()
    assert (done := desk.crawl()).status == "complete", done
    assert done.full is False
    site.items[10] = longer(site.items[10])
    assert desk.crawl().edited == 1
    hold(desk)
