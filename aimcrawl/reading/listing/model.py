"""What the steps of reading a list hand to each other: segments and cuts. Not here: how they are found (``cut``)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from aimcrawl.reading.listing.anchors import Anchor

__all__ = ["Cut", "Layout", "Segment", "in_order"]

Layout = Literal["wrapped", "flat", "grouped"]


@dataclass(frozen=True, slots=True)
class Segment:
    """One record: its lines ``first`` to ``last`` (exclusive), and its date (None: none of its own).

    ``node`` is the item's own row where it has one (``wrapped``), else the row whose children or lines it is made of.
    """

    first: int
    last: int
    node: int
    wrapped: bool
    anchor: Anchor | None


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to part the page.

    ``offset`` is the number of siblings between an item's begin and its date (flat); -1 where its date ends it.
    ``alike`` are the lines of all dates of the page that stand under the same tags as the cut's. ``ragged`` is the
    share of its runs whose first or last item does not begin or end as the others do: the cut is out of step.
    """

    layout: Layout
    segments: tuple[Segment, ...]
    anchors: tuple[Anchor, ...]
    offset: int = 0
    alike: tuple[int, ...] = ()
    ragged: float = 0.0


def in_order(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return segments in the order of the page."""
    return tuple(sorted(segments, key=lambda segment: segment.first))
