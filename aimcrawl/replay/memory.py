"""What the notes in the WARC files tell of crawls and decisions, collected before anything is made again of it.

The files may be incomplete, or not all of our own making: what does not hold together is left out, and said.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from aimcrawl.home.place import is_slug
from archive import ledger
from archive.captures import Recounted
from archive.errors import ArchiveDamaged
from archive.store.notes import CRAWL_END, CRAWL_START, EndNote, StartNote

__all__ = ["DECISION", "Memory", "fields_of"]

DECISION = "decision"
"""The kind of the note of what a person decided."""


@dataclass(slots=True)
class Memory:
    """Crawls by number, their captures' record ids, decisions with their times, and profile texts by hash.

    Of two notes of one thing the later counts: a number may have been given twice where a process was killed.
    ``places`` tells in which order starts and decisions stand in the files: ``("start", 3)``, the start of crawl 3;
    ``("decision", 0)``, the first of ``decisions``.
    """

    texts: dict[str, str]
    starts: dict[int, StartNote] = field(default_factory=dict)
    ends: dict[int, EndNote] = field(default_factory=dict)
    decisions: list[tuple[dt.datetime, dict[str, Any]]] = field(default_factory=list)
    captures: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    places: dict[tuple[str, int], int] = field(default_factory=dict)

    def hear(self, found: Recounted) -> None:
        """Take in one capture of a file. Raises ArchiveDamaged where a note is none of ours."""
        if (number := ledger.crawl_number(found)) is not None:
            self.captures[number].append(found.capture.record_id)
        if found.capture.kind == CRAWL_START:
            self._hear_start(fields_of(found, StartNote))
        elif found.capture.kind == CRAWL_END:
            end = fields_of(found, EndNote)
            if end.crawl not in self.ends or self.ends[end.crawl].ended <= end.ended:
                self.ends[end.crawl] = end
        elif found.capture.kind == DECISION:
            self._place("decision", len(self.decisions))
            self.decisions.append((found.capture.captured_at, fields_of(found, dict[str, Any])))

    def _hear_start(self, start: StartNote) -> None:
        if not is_slug(start.source):
            raise ArchiveDamaged(f"crawl {start.crawl} is of a source {start.source!r}, which is no slug")
        if start.profile_text is not None:
            self.texts[start.profile] = start.profile_text
        if start.crawl not in self.starts or self.starts[start.crawl].started <= start.started:
            self.starts[start.crawl] = start
            self._place("start", start.crawl)

    def _place(self, what: str, number: int) -> None:
        self.places[what, number] = len(self.places)

    def forget_loose_ends(self) -> Iterator[str]:
        """Leave out crawls that cannot be begun again, and say so: a file with their start or profile is missing.

        A crawl without an end that others of its source followed is named too: the first of them had ended it.
        """
        last = {self.starts[number].source_id: number for number in sorted(self.starts)}
        for number in sorted(set(self.starts) - set(self.ends)):
            if last[self.starts[number].source_id] != number:
                yield f"crawl {number} shows nothing: its end is in none of the WARC files"
        for number in sorted({*self.starts, *self.ends}):
            start = self.starts.get(number)
            if start is not None and start.profile in self.texts:
                continue
            what = "start" if start is None else "profile"
            yield f"crawl {number} is left out: its {what} is in none of the WARC files"
            self.starts.pop(number, None)
            self.ends.pop(number, None)


def fields_of(found: Recounted, kind: type[Any]) -> Any:
    """Return what a metadata record tells. Raises ArchiveDamaged where it tells something else."""
    try:
        return msgspec.convert(msgspec.json.decode(found.block)["fields"], kind)
    except (msgspec.MsgspecError, LookupError, TypeError) as error:
        where = f"{found.capture.file} at byte {found.capture.offset}"
        raise ArchiveDamaged(f"{where}: not a note that AimCrawl writes ({error})") from error
