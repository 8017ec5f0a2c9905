"""Walk over the gzip members of a WARC file, and say exactly where it is damaged.

Reads files alone: which members there should be is the ledger's business (:mod:`archive.captures.check`). Memory stays
small whatever a member unfolds to.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from isal import isal_zlib
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from archive.captures.coding import GZIP, GzipError, pieces
from archive.captures.errors import CaptureDamaged
from archive.captures.model import Fault, FaultKind, Member

__all__ = ["iter_members", "iter_records", "parse_record", "unfold"]

_MAGIC: Final = b"\x1f\x8b\x08"
_CHUNK: Final = 64 * 1024
_HEAD: Final = 64 * 1024  # bytes that the header block of a record may take
_VERSIONS: Final = ["WARC/1.0", "WARC/1.1"]
_RECORD_END: Final = b"\r\n\r\n"
_ADVICE: Final = "Restore the file from a backup; run `aimcrawl verify` to see which captures are concerned"


def iter_members(path: Path, *, start: int = 0, end: int | None = None) -> Iterator[Member | Fault]:
    """Yield the members of a file in order; in place of bytes that make none, a fault, then go on behind them.

    ``start`` is where a member begins, ``end`` the offset at which to stop; by default the whole file is walked.
    """
    with path.open("rb") as file:
        offset, size = start, path.stat().st_size if end is None else end
        while offset < size:
            try:
                member = _read_member(file, path.name, offset)
            except CaptureDamaged as error:
                yield Fault(
                    kind=FaultKind.UNREADABLE, file=path.name, offset=offset, problem=str(error), advice=_ADVICE
                )
                offset = _next_start(file, offset + 1, size)
            else:
                yield member
                offset = member.end


def iter_records(path: Path, *, max_bytes: int) -> Iterator[tuple[Member, bytes]]:
    """Yield each whole member with its record's block; CaptureDamaged at the first fault or too large a record."""
    with path.open("rb") as file:
        for member in iter_members(path):
            if isinstance(member, Fault):
                raise CaptureDamaged(str(member))
            file.seek(member.offset)
            _, block = parse_record(unfold(file.read(member.length), max_bytes=max_bytes))
            yield member, block


def unfold(stored: bytes, *, max_bytes: int) -> bytes:
    """Return what one whole gzip member unfolds to; CaptureDamaged where it is torn, broken, followed or too large."""
    unfolder, data = isal_zlib.decompressobj(GZIP), bytearray()
    try:
        for piece in pieces(unfolder, stored):
            data += piece
            if len(data) > max_bytes:
                raise CaptureDamaged(f"the record unfolds to more than {max_bytes} bytes")
    except GzipError as error:
        raise CaptureDamaged(f"no gzip member, or one with a changed byte: {error}") from error
    if not unfolder.eof or unfolder.unused_data:
        raise CaptureDamaged("the gzip member does not end where it should")
    return bytes(data)


def parse_record(data: bytes) -> tuple[dict[str, str], bytes]:
    """Split a record into its WARC headers and its block; CaptureDamaged where it is none or its length is wrong."""
    headers, start = _parse_head(data)
    end = start + _content_length(headers)
    if data[end:] != _RECORD_END:
        raise CaptureDamaged("the record is not as long as it says")
    return headers, data[start:end]


@dataclass(slots=True)
class _Outline:
    """What is remembered of a record while its bytes go by: its beginning, its last four bytes, its length."""

    head: bytes = b""
    tail: bytes = b""
    length: int = 0

    def add(self, piece: bytes) -> None:
        if len(self.head) < _HEAD:
            self.head = (self.head + piece)[:_HEAD]
        self.tail = (self.tail + piece)[-4:]
        self.length += len(piece)


def _read_member(file: BinaryIO, name: str, offset: int) -> Member:
    """Read the member at an offset; CaptureDamaged says what is wrong with it."""
    outline, length = _Outline(), 0
    file.seek(offset)
    unfolder = isal_zlib.decompressobj(GZIP)
    try:
        while not unfolder.eof:
            chunk = file.read(_CHUNK)
            if not chunk:
                raise CaptureDamaged(
                    f"the file ends {length} bytes after the start of this member, in the middle of it"
                )
            length += len(chunk)
            for piece in pieces(unfolder, chunk):
                outline.add(piece)
    except GzipError as error:
        raise CaptureDamaged(f"no gzip member, or one with a changed byte: {error}") from error
    length -= len(unfolder.unused_data)
    headers, start = _parse_head(outline.head)
    if outline.tail != _RECORD_END or outline.length != start + _content_length(headers) + len(_RECORD_END):
        raise CaptureDamaged("the record is not as long as it says")
    return Member(file=name, offset=offset, length=length, sha256=_digest(file, offset, length), headers=headers)


def _digest(file: BinaryIO, offset: int, length: int) -> str:
    """Return the SHA-256 of a stretch of the file, in hex."""
    digest = hashlib.sha256()
    file.seek(offset)
    while length:
        chunk = file.read(min(length, _CHUNK))
        digest.update(chunk)
        length -= len(chunk)
    return digest.hexdigest()


def _parse_head(data: bytes) -> tuple[dict[str, str], int]:
    """Return the WARC headers at the start of a record and where its block begins."""
    end = data.find(_RECORD_END)
    if end < 0:
        raise CaptureDamaged("no WARC header block")
    try:
        head = StatusAndHeadersParser(_VERSIONS).parse(io.BytesIO(data[: end + 4]))
    except StatusAndHeadersParserException as error:
        raise CaptureDamaged(f"no WARC record: {error}") from error
    if not head.protocol:
        raise CaptureDamaged("no WARC record: an empty line where its version should stand")
    return dict(head.headers), end + len(_RECORD_END)


def _content_length(headers: dict[str, str]) -> int:
    value = headers.get("Content-Length", "")
    if not (value.isascii() and value.isdigit()):
        raise CaptureDamaged(f"Content-Length is {value!r}")
    return int(value)


def _next_start(file: BinaryIO, offset: int, size: int) -> int:
    """Return where the next gzip header stands at or after an offset, or the end of the file."""
    kept = len(_MAGIC) - 1
    while offset < size:
        file.seek(offset)
        chunk = file.read(_CHUNK)
        found = chunk.find(_MAGIC)
        if found >= 0:
            return offset + found
        offset += max(len(chunk) - kept, 1)
    return size
