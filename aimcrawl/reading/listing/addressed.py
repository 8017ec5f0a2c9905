"""What the addresses of items say of their days: "/2024/04/22/bridge-opens", "/news/2024-04-22-bridge".

Lives here: reading such days, the year of a date that is written without one, the day of an item that shows none. Not
here: addresses otherwise (``aimcrawl.reading.addresses``).
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.outline import Outline
from archive.records import Record

__all__ = ["dated_by_addresses", "day_in", "year_beside"]

_STATED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:(?P<sign>[/_.-])(?P<month>\d\d?)(?:(?P=sign)(?P<day>\d\d?))?|(?P<rest>\d{4}))(?!\d)"
)
_HEIGHT, _WIDTH = 8, 60
"""Rows above a date up to which, and of each of them that many below, its item's link is looked for."""
_LEAST, _NEARLY_ALL = 2, 0.9
"""Items whose addresses bear their days, and the share of them that must be right."""


def day_in(url: str) -> tuple[int, int, int | None] | None:
    """Return year, month and (if it is there) day that the path of an address names; None where it names none."""
    try:
        match = _STATED.search(urlsplit(url).path)
    except ValueError:
        return None
    if match is None:
        return None
    year, rest = int(match["year"]), match["rest"]
    month, day = (rest[:2], rest[2:]) if rest else (match["month"], match["day"])
    try:
        dt.date(year, int(month), int(day or 1))
    except ValueError:
        return None
    return year, int(month), int(day) if day else None


def year_beside(out: Outline, anchor: Anchor, dates: Sequence[int]) -> int | None:
    """Return the year that the link of a date's item names with the same month, and the same day if it names one.

    ``dates`` are the lines of all dates in order: the link is looked for as far around this one as no other stands.
    """
    seen: set[str] = set()
    for row in out.near(anchor.node, _HEIGHT):
        if bisect_left(dates, out.last[row]) - bisect_left(dates, out.first[row]) > 1:
            return None
        for url in _links(out, row):
            stated = None if url in seen else day_in(url)
            seen.add(url)
            if stated and stated[1] == anchor.value.month and stated[2] in (None, anchor.value.day):
                return stated[0]
    return None


def _links(out: Outline, row: int) -> Iterator[str]:
    for inner in range(row, min(out.end[row], row + _WIDTH)):
        if out.tags[inner] == "a" and (target := out.elements[inner].get("href")):
            yield target


def dated_by_addresses(records: tuple[Record, ...]) -> tuple[Record, ...]:
    """Give records without a date the day in their address, where those of the others are their days."""
    if all(record.published for record in records):
        return records
    days = [_day_of(record) for record in records]
    right = [
        record.published[:10] == day for record, day in zip(records, days, strict=True) if day and record.published
    ]
    if sum(right) < _LEAST or sum(right) < _NEARLY_ALL * len(right):
        return records
    return tuple(
        replace(record, published=day, published_raw=day) if day and not record.published else record
        for record, day in zip(records, days, strict=True)
    )


def _day_of(record: Record) -> str | None:
    stated = day_in(record.url) if record.url else None
    return f"{stated[0]}-{stated[1]:02}-{stated[2]:02}" if stated and stated[2] else None
