"""Dates as a profile says they are written: its strptime formats first, then the reader's own grammar."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter

from aimcrawl.profiles.model import Profile
from aimcrawl.reading.dates import DateMatch, Order, ParsedDate, find_dates, page_order
from aimcrawl.reading.listing.anchors import Anchor, find_anchors
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.listing.years import complete
from aimcrawl.reading.text import fold

__all__ = ["DateReader", "date_reader"]

_NUMERIC = re.compile(r"\d[./-]\d")
_LONG = 400
_LONGEST = 80  # signs of the longest line that is a date and nothing else
_WORD = re.compile(r"\w")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class DateReader:
    """Reads the dates of one page with a profile's formats, language and order; ``base`` is the time of the fetch."""

    out: Outline
    formats: tuple[str, ...]
    language: str | None
    order: Order | None
    base: dt.datetime | None

    @cached_property
    def anchors(self) -> list[Anchor]:
        """All dates of the page with their places, as the reader finds them without formats."""
        found = find_anchors(self.out, language=self.language, order=self.order, fetched_at=self.base)
        return complete(self.out, found)

    def on_lines(self, first: int, last: int) -> list[Anchor]:
        """Return the dates that stand on the lines ``first`` to ``last`` (exclusive) and go on to no other."""
        low = bisect_left(self.anchors, first, key=attrgetter("line"))
        high = bisect_left(self.anchors, last, key=attrgetter("line"))
        return [anchor for anchor in self.anchors[low:high] if anchor.until <= last]

    def find(self, text: str) -> list[DateMatch]:
        """Return the dates in ``text``, from the left."""
        if (value := self.formatted(text)) is not None:
            return [DateMatch(0, len(text), value)]
        return find_dates(text, language=self.language, order=self.order, base=self.base)

    def read(self, text: str) -> ParsedDate | None:
        """Return the first date in ``text``; one with a year before one without."""
        values = [match.value for match in self.find(text)]
        return next((value for value in values if not value.year_missing), values[0] if values else None)

    def whole(self, text: str) -> ParsedDate | None:
        """Return the date that ``text`` is, if it is one and says nothing else."""
        if len(text) > _LONGEST:
            return None
        found = self.find(text)
        if len(found) != 1 or _WORD.search(text[: found[0].start] + text[found[0].end :]):
            return None
        return found[0].value

    def formatted(self, text: str) -> ParsedDate | None:
        """Return the date that ``text`` is in one of the profile's formats; all that are read have a year in digits."""
        if not self.formats or not _DIGIT.search(text):
            return None
        text = fold(text)
        for pattern in self.formats:
            if value := _strptime(text, pattern):
                return value
        return None


def date_reader(profile: Profile, out: Outline, *, fetched_at: dt.datetime | None) -> DateReader:
    """Return the reader for one page; where the profile names no order, all dates of the page decide it."""
    dates = profile.dates
    language = dates.language or profile.language or out.elements[0].get("lang")
    return DateReader(out, dates.formats, language, dates.order or _order(out, language), fetched_at)


def _order(out: Outline, language: str | None) -> Order | None:
    numeric: Iterable[str] = (line.text for line in out.lines if len(line.text) < _LONG and _NUMERIC.search(line.text))
    return page_order(numeric, language=language)


def _strptime(text: str, pattern: str) -> ParsedDate | None:
    """Read ``text`` in one format; None where it is written otherwise, or has no year (that needs the page to tell)."""
    parts = _parts(pattern)
    if not parts & set("YyGcxD"):
        return None
    try:
        value = dt.datetime.strptime(text, pattern)  # noqa: DTZ007  (the page says which zone, or none)
    except ValueError:
        return None
    month = value.month if parts & set("mbBjcxUWV") else None
    day = value.day if parts & set("djcxuaAwUWV") else None
    return ParsedDate(raw=text, year=value.year, month=month, day=day, clock=_clock(value, parts))


@lru_cache(maxsize=256)
def _parts(pattern: str) -> frozenset[str]:
    return frozenset(re.findall(r"%(.)", pattern.replace("%%", "")))


def _clock(value: dt.datetime, parts: frozenset[str]) -> str:
    if not parts & set("HIcXR"):
        return ""
    return value.timetz().isoformat(timespec="seconds" if parts & set("Sc") else "minutes")
