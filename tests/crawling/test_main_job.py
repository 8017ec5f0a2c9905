"""The main job: every item of the sample site, once, in as few requests as it has pages; and again without a change."""

from __future__ import annotations

from pathlib import Path

from desk import SLUG, Desk, profile_for

from aimcrawl.home import create_home
from aimcrawl.sample import SampleSite


def test_every_item_once_in_27_requests(desk: Desk, site: SampleSite) -> None:
    outcome = desk.crawl()
    assert (outcome.status, outcome.requests, outcome.pages) == ("complete", 27, 26)
    assert (outcome.items, outcome.new, outcome.edited) == (128, 128, 0)
    assert len(site.requests) == 27
    found = {(item.published, item.title) for item in desk.items()}
    assert found == {(item.date.isoformat(), item.title) for item in site.items}
    assert len(desk.items()) == 128


def test_text_is_kept_with_its_paragraphs_and_bullets(desk: Desk, site: SampleSite) -> None:
    desk.crawl()
    found = {(item.published, item.title, item.text) for item in desk.items()}
    assert found == {
        (item.date.isoformat(), item.title, "\n\n".join((*item.paragraphs, *item.bullets))) for item in site.items
    }


def test_crawling_again_what_has_not_changed_writes_no_revision(desk: Desk) -> None:
    desk.crawl()
    before = desk.items()
    again = desk.crawl(full=True)
    assert (again.status, again.new, again.edited, again.unchanged) == ("complete", 0, 0, 128)
    assert [(item.id, item.revision) for item in desk.items()] == [(item.id, 1) for item in before]
    assert len(desk.events()) == 128


def test_incremental_crawl_stops_at_the_first_page_that_holds_nothing_new(desk: Desk, site: SampleSite) -> None:
    desk.crawl()
    again = desk.crawl()
    assert (again.status, again.full, again.requests) == ("complete", False, 2)


def test_the_same_on_each_database(tmp_path: Path, site: SampleSite, database_url: str) -> None:
    home = create_home(tmp_path / "elsewhere", database=database_url)
    home.profile(SLUG).write_text(profile_for(site), encoding="utf-8")
    desk = Desk(home)
    assert desk.crawl().new == 128
    again = desk.crawl(full=True)
    assert (again.status, again.new, again.unchanged) == ("complete", 0, 128)
    dates = [item.published for item in desk.items()]
    assert dates == sorted(dates, reverse=True)


def test_one_page_has_one_address(desk: Desk, site: SampleSite) -> None:
    """pmenu picks a menu beside the list, offset=0 is the first page: both lead to pages that were read already."""
    other = site.url.replace("pmenu=3", "pmenu=0&offset=0&utm_source=x")
    desk.write_profile(lambda text: text.replace(site.url, other))
    assert desk.crawl().requests == 27
    assert all("utm_source" not in target for target in site.targets)
