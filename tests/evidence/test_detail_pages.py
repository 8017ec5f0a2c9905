"""Items whose text stands on pages of their own: proven by, and rebuilt from, both pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk import SLUG, Desk
from evidence.tamper import alter, ask
from msgspec.structs import replace as replace_field

from aimcrawl.home import create_home
from aimcrawl.home.rebuilding import rebuild_home
from aimcrawl.replay.deep import deep_faults
from aimcrawl.replay.reread import reread
from aimcrawl.replay.showing import captures_showing
from aimcrawl.sample import SampleSite, invent_items
from archive import queries
from archive.evidence.verify import verify

PROFILE = """
name = "Cordage"
url = "{}"
language = "en"

[list]
layout = "wrapped"
item = "article.card"

[pager]
kind = "next"
link = "a[rel=next]"

[detail]
follow = true
text = "div.body"

[politeness]
delay = 0
"""


@pytest.fixture
def site() -> Iterator[SampleSite]:
    with SampleSite(invent_items(20)) as site:
        site.rebuilt = True
        yield site


@pytest.fixture
def desk(site: SampleSite, tmp_path: Path) -> Desk:
    """A source that was crawled twice; in between, the text of one item was edited behind its teaser."""
    desk = Desk(create_home(tmp_path / "home"))
    desk.home.profile(SLUG).write_text(PROFILE.format(site.url), encoding="utf-8")
    desk.crawl()
    alter(desk.home, "UPDATE items SET detail_seen = '2001-01-01T00:00:00Z', first_seen = '2001-01-01T00:00:00Z'")
    edited = site.items[3]
    site.items[3] = replace(edited, paragraphs=(*edited.paragraphs, "This was added behind the teaser."))
    desk.crawl(full=True)
    alter(desk.home, "UPDATE items SET first_seen = last_seen")
    return desk


def test_the_text_of_a_detail_page_is_proven(desk: Desk) -> None:
    [[details]] = ask(desk.home, "SELECT count(*) FROM captures WHERE kind = 'detail'")
    assert isinstance(details, int)
    assert details >= 20
    with desk.home.open_archive() as archive:
        assert [*verify(archive), *deep_faults(archive), *reread(archive)] == []
    assert any("added behind the teaser" in item.text for item in desk.items())


def test_the_text_of_a_detail_page_is_rebuilt(desk: Desk) -> None:
    before = desk.items()
    assert rebuild_home(desk.home) == []
    first_seen = {item.id: item.first_seen for item in desk.items()}  # which the fixture moved
    assert desk.items() == [replace_field(item, first_seen=first_seen[item.id]) for item in before]


def test_list_and_detail_pages_show_an_item(desk: Desk) -> None:
    with desk.home.open_archive() as archive:
        with archive.reading() as connection:
            item = next(one for one in queries.items(connection) if "added behind the teaser" in one.text)
        kinds = {capture.kind for capture in captures_showing(archive, item.id)}
    assert kinds == {"list", "detail"}


def test_a_mended_selector_of_detail_pages_makes_re_readings_and_no_edit(desk: Desk, site: SampleSite) -> None:
    whole = {item.id: item.text for item in desk.items()}
    told = len(desk.events())
    desk.write_profile(lambda text: text.replace('"div.body"', '"div.body > p"'))
    first_seen = ask(desk.home, "SELECT id, first_seen FROM items")
    alter(desk.home, "UPDATE items SET detail_seen = '2001-01-01T00:00:00Z', first_seen = '2001-01-01T00:00:00Z'")
    outcome = desk.crawl(full=True)
    for id_, moment in first_seen:
        alter(desk.home, f"UPDATE items SET first_seen = '{moment}' WHERE id = '{id_}'")
    assert (outcome.status, outcome.new, outcome.edited, outcome.removed) == ("complete", 0, 0, 0)
    assert len(desk.events()) == told
    assert {item.id: item.text for item in desk.items()} != whole
    with desk.home.open_archive() as archive, archive.reading() as connection:
        assert {one.cause for one in queries.revisions(connection) if one.revision > 1} == {"crawl", "reader"}
    with desk.home.open_archive() as archive:
        assert [*verify(archive), *deep_faults(archive)] == []
    before = ([replace_field(item, first_seen="") for item in desk.items()], desk.events())  # which was altered above
    assert rebuild_home(desk.home) == []
    assert ([replace_field(item, first_seen="") for item in desk.items()], desk.events()) == before
