"""Compare every byte of the WARC files with the rows that know them. Reads only; says each fault with file and offset.

What counts is the digest of the stored member: some flipped bits pass gzip's own check. What lies in the revisions is
not looked at here.
"""

from __future__ import annotations

import fcntl
import hashlib
import random
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, Final

from archive.captures.errors import CaptureDamaged
from archive.captures.members import parse_record, unfold
from archive.captures.model import Capture, Fault, FaultKind
from archive.captures.reading import MAX_RECORD
from archive.captures.records import sha256_hex
from archive.captures.recount import told_by_record

__all__ = ["verify_files"]

_CHUNK: Final = 1024 * 1024
_RESTORE: Final = "Restore the file from a backup; what was read from it stays, but can no longer be proven"
_ADVICE: Final = {
    FaultKind.MISSING: _RESTORE,
    FaultKind.SHORT: _RESTORE,
    FaultKind.CHANGED: _RESTORE,
    FaultKind.UNKNOWN: "The next crawl gives rows to what a killed crawl wrote, or moves it to quarantine; "
    "if it comes back, another program writes here, or rows were lost: `aimcrawl rebuild`",
    FaultKind.CONTRADICTION: "The rows were altered, or the file replaced: restore both from one backup, "
    "or run `aimcrawl rebuild`",
}
_WORDS: Final = {
    "record_id": "id",
    "captured_at": "time",
    "payload_sha256": "body's digest",
    "payload_length": "body's length",
    "refers_to": "original",
    "url": "address",
}

Progress = Callable[[int], None]


def verify_files(
    folder: Path, rows: Iterable[Capture], *, sample: float | None = None, progress: Progress | None = None
) -> Iterator[Fault]:
    """Yield every fault of the captures folder: missing, cut, changed, unknown or doubly claimed bytes.

    A crawl may run meanwhile. Which files are being written, and how long the others are, is asked before the first
    row is: bytes that were there when nobody wrote must have rows by then, all others may get them yet.

    Args:
        folder: the captures folder.
        rows: all captures, ordered by file and ``lead_offset`` (ValueError otherwise), fetched as they are iterated.
        sample: share of the captures (0 to 1) whose bytes are read; None reads all. Sizes and order are always checked.
        progress: called with the number of bytes that were dealt with since the last call.
    """
    settled = {path.name: path.stat().st_size for path in folder.glob("*.warc.gz") if not _being_written(path)}
    known: set[str] = set()
    for file, captures in groupby(rows, key=attrgetter("file")):
        if file in known:
            raise ValueError(f"rows of {file} stand apart: order them by file and lead_offset")
        known.add(file)
        faults = _verify_file(folder / file, captures, sample, progress or (lambda _: None))
        yield from (fault for fault in faults if fault.kind != FaultKind.UNKNOWN or fault.offset < settled.get(file, 0))
    for file in sorted(settled.keys() - known):
        yield _fault(FaultKind.UNKNOWN, file, 0, "no row knows this file")


def _verify_file(path: Path, captures: Iterable[Capture], sample: float | None, progress: Progress) -> Iterator[Fault]:
    """Walk over the rows of one file, which must cover it from its first byte to its last."""
    if not path.is_file():
        yield _fault(FaultKind.MISSING, path.name, 0, "the file is missing")
        return
    end = 0
    with path.open("rb") as file:
        for capture in captures:
            if capture.lead_offset > end:
                problem = f"{capture.lead_offset - end} bytes before {capture.record_id} that no row knows"
                yield _fault(FaultKind.UNKNOWN, path.name, end, problem)
            elif capture.lead_offset < end:
                problem = f"{capture.record_id} overlaps the capture before, which ends at byte {end}"
                yield _fault(FaultKind.CONTRADICTION, path.name, capture.lead_offset, problem)
            if sample is None or random.random() < sample:  # noqa: S311 - a sample, not a secret
                yield from _verify_capture(file, capture)
            progress(capture.end - capture.lead_offset)
            end = max(end, capture.end)
        size = file.seek(0, 2)
    if size < end:
        yield _fault(FaultKind.SHORT, path.name, size, f"the file has {size} bytes, its captures reach to byte {end}")
    elif size > end:
        yield _fault(FaultKind.UNKNOWN, path.name, end, f"{size - end} bytes that no row knows")


def _verify_capture(file: BinaryIO, capture: Capture) -> Iterator[Fault]:
    """Check the digests of one capture, then that its record is the one that the row describes."""
    if _digest(file, capture.lead_offset, capture.offset) != capture.lead_sha256:
        problem = f"the request before capture {capture.record_id} is cut or changed"
        yield _fault(FaultKind.CHANGED, capture.file, capture.lead_offset, problem)
    file.seek(capture.offset)
    stored = file.read(capture.length)
    if len(stored) < capture.length:
        problem = f"capture {capture.record_id} is cut, {len(stored)} of {capture.length} bytes are left"
        yield _fault(FaultKind.SHORT, capture.file, capture.offset, problem)
    elif sha256_hex(stored) != capture.sha256:
        problem = f"capture {capture.record_id} ({capture.url}) is not as it was written"
        yield _fault(FaultKind.CHANGED, capture.file, capture.offset, problem)
    elif problem := _contradiction(stored, capture):
        yield _fault(FaultKind.CONTRADICTION, capture.file, capture.offset, f"{capture.record_id}: {problem}")


def _contradiction(stored: bytes, capture: Capture) -> str:
    """Return how a record whose bytes are as written differs from its row; an empty string where it does not."""
    try:
        headers, block = parse_record(unfold(stored, max_bytes=MAX_RECORD))
        told = told_by_record(headers, block)
    except (CaptureDamaged, LookupError, ValueError) as error:
        return str(error)
    for name, said in told.items():
        if said != (known := getattr(capture, name)):
            return f"its row says that its {_WORDS.get(name, name)} is {known}, the record itself {said}"
    return ""


def _fault(kind: FaultKind, file: str, offset: int, problem: str) -> Fault:
    return Fault(kind=kind, file=file, offset=offset, problem=problem, advice=_ADVICE[kind])


def _digest(file: BinaryIO, start: int, end: int) -> str:
    """Return the SHA-256 of a stretch of the file in hex; of what is there, where it ends early."""
    digest = hashlib.sha256()
    file.seek(start)
    while start < end and (chunk := file.read(min(end - start, _CHUNK))):
        digest.update(chunk)
        start += len(chunk)
    return digest.hexdigest()


def _being_written(path: Path) -> bool:
    """Tell whether a living process holds the file's lock, so that it may hold bytes that have no row yet.

    Needs no right to write. A file that is gone was its holder's to take away.
    """
    try:
        with path.open("rb") as file:  # which gives the lock back
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError):
        return True
    return False
