"""The last rule: likeness of title, text, date and neighbours. It asks more the less the place speaks for a pair.

In the same gap between the same neighbours, a rewritten title or text is forgiven. An item that is gone from its
proven place may have moved. An item on a part of the list that this crawl did not read may still stand there: only
the same date lets it be recognised elsewhere, or a series (a monthly newsletter) would be taken for one item.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from archive.reconcile.align import Alignment, Anchors
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
_GAP_BONUS = 0.1  # between two candidates, for standing between the same neighbours
_SAME = 0.95
_DAYS = 0.8  # likeness of dates that are a few days apart
_SERIES = 0.05  # an item that has its sighting is as like, to within this


@dataclass(frozen=True, slots=True)
class Ground:
    """What the place of a known item can say. ``gone``: indexes of items that had been removed.

    ``read``: of items whose place was read whole. ``reached_end``: nothing of the list lies below the last anchor.
    ``new_epoch``: addresses are others.
    """

    gone: AbstractSet[int]
    read: AbstractSet[int]
    reached_end: bool
    new_epoch: bool


def match_by_likeness(alignment: Alignment, ground: Ground) -> tuple[list[str], bool]:
    """Pair what the sure rules left over; return notes, and whether reading the rest of the list would tell more."""
    if not alignment.free_seen() or not alignment.known:
        return [], False
    guess = _Guess(alignment, ground)
    notes = settle(alignment, [*guess.in_gaps(), *guess.moved()], "likeness")
    notes += settle(alignment, [*guess.in_gaps(), *guess.moved()], "likeness")  # the new anchors make other gaps
    unread = guess.unread()
    return list(dict.fromkeys(notes + unread)), bool(unread)


class _Guess:
    """Candidates for pairs by likeness."""

    def __init__(self, alignment: Alignment, ground: Ground) -> None:
        self._alignment = alignment
        self._ground = ground
        self._likes: dict[tuple[int, int], Likeness] = {}
        self._index = Nearby({known: _words(faces) for known, faces in enumerate(alignment.known)})

    def in_gaps(self) -> list[Candidate]:
        """Compare what lies between the same neighbours."""
        alignment, anchors = self._alignment, self._alignment.anchors()
        gaps: dict[int, dict[int, None]] = defaultdict(dict)
        for known in alignment.free_known():
            gaps[anchors.gap_of_known(known)][known] = None
        return [
            (like.score + _GAP_BONUS, seen, known, like)
            for seen in alignment.free_seen()
            for known, like in self._compare(seen, gaps.get(anchors.gap_of_seen(seen), {}))
            if self._suffices_in_gap(seen, known, like, anchors)
        ]

    def moved(self) -> list[Candidate]:
        """Compare what is left with all that is free, wherever it stands."""
        free = dict.fromkeys(self._alignment.free_known())
        return [
            (like.score, seen, known, like)
            for seen in self._alignment.free_seen()
            for known, like in self._compare(seen, free)
            if self._suffices(seen, known, like) and not self._is_series(seen, like)
        ]

    def unread(self) -> list[str]:
        """Name what is very like an item whose place was not read: it may have moved, or be the next of a series."""
        told = self._ground.read | self._ground.gone
        hidden = dict.fromkeys(known for known in self._alignment.free_known() if known not in told)
        return [
            f"sighting {seen} is like an item whose place was not read ({like}): taken as new"
            for seen in self._alignment.free_seen()
            for _, like in self._compare(seen, hidden)
            if like.score >= _OPEN
        ]

    def _compare(self, seen: int, known: Collection[int]) -> Iterator[tuple[int, Likeness]]:
        """Compare with the likeliest of ``known``, a dictionary for its order and its quick answers."""
        faces = self._alignment.seen[seen]
        few = known if len(known) <= _FEW else self._index.like(*_words(faces), among=known)
        return ((index, self._like(seen, index)) for index in few)

    def _like(self, seen: int, known: int) -> Likeness:
        pair = seen, known
        if pair not in self._likes:
            self._likes[pair] = likeness(self._alignment.known[known], self._alignment.seen[seen])
        return self._likes[pair]

    def _suffices_in_gap(self, seen: int, known: int, like: Likeness, anchors: Anchors) -> bool:
        """The place speaks for the pair, unless new items come there (the top) or old ones leave it (the end)."""
        gap = anchors.gap_of_seen(seen)
        if like.words < _WORDS or self._is_other(seen, known, like) or (gap == 0 and self._is_series(seen, like)):
            return False
        if known in self._ground.gone:
            return like.date == 1 and like.words >= _SURE
        is_end = gap == len(anchors.pairs)
        if known in self._ground.read or (is_end and self._ground.reached_end):
            return like.score >= _IN_GAP
        is_same = like.score >= (_MOVED if like.date == 1 else _OPEN)
        return gap > 0 and not is_end and is_same and not self._is_series(seen, like)

    def _suffices(self, seen: int, known: int, like: Likeness) -> bool:
        if like.words < _WORDS or self._is_other(seen, known, like):
            return False
        if known in self._ground.gone:
            is_same = like.date == 1 or min(like.title or 0, like.text or 1) >= _SURE
            return is_same and like.score >= _REMOVED
        if known not in self._ground.read:
            return _is_sure(like) or (like.date in (1, None) and like.score >= _UNREAD)
        return like.score >= _MOVED

    def _is_other(self, seen: int, known: int, like: Likeness) -> bool:
        """Tell whether permalinks of their own speak against a pair; on a rebuilt site they say nothing."""
        is_same = like.date in (1, None) and like.score >= _REMOVED
        return not self._ground.new_epoch and not is_same and self._alignment.is_other_address(seen, known)

    def _is_series(self, seen: int, like: Likeness) -> bool:
        """Tell whether an item that has its sighting already is as like: then likeness says little."""
        if like.date == 1:
            return False
        faces = self._alignment.seen[seen]
        taken = self._index.like(*_words(faces), among=self._alignment.by_known)
        return any(likeness(self._alignment.known[known], faces).undated >= like.undated - _SERIES for known in taken)


def _is_sure(like: Likeness) -> bool:
    """Tell whether so much is the same that the place need not be known: the text, and the date or the title."""
    text, date = like.text or 0, like.date or 0
    return text >= _SAME and (date == 1 or (date >= _DAYS and like.undated >= _SAME))


def _words(faces: Sequence[Face]) -> tuple[str, str]:
    return faces[0].title, faces[0].text
