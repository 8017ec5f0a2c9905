"""What crawls fetched: captures in WARC files, the pages that they are, and records that await a crawl's end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base

__all__ = ["Capture", "Page", "StagedRecord"]


class Capture(Base, kw_only=True):
    """The ledger of the WARC files: a row for each response (with its request) or metadata record, as written.

    The columns are those of :class:`archive.captures.Capture`.
    """

    __tablename__ = "captures"
    __table_args__ = (Index("ix_captures_place", "file", "lead_offset", "offset", "length"),)  # sums without the rows

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    crawl_id: Mapped[int | None] = mapped_column(ForeignKey("crawls.id"), index=True)
    record_id: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    status: Mapped[int | None]
    captured_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    file: Mapped[str]
    offset: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    lead_offset: Mapped[int] = mapped_column(BigInteger)
    lead_sha256: Mapped[str]
    payload_sha256: Mapped[str] = mapped_column(index=True)
    payload_length: Mapped[int] = mapped_column(BigInteger)
    refers_to: Mapped[str | None]
    was: Mapped[str | None] = mapped_column(default=None)  # where it was erased: the sha256 of what was there


class Page(Base, kw_only=True):
    """One list page or detail page of a crawl, read or failed.

    Or a ``check``: a list page that was read again at the end, to see if the list had moved (``status`` is ``moved``).
    """

    __tablename__ = "pages"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    crawl_id: Mapped[int] = mapped_column(ForeignKey("crawls.id"), index=True)
    number: Mapped[int]
    parent: Mapped[int | None]
    kind: Mapped[str]
    url: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str | None]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    captured_at: Mapped[dt.datetime]
    encoding: Mapped[str | None]
    whole: Mapped[bool]  # its closing tags came
    records: Mapped[int]


class StagedRecord(Base, kw_only=True):
    """A record that was read and waits for the end of its crawl; kept while a crawl runs or is suspect."""

    __tablename__ = "staged_records"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), index=True)
    position: Mapped[int]
    record: Mapped[dict[str, Any]]
