"""The dates of a page and where they stand: the anchors that a listing is cut by.

Lives here: finding every date (lines, ``time`` elements, dates split over small blocks). Not here: what a date's
wording means (``dates``), and which dates belong together (``groups``).
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise
from typing import Literal

from lxml.html import HtmlElement

from aimcrawl.reading.dates import DateMatch, Order, ParsedDate, find_dates, page_order, parse_date_detail
from aimcrawl.reading.listing.month_days import month_days
from aimcrawl.reading.listing.outline import Line, Outline
from aimcrawl.reading.listing.senses import Sense, sense_of
from aimcrawl.reading.tree import searching

__all__ = ["Anchor", "Role", "find_anchors"]

Role = Literal["whole", "label", "edge", "prose"]
"""What else the line says: nothing, a few words, a title or the like, or a long text with the date inside."""

_Finder = Callable[[str], list[DateMatch]]

_SMALL = 16
_LONG = 400
_HEAD, _TAIL, _MOST = 500, 200, 4
_NUMERIC = re.compile(r"\d[./-]\d")
_LETTERS = re.compile(r"[^\W\d_]")
_DATE_ATTRIBUTES = ("datetime", "data-date", "data-datetime", "data-time", "data-published")
_TIMED = searching(f"descendant-or-self::*[{' or '.join('@' + name for name in _DATE_ATTRIBUTES)}]")


@dataclass(frozen=True, slots=True)
class Anchor:
    """One date: lines ``line`` to ``until`` (exclusive), ``start`` and ``end`` in the first, the row it is in.

    ``sense``: what it is the day of, as far as the page says so.
    """

    line: int
    until: int
    start: int
    end: int
    node: int
    value: ParsedDate
    role: Role
    sense: Sense | None = None

    @property
    def whole_day(self) -> bool:
        """Whether the date is exact enough for an item of news; "3 hours ago" is, though the day may be unknown."""
        return self.value.day is not None or self.value.relative


def find_anchors(
    out: Outline, *, language: str | None = None, order: Order | None = None, fetched_at: dt.datetime | None = None
) -> list[Anchor]:
    """Return every date of the page in order; where no ``order`` of day and month is known, all of them decide it."""
    if order is None:
        numeric = [line.text for line in out.lines if len(line.text) < _LONG and _NUMERIC.search(line.text)]
        order = page_order(numeric, language=language)
    find = cache(partial(find_dates, language=language, order=order, base=fetched_at))
    timed = frozenset(_TIMED(out.elements[0]))
    found = [anchor for line in out.lines for anchor in _in_line(out, line, find, timed)]
    found += _split_over_blocks(out, {anchor.line for anchor in found if anchor.whole_day}, find)
    found += _under_months(out, found, find)
    covered = {line for anchor in found if anchor.until > anchor.line + 1 for line in range(anchor.line, anchor.until)}
    kept = [anchor for anchor in found if anchor.until > anchor.line + 1 or anchor.line not in covered]
    return sorted(kept, key=lambda anchor: (anchor.line, anchor.start))


def _in_line(out: Outline, line: Line, find: _Finder, timed: frozenset[HtmlElement]) -> Iterator[Anchor]:
    matches = _matches(line.text, find)
    if len(line.runs) > 1 and len(line.text) < _HEAD and all(match.value.day is None for match in matches):
        matches = _spaced(line, find) or matches
    stated = _stated(out, line, timed) if timed else {}
    for match in matches:
        node = _node_at(line, match.start)
        value = match.value
        if node in stated:
            value = replace(stated.pop(node)[1], raw=value.raw)
        yield _anchor(out, line, match, node, value)
    for node, ((start, end), value) in stated.items():
        raw = line.text[start:end]
        yield _anchor(out, line, DateMatch(start, end, value), node, replace(value, raw=raw))


def _anchor(out: Outline, line: Line, match: DateMatch, node: int, value: ParsedDate) -> Anchor:
    sense, role = sense_of(out, line, match.start, node), _role(line, match)
    return Anchor(line.index, line.index + 1, match.start, match.end, node, value, role, sense)


def _matches(text: str, find: _Finder) -> list[DateMatch]:
    """Find the first dates of a line; of a long one at its begin and its end, where an item's own date would stand."""
    if len(text) <= _HEAD + _TAIL:
        return find(text)[:_MOST]
    tail = len(text) - _TAIL
    behind = [replace(match, start=match.start + tail, end=match.end + tail) for match in find(text[tail:])]
    return find(text[:_HEAD])[:_MOST] + behind[-1:]


def _spaced(line: Line, find: _Finder) -> list[DateMatch]:
    """Find dates whose parts, or whose neighbours, stand in elements of their own with no white space between them."""
    glued = [run.start for before, run in pairwise(line.runs) if before.end == run.start]
    if not glued:
        return []
    borders = [0, *glued, len(line.text)]
    text = " ".join(line.text[start:end] for start, end in pairwise(borders))
    spaces = [border + number for number, border in enumerate(glued)]

    def place(at: int) -> int:
        return at - bisect_left(spaces, at)

    found = (match for match in _matches(text, find) if match.value.day is not None)
    return [replace(match, start=place(match.start), end=place(match.end)) for match in found]


def _stated(out: Outline, line: Line, timed: frozenset[HtmlElement]) -> dict[int, tuple[tuple[int, int], ParsedDate]]:
    """Return the dates that attributes of the line's elements state, by row, with the text that they stand on.

    ``timed`` are the elements of the page that have such attributes.
    """
    stated = {}
    for run in line.runs:
        node = run.node
        if out.tags[node] != "time" and out.tags[out.parent[node]] == "time":
            node = out.parent[node]
        if out.elements[node] not in timed:
            continue
        attributes = out.elements[node].attrib
        for name in _DATE_ATTRIBUTES:
            if value := attributes.get(name):
                parsed = parse_date_detail(value)
                if parsed and parsed.day is not None and parsed.year is not None:
                    stated[run.node] = ((run.start, run.end), parsed)
                break
    return stated


def _split_over_blocks(out: Outline, dated: set[int], find: _Finder) -> Iterator[Anchor]:
    """Find dates whose day, month and year are blocks of their own inside a small block."""
    lines = out.lines
    for node, (first, last) in enumerate(zip(out.first, out.last, strict=True)):
        if not 2 <= last - first <= 4 or last > len(lines):  # noqa: PLR2004  (day, month, year, weekday)
            continue
        if any(len(lines[k].text) > _SMALL or k in dated for k in range(first, last)):
            continue
        if out.parent[node] >= 0 and (out.first[out.parent[node]], out.last[out.parent[node]]) == (first, last):
            continue
        text = " ".join(lines[k].text for k in range(first, last))
        match = next((m for m in find(text) if m.value.day is not None), None)
        if match and len(_LETTERS.findall(text[: match.start] + text[match.end :])) <= _SMALL // 2:
            yield Anchor(first, last, 0, len(lines[first].text), node, replace(match.value, raw=text), "whole")


def _under_months(out: Outline, found: list[Anchor], find: _Finder) -> Iterator[Anchor]:
    """Find days that stand alone under the heading of their month."""
    months = [(a.line, a.value) for a in found if _is_month(a.value) and a.role in ("whole", "label")]
    dated = {anchor.line for anchor in found if anchor.whole_day}
    for day in month_days(out, months, dated, find):
        line = out.lines[day.line]
        match = DateMatch(0, day.end, day.value)
        yield _anchor(out, line, match, line.runs[0].node, day.value)


def _is_month(value: ParsedDate) -> bool:
    return value.day is None and value.month is not None and value.year is not None


def _node_at(line: Line, place: int) -> int:
    return next((run.node for run in line.runs if run.end > place), line.runs[-1].node)


def _role(line: Line, match: DateMatch) -> Role:
    before, after = line.text[: match.start][-_TAIL:], line.text[match.end :][:_TAIL]
    rest = len(_LETTERS.findall(before)) + len(_LETTERS.findall(after))
    if rest == 0:
        return "whole"
    if rest <= 2 * _SMALL:
        return "label"
    inner = len(before.split()) > 3 and len(after.split()) > 3  # noqa: PLR2004  (words on both sides: a sentence)
    return "prose" if inner else "edge"
