"""Captures through the reader again: the page that a crawl read, made once more from the bytes that it kept.

The same functions as in a live crawl, from the reader to the last pipeline; only the bytes come from a WARC file.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import replace
from pathlib import Path

from aimcrawl.profiles.model import Profile
from aimcrawl.reading.page import read_item, read_page
from archive.captures import Capture, CaptureDamaged, CapturedResponse, read_capture
from archive.records import Page, PageStatus
from archive.store.notes import PageNote
from pipelines.check import check
from pipelines.clean import clean
from pipelines.deduplicate import deduplicate

__all__ = ["Captures", "Find", "page_again", "piped"]

Find = Callable[[str], Capture | None]
"""Gives the capture of a record id."""

_NOT_MODIFIED = 304
_REMEMBERED = 2  # an item's evidence may be in an earlier feed than the one that it was last read in
_UNREAD = (PageStatus.FAILED, PageStatus.UNCHANGED)


class Captures:
    """Reads captures of a folder, and remembers the last two: a feed's is asked for by each of its entries."""

    def __init__(self, folder: Path, find: Find) -> None:
        self.folder, self.find = folder, find
        self._last: dict[str, CapturedResponse] = {}

    def read(self, capture: Capture) -> CapturedResponse:
        """Return the response of a capture.

        Raises:
            CaptureDamaged: it is not as it was written.
            CaptureErased: its content was taken down.
        """
        if capture.record_id not in self._last:
            response = read_capture(self.folder, capture, find=self.find)
            if len(self._last) == _REMEMBERED:
                del self._last[next(iter(self._last))]
            self._last[capture.record_id] = response
        return self._last[capture.record_id]


def page_again(source: str, note: PageNote, profile: Profile, captures: Captures) -> Page:
    """Return a page of a crawl as the reader of today makes it of the capture that its note names.

    Raises:
        CaptureDamaged: the capture is not there, or not as it was written.
        CaptureErased: its content was taken down.
    """
    page = Page(
        source=source,
        url=note.url,
        kind=note.kind,
        number=note.number,
        parent=note.parent,
        status=PageStatus.READ if note.status == PageStatus.MOVED else note.status,  # staging compares once more
        reason=note.reason,
        capture=note.capture,
        captured_at=note.captured_at,
        whole=note.whole,
    )
    if note.capture is None or note.status in _UNREAD:
        return page
    capture = captures.find(note.capture)
    if capture is None:
        raise CaptureDamaged(f"the capture {note.capture} is not there")
    return _read(page, capture, profile, captures)


def piped(page: Page, seen: MutableMapping[int, int]) -> Page:
    """Return a page as it leaves the pipelines; ``seen`` is what earlier pages of its crawl held."""
    return deduplicate(check(clean(page)), seen)


def _read(page: Page, capture: Capture, profile: Profile, captures: Captures) -> Page:
    response = captures.read(capture)
    at = capture.captured_at
    header = _content_type(response, capture, captures)
    if page.kind == "detail":
        record = read_item(response.payload, capture.url, profile, item_url=page.url, fetched_at=at, header=header)
        return replace(page, records=(record,))
    reading = read_page(response.payload, capture.url, profile, fetched_at=at, header=header)
    return replace(page, records=reading.records, encoding=reading.encoding)


def _content_type(response: CapturedResponse, capture: Capture, captures: Captures) -> str | None:
    """Return the Content-Type that the body came with: of an answer that nothing has changed, the earlier one."""
    if response.status == _NOT_MODIFIED and capture.refers_to and (original := captures.find(capture.refers_to)):
        response = read_capture(captures.folder, original, find=captures.find)
    return response.content_type
