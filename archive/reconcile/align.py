"""Two sequences, the known items and the sightings, and the pairs found so far. Anchors part them into gaps.

A pair is a sighting's index in the listing and a known item's index from the top. Anchors are the largest set of pairs
that stand in the same order on both sides; what lies between two anchors is a gap. An item whose date changed is no
anchor: where the list is sorted by date it has moved, perhaps over others that are not seen. Rules stand in match.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from archive.reconcile.faces import Face
from archive.reconcile.model import Rule
from archive.records import dates_agree

__all__ = ["Alignment", "Anchors", "Pair"]


@dataclass(frozen=True, slots=True)
class Pair:
    """One sighting that is one known item, and why."""

    seen: int
    known: int
    rule: Rule
    score: float
    why: str


class Alignment:
    """Which sightings are which known items. Both sides hold faces by index; each index is paired at most once.

    ``owners``: known items that a person merged, with the index of the one that stays. ``absent``: items that were not
    met of late; of two that are as like, the other is meant.
    """

    def __init__(
        self,
        known: Sequence[tuple[Face, ...]],
        seen: dict[int, tuple[Face, ...]],
        owners: Mapping[int, int] | None = None,
        absent: AbstractSet[int] = frozenset(),
    ) -> None:
        self.known = known
        self.seen = seen
        self.owners = owners or {}
        self.absent = absent
        self.by_seen: dict[int, Pair] = {}
        self.by_known: dict[int, Pair] = {}

    def free_seen(self) -> list[int]:
        """Sightings without an item, in the order of the listing."""
        return [seen for seen in self.seen if seen not in self.by_seen]

    def free_known(self) -> list[int]:
        """Known items without a sighting, from the top."""
        return [known for known in range(len(self.known)) if known not in self.by_known]

    def add(self, pair: Pair) -> bool:
        """Take a pair unless one of its sides is taken; tell whether it was."""
        if pair.seen in self.by_seen or pair.known in self.by_known:
            return False
        self.by_seen[pair.seen] = self.by_known[pair.known] = pair
        return True

    def are_one(self, known: int, other: int) -> bool:
        """Tell whether two known items are the same to a person."""
        return self.owners.get(known, known) == self.owners.get(other, other)

    def anchors(self) -> Anchors:
        """Return the pairs that stand in the same order on both sides, without items whose date changed."""
        steady = ((pair.seen, pair.known) for pair in self.by_seen.values() if not self._is_redated(pair))
        return Anchors(_rising(sorted(steady)))

    def is_other_address(self, seen: int, known: int) -> bool:
        """Tell whether both have a permalink, each its own and not the same, that do not follow their titles."""
        here, there = self.seen[seen][0], self.known[known][0]
        if here.link == there.link or self._seen_links[here.link] != 1 or not self.has_own_address(known):
            return False
        return not (here.is_named_by_title and there.is_named_by_title)

    def has_own_address(self, known: int) -> bool:
        """Tell whether a known item has a permalink that no other bears."""
        return self._known_links[self.known[known][0].link] == 1

    def _is_redated(self, pair: Pair) -> bool:
        before, after = self.known[pair.known][0].published, self.seen[pair.seen][0].published
        return before != after and before is not None and after is not None and not dates_agree(before, after)

    @cached_property
    def _seen_links(self) -> Counter[str | None]:
        return Counter(faces[0].link for faces in self.seen.values() if faces[0].link)

    @cached_property
    def _known_links(self) -> Counter[str | None]:
        return Counter(faces[0].link for faces in self.known if faces[0].link)


class Anchors:
    """Pairs in rising order on both sides. Gap 0 lies above the first, the last gap below the last."""

    def __init__(self, pairs: Sequence[tuple[int, int]]) -> None:
        self.pairs = pairs
        self._seen = [seen for seen, _ in pairs]
        self._known = [known for _, known in pairs]

    def has_known(self, known: int) -> bool:
        """Tell whether a known item is one of the anchors."""
        gap = bisect_left(self._known, known)
        return gap < len(self._known) and self._known[gap] == known

    def gap_of_seen(self, seen: int) -> int:
        """Return the gap that a sighting lies in."""
        return bisect_left(self._seen, seen)

    def gap_of_known(self, known: int) -> int:
        """Return the gap that a known item lies in."""
        return bisect_left(self._known, known)


def _rising(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest subsequence with rising second numbers (patience sorting, O(n log n))."""
    tails: list[int] = []
    last: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for pair in pairs:
        place = bisect_left(tails, pair[1])
        before[pair] = last[place - 1] if place else None
        tails[place : place + 1] = [pair[1]]
        last[place : place + 1] = [pair]
    chain: list[tuple[int, int]] = []
    step = last[-1] if last else None
    while step is not None:
        chain.append(step)
        step = before[step]
    return chain[::-1]
