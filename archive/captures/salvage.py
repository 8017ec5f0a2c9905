"""Read on behind damage: what a rebuild can still have of a WARC file when bytes in it are lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.captures.errors import CaptureDamaged
from archive.captures.members import iter_members
from archive.captures.model import Fault
from archive.captures.recount import Recounted, recount

__all__ = ["Lost", "salvage"]


@dataclass(frozen=True, slots=True)
class Lost:
    """Bytes of a WARC file, from ``start`` up to ``end``, of which no capture can be made; ``torn`` is its very end."""

    file: str
    start: int
    end: int
    torn: bool
    problem: str

    def __str__(self) -> str:
        if self.torn:
            return f"{self.file}: what follows byte {self.start} is torn and left out ({self.problem})"
        return f"{self.file}: bytes {self.start} to {self.end} are damaged and left out ({self.problem})"


def salvage(path: Path) -> Iterator[Recounted | Lost]:
    """Yield the captures of a file as :func:`recount` does; in place of damage what is lost, then what follows it.

    Of an exchange, request and response are lost together.
    """
    size = path.stat().st_size
    start: int | None = 0
    while start is not None:
        end, first, start = start, start, None
        try:
            for found in recount(path, start=first):
                yield found
                end = found.capture.end
        except CaptureDamaged as error:
            start = _behind_damage(path, end)
            yield Lost(path.name, end, start or size, torn=start is None, problem=str(error))


def _behind_damage(path: Path, start: int) -> int | None:
    """Return where the first whole record behind the first damage begins; None where none follows."""
    is_behind = False
    for member in iter_members(path, start=start):
        if isinstance(member, Fault):
            is_behind = True
        elif is_behind:
            return member.offset
    return None
