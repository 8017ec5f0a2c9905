"""Dates of the Persian calendar, which news pages in Iran carry: ``۲۵ فروردین ۱۳۹۵``, ``1395/01/25``.

Not here: Persian pages that write Gregorian dates; the grammar for all languages reads those.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from aimcrawl.reading.dates.model import DateMatch, ParsedDate

__all__ = ["find_persian"]

_MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
_YEAR = "1[34][0-9]{2}"  # 1921 to 2120; Gregorian years do not begin so
_DATE = re.compile(
    rf"""(?<![\d/.-]) (?: (?P<d>[0-9]{{1,2}}) \s* (?P<name>{"|".join(_MONTHS)}) (?:\s*ماه)? [\s,]* (?P<y>{_YEAR})
    | (?P<y2>{_YEAR}) ([/.-]) (?P<m>[0-9]{{1,2}}) \5 (?P<d2>[0-9]{{1,2}}) ) (?![\d/]|[.-]\d)""",
    re.VERBOSE,
)
_LONG_MONTHS, _LONG, _SHORT = 6, 31, 30  # the first six months have 31 days, the others 30
_KNOWN_YEAR, _KNOWN_START = 1400, dt.date(2021, 3, 21).toordinal()  # a year and its first day


def find_persian(text: str, plain: str) -> Iterator[DateMatch]:
    """The Persian dates in ``text``, as Gregorian ones; ``plain`` is the text with plain characters."""
    for match in _DATE.finditer(plain):
        if match["name"]:
            year, month, day = int(match["y"]), _MONTHS.index(match["name"]) + 1, int(match["d"])
        else:
            year, month, day = int(match["y2"]), int(match["m"]), int(match["d2"])
        found = _gregorian(year, month, day)
        if found is not None:
            raw = text[match.start() : match.end()]
            value = ParsedDate(raw=raw, year=found.year, month=found.month, day=found.day)
            yield DateMatch(match.start(), match.end(), value)


def _gregorian(year: int, month: int, day: int) -> dt.date | None:
    """The Gregorian day; None where the calendar has none such."""
    if not (1 <= month <= len(_MONTHS) and 1 <= day <= (_LONG if month <= _LONG_MONTHS else _SHORT)):
        return None
    earlier = (month - 1) * _LONG - max(0, month - 1 - _LONG_MONTHS)
    found = dt.date.fromordinal(_first_day(year) + earlier + day - 1)
    return found if found.toordinal() < _first_day(year + 1) else None


def _first_day(year: int) -> int:
    """The ordinal of a year's first day: 8 leap years in 33, which holds from 1178 to 1633 of this calendar."""
    leaps = (8 * year + 21) // 33 - (8 * _KNOWN_YEAR + 21) // 33
    return _KNOWN_START + 365 * (year - _KNOWN_YEAR) + leaps
