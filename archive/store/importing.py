"""The end of an import whose captures are older than what is known: history is filled in, the present stays as it is.

What an import of newer captures means, :mod:`archive.store.settle` writes as for any crawl. Here: known items were
there earlier, said something else then, or had come back by then; unknown ones were there once. No absence is told, and
no status or place that later crawls saw is changed. Events that the older captures tell otherwise are superseded, not
rewritten: they stay in the roots of their crawls.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from archive.models import Crawl, Event, Item, Page, Revision
from archive.reconcile import Match, Rules, reconcile
from archive.reconcile.address import noise_of
from archive.reconcile.compare import Difference, compare, content_of
from archive.reconcile.model import KnownItem, Sighting
from archive.records import Record
from archive.store.listing import Staged
from archive.store.numbers import next_numbers
from archive.store.rows import revision_content
from archive.store.settle import Findings, Settlement
from archive.store.then import Look, Then, batches, items_then, later_looks, live_events, newest_sight

__all__ = ["PastFindings", "PastSettlement", "is_past", "past_findings"]


def is_past(connection: Connection, crawl: Row[Any], staged: Staged) -> bool:
    """Tell whether an import reaches back behind what is known: then it cannot be settled as a crawl is."""
    if crawl.kind != "import":
        return False
    newest = newest_sight(connection, crawl.source_id, besides=crawl.id)
    return newest is not None and min((page.captured_at for page in staged.pages.values()), default=newest) <= newest


@dataclass(frozen=True, slots=True)
class PastFindings(Findings):
    """Findings with the items as they were ``then``, by id."""

    then: dict[str, Then]


def past_findings(connection: Connection, crawl: Row[Any], staged: Staged, rules: Rules) -> PastFindings:
    """Reconcile what an import has staged with what the site showed then, as far as the archive knows."""
    merged = select(Item.id, Item.merged_into).where(Item.source_id == crawl.source_id, Item.merged_into.is_not(None))
    rules = replace(rules, merged={row.id: row.merged_into for row in connection.execute(merged)})
    latest = max((seen.listed.date for seen in staged.listing if seen.listed.date), default=None)
    then = items_then(connection, crawl.source_id, staged.coverage.at, layout=crawl.layout, latest=latest)
    known = [one.known for one in then]
    coverage = replace(staged.coverage, full=False)
    meaning = reconcile(known, staged.listing, coverage, rules)
    return PastFindings(crawl, known, staged, meaning, {one.known.id: one for one in then})


class PastSettlement:
    """Writes what an import of older captures means. ``write`` does all of it on the connection's transaction."""

    def __init__(self, connection: Connection, findings: PastFindings, *, now: dt.datetime) -> None:
        self.connection, self.now, self.then = connection, now, findings.then
        self.crawl, self.staged, self.meaning = findings.crawl, findings.staged, findings.meaning
        self.noise = noise_of(self.staged.listing)
        self.base = Settlement(connection, findings, now=now)
        met = [match.item for match in self.meaning.matches]
        self.looks = later_looks(connection, met, self.staged.coverage.at)
        self.events = live_events(connection, met)
        self.numbers = next_numbers(connection, met)
        self.counts = dict.fromkeys(("new", "edited", "removed", "restored", "unchanged"), 0)
        self.rows: dict[type[Item | Revision | Event], list[dict[str, Any]]] = {Item: [], Revision: [], Event: []}
        self.superseded: list[int] = []
        self.standing: dict[str, dict[str, Any]] = {}

    def write(self) -> dict[str, int]:
        """Write items, revisions and events; return the counts of new, edited, restored and unchanged ones."""
        self._write_unknown()
        for match in self.meaning.matches:
            if match.rule != "person" and match.sighting not in self.meaning.cut:
                self._write_known(match)
        for table, rows in self.rows.items():
            if rows:
                self.connection.execute(insert(table), rows)
        for batch in batches(self.superseded):
            events = update(Event).where(Event.id.in_(batch))
            self.connection.execute(events.values(superseded_by=self.crawl.id))
        self._note_sights()
        for item, values in self.standing.items():
            self.connection.execute(update(Item).where(Item.id == item).values(values))
        return self.counts

    def _write_unknown(self) -> None:
        """Write items that nothing known was: where they went, nobody saw."""
        for sighting in self.base.fresh:
            item = self.base.new_item(sighting) | {"status": "unlisted"}
            self.rows[Item].append(item)
            number = self._revise(item["id"], sighting, content_of(self.staged.listing[sighting]), 1)
            self._tell("new", item["id"], revision=number, at=self._at(sighting))
            self.counts["new"] += 1

    def _write_known(self, match: Match) -> None:
        then, seen = self.then[match.item], self.staged.listing[match.sighting]
        found = compare(then.known, seen, self.noise, new_epoch=then.known.other_epoch)
        back = then.known.status == "removed" and self._write_return(match)
        if then.was_met and found.revised is None:
            self.counts["unchanged"] += not back
            return
        content = (found.revised if then.was_met else None) or content_of(seen)
        number = self._revise(match.item, match.sighting, content, self.numbers[match.item])
        if not then.was_met:
            self._write_first(match, number)
        elif found.fields and not back:
            at = self._at(match.sighting)
            self._tell_edit(match.item, found, revision=number, previous=then.number, at=at)
            self.counts["edited"] += not found.trivial
        look = self.looks.get(match.item)
        if look is not None:
            self._follow(match.item, match.sighting, content, number, look)
        elif then.row.last_seen > self._at(match.sighting):
            self._revert(match, then, content, number)
        else:
            self._become_current(match, content, number)

    def _write_first(self, match: Match, number: int) -> None:
        """Tell that a known item was there before the archive first met it."""
        told = [event for event in self.events.get(match.item, ()) if event.kind == "new"]
        self._supersede(told)
        self._tell("new", match.item, revision=number, at=self._at(match.sighting))

    def _write_return(self, match: Match) -> bool:
        """Tell that an item that had been removed was there again, if it is known when it went or came afterwards."""
        at = self._at(match.sighting)
        after = [e for e in self.events.get(match.item, ()) if e.at > at and e.kind in ("removed", "restored")]
        gone = None if after else self._next_sweep(at)
        if not after and gone is None:
            return False
        if after and after[0].kind == "restored":
            self._supersede(after[:1])
        number = self.then[match.item].number
        self._tell("restored", match.item, revision=number, at=at)
        if gone is not None:
            self._tell("removed", match.item, revision=number, at=gone, last_seen=at)
        self.counts["restored"] += 1
        return True

    def _next_sweep(self, at: dt.datetime) -> dt.datetime | None:
        """Return when the next crawl after a moment had read the whole list: it did not meet what is still gone."""
        read = (
            select(func.max(Page.captured_at).label("at"))
            .join(Crawl, Crawl.id == Page.crawl_id)
            .where(Crawl.source_id == self.crawl.source_id, Crawl.status == "complete", Crawl.reached_end, Crawl.full)
            .group_by(Crawl.id)
            .having(func.min(Page.captured_at) > at)
        ).subquery()
        return self.connection.execute(select(func.min(read.c.at))).scalar_one_or_none()

    def _follow(self, item: str, sighting: int, content: Record, number: int, look: Look) -> None:
        """Tell the edit from what was imported to the item's next look, where it is another than was told."""
        told = [e for e in self.events.get(item, ()) if e.revision in look.numbers and e.kind == "edited"]
        if look.cause == "person":
            return
        found = self._between(content, sighting, look)
        if [(tuple(event.fields), event.trivial) for event in told] == [(found.fields, found.trivial)]:
            return
        self._supersede(told)
        if found.fields:
            self._tell_edit(item, found, revision=look.number, previous=number, at=look.captured_at)

    def _between(self, content: Record, sighting: int, look: Look) -> Difference:
        in_detail = self.staged.details[sighting] is not None
        known = KnownItem(
            id="",
            status="present",
            place=0,
            listed=content,
            content=content,
            has_detail=in_detail,
            last_seen=self._at(sighting),
        )
        detail = look.content if look.in_detail else None
        seen = Sighting(page=1, listed=look.content, detail=detail, seen_at=look.captured_at)
        is_other = look.layout != self.crawl.layout or in_detail != look.in_detail
        return compare(known, seen, self.noise, new_epoch=is_other)

    def _revert(self, match: Match, then: Then, content: Record, number: int) -> None:
        """Tell that the item says again what it said before, since a later crawl saw that."""
        at, old = then.row.last_seen, then.known.content
        page = select(Page.capture_id).where(Page.id == then.row.list_page)
        capture = self.connection.execute(page).scalar_one_or_none() or then.row.capture_id
        back = {
            "item_id": match.item,
            "number": number + 1,
            "cause": "import",
            "crawl_id": self.crawl.id,
            "capture_id": capture,
            "reader": self.crawl.reader,
            "captured_at": at,
            "recorded_at": self.now,
            "known_by": None,
        }
        self.rows[Revision].append(back | revision_content(old))
        self.standing[match.item] = {"revision": number + 1}
        look = Look(
            number=number + 1,
            numbers=frozenset([number + 1]),
            cause="import",
            content=old,
            captured_at=at,
            layout=self.crawl.layout if not then.known.other_epoch else "",
            in_detail=then.row.detail_seen is not None,
        )
        self._follow(match.item, match.sighting, content, number, look)

    def _become_current(self, match: Match, content: Record, number: int) -> None:
        """Let a look be the item's newest, since nothing later is known of it."""
        page = self.staged.pages[self.staged.listing[match.sighting].page]
        standing = {"revision": number, "page_url": page.url} | self.base.reading_columns(match.sighting)
        self.standing[match.item] = standing | self.base.listed_columns(match.sighting, content)

    def _note_sights(self) -> None:
        """Note that known items were there: two statements a page, not one an item."""
        by_page: dict[int, list[str]] = defaultdict(list)
        for match in self.meaning.matches:
            by_page[self.staged.listing[match.sighting].page].append(match.item)
        for number, items in by_page.items():
            at = self.staged.pages[number].captured_at
            for batch in batches(items):
                met = update(Item).where(Item.id.in_(batch))
                self.connection.execute(met.where(Item.first_seen > at).values(first_seen=at))
                self.connection.execute(met.where(Item.last_seen < at).values(last_seen=at))

    def _revise(self, item: str, sighting: int, content: Record, number: int) -> int:
        row = self.base.new_revision(sighting, content, number) | {"item_id": item}
        self.rows[Revision].append(row)
        return number

    def _tell_edit(self, item: str, found: Difference, *, revision: int, previous: int, at: dt.datetime) -> None:
        about = {"fields": list(found.fields), "trivial": found.trivial, "previous": previous}
        self._tell("edited", item, revision=revision, at=at, **about)

    def _tell(self, kind: str, item: str, *, revision: int, at: dt.datetime, **more: Any) -> None:
        event = {
            "kind": kind,
            "item_id": item,
            "source_id": self.crawl.source_id,
            "crawl_id": self.crawl.id,
            "revision": revision,
            "previous": None,
            "fields": [],
            "trivial": False,
            "silent": True,
            "at": at,
            "recorded_at": self.now,
            "last_seen": None,
        }
        self.rows[Event].append(event | more)

    def _supersede(self, events: Sequence[Row[Any]]) -> None:
        self.superseded += [event.id for event in events]

    def _at(self, sighting: int) -> dt.datetime:
        at: dt.datetime = self.base.source(sighting).captured_at
        return at
