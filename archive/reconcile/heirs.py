"""Whether an absent item may only have become another: one that came when it went, and is like it or in its place.

What was edited beyond recognition makes a new item, and its old shape would be called removed. Here likeness need not
suffice to know an item again, only to keep from saying that it is gone; a person may merge the two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

from archive.reconcile.align import Alignment
from archive.reconcile.faces import Face
from archive.reconcile.likeness import likeness
from archive.reconcile.model import KnownItem
from archive.reconcile.nearby import Nearby

__all__ = ["Heirs"]

_LEAST = 0.45
_OTHER_ADDRESS = 0.7
_WORDS = 0.4
_FEW = 12


class Heirs:
    """The items and sightings that an absent item may have become."""

    def __init__(self, known: Sequence[KnownItem], alignment: Alignment) -> None:
        self._known = known
        self._alignment = alignment
        self._anchors = alignment.anchors()
        self._fresh = {-1 - seen: alignment.seen[seen] for seen in alignment.free_seen()}
        self._met = {index: alignment.known[index] for index in alignment.by_known}

    def of(self, index: int) -> str | None:
        """Return what a known item may have become, in words; None where there is nothing of the kind."""
        until = self._known[index].met_until
        candidates = self._twins(index) if until is None else self._later(until)
        least = _OTHER_ADDRESS if self._alignment.has_own_address(index) else _LEAST
        faces = self._alignment.known[index]
        if len(candidates) > _FEW:
            near = self._index.like(faces[0].title, faces[0].text, among=candidates)
            candidates = {number: candidates[number] for number in near}
        for number, others in candidates.items():
            like = likeness(faces, others)
            is_like = like.score >= least and like.words >= _WORDS
            if is_like or (like.date == 1 and self._stands_in_place_of(index, number)):
                return f"sighting {-1 - number}" if number < 0 else self._known[number].id
        return None

    def _stands_in_place_of(self, index: int, number: int) -> bool:
        """Tell whether a candidate lies between the same neighbours as the absent item did."""
        gap = self._anchors.gap_of_known(index)
        if number < 0:
            return self._anchors.gap_of_seen(-1 - number) == gap
        return number in {known for _, known in self._anchors.pairs[max(0, gap - 1) : gap + 1]}

    def _later(self, until: dt.datetime) -> dict[int, tuple[Face, ...]]:
        came = {number: faces for number, faces in self._met.items() if self._came_after(number, until)}
        return self._fresh | came

    def _came_after(self, number: int, until: dt.datetime) -> bool:
        first_seen = self._known[number].first_seen
        return first_seen is not None and first_seen > until

    def _twins(self, index: int) -> dict[int, tuple[Face, ...]]:
        """Return the items that say the very same, where it is not known which came when."""
        content = self._alignment.known[index][0].content[1:]
        return {number: faces for number, faces in self._met.items() if faces[0].content[1:] == content}

    @cached_property
    def _index(self) -> Nearby:
        return Nearby({n: (faces[0].title, faces[0].text) for n, faces in (self._fresh | self._met).items()})
