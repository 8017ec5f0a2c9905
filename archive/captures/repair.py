"""Set a captures folder right on opening an archive: one call for all that a crash can leave.

A file whose size and rows agree is not touched, nor locked. Of the others, those that a living process writes are left
alone; the rest get their gaps filled (:mod:`archive.captures.recount`) and their tails moved away
(:mod:`archive.captures.recovery`). Erasures that were committed are ended (:mod:`archive.captures.erasing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from archive.captures.disk import Disk
from archive.captures.erasing import finish_erasures
from archive.captures.errors import CaptureDamaged
from archive.captures.model import Capture
from archive.captures.recount import Recounted, missing_captures
from archive.captures.recovery import locked, move_tail, tail_after

__all__ = ["Extent", "Ledger", "repair"]


@dataclass(frozen=True, slots=True)
class Extent:
    """What the rows know of a file, in bytes: the end of the last capture, and the sum from each lead to its end."""

    end: int = 0
    covered: int = 0


class Ledger(Protocol):
    """The rows, as the archive keeps them; every method sees what is committed."""

    def extents(self) -> Mapping[str, Extent]:
        """Return the extent of every file that has rows."""

    def captures(self, file: str) -> Iterable[Capture]:
        """Return the captures of a file, ordered by ``lead_offset``."""

    def capture_at(self, file: str, offset: int) -> Capture | None:
        """Return the capture at an offset of a file."""

    def adopt(self, found: list[Recounted]) -> None:
        """Commit rows for captures that were found between known ones; their labels say of which crawl."""


def repair(folder: Path, ledger: Ledger, *, disk: Disk | None = None) -> Iterator[str]:
    """Repair what a crash left and yield a sentence for each thing that was done.

    Raises:
        WarcTooShort: a file is missing, or shorter than its rows say; it is not touched.
        OSError: the disk refuses; nothing is lost, and the next call goes on.
    """
    disk, extents = disk or Disk(), ledger.extents()
    for file in sorted({*extents, *(path.name for path in folder.glob("*.warc.gz"))}):
        extent = extents.get(file, Extent())
        tail = tail_after(folder / file, extent.end)
        if tail or extent.covered < extent.end or not extent.end:
            yield from _repair_file(folder / file, ledger, disk)
    for capture in finish_erasures(folder, ledger.capture_at, disk=disk):
        yield f"{capture.file}: the erasure of {capture.record_id} was ended"


def _repair_file(path: Path, ledger: Ledger, disk: Disk) -> Iterator[str]:
    """Fill the gaps of a file and move its tail, where no living process writes it."""
    with locked(path, disk) as descriptor:
        if descriptor is None:
            return
        rows = list(ledger.captures(path.name))  # asked again: its writer may have committed and ended meanwhile
        try:
            found = list(missing_captures(path.parent, path.name, rows))
        except CaptureDamaged as error:
            yield f"{path.name}: bytes between captures that make no record ({error}); run `aimcrawl verify`"
        else:
            if found:
                ledger.adopt(found)
                yield f"{path.name}: {len(found)} captures that a killed crawl had written got their rows"
        moved = move_tail(descriptor, path, max((row.end for row in rows), default=0), disk)
        if moved:
            yield f"{path.name}: {moved.stat().st_size} bytes that no row knows are in {moved}"
