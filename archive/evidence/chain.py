"""The chain of crawls: each crawl of a source is hashed into a root that includes the root of the one before.

Whoever keeps a root (in a citation, on paper) can tell later whether anything that stood in the archive by then was
altered, added or taken away since. A crawl joins the chain when it is settled: a running or suspect one has no root
yet. A chain a source, not one for all: the crawl of a source stays a job of its own.

What was erased stays in the chain: by the digests of what was there, which the rows keep.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, select, update

from archive.evidence.model import Finding
from archive.models import Capture, Crawl, Event, Revision
from archive.queries.rows import time_text
from archive.records import sha256_of

__all__ = ["chain_faults", "content_digest", "crawl_root", "seal"]

END_NOTE: Final = "crawl-end"
"""The kind of the one capture of a crawl that its root leaves out, since it tells the root."""

_CONTENT = ("published", "published_raw", "title", "url", "text", "html", "links", "language")
_CRAWL = (
    *("id", "root_before", "profile_hash", "kind", "reader", "full", "first", "started_at", "ended_at"),
    *("status", "reached_end", "requests", "pages", "items", "new", "edited", "removed", "restored", "unchanged"),
)
_REVISION_TIMES = (Revision.captured_at, Revision.recorded_at)
_EVENT = (
    *(Event.item_id, Event.kind, Event.revision, Event.previous, Event.fields, Event.trivial),
    *(Event.at, Event.recorded_at, Event.last_seen),
)
_ALTERED = "Rows were altered: restore the database from a backup, or make it again with `aimcrawl rebuild`"


def content_digest(content: Mapping[str, Any]) -> str:
    """Return ``sha256:…`` of all that a revision's row says of its content."""
    canonical = msgspec.json.encode({name: content[name] for name in _CONTENT}, order="sorted")
    return sha256_of(canonical)


def seal(connection: Connection, number: int) -> None:
    """Give a crawl that is being settled its root, behind the last of its source."""
    source = select(Crawl.source_id).where(Crawl.id == number).scalar_subquery()
    roots = select(Crawl.root).where(Crawl.source_id == source, Crawl.root.is_not(None))
    followed = select(Crawl.root_before).where(Crawl.source_id == source, Crawl.root_before.is_not(None))
    before = connection.execute(roots.where(Crawl.root.not_in(followed))).scalar_one_or_none()
    crawl = update(Crawl).where(Crawl.id == number)
    connection.execute(crawl.values(root_before=before))
    connection.execute(crawl.values(root=crawl_root(connection, number)))


def crawl_root(connection: Connection, number: int) -> str:
    """Compute ``sha256:…`` of a crawl: how it ended, its captures, revisions and events, and the root before it."""
    digest = hashlib.sha256()
    for line in _lines(connection, number):
        digest.update(msgspec.json.encode(line) + b"\n")
    return "sha256:" + digest.hexdigest()


def chain_faults(connection: Connection) -> Iterator[Finding]:
    """Yield what is wrong with the chains: roots that are not what they should be, links that are broken."""
    columns = (Crawl.id, Crawl.source_id, Crawl.status, Crawl.root, Crawl.root_before)
    crawls = connection.execute(select(*columns).order_by(Crawl.id)).all()
    links = Counter((crawl.source_id, crawl.root_before) for crawl in crawls if crawl.root)
    roots = {(crawl.source_id, crawl.root) for crawl in crawls}
    for crawl in crawls:
        if crawl.root is None:
            if crawl.status not in ("running", "suspect"):
                yield _finding(crawl.id, "was settled and has no root")
            continue
        if crawl.root != crawl_root(connection, crawl.id):
            yield _finding(crawl.id, "its captures, revisions and events do not make its root")
        if crawl.root_before is not None and (crawl.source_id, crawl.root_before) not in roots:
            yield _finding(crawl.id, "the crawl before it is not there any more")
        if links[crawl.source_id, crawl.root_before] > 1:
            yield _finding(crawl.id, "another crawl claims the same place in the chain")


def _finding(number: int, problem: str) -> Finding:
    return Finding(kind="chain", where=f"crawl {number}", problem=problem, advice=_ALTERED)


def _lines(connection: Connection, number: int) -> Iterator[list[Any]]:
    """Yield what a root is made of, in an order that no database decides."""
    crawl = connection.execute(select(Crawl.__table__).where(Crawl.id == number)).one()
    yield ["crawl", *(getattr(crawl, name) for name in _CRAWL)]
    captures = select(Capture.__table__).where(Capture.crawl_id == number, Capture.kind != END_NOTE)
    yield from sorted(_capture_line(row) for row in connection.execute(captures))
    revisions = (
        select(Revision.item_id, Revision.number, Revision.digest, Capture.record_id, *_REVISION_TIMES)
        .outerjoin(Capture, Capture.id == Revision.capture_id)
        .where(Revision.crawl_id == number, Revision.cause != "person")  # which came after the crawl was sealed
    )
    yield from sorted(["revision", *row] for row in connection.execute(revisions))
    events = select(*_EVENT).where(Event.crawl_id == number)
    yield from sorted((["event", *row] for row in connection.execute(events)), key=str)


def _capture_line(row: Row[Any]) -> list[str]:
    return ["capture", row.record_id, row.lead_sha256, row.was or row.sha256, row.url, time_text(row.captured_at)]
