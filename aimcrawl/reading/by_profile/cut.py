"""Cutting a page into records as a profile says: wrapped, flat or grouped. Not here: dates in items (``fields``)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise

from aimcrawl.profiles.model import Listing
from aimcrawl.reading.by_profile.dates import DateReader
from aimcrawl.reading.by_profile.select import Rows
from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.model import Segment
from aimcrawl.reading.listing.outline import Line, Outline
from aimcrawl.reading.pager.words import Direction, number_on, read_label

__all__ = ["segments"]

_HEADS = frozenset("a b dt em font h1 h2 h3 h4 h5 h6 hr i small span strong time u".split())
"""Elements that begin an item rather than hold it."""
_WRAPPERS = frozenset({"article", "li", "section", "tr"})
"""Elements that hold an item rather than begin it."""
_ASIDE = frozenset({"aside", "footer", "form", "nav"})
_PAGER = re.compile(r"\bpag(?:er|ing|ination|inator|enav|e-?nav|e-?numbers?)", re.IGNORECASE)
_COUNTED = re.compile(r"(?P<page>[^\W\d]{2,20}[ .:]{0,2}(?P<number>\d{1,5}))\W{1,3}\w{0,5}\W{0,3}(?P<last>\d{1,5})")
_MOST_WORDS = 8
"""The words of a row of page numbers beside the numbers: back, next, page 1 of 26."""


def segments(rows: Rows, listing: Listing, dates: DateReader) -> list[Segment]:
    """Return the items of the page in order; those with a date of a group, or of the line they begin with, bear it."""
    out = rows.out
    scopes = rows.outermost(listing.within) if listing.within else [0]
    if listing.layout == "wrapped":
        found = [_whole(out, row) for row in _items(rows, listing, scopes)]
    elif listing.layout == "flat":
        found = [segment for scope in scopes for segment in _flat(rows, listing, dates, scope)]
    else:
        found = [segment for scope in scopes for segment in _grouped(rows, listing, dates, scope)]
    return [segment for segment in found if segment.last > segment.first]


def _items(rows: Rows, listing: Listing, scopes: list[int]) -> list[int]:
    if listing.item is None:
        return []
    inside = rows.outermost(listing.item)
    return [row for row in inside if any(rows.out.contains(scope, row) for scope in scopes)]


def _whole(out: Outline, row: int) -> Segment:
    return Segment(out.first[row], out.last[row], row, wrapped=True, anchor=None)


def _flat(rows: Rows, listing: Listing, dates: DateReader, scope: int) -> Iterator[Segment]:
    """Yield the stretches from one begin to the next; the last ends where the list ends."""
    out = rows.out
    anchors = {} if listing.item else _date_lines(out, dates, scope)
    begins = sorted({out.first[row] for row in _items(rows, listing, [scope])} if listing.item else anchors)
    begins = [line for line in begins if line < out.last[scope]]
    if not begins:
        return
    end = _end(out, begins, out.last[scope])
    home = _common(out, begins[0], begins[-1])
    if len(begins) > 1 and home > scope:
        end = min(end, out.last[home])
    for first, last in zip(begins, [*begins[1:], end], strict=True):
        yield _stretch(out, first, last, anchors.get(first))


def _stretch(out: Outline, first: int, last: int, anchor: Anchor | None) -> Segment:
    """Return the lines as one item; it stands in the innermost row that holds more than it."""
    node = _common(out, first, max(first, last - 1))
    while out.parent[node] >= 0 and first <= out.first[node] and out.last[node] <= last:
        node = out.parent[node]
    return Segment(first, last, node, wrapped=False, anchor=anchor)


def _grouped(rows: Rows, listing: Listing, dates: DateReader, scope: int) -> Iterator[Segment]:
    """Yield the items with the date of the last heading above each."""
    out = rows.out
    heads = _headings(rows, listing, dates, scope)
    lines = sorted(heads)
    items = [row for row in _items(rows, listing, [scope]) if out.first[row] not in heads]
    items = [row for row in items if out.first[row] < out.last[scope]]
    runs = _are_heads(out, items, lines)
    begins = [out.first[row] for row in items]
    end = _end(out, begins, out.last[scope])
    for number, row in enumerate(items):
        group = bisect_right(lines, out.first[row]) - 1
        if group < 0:
            continue
        if runs:
            borders = [*begins[number + 1 : number + 2], *lines[group + 1 : group + 2], end]
            segment = _stretch(out, out.first[row], min(borders), None)
        else:
            segment = _whole(out, row)
        yield replace(segment, anchor=heads[lines[group]])


def _headings(rows: Rows, listing: Listing, dates: DateReader, scope: int) -> dict[int, Anchor]:
    if listing.group is None:
        return _date_lines(rows.out, dates, scope)
    out, heads = rows.out, {}
    for row in rows.outermost(listing.group):
        first = out.first[row]
        if out.contains(scope, row) and out.last[row] > first:
            for match in dates.find(out.lines[first].text)[:1]:
                heads[first] = Anchor(first, first + 1, match.start, match.end, row, match.value, "whole")
    return heads


def _are_heads(out: Outline, items: list[int], groups: list[int]) -> bool:
    """Tell whether the item's element only begins it: a heading, or text stands between one and the next."""
    tags = {out.tags[row] for row in items}
    if tags & _HEADS or tags <= _WRAPPERS:
        return not tags <= _WRAPPERS
    borders = set(groups)
    return any(
        line not in borders
        for row, after in pairwise(items)
        if bisect_right(groups, out.first[row]) == bisect_right(groups, out.first[after])
        for line in range(out.last[row], out.first[after])
    )


def _date_lines(out: Outline, dates: DateReader, scope: int) -> dict[int, Anchor]:
    """Return the lines that are a date and nothing else; whole days, unless there are none."""
    found = {}
    for number in range(out.first[scope], out.last[scope]):
        line = out.lines[number]
        value = dates.whole(line.text)
        if value is not None:
            node = line.runs[0].node
            found[number] = Anchor(number, number + 1, 0, len(line.text), node, value, "whole")
    days = {number: anchor for number, anchor in found.items() if anchor.whole_day}
    return days or found


def _common(out: Outline, first: int, last: int) -> int:
    """Return the innermost row that both lines stand in."""
    above = set(out.ancestors(out.lines[first].block))
    return next(row for row in out.ancestors(out.lines[last].block) if row in above)


def _end(out: Outline, begins: list[int], end: int) -> int:
    """Return where the last item ends: before a pager, or an element that no list of news goes on in."""
    held = set(out.ancestors(out.lines[begins[-1]].block)) if begins else set()
    for number in range(begins[-1] + 1, end) if begins else ():
        line = out.lines[number]
        if _is_pager(out, line) or any(
            out.tags[row] in _ASIDE and row not in held for row in out.ancestors(line.block)
        ):
            return number
    return end


def _is_pager(out: Outline, line: Line) -> bool:
    """Tell whether a line leads to other list pages: numbers and labels in links, a block named so, "page 2 of 9"."""
    if any(_PAGER.search(_names(out, row)) for row in out.ancestors(line.block)):
        return True
    words = [word for word in line.text.split() if not word.isdigit()]
    if len(words) > _MOST_WORDS:
        return False
    linked = [line.text[run.start : run.end] for run in line.runs if _in_link(out, run.node)]
    if any(number_on(text) for text in linked) or (linked and all(map(_leads_on, linked))):
        return True
    counted = _COUNTED.fullmatch(line.text)
    return bool(counted and number_on(counted["page"]) and int(counted["number"]) <= int(counted["last"]))


def _leads_on(label: str) -> bool:
    """Tell whether a label names another list page; "read more" names an item as often."""
    sign = read_label(label)
    return sign is not None and sign.direction is not Direction.MORE


def _in_link(out: Outline, row: int) -> bool:
    return any(out.tags[above] == "a" for above in islice(out.ancestors(row), 3))


def _names(out: Outline, row: int) -> str:
    element = out.elements[row]
    return f"{element.get('class')} {element.get('id')}"
