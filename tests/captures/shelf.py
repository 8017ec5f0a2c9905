"""A captures folder with its rows, as the store would keep them, and exchanges with invented pages."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from archive.captures import (
    Capture,
    CapturedResponse,
    CaptureWriter,
    Exchange,
    Extent,
    Fault,
    Recounted,
    read_capture,
    repair,
    verify_files,
)
from archive.captures.disk import Disk

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
PAGE = b"<html><body><h1>News</h1>" + b"<p>The harbour office opens a second quay.</p>" * 20 + b"</body></html>"
ENCODED = gzip.compress(PAGE + b"encoded", mtime=0)
LATER = NOON + dt.timedelta(days=1)


def exchange(body: bytes = PAGE, **other: Any) -> Exchange:
    """An exchange on a site that does not exist; ``other`` replaces fields."""
    plain: dict[str, Any] = {
        "url": "http://harbour.test/news?offset=0",
        "request_headers": [(b"User-Agent", b"AimCrawl (+mailto:me@harbour.test)"), (b"Accept", b"*/*")],
        "status": 200,
        "reason": "OK",
        "response_headers": [(b"Content-Type", b"text/html"), (b"Set-Cookie", b"a=1"), (b"Set-Cookie", b"b=2")],
        "body": body,
        "captured_at": NOON,
        "ip": "192.0.2.7",
    }
    return Exchange(**{**plain, **other})


def counted_ids() -> Callable[[], str]:
    """UUIDs that count from 1, so that files are the same in every run."""
    numbers = itertools.count(1)
    return lambda: f"{next(numbers):08x}-0000-4000-8000-000000000000"


@dataclasses.dataclass
class Shelf:
    """The folder and the rows of what was said to be kept."""

    folder: Path
    rows: dict[str, Capture] = dataclasses.field(default_factory=dict)

    def writer(self, **options: Any) -> CaptureWriter:
        return CaptureWriter(self.folder, **{"held": self.held, "new_id": counted_ids(), **options})

    def keep(self, writer: CaptureWriter, *exchanges: Exchange) -> list[Capture]:
        """Write exchanges, and make rows of their captures."""
        captures = []
        for one in exchanges:
            captures.append(writer.write(one))
            self.rows[captures[-1].record_id] = captures[-1]
        return captures

    def held(self, digest: str) -> Capture | None:
        bodies = (row for row in self.rows.values() if row.payload_sha256 == digest and row.refers_to is None)
        return next(bodies, None)

    def extents(self) -> dict[str, Extent]:
        ends: dict[str, Extent] = {}
        for row in self.ordered():
            before = ends.get(row.file, Extent())
            ends[row.file] = Extent(row.end, before.covered + row.end - row.lead_offset)
        return ends

    def known_end(self, file: str) -> int:
        return self.extents().get(file, Extent()).end

    def captures(self, file: str) -> list[Capture]:
        return [row for row in self.ordered() if row.file == file]

    def capture_at(self, file: str, offset: int) -> Capture | None:
        return next((row for row in self.rows.values() if (row.file, row.offset) == (file, offset)), None)

    def adopt(self, found: list[Recounted]) -> None:
        self.rows |= {one.capture.record_id: one.capture for one in found}

    def repair(self, disk: Disk | None = None) -> list[str]:
        return list(repair(self.folder, self, disk=disk))

    def quarantined(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.folder / "quarantine").glob("*"))]

    def ordered(self) -> list[Capture]:
        return sorted(self.rows.values(), key=lambda row: (row.file, row.lead_offset))

    def faults(self, **options: Any) -> list[Fault]:
        return list(verify_files(self.folder, self.ordered(), **options))

    def read(self, capture: Capture, **options: Any) -> CapturedResponse:
        return read_capture(self.folder, capture, find=self.rows.get, **options)

    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.warc.gz"))
