"""Where new and moved items stand: a number for each, greater the nearer to the top. Nothing else is decided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from archive.reconcile.align import Alignment
from archive.reconcile.model import KnownItem

__all__ = ["places_of"]

_NARROW = 1e-6  # below this, halving a gap again and again would come to an end: all places are given anew


Entry = tuple[str, int]  # "known" and an index from the top, or "seen" and an index in the listing


def places_of(known: Sequence[KnownItem], alignment: Alignment, floor: float) -> dict[str | int, float]:
    """Return new places: by sighting index for new items, by id for known ones that moved.

    ``known`` from the top. New and moved items are put right above the neighbour below them, above all if they begin
    the list, right below the neighbour above them if they end it. Where places are given anew, then from
    ``floor`` upward, so that they never meet those of items that are not in ``known``.
    """
    runs = _runs(alignment)
    floating = {entry for run in runs.values() for entry in run}
    order = _merged(len(known), alignment, runs, floating)
    old = {("known", index): item.place for index, item in enumerate(known)}
    places = _between(order, {entry: place for entry, place in old.items() if entry not in floating})
    if places is None:
        fresh = [entry for entry in order if entry in floating or old[entry] >= floor]
        places = {entry: floor + len(fresh) - 1 - rank for rank, entry in enumerate(fresh)}
    changed = {entry: place for entry, place in places.items() if old.get(entry) != place}
    return {known[index].id if kind == "known" else index: place for (kind, index), place in changed.items()}


def _runs(alignment: Alignment) -> dict[int, list[Entry]]:
    """Return what has no place of its own, new or moved, by the gap that it lies in."""
    anchors = alignment.anchors()
    anchored = {seen for seen, _ in anchors.pairs}
    runs: dict[int, list[Entry]] = defaultdict(list)
    for seen in alignment.seen:
        if seen not in anchored:
            pair = alignment.by_seen.get(seen)
            runs[anchors.gap_of_seen(seen)].append(("seen", seen) if pair is None else ("known", pair.known))
    return runs


def _merged(
    count: int, alignment: Alignment, runs: Mapping[int, list[Entry]], floating: AbstractSet[Entry]
) -> list[Entry]:
    pairs = alignment.anchors().pairs
    gap_above = {known: gap for gap, (_, known) in enumerate(pairs)}
    order = list(runs.get(0, []))
    for known in range(count):
        gap = gap_above.get(known)
        if gap:
            order += runs.get(gap, [])
        if ("known", known) not in floating:
            order.append(("known", known))
        if pairs and gap == len(pairs) - 1:
            order += runs.get(len(pairs), [])
    return order


def _between(order: Sequence[Entry], fixed: Mapping[Entry, float]) -> dict[Entry, float] | None:
    """Give every entry that is not fixed a place between the fixed ones; None where there is no room."""
    places: dict[Entry, float] = {}
    upper: float | None = None
    waiting: list[Entry] = []
    for entry in order:
        place = fixed.get(entry)
        if place is None:
            waiting.append(entry)
            continue
        if upper is not None and upper - place < _NARROW * (len(waiting) + 1):
            return None
        places |= _spread(waiting, upper, place)
        upper, waiting = place, []
    return places | _spread(waiting, upper, None)


def _spread(entries: Sequence[Entry], upper: float | None, lower: float | None) -> dict[Entry, float]:
    count = len(entries)
    if upper is not None and lower is not None:
        step = (upper - lower) / (count + 1)
        return {entry: upper - step * rank for rank, entry in enumerate(entries, 1)}
    top = (lower or 0.0) + count + 1 if upper is None else upper
    return {entry: top - rank for rank, entry in enumerate(entries, 1)}
