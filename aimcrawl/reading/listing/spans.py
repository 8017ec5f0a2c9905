"""Rows of a table that have no date of their own, since the cell of an earlier row spans them as well.

Not here: dates that head groups of items (``parted``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.model import Segment
from aimcrawl.reading.listing.outline import Outline

__all__ = ["with_spanning_dates"]

_CELLS = frozenset({"td", "th"})
_COUNT = re.compile(r"[0-9]{1,3}")


def with_spanning_dates(out: Outline, segments: Sequence[Segment]) -> list[Segment]:
    """Give rows without a date that of the row above whose cell spans them (HTML, ``rowspan``)."""
    result: list[Segment] = []
    held: dict[int, Anchor] = {}
    for segment in segments:
        if segment.anchor:
            held = dict.fromkeys(_spanned(out, segment.node, segment.anchor), segment.anchor)
        dated = segment.wrapped and not segment.anchor and segment.node in held
        result.append(replace(segment, anchor=held[segment.node]) if dated else segment)
    return result


def _spanned(out: Outline, item: int, anchor: Anchor) -> Iterator[int]:
    """Yield the rows below ``item`` which the cell in it that holds ``anchor`` spans as well."""
    cell = anchor.node
    while cell > item and out.tags[cell] not in _CELLS:
        cell = out.parent[cell]
    count = out.elements[cell].get("rowspan") or "" if out.parent[cell] == item else ""
    row = item
    for _ in range(1, int(count) if _COUNT.fullmatch(count) else 1):
        row = out.end[row]
        if row >= len(out.parent) or out.parent[row] != out.parent[item]:
            return
        yield row
