"""One process a source: a lock that dies with its holder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.errors import SourceBusy

__all__ = ["SourceLock"]


class SourceLock:
    """An exclusive lock on one source, as a file ``<slug>.lock`` that the system releases when its holder dies.

    Raises:
        SourceBusy: on entering, when another crawl holds it.
    """

    def __init__(self, folder: Path, slug: str) -> None:
        self._path = folder / f"{slug}.lock"
        self._slug = slug
        self._file: int | None = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()

    def acquire(self) -> None:
        """Take the lock at once or raise."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(file)
            raise SourceBusy(f"another crawl of {self._slug} is running") from error
        self._file = file

    def release(self) -> None:
        """Give the lock back; the file stays, since removing it could free a lock that another has just taken."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
