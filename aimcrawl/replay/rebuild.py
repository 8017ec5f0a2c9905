"""Make the database again from the WARC files alone: crawl by crawl, with the same numbers and the same ids.

The files hold what the site said (captures), what a crawl alone knew (notes of its start and end) and what people
decided. Each crawl is begun, read and settled again in the order in which that happened; where it then makes the root
that its end note tells, it is proven to be what it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from aimcrawl.profiles.loader import parse_profile
from aimcrawl.profiles.rules import crawl_rules
from aimcrawl.replay.again import Unread
from aimcrawl.replay.memory import Memory, fields_of
from aimcrawl.replay.pages import Captures, Find, page_again, piped
from aimcrawl.replay.rereading import reread_layouts
from archive import ledger
from archive.archive import Archive
from archive.captures import CaptureDamaged, CaptureErased, Lost, salvage
from archive.captures.model import ERASED
from archive.errors import NotFound
from archive.models import Crawl
from archive.records import PageStatus
from archive.store import WalkEnd, rename_source, set_source_status
from archive.store.again import begin_again, claim_captures, number_on
from archive.store.mending import Merge, Split, carry_out
from archive.store.notes import REBUILT, EndNote, PageNote, StartNote
from archive.store.outcome import settle
from archive.store.rereading import REREAD, write_rereading
from archive.store.staging import stage_page
from archive.store.tombstones import Tombstone, restore_tombstones

__all__ = ["rebuild"]

Progress = Callable[[int], None]


def rebuild(
    archive: Archive, *, texts: Mapping[str, str] | None = None, progress: Progress = lambda _: None
) -> Iterator[str]:
    """Fill an empty archive from the WARC files in its captures' folder; yield what could not be made as it was.

    ``texts`` are profiles by their hashes, for the case that the file with a text is missing. ``progress`` is called
    with the number of bytes of WARC files that were dealt with since the last call.

    Raises:
        ArchiveDamaged: a note in a file is none of ours.
    """
    memory = Memory(dict(texts or {}))
    for path in sorted(archive.captures.glob("*.warc.gz")):
        yield from _read_file(archive, path, memory, progress)
    yield from memory.forget_loose_ends()
    for step in _in_order(memory):
        with archive.writing() as connection:
            yield from step(archive, connection, memory)
    with archive.writing() as connection:
        number_on(connection)
    _note_otherwise(archive, memory)


def _note_otherwise(archive: Archive, memory: Memory) -> None:
    """Tell the WARC files which crawls are not what they were, so that `verify` does not take that for forgery."""
    with archive.reading() as connection:
        roots = {row.id: row.root for row in connection.execute(select(Crawl.id, Crawl.root))}
    otherwise = {str(number): roots[number] for number, end in memory.ends.items() if roots[number] != end.root}
    if otherwise:
        now, writer = dt.datetime.now(dt.UTC), archive.writer
        with archive.writing() as connection:
            note = writer.write_metadata(REBUILT, {"roots": otherwise}, at=now)
            ledger.add_captures(connection, [note], crawl=None, now=now)


def _read_file(archive: Archive, path: Path, memory: Memory, progress: Progress) -> Iterator[str]:
    """Write the rows of a file's captures and hear its notes. What is damaged, or torn at its end, is left out."""
    end = 0
    with archive.writing() as connection:
        for found in salvage(path):
            if isinstance(found, Lost):
                yield str(found)
                continue
            memory.hear(found)
            ledger.add_captures(connection, [found.capture], crawl=None, now=found.capture.captured_at)
            if found.capture.kind == ERASED:
                ledger.note_erased(connection, found.capture, fields_of(found, dict[str, Any])["was"])
            progress(found.capture.end - end)
            end = found.capture.end


Step = Callable[[Archive, Connection, Memory], Iterator[str]]


def _in_order(memory: Memory) -> list[Step]:
    """Return what happened, in its order: within a second by the number of the crawl, its start before its end.

    A decision comes after the crawls that had begun when it was written.
    """
    steps: list[tuple[dt.datetime, int, int, Step]] = [
        (start.started, number, 0, partial(_begin, start)) for number, start in memory.starts.items()
    ]
    steps += [(end.ended, end.crawl, 1, partial(_settle, end)) for end in memory.ends.values()]
    for index, (at, fields) in enumerate(memory.decisions):
        place = memory.places["decision", index]
        begun = max((number for number in memory.starts if memory.places["start", number] < place), default=0)
        steps.append((at, begun, 2, partial(_decide, fields, at)))
    return [step for *_, step in sorted(steps, key=lambda step: step[:3])]


def _begin(note: StartNote, _archive: Archive, connection: Connection, memory: Memory) -> Iterator[str]:
    begin_again(connection, note, memory.texts[note.profile])
    claim_captures(connection, note.crawl, memory.captures[note.crawl])
    yield from ()


def _settle(note: EndNote, archive: Archive, connection: Connection, memory: Memory) -> Iterator[str]:
    """Do again what a crawl or a re-reading meant; say where that does not make the root that it had."""
    if memory.starts[note.crawl].kind == REREAD:
        yield from _read_again(note, archive, connection, memory)
    else:
        yield from _crawl_again(note, archive, connection, memory)
    root = connection.execute(select(Crawl.root).where(Crawl.id == note.crawl)).scalar_one()
    if root != note.root:
        yield f"crawl {note.crawl} is not what it was: its captures are read in another way today, or some are missing"


def _read_again(note: EndNote, archive: Archive, connection: Connection, memory: Memory) -> Iterator[str]:
    """Read again what a re-reading had covered."""
    start, unread = memory.starts[note.crawl], list[Unread]()
    text, source = memory.texts[start.profile], start.source_id
    found = reread_layouts(archive, connection, source, text, note.layouts, reader=start.reader, tell=unread.append)
    write_rereading(connection, note.crawl, found, now=note.ended)
    for one in unread:
        if one.problem and one.item is None:
            yield f"re-reading {note.crawl}: {one.page} cannot be read again: {one.problem}"


def _crawl_again(note: EndNote, archive: Archive, connection: Connection, memory: Memory) -> Iterator[str]:
    """Stage the pages of a crawl and settle it."""
    start, seen = memory.starts[note.crawl], dict[int, int]()
    profile = parse_profile(memory.texts[start.profile])
    captures = Captures(archive.captures, partial(ledger.capture_of_record, connection))
    for page in note.pages:
        try:
            again = page_again(start.source, page, profile, captures)
        except (CaptureDamaged, CaptureErased) as error:
            yield f"crawl {note.crawl}: {page.url} cannot be read again: {error}"
            again = page_again(start.source, _unread(page, captures.find), profile, captures)
        stage_page(connection, note.crawl, piped(again, seen))
    settled_by = parse_profile(memory.texts.get(note.profile, memory.texts[start.profile]))
    rules = crawl_rules(settled_by, failures=note.failures)
    settle(connection, note.crawl, note.walk, rules, now=note.ended)


def _decide(
    fields: dict[str, Any], at: dt.datetime, _archive: Archive, connection: Connection, memory: Memory
) -> Iterator[str]:
    """Carry out again what a person decided; of an erasure, which is in the captures already, tombstones are left."""
    kind, number = fields.get("kind"), fields.get("crawl")
    try:
        if kind in ("merge", "split"):
            carry_out(connection, msgspec.convert(fields, Merge | Split), now=at)
        elif kind == "accept" and number in memory.ends:
            note = memory.ends[number].walk
            walk = WalkEnd(reached_end=note.reached_end, stopped_early=not note.reached_end, accepted=True)
            profile = parse_profile(memory.texts[memory.starts[number].profile])
            settle(connection, number, walk, crawl_rules(profile), now=at)
        elif kind == "rename":
            rename_source(connection, fields["source"], fields["to"])
        elif kind == "status":
            set_source_status(connection, fields["source"], fields["status"])
        elif kind == "erase":
            restore_tombstones(connection, msgspec.convert(fields.get("left", []), list[Tombstone]), at=at)
        else:
            yield f"the decision of {at:%Y-%m-%d %H:%M:%S} is not carried out again: {fields}"
    except NotFound as error:
        yield f"the decision of {at:%Y-%m-%d %H:%M:%S} is not carried out again: {error}"


def _unread(page: PageNote, find: Find) -> PageNote:
    """Return the note of a page that can no longer be read, so that it proves no absence."""
    capture = page.capture if page.capture and find(page.capture) else None
    return msgspec.structs.replace(page, status=PageStatus.FAILED, reason="no longer in the captures", capture=capture)
