"""An address is enough: what ``learn`` makes of page 1 reads every item of every page, in any markup."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from markups import ITEMS, MARKUPS, PAGERS, Item, invent
from probing.loopback import LIST, Loopback, news

from aimcrawl.probing.fetch import FetchError, Prober
from aimcrawl.probing.learn import learn
from aimcrawl.profiles import Profile, parse_profile
from aimcrawl.reading.page import read_page
from aimcrawl.reading.pager import next_page
from archive.records import Record

SEED = Path(__file__).parents[3] / "shared" / "seed" / "aim-progress-news-offset-5.txt"
WALKED = sorted(set(PAGERS) - {"none"})
PAGES = 4


@pytest.fixture(scope="module")
def seed() -> list[Item]:
    """The five items of the page that it all began with."""
    if not SEED.exists():
        pytest.skip(f"the seed page is not here: {SEED}")
    lines = [" ".join(line.split()) for line in SEED.read_text("utf-8").splitlines()]
    lines = [line for line in lines[: next(n for n, line in enumerate(lines) if line.startswith("back 1"))] if line]
    begins = [number for number, line in enumerate(lines) if re.fullmatch(r"\d\d \w+ 20\d\d", line)]
    return [
        Item(lines[begin], lines[begin + 1], tuple(lines[begin + 2 : end]))
        for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True)
    ]


def walk(profile: Profile, prober: Prober) -> list[tuple[str | None, str | None, list[str]]]:
    """Read page after page as a crawl does, until there is no next one, and return what a reader would have seen."""
    seen: list[tuple[str | None, str | None, list[str]]] = []
    url: str | None = profile.url
    number = 0
    while url is not None:
        number += 1
        try:
            page = prober.get(url)
        except FetchError:
            break  # a pager that counts finds the end by walking past it
        reading = read_page(page.body, page.url, profile, fetched_at=page.fetched_at, header=page.content_type)
        seen += map(face, reading.records)
        url = next_page(profile.pager, reading.root, page.url, number)
    return seen


def face(record: Record) -> tuple[str | None, str | None, list[str]]:
    return record.published_raw, record.title, record.text.split("\n\n")


def require_all_read(first: Sequence[Item], markup: str, pager: str, prober: Prober) -> None:
    choose = random.Random(f"{markup} {pager}")
    pages = [list(first), *(invent(choose, len(first)) for _ in range(PAGES - 2)), invent(choose, 1)]
    with Loopback(news(pages, markup, pager)) as site:
        learned = learn(site.url + LIST, prober)
        seen = walk(parse_profile(learned.text), prober)
    assert seen == [(item.date, item.title, item.paragraphs) for items in pages for item in items]


@pytest.mark.parametrize("pager", WALKED)
@pytest.mark.parametrize("markup", MARKUPS)
def test_every_item_of_every_page_is_read_exactly(markup: str, pager: str, prober: Prober) -> None:
    require_all_read(ITEMS, markup, pager, prober)


@pytest.mark.parametrize("pager", WALKED)
@pytest.mark.parametrize("markup", MARKUPS)
def test_so_are_those_of_the_first_source(markup: str, pager: str, seed: list[Item], prober: Prober) -> None:
    assert len(seed) == 5
    require_all_read(seed, markup, pager, prober)


@pytest.mark.parametrize("count", [3, 10, 25])
@pytest.mark.parametrize("markup", MARKUPS)
def test_a_page_may_hold_few_items_or_many(markup: str, count: int, prober: Prober) -> None:
    require_all_read(invent(random.Random(f"{markup} {count}"), count), markup, "numbers", prober)
