"""Compare every byte of the WARC files with the rows that know them. Reads only; says each fault with file and offset.

What counts is the digest of the stored member: some flipped bits pass gzip's own check. What lies in the revisions is
not looked at here.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, Final

from archive.captures.errors import CaptureDamaged
from archive.captures.members import parse_record, unfold
from archive.captures.model import Capture, Fault
from archive.captures.reading import MAX_RECORD, parse_http
from archive.captures.records import sha256_hex
from archive.captures.recovery import locked

__all__ = ["verify_files"]

_CHUNK: Final = 1024 * 1024
_RESTORE: Final = "Restore the file from a backup; what was read from this capture stays, but can no longer be proven"
_REOPEN: Final = "The next crawl moves these bytes to quarantine; if they come back, another program writes here"
_ROWS: Final = "The rows were altered, or the file replaced: restore both from one backup, or run `aimcrawl rebuild`"

Progress = Callable[[int], None]


def verify_files(
    folder: Path, rows: Iterable[Capture], *, sample: float | None = None, progress: Progress | None = None
) -> Iterator[Fault]:
    """Yield every fault of the captures folder: missing, cut, changed, unknown or doubly claimed bytes.

    Args:
        folder: the captures folder.
        rows: all captures, ordered by file and ``lead_offset`` (ValueError otherwise).
        sample: share of the captures (0 to 1) whose bytes are read; None reads all. Sizes and order are always checked.
        progress: called with the number of bytes that were dealt with since the last call.
    """
    known: set[str] = set()
    for file, captures in groupby(rows, key=attrgetter("file")):
        if file in known:
            raise ValueError(f"rows of {file} stand apart: order them by file and lead_offset")
        known.add(file)
        yield from _verify_file(folder / file, captures, sample, progress or (lambda _: None))
    for path in sorted(folder.glob("*.warc.gz")):
        if path.name not in known and not _being_written(path):
            yield Fault(file=path.name, offset=0, problem="no row knows this file", advice=_REOPEN)


def _verify_file(path: Path, captures: Iterable[Capture], sample: float | None, progress: Progress) -> Iterator[Fault]:
    """Walk over the rows of one file, which must cover it from its first byte to its last."""
    if not path.is_file():
        yield Fault(file=path.name, offset=0, problem="the file is missing", advice=_RESTORE)
        return
    writing, end = _being_written(path), 0
    with path.open("rb") as file:
        for capture in captures:
            if capture.lead_offset != end or not capture.lead_offset <= capture.offset:
                yield _misplaced(capture, end)
            if sample is None or random.random() < sample:  # noqa: S311 - a sample, not a secret
                yield from _verify_capture(file, capture)
            progress(capture.end - capture.lead_offset)
            end = max(end, capture.end)
        size = file.seek(0, 2)
    if size < end:
        problem = f"the file has {size} bytes, its captures reach to byte {end}"
        yield Fault(file=path.name, offset=size, problem=problem, advice=_RESTORE)
    elif size > end and not writing:
        problem = f"{size - end} bytes that no row knows"
        yield Fault(file=path.name, offset=end, problem=problem, advice=_REOPEN)


def _misplaced(capture: Capture, end: int) -> Fault:
    """Say how a capture's place contradicts the end of the one before."""
    if capture.lead_offset > end:
        problem = f"{capture.lead_offset - end} bytes before capture {capture.record_id} that no row knows"
    else:
        problem = f"capture {capture.record_id} overlaps the one before, which ends at byte {end}"
    return Fault(file=capture.file, offset=min(end, capture.lead_offset), problem=problem, advice=_ROWS)


def _verify_capture(file: BinaryIO, capture: Capture) -> Iterator[Fault]:
    """Check the digests of one capture, then that its record is the one that the row describes."""
    if _digest(file, capture.lead_offset, capture.offset) != capture.lead_sha256:
        problem = f"the request before capture {capture.record_id} is cut or changed"
        yield Fault(file=capture.file, offset=capture.lead_offset, problem=problem, advice=_RESTORE)
    file.seek(capture.offset)
    stored = file.read(capture.length)
    if len(stored) < capture.length:
        problem = f"capture {capture.record_id} is cut, {len(stored)} of {capture.length} bytes are left"
    elif sha256_hex(stored) != capture.sha256:
        problem = f"capture {capture.record_id} ({capture.url}) is not as it was written"
    else:
        yield from _verify_record(stored, capture)
        return
    yield Fault(file=capture.file, offset=capture.offset, problem=problem, advice=_RESTORE)


def _verify_record(stored: bytes, capture: Capture) -> Iterator[Fault]:
    """Check that a member whose bytes are as written holds what its row says."""
    problem = None
    try:
        headers, block = parse_record(unfold(stored, max_bytes=MAX_RECORD))
    except CaptureDamaged as error:
        problem = str(error)
    else:
        body = parse_http(block)[2] if headers.get("WARC-Type") == "response" else block
        repeats = headers.get("WARC-Type") == "revisit"
        if headers.get("WARC-Record-ID") != f"<{capture.record_id}>" or headers.get("WARC-Target-URI") != capture.url:
            problem = "the record has another id or address than its row"
        elif not repeats and (len(body), sha256_hex(body)) != (capture.payload_length, capture.payload_sha256):
            problem = "the record has another body than its row"
        elif repeats and headers.get("WARC-Refers-To") != f"<{capture.refers_to}>":
            problem = "the record repeats another capture than its row says"
    if problem:
        yield Fault(file=capture.file, offset=capture.offset, problem=f"{capture.record_id}: {problem}", advice=_ROWS)


def _digest(file: BinaryIO, start: int, end: int) -> str:
    """Return the SHA-256 of a stretch of the file in hex; of what is there, where it ends early."""
    digest = hashlib.sha256()
    file.seek(start)
    while start < end and (chunk := file.read(min(end - start, _CHUNK))):
        digest.update(chunk)
        start += len(chunk)
    return digest.hexdigest()


def _being_written(path: Path) -> bool:
    """Tell whether a living process holds the file's lock, so that it may hold bytes that have no row yet."""
    with locked(path) as descriptor:
        return descriptor is None
