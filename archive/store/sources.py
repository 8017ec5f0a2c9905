"""Sources in the archive: known from their first crawl, paused, resumed, renamed, removed (their history stays)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from archive.errors import NotFound
from archive.models import Source

__all__ = ["rename_source", "set_source_status", "upsert_source"]


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


def _change(connection: Connection, slug: str, values: dict[str, str]) -> None:
    if connection.execute(update(Source).where(Source.slug == slug).values(values)).rowcount == 0:
        raise NotFound(f"the archive has no source {slug!r}")
