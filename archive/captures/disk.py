"""The few calls by which captures reach the disk, in one place, so that a test can make each of them fail.

Nothing here knows what a WARC is. Locks are flock(2) on the open file: they die with the process that holds them.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

__all__ = ["Disk"]


class Disk:
    """The real disk. Every method raises OSError when the system refuses."""

    def create(self, path: Path) -> int:
        """Create a file that must not exist yet, for appending, and return its descriptor."""
        return os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_APPEND | os.O_CLOEXEC, 0o644)

    def open(self, path: Path) -> int:
        """Open a file that exists, for appending and reading, and return its descriptor."""
        return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)

    def lock(self, descriptor: int) -> bool:
        """Take the file's lock without waiting; False when another holds it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def write(self, descriptor: int, data: bytes | memoryview) -> int:
        """Append bytes; return how many were taken, which may be fewer."""
        return os.write(descriptor, data)

    def write_all(self, descriptor: int, data: bytes | memoryview) -> None:
        """Append bytes until all are taken."""
        left = memoryview(data)
        while left:
            left = left[self.write(descriptor, left) :]

    def sync(self, descriptor: int) -> None:
        """Return when the file's bytes and size are on the disk."""
        os.fsync(descriptor)

    def cut(self, descriptor: int, size: int) -> None:
        """Cut the file to a size in bytes."""
        os.ftruncate(descriptor, size)

    def close(self, descriptor: int) -> None:
        """Close a file, and with it release its lock."""
        os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Remove a file's name."""
        path.unlink()

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name in the same file system, in place of what bore it."""
        old.replace(new)

    def sync_folder(self, folder: Path) -> None:
        """Return when the folder's names are on the disk."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
