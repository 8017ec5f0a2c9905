"""What people said: several known items are one. Matching goes on as before; the outcome goes to the one that stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.reconcile.align import Alignment, Pair
from archive.reconcile.model import KnownItem

__all__ = ["Merged", "owners_of", "parties"]


def owners_of(known: Sequence[KnownItem], merged: Mapping[str, str]) -> dict[int, int]:
    """Return for the index of each known item that was merged the index of the one that stays, if that is known."""
    ids = {item.id: index for index, item in enumerate(known)} if merged else {}
    return {ids[id_]: ids.get(_final(id_, merged), ids[id_]) for id_ in merged if id_ in ids}


def parties(merged: Mapping[str, str]) -> set[str]:
    """Return the ids of all items that take part in a merge: whoever knows one of them must know the others."""
    return {*merged, *merged.values()}


class Merged:
    """Known items, with those that were merged into another standing for that one."""

    def __init__(self, known: Sequence[KnownItem], alignment: Alignment) -> None:
        self._known = known
        self._alignment = alignment
        self._owners = alignment.owners

    def owner(self, known: int) -> KnownItem:
        """Return the item that stays, for any of those that were merged."""
        return self._known[self._owners.get(known, known)]

    def pairs(self) -> list[Pair]:
        """Return one pair an item in the order of the listing: its own sighting before one of a merged item."""
        best: dict[str, Pair] = {}
        for pair in sorted(self._alignment.by_seen.values(), key=lambda pair: (pair.known in self._owners, pair.seen)):
            best.setdefault(self.owner(pair.known).id, pair)
        return sorted(best.values(), key=lambda pair: pair.seen)

    def repeats(self) -> set[int]:
        """Return the sightings that show a second of several merged items."""
        return self._alignment.by_seen.keys() - {pair.seen for pair in self.pairs()}

    def excused(self) -> set[int]:
        """Return known items that are not absent: merged ones, and those seen in the shape of a merged one."""
        shown = {self._owners[index] for index in self._alignment.by_known if index in self._owners}
        return self._owners.keys() | shown


def _final(item: str, merged: Mapping[str, str]) -> str:
    while item in merged:
        item = merged[item]
    return item
