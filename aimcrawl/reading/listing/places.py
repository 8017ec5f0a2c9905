"""The places of a record that may bear its title: links, elements, whole lines, what is left of a line with a date.

Lives here: the places and what can be said of each alone. Not here: which of them is the title (``titles``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from aimcrawl.reading.addresses import document_type
from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.edges import bare_part
from aimcrawl.reading.listing.model import Segment
from aimcrawl.reading.listing.outline import Line, Outline, Run
from aimcrawl.reading.text import fold

__all__ = ["LABELLED", "Place", "Places", "Traits"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STRONG = frozenset({"b", "strong", "em", "dt", "th", "caption", "big"})
_JOINED = _HEADINGS | {"a"}
_HINT = re.compile(r"titl|headline|heading|subject|(?<![a-z])name(?![a-z])|tytul|titre|titel|titulo", re.IGNORECASE)
_COLUMN = re.compile(r"titl|subject|headline|\bname\b|caption|style|description|titre|標題|标题|件名", re.IGNORECASE)
_CUT = ("\u2026", "...")
_NO_PAGE = ("#", "javascript:", "mailto:", "tel:")
_MOST_LINES = 14
"""A title stands in the first lines of its item."""
_MOST_RUNS = 200
"""Texts of a line among which a title is looked for: each is compared with the others."""
_LONGEST = 400
_COLONS = (":", "\uff1a")
LABELLED = "+"
"""How the key of a place begins that stands behind a label on its line."""
_PARTING = ("-", "\u2013", "\u2014", ":", "|", "\u00b7")
_SHORT = 3  # words of a number or code before a title
_DEEPEST = 12
_NEAR, _BELOW = 4, 30
"""Rows above and below an element among which its link is looked for."""


class Place(NamedTuple):
    """A stretch of text: ``start`` to ``end`` of ``line``; the lines up to ``last`` (exclusive), if more than one.

    ``node`` is the row that it fills or stands in; ``key`` is the same for places that lie alike in their segments.
    """

    line: int
    last: int
    start: int
    end: int
    node: int
    text: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traits:
    """What an element says of its text: that it links to ``href`` (``inside``: a part of it does), that it is a title.

    The latter by its tag (``heading``, ``strong``), or by its class or column (``hint``).
    """

    href: str | None
    inside: bool
    heading: bool
    strong: bool
    hint: bool


class Places:
    """Finds places in the segments of one outline; ``anchors`` are its dates.

    ``dates`` are the lines that are nothing but a date, and never titles.
    """

    def __init__(self, out: Outline, anchors: Iterable[Anchor]) -> None:
        self.out = out
        self.anchors = tuple(anchors)
        self.dates = {anchor.line for anchor in self.anchors if anchor.role == "whole"}
        self._traits: dict[int, Traits] = {}
        self._silent = [row for row, tag in enumerate(out.tags) if tag == "a" and out.first[row] == out.last[row]]
        self._known: dict[tuple[object, ...], list[Place]] = {}

    def of(self, segment: Segment) -> list[Place]:
        """Return every place of a segment, in the order of its lines; on the line of a date, what follows it first.

        Many cuts have segments in common: each segment's places are found once.
        """
        at = _identity(segment)
        if at not in self._known:
            self._known[at] = list(self._found(segment))
        return self._known[at]

    def each(self, segment: Segment) -> Iterator[Place]:
        """Yield the places of a segment as they are found: whoever wants but one of them need not wait for all."""
        return iter(self._known.get(_identity(segment)) or self._found(segment))

    def _found(self, segment: Segment) -> Iterator[Place]:
        anchor = segment.anchor
        yield from self._said(segment)
        for line in self.out.lines[segment.first : min(segment.last, segment.first + _MOST_LINES)]:
            if line.index in self.dates:
                continue
            if anchor and anchor.line <= line.index < anchor.until:
                yield from self._in_stretch(segment, line, anchor.end, len(line.text))
                yield from self._in_stretch(segment, line, 0, anchor.start)
            else:
                yield from self._in_stretch(segment, line, 0, len(line.text))

    def _in_stretch(self, segment: Segment, line: Line, start: int, end: int) -> Iterator[Place]:
        """Yield the elements that stand in a stretch of a line, and the stretch itself where none fills it."""
        out = self.out
        runs = [run for run in line.runs if run.start < end and run.end > start][:_MOST_RUNS]
        seen: set[int] = set()
        filled = False
        for run in runs:
            node = run.node
            while node >= 0 and node not in seen:
                seen.add(node)
                low, high = _reach(out, runs, node)
                filled = filled or (low == runs[0].start and high == runs[-1].end)
                yield from self._place(segment, line, (max(low, start), min(high, end)), node)
                if node in (line.block, segment.node):
                    break
                node = out.parent[node]
        if runs and not filled:
            yield from self._place(segment, line, (start, end), line.block, "=")
        if len(runs) > 1:
            _, behind = _reach(out, runs, runs[0].node)
            if behind < end and _is_label(line.text[max(runs[0].start, start) : behind], line.text[behind:end]):
                yield from self._place(segment, line, (behind, end), line.block, LABELLED)

    def _place(
        self, segment: Segment, line: Line, stretch: tuple[int, int], node: int, mark: str = ""
    ) -> Iterator[Place]:
        out, (start, end) = self.out, stretch
        last = line.index + 1
        text = bare_part(line.text, start, end)
        if start > 0:
            mark += ">"
        elif end < len(line.text):
            mark += "<"
        elif out.tags[node] in _JOINED and line.index < out.last[node] - 1 < line.index + 3:
            last = min(out.last[node], segment.last)
            text = " ".join(other.text for other in out.lines[line.index : last])
        if text.endswith(_CUT):
            text = _whole(out, node, text)
        if len(text) <= _LONGEST and any(map(str.isalpha, text)):
            yield Place(line.index, last, start, end, node, text, (mark, *_path(out, segment, node)))

    def _said(self, segment: Segment) -> Iterator[Place]:
        """Yield what links without text say of themselves: a tile is a picture, its title stands in an attribute."""
        out = self.out
        if not segment.wrapped:
            return
        low, high = (bisect_left(self._silent, row) for row in (segment.node, out.end[segment.node]))
        for row in self._silent[low:high]:
            if _address(out, row):
                text = next(filter(None, map(fold, _attributes(out, row))), "")
                if text and len(text) <= _LONGEST and any(map(str.isalpha, text)):
                    line = out.first[row]
                    yield Place(line, line, 0, 0, row, text, ("@", *_path(out, segment, row)))

    def traits(self, node: int) -> Traits:
        """Return what the element ``node`` and those around it say of the text in it."""
        if node not in self._traits:
            out = self.out
            rows = list(out.near(node, _DEEPEST))
            tags = [out.tags[row] for row in rows]
            own = self._around(node)
            self._traits[node] = Traits(
                href=own or self._below(node),
                inside=own is None,
                heading=not _HEADINGS.isdisjoint(tags[:_NEAR]),
                strong=not _STRONG.isdisjoint(tags[:2]),
                hint=any(map(_is_hint, _names(out, rows[:2]))) or ("td" in tags and _in_titled_column(out, rows)),
            )
        return self._traits[node]

    def target(self, node: int) -> str | None:
        """Return where the element ``node`` links to, or the first link in it."""
        known = self._traits.get(node)
        return known.href if known else self._around(node) or self._below(node)

    def _around(self, node: int) -> str | None:
        return _first_address(self.out, self.out.near(node, _NEAR))

    def _below(self, node: int) -> str | None:
        return _first_address(self.out, range(node + 1, min(self.out.end[node], node + _BELOW)))

    def only_link(self, segment: Segment) -> str | None:
        """Return the one address that a segment links to; of several, the one that is no document; else None."""
        rows: Iterable[int]
        if segment.wrapped:
            rows = range(segment.node, self.out.end[segment.node])
        else:
            runs = (run for line in self.out.lines[segment.first : segment.last] for run in line.runs)
            rows = {row for run in runs for row in self.out.near(run.node, _NEAR)}
        targets = {target for row in rows if (target := _address(self.out, row))}
        if len(targets) > 1:
            targets = {target for target in targets if document_type(target) is None}
        return targets.pop() if len(targets) == 1 else None


def _identity(segment: Segment) -> tuple[object, ...]:
    anchor = segment.anchor
    return segment.first, segment.last, segment.node, segment.wrapped, anchor and (anchor.line, anchor.start)


def _reach(out: Outline, runs: list[Run], node: int) -> tuple[int, int]:
    """Return where the text of ``node`` begins and ends among ``runs``, one of which it holds."""
    if len(runs) == 1:
        return runs[0].start, runs[0].end
    end = out.end[node]
    held = [run for run in runs if node <= run.node < end]
    return held[0].start, held[-1].end


def _is_label(text: str, rest: str) -> bool:
    """Tell whether what begins a line in an element of its own names a title ("Title:") or numbers it ("A-17 - ...").

    What stands behind other labels ("Judge:") is no title.
    """
    if text.endswith(_COLONS):
        return _COLUMN.search(text) is not None
    number = any(map(str.isdigit, text)) and len(text.split()) <= _SHORT
    return number and rest.lstrip().startswith(_PARTING)


def _path(out: Outline, segment: Segment, node: int) -> tuple[str, ...]:
    """Return the shapes from below the segment's row to ``node``, table cells with their column."""
    chain: list[str] = []
    while node > segment.node and len(chain) < _DEEPEST:
        column = out.columns[node]
        chain.append(f"{out.tags[node]}{column}" if column else out.shapes[node])
        node = out.parent[node]
    return tuple(reversed(chain))


def _attributes(out: Outline, row: int) -> Iterator[str]:
    """Yield what a link without text is called, and what the pictures in it are."""
    element = out.elements[row]
    yield from (element.get(name) or "" for name in ("aria-label", "title"))
    yield from (image.get("alt") or "" for image in element.iter("img"))


def _whole(out: Outline, node: int, text: str) -> str:
    """Return the whole of a text that was cut short, where an attribute of its link has it."""
    start = text.rstrip("\u2026.").rstrip()
    for row in out.near(node, _NEAR):
        said = fold(out.elements[row].get("title") or "")
        if start and len(said) > len(start) and said.startswith(start):
            return said
    return text


def _names(out: Outline, rows: Iterable[int]) -> Iterator[str]:
    for row in rows:
        element = out.elements[row]
        yield from filter(None, (element.get("class"), element.get("itemprop"), element.get("id")))


@lru_cache(maxsize=1024)
def _is_hint(name: str) -> bool:
    return _HINT.search(name) is not None


def _in_titled_column(out: Outline, rows: list[int]) -> bool:
    """Tell whether the head of the table that ``rows`` lead up to names their column as the title's."""
    cell = next((row for row in rows if out.tags[row] == "td"), None)
    table = next((row for row in rows if out.tags[row] == "table"), None)
    if cell is None or table is None:
        return False
    head = next((row for row in range(table, min(table + 12, out.end[table])) if out.tags[row] == "tr"), None)
    if head is None or head == out.parent[cell]:
        return False
    cells = [other for other in out.children(head) if out.columns[other] == out.columns[cell]]
    return any(_COLUMN.search(line.text) for other in cells for line in out.lines[out.first[other] : out.last[other]])


def _first_address(out: Outline, rows: Iterable[int]) -> str | None:
    return next(filter(None, (_address(out, row) for row in rows if out.tags[row] == "a")), None)


def _address(out: Outline, node: int) -> str | None:
    if out.tags[node] != "a":
        return None
    target = (out.elements[node].get("href") or "").strip()
    return target if target and not target.startswith(_NO_PAGE) else None
