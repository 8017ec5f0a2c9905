"""The dates of a page and where they stand: the anchors that a listing is cut by.

Lives here: finding every date (lines, ``time`` elements, dates split over small blocks) and grouping them by place. Not
here: what a date's wording means (``dates``), and which group is the news (``judge``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from aimcrawl.reading.dates import DateMatch, Order, ParsedDate, find_dates, page_order, parse_date_detail
from aimcrawl.reading.listing.outline import Line, Outline

__all__ = ["Anchor", "Group", "Role", "find_anchors", "group_anchors"]

Role = Literal["whole", "label", "edge", "prose"]
"""What else the line says: nothing, a few words, a title or the like, or a long text with the date inside."""

_Finder = Callable[[str], list[DateMatch]]

_SMALL = 16
_LONG = 400
_MOST_GROUPS = 12
_NUMERIC = re.compile(r"\d[./-]\d")
_LETTERS = re.compile(r"[^\W\d_]")
_DATE_ATTRIBUTES = ("datetime", "data-date", "data-datetime", "data-time", "data-published")


@dataclass(frozen=True, slots=True)
class Anchor:
    """One date: lines ``line`` to ``until`` (exclusive), ``start`` and ``end`` in the (first) line, the row it is in."""

    line: int
    until: int
    start: int
    end: int
    node: int
    value: ParsedDate
    role: Role

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
    find = partial(find_dates, language=language, order=order, base=fetched_at)
    found = [anchor for line in out.lines for anchor in _in_line(out, line, find)]
    found += _split_over_blocks(out, {anchor.line for anchor in found if anchor.whole_day}, find)
    covered = {line for anchor in found if anchor.until > anchor.line + 1 for line in range(anchor.line, anchor.until)}
    kept = [anchor for anchor in found if anchor.until > anchor.line + 1 or anchor.line not in covered]
    return sorted(kept, key=lambda anchor: (anchor.line, anchor.start))


def _in_line(out: Outline, line: Line, find: _Finder) -> Iterator[Anchor]:
    matches = find(line.text)
    if not matches and len(line.runs) > 1 and len(line.text) < _SMALL * 2:
        matches = _spaced(line, find)
    stated = _stated(out, line)
    for match in matches:
        node = _node_at(line, match.start)
        value = match.value
        if node in stated:
            value = replace(stated.pop(node)[1], raw=value.raw)
        yield Anchor(line.index, line.index + 1, match.start, match.end, node, value, _role(line, match))
    for node, ((start, end), value) in stated.items():
        raw = line.text[start:end]
        match = DateMatch(start, end, value)
        yield Anchor(line.index, line.index + 1, start, end, node, replace(value, raw=raw), _role(line, match))


def _spaced(line: Line, find: _Finder) -> list[DateMatch]:
    """Find a date whose parts stand in elements of their own with no white space between them."""
    text = " ".join(line.text[run.start : run.end] for run in line.runs)
    return [DateMatch(0, len(line.text), match.value) for match in find(text) if match.value.day is not None][:1]


def _stated(out: Outline, line: Line) -> dict[int, tuple[tuple[int, int], ParsedDate]]:
    """Return the dates that attributes of the line's elements state, by row, with the text that they stand on."""
    stated = {}
    for run in line.runs:
        node = run.node
        if out.tags[node] != "time" and out.tags[out.parent[node]] == "time":
            node = out.parent[node]
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


def _node_at(line: Line, place: int) -> int:
    return next((run.node for run in line.runs if run.end > place), line.runs[-1].node)


def _role(line: Line, match: DateMatch) -> Role:
    before, after = line.text[: match.start], line.text[match.end :]
    rest = len(_LETTERS.findall(before)) + len(_LETTERS.findall(after))
    if rest == 0:
        return "whole"
    if rest <= 2 * _SMALL:
        return "label"
    inner = len(before.split()) > 3 and len(after.split()) > 3  # noqa: PLR2004  (words on both sides: a sentence)
    return "prose" if inner else "edge"


@dataclass(frozen=True, slots=True)
class Group:
    """Dates that stand in like places, one a line, in page order; ``alike``: the lines of all under the same tags."""

    anchors: tuple[Anchor, ...]
    alike: tuple[int, ...]


def group_anchors(out: Outline, anchors: list[Anchor]) -> list[Group]:
    """Return groups of dates that stand in like places, no two groups the same, the largest first.

    Likenesses, from strict to loose: the shapes of all elements around; the tags around with the shapes of the
    innermost two; the tags around; and of these the dates that have their line to themselves, and those that begin it.
    Table cells of different columns are never alike.
    """
    groups: dict[tuple[int, object], dict[int, Anchor]] = {}
    days = [anchor for anchor in anchors if anchor.whole_day]
    tags, shapes = _paths(out, {anchor.node for anchor in days})
    for anchor in days:
        node = anchor.node
        inner = (tags[node], out.shapes[node], out.shapes[out.parent[node]])
        keys = [(0, shapes[node]), (1, inner), (2, tags[node])]
        if anchor.role == "whole":
            keys.append((3, tags[node]))
        if anchor.start <= 1 or anchor.role == "whole":
            keys.append((4, tags[node]))
        for key in keys:
            groups.setdefault(key, {}).setdefault(anchor.line, anchor)
    seen: set[tuple[Anchor, ...]] = set()
    result = []
    for (kind, _), group in groups.items():
        chosen = tuple(group.values())
        if len(chosen) > 1 and chosen not in seen:
            seen.add(chosen)
            widest = groups[max(kind, 2), tags[chosen[0].node]]
            result.append(Group(chosen, tuple(widest)))
    return sorted(result, key=lambda group: -sum(anchor.role != "prose" for anchor in group.anchors))[:_MOST_GROUPS]


def _paths(out: Outline, nodes: set[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Number the paths from the root to each row of ``nodes``: by tags and columns, and by shapes and columns."""
    numbers: dict[tuple[int, str, int], int] = {}
    tags: dict[int, int] = {-1: 0}
    shapes: dict[int, int] = {-1: 0}
    for target in nodes:
        chain = []
        node = target
        while node not in tags:
            chain.append(node)
            node = out.parent[node]
        for step in reversed(chain):
            above, column = out.parent[step], out.column(step)
            tags[step] = numbers.setdefault((tags[above], out.tags[step], column), len(numbers) + 1)
            shapes[step] = numbers.setdefault((-shapes[above], out.shapes[step], column), len(numbers) + 1)
    return tags, shapes
