"""Where a list stands on its page: in the part that the page is for, or beside it, in a box of its own.

Lives here: what markup and headings say of the place. Not here: names like "sidebar" (``judge``).
"""

from __future__ import annotations

from aimcrawl.reading.listing.model import Cut
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.tree import searching

__all__ = ["is_boxed", "is_outside_main", "reach"]

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_MAIN = searching("descendant-or-self::*[self::main or @role='main']")
_BOX = 3
"""Headings from this level on are those of boxes, where a heading of the first stands above them."""


def reach(cut: Cut) -> tuple[int, int]:
    """Return the lines from the first item to the last (exclusive)."""
    return min(part.first for part in cut.segments), max(part.last for part in cut.segments)


def is_outside_main(out: Outline, cut: Cut) -> bool:
    """Tell whether the page names its main part, and no line of the list stands in it."""
    low, high = reach(cut)
    named = set(_MAIN(out.elements[0]))
    mains = [row for row, element in enumerate(out.elements) if element in named] if named else []
    return bool(mains) and all(out.last[row] <= low or high <= out.first[row] for row in mains)


def is_boxed(out: Outline, cut: Cut) -> bool:
    """Tell whether the list has a low heading right above it, and the page another, of the first level, before that."""
    low, _ = reach(cut)
    headings = [row for row, tag in enumerate(out.tags) if tag in _LEVELS and out.first[row] < out.last[row] <= low]
    above = [(out.last[row], _LEVELS[out.tags[row]]) for row in headings]
    if not above or above[-1][0] != low or above[-1][1] < _BOX:
        return False
    return any(level == 1 for _, level in above)
