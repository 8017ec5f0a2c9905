"""The end of a crawl, in one transaction: what its listing means, written as items, revisions and events."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from archive.models import Event, Item, Revision
from archive.reconcile import Change, KnownItem, Reconciliation
from archive.records import Record, content_hash
from archive.store.listing import Staged
from archive.store.numbers import next_numbers
from archive.store.rows import mint_id, record_to_json, revision_content, says_the_same

__all__ = ["Findings", "Settlement"]

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Findings:
    """One crawl's row (with its source's slug), what was known before it, what it staged, and what that means."""

    crawl: Row[Any]
    known: Sequence[KnownItem]
    staged: Staged
    meaning: Reconciliation


class Settlement:
    """Writes what one crawl means: a method a table. ``write`` does all of it on the connection's transaction.

    ``items`` gives the item of each sighting; ``before`` and
    ``after`` the current revision's number of each item that something happened to.
    """

    def __init__(self, connection: Connection, findings: Findings, *, now: dt.datetime) -> None:
        self.connection, self.now = connection, now
        self.crawl, self.known, self.staged = findings.crawl, findings.known, findings.staged
        self.meaning = meaning = findings.meaning
        staged, crawl = findings.staged, findings.crawl
        self.matches = {match.sighting: match for match in meaning.matches}
        self.items = {match.sighting: match.item for match in meaning.matches}
        self.fresh = [c.sighting for c in meaning.changes if c.item is None and c.sighting is not None]
        for sighting in self.fresh:
            seen = staged.listing[sighting]
            self.items[sighting] = mint_id(crawl.slug, staged.pages[seen.page].record_id, seen.listed.position)
        touched = {self.items[s] for s in meaning.revised} | {c.item for c in meaning.changes if c.item is not None}
        self.before = self._current_revisions(sorted(touched))
        revised = [self.items[sighting] for sighting in meaning.revised]
        self.after = self.before | next_numbers(connection, revised)

    def write(self) -> dict[str, int]:
        """Write items, revisions and events; return the counts of new, edited, removed, restored and unchanged."""
        self._insert_items()
        self._insert_revisions()
        self._note_sightings()
        self._update_revised()
        self._update_listed()
        self._update_standing()
        self._insert_events()
        return self._counts()

    def _insert_items(self) -> None:
        self._insert(Item, (self.new_item(sighting) for sighting in self.fresh))

    def new_item(self, sighting: int) -> dict[str, Any]:
        """Return the row of an item that was unknown."""
        seen = self.staged.listing[sighting]
        return {
            "id": self.items[sighting],
            "source_id": self.crawl.source_id,
            "status": "present",
            "place": self.meaning.places[sighting],
            "page_url": self.staged.pages[seen.page].url,
            "first_seen": seen.seen_at,
            "last_seen": seen.seen_at,
            "last_crawl": self.crawl.id,
            "absences": 0,
            "absent_since": None,
            "detail_page": None,
            "detail_seen": None,
        } | (self.reading_columns(sighting) | self._content_columns(sighting))

    def _content_columns(self, sighting: int) -> dict[str, Any]:
        """Return what an item's row says of its content."""
        content = self.meaning.revised[sighting]
        revision = {"revision": self.after[self.items[sighting]]}
        return revision | self.listed_columns(sighting, content)

    def listed_columns(self, sighting: int, content: Record) -> dict[str, Any]:
        """Return what an item's row says of its place in the list: the record only where it says something else.

        Where the detail page is still to be read (``refetch``) the hash stays empty, so that no crawl takes the item
        for known as it stands.
        """
        listed, detail = self.staged.listing[sighting].listed, self.staged.details[sighting]
        settled = sighting not in self.meaning.refetch
        return {
            "listed": None if says_the_same(listed, content) else record_to_json(listed),
            "listed_hash": content_hash(*listed.content) if settled else "",
        } | ({} if detail is None else {"detail_page": detail.id, "detail_seen": detail.captured_at})

    def reading_columns(self, sighting: int) -> dict[str, Any]:
        """Return where and by whom an item's record in the list was read."""
        seen = self.staged.listing[sighting]
        return {
            "list_page": self.staged.pages[seen.page].id,
            "position": seen.listed.position,
            "read_by": self.crawl.id,
        }

    def _insert_revisions(self) -> None:
        self._insert(Revision, (self._next_revision(s, content) for s, content in self.meaning.revised.items()))

    def _next_revision(self, sighting: int, content: Record) -> dict[str, Any]:
        return self.new_revision(sighting, content, self.after[self.items[sighting]])

    def new_revision(self, sighting: int, content: Record, number: int) -> dict[str, Any]:
        """Return the row of a revision."""
        source = self.source(sighting)
        return {
            "item_id": self.items[sighting],
            "number": number,
            "cause": self.crawl.kind,
            "crawl_id": self.crawl.id,
            "capture_id": source.capture_id,
            "reader": self.crawl.reader,
            "captured_at": source.captured_at,
            "recorded_at": self.now,
            "known_by": self._known_by(sighting),
        } | revision_content(content)

    def _known_by(self, sighting: int) -> dict[str, Any] | None:
        match = self.matches.get(sighting)
        return None if match is None else {"rule": match.rule, "score": round(match.score, 2), "why": match.why}

    def source(self, sighting: int) -> Row[Any]:
        """Return the page that a sighting's content was read from: its detail page, else its list page."""
        return self.staged.details[sighting] or self.staged.pages[self.staged.listing[sighting].page]

    def _note_sightings(self) -> None:
        """Note where and when known items were seen: a statement a page, not one an item."""
        by_page = defaultdict(list)
        for match in self.meaning.matches:
            by_page[self.staged.listing[match.sighting].page].append(match.item)
        for number, ids in by_page.items():
            page = self.staged.pages[number]
            seen = {"last_seen": page.captured_at, "last_crawl": self.crawl.id, "page_url": page.url}
            for batch in _batches(ids):
                self.connection.execute(update(Item).where(Item.id.in_(batch)).values(seen))
        whole = (m for m in self.meaning.matches if m.rule != "person" and m.sighting not in self.meaning.cut)
        self._update([{"key": match.item} | self.reading_columns(match.sighting) for match in whole])

    def _update_revised(self) -> None:
        known = (match for match in self.meaning.matches if match.sighting in self.meaning.revised)
        self._update([{"key": match.item} | self._content_columns(match.sighting) for match in known])

    def _update_listed(self) -> None:
        """Keep how the list shows known items now, where only that has changed."""
        apart = {*self.meaning.revised, *self.meaning.cut}
        known = {item.id: item for item in self.known}
        for match in self.meaning.matches:
            item, listed = known[match.item], self.staged.listing[match.sighting].listed
            is_read = self.staged.details[match.sighting] is not None
            if match.rule == "person":
                continue  # the look of an item that was merged into this one, and still stands
            if match.sighting not in apart and (is_read or not says_the_same(listed, item.listed)):
                self._update([{"key": match.item} | self.listed_columns(match.sighting, item.content)])

    def _update_standing(self) -> None:
        """Write places, statuses and absences that changed."""
        meaning, at = self.meaning, self.staged.coverage.at
        self._update([{"key": item, "place": place} for item, place in meaning.places.items() if isinstance(item, str)])
        self._update([{"key": item, "status": status} for item, status in meaning.statuses.items()])
        absences = meaning.absences.items()
        first = {item: at if count else None for item, count in absences if count <= 1}
        self._update([{"key": i, "absences": n, "absent_since": first[i]} for i, n in absences if i in first])
        self._update([{"key": i, "absences": n} for i, n in absences if i not in first])

    def _insert_events(self) -> None:
        self._insert(Event, (self._event(change) for change in self.meaning.changes))

    def _event(self, change: Change) -> dict[str, Any]:
        item = self._item(change)
        after, before = self.after[item], self.before.get(item)
        return {
            "kind": change.kind,
            "item_id": item,
            "source_id": self.crawl.source_id,
            "crawl_id": self.crawl.id,
            "revision": after,
            "previous": before if before != after else None,
            "fields": list(change.fields),
            "trivial": change.trivial,
            "silent": self.crawl.first or self.crawl.kind != "crawl",
            "at": self.staged.coverage.at if change.sighting is None else self.source(change.sighting).captured_at,
            "recorded_at": self.now,
            "last_seen": change.last_seen,
        }

    def _item(self, change: Change) -> str:
        return self.items[change.sighting] if change.item is None and change.sighting is not None else str(change.item)

    def _counts(self) -> dict[str, int]:
        counts = dict.fromkeys(("new", "edited", "removed", "restored"), 0)
        loud = [change for change in self.meaning.changes if not change.trivial]
        for change in loud:
            counts[change.kind] += 1
        touched = {change.item for change in loud}
        return counts | {"unchanged": sum(match.item not in touched for match in self.meaning.matches)}

    def _current_revisions(self, ids: list[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for batch in _batches(ids):
            rows = self.connection.execute(select(Item.id, Item.revision).where(Item.id.in_(batch)))
            found |= {row.id: row.revision for row in rows}
        return found

    def _insert(self, table: type[Item | Revision | Event], rows: Iterable[dict[str, Any]]) -> None:
        if found := list(rows):
            self.connection.execute(insert(table), found)

    def _update(self, rows: list[dict[str, Any]]) -> None:
        if rows:
            table: Any = Item.__table__
            columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "key"}
            self.connection.execute(update(table).where(table.c.id == bindparam("key")).values(columns), rows)


def _batches(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
