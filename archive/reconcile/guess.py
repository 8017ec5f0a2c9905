"""The last rule: likeness of title, text, date and neighbours. It asks more the less the place speaks for a pair.

In the same gap between the same neighbours, a rewritten title or text is forgiven. An item that is gone from its
proven place may have moved. An item on a part of the list that this crawl did not read may still stand there: only
the same date lets it be recognised elsewhere, or a series (a monthly newsletter) would be taken for one item.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet

from archive.reconcile.align import Alignment
from archive.reconcile.faces import Face
from archive.reconcile.likeness import Likeness, likeness
from archive.reconcile.match import Candidate, settle
from archive.reconcile.nearby import Nearby

__all__ = ["match_by_likeness"]

_FEW = 12  # items that are compared one with each; of more, only those that share rare words
_IN_GAP = 0.45
_MOVED = 0.6
_UNREAD = 0.65
_REMOVED = 0.7
_OPEN = 0.75  # so like that only reading the rest of the list can tell a moved item from the next of a series
_WORDS = 0.4  # likeness of title or text without which no date suffices
_SURE = 0.9
_SERIES = 0.05


def match_by_likeness(alignment: Alignment, gone: AbstractSet[int], read: AbstractSet[int]) -> tuple[list[str], bool]:
    """Pair what the sure rules left over; return notes, and whether reading the rest of the list would tell more.

    ``gone``: known items that had been removed. ``read``: known items whose place this crawl read whole.
    """
    if not alignment.free_seen() or not alignment.known:
        return [], False
    guess = _Guess(alignment, gone, read)
    notes = settle(alignment, guess.in_gaps(), "likeness")
    notes += settle(alignment, guess.moved(), "likeness")
    return notes + guess.open, bool(guess.open)


class _Guess:
    """Candidates for pairs by likeness; ``open`` collects what only reading the rest of the list could tell."""

    def __init__(self, alignment: Alignment, gone: AbstractSet[int], read: AbstractSet[int]) -> None:
        self._alignment = alignment
        self._gone = gone
        self._read = read
        self._index = Nearby({known: _words(faces) for known, faces in enumerate(alignment.known)})
        self.open: list[str] = []

    def in_gaps(self) -> list[Candidate]:
        """Compare what lies between the same neighbours."""
        alignment, anchors = self._alignment, self._alignment.anchors()
        gaps: dict[int, list[int]] = defaultdict(list)
        for known in alignment.free_known():
            gaps[anchors.gap_of_known(known)].append(known)
        candidates = []
        for seen in alignment.free_seen():
            gap = anchors.gap_of_seen(seen)
            for known, like in self._compare(seen, gaps.get(gap, [])):
                if self._suffices(known, like, _IN_GAP) and (gap > 0 or not self._is_series(seen, like)):
                    candidates.append((like.score, seen, known, like))
        return candidates

    def moved(self) -> list[Candidate]:
        """Compare what is left with all that is free, wherever it stands."""
        free = set(self._alignment.free_known())
        candidates = []
        for seen in self._alignment.free_seen():
            for known, like in self._compare(seen, free):
                if self._suffices(known, like, _MOVED):
                    if not self._is_series(seen, like):
                        candidates.append((like.score, seen, known, like))
                elif known not in self._read and known not in self._gone and like.score >= _OPEN:
                    self.open.append(f"sighting {seen} is like an item whose place was not read ({like}): taken as new")
        return candidates

    def _compare(self, seen: int, known: Collection[int]) -> Iterator[tuple[int, Likeness]]:
        faces = self._alignment.seen[seen]
        if len(known) > _FEW:
            known = [index for index in self._index.like(*_words(faces)) if index in set(known)]
        return ((index, likeness(self._alignment.known[index], faces)) for index in known)

    def _suffices(self, known: int, like: Likeness, least: float) -> bool:
        if like.words < _WORDS:
            return False
        if known in self._gone:
            is_same = like.date == 1 or min(like.title or 0, like.text or 1) >= _SURE
            return is_same and like.score >= _REMOVED
        if known not in self._read:
            return like.date in (1, None) and like.score >= _UNREAD
        return like.score >= least

    def _is_series(self, seen: int, like: Likeness) -> bool:
        """Tell whether an item that has its sighting already is as like: then likeness says little."""
        if like.date == 1:
            return False
        faces = self._alignment.seen[seen]
        taken = (known for known in self._index.like(*_words(faces)) if known in self._alignment.by_known)
        return any(likeness(self._alignment.known[known], faces).words >= like.words - _SERIES for known in taken)


def _words(faces: Sequence[Face]) -> tuple[str, str]:
    return faces[0].title, faces[0].text
