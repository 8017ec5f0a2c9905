"""The rows of the captures: what the WARC files must hold, and which capture holds what."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Row, bindparam, func, insert, select, update

from archive.captures import Capture, Extent, Recounted
from archive.engine import writing
from archive.models import Capture as CaptureRow
from archive.models import Crawl

__all__ = [
    "CommittedLedger",
    "add_captures",
    "capture_of_record",
    "capture_of_row",
    "capture_with_payload",
    "crawl_number",
    "latest_capture",
    "latest_settled",
    "note_erased",
]

_FIELDS = tuple(field.name for field in dataclasses.fields(Capture))
_COLUMNS = tuple(CaptureRow.__table__.c[name] for name in _FIELDS)

# Asked for each page of a crawl: made once, since making a statement takes longer than the database does to answer it
_WITH_PAYLOAD = (
    select(*_COLUMNS)
    .where(CaptureRow.payload_sha256 == bindparam("sha256"), CaptureRow.refers_to.is_(None))
    .order_by(CaptureRow.id)
    .limit(1)
)
_LATEST = (
    select(*_COLUMNS)
    .where(CaptureRow.url == bindparam("url"), CaptureRow.status == 200)  # noqa: PLR2004 - OK (RFC 9110)
    .order_by(CaptureRow.captured_at.desc(), CaptureRow.id.desc())  # an import brings older ones later
    .limit(1)
)
_LATEST_SETTLED = (
    select(*_COLUMNS)
    .join(Crawl, Crawl.id == CaptureRow.crawl_id)
    .where(CaptureRow.url == bindparam("url"), CaptureRow.status.in_((200, 304)))  # OK and Not Modified (RFC 9110)
    .where(Crawl.source_id == bindparam("source"), Crawl.kind == "crawl", Crawl.status == "complete")
    .order_by(CaptureRow.id.desc())
    .limit(1)
)


def add_captures(connection: Connection, captures: Iterable[Capture], *, crawl: int | None, now: dt.datetime) -> None:
    """Write the rows of captures that the WARC files hold already."""
    more = {"crawl_id": crawl, "recorded_at": now}
    if rows := [{name: getattr(capture, name) for name in _FIELDS} | more for capture in captures]:
        connection.execute(insert(CaptureRow), rows)


def note_erased(connection: Connection, tombstone: Capture, was: str) -> None:
    """Let a tombstone's row stand in the place of the row of a capture whose member's digest ``was`` that."""
    values = {name: getattr(tombstone, name) for name in _FIELDS} | {"was": was}
    connection.execute(update(CaptureRow).where(CaptureRow.record_id == tombstone.record_id).values(values))


def capture_of_row(row: Row[Any]) -> Capture:
    """Return the capture that a row of the ledger tells of."""
    return Capture(**{name: getattr(row, name) for name in _FIELDS})


def crawl_number(found: Recounted) -> int | None:
    """Return the number of the crawl that wrote a capture, as its labels or its note tell; None of any other."""
    if found.capture.status is not None or found.labels:
        number = found.labels.get("crawl", "")
        return int(number) if number.isdecimal() else None
    number = msgspec.json.decode(found.block)["fields"].get("crawl")
    return number if isinstance(number, int) else None


def capture_with_payload(connection: Connection, payload_sha256: str) -> Capture | None:
    """Return the first capture that holds a body of this digest itself, if there is one."""
    row = connection.execute(_WITH_PAYLOAD, {"sha256": payload_sha256}).one_or_none()
    return None if row is None else capture_of_row(row)


def capture_of_record(connection: Connection, record_id: str) -> Capture | None:
    """Return the capture of a record id, if there is one."""
    row = connection.execute(select(*_COLUMNS).where(CaptureRow.record_id == record_id)).one_or_none()
    return None if row is None else capture_of_row(row)


def latest_capture(connection: Connection, url: str) -> Capture | None:
    """Return the newest capture of an address that the server answered with 200."""
    row = connection.execute(_LATEST, {"url": url}).one_or_none()
    return None if row is None else capture_of_row(row)


def latest_settled(connection: Connection, url: str, *, source_id: int) -> Capture | None:
    """Return the newest good capture of an address in a source's complete crawls; a 304 (RFC 9110) is good too."""
    row = connection.execute(_LATEST_SETTLED, {"url": url, "source": source_id}).one_or_none()
    return None if row is None else capture_of_row(row)


class CommittedLedger:
    """The rows as :func:`archive.captures.repair` wants to see them: each call sees what is committed by then."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def extents(self) -> dict[str, Extent]:
        """Return the extent of every file that has rows."""
        end = CaptureRow.offset + CaptureRow.length
        query = select(CaptureRow.file, func.max(end), func.sum(end - CaptureRow.lead_offset)).group_by(CaptureRow.file)
        with self._engine.connect() as connection:
            return {file: Extent(last, int(covered)) for file, last, covered in connection.execute(query)}

    def known_end(self, file: str) -> int:
        """Return where the last capture of a file ends that has a row; 0 where none has."""
        query = select(func.max(CaptureRow.offset + CaptureRow.length)).where(CaptureRow.file == file)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one() or 0

    def captures(self, file: str) -> list[Capture]:
        """Return the captures of a file, ordered by ``lead_offset``."""
        query = select(*_COLUMNS).where(CaptureRow.file == file).order_by(CaptureRow.lead_offset)
        with self._engine.connect() as connection:
            return [capture_of_row(row) for row in connection.execute(query)]

    def capture_at(self, file: str, offset: int) -> Capture | None:
        """Return the capture at an offset of a file."""
        query = select(*_COLUMNS).where(CaptureRow.file == file, CaptureRow.offset == offset)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else capture_of_row(row)

    def adopt(self, found: list[Recounted]) -> None:
        """Commit rows for captures that a killed crawl had written, under the crawl that their labels name.

        A crawl that was settled meanwhile has its place in the chain, and takes no more.
        """
        now = dt.datetime.now(dt.UTC)
        with writing(self._engine) as connection:
            crawls = set(connection.execute(select(Crawl.id).where(Crawl.root.is_(None))).scalars())
            for one in found:
                number = crawl_number(one)
                crawl = number if number in crawls else None
                add_captures(connection, [one.capture], crawl=crawl, now=now)
