"""What a check of the archive finds: one thing that is not as it should be, wherever it stands."""

from __future__ import annotations

from msgspec import Struct

from archive.captures import Fault

__all__ = ["Finding"]


class Finding(Struct, frozen=True, kw_only=True):
    """A fault: where it stands, what is wrong, and what a person can do. One JSON object of ``verify --json``.

    ``kind`` is a word of :class:`archive.captures.FaultKind`, or ``database``, ``revision``, ``event``, ``item``,
    ``page``, ``crawl``, ``chain``, ``reading`` or ``snapshot``. ``where`` names a file, a table, a crawl or a revision;
    ``offset`` is the byte in a file.
    """

    kind: str
    where: str
    offset: int | None = None
    problem: str
    advice: str

    @classmethod
    def of_file(cls, fault: Fault) -> Finding:
        """Return what was found in a WARC file."""
        return cls(kind=fault.kind, where=fault.file, offset=fault.offset, problem=fault.problem, advice=fault.advice)

    def __str__(self) -> str:
        place = self.where if self.offset is None else f"{self.where} at byte {self.offset}"
        return f"{place}: {self.problem}. {self.advice}"
