"""Which number is the day: decided from the language and region, or from all dates of a page.

Not here: the reading of one date (``resolve``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from aimcrawl.reading.dates.model import Order
from aimcrawl.reading.dates.tokens import normalise
from aimcrawl.reading.dates.words import base_language

__all__ = ["default_order", "page_order", "regional_language"]

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
_DMY_REGIONS = frozenset({"hk", "mo", "sg"})  # Chinese is written there, but day first
_MDY_REGIONS = frozenset({"us", "ph", "pr", "gu", "as", "vi", "mp", "um"})

_AMERICAN_DOMAINS = frozenset({"us", "gov", "mil", "edu"})
# Country codes that anyone registers for how they read.
_WORLD_DOMAINS = frozenset("ai am cc co fm gg io la li ly me nu sh tk to tv ws".split())
_ENGLISH = frozenset({"the", "of", "and", "by", "with"})
_ENGLISH_SHARE = (
    0.02  # of the words: English prose has five times as many, menus and tables fewer; other languages none
)
_SAMPLE = 50_000  # characters that tell a page's language
_REGION = re.compile(r"[a-z]{2}|\d{3}")  # as in a language tag (RFC 5646): ``gb``, or ``001`` for the world
_NUMBERS = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d./-]\d|\d)")
_MONTHS, _DAYS = 12, 31  # the most that a month and a day can be
_SHORT = 2  # digits
_LIST = 3  # dates that make a list


def default_order(language: str | None) -> Order:
    """The order of a language tag: ``en`` and ``en-US`` month first, ``en-GB`` day first, ``ja`` year first."""
    base = base_language(language)
    if base is None:
        return "dmy"
    region = next(filter(_REGION.fullmatch, re.split("[-_]", (language or "").lower())[1:]), None)
    if region in _MDY_REGIONS:
        return "mdy"
    if region in _DMY_REGIONS or (base == "en" and region is not None):
        return "dmy"
    return _BY_LANGUAGE.get(base, "dmy")


def regional_language(language: str | None, host: str) -> str | None:
    """The language tag with the region that the host's last label names, where the tag names none.

    ``en`` on ``example.co.uk`` becomes ``en-GB``, on ``example.gov`` ``en-US``; on ``example.org`` it stays ``en``.
    """
    if not language or len(re.split("[-_]", language)) > 1:
        return language
    label = host.lower().rstrip(".").rpartition(".")[2]
    if label in _AMERICAN_DOMAINS:
        return f"{language}-US"
    if not label.isascii() or not label.isalpha() or len(label) != _SHORT or label in _WORLD_DOMAINS:
        return language
    return f"{language}-{'GB' if label == 'uk' else label.upper()}"


def page_order(texts: Iterable[str], *, language: str | None = None) -> Order | None:
    """The order of day and month on a page; None where the page has no dates of which only the order is in doubt.

    Any date that has but one reading decides (the majority, where a page contradicts itself); else the order in which
    more of the dates fall or rise as a list of news does; else the language, which is English on a page that names none
    but speaks it.
    """
    text = "\n".join(texts)
    found = list(_numeric(text))
    if not found:
        return None
    default = default_order(language or ("en" if _is_english(text) else None))
    votes = Counter(order for date in found if (order := _only_reading(date, default)))
    if votes:
        return votes.most_common(1)[0][0]
    return (None if default == "ymd" else _by_sequence(found)) or default


def _is_english(text: str) -> bool:
    words = text[:_SAMPLE].lower().split()
    return sum(word in _ENGLISH for word in words) > len(words) * _ENGLISH_SHARE


@dataclass(frozen=True, slots=True)
class _Numbers:
    first: int
    second: int
    third: int
    long_year: bool


def _numeric(text: str) -> Iterator[_Numbers]:
    for match in _NUMBERS.finditer(normalise(text)):
        yield _Numbers(int(match[1]), int(match[3]), int(match[4]), len(match[4]) > _SHORT)


def _only_reading(date: _Numbers, default: Order) -> Order | None:
    """The one order in which the numbers are a date; the language chooses between day and year first."""
    if date.second > _MONTHS:
        return "mdy" if date.first <= _MONTHS and date.second <= _DAYS else None
    if date.first <= _MONTHS:
        return None
    if date.long_year:
        return "dmy" if date.first <= _DAYS else None
    if date.first > _DAYS or (default == "ymd" and date.third <= _DAYS):
        return "ymd"
    return "dmy"


def _by_sequence(found: list[_Numbers]) -> Order | None:
    """The order in which more of the dates fall, or rise, as they do in a list; None without a clear lead."""
    falls = {
        "dmy": _monotony([(date.third, date.second, date.first) for date in found]),
        "mdy": _monotony([(date.third, date.first, date.second) for date in found]),
    }
    if len(found) < _LIST or falls["dmy"] == falls["mdy"]:
        return None
    return "dmy" if falls["dmy"] > falls["mdy"] else "mdy"


def _monotony(days: list[tuple[int, int, int]]) -> int:
    """How many neighbours stand in the direction that most of them keep."""
    falling = sum(a >= b for a, b in pairwise(days))
    rising = sum(a <= b for a, b in pairwise(days))
    return max(falling, rising)
