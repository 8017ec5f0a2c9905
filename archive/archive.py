"""An opened archive: the database, the captures' folder and the locks. What reads and writes takes one of these."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from archive import engine, ledger
from archive.captures import Capture, CaptureWriter, repair
from archive.errors import ArchiveError
from archive.questions import Questions
from archive.search.index import catch_up

__all__ = ["Archive"]

_log = logging.getLogger(__name__)


class Archive(Questions):
    """An opened archive. Use it in a ``with`` statement, or close it.

    ``url`` is an SQLAlchemy address; ``captures`` and ``locks`` are folders. The WARC file is opened with the first
    capture that is written, so that an archive that is only read needs no right to write.

    Raises:
        ArchiveError: on opening; see :func:`archive.engine.connect`.
    """

    def __init__(self, url: str, *, captures: Path, locks: Path, warc_bytes: int = 1_000_000_000) -> None:
        self.engine = engine.connect(url)
        self.captures = captures
        self.locks = locks
        self._warc_bytes = warc_bytes
        self._writer: CaptureWriter | None = None
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the WARC file and the connections."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self._is_closed = True
        self.engine.dispose()

    @property
    def writer(self) -> CaptureWriter:
        """The one writer of captures of this process; getting it repairs what a crash left of the WARC files.

        Raises:
            WarcTooShort: a WARC file is shorter than its rows say; nothing is written then.
        """
        if self._writer is None:
            committed = ledger.CommittedLedger(self.engine)
            for done in repair(self.captures, committed):
                _log.warning("after a crash: %s", done)
            self._writer = CaptureWriter(
                self.captures, known_end=committed.known_end, held=self._held, max_bytes=self._warc_bytes
            )
        return self._writer

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database until it is closed."""
        if self._is_closed:
            raise ArchiveError("this archive was closed; open it again")
        with engine.explained(self.engine), engine.reading(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in one transaction that writes; what it wrote can be found by searching at its end."""
        with engine.explained(self.engine), engine.writing(self.engine) as connection:
            yield connection
            catch_up(connection)

    def _held(self, payload_sha256: str) -> Capture | None:
        with self.reading() as connection:
            return ledger.capture_with_payload(connection, payload_sha256)
