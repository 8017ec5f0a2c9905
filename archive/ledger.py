"""The rows of the captures: what the WARC files must hold, and which capture holds what."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from archive.captures import Capture
from archive.models import Capture as CaptureRow

__all__ = [
    "add_captures",
    "capture_of_record",
    "capture_of_row",
    "capture_with_payload",
    "files",
    "known_end",
    "latest_capture",
]

_FIELDS = tuple(field.name for field in dataclasses.fields(Capture))
_COLUMNS = tuple(CaptureRow.__table__.c[name] for name in _FIELDS)


def add_captures(connection: Connection, captures: Iterable[Capture], *, crawl: int | None, now: dt.datetime) -> None:
    """Write the rows of captures that the WARC files hold already."""
    more = {"crawl_id": crawl, "recorded_at": now}
    if rows := [{name: getattr(capture, name) for name in _FIELDS} | more for capture in captures]:
        connection.execute(insert(CaptureRow), rows)


def capture_of_row(row: Row[Any]) -> Capture:
    """Return the capture that a row of the ledger tells of."""
    return Capture(**{name: getattr(row, name) for name in _FIELDS})


def capture_with_payload(connection: Connection, payload_sha256: str) -> Capture | None:
    """Return the first capture that holds a body of this digest itself, if there is one."""
    query = select(*_COLUMNS).where(CaptureRow.payload_sha256 == payload_sha256, CaptureRow.refers_to.is_(None))
    row = connection.execute(query.order_by(CaptureRow.id).limit(1)).one_or_none()
    return None if row is None else capture_of_row(row)


def capture_of_record(connection: Connection, record_id: str) -> Capture | None:
    """Return the capture of a record id, if there is one."""
    row = connection.execute(select(*_COLUMNS).where(CaptureRow.record_id == record_id)).one_or_none()
    return None if row is None else capture_of_row(row)


def files(connection: Connection) -> list[str]:
    """Return the names of all WARC files that rows know, sorted."""
    return list(connection.execute(select(CaptureRow.file).distinct().order_by(CaptureRow.file)).scalars())


def known_end(connection: Connection, file: str) -> int:
    """Return where the last capture that the rows know of a file ends; 0 where they know none."""
    ends = select(func.max(CaptureRow.offset + CaptureRow.length)).where(CaptureRow.file == file)
    return connection.execute(ends).scalar_one() or 0


def latest_capture(connection: Connection, url: str) -> Capture | None:
    """Return the newest capture of an address that the server answered with 200."""
    query = select(*_COLUMNS).where(CaptureRow.url == url, CaptureRow.status == 200)  # noqa: PLR2004 - OK (RFC 9110)
    row = connection.execute(query.order_by(CaptureRow.id.desc()).limit(1)).one_or_none()
    return None if row is None else capture_of_row(row)
