"""Write crawls again from the notes that the WARC files hold of them, under the numbers that they had.

The captures' rows are there already, and are given to their crawls here. What a crawl read and meant is staged and
settled as ever (:mod:`archive.store.staging`, :mod:`archive.store.outcome`).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select, text, update

from archive.models import Capture, Crawl, Profile, Source
from archive.store.notes import StartNote

__all__ = ["begin_again", "claim_captures", "number_on"]

_BATCH = 500


def begin_again(connection: Connection, note: StartNote, profile_text: str) -> None:
    """Write source, profile and crawl of a note; a source that was renamed since bears its newest slug."""
    source = {"slug": note.source, "name": note.name, "url": note.url}
    if connection.execute(update(Source).where(Source.id == note.source_id).values(source)).rowcount == 0:
        row = source | {"id": note.source_id, "status": "active", "created_at": note.started}
        connection.execute(insert(Source).values(row))
    if connection.execute(select(Profile.hash).where(Profile.hash == note.profile)).first() is None:
        profile = {"hash": note.profile, "layout": note.layout, "text": profile_text, "recorded_at": note.started}
        connection.execute(insert(Profile).values(profile))
    crawl = {
        "id": note.crawl,
        "source_id": note.source_id,
        "profile_hash": note.profile,
        "kind": note.kind,
        "reader": note.reader,
        "full": note.full,
        "first": note.first,
        "started_at": note.started,
    }
    connection.execute(insert(Crawl).values(crawl))


def claim_captures(connection: Connection, number: int, record_ids: Sequence[str]) -> None:
    """Give captures to the crawl that made them."""
    for start in range(0, len(record_ids), _BATCH):
        batch = record_ids[start : start + _BATCH]
        connection.execute(update(Capture).where(Capture.record_id.in_(batch)).values(crawl_id=number))


def number_on(connection: Connection) -> None:
    """Let PostgreSQL count on from the numbers that were given; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        for table in ("sources", "crawls"):
            last = f"(SELECT coalesce(max(id), 0) + 1 FROM {table})"  # noqa: S608 - names of ours
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last}, false)"))
