"""The walk ends for every pager ever made."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aimcrawl.spiders.walk import Walk

Site = Callable[[int], tuple[str | None, list[int]]]


def follow(site: Site, *, limit: int = 50) -> tuple[int, Walk]:
    """Walk a site that gives, for a page's number, its next address and its records; return the pages fetched."""
    walk = Walk(canonical=lambda url: url, limit=limit)
    walk.visit("p1")
    fetched, url = 0, "p1"
    while True:
        fetched += 1
        following, records = site(fetched)
        url = walk.after(following, records, number=fetched)
        if url is None:
            return fetched, walk
        walk.visit(url)


ENDS: dict[str, tuple[Site, int]] = {
    "no next link": (lambda n: (f"p{n + 1}" if n < 3 else None, [n]), 3),
    "next points at itself": (lambda n: (f"p{min(n + 1, 3)}", [n]), 3),
    "a loop": (lambda n: (f"p{n % 4 + 1}", [n]), 4),
    "the last page for ever": (lambda n: (f"p{n + 1}", [min(n, 3)]), 5),
    "empty pages for ever": (lambda n: (f"p{n + 1}", [n] if n <= 3 else []), 5),
    "nothing at all": (lambda n: (None, []), 1),
}


@pytest.mark.parametrize("name", ENDS)
def test_it_ends_and_the_end_was_reached(name: str) -> None:
    site, pages = ENDS[name]
    fetched, walk = follow(site)
    assert fetched == pages
    assert walk.end(interrupted=False).reached_end


def test_one_page_that_repeats_the_one_before_is_a_list_that_moved() -> None:
    fetched, _ = follow(lambda n: (f"p{n + 1}" if n < 6 else None, [n if n < 3 else n - 1]))
    assert fetched == 6


def test_the_limit_is_the_last_resort_and_is_reported() -> None:
    fetched, walk = follow(lambda n: (f"p{n + 1}", [n]), limit=7)
    end = walk.end(interrupted=False)
    assert fetched == 7
    assert not end.reached_end
    assert "limit of 7 pages" in (end.reason or "")


def test_a_site_that_fails_three_times_in_a_row_is_left_alone() -> None:
    walk = Walk(canonical=lambda url: url, limit=50)
    assert walk.after_failure("p2", number=1) == "p2"
    assert walk.after_failure("p3", number=2) == "p3"
    assert walk.after_failure("p4", number=3) is None
    assert not walk.end(interrupted=False).reached_end


def test_an_interrupted_walk_has_not_reached_the_end() -> None:
    _, walk = follow(lambda n: (None, [n]))
    assert not walk.end(interrupted=True).reached_end
