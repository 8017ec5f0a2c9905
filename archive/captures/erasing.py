"""Take down what a capture holds, and leave a tombstone of the same length in its place, so that nothing else moves.

In three steps, each of which may be the last before a crash: :func:`prepare_erasure` puts the tombstone on the disk
beside the files; the caller commits the row that it returns; :func:`finish_erasures` overwrites the member and removes
what was put aside. On opening an archive, :func:`finish_erasures` ends what was committed and drops what was not.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from archive.captures.disk import Disk
from archive.captures.errors import CaptureError
from archive.captures.model import ERASED, Capture
from archive.captures.packing import metadata_block, metadata_record
from archive.captures.records import sha256_hex

__all__ = ["ERASING", "finish_erasures", "prepare_erasure"]

ERASING: Final = "erasing"
"""The folder within captures/ where tombstones wait: ``<file>.<offset>``."""

_GZIP_HEAD: Final = b"\x1f\x8b\x08\x10\0\0\0\0\0\xff"  # flag 16: a comment up to a zero byte follows (RFC 1952, 2.3)
_RAW: Final = -15


def prepare_erasure(folder: Path, capture: Capture, *, disk: Disk | None = None) -> Capture:
    """Put a capture's tombstone aside and return the row that must take the place of its row.

    The tombstone is a metadata record under the same record id and address; it says the digest of what was there.
    The row keeps place, address and time; its kind is ``erased``. The request before it stays.

    Raises:
        CaptureError: the tombstone cannot be written, or is longer than what it should replace.
    """
    disk = disk or Disk()
    block = metadata_block(ERASED, {"was": capture.sha256})
    record = metadata_record(capture.url, block, capture.record_id, at=capture.captured_at)
    member = _padded(record, capture)
    target = folder / ERASING / f"{capture.file}.{capture.offset}"
    try:
        target.parent.mkdir(exist_ok=True)
        disk.sync_folder(folder)
        target.unlink(missing_ok=True)
        _write(disk, disk.create(target), member)
        disk.sync_folder(target.parent)
    except OSError as error:
        raise CaptureError(f"{target}: {error.strerror or error}: nothing was erased") from error
    return replace(
        capture,
        kind=ERASED,
        status=None,
        sha256=sha256_hex(member),
        payload_sha256=sha256_hex(block),
        payload_length=len(block),
        refers_to=None,
    )


def finish_erasures(
    folder: Path, row_at: Callable[[str, int], Capture | None], *, disk: Disk | None = None
) -> Iterator[Capture]:
    """Carry out what was prepared and committed; yield the captures that are erased now.

    ``row_at`` gives the committed row of the capture at an offset of a file. Where that is not the tombstone's, the
    erasure was not committed, and what was put aside is dropped.
    """
    disk = disk or Disk()
    for aside in sorted((folder / ERASING).glob("*")):
        file, _, offset = aside.name.rpartition(".")
        row, tombstone = row_at(file, int(offset)), aside.read_bytes()
        if row is not None and row.sha256 == sha256_hex(tombstone):
            _overwrite(disk, folder / file, row.offset, tombstone)
            yield row
        disk.remove(aside)
        disk.sync_folder(aside.parent)


def _padded(data: bytes, capture: Capture) -> bytes:
    """Return the data as a gzip member that is as long as the capture's: a comment in its head fills it."""
    packer = zlib.compressobj(zlib.Z_BEST_COMPRESSION, wbits=_RAW)
    packed = packer.compress(data) + packer.flush()
    end = b"\0" + packed + struct.pack("<II", zlib.crc32(data), len(data))
    room = capture.length - len(_GZIP_HEAD) - len(end)
    if room < 0:
        raise CaptureError(f"{capture.record_id}: too short to be erased ({capture.length} bytes, it holds no content)")
    return _GZIP_HEAD + b" " * room + end


def _overwrite(disk: Disk, path: Path, offset: int, data: bytes) -> None:
    """Write over a stretch of a file; another process may append to it meanwhile."""
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)  # not for appending, which would write at the end
    os.lseek(descriptor, offset, os.SEEK_SET)
    _write(disk, descriptor, data)


def _write(disk: Disk, descriptor: int, data: bytes) -> None:
    """Write all of the data, sync and close."""
    try:
        disk.write_all(descriptor, data)
        disk.sync(descriptor)
    finally:
        disk.close(descriptor)
