"""The last rule: likeness of title, text, date and neighbours. It asks more the less the place speaks for a pair.

In the same gap between the same neighbours, a rewritten title or text is forgiven. An item that is gone from its
proven place may have moved. An item on a part of the list that this crawl did not read may still stand there: only
the same date lets it be recognised elsewhere, or a series (a monthly newsletter) would be taken for one item.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from archive.reconcile.align import Alignment
from archive.reconcile.faces import Face
from archive.reconcile.likeness import Likeness, likeness
from archive.reconcile.match import Candidate, settle
from archive.reconcile.nearby import Nearby

__all__ = ["Ground", "match_by_likeness"]

_FEW = 12  # items that are compared one with each; of more, only those that share rare words
_IN_GAP = 0.45
_MOVED = 0.6
_UNREAD = 0.65
_REMOVED = 0.7
_OPEN = 0.75  # so like that only reading the rest of the list can tell a moved item from the next of a series
_WORDS = 0.4  # likeness of title or text without which no date suffices
_SURE = 0.9
_SERIES = 0.05


@dataclass(frozen=True, slots=True)
class Ground:
    """What the place of a known item can say. ``gone``: indexes of items that had been removed.

    ``read``: of items whose place was read whole. ``reached_end``: nothing of the list lies below the last anchor.
    """

    gone: AbstractSet[int]
    read: AbstractSet[int]
    reached_end: bool


def match_by_likeness(alignment: Alignment, ground: Ground) -> tuple[list[str], bool]:
    """Pair what the sure rules left over; return notes, and whether reading the rest of the list would tell more."""
    if not alignment.free_seen() or not alignment.known:
        return [], False
    guess = _Guess(alignment, ground)
    notes = settle(alignment, guess.in_gaps(), "likeness")
    notes += settle(alignment, guess.moved(), "likeness")
    unread = guess.unread()
    return notes + unread, bool(unread)


class _Guess:
    """Candidates for pairs by likeness."""

    def __init__(self, alignment: Alignment, ground: Ground) -> None:
        self._alignment = alignment
        self._ground = ground
        self._index = Nearby({known: _words(faces) for known, faces in enumerate(alignment.known)})

    def in_gaps(self) -> list[Candidate]:
        """Compare what lies between the same neighbours."""
        alignment, anchors = self._alignment, self._alignment.anchors()
        gaps: dict[int, list[int]] = defaultdict(list)
        for known in alignment.free_known():
            gaps[anchors.gap_of_known(known)].append(known)
        candidates = []
        for seen in alignment.free_seen():
            gap = anchors.gap_of_seen(seen)
            is_read = self._ground.reached_end and gap == len(anchors.pairs) > 0
            for known, like in self._compare(seen, gaps.get(gap, [])):
                is_at_top = gap == 0 and self._is_series(seen, like)
                if self._suffices(known, like, _IN_GAP, is_read=is_read) and not is_at_top:
                    candidates.append((like.score, seen, known, like))
        return candidates

    def moved(self) -> list[Candidate]:
        """Compare what is left with all that is free, wherever it stands."""
        free = self._alignment.free_known()
        return [
            (like.score, seen, known, like)
            for seen in self._alignment.free_seen()
            for known, like in self._compare(seen, free)
            if self._suffices(known, like, _MOVED) and not self._is_series(seen, like)
        ]

    def unread(self) -> list[str]:
        """Name what is as like as can be to an item whose place was not read: it may have moved, or be the next issue."""
        hidden = [known for known in self._alignment.free_known() if known not in self._ground.read | self._ground.gone]
        return [
            f"sighting {seen} is like an item whose place was not read ({like}): taken as new"
            for seen in self._alignment.free_seen()
            for _, like in self._compare(seen, hidden)
            if like.score >= _OPEN
        ]

    def _compare(self, seen: int, known: Sequence[int]) -> Iterator[tuple[int, Likeness]]:
        faces = self._alignment.seen[seen]
        few = known if len(known) <= _FEW else self._index.like(*_words(faces), among=known)
        return ((index, likeness(self._alignment.known[index], faces)) for index in few)

    def _suffices(self, known: int, like: Likeness, least: float, *, is_read: bool = False) -> bool:
        if like.words < _WORDS:
            return False
        if known in self._ground.gone:
            is_same = like.date == 1 or min(like.title or 0, like.text or 1) >= _SURE
            return is_same and like.score >= _REMOVED
        if known not in self._ground.read and not is_read:
            return like.date in (1, None) and like.score >= _UNREAD
        return like.score >= least

    def _is_series(self, seen: int, like: Likeness) -> bool:
        """Tell whether an item that has its sighting already is as like: then likeness says little."""
        if like.date == 1:
            return False
        faces = self._alignment.seen[seen]
        taken = self._index.like(*_words(faces), among=self._alignment.by_known)
        return any(likeness(self._alignment.known[known], faces).undated >= like.undated - _SERIES for known in taken)


def _words(faces: Sequence[Face]) -> tuple[str, str]:
    return faces[0].title, faces[0].text
