"""The least that an archive must keep: items, and what reconciling says of them. It refuses what contradicts itself."""

from __future__ import annotations

from dataclasses import replace

from archive.reconcile import KnownItem, Reconciliation, Rules, reconcile
from archive.records import Record

from .walker import Walk


class Ledger:
    def __init__(self) -> None:
        self.items: dict[str, KnownItem] = {}
        self.numbers: dict[str, int] = {}  # which true item an id was minted for

    def reconcile(self, crawl: Walk, rules: Rules) -> Reconciliation:
        return reconcile(list(self.items.values()), crawl.listing, crawl.coverage(), rules)

    def has(self, record: Record) -> bool:
        """Whether a list entry is as some item was last listed: the crawler's early stop."""
        return (record.title, record.published, record.text) in self._listed

    def apply(self, said: Reconciliation, crawl: Walk) -> dict[int, str]:
        """Take over what was said; return the id of each sighting that is an item."""
        ids = {match.sighting: match.item for match in said.matches}
        for change in said.changes:
            if change.kind == "new":
                ids[change.sighting] = self._mint(change.sighting, said, crawl)
        for match in said.matches:
            self._meet(match.item, match.sighting, said, crawl)
        for id_, count in said.absences.items():
            self.items[id_] = replace(self.items[id_], absences=count)
        for id_, status in said.statuses.items():
            self.items[id_] = replace(self.items[id_], status=status)
        for key, place in said.places.items():
            id_ = ids[key] if isinstance(key, int) else key
            self.items[id_] = replace(self.items[id_], place=place)
        self._listed = {(i.listed.title, i.listed.published, i.listed.text) for i in self.items.values()}
        places = [item.place for item in self.items.values()]
        assert len(set(places)) == len(places), "two items at one place"
        assert set(ids) | set(said.duplicates) | set(said.cut) == set(range(len(crawl.listing))), "a sighting was lost"
        return ids

    def _mint(self, sighting: int, said: Reconciliation, crawl: Walk) -> str:
        id_ = f"item-{len(self.items) + 1}"
        self.items[id_] = KnownItem(
            id=id_,
            status="present",
            place=said.places[sighting],
            listed=crawl.listing[sighting].listed,
            content=said.revised[sighting],
            last_seen=crawl.at,
            first_seen=crawl.at,
            met_until=crawl.at,
        )
        self.numbers[id_] = crawl.stories[sighting].number
        return id_

    def _meet(self, id_: str, sighting: int, said: Reconciliation, crawl: Walk) -> None:
        item = replace(self.items[id_], last_seen=crawl.at, met_until=crawl.at)
        if sighting not in said.cut:
            item = replace(item, listed=crawl.listing[sighting].listed, other_epoch=False)
        self.items[id_] = replace(item, content=said.revised.get(sighting, item.content))
