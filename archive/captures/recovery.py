"""After a crash: move what no row knows out of the way, and refuse what is shorter than the rows say.

A process that was killed between the WARC's fsync and the transaction leaves whole or torn members behind its last
known capture. They are no part of the archive (nothing was said to be kept), but they are evidence all the same: they
go to ``quarantine/`` in the captures folder and are never deleted. Only the holder of a file's lock touches the file.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from archive.captures.disk import Disk
from archive.captures.errors import WarcTooShort

__all__ = ["QUARANTINE", "locked", "move_tail", "tail_after"]

QUARANTINE: Final = "quarantine"
"""The folder within captures/ that holds tails: ``<file>.<offset>-<sha256, 12 digits>``."""

_CHUNK: Final = 1024 * 1024


def tail_after(path: Path, known_end: int) -> int:
    """Return how many bytes of a WARC file lie behind the last that rows know; WarcTooShort where any is missing."""
    size = path.stat().st_size if path.exists() else 0
    if size < known_end:
        raise WarcTooShort(
            f"{path}: {size} bytes, but captures are known up to byte {known_end}. "
            "The file was cut or replaced: restore it from a backup"
        )
    return size - known_end


@contextmanager
def locked(path: Path, disk: Disk | None = None) -> Iterator[int | None]:
    """Hold a file's lock; yields its descriptor, or None where another process holds the lock or the file is gone."""
    disk = disk or Disk()
    try:
        descriptor = disk.open(path)
    except FileNotFoundError:
        yield None
        return
    try:
        held = disk.lock(descriptor) and os.fstat(descriptor).st_nlink > 0
        yield descriptor if held else None
    finally:
        disk.close(descriptor)


def move_tail(descriptor: int, path: Path, known_end: int, disk: Disk) -> Path | None:
    """Move the bytes of a locked WARC file that no row knows to quarantine; return where they are, or None.

    ``known_end`` is where the last capture ends that rows know (0: none), asked after the lock was taken. A file of
    which nothing is known is moved as a whole; an empty one is removed.

    Raises:
        WarcTooShort: the file is shorter than its rows say.
    """
    moved = _copy_tail(descriptor, path, known_end, disk) if tail_after(path, known_end) else None
    if known_end == 0:
        disk.remove(path)
        disk.sync_folder(path.parent)
    elif moved:
        disk.cut(descriptor, known_end)
        disk.sync(descriptor)
    return moved


def _copy_tail(descriptor: int, path: Path, start: int, disk: Disk) -> Path:
    """Copy the bytes from ``start`` on into quarantine so that a second crash loses nothing, and return where."""
    folder = path.parent / QUARANTINE
    folder.mkdir(exist_ok=True)
    temporary = folder / f"{path.name}.{start}.part"
    temporary.unlink(missing_ok=True)  # of an earlier attempt that was killed: the tail is still in the file
    copy, digest, offset = disk.create(temporary), hashlib.sha256(), start
    try:
        while chunk := os.pread(descriptor, _CHUNK, offset):
            digest.update(chunk)
            offset += len(chunk)
            disk.write_all(copy, chunk)
        disk.sync(copy)
    finally:
        disk.close(copy)
    target = folder / f"{path.name}.{start}-{digest.hexdigest()[:12]}"
    disk.rename(temporary, target)
    disk.sync_folder(folder)
    disk.sync_folder(path.parent)
    return target
