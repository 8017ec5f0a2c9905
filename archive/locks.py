"""One process a source: a lock that dies with its holder."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.errors import SourceBusy

__all__ = ["SourceLock", "held_locks"]

_TRIES, _PAUSE = 3, 0.02  # seconds: `held_locks` has a lock for less than that


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
        for again in reversed(range(_TRIES)):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if not again:
                    os.close(file)
                    raise SourceBusy(f"another crawl of {self._slug} is running") from error
                time.sleep(_PAUSE)
        self._file = file

    def release(self) -> None:
        """Give the lock back; the file stays, since removing it could free a lock that another has just taken."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def held_locks(folder: Path) -> set[str]:
    """Return the slugs of the sources whose lock some process holds. Needs no right to write."""
    return {path.stem for path in folder.glob("*.lock") if _is_held(path)}


def _is_held(path: Path) -> bool:
    file = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)  # and with it the lock
    return False
