"""The records of a WARC file of others (WARC/0.17 to 1.1, gzipped a member each, as one, or not at all), one by one.

Nothing is believed: lines, headers and blocks are bounded, and what nobody asks for is passed over in small pieces.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

from aimcrawl.replay.importing.found import Unusable

__all__ = ["BROKEN", "Record", "records"]

BROKEN: Final = (OSError, EOFError, zlib.error)
"""What reading a damaged file raises, besides :class:`Unusable`."""

_PIECE: Final = 64 * 1024
_LONGEST_LINE: Final = 64 * 1024
_MOST_LINES: Final = 1000
_GZIP: Final = b"\x1f\x8b"


@dataclass(slots=True)
class Record:
    """One record: its headers by lower-case name, and its block, which is read once, where it is asked for."""

    headers: dict[str, str]
    _stream: BinaryIO
    _left: int

    def header(self, name: str) -> str:
        """Return the value of a header, empty where there is none."""
        return self.headers.get(name.lower(), "")

    @property
    def record_id(self) -> str:
        """The record's id without angle brackets."""
        return self.header("WARC-Record-ID").strip("<>")

    @property
    def url(self) -> str:
        """The address that the record is about; wget 1.19 puts it in angle brackets."""
        return self.header("WARC-Target-URI").strip("<>")

    def block(self, max_bytes: int) -> bytes:
        """Return the whole block. Raises Unusable where it is larger than that, or not what its digest says."""
        if self._left > max_bytes:
            raise Unusable(f"it holds {self._left} bytes; at most {max_bytes} are taken (max_megabytes)")
        block = b"".join(self._pieces())
        _prove(block, self.header("WARC-Block-Digest"))
        return block

    def skip(self) -> None:
        """Pass over what of the block was not read."""
        for _ in self._pieces():
            pass

    def _pieces(self) -> Iterator[bytes]:
        while self._left:
            piece = self._stream.read(min(_PIECE, self._left))
            if not piece:
                raise EOFError(f"it breaks off, {self._left} bytes before the end of a record")
            self._left -= len(piece)
            yield piece


def records(stream: BinaryIO) -> Iterator[Record]:
    """Yield the records of a file; each is passed over when the next is asked for.

    Raises Unusable or one of BROKEN where the file is no WARC file, or damaged: what came before stands.
    """
    start = stream.peek(2)[:2] if isinstance(stream, io.BufferedReader) else b""
    plain = cast("BinaryIO", gzip.GzipFile(fileobj=stream)) if start == _GZIP else stream
    number = 0
    while version := _version(plain):
        number += 1
        if not version.startswith(b"WARC/"):
            raise Unusable(f"record {number} is no WARC record: it begins with {version[:40]!r}")
        record = _record(plain, number)
        yield record
        record.skip()


def _version(stream: BinaryIO) -> bytes:
    """Return the next line that is not empty; nothing at the end of the file."""
    while line := stream.readline(_LONGEST_LINE):
        if line.strip():
            return line
    return b""


def _record(stream: BinaryIO, number: int) -> Record:
    headers: dict[str, str] = {}
    for _ in range(_MOST_LINES):
        line = stream.readline(_LONGEST_LINE)
        if not line.strip():
            break
        name, _, value = line.decode("utf-8", "replace").partition(":")
        headers[name.strip().lower()] = value.strip()
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdecimal()):
        raise Unusable(f"record {number} has no length: what follows cannot be told apart")
    return Record(headers, stream, int(length))


def _prove(block: bytes, digest: str) -> None:
    """Raise Unusable where a block is not what its record's digest (``sha1:`` in base 32 or hex) says."""
    name, _, told = digest.partition(":")
    if name not in ("sha1", "sha256", "md5"):
        return
    real = hashlib.new(name, block, usedforsecurity=False).digest()
    if told.lower().rstrip("=") not in (real.hex(), base64.b32encode(real).decode().lower().rstrip("=")):
        raise Unusable("its bytes are not those that its digest tells")
