"""Invented news of an invented alliance of rope, sail and net makers, in the shape of a small organisation's pages.

The texts are templates in ``news.toml`` whose words are picked by the item's number, so that every run and every
Python gives the same items. What real news brings is here too: items of one sentence and long ones, bullet lists,
dates in prose, titles that come again, two items with one title on one day, signs that must be escaped, letters beyond
ASCII.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from aimcrawl.sample.items import MONTHS, SampleItem, long_date, slugify

__all__ = ["NUMBER_OF_ITEMS", "invent_items"]

NUMBER_OF_ITEMS = 128
NEWEST = dt.date(2016, 5, 12)
GAPS = (6, 34, 48, 7, 3, 21, 14, 29, 1, 17, 40, 9, 12)  # days from one item back to the next older
TWIN = 5  # the index of an item that an editor posted in addition to the one below it, under its title, on its day
TWIN_TEXT = "The minutes are in the members' area now. Thanks to all who stayed for the last item of the agenda."


def invent_items(count: int = NUMBER_OF_ITEMS) -> list[SampleItem]:
    """Return ``count`` items, newest first; the same ones at every call."""
    news = _news()
    items: list[SampleItem] = []
    day = NEWEST
    for number in range(count):
        items.append(_invent(news["kind"][number % len(news["kind"])], _words(news["words"], number, day), day))
        day -= dt.timedelta(days=GAPS[number % len(GAPS)])
    if count > TWIN + 1:
        items[TWIN] = replace(items[TWIN + 1], paragraphs=(TWIN_TEXT,), bullets=())
    return _with_own_slugs(items)


@cache
def _news() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("news.toml").read_text(encoding="utf-8"))


def _invent(kind: Mapping[str, Any], words: Mapping[str, object], day: dt.date) -> SampleItem:
    return SampleItem(
        date=day,
        title=kind["title"].format_map(words),
        paragraphs=tuple(paragraph.format_map(words) for paragraph in kind["paragraphs"]),
        bullets=tuple(bullet.format_map(words) for bullet in kind.get("bullets", ())),
    )


def _words(vocabulary: Mapping[str, list[str]], number: int, day: dt.date) -> dict[str, object]:
    return {name: words[number % len(words)] for name, words in vocabulary.items()} | {
        "month": MONTHS[day.month - 1],
        "later": long_date(day + dt.timedelta(days=45)),
        "ordinal": f"{60 - number // 3}th",
        "people": 40 + number * 7 % 90,
        "countries": 4 + number % 9,
        "hours": 2 + number % 4,
        "count": 12 + number * 5 % 40,
    }


def _with_own_slugs(items: list[SampleItem]) -> list[SampleItem]:
    """Number the slugs of titles that come again, the oldest first, as content managers do."""
    seen: Counter[str] = Counter()
    numbered = []
    for item in reversed(items):
        slug = slugify(item.title)
        seen[slug] += 1
        numbered.append(replace(item, slug=slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"))
    return numbered[::-1]
