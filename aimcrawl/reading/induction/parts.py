"""The ``[fields]`` table of a profile: selectors for date and title that find in each item what the reader found."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter

from lxml.html import HtmlElement

from aimcrawl.profiles.model import Fields
from aimcrawl.reading.by_profile.dates import DateReader
from aimcrawl.reading.by_profile.fields import dated, titles
from aimcrawl.reading.by_profile.select import Rows
from aimcrawl.reading.induction.selectors import field_selectors
from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.model import Cut, Segment
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.listing.places import Place

__all__ = ["date_selector", "title_selector"]

_Forms = Callable[[str, Sequence[HtmlElement]], Iterator[str]]

_SAMPLE = 40
"""Items on which a selector is tried; the proof on the whole page comes at the end."""
_SEVERAL, _HEIGHT = 1.5, 0.3
"""What it costs to match more than once in an item, and to name an element around the one that was read."""
_LITTLE = 60
"""Characters that an element around a date or title may hold besides."""
_DATE = re.compile(r"date|time|datum|fecha|publi|posted|created|release|\bday|when|jour|datetime", re.IGNORECASE)
_TITLE = re.compile(r"titl|headline|heading|subject|name|titre|titel|titulo|tytul|link", re.IGNORECASE)
"""What a date and a title are called."""
_ATTRIBUTES = ("datetime", "content", "data-date")


def date_selector(
    rows: Rows, parts: Sequence[Segment], known: Sequence[Anchor | None], dates: DateReader
) -> str | None:
    """Return a selector that gives the dates of ``known`` in ``parts``; None where none does."""
    bare = [_bare(part) for part in parts[:_SAMPLE]]
    wanted = [_said(anchor) for anchor in known[:_SAMPLE]]

    def fits(selector: str) -> bool:
        found = dated(rows, bare, Fields(date=selector), dates)
        return [_said(part.anchor) for part in found] == wanted

    proposed = _proposed(rows, [anchor.node for anchor in known if anchor], _DATE, _with_attributes)
    return _best(rows, bare, proposed, fits)


def title_selector(rows: Rows, cut: Cut, known: Sequence[Place | None], dates: DateReader) -> str | None:
    """Return a selector that gives the titles of ``known``; None where none does."""
    sample = replace(cut, segments=cut.segments[:_SAMPLE])
    wanted = [place and place.text for place in known[:_SAMPLE]]

    def fits(selector: str) -> bool:
        found = titles(rows, sample, Fields(title=selector), dates)[1]
        return [place and place.text for place in found] == wanted

    proposed = _proposed(rows, [place.node for place in known if place], _TITLE, _with_said)
    return _best(rows, sample.segments, proposed, fits)


def _best(
    rows: Rows, parts: Sequence[Segment], proposed: Iterable[tuple[float, str]], fits: Callable[[str], bool]
) -> str | None:
    """Return the cheapest selector that fits; one that is the first of several matches in an item costs more."""
    best, least = None, math.inf
    for cost, selector in sorted(proposed, key=itemgetter(0)):
        if cost >= least:
            break
        if fits(selector):
            matches = rows.select(selector)
            several = sum(len(matches.within(part)) > 1 for part in parts)
            total = cost + (_SEVERAL if several * 4 > len(parts) else 0.0)
            if total < least:
                best, least = selector, total
    return best


def _proposed(rows: Rows, nodes: list[int], meaning: re.Pattern[str], forms: _Forms) -> Iterator[tuple[float, str]]:
    """Yield selectors for ``nodes`` and for the elements around them, with what they cost."""
    for height, level in enumerate(_levels(rows, nodes)):
        elements = [rows.out.elements[row] for row in level]
        for cost, selector in field_selectors(rows.out, level, meaning):
            yield from ((cost + _HEIGHT * height, form) for form in forms(selector, elements))


def _levels(rows: Rows, nodes: list[int]) -> Iterator[list[int]]:
    """Yield ``nodes``, then the rows above them that say little more."""
    level = nodes
    for _ in range(3):
        if not level or min(level) < 0:
            return
        yield level
        above = [rows.out.parent[row] for row in level]
        if any(_says_more(rows.out, row, node) for row, node in zip(above, nodes, strict=True)):
            return
        level = above


def _says_more(out: Outline, row: int, node: int) -> bool:
    sizes = [out.size(out.first[each], out.last[each]) for each in (row, node)]
    return row < 0 or sizes[0] > sizes[1] + _LITTLE


def _with_attributes(selector: str, elements: Sequence[HtmlElement]) -> Iterator[str]:
    named = [name for name in _ATTRIBUTES if all(element.get(name) for element in elements)]
    yield from (f"{selector}::attr({name})" for name in named)
    yield selector


def _with_said(selector: str, elements: Sequence[HtmlElement]) -> Iterator[str]:
    """Yield the element's text, then what it says of itself: the title of a picture that is a link."""
    yield selector
    for name in ("aria-label", "title"):
        if all(element.get(name) for element in elements):
            yield f"{selector}::attr({name})"
    if all(element.tag == "a" and element.find(".//img[@alt]") is not None for element in elements):
        yield f"{selector} img::attr(alt)"


def _said(anchor: Anchor | None) -> tuple[str | None, str] | None:
    return (anchor.value.iso, anchor.value.raw) if anchor else None


def _bare(part: Segment) -> Segment:
    return Segment(part.first, part.last, part.node, part.wrapped, None)
