"""Every item of every page, exactly: whatever a site's makers did to the same news, the reader sees the same items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from markups import ITEMS, MARKUPS, PAGERS, Item, page
from reading.listing.more_markups import MORE, more_page

from aimcrawl.reading.listing import ListingReading, read_listing

ADDRESS = "http://news.example/news.php?pmenu=3&offset=1"
SEED = Path(__file__).parents[4] / "shared" / "seed" / "aim-progress-news-offset-5.txt"
MONTHS = "January February March April May June July August September October November December".split()


def iso(date: str) -> str:
    day, month, year = date.split()
    return f"{year}-{MONTHS.index(month) + 1:02d}-{int(day):02d}"


def paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def seen(reading: ListingReading) -> list[tuple[str | None, str | None, list[str], str | None]]:
    return [(item.published, item.title, paragraphs(item.text), item.url) for item in reading.items]


def meant(items: Sequence[Item]) -> list[tuple[str | None, str | None, list[str], str | None]]:
    return [(iso(item.date), item.title, item.paragraphs, None) for item in items]


def seed() -> list[Item]:
    """The items of the page that it all began with: a date line, a title line, paragraphs, up to the pager."""
    if not SEED.exists():
        pytest.skip(f"the seed page is not here: {SEED}")
    lines = [" ".join(line.split()) for line in SEED.read_text(encoding="utf-8").splitlines()]
    lines = list(filter(None, lines))
    dates = [k for k, line in enumerate(lines) if re.fullmatch(r"\d\d [A-Z][a-z]+ \d{4}", line)]
    end = next(k for k, line in enumerate(lines) if line.startswith("back 1 2 3"))
    bounds = zip(dates, [*dates[1:], end], strict=True)
    return [Item(lines[begin], lines[begin + 1], tuple(lines[begin + 2 : stop])) for begin, stop in bounds]


@pytest.mark.parametrize("pager", PAGERS)
@pytest.mark.parametrize("markup", MARKUPS)
def test_every_item_exactly_in_any_markup(markup: str, pager: str) -> None:
    reading = read_listing(page(ITEMS, markup, pager=pager), ADDRESS)
    assert seen(reading) == meant(ITEMS)


@pytest.mark.parametrize("pager", ["numbers", "list", "none"])
@pytest.mark.parametrize("markup", MORE)
def test_every_item_exactly_in_rarer_markups(markup: str, pager: str) -> None:
    for items in (ITEMS, ITEMS[:3]):
        assert seen(read_listing(more_page(items, markup, pager=pager), ADDRESS)) == meant(items)


@pytest.mark.parametrize("markup", MARKUPS)
def test_the_reader_is_sure_of_the_list_and_says_why(markup: str) -> None:
    reading = read_listing(page(ITEMS, markup), ADDRESS)
    assert reading.kind == "list"
    assert reading.confidence >= 0.5
    assert any("5 of 5 have a date" in reason for reason in reading.reasons)
    assert reading.next_url == "http://news.example/news.php?pmenu=3&offset=2"


@pytest.mark.parametrize("markup", MARKUPS)
def test_the_seed_exactly_in_any_markup(markup: str) -> None:
    items = seed()
    assert len(items) == 5
    assert seen(read_listing(page(items, markup), ADDRESS)) == meant(items)


@pytest.mark.parametrize("markup", MARKUPS)
def test_three_items_suffice(markup: str) -> None:
    assert seen(read_listing(page(ITEMS[:3], markup), ADDRESS)) == meant(ITEMS[:3])


@pytest.mark.parametrize("markup", MARKUPS)
def test_the_first_and_the_last_page_hold_no_pager_in_an_item(markup: str) -> None:
    for number in (1, 26):
        assert seen(read_listing(page(ITEMS, markup, number=number), ADDRESS)) == meant(ITEMS)


@pytest.mark.parametrize("markup", MARKUPS)
def test_an_item_keeps_its_own_markup(markup: str) -> None:
    for item, record in zip(ITEMS, read_listing(page(ITEMS, markup), ADDRESS).items, strict=True):
        assert record.published_raw == item.date
        assert item.title in record.html
        assert not any(other.title in record.html for other in ITEMS if other is not item)
