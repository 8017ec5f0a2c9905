"""Take one session in: capture its pages into our own WARC files, read them as ever, settle what they mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final, Literal

from sqlalchemy import Connection, and_, select

from aimcrawl.profiles.loader import layout_hash, profile_hash
from aimcrawl.profiles.rules import crawl_rules
from aimcrawl.reading import READER
from aimcrawl.reading.tree import ends_whole
from aimcrawl.replay.importing.found import Found, Spool
from aimcrawl.replay.importing.layouts import Layout, payload
from aimcrawl.replay.importing.sessions import Walked, detail_of
from aimcrawl.replay.importing.sources import Candidates
from aimcrawl.replay.pages import Captures, page_again, piped
from aimcrawl.replay.rereading import apply_rereadings
from archive import ledger
from archive.archive import Archive
from archive.captures import Capture, Exchange, Kind
from archive.captures.model import ERASED
from archive.captures.records import safe_url
from archive.models import Capture as CaptureRow
from archive.models import Page as PageRow
from archive.records import Page, PageStatus
from archive.store import CrawlSession, CrawlStart, WalkEnd
from archive.store.notes import PageNote
from archive.views import CrawlView

__all__ = ["A_PART", "Taking", "is_held"]

A_PART: Final = "a part of the list was imported"
"""The reason of an import that holds some pages of the list: that is how it is, and no failure."""


def is_held(connection: Connection, page: Found) -> bool:
    """Tell whether the archive has read this page already: the same bytes of the same address and time.

    Also where its content was taken down since: an import does not bring that back.
    """
    query = select(PageRow.id).join(CaptureRow, CaptureRow.id == PageRow.capture_id)
    address, time = CaptureRow.url == safe_url(page.url), CaptureRow.captured_at == page.at
    same = and_(address, time, CaptureRow.payload_sha256 == page.sha256)
    erased = and_(PageRow.url == page.url, PageRow.captured_at == page.at, CaptureRow.kind == ERASED)
    return any(connection.execute(query.where(one).limit(1)).first() for one in (same, erased))


class Taking:
    """Takes sessions of one layout of a source in."""

    def __init__(
        self, archive: Archive, source: Candidates, layout: Layout, spool: Spool, *, now: Callable[[], dt.datetime]
    ) -> None:
        self._archive, self._source, self._layout, self._spool, self._now = archive, source, layout, spool, now
        self._captures: dict[str, Capture] = {}
        self._seen: dict[int, int] = {}

    def take(self, walk: Walked, *, progress: Callable[[int], None] = lambda _: None) -> CrawlView:
        """Capture, stage and settle the pages of one session.

        A list page is staged after the pages of its items: once it is held, all of it is.

        Raises:
            SourceBusy: the source is being crawled.
            CaptureError: the captures cannot be written.
        """
        start = self._start(whole=walk.is_whole)
        session = CrawlSession.begin(self._archive, start, now=self._now, catch_up=self._catch_up)
        try:
            for number, found in walk.pages.items():
                page = self._page(session, found, "list", number)
                for own, position in self._details(found, page):
                    session.stage(piped(self._page(session, own, "detail", number, position), self._seen))
                session.stage(piped(page, self._seen))
                progress(1)
            return session.finish(WalkEnd(reached_end=walk.reached_end, reason=None if walk.is_whole else A_PART))
        except BaseException:
            session.close()
            raise

    def _catch_up(self) -> None:
        """Read again what another reader has read, or a profile that was mended since: by today's profile alone."""
        current = self._source.layouts[0]
        if current.origin == "current":
            apply_rereadings(self._archive, self._source.slug, current.text, now=self._now)

    def _start(self, *, whole: bool) -> CrawlStart:
        profile, text = self._layout.profile, self._layout.text
        return CrawlStart(
            slug=self._source.slug,
            name=profile.name,
            url=profile.url,
            profile_text=text,
            profile_hash=profile_hash(text),
            layout=layout_hash(profile),
            reader=READER,
            kind="import",
            full=whole,
            rules=crawl_rules(profile),
        )

    def _details(self, found: Found, page: Page) -> Iterator[tuple[Found, int]]:
        """Yield the pages of the items on a list page that were captured with it, and the items' positions."""
        for record in page.records if self._layout.profile.detail.follow else ():
            if record.url and (own := detail_of(record.url, found, self._source.details, self._source.key)):
                yield own, record.position

    def _page(
        self,
        session: CrawlSession,
        found: Found,
        kind: Literal["list", "detail"],
        number: int,
        parent: int | None = None,
    ) -> Page:
        """Capture what was found, and read it from its capture as a rebuild would."""
        labels = {"number": str(number)} | ({} if parent is None else {"position": str(parent)})
        capture = session.captured(_exchange(found, self._spool, Kind(kind), labels))
        self._captures[capture.record_id] = capture
        body = payload(found, self._spool)
        status, reason = PageStatus.READ, None
        if body is None:
            status, reason = PageStatus.FAILED, "its body unfolds to more than is taken"
        elif not body:
            status, reason = PageStatus.EMPTY, "the page was empty"
        note = PageNote(
            kind=kind,
            number=number,
            parent=parent,
            url=found.url,
            status=status,
            reason=reason,
            capture=capture.record_id,
            captured_at=capture.captured_at,
            whole=body is not None and ends_whole(body),
        )
        captures = Captures(self._archive.captures, self._find)
        return page_again(self._source.slug, note, self._layout.profile, captures)

    def _find(self, record_id: str) -> Capture | None:
        """Return a capture of this session, whose row is not written yet, or one of the archive."""
        if record_id in self._captures:
            return self._captures[record_id]
        with self._archive.reading() as connection:
            return ledger.capture_of_record(connection, record_id)


def _exchange(found: Found, spool: Spool, kind: Kind, labels: dict[str, str]) -> Exchange:
    """Return what was found as an exchange of ours, with a mark of where it came from."""
    origin = {"origin": found.origin.file, "origin-sha256": found.origin.sha256}
    if found.origin.record:
        origin["origin-record"] = found.origin.record
    return Exchange(
        url=found.url,
        request_headers=found.request_headers or [],
        status=found.status,
        reason=found.reason,
        http_version=found.http_version,
        response_headers=found.headers,
        body=spool.body(found),
        captured_at=found.at,
        ip=found.ip,
        kind=kind,
        truncated=found.truncated,
        labels=labels | origin,
    )
