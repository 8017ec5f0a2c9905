"""Disks that fail as real ones do, and a disk that keeps only what was synced.

The first show that an error is clear and harms nothing; the second, what a power cut would leave.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from archive.captures.disk import Disk

__all__ = ["BROKEN", "FULL", "FailingDisk", "ForgetsFiles", "ForgetsNames", "ShortDisk", "SyncedDisk"]


class FailingDisk(Disk):
    """Fails at its ``fail_at``-th call (counted from 1), and at all later ones where it ``stays_broken``.

    ``error`` is an errno, raised before anything is done; a write puts half its bytes on the disk first.
    """

    def __init__(self, fail_at: int, error: int, *, stays_broken: bool = False) -> None:
        self.calls = 0
        self.failed: str | None = None
        self._fail_at, self._error, self._stays_broken = fail_at, error, stays_broken

    def _call(self, name: str) -> None:
        self.calls += 1
        if self.calls == self._fail_at or (self._stays_broken and self.calls > self._fail_at):
            self.failed = self.failed or name
            raise OSError(self._error, os.strerror(self._error))

    def create(self, path: Path) -> int:
        self._call("create")
        return super().create(path)

    def lock(self, descriptor: int) -> bool:
        self._call("lock")
        return super().lock(descriptor)

    def write(self, descriptor: int, data: bytes | memoryview) -> int:
        try:
            self._call("write")
        except OSError:
            super().write(descriptor, data[: len(data) // 2])
            raise
        return super().write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        self._call("sync")
        super().sync(descriptor)

    def cut(self, descriptor: int, size: int) -> None:
        self._call("cut")
        super().cut(descriptor, size)

    def remove(self, path: Path) -> None:
        self._call("remove")
        super().remove(path)

    def rename(self, old: Path, new: Path) -> None:
        self._call("rename")
        super().rename(old, new)

    def sync_folder(self, folder: Path) -> None:
        self._call("sync_folder")
        super().sync_folder(folder)


class ShortDisk(Disk):
    """Takes at most seven bytes at a write, as the system may."""

    def write(self, descriptor: int, data: bytes | memoryview) -> int:
        return super().write(descriptor, data[:7])


FULL, BROKEN = errno.ENOSPC, errno.EIO


class SyncedDisk(Disk):
    """Remembers what was synced: bytes at the sync of a file, names at the sync of its folder.

    :meth:`power_cut` puts every folder that it saw into the state that the worst power cut would leave.
    """

    def __init__(self) -> None:
        self._bytes: dict[int, bytes] = {}  # by inode
        self._names: dict[Path, dict[str, int]] = {}  # by folder
        self._new: set[int] = set()  # inodes that this disk created; all others were on it before

    def create(self, path: Path) -> int:
        self._names.setdefault(path.parent, {})
        descriptor = super().create(path)
        self._new.add(os.fstat(descriptor).st_ino)
        return descriptor

    def sync(self, descriptor: int) -> None:
        status = os.fstat(descriptor)
        self._bytes[status.st_ino] = os.pread(descriptor, status.st_size, 0)

    def sync_folder(self, folder: Path) -> None:
        files = {path: path.stat().st_ino for path in folder.iterdir() if path.is_file()}
        self._names[folder] = {path.name: inode for path, inode in files.items()}
        self._bytes |= {inode: path.read_bytes() for path, inode in files.items() if inode not in self._new}

    def power_cut(self) -> None:
        for folder, names in self._names.items():
            for path in folder.iterdir():
                if path.is_file():
                    path.unlink()
            for name, inode in names.items():
                (folder / name).write_bytes(self._bytes.get(inode, b""))


class ForgetsFiles(SyncedDisk):
    """A deliberate fault: the bytes of files are never synced."""

    def sync(self, descriptor: int) -> None:
        pass


class ForgetsNames(SyncedDisk):
    """A deliberate fault: the names in folders are never synced."""

    def sync_folder(self, folder: Path) -> None:
        pass
