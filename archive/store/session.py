"""One crawl of one source, from its start to its outcome.

The order of writing: captures go to the WARC first and are synced; then one transaction a page stages what was read;
one transaction at the end settles what it means. A crawl that was killed is settled, as partial, by the next one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal, Self

from sqlalchemy import Connection, insert, select

from archive import ledger
from archive.alerts.outbox import announce
from archive.archive import Archive
from archive.captures import Capture, CapturedResponse, Exchange, read_capture
from archive.locks import SourceLock
from archive.models import Crawl, Profile
from archive.records import Page
from archive.store.before import look_back
from archive.store.killed import settle_killed
from archive.store.notes import CRAWL_END, CRAWL_START, end_note, start_note
from archive.store.outcome import CrawlRules, LastAnswer, WalkEnd, pages_to_check, settle
from archive.store.sources import upsert_source
from archive.store.staging import Verdict, judge, stage_page
from archive.views import CrawlView

__all__ = ["CrawlSession", "CrawlStart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlStart:
    """What a crawl is begun with: the source, the profile in force, the reader's version, and the source's rules.

    ``layout`` is the hash of what in the profile bears on reading. ``full_every`` is the age at which the last complete
    sweep must be repeated; ``full`` asks for one now. ``kind`` is the crawl's (:class:`archive.models.Crawl`).
    """

    slug: str
    name: str
    url: str
    profile_text: str
    profile_hash: str
    layout: str
    reader: int
    kind: Literal["crawl", "import"] = "crawl"
    full: bool = False
    full_every: dt.timedelta = dt.timedelta(days=7)
    rules: CrawlRules = field(default_factory=CrawlRules)


class CrawlSession:
    """A crawl that runs. Make it with :meth:`begin`; end it with :meth:`finish` or, without an outcome, :meth:`close`.

    ``number`` is the crawl's number, ``full`` whether it must walk to the end of the list, ``whole_before`` whether
    pages have their closing tags. ``requests`` counts what went out, ``staged_pages`` the
    list pages that were stored.
    """

    def __init__(self, archive: Archive, start: CrawlStart, lock: SourceLock, now: Callable[[], dt.datetime]) -> None:
        self._archive, self._start, self._lock, self._now = archive, start, lock, now
        self._writer = archive.writer  # before any transaction: getting it may repair, in transactions of its own
        self._pending: list[Capture] = []
        self._answer = LastAnswer()
        self.requests = self.staged_pages = 0
        self.number, self._source_id, self.full, self.whole_before = 0, 0, start.full, False

    @classmethod
    def begin(
        cls,
        archive: Archive,
        start: CrawlStart,
        *,
        now: Callable[[], dt.datetime],
        catch_up: Callable[[], object] = lambda: None,
    ) -> Self:
        """Lock the source, settle a crawl that was killed, catch up with the reader, and open a new crawl.

        ``catch_up`` reads again what another reader has read, so that the crawl compares like with like.

        Raises:
            SourceBusy: another crawl of this source is running.
            CaptureError: the captures cannot be written.
        """
        lock = SourceLock(archive.locks, start.slug)
        lock.acquire()
        try:
            session = cls(archive, start, lock, now)
            settle_killed(archive, start.slug, start.rules, profile_hash=start.profile_hash, now=now())
            catch_up()
            session._open()
        except BaseException:
            lock.release()
            raise
        return session

    def _open(self) -> None:
        start, now = self._start, self._now()
        with self._archive.writing() as connection:
            self._source_id = upsert_source(connection, slug=start.slug, name=start.name, url=start.url, now=now)
            text = start.profile_text if self._keep_profile(connection, now) else None
            before = look_back(connection, self._source_id, layout=start.layout, full_every=start.full_every, now=now)
            self.full = start.full or (start.kind == "crawl" and before.sweep_due)
            self.whole_before = before.whole
            crawl = {
                "source_id": self._source_id,
                "profile_hash": start.profile_hash,
                "kind": start.kind,
                "reader": start.reader,
                "full": self.full,
                "first": before.first,
                "started_at": now,
            }
            self.number = connection.execute(insert(Crawl).values(crawl).returning(Crawl.id)).scalar_one()
            note = start_note(connection, self.number, layout=start.layout, profile_text=text)
            self._note(CRAWL_START, note)
            self._flush(connection)

    def _keep_profile(self, connection: Connection, now: dt.datetime) -> bool:
        """Keep the profile's text, once; tell whether it is new."""
        start = self._start
        if connection.execute(select(Profile.hash).where(Profile.hash == start.profile_hash)).first():
            return False
        row = {"hash": start.profile_hash, "layout": start.layout, "text": start.profile_text, "recorded_at": now}
        connection.execute(insert(Profile).values(row))
        return True

    def captured(self, exchange: Exchange) -> Capture:
        """Append an exchange to the WARC and sync it; its row is written with the next page."""
        self.requests += 1
        labels = {"source": self._start.slug, "crawl": str(self.number), **exchange.labels}  # robots.txt has none
        capture = self._writer.write(replace(exchange, labels=labels))
        self._pending.append(capture)
        return capture

    def unanswered(self, url: str, *, kind: str, error: str, at: dt.datetime) -> None:
        """Count a request that went out and brought no response; the WARC keeps a note of it."""
        self.requests += 1
        about = {"crawl": self.number, "url": url, "kind": kind, "error": error, "at": at.isoformat()}
        self._note("unanswered", about)

    def held(self, url: str) -> tuple[Capture, CapturedResponse] | None:
        """Return the newest good response that the archive holds of an address, for a conditional request."""
        with self._archive.reading() as connection:
            capture = ledger.latest_capture(connection, url)
            return None if capture is None else (capture, self._read(connection, capture))

    def settled(self, url: str) -> CapturedResponse | None:
        """Return the newest good response of an address in a complete crawl of this source: what came of it is known.

        Raises:
            CaptureError: it cannot be read as it was written.
        """
        with self._archive.reading() as connection:
            capture = ledger.latest_settled(connection, url, source_id=self._source_id)
            return None if capture is None else self._read(connection, capture)

    def _read(self, connection: Connection, capture: Capture) -> CapturedResponse:
        find = partial(ledger.capture_of_record, connection)
        return read_capture(self._archive.captures, capture, find=find)

    def stage(self, page: Page) -> Verdict:
        """Stage a page with its records in one transaction, and say what of it is known."""
        with self._archive.writing() as connection:
            self._flush(connection)
            stage_page(connection, self.number, page)
            verdict = judge(connection, self._source_id, page, sweep=self.full, now=self._now())
        self.staged_pages += page.kind == "list"
        return verdict

    def pages_to_check(self, end: WalkEnd) -> list[int]:
        """Return the numbers of the list pages to read again before absences are counted (kind ``check``)."""
        with self._archive.reading() as connection:
            rules, now = self._start.rules, self._now()
            return pages_to_check(connection, self.number, end, rules, now=now, answer=self._answer)

    def finish(self, end: WalkEnd) -> CrawlView:
        """Settle what the crawl means, in one transaction, and release the source."""
        end = replace(end, requests=self.requests)
        try:
            with self._archive.writing() as connection:
                self._flush(connection)
                now = self._now()
                outcome = settle(connection, self.number, end, self._start.rules, now=now, answer=self._answer)
                announce(connection, self.number, now=now)
                self._note(CRAWL_END, self._end_note(connection, end))
                self._flush(connection)
            return outcome
        finally:
            self.close()

    def close(self) -> None:
        """Release the source without an outcome: the next crawl settles what was staged."""
        self._lock.release()

    def _end_note(self, connection: Connection, end: WalkEnd) -> dict[str, Any]:
        start = self._start
        return end_note(connection, self.number, end, profile=start.profile_hash, failures=start.rules.failures)

    def _note(self, kind: str, fields: dict[str, Any]) -> None:
        self._pending.append(self._writer.write_metadata(kind, fields, at=self._now()))

    def _flush(self, connection: Connection) -> None:
        """Write the rows of the captures that the WARC holds already."""
        ledger.add_captures(connection, self._pending, crawl=self.number, now=self._now())
        self._pending.clear()
