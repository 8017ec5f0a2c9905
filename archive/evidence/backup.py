"""A copy of database and captures that is consistent while crawls go on, and is proven before it is called one.

The database first (``VACUUM INTO``: one state of it), then the WARC files up to where that state knows them: what it
knows of them is on the disk by then, and never changes. Profiles and configuration are files of the home, and copied by
whoever knows homes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url

from archive import engine, ledger
from archive.archive import Archive
from archive.captures import copy_captures
from archive.captures.disk import Disk
from archive.errors import ArchiveError

__all__ = ["DATABASE", "copy_archive"]

DATABASE = "archive.db"
"""The name of the database in a copy."""


def copy_archive(archive: Archive, target: Path, *, progress: Callable[[int], None] = lambda _: None) -> None:
    """Copy an archive's database and captures into ``target``, a folder that exists; a copy made before is brought up.

    Until all is on the disk, the database bears another name, so that half a copy is never taken for one. ``progress``
    is called with the number of bytes of WARC files that were dealt with since the last call.

    Raises:
        ArchiveError: the database is not SQLite.
        WarcTooShort: a WARC file is missing, or shorter than its rows say.
        OSError: the disk refuses.
    """
    if archive.engine.dialect.name != "sqlite":
        raise ArchiveError(
            f"{archive.engine.url.render_as_string()}: only SQLite is copied here; use pg_dump, then copy the captures"
        )
    disk, part = Disk(), target / f"{DATABASE}.part"
    part.unlink(missing_ok=True)
    engine.copy_database(archive.engine, part)
    with _opened(part) as copy:
        extents = ledger.CommittedLedger(copy).extents()
    (target / "captures").mkdir(exist_ok=True)
    copy_captures(archive.captures, target / "captures", extents, progress=progress, disk=disk)
    descriptor = disk.open(part)
    try:
        disk.sync(descriptor)
    finally:
        disk.close(descriptor)
    disk.rename(part, target / DATABASE)
    disk.sync_folder(target)


@contextmanager
def _opened(path: Path) -> Iterator[Engine]:
    """Open a copy as it is, without what would make files beside it."""
    copy = create_engine(make_url("sqlite://").set(database=str(path)))
    try:
        yield copy
    finally:
        copy.dispose()
