"""A feed beside the list: it gives the items of the list what it knows more of them, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from desk import SLUG, Desk
from evidence.tamper import ask

from aimcrawl.home import create_home
from aimcrawl.home.rebuilding import rebuild_home
from aimcrawl.replay.deep import deep_faults
from aimcrawl.replay.reread import reread
from aimcrawl.sample import SampleItem, SampleSite, invent_items
from aimcrawl.sample.faults import status, truncated
from aimcrawl.sample.replies import Reply, moved
from archive.evidence.verify import verify

FEED = "/feed.xml"
MOVED = "/feeds/news.xml"
NEWEST = 5
PROFILE = """
name = "Cordage"
url = "{}"
language = "en"

[list]
layout = "{}"

[feed]
url = "{}"

[politeness]
delay = 0
tries = 1
"""
CARDS = 'wrapped"\nitem = "article.card"\n\n[pager]\nkind = "next"\nlink = "a[rel=next]'


class SiteWithFeed(SampleSite):
    """The sample site, with a feed of its newest items. ``others`` are entries that the list does not show.

    ``newest``: so many items are in it. ``tracked``: its links differ each time it is asked for. ``feed_moved``: its
    address leads to another. ``teaser``: so many letters of a text are in it.
    """

    others: tuple[SampleItem, ...] = ()
    newest = NEWEST
    tracked = False
    feed_moved = False
    teaser: int | None = None
    counter = 0

    def _intended(self, target: str) -> Reply:
        if self.feed_moved and target == FEED:
            return moved(MOVED)
        if urlsplit(target).path not in {FEED, MOVED}:
            return super()._intended(target)
        self.counter += 1
        entries = "".join(self._entry(item) for item in (*self.others, *self.items[: self.newest]))
        head = f"<title>Cordage</title><ttl>{self.counter}</ttl>"  # as many feeds, it is never the same bytes twice
        body = f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{entries}</channel></rss>'
        return Reply(body=body.encode(), content_type="application/rss+xml")

    def _entry(self, item: SampleItem) -> str:
        whole = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in item.paragraphs)
        text = escape(whole if self.teaser is None else f"<p>{escape(item.paragraphs[0][: self.teaser])} […]</p>")
        counted = f"&amp;utm_content={self.counter}" if self.tracked else ""
        address = f"<link>{self.base}/{item.slug}?utm_source=feed{counted}</link>"
        date = f"<pubDate>{item.date:%d %b %Y} 14:30:00 +0000</pubDate>"
        return f"<item><title>{escape(item.title)}</title>{address}{date}<description>{text}</description></item>"


@pytest.fixture
def site() -> Iterator[SiteWithFeed]:
    with SiteWithFeed(invent_items(20)) as site:
        site.rebuilt = True
        site.conditional = True
        yield site


@pytest.fixture
def desk(site: SiteWithFeed, tmp_path: Path) -> Desk:
    desk = Desk(create_home(tmp_path / "home"))
    profile = PROFILE.format(site.url, CARDS, site.base + FEED)
    desk.home.profile(SLUG).write_text(profile, encoding="utf-8")
    return desk


def pages_of_details(desk: Desk) -> int:
    [[count]] = ask(desk.home, "SELECT count(*) FROM pages WHERE kind = 'detail'")
    assert isinstance(count, int)
    return count


def test_items_get_their_whole_texts_and_their_times(desk: Desk, site: SiteWithFeed) -> None:
    done = desk.crawl()
    assert (done.status, done.new) == ("complete", 20)
    items = {item.title: item for item in desk.items()}
    for item in site.items[:NEWEST]:
        kept = items[item.title]
        assert kept.text == "\n\n".join(item.paragraphs)
        assert kept.published == f"{item.date}T14:30:00+00:00"
        assert kept.url == f"{site.base}/{item.slug}"
    assert all(items[item.title].published == str(item.date) for item in site.items[NEWEST:])


def test_nothing_new_costs_two_requests_and_no_rows(desk: Desk, site: SiteWithFeed) -> None:
    desk.crawl()
    rows, asked = pages_of_details(desk), len(site.targets)
    assert rows == NEWEST
    done = desk.crawl()
    assert (done.status, done.new, done.edited) == ("complete", 0, 0)
    assert [target for target in site.targets[asked:] if target != "/robots.txt"] == [FEED, "/news/"]
    assert pages_of_details(desk) == rows


def test_an_edit_that_the_feed_alone_shows_is_told(desk: Desk, site: SiteWithFeed) -> None:
    desk.crawl()
    edited = site.items[2]
    site.items[2] = replace(edited, paragraphs=(*edited.paragraphs, "This was added behind the teaser."))
    done = desk.crawl()
    assert (done.new, done.edited) == (0, 1)
    (event,) = [event for event in desk.events() if event.kind == "edited"]
    assert event.fields == ["text"]
    assert pages_of_details(desk) == NEWEST + 1


def test_what_falls_off_the_feed_stays_as_it_was(desk: Desk, site: SiteWithFeed) -> None:
    desk.crawl()
    before = {item.id: item.text for item in desk.items()}
    site.items[:0] = invent_items(26)[-6:]
    done = desk.crawl(full=True)
    assert (done.new, done.edited, done.removed) == (6, 0, 0)
    assert before.items() <= {item.id: item.text for item in desk.items()}.items()


def test_items_without_a_link_are_known_by_title_and_day_and_get_one(desk: Desk, site: SiteWithFeed) -> None:
    site.rebuilt = False
    flat = 'flat"\nwithin = "#content'
    profile = PROFILE.format(site.url, flat, site.base + FEED)
    desk.home.profile(SLUG).write_text(profile, encoding="utf-8")
    desk.crawl()
    titles = {item.title for item in desk.items() if item.url}
    assert titles == {item.title for item in site.items[:NEWEST]}
    assert desk.crawl(full=True).edited == 0


def test_an_entry_that_the_list_does_not_show_is_no_item(desk: Desk, site: SiteWithFeed) -> None:
    site.others = tuple(invent_items(23)[-3:])
    assert desk.crawl().new == 20
    assert not {item.title for item in site.others} & {item.title for item in desk.items()}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (status(HTTPStatus.NOT_FOUND), "404"),
        (status(HTTPStatus.INTERNAL_SERVER_ERROR), "500"),
        (truncated(), "breaks off"),
    ],
    ids=["gone", "broken", "cut"],
)
def test_without_the_feed_the_list_is_read_and_the_crawl_is_partial(
    desk: Desk, site: SiteWithFeed, fault: object, said: str
) -> None:
    site.inject(fault, path=FEED)  # type: ignore[arg-type]
    done = desk.crawl()
    assert (done.status, done.new) == ("partial", 20)
    assert done.reason is not None
    assert FEED in done.reason
    assert said in done.reason
    asked = len(site.targets)
    again = desk.crawl()
    assert (again.status, again.full, again.new) == ("partial", False, 0)
    assert [target for target in site.targets[asked:] if "news" in target] == ["/news/"]
    site.heal()
    site.items[1] = replace(site.items[1], paragraphs=(*site.items[1].paragraphs, "And this is new."))
    assert desk.crawl().status == "complete"
    assert not ask(desk.home, "SELECT id FROM crawls WHERE id > 1 AND first")
    assert {"\n\n".join(item.paragraphs) for item in site.items[:NEWEST]} <= {item.text for item in desk.items()}


def test_what_the_feed_gave_is_proven_and_made_again(desk: Desk, site: SiteWithFeed) -> None:
    desk.crawl()
    site.items[1] = replace(site.items[1], paragraphs=(*site.items[1].paragraphs, "And this is new."))
    desk.crawl()
    with desk.home.open_archive() as archive:
        assert [*verify(archive), *deep_faults(archive), *reread(archive)] == []
    before, events = desk.items(), desk.events()
    assert rebuild_home(desk.home) == []
    assert desk.items() == before
    assert desk.events() == events
