"""How a list writes its dates, as strptime formats: the ones that read every date as the reader did."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from aimcrawl.reading.dates import Order

__all__ = ["format_of", "order_of"]

_FORMATS = (
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%b. %d, %Y",
    "%d. %B %Y",
    "%A, %d %B %Y",
    "%A %d %B %Y",
    "%A, %B %d, %Y",
    "%a, %d %b %Y",
    "%d %B, %Y",
    "%d-%b-%Y",
    "%B %d %Y",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%B %Y",
)
_NUMBERS = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}")


def format_of(dates: Sequence[tuple[str, str]]) -> str | None:
    """Return the format that reads each of ``dates`` (as written, ISO 8601) as it was read; None where none does."""
    return next((each for each in _FORMATS if dates and all(_reads(each, raw, iso) for raw, iso in dates)), None)


def order_of(dates: Sequence[tuple[str, str]]) -> Order | None:
    """Return the order in which dates written in numbers alone were read; None where there are none."""
    for raw, iso in dates:
        if _NUMBERS.search(raw):
            first = [int(number) for number in re.findall(r"\d+", raw)[:2]]
            month, day = int(iso[5:7]), int(iso[8:10])
            if month != day:
                return "dmy" if first == [day, month] else "mdy" if first == [month, day] else None
    return None


def _reads(pattern: str, raw: str, iso: str) -> bool:
    try:
        value = dt.datetime.strptime(raw, pattern)  # noqa: DTZ007  (only its date is looked at)
    except ValueError:
        return False
    return value.strftime("%Y-%m-%d" if "%d" in pattern else "%Y-%m") == iso
