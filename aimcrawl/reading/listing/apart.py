"""Lists of like markup on one page: the news and, under a heading of its own, what is read most.

Lives here: telling that a cut holds two such lists. Not here: which of them is the news (``judge``).
"""

from __future__ import annotations

from itertools import groupby, pairwise

from aimcrawl.reading.dates import parse_date_detail
from aimcrawl.reading.listing.model import Cut, Segment
from aimcrawl.reading.listing.outline import Outline

__all__ = ["holds_another"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NEAR = 3
"""Lines above a list among which its heading is looked for, and elements around one of them."""


def holds_another(out: Outline, cut: Cut) -> bool:
    """Tell whether a cut holds another list besides its longest: under another heading, and in no order of days.

    News stand in the order of their days, what is read most does not. The heading of a year, a month or a day parts
    nothing.
    """
    dated = [part for part in cut.segments if part.anchor]
    runs = [list(run) for _, run in groupby(dated, lambda part: _home(out, part))]
    longest = max(runs, key=len, default=[])
    if len(runs) == 1 or not _keeps_order(longest):
        return False
    return any(
        not (_keeps_order(one) and _keeps_order(other)) and _is_headed(out, one[-1], other[0])
        for one, other in pairwise(runs)
    )


def _home(out: Outline, part: Segment) -> int:
    return out.parent[part.node] if part.wrapped else part.node


def _keeps_order(run: list[Segment]) -> bool:
    days = [(part.anchor.value.iso if part.anchor else None) or "" for part in run]
    return days in (sorted(days), sorted(days, reverse=True))


def _is_headed(out: Outline, one: Segment, other: Segment) -> bool:
    """Tell whether a heading that is no date stands between two items, right above the second."""
    lines = range(max(one.last, other.first - _NEAR), other.first)
    return any(_is_heading(out, line) and parse_date_detail(out.lines[line].text) is None for line in lines)


def _is_heading(out: Outline, line: int) -> bool:
    return any(out.tags[row] in _HEADINGS for row in out.near(out.lines[line].runs[0].node, _NEAR))
