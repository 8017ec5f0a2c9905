"""The site is rebuilt: other markup, permalinks, detail pages, teasers in the list. The items are the same ones."""

from __future__ import annotations

import pytest
from desk import Desk

from aimcrawl.home.adding import add_profile
from aimcrawl.probing.fetch import Prober
from aimcrawl.probing.learn import learn
from aimcrawl.profiles.model import Politeness
from aimcrawl.sample import SampleSite


def learn_profile(desk: Desk, site: SampleSite) -> None:
    prober = Prober(user_agent="aimcrawl", politeness=Politeness(delay=0))
    add_profile(desk.home, desk.slug, learn(site.url, prober).text)


@pytest.fixture
def rebuilt(desk: Desk, site: SampleSite) -> Desk:
    """An archive of the old site, and a profile learned from the new one."""
    learn_profile(desk, site)
    desk.crawl()
    site.rebuilt = True
    learn_profile(desk, site)
    return desk


def test_items_are_known_again_without_an_event(rebuilt: Desk, site: SampleSite) -> None:
    before = {item.id for item in rebuilt.items()}
    outcome = rebuilt.crawl()
    assert outcome.status == "complete"
    after = {item.id for item in rebuilt.items()}
    assert len(before & after) == 128
    assert len(after - before) <= 1  # at least 99 % known again
    assert (outcome.new, outcome.edited, outcome.removed) == (0, 0, 0)
    assert all(item.url for item in rebuilt.items())


def test_texts_are_not_cut_to_teasers(rebuilt: Desk) -> None:
    before = {item.id: item.text for item in rebuilt.items()}
    rebuilt.crawl()
    after = {item.id: item.text for item in rebuilt.items()}
    assert sum(after[id_] == text for id_, text in before.items()) >= 127


def test_what_the_site_really_changed_is_told(rebuilt: Desk, site: SampleSite) -> None:
    rebuilt.crawl()
    gone = site.items.pop(50)
    for _ in range(2):
        rebuilt.crawl(full=True)
    assert [event.kind for event in rebuilt.events()][-1] == "removed"
    assert [item.title for item in rebuilt.items() if item.status == "removed"] == [gone.title]
