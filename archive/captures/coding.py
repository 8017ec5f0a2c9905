"""Undo content encodings (RFC 9110, 8.4) without ever holding more than the caller allows: a bomb is cut off early.

Lenient where servers are sloppy, as the crawl itself is: of a body that breaks off, what could be unfolded is returned;
a body that is not encoded as its header claims, or in a way that nobody here knows, is returned as it is.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, cast

import brotli
from isal import isal_zlib

from archive.captures.errors import PayloadTooLarge
from archive.captures.model import Headers

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["GZIP", "MAX_PAYLOAD", "GzipError", "content_encodings", "decode", "pieces"]

MAX_PAYLOAD: Final = 100_000_000
"""Bytes that a body may unfold to by default: ten times the largest body that a crawl accepts."""

GZIP: Final = 31
"""The window bits by which zlib knows that a gzip wrapper is meant."""

GzipError: Final = cast("type[Exception]", isal_zlib.error)
"""What isal raises over bytes that are no gzip; its type stub takes the class for an instance."""

_PIECE: Final = 256 * 1024
_GZIP_MAGIC: Final = b"\x1f\x8b"
_ZLIB, _RAW = 15, -15  # window bits, that is, which wrapper zlib expects


def content_encodings(headers: Headers) -> list[str]:
    """Return the content encodings in the order in which they were applied, lower case."""
    values = b",".join(value for name, value in headers if name.lower() == b"content-encoding")
    return [word.strip().lower() for word in values.decode("latin-1").split(",") if word.strip()]


def decode(body: bytes, encodings: Iterable[str], *, max_bytes: int = MAX_PAYLOAD) -> bytes:
    """Return the body with its encodings undone, last one first; PayloadTooLarge where it exceeds ``max_bytes``."""
    for encoding in reversed(list(encodings)):
        unfold = _UNFOLD.get(encoding)
        if unfold is None:
            return body
        body = _collect(unfold(body), body, max_bytes)
    return body


def _collect(pieces: Iterator[bytes], body: bytes, max_bytes: int) -> bytes:
    """Join pieces up to the cap; fall back on the encoded body where not even the first can be had."""
    unfolded = bytearray()
    try:
        for piece in pieces:
            unfolded += piece
            if len(unfolded) > max_bytes:
                raise PayloadTooLarge(f"a body of {len(body)} bytes unfolds to more than {max_bytes}")
    except _BROKEN:
        return bytes(unfolded) or body
    return bytes(unfolded)


def pieces(unfolder: Any, data: bytes) -> Iterator[bytes]:
    """Yield what a decompressor in zlib's manner makes of the data, a piece of bounded size at a time.

    At a limit zlib may have taken all the data and still hold output back: only a short piece says that there is none.
    """
    while not unfolder.eof:
        piece = unfolder.decompress(data, _PIECE)
        yield piece
        data = unfolder.unconsumed_tail
        if not data and len(piece) < _PIECE:
            return


def _gunzip(body: bytes) -> Iterator[bytes]:
    """Unfold gzip, several members in a row as well; what follows the last is no part of it."""
    more = True
    while more:
        unfolder = isal_zlib.decompressobj(GZIP)
        yield from pieces(unfolder, body)
        body = unfolder.unused_data
        more = body.startswith(_GZIP_MAGIC)


def _inflate(body: bytes) -> Iterator[bytes]:
    """Unfold deflate: in a zlib wrapper as the standard says, or bare as some servers send it."""
    wrapped = len(body) > 1 and body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2]) % 31 == 0  # RFC 1950, 2.2
    yield from pieces(zlib.decompressobj(_ZLIB if wrapped else _RAW), body)


def _unbrotli(body: bytes) -> Iterator[bytes]:
    unfolder = brotli.Decompressor()
    piece = unfolder.process(body, output_buffer_limit=_PIECE)
    while piece:
        yield piece
        piece = b"" if unfolder.is_finished() else unfolder.process(b"", output_buffer_limit=_PIECE)


def _unzstd(body: bytes) -> Iterator[bytes]:
    """Unfold zstd, several frames in a row as well."""
    while body:
        unfolder = zstd.ZstdDecompressor()
        piece = unfolder.decompress(body, _PIECE)
        while piece:
            yield piece
            piece = b"" if unfolder.eof or unfolder.needs_input else unfolder.decompress(b"", _PIECE)
        body = unfolder.unused_data if unfolder.eof else b""


_BROKEN: Final = (zlib.error, GzipError, brotli.error, zstd.ZstdError, EOFError)
_UNFOLD: Final[dict[str, Callable[[bytes], Iterator[bytes]]]] = {
    "br": _unbrotli,
    "deflate": _inflate,
    "gzip": _gunzip,
    "identity": lambda body: iter((body,)),
    "x-gzip": _gunzip,
    "zstd": _unzstd,
}
