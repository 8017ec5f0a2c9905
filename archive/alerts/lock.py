"""One flush at a time: two at once would send everything twice. The lock dies with its holder.

With SQLite all who write are on one machine, and a locked file will do; with PostgreSQL they may be on many, and the
database holds the lock.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from archive.archive import Archive
from archive.errors import AimCrawlError

__all__ = ["FlushBusy", "flush_lock"]

_KEY = 0x61696D63  # any number, as long as nobody else takes it in this database
_POLL = 0.1


class FlushBusy(AimCrawlError):
    """Raised when another process is sending alerts; it sends what waited when it looked."""

    exit_code = 5


@contextmanager
def flush_lock(archive: Archive, *, patience: float) -> Iterator[None]:
    """Hold the lock, once it is free.

    Raises:
        FlushBusy: it was not free within ``patience`` seconds.
    """
    with (
        _in_database(archive, patience) if archive.engine.dialect.name == "postgresql" else _in_file(archive, patience)
    ):
        yield


@contextmanager
def _in_database(archive: Archive, patience: float) -> Iterator[None]:
    with archive.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _wait(lambda: _lock_row(connection), patience)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _KEY})


def _lock_row(connection: Connection) -> bool:
    return bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}).scalar_one())


@contextmanager
def _in_file(archive: Archive, patience: float) -> Iterator[None]:
    archive.locks.mkdir(parents=True, exist_ok=True)
    file = os.open(archive.locks / "alerts.flush", os.O_RDWR | os.O_CREAT, 0o644)  # *.lock are those of sources
    try:
        _wait(lambda: _lock_file(file), patience)
        yield
    finally:
        os.close(file)  # and with it the lock


def _lock_file(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(take: Callable[[], bool], patience: float) -> None:
    end = time.monotonic() + patience
    while not take():
        if time.monotonic() > end:
            raise FlushBusy("another process is sending alerts; it may send these too, else: aimcrawl alerts flush")
        time.sleep(_POLL)
