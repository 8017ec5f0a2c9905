"""Which number is the day: decided from the language and region, or from all dates of a page.

Not here: the reading of one date (``resolve``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from aimcrawl.reading.dates.model import Order
from aimcrawl.reading.dates.tokens import normalise
from aimcrawl.reading.dates.words import base_language

__all__ = ["default_order", "page_order"]

# CLDR's short date format, where it is not day-month-year. Bare English and Chinese on the web are read as they are
# most often written; regions that write otherwise follow.
_BY_LANGUAGE: dict[str, Order] = {
    "en": "mdy",
    "zh": "ymd",
    "ja": "ymd",
    "ko": "ymd",
    "hu": "ymd",
    "lt": "ymd",
    "mn": "ymd",
    "eu": "ymd",
    "fa": "ymd",
    "fil": "mdy",
}
_MDY_REGIONS = frozenset({"us", "ph", "pr", "gu", "as", "vi", "mp", "um"})

_NUMBERS = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d./-]\d|\d)")
_YEARS_SPAN = 10  # years that a page's dates may lie apart for the first and third number to be told apart


def default_order(language: str | None) -> Order:
    """The order of a language tag: ``en`` and ``en-US`` month first, ``en-GB`` day first, ``ja`` year first; else day first."""
    base = base_language(language)
    if base is None:
        return "dmy"
    region = next((part for part in (language or "").replace("_", "-").lower().split("-")[1:] if len(part) == 2), None)
    if base == "en" and region is not None:
        return "mdy" if region in _MDY_REGIONS else "dmy"
    return "mdy" if region == "us" else _BY_LANGUAGE.get(base, "dmy")


def page_order(texts: Iterable[str], *, language: str | None = None) -> Order | None:
    """The order of day and month on a page; None where the page has no dates of which only the order is in doubt.

    Any date that has but one reading decides (the majority, where a page contradicts itself); else the order in which
    more of the dates fall or rise as a list of news does; else the language.
    """
    found = list(_numeric(texts))
    if not found:
        return None
    votes: dict[Order, int] = {"dmy": 0, "mdy": 0, "ymd": 0}
    for first, second, third, long_year in found:
        order = _only_reading(first, second, third, long_year=long_year)
        if order is not None:
            votes[order] += 1
    best = max(votes, key=lambda order: votes[order])
    if votes[best]:
        return best
    return _by_sequence(found) or default_order(language)


def _numeric(texts: Iterable[str]) -> Iterator[tuple[int, int, int, bool]]:
    for text in texts:
        for match in _NUMBERS.finditer(normalise(text)):
            yield int(match[1]), int(match[3]), int(match[4]), len(match[4]) == 4


def _only_reading(first: int, second: int, third: int, *, long_year: bool) -> Order | None:
    if first > 31:
        return None if long_year or second > 12 else "ymd"
    if first > 12:
        if second > 12:
            return None
        return "dmy" if long_year or third > 31 else None
    return "mdy" if 12 < second <= 31 else None


def _by_sequence(found: list[tuple[int, int, int, bool]]) -> Order | None:
    """The order in which more neighbours stand newest first; at least three dates, and a clear lead."""
    scores: dict[Order, int] = {}
    keys: dict[Order, tuple[int, int, int]] = {"dmy": (2, 1, 0), "mdy": (2, 0, 1)}
    for order, key in keys.items():
        days = [tuple(date[part] for part in key) for date in found]
        falling = sum(a >= b for a, b in pairwise(days))
        scores[order] = max(falling, len(days) - 1 - falling)
    if len(found) < 3 or scores["dmy"] == scores["mdy"]:
        return None
    return "dmy" if scores["dmy"] > scores["mdy"] else "mdy"
