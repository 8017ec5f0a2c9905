"""A pager that one word alone names is looked behind: taken where it leads to more of the items, else told of."""

from __future__ import annotations

import random

import pytest
from markups import ITEMS, Item, invent, page
from probing.loopback import Loopback

from aimcrawl.probing.fetch import Prober
from aimcrawl.probing.learn import Learned, learn
from aimcrawl.profiles import parse_profile
from aimcrawl.reading.pager import next_page
from aimcrawl.reading.tree import parse

MORE = invent(random.Random(3), 5)
PROSE = b"<h1>Terms of use</h1><p>" + b"Whoever reads this page accepts what stands in it. " * 9


def listed(items: list[Item], link: str) -> bytes:
    """A list page with no pager, but with one link below the list."""
    return page(items, "cards", pager="none").replace(b"</body>", f"<p>{link}</p></body>".encode())


def learned(prober: Prober, link: str, second: bytes) -> Learned:
    with Loopback({"/news/": listed(ITEMS, link), "/news/p2.html": second}) as site:
        return learn(site.url + "/news/", prober)


@pytest.mark.parametrize("label", ["Next", "Load more", "More", "\u203a"])
def test_a_bare_word_that_leads_to_more_items_is_the_pager(prober: Prober, label: str) -> None:
    link = f'<a href="p2.html">{label}</a>'
    found = learned(prober, link, listed(MORE, "That was all."))
    assert [item.title for item in found.second or ()] == [item.title for item in MORE]
    assert found.profile.pager.kind == "next"
    assert parse_profile(found.text) == found.profile
    pages = [parse(listed(ITEMS, each)) for each in (link, link.replace("p2", "p3"), "That was all.")]
    here = "http://example.org/news/"
    assert [next_page(found.profile.pager, root, here, 1) for root in pages] == [
        here + "p2.html",
        here + "p3.html",
        None,
    ]


@pytest.mark.parametrize("second", [PROSE, listed(ITEMS, "")])
def test_one_that_does_not_is_told_of(prober: Prober, second: bytes) -> None:
    found = learned(prober, '<a href="p2.html">Next</a>', second)
    assert (found.profile.pager.kind, found.second) == ("none", None)
    assert "the list has one page" in found.notes
    assert any('the link "Next" leads to' in note and "holds no other items" in note for note in found.notes)


def test_one_that_cannot_be_had_is_told_of(prober: Prober) -> None:
    with Loopback({"/news/": listed(ITEMS, '<a href="p2.html">Next</a>')}) as site:
        found = learn(site.url + "/news/", prober)
    assert any("cannot be had" in note for note in found.notes)
