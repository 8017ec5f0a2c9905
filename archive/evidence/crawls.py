"""Crawls, their pages and their profiles against the notes that the WARC files hold of them.

Each crawl's start and end is a record in a WARC file as well as rows here (:mod:`archive.store.notes`): both must tell
the same. That these records are as they were written, :mod:`archive.captures.check` proves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, or_, select
from sqlalchemy.orm import aliased

from archive import ledger
from archive.archive import Archive
from archive.captures import CaptureDamaged, read_block
from archive.captures.model import ERASED
from archive.evidence.model import Finding
from archive.models import Capture, Crawl, Page, Profile
from archive.records import sha256_of
from archive.store.notes import CRAWL_END, CRAWL_START, REBUILT, EndNote, PageNote, StartNote

__all__ = ["LOST", "crawl_faults"]

_ALTERED: Final = "Rows were altered: restore the database from a backup, or make it again with `aimcrawl rebuild`"
LOST: Final = "no longer in the captures"
"""What a rebuild gives as the reason of a page that it could not read again."""

_START = {"profile_hash": "profile", "kind": "kind", "reader": "reader", "full": "full", "first": "first"}
_END = {"status": "status", "reason": "reason", "ended_at": "ended"}
"""The root is not among them: a rebuild by a later reader may make another, and says so."""
_PAGE = ("kind", "number", "parent", "url", "status", "reason", "capture", "captured_at", "whole")


@dataclass(slots=True)
class _Notes:
    """The notes of crawls by number. Of two notes of one thing the later counts: a killed process may leave one."""

    starts: dict[int, StartNote] = field(default_factory=dict)
    ends: dict[int, EndNote] = field(default_factory=dict)
    rebuilt: dict[str, str | None] = field(default_factory=dict)  # roots by number, as the last rebuild made them

    def take(self, kind: str, fields: Any) -> None:
        if kind == CRAWL_START:
            start = msgspec.convert(fields, StartNote)
            if start.crawl not in self.starts or self.starts[start.crawl].started <= start.started:
                self.starts[start.crawl] = start
            return
        if kind == REBUILT:
            self.rebuilt = msgspec.convert(fields["roots"], dict[str, str | None])
            return
        end = msgspec.convert(fields, EndNote)
        if end.crawl not in self.ends or self.ends[end.crawl].ended <= end.ended:
            self.ends[end.crawl] = end


def crawl_faults(archive: Archive, connection: Connection) -> Iterator[Finding]:
    """Yield crawls, pages and profiles that are not what was noted of them."""
    yield from _profile_faults(connection)
    notes = _Notes()
    query = select(Capture.__table__).where(Capture.kind.in_((CRAWL_START, CRAWL_END, REBUILT)))
    for row in connection.execute(query.order_by(Capture.file, Capture.lead_offset)):
        try:
            note = msgspec.json.decode(read_block(archive.captures, ledger.capture_of_row(row)))
            notes.take(row.kind, note["fields"])
        except (CaptureDamaged, OSError):
            continue  # a fault of the file, which is told with its place
        except (msgspec.MsgspecError, LookupError, TypeError) as error:
            yield _finding(f"capture {row.record_id}", f"it is no note of a crawl's start or end ({error})")
    pages = _pages(connection)
    lossy = _sources_with_losses(connection)
    for crawl in connection.execute(select(Crawl.__table__).order_by(Crawl.id)):
        yield from _start_faults(crawl, notes.starts.get(crawl.id))
        end = notes.ends.get(crawl.id)
        if crawl.status == "running" or end is None:
            continue
        if crawl.source_id in lossy or notes.rebuilt.get(str(crawl.id), "") == crawl.root:
            continue  # a rebuild may have made it otherwise, or says that it has
        yield from _page_faults(crawl, pages[crawl.id], end.pages)
        if end.status == "suspect" != crawl.status:
            yield from _acceptance_faults(connection, crawl)
        else:
            yield from _end_faults(crawl, end)


def _profile_faults(connection: Connection) -> Iterator[Finding]:
    for row in connection.execute(select(Profile.hash, Profile.text).order_by(Profile.hash)):
        if row.hash != sha256_of(row.text.encode()):
            yield _finding(f"profile {row.hash}", "its text is not the one that it was kept under")


def _pages(connection: Connection) -> dict[int, list[Row[Any]]]:
    """Return the pages of each crawl in their order, with the records of their captures."""
    columns: list[Any] = [Page.__table__, Capture.record_id.label("capture")]
    query = select(*columns).outerjoin(Capture, Capture.id == Page.capture_id).order_by(Page.id)
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.crawl_id].append(row)
    return found


def _sources_with_losses(connection: Connection) -> set[int]:
    """Return the sources of which pages, or what they repeat, were taken down or are in no file any more.

    A rebuild could not read those again, and their crawls may be otherwise for that.
    """
    original = aliased(Capture)
    is_gone = or_(Capture.kind == ERASED, original.kind == ERASED)
    is_lost = (Page.reason == LOST) & or_(Page.capture_id.is_(None), original.id.is_(None))
    query = (
        select(Crawl.source_id)
        .join(Page, Page.crawl_id == Crawl.id)
        .outerjoin(Capture, Capture.id == Page.capture_id)
        .outerjoin(original, original.record_id == Capture.refers_to)
    )
    return set(connection.execute(query.where(or_(is_gone, is_lost)).distinct()).scalars())


def _start_faults(crawl: Row[Any], note: StartNote | None) -> Iterator[Finding]:
    if note is None:
        return
    yield from _differences(crawl, note, _START | {"source_id": "source_id", "started_at": "started"})


def _end_faults(crawl: Row[Any], note: EndNote) -> Iterator[Finding]:
    yield from _differences(crawl, note, _END)
    for name, said in (("reached_end", note.walk.reached_end), ("requests", note.walk.requests)):
        if said and getattr(crawl, name) != said:
            yield _finding(f"crawl {crawl.id}", f"its {name} is {getattr(crawl, name)}, its note tells {said}")


def _acceptance_faults(connection: Connection, crawl: Row[Any]) -> Iterator[Finding]:
    """Yield that a crawl that looked suspect was taken, where no decision of a person is on record."""
    decisions = select(Capture.id).where(Capture.kind == "decision", Capture.captured_at == crawl.ended_at)
    if connection.execute(decisions.limit(1)).first() is None:
        yield _finding(f"crawl {crawl.id}", f"it was suspect and is {crawl.status}, and no decision says so")


def _page_faults(crawl: Row[Any], pages: list[Row[Any]], notes: list[PageNote]) -> Iterator[Finding]:
    if len(pages) != len(notes):
        yield _finding(f"crawl {crawl.id}", f"it has {len(pages)} pages, its note tells {len(notes)}")
        return
    for page, note in zip(pages, notes, strict=True):
        for name in _PAGE:
            if (is_ := getattr(page, name)) != (said := getattr(note, name)):
                problem = f"its {name} is {is_}, the note of crawl {crawl.id} tells {said}"
                yield _finding(f"page {page.id}", problem)


def _differences(crawl: Row[Any], note: Any, names: dict[str, str]) -> Iterator[Finding]:
    for name, told in names.items():
        if (is_ := getattr(crawl, name)) != (said := getattr(note, told)):
            yield _finding(f"crawl {crawl.id}", f"its {name} is {is_}, its note in the captures tells {said}")


def _finding(where: str, problem: str) -> Finding:
    return Finding(kind="crawl", where=where, problem=problem, advice=_ALTERED)
