"""Copy the WARC files as far as a state of the database knows them, while crawls go on.

What rows know of a file never changes but by an erasure, so a copy up to their end is consistent with the copy of the
database from which the extents were read. The database is the caller's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from archive.captures.disk import Disk
from archive.captures.recovery import tail_after
from archive.captures.repair import Extent

__all__ = ["copy_captures"]

_CHUNK: Final = 1024 * 1024


def copy_captures(
    folder: Path,
    target: Path,
    extents: Mapping[str, Extent],
    *,
    progress: Callable[[int], None] = lambda _: None,
    disk: Disk | None = None,
) -> None:
    """Copy every file up to its extent's end into ``target``, an existing folder, and sync.

    A file that is there already and long enough for the extent is taken for a copy made before and left: a second
    backup into the same folder copies what is new. Let :func:`archive.captures.verify_files` prove the copy; one made
    before an erasure does not hold with the rows of today, and must be made anew, as the erasure demands.
    ``progress`` is called with the number of bytes that were dealt with since the last call.

    Raises:
        WarcTooShort: a file is missing, or shorter than its rows say.
        OSError: the disk refuses.
    """
    disk = disk or Disk()
    for file, extent in sorted(extents.items()):
        tail_after(folder / file, extent.end)
        _copy(folder / file, target / file, extent.end, progress, disk)
    disk.sync_folder(target)


def _copy(source: Path, target: Path, end: int, progress: Callable[[int], None], disk: Disk) -> None:
    """Append what a copy lacks of the first ``end`` bytes of its source."""
    descriptor = disk.open(target) if target.exists() else disk.create(target)
    try:
        start = min(target.stat().st_size, end)
        progress(start)
        with source.open("rb") as file:
            file.seek(start)
            while start < end and (chunk := file.read(min(_CHUNK, end - start))):
                disk.write_all(descriptor, chunk)
                start += len(chunk)
                progress(len(chunk))
        disk.sync(descriptor)
    finally:
        disk.close(descriptor)
