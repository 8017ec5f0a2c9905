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

__all__ = ["Find", "page_again", "piped"]

Find = Callable[[str], Capture | None]
"""Gives the capture of a record id."""

_NOT_MODIFIED = 304
_UNREAD = (PageStatus.FAILED, PageStatus.UNCHANGED)


def page_again(source: str, note: PageNote, profile: Profile, folder: Path, find: Find) -> Page:
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
    capture = find(note.capture)
    if capture is None:
        raise CaptureDamaged(f"the capture {note.capture} is not there")
    return _read(page, capture, profile, folder, find)


def piped(page: Page, seen: MutableMapping[int, int]) -> Page:
    """Return a page as it leaves the pipelines; ``seen`` is what earlier pages of its crawl held."""
    return deduplicate(check(clean(page)), seen)


def _read(page: Page, capture: Capture, profile: Profile, folder: Path, find: Find) -> Page:
    response = read_capture(folder, capture, find=find)
    at = capture.captured_at
    header = _content_type(response, capture, folder, find)
    if page.kind == "detail":
        record = read_item(response.payload, capture.url, profile, item_url=page.url, fetched_at=at, header=header)
        return replace(page, records=(record,))
    reading = read_page(response.payload, capture.url, profile, fetched_at=at, header=header)
    return replace(page, records=reading.records, encoding=reading.encoding)


def _content_type(response: CapturedResponse, capture: Capture, folder: Path, find: Find) -> str | None:
    """Return the Content-Type that the body came with: of an answer that nothing has changed, the earlier one."""
    if response.status == _NOT_MODIFIED and capture.refers_to and (original := find(capture.refers_to)):
        response = read_capture(folder, original, find=find)
    return response.content_type
