"""What it means that a known item was not met: nothing, absent once more, removed, or no longer listed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

from archive.reconcile.align import Alignment, Anchors
from archive.reconcile.heirs import Heirs
from archive.reconcile.model import Change, KnownItem, Rules, Status
from archive.reconcile.walk import Proof, Walk

__all__ = ["Absences", "judge_absences", "read_items"]

_VOUCHED = 3  # absent items that one neighbour below vouches for: a lone item that moved up proves no long gap
_MENDED = dt.timedelta(days=10)  # a date that is corrected mostly moves by less
_PATIENCE = 1  # sweeps that may fail before an absence is left to the regular ones
_EXPECTED = ("present", "missing")


@dataclass(slots=True)
class Absences:
    """New counts and statuses by item id, removals, borders to check, and whether a sweep would tell more."""

    counts: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, Status] = field(default_factory=dict)
    removals: list[Change] = field(default_factory=list)
    recheck: set[int] = field(default_factory=set)
    sweep: bool = False
    notes: list[str] = field(default_factory=list)


def read_items(known: Sequence[KnownItem], anchors: Anchors, walk: Walk) -> frozenset[int]:
    """Return the indexes of known items whose place was read whole: it lies between two neighbours that were met.

    Items below the last neighbour are not among them, even at the list's end: they may only have fallen off it.
    """
    return frozenset(
        index
        for gap, indexes in _by_gap(known, anchors).items()
        if _proof(anchors, gap, len(indexes), walk) is not Proof.NONE
        for index in indexes
    )


def judge_absences(
    known: Sequence[KnownItem], alignment: Alignment, walk: Walk, rules: Rules, skip: AbstractSet[int]
) -> Absences:
    """Judge every known item that was not met, but for those in ``skip``."""
    anchors = alignment.anchors()
    gaps = _by_gap(known, anchors, alignment.by_known.keys() | skip)
    below = gaps.pop(len(anchors.pairs), [])
    outcome = Absences()
    if gaps:
        judge = _Judge(known, alignment, walk, rules, outcome)
        for gap, indexes in gaps.items():
            judge.between(indexes, _proof(anchors, gap, len(indexes), walk), _neighbours(anchors, gap))
    if walk.reached_end and anchors.pairs:
        outcome.statuses |= {known[index].id: "unlisted" for index in below}
    return outcome


class _Judge:
    """Judges the items between two neighbours that were met, one gap at a time."""

    def __init__(
        self, known: Sequence[KnownItem], alignment: Alignment, walk: Walk, rules: Rules, outcome: Absences
    ) -> None:
        self._known, self._alignment, self._walk, self._rules, self._outcome = known, alignment, walk, rules, outcome
        self._heirs = Heirs(known, alignment)
        self._edge = self._edge_of_window()

    def between(self, indexes: Sequence[int], proof: Proof, neighbours: tuple[int | None, int]) -> None:
        """Judge the items of one gap that were not met there."""
        if proof is Proof.UNCHECKED:
            self._outcome.recheck |= set(self._walk.open_borders(*neighbours))
        if proof is Proof.NONE or (proof is Proof.UNCHECKED and self._walk.checks):
            return
        for index in indexes:
            item = self._known[index]
            heir = self._heirs.of(index)
            if heir is not None:
                self._outcome.notes.append(f"{item.id} is absent, but may have become {heir}: merge them if it has")
            elif self._edge is not None and item.listed.date is not None and item.listed.date <= self._edge:
                self._outcome.statuses[item.id] = "unlisted"
            else:
                self._count(item, self._rules.confirm_removals + (proof is Proof.UNCHECKED))

    def _count(self, item: KnownItem, needed: int) -> None:
        """Count one absence; it is a removal when there are enough, and no other page could hold the item."""
        count = self._outcome.counts[item.id] = item.absences + 1
        if count >= needed and self._walk.is_whole:
            self._outcome.statuses[item.id] = "removed"
            change = Change(kind="removed", item=item.id, sighting=None, last_seen=item.last_seen)
            self._outcome.removals.append(change)
            return
        self._outcome.sweep |= needed - 1 <= count <= needed + _PATIENCE
        if item.status != "missing":
            self._outcome.statuses[item.id] = "missing"

    def _edge_of_window(self) -> dt.date | None:
        """Return the date up to which a mended date may have carried an item past the end of a list of the newest."""
        dates = [date for faces in self._alignment.seen.values() if (date := faces[0].record.date) is not None]
        is_sorted = all(above >= below for above, below in pairwise(dates))
        is_window = self._walk.reached_end and any(item.status == "unlisted" for item in self._known)
        return dates[-1] + _MENDED if is_window and is_sorted and dates else None


def _by_gap(known: Sequence[KnownItem], anchors: Anchors, skip: AbstractSet[int] = frozenset()) -> dict[int, list[int]]:
    gaps: dict[int, list[int]] = defaultdict(list)
    for index, item in enumerate(known):
        if item.status in _EXPECTED and index not in skip and not anchors.has_known(index):
            gaps[anchors.gap_of_known(index)].append(index)
    return gaps


def _proof(anchors: Anchors, gap: int, absent: int, walk: Walk) -> Proof:
    below = len(anchors.pairs) - gap
    if below == 0 or absent > _VOUCHED * below:
        return Proof.NONE
    return walk.proves(*_neighbours(anchors, gap))


def _neighbours(anchors: Anchors, gap: int) -> tuple[int | None, int]:
    return anchors.pairs[gap - 1][0] if gap else None, anchors.pairs[gap][0]
