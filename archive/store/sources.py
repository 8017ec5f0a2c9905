"""Sources in the archive: known from their first crawl, paused, resumed, renamed, removed (their history stays)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import Connection, func, insert, select, update

from archive import ledger
from archive.captures import CaptureWriter
from archive.errors import NotFound
from archive.models import Crawl, Source

__all__ = ["note_on_source", "rename_source", "set_source_status", "upsert_source"]


def upsert_source(connection: Connection, *, slug: str, name: str, url: str, now: dt.datetime) -> int:
    """Return the id of a source, making or updating its row."""
    known = connection.execute(select(Source.id, Source.name, Source.url).where(Source.slug == slug)).one_or_none()
    if known is None:
        row = {"slug": slug, "name": name, "url": url, "status": "active", "created_at": now}
        return connection.execute(insert(Source).values(row).returning(Source.id)).scalar_one()
    if (known.name, known.url) != (name, url):
        connection.execute(update(Source).where(Source.id == known.id).values(name=name, url=url))
    return int(known.id)


def set_source_status(connection: Connection, slug: str, status: Literal["active", "paused", "removed"]) -> None:
    """Pause, resume or remove a source. Raises NotFound where the archive has none of that slug."""
    _change(connection, slug, {"status": status})


def rename_source(connection: Connection, slug: str, to: str) -> None:
    """Give a source another slug. Raises NotFound where the archive has none of that slug."""
    _change(connection, slug, {"slug": to})


def note_on_source(connection: Connection, writer: CaptureWriter, fields: dict[str, str], *, now: dt.datetime) -> None:
    """Tell the WARC what a person decided of the source that ``fields`` names, so that a rebuild can do it again.

    Get the writer before the transaction begins: getting it may repair, in transactions of its own.
    """
    crawls = select(func.max(Crawl.id)).join(Source, Source.id == Crawl.source_id)
    last = connection.execute(crawls.where(Source.slug == fields["source"])).scalar_one()
    if last is not None:  # of a source that was never crawled, the WARC files know nothing
        note = writer.write_metadata("decision", {**fields, "after": last}, at=now)
        ledger.add_captures(connection, [note], crawl=None, now=now)


def _change(connection: Connection, slug: str, values: dict[str, str]) -> None:
    if connection.execute(update(Source).where(Source.slug == slug).values(values)).rowcount == 0:
        raise NotFound(f"the archive has no source {slug!r}")
