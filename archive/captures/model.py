"""What is captured, and what a row must remember of it. Data classes only; nothing here touches a file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

__all__ = ["ERASED", "Capture", "CapturedResponse", "Exchange", "Fault", "FaultKind", "Headers", "Kind", "Member"]

Headers = list[tuple[bytes, bytes]]
"""HTTP header lines in their order, names and values as bytes; a name may come several times."""


ERASED: Final = "erased"
"""The kind of a capture whose content was taken down."""


class Kind(StrEnum):
    """What an exchange was for, or how it turned out."""

    LIST = "list"
    DETAIL = "detail"
    ROBOTS = "robots"
    PROBE = "probe"  # fetched by `add`, `check` and the like: makes no items
    REDIRECT = "redirect"  # the server pointed elsewhere, whatever was asked for
    RETRY = "retry"  # an error of the server that is asked for again


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One HTTP request and the response to it, as they went over the wire.

    ``body`` still bears its content encoding; only the transfer encoding is undone. ``captured_at`` is UTC.
    ``truncated`` is a reason of WARC/1.1 (``disconnect``, ``length``, ``time``) where the body is known to be cut.
    ``labels`` tell what the WARC alone could not (crawl, page number…): strings, kept with the record for a rebuild.
    ``held`` is the capture whose validators the request carried; a 304 is kept as a revisit of it.
    """

    url: str
    method: str = "GET"
    request_headers: Headers
    request_body: bytes = b""
    status: int
    reason: str = ""
    http_version: str = "HTTP/1.1"
    response_headers: Headers
    body: bytes
    captured_at: dt.datetime
    ip: str | None = None
    kind: str = Kind.LIST
    truncated: str | None = None
    labels: dict[str, str] = field(default_factory=dict)
    held: Capture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Where one captured record lies, and the digests that prove it: what a row of the ledger keeps.

    ``record_id`` is ``urn:uuid:…``. ``file`` is the name within the captures folder. ``offset`` and ``length`` bound
    the compressed member in bytes, ``sha256`` is its digest as stored. The same write may have put other members right
    before it (the request; in a new file the warcinfo): they fill ``lead_offset`` up to ``offset``, and
    ``lead_sha256`` is their digest. So the captures of a file, each from ``lead_offset`` to its end, cover it without
    a gap.

    ``payload_sha256`` and ``payload_length`` are of the body as it came; of a revisit, those of the body that it
    repeats, which lies in the capture ``refers_to``. For metadata records ``kind`` is theirs, ``url`` a URN and
    ``status`` None. All digests are bare lower-case hex.
    """

    record_id: str
    url: str
    kind: str
    status: int | None
    captured_at: dt.datetime
    file: str
    offset: int
    length: int
    sha256: str
    lead_offset: int
    lead_sha256: str
    payload_sha256: str
    payload_length: int
    refers_to: str | None = None

    @property
    def end(self) -> int:
        """The offset of the first byte after the member."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturedResponse:
    """A response read back: ``body`` as it came, ``payload`` with its content encoding undone.

    For a revisit, status and headers are its own; body and payload are those of the capture that it refers to.
    """

    url: str
    status: int
    headers: Headers
    body: bytes
    payload: bytes
    captured_at: dt.datetime

    @property
    def content_type(self) -> str | None:
        """Its Content-Type; None where it names none."""
        types = (value for name, value in self.headers if name.lower() == b"content-type")
        return next((value.decode("latin-1") for value in types), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One gzip member of a WARC file: its place in bytes, its digest as stored, and the headers of its record."""

    file: str
    offset: int
    length: int
    sha256: str
    headers: dict[str, str]

    @property
    def type(self) -> str:
        """The record's WARC-Type: ``response``, ``request``, ``revisit``, ``metadata``, ``warcinfo`` or another."""
        return self.headers.get("WARC-Type", "")

    @property
    def record_id(self) -> str:
        """The record's id, ``urn:uuid:…`` without angle brackets."""
        return self.headers.get("WARC-Record-ID", "").strip("<>")

    @property
    def end(self) -> int:
        """The offset of the first byte after the member."""
        return self.offset + self.length


class FaultKind(StrEnum):
    """What sort of fault it is, for machines."""

    MISSING = "missing"  # the file is not there
    SHORT = "short"  # the file, or a capture in it, ends early
    CHANGED = "changed"  # bytes are not those that were written
    UNKNOWN = "unknown"  # bytes that no row knows
    CONTRADICTION = "contradiction"  # row and record, or two rows, do not agree
    UNREADABLE = "unreadable"  # bytes that make no record


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is not as it was written: where, what, and what a person can do about it."""

    kind: FaultKind
    file: str
    offset: int
    problem: str
    advice: str

    def __str__(self) -> str:
        return f"{self.file} at byte {self.offset}: {self.problem}. {self.advice}"
