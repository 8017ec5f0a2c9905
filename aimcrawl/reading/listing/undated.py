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

__all__ = ["with_own_dates"]

_ROLES = ("whole", "label")


def with_own_dates(cut: Cut, anchors: Sequence[Anchor]) -> Cut:
    """Give items without a date the one in them that says the least beside it; ``anchors`` are all dates in order."""
    if all(segment.anchor for segment in cut.segments):
        return cut
    return replace(cut, segments=tuple(part if part.anchor else _dated(part, anchors) for part in cut.segments))


def _dated(segment: Segment, anchors: Sequence[Anchor]) -> Segment:
    low = bisect_left(anchors, segment.first, key=attrgetter("line"))
    high = bisect_left(anchors, segment.last, key=attrgetter("line"))
    held = [each for each in anchors[low:high] if each.whole_day and each.role in _ROLES and each.until <= segment.last]
    return replace(segment, anchor=min(held, key=lambda each: (_ROLES.index(each.role), each.line), default=None))
