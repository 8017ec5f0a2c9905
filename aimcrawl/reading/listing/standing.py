"""Where a list stands on its page: in the part that the page is for, or beside it, in a box of its own.

Lives here: what markup and headings say of the place. Not here: names like "sidebar" (``judge``).
"""

from __future__ import annotations

from aimcrawl.reading.dates import parse_date_detail
from aimcrawl.reading.listing.model import Cut
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.tree import searching

__all__ = ["is_beside_application", "is_boxed", "is_outside_main", "reach"]

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_MAIN = searching("descendant-or-self::*[self::main or @role='main']")
_BOX = 3
"""Headings from this level on are those of boxes, where a heading of the first stands above them."""

_MOUNTS = frozenset("root app __next __nuxt react-root ___gatsby svelte main-app application".split())
"""The names of the elements that frameworks fill by script."""
_MOUNTED = frozenset({"app-root", "div", "main", "section"})
_EMPTY = 3  # rows of such an element that holds a spinner at the most


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
    """Tell whether the list has a low heading right above it, and the page another, of the first level, before that.

    The heading of a year, a month or a day is the list's own, and so is one that stands right below the page's: what
    that announces is the list.
    """
    low, _ = reach(cut)
    headings = [row for row, tag in enumerate(out.tags) if tag in _LEVELS and out.first[row] < out.last[row] <= low]
    above = [(out.last[row], _LEVELS[out.tags[row]]) for row in headings]
    if not above or above[-1][0] != low or above[-1][1] < _BOX:
        return False
    titles = [line for line, level in above if level == 1]
    return bool(titles) and titles[-1] < out.first[headings[-1]] and parse_date_detail(out.lines[low - 1].text) is None


def is_beside_application(out: Outline, cut: Cut) -> bool:
    """Tell whether the page's main part is empty until scripts fill it: a list that is there stands beside it."""
    low, high = reach(cut)
    rows = [row for row, tag in enumerate(out.tags) if tag in _MOUNTED and _is_mount(out, row)]
    empty = any(out.first[row] == out.last[row] and out.end[row] - row <= _EMPTY for row in rows)
    return empty and not any(out.first[row] <= low and high <= out.last[row] for row in rows)


def _is_mount(out: Outline, row: int) -> bool:
    return out.tags[row] == "app-root" or out.elements[row].get("id") in _MOUNTS
