"""Append exchanges to WARC files so that what was said to be kept is on the disk, and nothing kept is ever harmed.

One file at a time for each writing process, under a lock that dies with its holder; all crawls of the process share the
writer. Knows no database: the caller makes a row of every :class:`Capture` that it gets, in a transaction of its own.
What was written and got no row is a tail that :mod:`archive.captures.recovery` moves away on the next opening.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from archive.captures import packing
from archive.captures.coding import content_encodings
from archive.captures.disk import Disk
from archive.captures.errors import CaptureError
from archive.captures.model import Capture, Exchange
from archive.captures.records import compress, safe_url, sha256_hex

__all__ = ["MAX_BYTES", "CaptureWriter"]

MAX_BYTES: Final = 1_000_000_000
"""A file that has reached this many bytes is followed by another; 1 GB is what web archives exchange."""

_PREFIX: Final = "aimcrawl"
_CANDIDATES: Final = 4  # so many of the newest files are tried: a few processes may be writing
_REVISIT_FROM: Final = 512  # bytes; the record of a shorter body is smaller than that of a revisit


@dataclass(slots=True)
class _OpenFile:
    """The file that is being written; ``end`` is where the last whole write ends."""

    path: Path
    descriptor: int
    end: int = 0


class CaptureWriter:
    """Writes exchanges and metadata to WARC files in a folder; use it as a context manager.

    Every write is on the disk (fsync) when it returns, or raises :class:`CaptureError` and leaves what was there before
    as it was. Locks on all files that this writer made are held until it is closed, so that no other process takes
    captures without a row for a dead process's tail: close it after the last transaction.

    Args:
        folder: the captures folder, which exists.
        known_end: gives the end of the last capture that committed rows know in a file. Given it, one of the newest
            files is continued that is neither full nor in use and ends just there; without it, a file is begun.
        held: gives the capture that holds a body of this SHA-256, or None; asked for every response with a body. A hit
            is kept as a revisit record. It must be a capture with a body of its own and a row that is committed.
        max_bytes: size in bytes at which the next file begins.
        software: who writes, for the warcinfo record.
        disk: how bytes reach the disk; tests give one that fails.
        new_id: gives UUIDs; tests give a counted one.
    """

    def __init__(  # noqa: PLR0913 - each keyword is a choice of its own
        self,
        folder: Path,
        *,
        known_end: Callable[[str], int] | None = None,
        held: Callable[[str], Capture | None] | None = None,
        max_bytes: int = MAX_BYTES,
        software: str = "AimCrawl",
        disk: Disk | None = None,
        new_id: Callable[[], str] | None = None,
    ) -> None:
        self._folder = folder
        self._known_end = known_end
        self._held = held
        self._max_bytes = max_bytes
        self._software = software
        self._disk = disk or Disk()
        self._new_id = new_id or (lambda: str(uuid.uuid4()))
        self._current: _OpenFile | None = None
        self._finished: list[int] = []  # descriptors of files that are full or given up, kept for their locks
        self._closed = False
        self._mutex = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release all files and their locks; a second call does nothing."""
        with self._mutex:
            self._closed = True
            self._finish_current()
            while self._finished:
                self._disk.close(self._finished.pop())

    def write(self, exchange: Exchange) -> Capture:
        """Keep one exchange as a request and a response (or revisit) record, and return the latter's capture."""
        digest = sha256_hex(exchange.body)
        original = self._original(exchange, digest)
        response_id, request_id = self._new_urn(), self._new_urn()
        packed = bool(content_encodings(exchange.response_headers))
        return self._append(
            compress(packing.request_record(exchange, request_id, response_id)),
            compress(packing.response_record(exchange, response_id, digest, original), packed=packed),
            record_id=response_id,
            url=safe_url(exchange.url),
            kind=str(exchange.kind),
            status=exchange.status,
            captured_at=exchange.captured_at,
            payload_sha256=original.payload_sha256 if original else digest,
            payload_length=original.payload_length if original else len(exchange.body),
            refers_to=(original.refers_to or original.record_id) if original else None,
        )

    def write_metadata(self, kind: str, fields: Mapping[str, Any], *, at: dt.datetime) -> Capture:
        """Keep one metadata record (a crawl's start or end, a profile, a decision): JSON with sorted keys."""
        block = packing.metadata_block(kind, fields)
        record_id, url = self._new_urn(), f"urn:aimcrawl:{safe_url(kind)}"
        return self._append(
            b"",
            compress(packing.metadata_record(url, block, record_id, at=at)),
            record_id=record_id,
            url=url,
            kind=kind,
            status=None,
            captured_at=at,
            payload_sha256=sha256_hex(block),
            payload_length=len(block),
        )

    def _original(self, exchange: Exchange, digest: str) -> Capture | None:
        """Return the capture that a revisit record may refer to, or None where the response is kept in full."""
        if exchange.status == 304 and not exchange.body:  # noqa: PLR2004 - Not Modified (RFC 9110, 15.4.5)
            return exchange.held
        if self._held is None or len(exchange.body) < _REVISIT_FROM:
            return None
        return self._held(digest)

    def _append(self, lead: bytes, member: bytes, *, captured_at: dt.datetime, **known: Any) -> Capture:
        """Put lead and member on the disk and return the capture that says where."""
        with self._mutex:
            file = self._file_for_writing(captured_at)
            if file.end == 0:
                about = packing.warcinfo_record(
                    file.path.name, self._new_urn(), at=captured_at, software=self._software
                )
                lead = compress(about) + lead
            start = file.end
            self._put(file, lead + member)
        return Capture(
            file=file.path.name,
            offset=start + len(lead),
            length=len(member),
            sha256=sha256_hex(member),
            lead_offset=start,
            lead_sha256=sha256_hex(lead),
            captured_at=captured_at.astimezone(dt.UTC).replace(microsecond=0),
            **known,
        )

    def _new_urn(self) -> str:
        return f"urn:uuid:{self._new_id()}"

    def _put(self, file: _OpenFile, data: bytes) -> None:
        """Write and sync, or take back what was written and give the file up."""
        try:
            self._disk.write_all(file.descriptor, data)
            self._disk.sync(file.descriptor)
        except BaseException as error:
            aftermath = self._take_back(file)
            if isinstance(error, OSError):
                raise CaptureError(
                    f"{file.path}: {error.strerror or error}: nothing was captured. {aftermath}"
                ) from error
            raise
        file.end += len(data)

    def _take_back(self, file: _OpenFile) -> str:
        """Cut the file to its last whole write and finish with it, since a disk that failed is not to be trusted."""
        self._finish_current()
        try:
            self._disk.cut(file.descriptor, file.end)
            if file.end == 0:
                self._disk.remove(file.path)
        except OSError as error:
            return f"A torn end stays ({error.strerror or error}); the next opening moves it to quarantine"
        return "What was kept before is unharmed; see to the disk and crawl again"

    def _file_for_writing(self, at: dt.datetime) -> _OpenFile:
        if self._closed:
            raise CaptureError(f"{self._folder}: this writer is closed")
        if self._current and self._current.end >= self._max_bytes:
            self._finish_current()
        if self._current is None:
            try:
                self._current = self._continued_file() or self._begin_file(at)
            except OSError as error:
                raise CaptureError(f"{self._folder}: cannot begin a WARC file: {error.strerror or error}") from error
        return self._current

    def _continued_file(self) -> _OpenFile | None:
        """Lock and return a file of an earlier process that may be continued, or None."""
        if self._known_end is None:
            return None
        newest = sorted(self._folder.glob(f"{_PREFIX}-*.warc.gz"), reverse=True)[:_CANDIDATES]
        return next(filter(None, (self._continued(path, self._known_end) for path in newest)), None)

    def _continued(self, path: Path, known_end: Callable[[str], int]) -> _OpenFile | None:
        """Lock a file if it is neither in use nor full, and rows know it to its last byte; None otherwise."""
        with contextlib.suppress(FileNotFoundError), contextlib.ExitStack() as undo:
            descriptor = self._disk.open(path)
            undo.callback(self._disk.close, descriptor)
            if not self._disk.lock(descriptor):
                return None
            size = os.fstat(descriptor).st_size
            if not 0 < size < self._max_bytes or size != known_end(path.name):
                return None
            undo.pop_all()
            return _OpenFile(path, descriptor, size)
        return None  # a repair by another process removed it

    def _begin_file(self, at: dt.datetime) -> _OpenFile:
        """Create and lock a file of a new name; its name is on the disk before any byte is."""
        while True:
            path = self._folder / f"{_PREFIX}-{at.astimezone(dt.UTC):%Y%m%d%H%M%S}-{self._new_id()[:8]}.warc.gz"
            try:
                descriptor = self._disk.create(path)
            except FileExistsError:
                continue  # another process came upon the same name in the same second
            try:
                # Another process that repairs the archive may meet the empty file first, and remove it.
                if self._disk.lock(descriptor) and path.exists():
                    self._disk.sync_folder(self._folder)
                    return _OpenFile(path, descriptor)
            except BaseException:
                with contextlib.suppress(OSError):  # an empty file does no harm: recovery removes it
                    self._disk.remove(path)
                self._disk.close(descriptor)
                raise
            self._disk.close(descriptor)

    def _finish_current(self) -> None:
        if self._current is not None:
            self._finished.append(self._current.descriptor)
            self._current = None
