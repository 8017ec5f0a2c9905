"""The form of WARC/1.1 records (ISO 28500:2017): header blocks, members, dates, addresses, digests. Pure.

What stands in them is the business of :mod:`archive.captures.packing`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zlib
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from isal import isal_zlib
from warcio.statusandheaders import StatusAndHeaders

__all__ = [
    "compress",
    "record",
    "safe_url",
    "sha256_hex",
    "warc_date",
]

_FAST: Final = isal_zlib.ISAL_DEFAULT_COMPRESSION
_DENSE: Final = 6
_DENSE_UP_TO: Final = 1024 * 1024  # bytes; 15 % smaller than the fast way, for 14 µs a KB (measured over news pages)
_GZIP: Final = 31  # window bits that ask zlib for a gzip wrapper; its header then has neither time nor name in it
_NOT_PLAIN: Final = re.compile(r"[^\x21-\x7e]+")


def compress(data: bytes, *, packed: bool = False) -> bytes:
    """Return the data as one gzip member; fast where it is ``packed`` already or long, dense otherwise."""
    if packed or len(data) > _DENSE_UP_TO:
        return isal_zlib.compress(data, _FAST, _GZIP)
    return zlib.compress(data, _DENSE, _GZIP)


def record(headers: Iterable[tuple[str, str]], block: bytes) -> bytes:
    """Return a whole record: version line, headers, Content-Length, block, and the two line ends after it."""
    head = StatusAndHeaders("", [*headers, ("Content-Length", str(len(block)))], protocol="WARC/1.1")
    return b"".join((head.to_bytes(), block, b"\r\n\r\n"))


def warc_date(moment: dt.datetime) -> str:
    """Return the moment in UTC in whole seconds, as rows keep it; a naive one is an error (ValueError)."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone: captures are dated in UTC")
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def safe_url(url: str) -> str:
    """Return the address with white space, control characters and all beyond ASCII percent-encoded."""
    return _NOT_PLAIN.sub(lambda match: quote(match[0]), url)


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of the data in hex."""
    return hashlib.sha256(data).hexdigest()
