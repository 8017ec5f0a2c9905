"""From CSS selectors to rows of the outline. The loader of profiles has checked that the selectors compile."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, cast

from lxml import etree
from lxml.html import HtmlElement
from parsel.csstranslator import HTMLTranslator

from aimcrawl.reading.listing.model import Segment
from aimcrawl.reading.listing.outline import Outline

__all__ = ["Match", "Matches", "Rows", "Stretch", "compiled"]


class Match(NamedTuple):
    """One match: its row, and the string that ``::text`` or ``::attr(name)`` gave (None: the element itself)."""

    row: int
    value: str | None


class Stretch(NamedTuple):
    """The visible text of a row: lines ``line`` to ``last`` (exclusive), from ``start`` to ``end`` in the first."""

    line: int
    last: int
    start: int
    end: int
    text: str


@lru_cache(maxsize=1024)
def compiled(selector: str) -> Callable[[HtmlElement], list[Any]]:
    """Return ``selector`` (CSS with ``::text`` and ``::attr(name)``) as a function of an element: its matches below."""
    return cast(Callable[[HtmlElement], list[Any]], etree.XPath(HTMLTranslator().css_to_xpath(selector)))


class Rows:
    """The rows of a page by element, so that what a selector matches can be placed in the outline."""

    def __init__(self, out: Outline) -> None:
        self.out = out
        self._numbers: dict[HtmlElement, int] = {element: row for row, element in enumerate(out.elements)}

    def select(self, selector: str) -> Matches:
        """Return the matches of ``selector``; what is beyond the outline's end is left out."""
        found = map(_of, compiled(selector)(self.out.elements[0]))
        placed = (Match(self._numbers.get(element, -1), value) for element, value in found)
        return Matches(self.out, sorted((match for match in placed if match.row >= 0), key=attrgetter("row")))

    def outermost(self, selector: str) -> list[int]:
        """Return the matched rows that stand in no other matched row."""
        rows: list[int] = []
        for match in self.select(selector).matches:
            if not rows or match.row >= self.out.end[rows[-1]]:
                rows.append(match.row)
        return rows

    def stretch(self, row: int) -> Stretch | None:
        """Return where the visible text of ``row`` is; None where it has none."""
        lines = self.out.lines[self.out.first[row] : self.out.last[row]]
        if not lines:
            return None
        runs = [run for run in lines[0].runs if self.out.contains(row, run.node)]
        if not runs:
            return None
        start, end = runs[0].start, runs[-1].end
        text = " ".join([lines[0].text[start:end], *(line.text for line in lines[1:])])
        return Stretch(lines[0].index, lines[-1].index + 1, start, end, text)


class Matches:
    """What one selector matches on one page, in page order."""

    def __init__(self, out: Outline, matches: list[Match]) -> None:
        self.matches = matches
        self._out = out
        self._rows = [match.row for match in matches]
        self._lines = [out.first[match.row] for match in matches]

    def within(self, segment: Segment) -> list[Match]:
        """Return those that stand in ``segment``: below its element, or beginning on its lines."""
        if segment.wrapped:
            places, first, end = self._rows, segment.node, self._out.end[segment.node]
        else:
            places, first, end = self._lines, segment.first, segment.last
        return self.matches[bisect_left(places, first) : bisect_left(places, end)]


def _of(found: HtmlElement | etree._ElementUnicodeResult) -> tuple[HtmlElement | None, str | None]:
    if isinstance(found, etree._Element):  # noqa: SLF001  (lxml has no other name for it)
        return found, None
    parent = found.getparent()
    return (parent.getparent() if found.is_tail and parent is not None else parent), str(found)
