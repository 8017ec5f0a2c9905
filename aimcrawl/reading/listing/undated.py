"""Items of a list that bear their date in another way than the others: in bold, in a cell that spans two columns.

Not here: items that bear none (``stated``, ``addressed``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.model import Cut, Segment
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.listing.spans import with_spanning_dates

__all__ = ["with_own_dates"]


def with_own_dates(out: Outline, cut: Cut, anchors: Sequence[Anchor]) -> Cut:
    """Give items without a date that of a cell which spans them, else the first in them that has its line to itself.

    ``anchors`` are all dates in order. One beside words may be what the item is about: "Open again from 15 January".
    """
    if all(segment.anchor for segment in cut.segments):
        return cut
    parts = with_spanning_dates(out, cut.segments)
    return replace(cut, segments=tuple(part if part.anchor else _dated(part, anchors) for part in parts))


def _dated(segment: Segment, anchors: Sequence[Anchor]) -> Segment:
    low = bisect_left(anchors, segment.first, key=attrgetter("line"))
    high = bisect_left(anchors, segment.last, key=attrgetter("line"))
    held = (each for each in anchors[low:high] if each.role == "whole" and each.value.day is not None)
    return replace(segment, anchor=next((each for each in held if each.until <= segment.last), None))
