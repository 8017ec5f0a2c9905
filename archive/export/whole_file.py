"""A file that is there whole or not at all: written under another name, synced, renamed."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

__all__ = ["whole_file"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What a disk says that takes no more: such an error names no file, or the temporary one."""


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to, which takes the name ``path`` at the end; on any error what was there stays as it was.

    What is no ordinary file (a device, a pipe) is written to as it stands.

    Raises:
        OSError: the folder is missing or cannot be written to, or the disk is full: then the error names ``path``.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            os.fchmod(number, _mode(path))
            yield file
            file.flush()
            os.fsync(number)
        Path(name).replace(path)
    except BaseException as error:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        if isinstance(error, OSError) and error.errno in _FULL:
            raise OSError(error.errno, f"{error.strerror}; {_as_it_was(path)}", str(path)) from error
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
