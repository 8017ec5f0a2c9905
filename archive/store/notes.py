"""What the WARC files are told of a crawl, so that they alone suffice to make the database again.

The requests and responses hold what the site said; these notes hold what only the crawl knew: the profile, the reader,
which capture was read as which page, and how the walk ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from archive.models import Capture, Crawl, Page, Source
from archive.records import PageStatus
from archive.store.outcome import USUAL_FAILURES, WalkEnd

__all__ = ["CRAWL_END", "CRAWL_START", "REBUILT", "EndNote", "PageNote", "StartNote", "end_note", "start_note"]

CRAWL_START: Final = "crawl-start"
CRAWL_END: Final = "crawl-end"
REBUILT: Final = "rebuilt"
"""The kind of the note of a rebuild that could not make crawls as they were: ``roots`` are those that they have now."""


class StartNote(Struct, frozen=True, kw_only=True):
    """What a crawl was begun with. ``profile_text`` is there where the archive met that profile for the first time."""

    crawl: int
    source: str
    source_id: int
    name: str
    url: str
    profile: str
    profile_text: str | None = None
    layout: str
    reader: int
    kind: str = "crawl"
    full: bool
    first: bool
    started: dt.datetime


class PageNote(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One page that a crawl read or failed to: the columns of its row that no reader can tell."""

    kind: Literal["list", "detail", "check"]
    number: int
    parent: int | None = None
    url: str
    status: PageStatus
    reason: str | None = None
    capture: str | None = None
    captured_at: dt.datetime
    whole: bool


class EndNote(Struct, frozen=True, kw_only=True):
    """How a crawl ended. ``profile`` is the one whose rules settled it: of a killed crawl, that of the next.

    ``layouts``: of a re-reading, those under which the items that it covers were read before. ``failures``: so many
    failed crawls in a row were news; older notes do not tell, and mean what was usual.
    """

    crawl: int
    status: str
    reason: str | None
    ended: dt.datetime
    root: str | None
    profile: str
    walk: WalkEnd
    pages: list[PageNote]
    layouts: list[str] = []
    failures: int = USUAL_FAILURES


def start_note(connection: Connection, number: int, *, layout: str, profile_text: str | None) -> dict[str, Any]:
    """Return what the WARC is told when a crawl begins."""
    columns: list[Any] = [Crawl.__table__, Source.slug, Source.name, Source.url]
    query = select(*columns).join(Source, Source.id == Crawl.source_id).where(Crawl.id == number)
    crawl = connection.execute(query).one()
    note = StartNote(
        crawl=number,
        source=crawl.slug,
        source_id=crawl.source_id,
        name=crawl.name,
        url=crawl.url,
        profile=crawl.profile_hash,
        reader=crawl.reader,
        kind=crawl.kind,
        full=crawl.full,
        first=crawl.first,
        started=crawl.started_at,
        layout=layout,
        profile_text=profile_text,
    )
    return _fields(note)


def end_note(  # noqa: PLR0913 - all that no row tells
    connection: Connection,
    number: int,
    walk: WalkEnd,
    *,
    profile: str,
    failures: int = USUAL_FAILURES,
    layouts: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what the WARC is told when a crawl was settled."""
    crawl = connection.execute(select(Crawl.__table__).where(Crawl.id == number)).one()
    pages = (
        select(Page.__table__, Capture.record_id.label("capture"))
        .outerjoin(Capture, Capture.id == Page.capture_id)
        .where(Page.crawl_id == number)
        .order_by(Page.id)
    )
    note = EndNote(
        crawl=number,
        status=crawl.status,
        reason=crawl.reason,
        ended=crawl.ended_at,
        root=crawl.root,
        profile=profile,
        walk=walk,
        pages=[msgspec.convert(row, PageNote, from_attributes=True) for row in connection.execute(pages)],
        layouts=list(layouts),
        failures=failures,
    )
    return _fields(note)


def _fields(note: Struct) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(note)
    return fields
