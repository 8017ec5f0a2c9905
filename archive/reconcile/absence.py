"""What it means that a known item was not met: nothing, absent once more, removed, or no longer listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from archive.reconcile.align import Alignment, Anchors
from archive.reconcile.model import Change, KnownItem, Rules, Status
from archive.reconcile.walk import Proof, Walk

__all__ = ["Absences", "judge_absences", "read_items"]

_VOUCHED = 3  # absent items that one neighbour below vouches for: a lone item that moved up proves no long gap
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
    outcome = Absences()
    twins = {faces[0].content[1:] for index, faces in enumerate(alignment.known) if index in alignment.by_known}
    for gap, indexes in _by_gap(known, anchors, alignment.by_known.keys() | skip).items():
        if gap == len(anchors.pairs):
            if walk.reached_end and gap:
                outcome.statuses |= {known[index].id: "unlisted" for index in indexes}
            continue
        proof = _proof(anchors, gap, len(indexes), walk)
        if proof is Proof.UNCHECKED:
            outcome.recheck |= set(walk.open_borders(*_neighbours(anchors, gap)))
        for index in indexes:
            if alignment.known[index][0].content[1:] in twins:
                outcome.notes.append(f"{known[index].id} is absent, but another item says the same: it may have moved")
            elif proof is Proof.FULL or (proof is Proof.UNCHECKED and not walk.checks):
                _count(known[index], rules.confirm_removals + (proof is Proof.UNCHECKED), walk, outcome)
    return outcome


def _count(item: KnownItem, needed: int, walk: Walk, outcome: Absences) -> None:
    """Count one absence; it is a removal when there are enough, and no other page could hold the item."""
    outcome.counts[item.id] = item.absences + 1
    if item.absences + 1 >= needed and walk.is_whole:
        outcome.statuses[item.id] = "removed"
        outcome.removals.append(Change(kind="removed", item=item.id, sighting=None, last_seen=item.last_seen))
        return
    outcome.sweep |= item.absences + 1 >= needed
    if item.status != "missing":
        outcome.statuses[item.id] = "missing"


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
