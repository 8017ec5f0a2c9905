"""Days that stand alone under the heading of their month: "March 2024", and below it "12 Bridge opens".

A number that begins a line may be a title's ("5 ways to save water") or a calendar's. So all lines in like places must
begin with one, in order, with text beside or below. Not here: dates that are written in one place (``anchors``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from aimcrawl.reading.dates import DateMatch, ParsedDate
from aimcrawl.reading.listing.outline import Line, Outline

__all__ = ["MonthDay", "month_days"]

_DAY = re.compile(r"(?:[^\W\d_]{1,10}[.,]?\s)?(?P<day>\d\d?)(?:st|nd|rd|th|[.,:)日])?(?=\s|$)", re.IGNORECASE)
_LEAST = 3
_NEARLY_ALL = 0.9
_AFTER = 2  # lines below a day that stands alone, in which its text begins

_Place = tuple[str, str, int]


class MonthDay(NamedTuple):
    """The day that a line begins with, up to ``end``, in its month."""

    line: int
    end: int
    value: ParsedDate


def month_days(
    out: Outline, months: Sequence[tuple[int, ParsedDate]], dated: set[int], find: Callable[[str], list[DateMatch]]
) -> list[MonthDay]:
    """Return the days under the headings ``months`` (lines and months, in order); ``dated`` lines have a date."""
    if not months:
        return []
    found: dict[_Place, list[MonthDay]] = {}
    blocks: dict[_Place, set[int]] = {}
    heads = [line for line, _ in months]
    for line in out.lines[heads[0] + 1 :]:
        if line.index in dated or line.index in heads:
            continue
        place = _place(out, line)
        blocks.setdefault(place, set()).add(line.block)
        day = _day(out, line, months[bisect_right(heads, line.index) - 1][1], find)
        if day:
            found.setdefault(place, []).append(day)
    kept = (days for place, days in found.items() if _are_days(out, days, len(blocks[place])))
    return [day for days in kept if not _are_dated(days, sorted(dated)) for day in days]


def _place(out: Outline, line: Line) -> _Place:
    block = line.block
    return out.shapes[block], out.shapes[out.parent[block]], out.columns[block]


def _day(out: Outline, line: Line, month: ParsedDate, find: Callable[[str], list[DateMatch]]) -> MonthDay | None:
    match = _DAY.match(line.text)
    if match is None or not any(map(str.isalpha, _beside(out, line, match.end()))):
        return None
    said = match[0].rstrip(".,:)")
    for text in (f"{said} {month.raw}", month.raw + match[0]):
        for value in (each.value for each in find(text)):
            if (value.year, value.month, value.day) == (month.year, month.month, int(match["day"])):
                return MonthDay(line.index, match.end(), replace(value, raw=text))
    return None


def _beside(out: Outline, line: Line, end: int) -> str:
    """Return what stands beside a day, or right below it where nothing does; nothing where another number does."""
    if end < len(line.text):
        return line.text[end:]
    below = out.lines[line.index + 1 : line.index + 1 + _AFTER]
    return "" if not below or below[0].text.isdigit() else " ".join(each.text for each in below)


def _are_days(out: Outline, days: list[MonthDay], blocks: int) -> bool:
    """Tell whether numbers in like places are days: most of the blocks there begin with one, and they keep an order.

    Those that count on by one are none, nor are those of items that have a whole date beside.
    """
    if len(days) < _LEAST or len({out.lines[day.line].block for day in days}) < _NEARLY_ALL * blocks:
        return False
    numbers = [day.value.day or 0 for day in days]
    counting = all(after - before == 1 for before, after in pairwise(numbers))  # chapters, ranks, rows
    return not counting and len(set(_signs(days))) == 1


def _are_dated(days: list[MonthDay], dated: list[int]) -> bool:
    """Tell whether a date stands between most of the numbers and the next ones."""
    between = sum(bisect_right(dated, a.line) < bisect_right(dated, b.line) for a, b in pairwise(days))
    return between * 2 > len(days)


def _signs(days: list[MonthDay]) -> Iterator[bool]:
    """Yield, for each two neighbours that differ, whether the days go forward."""
    for before, after in pairwise([day.value.date for day in days]):
        if before and after and before != after:
            yield before < after
