"""What the walk of one crawl proves about absence: which pages were whole, and where the list may have slipped.

A page proves nothing when it failed, was empty or cut, was not read anew, or is shorter than its siblings without
being the last. A border between two pages proves nothing while the list may have moved over it between the requests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum

from archive.reconcile.model import Coverage, Rules, Sighting

__all__ = ["Proof", "Walk"]


class Proof(Enum):
    """What a stretch of the walk says of an item that was not met there."""

    NONE = "none"  # it may stand on a page that was not read whole, or have slipped over a border
    UNCHECKED = "unchecked"  # all was read, but a border was not seen to hold still
    FULL = "full"


class Walk:
    """The pages of one crawl, asked by pairs of sightings."""

    def __init__(
        self, listing: Sequence[Sighting], coverage: Coverage, rules: Rules, duplicates: Mapping[int, int]
    ) -> None:
        self._listing = listing
        self._coverage = coverage
        self._last = max((page.number for page in coverage.pages), default=0)
        self._whole = _whole_pages(listing, coverage, rules)
        self._overlaps = _overlaps(listing, duplicates)

    @property
    def reached_end(self) -> bool:
        """Whether the list's end was seen for certain."""
        return self._coverage.reached_end and self._last in self._whole

    @property
    def is_whole(self) -> bool:
        """Whether no item could hide: every page of the list was read whole, from the first to the end."""
        return self.reached_end and all(number in self._whole for number in range(1, self._last + 1))

    @property
    def checks(self) -> bool:
        """Whether this crawler looks if the list moved between two requests."""
        return self._coverage.checked is not None

    def proves(self, upper: int | None, lower: int) -> Proof:
        """Judge the stretch between two sightings; ``upper`` None is the top of the list."""
        first, last = self._stretch(upper, lower)
        moved = any(first < border <= last for border in self._coverage.moved)
        if moved or not all(number in self._whole for number in range(first, last + 1)):
            return Proof.NONE
        return Proof.UNCHECKED if self.open_borders(upper, lower) else Proof.FULL

    def open_borders(self, upper: int | None, lower: int) -> list[int]:
        """Return the page numbers within the stretch before which an item may have slipped to the page before."""
        first, last = self._stretch(upper, lower)
        settled = self._overlaps.union(self._coverage.checked or ())
        return [border for border in range(first + 1, last + 1) if border not in settled]

    def is_cut(self, index: int) -> bool:
        """Tell whether a sighting is the last of a page that was not read to its end."""
        page = self._listing[index].page
        is_last = index + 1 == len(self._listing) or self._listing[index + 1].page != page
        return is_last and any(one.number == page and not one.complete for one in self._coverage.pages)

    def _stretch(self, upper: int | None, lower: int) -> tuple[int, int]:
        first = 1 if upper is None else self._listing[upper].page
        return first, self._listing[lower].page


def _whole_pages(listing: Sequence[Sighting], coverage: Coverage, rules: Rules) -> frozenset[int]:
    last = max((page.number for page in coverage.pages), default=0) if coverage.reached_end else 0
    full = [page.records for page in coverage.pages if page.complete and page.number != last]
    met = {sighting.page for sighting in listing}
    size = _usual_size(full, [page.records for page in coverage.pages])
    return frozenset(
        page.number
        for page in coverage.pages
        if page.complete
        and page.number in met
        and (page.number == last or page.records >= rules.page_sizes.get(page.number, size))
    )


def _usual_size(full: Sequence[int], every: Sequence[int]) -> int:
    """Return how many records the pages hold, as at least half of them show; 0 where pages have no size in common."""
    counts = Counter(full)
    most = max(counts.values(), default=0)
    if 2 * most < len(full) or not full:
        return 0
    usual = max(size for size, count in counts.items() if count == most)
    return max(usual, *every) if len(full) == 1 else usual


def _overlaps(listing: Sequence[Sighting], duplicates: Mapping[int, int]) -> frozenset[int]:
    """Return the pages that begin with what the page before ended with: nothing slipped between these two."""
    starts = [i for i in range(1, len(listing)) if listing[i].page == listing[i - 1].page + 1]
    return frozenset(
        listing[start].page
        for start in starts
        if any(
            duplicates.get(start) == start - length
            and all(duplicates.get(start + step) == start - length + step for step in range(length))
            for length in range(1, start + 1)
            if listing[start - length].page == listing[start - 1].page
        )
    )
