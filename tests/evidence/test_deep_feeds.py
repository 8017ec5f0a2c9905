"""Deep proof of what a feed beside the list told: one capture, many items, each read about once."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawling.test_feed_beside import CARDS, FEED, PROFILE, SiteWithFeed
from desk import SLUG, Desk
from evidence.tamper import alter

from aimcrawl.home import create_home
from aimcrawl.replay import pages
from aimcrawl.replay.deep import deep_faults
from aimcrawl.replay.rereading import apply_rereadings
from aimcrawl.sample import invent_items
from aimcrawl.spiders.pages import now

ENTRIES = 40


def test_a_feed_is_read_about_once_for_all_of_its_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with SiteWithFeed(invent_items(ENTRIES)) as site:
        site.rebuilt, site.newest = True, ENTRIES
        desk = Desk(create_home(tmp_path / "home"))
        profile = PROFILE.format(site.url, CARDS, site.base + FEED)
        desk.home.profile(SLUG).write_text(profile, encoding="utf-8")
        desk.crawl()
    reads: list[str] = []
    items: list[str] = []
    read_capture, read_item = pages.read_capture, pages.read_item

    def counted_capture(folder: Path, capture: pages.Capture, **more: object) -> object:
        reads.append(capture.url)
        return read_capture(folder, capture, **more)  # type: ignore[arg-type] # those of read_capture

    def counted_item(*about: object, item_url: str, **more: object) -> object:
        items.append(item_url)
        return read_item(*about, item_url=item_url, **more)  # type: ignore[arg-type] # those of read_item

    monkeypatch.setattr(pages, "read_capture", counted_capture)
    monkeypatch.setattr(pages, "read_item", counted_item)
    with desk.home.open_archive() as archive:
        assert list(deep_faults(archive)) == []
        assert len(items) == ENTRIES
        assert len(reads) <= ENTRIES
        items.clear()
        without = profile.replace(f'{FEED}"', f'{FEED}"\ntext = false')
        assert apply_rereadings(archive, SLUG, without, now=now)
        assert len(items) <= 3 * ENTRIES


def test_an_altered_text_of_an_entry_is_found(tmp_path: Path) -> None:
    with SiteWithFeed(invent_items(12)) as site:
        site.rebuilt = True
        desk = Desk(create_home(tmp_path / "home"))
        desk.home.profile(SLUG).write_text(PROFILE.format(site.url, CARDS, site.base + FEED), encoding="utf-8")
        desk.crawl()
    item = next(item for item in desk.items() if item.url and item.published and "T" in item.published)
    alter(desk.home, f"UPDATE revisions SET text = 'Something else.' WHERE item_id = '{item.id}'")
    with desk.home.open_archive() as archive:
        (fault,) = deep_faults(archive)
    assert fault.where == f"revision {item.id}/1"
    assert "text" in fault.problem
