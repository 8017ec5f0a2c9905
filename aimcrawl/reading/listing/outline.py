"""The outline of a page: its elements as numbered rows, its visible text as numbered lines.

Lives here: one walk over the tree, in document order, without recursion. Everything later asks this outline instead of
the tree, because numbers are cheap to compare: a subtree is a range of elements and covers a range of lines. What a
line means is not decided here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, islice
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from aimcrawl.reading.text import BLOCKS
from aimcrawl.reading.tree import searching

__all__ = ["Line", "Outline", "Run", "outline"]

SKIPPED = frozenset(
    "applet audio canvas datalist head iframe map math noscript object script select style svg template textarea title"
    " video".split()
)
MOST_ELEMENTS = 120_000
"""A page with more elements is read up to here: real lists stay below a tenth of it."""

_CELLS = frozenset({"td", "th"})
_ENDED_BY = _CELLS | {"tr"}
_SEVERAL = re.compile(r"[2-9]|[1-9][0-9]{1,2}")
_MOST_COLUMNS = 64
"""Columns of a table whose cells may span rows: a table made to be slow has more."""
_STATES = frozenset("odd even first last active alt current sticky selected new hidden clearfix".split())
_NO_WIDTH = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]+")
_VEILED = searching("descendant-or-self::*[@hidden or contains(@style, 'display')]")
_WORDS = re.compile(r"[A-Za-z]+(?:[-_]+[A-Za-z]+)*")


class Run(NamedTuple):
    """One text node in its line: ``element``'s text, or its tail. ``node`` is the row that the text stands in."""

    start: int
    end: int
    node: int
    element: HtmlElement
    tail: bool


@dataclass(slots=True)
class Line:
    """One visible line: text between block borders and ``<br>``, white space folded, in the row ``block``.

    ``paragraph`` is False where one ``<br>`` alone parts it from the line before.
    """

    index: int
    text: str
    block: int
    runs: list[Run]
    paragraph: bool


@dataclass(slots=True)
class Outline:
    """Rows of elements (parallel lists, in document order) and the lines that they cover.

    ``parent[n]`` is -1 for the root; the subtree of ``n`` is ``range(n, end[n])``; its lines are
    ``range(first[n], last[n])``. An inline element may share its line with others. ``link[n]`` is the innermost link
    around ``n``, itself included, or -1. ``sizes`` are the characters before
    each line; ``columns`` number the cells of a table's row from 1, and are 0 for everything else. ``cut``: the page
    has more elements than were read; ``veiled``: it has parts that a style hides, ``hidden``: they are outlined as
    well. ``torn`` are rows that end before their elements do: a table's row or cell that was not closed.
    """

    elements: list[HtmlElement] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    link: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    cut: bool = False
    veiled: bool = False
    hidden: bool = False
    torn: set[int] = field(default_factory=set)
    sizes: list[int] = field(default_factory=lambda: [0])

    def size(self, first: int, last: int) -> int:
        """Return the number of characters in the lines ``first`` to ``last`` (exclusive)."""
        return self.sizes[min(last, len(self.lines))] - self.sizes[first]

    def children(self, node: int) -> Iterator[int]:
        """Yield the child elements of ``node`` in order."""
        child, end = node + 1, self.end[node]
        while child < end:
            yield child
            child = self.end[child]

    def ancestors(self, node: int) -> Iterator[int]:
        """Yield ``node`` and its ancestors up to the root."""
        while node >= 0:
            yield node
            node = self.parent[node]

    def near(self, node: int, most: int) -> Iterator[int]:
        """Yield ``node`` and its ancestors, ``most`` rows at the most."""
        return islice(self.ancestors(node), most)

    def contains(self, outer: int, inner: int) -> bool:
        """Tell whether ``inner`` is ``outer`` or stands in it."""
        return outer <= inner < self.end[outer]


@lru_cache(maxsize=4096)
def shape_of(tag: str, classes: str) -> str:
    """Return the tag with those of its class words that siblings share: no numbers, no states, no hashes."""
    words = [w for w in classes.split()[:8] if _WORDS.fullmatch(w) and w.lower() not in _STATES]
    return ".".join([tag, *sorted(words)]) if words else tag


def outline(root: HtmlElement, *, hidden: bool = False) -> Outline:
    """Walk the tree below ``root`` once. With ``hidden``, what a style hides (until a script shows it) is seen too."""
    walk = _Walk(frozenset() if hidden else frozenset(filter(_hidden, _VEILED(root))))
    walk.out.hidden = hidden
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            walk.leave(element, last=element is root)
            continue
        if not walk.enter(element):
            walker.skip_subtree()
        if len(walk.out.elements) >= MOST_ELEMENTS:
            walk.out.cut = True
            break
    while walk.open:
        walk.close()
    walk.out.sizes = [0, *accumulate(len(line.text) for line in walk.out.lines)]
    return walk.out


class _Walk:
    """The state of the walk: the rows so far, the open elements and blocks, the text nodes of the line so far.

    The first of those ``runs`` is never white space alone.
    """

    def __init__(self, veiled: frozenset[HtmlElement]) -> None:
        self.veiled = veiled
        self.out = Outline()
        self.open: list[int] = []
        self.blocks: list[int] = [0]
        self.cells: dict[int, int] = {}
        self.rows: Counter[int] = Counter()
        self.spans: dict[int, dict[int, int]] = {}
        self.runs: list[tuple[str, int, HtmlElement, bool]] = []
        self.paragraph = True

    def enter(self, element: HtmlElement) -> bool:
        """Open a row; False where nothing below is visible."""
        out, tag = self.out, element.tag
        if tag in _ENDED_BY:
            self.end_before(tag)
        veiled = element in self.veiled
        out.veiled = out.veiled or veiled
        seen = not (veiled or tag in SKIPPED)
        node = len(out.elements)
        if tag == "br":
            self.flush(paragraph=False)
        elif seen and (tag in BLOCKS or "-" in tag):
            self.flush()
            self.blocks.append(node)
        out.elements.append(element)
        out.tags.append(tag)
        parent = self.open[-1] if self.open else -1
        out.parent.append(parent)
        out.link.append(node if tag == "a" else out.link[parent] if self.open else -1)
        classes = element.get("class")
        out.shapes.append(tag if classes is None else shape_of(tag, classes))
        out.columns.append(self.column(element) if tag in _CELLS else 0)
        if tag == "tr":
            self.rows[parent] += 1
        out.first.append(len(out.lines))
        out.last.append(0)
        out.end.append(0)
        self.open.append(node)
        if seen and (text := element.text):
            self.add(text, element, tail=False)
        return seen

    def column(self, cell: HtmlElement) -> int:
        """Number a cell among the cells of its row, those of earlier rows counted that span it."""
        row = self.out.parent[-1]
        table = self.out.parent[row]
        number = self.cells.get(row, 0) + 1
        spans = self.spans.get(table, {})
        while spans.get(number, 0) >= self.rows[table] > 0:
            number += 1
        self.cells[row] = number
        if number <= _MOST_COLUMNS and _SEVERAL.fullmatch(span := cell.get("rowspan", "")):
            self.spans.setdefault(table, {})[number] = self.rows[table] + int(span) - 1
        return number

    def leave(self, element: HtmlElement, *, last: bool) -> None:
        """Close the row, then go on with the text after the element."""
        if self.out.elements[self.open[-1]] is element:
            self.close()
        if not last and (tail := element.tail):
            self.add(tail, element, tail=True)

    def end_before(self, tag: str) -> None:
        """End the cell, or the row, that was left open before the next one begins, as browsers do."""
        tags = self.out.tags
        for node in reversed(self.open):
            if tags[node] == "table" or tags[node] == "tr" != tag:
                return
            if tags[node] == tag:
                break
        else:
            return
        last = -1
        while last != node:
            last = self.open[-1]
            self.out.torn.add(last)
            self.close()

    def close(self) -> None:
        """Close the innermost row; a block ends its line."""
        out, node = self.out, self.open.pop()
        if self.blocks[-1] == node:
            self.flush()
            if node:
                self.blocks.pop()
        out.last[node] = len(out.lines) + bool(self.runs)
        out.end[node] = len(out.elements)

    def add(self, text: str, element: HtmlElement, *, tail: bool) -> None:
        """Gather one text node."""
        node = self.open[-1]
        if "\n" in text and self.out.tags[node] == "pre":
            first, *others = text.split("\n")
            self.gather(first, node, element, tail=tail)
            for other in others:
                self.flush(paragraph=False)
                self.gather(other, node, element, tail=tail)
        elif self.runs or not text.isspace():
            self.runs.append((text, node, element, tail))

    def gather(self, text: str, node: int, element: HtmlElement, *, tail: bool) -> None:
        """Gather a part of a text node that has its own line breaks."""
        if self.runs or text.strip():
            self.runs.append((text, node, element, tail))

    def flush(self, *, paragraph: bool = True) -> None:
        """End the line that was being gathered; white space alone is none."""
        if not self.runs:
            self.paragraph = True
            return
        line = _line(len(self.out.lines), self.blocks[-1], self.runs, paragraph=self.paragraph)
        if line:
            self.out.lines.append(line)
        self.paragraph = paragraph or line is None
        self.runs = []


def _hidden(element: HtmlElement) -> bool:
    return "hidden" in element.attrib or "display:none" in (element.get("style") or "").lower().replace(" ", "")


def _line(
    index: int, block: int, gathered: list[tuple[str, int, HtmlElement, bool]], *, paragraph: bool
) -> Line | None:
    parts: list[str] = []
    runs: list[Run] = []
    length, space = 0, False
    for raw, node, element, tail in gathered:
        text = raw if raw.isascii() else _NO_WIDTH.sub("", raw)
        words = text.split()
        if not words:
            space = space or bool(text)
            continue
        if parts and (space or text[0].isspace()):
            parts.append(" ")
            length += 1
        space = text[-1].isspace()
        text = " ".join(words)
        parts.append(text)
        runs.append(Run(length, length + len(text), node, element, tail))
        length += len(text)
    return Line(index, "".join(parts), block, runs, paragraph) if runs else None
