"""Check all that the archive holds: the WARC files against their rows, the database by itself, the chain of crawls.

Reads only, and gives every fault it finds; a crawl may run meanwhile. What needs a reader of pages (is a revision what
its capture says?) is :mod:`aimcrawl.replay.deep`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, select

from archive import ledger
from archive.archive import Archive
from archive.captures import Capture, verify_files
from archive.evidence.chain import chain_faults
from archive.evidence.crawls import crawl_faults
from archive.evidence.database import database_faults
from archive.evidence.history import history_faults
from archive.evidence.model import Finding
from archive.evidence.times import time_faults
from archive.evidence.words import index_faults
from archive.models import Capture as CaptureRow
from archive.queries.rows import STREAM

__all__ = ["bytes_to_check", "verify"]


def verify(
    archive: Archive, *, sample: float | None = None, progress: Callable[[int], None] | None = None
) -> Iterator[Finding]:
    """Yield every fault of an archive.

    ``sample`` is the share of captures (0 to 1) whose bytes are read; all else is always checked. ``progress`` is
    called with the number of bytes of WARC files that were dealt with since the last call.
    """
    with archive.reading() as connection:
        yield from database_faults(connection)
        yield from history_faults(connection)
        yield from time_faults(connection)
        yield from index_faults(connection)
        yield from chain_faults(connection)
        yield from crawl_faults(archive, connection)
    with archive.reading() as connection:
        rows = _captures(connection)
        for fault in verify_files(archive.captures, rows, sample=sample, progress=progress):
            yield Finding.of_file(fault)


def bytes_to_check(archive: Archive) -> int:
    """Return how many bytes of WARC files the rows know: what ``progress`` will come to."""
    return sum(extent.covered for extent in ledger.CommittedLedger(archive.engine).extents().values())


def _captures(connection: Connection) -> Iterator[Capture]:
    """Yield all captures by file and place, fetched as they are asked for."""
    query = select(CaptureRow.__table__).order_by(CaptureRow.file, CaptureRow.lead_offset)
    for row in connection.execution_options(**STREAM).execute(query):
        yield ledger.capture_of_row(row)
