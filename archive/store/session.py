"""One crawl of one source, from its start to its outcome.

The order of writing: captures go to the WARC first and are synced; then one transaction a page stages what was read;
one transaction at the end settles what it means. A crawl that was killed is settled, as partial, by the next one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Self

from sqlalchemy import Connection, Row, insert, select, update

from archive import ledger
from archive.archive import Archive
from archive.captures import Capture, Exchange
from archive.locks import SourceLock
from archive.models import Capture as CaptureRow
from archive.models import Crawl, Item, Page, Profile, StagedRecord
from archive.records import Page as ReadPage
from archive.records import content_hash
from archive.store.outcome import CrawlRules, WalkEnd, settle
from archive.store.rows import record_to_json
from archive.store.sources import upsert_source
from archive.views import CrawlView

__all__ = ["CrawlSession", "CrawlStart", "Verdict"]


_DETAIL_REST = dt.timedelta(days=1)
"""A detail page is read again after so long at the earliest, and after a quarter of the time since it was first seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlStart:
    """What a crawl is begun with: the source, the profile in force, the reader's version, and the source's rules.

    ``full_every`` is the age at which the last complete full sweep must be repeated; ``full`` asks for one now.
    """

    slug: str
    name: str
    url: str
    profile_text: str
    profile_hash: str
    reader: int
    full: bool = False
    full_every: dt.timedelta = dt.timedelta(days=7)
    rules: CrawlRules = field(default_factory=CrawlRules)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the archive knows of a page's records, by position: present just as they stand; their detail page is due."""

    known: frozenset[int] = frozenset()
    details_due: frozenset[int] = frozenset()


class CrawlSession:
    """A crawl that runs. Make it with :meth:`begin`; end it with :meth:`finish` or, without an outcome, :meth:`close`.

    ``number`` is the crawl's number, ``full`` whether it must walk to the end of the list, ``whole_before`` whether the
    first page had its closing tags in the last complete crawl.
    """

    def __init__(self, archive: Archive, start: CrawlStart, lock: SourceLock, now: Callable[[], dt.datetime]) -> None:
        self._archive, self._start, self._lock, self._now = archive, start, lock, now
        self._pending: list[Capture] = []
        self._requests = 0
        self.number, self._source_id, self.full, self.whole_before = 0, 0, start.full, False

    @classmethod
    def begin(cls, archive: Archive, start: CrawlStart, *, now: Callable[[], dt.datetime]) -> Self:
        """Lock the source, settle a crawl that was killed, and open a new one.

        Raises:
            SourceBusy: another crawl of this source is running.
            CaptureError: the captures cannot be written.
        """
        lock = SourceLock(archive.locks, start.slug)
        lock.acquire()
        try:
            session = cls(archive, start, lock, now)
            session._open()
        except BaseException:
            lock.release()
            raise
        return session

    def _open(self) -> None:
        now = self._now()
        start = self._start
        with self._archive.writing() as connection:
            self._source_id = upsert_source(connection, slug=start.slug, name=start.name, url=start.url, now=now)
            self._settle_killed(connection, now)
            known = connection.execute(select(Profile.hash).where(Profile.hash == start.profile_hash)).first()
            if known is None:
                row = {"hash": start.profile_hash, "text": start.profile_text, "recorded_at": now}
                connection.execute(insert(Profile).values(row))
            self.full = start.full or self._sweep_is_due(connection, now)
            complete = self._last_complete(connection)
            self.whole_before = complete is not None and bool(complete.whole)
            crawl = {
                "source_id": self._source_id,
                "profile_hash": start.profile_hash,
                "reader": start.reader,
                "full": self.full,
                "first": complete is None,
                "started_at": now,
            }
            self.number = connection.execute(insert(Crawl).values(crawl).returning(Crawl.id)).scalar_one()
            self._note("crawl-start", self._description(profile_text=start.profile_text if known is None else None))
            self._flush(connection)

    def _settle_killed(self, connection: Connection, now: dt.datetime) -> None:
        killed = select(Crawl.id).where(Crawl.source_id == self._source_id, Crawl.status == "running")
        end = WalkEnd(reached_end=False, reason="the crawl was killed; what it had read is kept")
        for number in connection.execute(killed.order_by(Crawl.id)).scalars().all():
            settle(connection, number, end, self._start.rules, now=now)

    def _sweep_is_due(self, connection: Connection, now: dt.datetime) -> bool:
        """Tell whether the whole list must be walked: the last sweep was not complete, is old, or of another epoch."""
        last = connection.execute(
            select(Crawl.status, Crawl.started_at, Crawl.profile_hash)
            .where(Crawl.source_id == self._source_id, Crawl.full)
            .order_by(Crawl.id.desc())
            .limit(1)
        ).one_or_none()
        if last is None or last.status != "complete" or last.profile_hash != self._start.profile_hash:
            return True
        return bool(now - last.started_at >= self._start.full_every)

    def _last_complete(self, connection: Connection) -> Row[Any] | None:
        """Return the last complete crawl with what is known of its first page."""
        first_page = (Page.crawl_id == Crawl.id) & (Page.kind == "list") & (Page.number == 1)
        query = select(Crawl.id, Page.whole).outerjoin(Page, first_page)
        query = query.where(Crawl.source_id == self._source_id, Crawl.status == "complete")
        last: Row[Any] | None = connection.execute(query.order_by(Crawl.id.desc()).limit(1)).one_or_none()  # type: ignore[assignment]
        return last

    def captured(self, exchange: Exchange) -> Capture:
        """Append an exchange to the WARC and sync it; its row is written with the next page."""
        self._requests += 1
        capture = self._archive.writer.write(exchange)
        self._pending.append(capture)
        return capture

    def unanswered(self, url: str, *, kind: str, error: str, at: dt.datetime) -> None:
        """Count a request that went out and brought no response; the WARC keeps a note of it."""
        self._requests += 1
        self._note("unanswered", {"url": url, "kind": kind, "error": error, "at": at.isoformat()})

    def stage(self, page: ReadPage) -> Verdict:
        """Stage a page with its records in one transaction, and say what of it is known."""
        with self._archive.writing() as connection:
            self._flush(connection)
            capture = select(CaptureRow.id).where(CaptureRow.record_id == page.capture)
            row = {
                "crawl_id": self.number,
                "number": page.number,
                "parent": page.parent,
                "kind": page.kind,
                "url": page.url,
                "status": page.status.value,
                "reason": page.reason,
                "capture_id": None if page.capture is None else connection.execute(capture).scalar_one(),
                "captured_at": page.captured_at,
                "encoding": page.encoding,
                "whole": page.whole,
                "records": len(page.records) + page.duplicates,
            }
            page_id = connection.execute(insert(Page).values(row).returning(Page.id)).scalar_one()
            staged = [{"page_id": page_id, "position": r.position, "record": record_to_json(r)} for r in page.records]
            if staged:
                connection.execute(insert(StagedRecord), staged)
            self._add_incomplete(connection, page)
            return self._verdict(connection, page)

    def _add_incomplete(self, connection: Connection, page: ReadPage) -> None:
        if page.incomplete:
            more = Crawl.incomplete + page.incomplete
            connection.execute(update(Crawl).where(Crawl.id == self.number).values(incomplete=more))

    def _verdict(self, connection: Connection, page: ReadPage) -> Verdict:
        if page.kind != "list":
            return Verdict()
        hashes = {r.position: content_hash(r.published, r.title, r.text) for r in page.records}
        rows = connection.execute(
            select(Item.listed_hash, Item.detail_seen, Item.first_seen).where(
                Item.source_id == self._source_id, Item.status == "present", Item.listed_hash.in_(hashes.values())
            )
        )
        detailed = {row.listed_hash: row.detail_seen is not None and not self._detail_is_old(row) for row in rows}
        return Verdict(
            known=frozenset(p for p, key in hashes.items() if key in detailed),
            details_due=frozenset(p for p, key in hashes.items() if not detailed.get(key, False)),
        )

    def _detail_is_old(self, row: Row[Any]) -> bool:
        """Tell whether a full sweep should read a detail page again: the older the item, the seldomer."""
        now = self._now()
        return self.full and now - row.detail_seen >= max(_DETAIL_REST, (now - row.first_seen) / 4)

    def finish(self, end: WalkEnd) -> CrawlView:
        """Settle what the crawl means, in one transaction, and release the source."""
        end = replace(end, requests=self._requests)
        try:
            with self._archive.writing() as connection:
                self._flush(connection)
                outcome = settle(connection, self.number, end, self._start.rules, now=self._now())
                self._note("crawl-end", {"crawl": self.number, "status": outcome.status, "reason": outcome.reason})
                self._flush(connection)
            return outcome
        finally:
            self.close()

    def close(self) -> None:
        """Release the source without an outcome: the next crawl settles what was staged."""
        self._lock.release()

    def _description(self, *, profile_text: str | None) -> dict[str, Any]:
        start = self._start
        return {
            "crawl": self.number,
            "source": start.slug,
            "name": start.name,
            "url": start.url,
            "profile": start.profile_hash,
            "profile_text": profile_text,
            "reader": start.reader,
            "full": self.full,
        }

    def _note(self, kind: str, fields: dict[str, Any]) -> None:
        self._pending.append(self._archive.writer.write_metadata(kind, fields, at=self._now()))

    def _flush(self, connection: Connection) -> None:
        """Write the rows of the captures that the WARC holds already."""
        ledger.add_captures(connection, self._pending, crawl=self.number, now=self._now())
        self._pending.clear()
