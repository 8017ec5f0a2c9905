"""WARC files of others, and WACZ packages of them: the exchanges in them, in their order.

Only what the caller wants is kept. Names in the files are never paths; a file that breaks off gives what stands before
the break.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Final, cast
from urllib.parse import urlsplit

from warcio.bufferedreaders import ChunkedDataReader

from aimcrawl.replay.importing.found import Found, Origin, Problem, Spool, Unusable, file_digest, plausible
from aimcrawl.replay.importing.records import BROKEN, Record, records
from archive.captures import Headers
from archive.captures.reading import parse_http

__all__ = ["WARC_ENDINGS", "Limits", "is_web", "read_warc"]

WARC_ENDINGS: Final = (".warc", ".warc.gz", ".wacz")

_LONGEST_HEAD: Final = 1024 * 1024  # bytes of an HTTP head, or of a request
_MOST_REQUESTS: Final = 100_000
_OF_BODY: Final = (b"content-type", b"content-encoding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is taken of files from elsewhere: pages that are wanted (by address), up to so many bytes, until ``now``."""

    wants: Callable[[str], bool]
    max_bytes: int
    now: dt.datetime


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What reading one file needs and remembers: heads of requests, and responses by what a revisit may name."""

    path: Path
    sha256: str
    spool: Spool
    limits: Limits
    requests: dict[str, bytes] = field(default_factory=dict)
    kept: dict[str, Found] = field(default_factory=dict)


def read_warc(path: Path, spool: Spool, limits: Limits) -> Iterator[Found | Problem | str]:
    """Yield the responses of a file that are wanted, the addresses of all others, and what cannot be used."""
    reading = _Reading(path=path, sha256=file_digest(path), spool=spool, limits=limits)
    try:
        for stream in _streams(path):
            yield from _exchanges(reading, stream)
    except (*BROKEN, Unusable, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:  # zipfile's, too
        words = " ".join(str(error).split()) or type(error).__name__
        yield Problem(path=path.name, problem=f"the rest of the file cannot be read: {words}")


def is_web(url: str) -> bool:
    """Tell whether an address is one of the web."""
    with suppress(ValueError):
        return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)
    return False


def _streams(path: Path) -> Iterator[BinaryIO]:
    """Yield the file, or the WARC files in a WACZ package: read where they are, never unpacked."""
    if not path.name.lower().endswith(".wacz"):
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("archive/") and name.lower().endswith(WARC_ENDINGS):
                with package.open(name) as member:
                    yield cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", member)))


def _exchanges(reading: _Reading, stream: BinaryIO) -> Iterator[Found | Problem | str]:
    for record in records(stream):
        kind = record.header("WARC-Type")
        try:
            if kind == "request" and _is_wanted(reading, record.url):
                _remember_request(reading, record)
            elif kind in ("response", "resource", "revisit"):
                yield _exchange(reading, record) if _is_wanted(reading, record.url) else record.url
        except Unusable as error:
            yield Problem(path=reading.path.name, where=record.url or record.record_id, problem=str(error))


def _is_wanted(reading: _Reading, url: str) -> bool:
    if not url:
        raise Unusable("it has no address")
    return is_web(url) and reading.limits.wants(url)


def _exchange(reading: _Reading, record: Record) -> Found:
    """Return a response. Raises Unusable."""
    at = _time(record.header("WARC-Date"), reading.limits.now)
    block = record.block(reading.limits.max_bytes + _LONGEST_HEAD)
    headers: Headers
    if record.header("WARC-Type") == "resource":
        version, status, reason, body = "HTTP/1.1", 200, "OK", block
        headers = [(b"Content-Type", (record.header("Content-Type") or "text/html").encode("latin-1", "replace"))]
    else:
        first, headers, body = parse_http(block)
        version, status, reason = _status(first)
        body = _dechunked(headers, body)
    if len(body) > reading.limits.max_bytes:
        raise Unusable(f"it holds {len(body)} bytes; at most {reading.limits.max_bytes} are taken (max_megabytes)")
    found = Found(
        url=record.url,
        at=at,
        status=status,
        reason=reason,
        http_version=version,
        headers=headers,
        place=(0, 0),
        sha256=hashlib.sha256(body).hexdigest(),
        origin=Origin(reading.path.name, reading.sha256, record.record_id or None),
        request_headers=_request_headers(reading, record),
        ip=record.header("WARC-IP-Address") or None,
        truncated=record.header("WARC-Truncated") or None,
    )
    if record.header("WARC-Type") == "revisit":
        return _revisit(reading, record, found)
    found = replace(found, place=reading.spool.keep(body))
    for name in _names(record.record_id, record.url, record.header("WARC-Date"), record.header("WARC-Payload-Digest")):
        reading.kept.setdefault(name, found)
    return found


def _names(record_id: str, url: str, date: str, digest: str) -> list[str]:
    """Return by what a revisit may name a record, the surest first."""
    return [name for name in (record_id, f"{url} {date}" if url and date else "", digest) if name]


def _revisit(reading: _Reading, record: Record, found: Found) -> Found:
    """Return a revisit with the body of the record that it repeats."""
    refers_to = record.header("WARC-Refers-To").strip("<>")
    url, date = record.header("WARC-Refers-To-Target-URI").strip("<>"), record.header("WARC-Refers-To-Date")
    names = _names(refers_to, url, date, record.header("WARC-Payload-Digest"))
    original = next((reading.kept[name] for name in names if name in reading.kept), None)
    if original is None:
        raise Unusable("it repeats a record that is not among those before it in the file")
    headers = [line for line in found.headers if line[0].lower() not in _OF_BODY]
    headers += [line for line in original.headers if line[0].lower() in _OF_BODY]
    return replace(
        found,
        status=original.status,
        reason=original.reason,
        headers=headers,
        place=original.place,
        sha256=original.sha256,
    )


def _remember_request(reading: _Reading, record: Record) -> None:
    """Keep a request for its response; which of the two names the other is every writer's own choice."""
    if len(reading.requests) < _MOST_REQUESTS:
        block = record.block(_LONGEST_HEAD)
        for name in (record.header("WARC-Concurrent-To").strip("<>"), record.record_id):
            if name:
                reading.requests[name] = block


def _request_headers(reading: _Reading, record: Record) -> Headers | None:
    """Return the headers of a response's request, if it stood before. Raises Unusable where it was no GET."""
    names = (record.record_id, record.header("WARC-Concurrent-To").strip("<>"))
    block = next((reading.requests.pop(name) for name in names if name in reading.requests), None)
    if block is None:
        return None
    first, headers, _ = parse_http(block)
    method = first.split(b" ", 1)[0].decode("latin-1")
    if method != "GET":
        raise Unusable(f"it answers a {method[:20]} request, which shows no page")
    return headers


def _dechunked(headers: Headers, body: bytes) -> bytes:
    """Return a body without its chunks; some writers undo them and keep the header."""
    if not any(name.lower() == b"transfer-encoding" and b"chunked" in value.lower() for name, value in headers):
        return body
    reader = ChunkedDataReader(io.BytesIO(body))
    return b"".join(iter(lambda: bytes(reader.read(65536)), b""))


def _status(first: bytes) -> tuple[str, int, str]:
    """Return version, status and reason of a status line."""
    version, _, rest = first.decode("latin-1").partition(" ")
    status, _, reason = rest.partition(" ")
    if not version.startswith("HTTP/") or not status.isdecimal() or len(status) != 3:  # noqa: PLR2004 - RFC 9110, 15
        raise Unusable("it holds no HTTP response")
    return version if version in ("HTTP/1.0", "HTTP/1.1") else "HTTP/1.1", int(status), reason


def _time(text: str, now: dt.datetime) -> dt.datetime:
    """Return the time of a record's date. Raises Unusable."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Unusable(f"its date, {text[:40] or 'none'!r}, is no date") from None
    return plausible(at, now)
