"""What the pages are read from: a database that nothing here can write to, and the folder of captures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Connection

from archive import engine, ledger
from archive.captures import Capture, CapturedResponse, read_capture
from archive.queries import browsing

__all__ = ["CONNECTIONS", "Decode", "Shelf"]

CONNECTIONS: Final = 8
"""Requests that read at the same time; more wait. Python runs one at a time anyway, the rest is for slow disks."""

_MAX_PAGE: Final = 20_000_000  # bytes that a captured body may unfold to: twice what a crawl accepts

T = TypeVar("T")


class Decode(Protocol):
    """Turns the bytes of a page into text and the name of its character set."""

    def __call__(self, body: bytes, *, pinned: str | None, header: str | None) -> tuple[str, str]:
        """Return them; ``pinned`` names the character set, ``header`` is the Content-Type."""
        ...


class Shelf:
    """An archive opened for reading. Close it in the end.

    ``url`` is an SQLAlchemy address, ``captures`` a folder, ``decode`` what reads bytes of pages.

    Raises:
        ArchiveError: on opening; see :func:`archive.engine.connect_to_read`.
    """

    def __init__(self, url: str, *, captures: Path, decode: Decode) -> None:
        self.captures = captures
        self.decode = decode
        self._engine = engine.connect_to_read(url, connections=CONNECTIONS)
        self._kept: dict[object, tuple[str, Any]] = {}
        self._lock = Lock()

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database until it is closed."""
        with engine.explained(self._engine), self._engine.connect() as connection:
            yield connection

    def state(self) -> str:
        """Return a text that is another after every change of the database, without reading any of it.

        Of SQLite, sizes and times of its two files; of PostgreSQL, its snapshot.
        """
        if self._engine.dialect.name != "sqlite":
            with self.reading() as connection:
                return browsing.state_of_snapshot(connection)
        path = Path(str(self._engine.url.database))
        return "-".join(_stamp(one) for one in (path, path.with_name(f"{path.name}-wal")))

    def remembered(self, key: object, make: Callable[[], T]) -> T:
        """Return what ``make`` gives; as long as the database stands as it did, what it gave the last time."""
        state = self.state()
        kept = self._kept.get(key)
        if kept is None or kept[0] != state:
            with self._lock:
                if len(self._kept) > 1000:  # noqa: PLR2004 - far more than there are sources; no one fills the memory
                    self._kept.clear()
            kept = self._kept[key] = (state, make())
        answer: T = kept[1]
        return answer

    def body(self, connection: Connection, capture: Capture) -> CapturedResponse:
        """Return the response that a capture holds, its digests proven.

        Raises:
            CaptureDamaged, CaptureErased, PayloadTooLarge: as :func:`archive.captures.read_capture`.
        """
        find = partial(ledger.capture_of_record, connection)
        return read_capture(self.captures, capture, find=find, max_bytes=_MAX_PAGE)


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except FileNotFoundError:
        return "none"
    return f"{found.st_size:x}.{found.st_mtime_ns:x}"
