"""A file that is there whole or not at all: written under another name, synced, renamed."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

__all__ = ["naming", "whole_file"]

_REFUSES = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM}
"""What is said where a disk or a folder takes no more: such an error names no file, or the temporary one."""


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to, which takes the name ``path`` at the end; on any error what was there stays as it was.

    What is no ordinary file (a device, a pipe) is written to as it stands.

    Raises:
        OSError: the folder is missing or cannot be written to, or the disk is full: then the error names ``path``.
    """
    path = path.resolve()
    is_other = path.exists() and not path.is_file()
    with naming(path, "" if is_other else _as_it_was(path)), _opened(path) if is_other else _renamed(path) as file:
        yield file


@contextmanager
def naming(path: Path, outcome: str) -> Iterator[None]:
    """Let what a disk refuses name the path that a person knows, and say what became of what is there.

    Raises:
        OSError: as it came, with that path and ``outcome``.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _REFUSES:
            raise
        told = f"{error.strerror}; {outcome}" if outcome else error.strerror
        raise OSError(error.errno, told, str(path)) from error


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with path.open("wb") as file:
        yield file


@contextmanager
def _renamed(path: Path) -> Iterator[BinaryIO]:
    """Give a file under another name, which is renamed at the end, or removed."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            os.fchmod(number, _mode(path))
            yield file
            file.flush()
            os.fsync(number)
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _as_it_was(path: Path) -> str:
    return "the old file stands as it was" if path.exists() else "no file was written"


def _mode(path: Path) -> int:
    """Return the rights of the file that is replaced, or those that a new file would get."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
