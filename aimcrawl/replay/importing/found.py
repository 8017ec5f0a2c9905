"""What is found in files from elsewhere: exchanges with their time and origin, and what could not be used."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, Self

from msgspec import Struct

from archive.captures import Headers

__all__ = ["Found", "Origin", "Problem", "Spool", "Unusable", "file_digest", "plausible"]

_OLDEST: Final = dt.datetime(1991, 8, 6, tzinfo=dt.UTC)  # the first web page
_AHEAD: Final = dt.timedelta(days=1)  # clocks go wrong by hours, and days begin elsewhere
_CHUNK: Final = 1024 * 1024


class Problem(Struct, frozen=True, kw_only=True):
    """Something in a file from elsewhere that could not be used, and why; ``where`` says where in the file."""

    path: str
    problem: str
    where: str | None = None

    def __str__(self) -> str:
        return f"{self.path}{f' ({self.where})' if self.where else ''}: {self.problem}"


class Unusable(Exception):
    """Raised on reading one record or file: the message says why it cannot be used."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an exchange came from: the file's name and SHA-256, and the id of its record there."""

    file: str
    sha256: str
    record: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One response from elsewhere. Its body lies in a :class:`Spool`; ``sha256`` is the body's. Times are UTC.

    ``request_headers`` are None where the file has no request. ``revisits`` is the digest (as the file tells it) of a
    body that lies in another record.
    """

    url: str
    at: dt.datetime
    status: int
    reason: str
    http_version: str
    headers: Headers
    place: tuple[int, int]
    sha256: str
    origin: Origin
    request_headers: Headers | None = None
    ip: str | None = None
    truncated: str | None = None

    @property
    def content_type(self) -> str | None:
        """The Content-Type that the body came with."""
        values = (value.decode("latin-1") for name, value in self.headers if name.lower() == b"content-type")
        return next(values, None)


@dataclass(slots=True)
class Spool:
    """Bodies that wait for their turn, in a file without a name that goes with the process: memory stays small."""

    _end: int = 0
    _file: IO[bytes] = field(default_factory=TemporaryFile, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def keep(self, body: bytes) -> tuple[int, int]:
        """Keep a body; return its place."""
        place = (self._end, len(body))
        self._file.seek(self._end)
        self._file.write(body)
        self._end += len(body)
        return place

    def body(self, found: Found) -> bytes:
        """Return the body of what was found."""
        self._file.seek(found.place[0])
        body: bytes = self._file.read(found.place[1])
        return body


def plausible(at: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return a capture's time in UTC, in whole seconds. Raises Unusable where no capture can be of that time."""
    at = at.astimezone(dt.UTC) if at.tzinfo else at.replace(tzinfo=dt.UTC)
    if not _OLDEST <= at <= now + _AHEAD:
        raise Unusable(f"no capture can be of {at:%Y-%m-%d %H:%M}")
    return at.replace(microsecond=0)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
