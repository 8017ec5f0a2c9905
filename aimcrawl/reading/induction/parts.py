"""The ``[fields]`` table of a profile: selectors for date and title that find in each item what the reader found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aimcrawl.profiles.model import Fields
from aimcrawl.reading.by_profile.dates import DateReader
from aimcrawl.reading.by_profile.fields import dated, titles
from aimcrawl.reading.by_profile.select import Rows
from aimcrawl.reading.induction.selectors import field_selectors
from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.model import Cut, Segment
from aimcrawl.reading.listing.places import Place

__all__ = ["date_selector", "title_selector"]

_SAMPLE = 40
"""Items on which a selector is tried; the proof on the whole page comes at the end."""
_ATTRIBUTES = ("datetime", "content", "data-date")


def date_selector(
    rows: Rows, parts: Sequence[Segment], known: Sequence[Anchor | None], dates: DateReader
) -> str | None:
    """Return a selector that gives the dates of ``known`` in ``parts``; None where none does."""
    bare = [_bare(part) for part in parts[:_SAMPLE]]
    wanted = [_said(anchor) for anchor in known[:_SAMPLE]]
    for level in _levels(rows, [anchor.node for anchor in known if anchor]):
        for selector in _with_attributes(rows, level):
            found = dated(rows, bare, Fields(date=selector), dates)
            if [_said(part.anchor) for part in found] == wanted:
                return selector
    return None


def title_selector(rows: Rows, cut: Cut, known: Sequence[Place | None], dates: DateReader) -> str | None:
    """Return a selector that gives the titles of ``known``; None where none does."""
    sample = replace(cut, segments=cut.segments[:_SAMPLE])
    wanted = [place and place.text for place in known[:_SAMPLE]]
    for level in _levels(rows, [place.node for place in known if place]):
        for selector in field_selectors(rows.out, level):
            found = titles(rows, sample, Fields(title=selector), dates)[1]
            if [place and place.text for place in found] == wanted:
                return selector
    return None


def _levels(rows: Rows, nodes: list[int]) -> Iterator[list[int]]:
    """Yield ``nodes``, then the rows above them."""
    level = nodes
    for _ in range(3):
        if not level or min(level) < 0:
            return
        yield level
        level = [rows.out.parent[row] for row in level]


def _with_attributes(rows: Rows, level: list[int]) -> Iterator[str]:
    elements = [rows.out.elements[row] for row in level]
    named = [name for name in _ATTRIBUTES if all(element.get(name) for element in elements)]
    for selector in field_selectors(rows.out, level):
        yield from (f"{selector}::attr({name})" for name in named)
        yield selector


def _said(anchor: Anchor | None) -> tuple[str | None, str] | None:
    return (anchor.value.iso, anchor.value.raw) if anchor else None


def _bare(part: Segment) -> Segment:
    return Segment(part.first, part.last, part.node, part.wrapped, None)
