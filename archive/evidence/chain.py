"""The chain of crawls: each crawl of a source is hashed into a root that includes the root of the one before.

Whoever keeps a root (in a citation, on paper) can tell later whether anything that stood in the archive by then was
altered, added or taken away since. A crawl joins the chain when it is settled: a running or suspect one has no root
yet. A chain a source, not one for all: the crawl of a source stays a job of its own.

What is erased stays provable: the chain holds the digests of what was there, and the tombstone says them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, select, update

from archive.captures import CaptureDamaged, read_block
from archive.captures.model import ERASED
from archive.evidence.model import Finding
from archive.ledger import capture_of_row
from archive.models import Capture, Crawl, Event, Revision

__all__ = ["chain_faults", "content_digest", "crawl_root", "seal"]

END_NOTE: Final = "crawl-end"
"""The kind of the one capture of a crawl that its root leaves out, since it tells the root."""

_CONTENT = ("published", "published_raw", "title", "url", "text", "html", "links", "language")
_ALTERED = "Rows were altered: restore the database from a backup, or make it again with `aimcrawl rebuild`"


def content_digest(content: Mapping[str, Any]) -> str:
    """Return ``sha256:…`` of all that a revision's row says of its content."""
    canonical = msgspec.json.encode({name: content[name] for name in _CONTENT}, order="sorted")
    return "sha256:" + hashlib.sha256(canonical).hexdigest()


def seal(connection: Connection, number: int) -> None:
    """Give a crawl that is being settled its root, behind the last of its source."""
    source = select(Crawl.source_id).where(Crawl.id == number).scalar_subquery()
    roots = select(Crawl.root).where(Crawl.source_id == source, Crawl.root.is_not(None))
    followed = select(Crawl.root_before).where(Crawl.source_id == source, Crawl.root_before.is_not(None))
    before = connection.execute(roots.where(Crawl.root.not_in(followed))).scalar_one_or_none()
    crawl = update(Crawl).where(Crawl.id == number)
    connection.execute(crawl.values(root_before=before))
    connection.execute(crawl.values(root=crawl_root(connection, number)))


def crawl_root(connection: Connection, number: int, *, folder: Path | None = None) -> str:
    """Compute ``sha256:…`` of a crawl: how it ended, its captures, revisions and events, and the root before it.

    ``folder``, the captures', is needed where captures were erased: their tombstones tell the digest to take.
    """
    digest = hashlib.sha256()
    for line in _lines(connection, number, folder):
        digest.update(msgspec.json.encode(line) + b"\n")
    return "sha256:" + digest.hexdigest()


def chain_faults(connection: Connection, folder: Path) -> Iterator[Finding]:
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
        if crawl.root != crawl_root(connection, crawl.id, folder=folder):
            yield _finding(crawl.id, "its captures, revisions and events do not make its root")
        if crawl.root_before is not None and (crawl.source_id, crawl.root_before) not in roots:
            yield _finding(crawl.id, "the crawl before it is not there any more")
        if links[crawl.source_id, crawl.root_before] > 1:
            yield _finding(crawl.id, "another crawl claims the same place in the chain")


def _finding(number: int, problem: str) -> Finding:
    return Finding(kind="chain", where=f"crawl {number}", problem=problem, advice=_ALTERED)


def _lines(connection: Connection, number: int, folder: Path | None) -> Iterator[list[Any]]:
    """Yield what a root is made of, in an order that no database decides."""
    crawl = connection.execute(select(Crawl.__table__).where(Crawl.id == number)).one()
    yield ["crawl", number, crawl.root_before, crawl.profile_hash, crawl.reader, crawl.full, crawl.status]
    captures = select(Capture.__table__).where(Capture.crawl_id == number, Capture.kind != END_NOTE)
    yield from sorted(_capture_line(row, folder) for row in connection.execute(captures))
    revisions = (
        select(Revision.item_id, Revision.number, Revision.digest, Capture.record_id)
        .outerjoin(Capture, Capture.id == Revision.capture_id)
        .where(Revision.crawl_id == number)
    )
    yield from sorted(["revision", *row] for row in connection.execute(revisions))
    events = select(Event.item_id, Event.kind, Event.revision, Event.previous, Event.fields, Event.trivial, Event.at)
    yield from sorted((["event", *row] for row in connection.execute(events.where(Event.crawl_id == number))), key=str)


def _capture_line(row: Row[Any], folder: Path | None) -> list[str]:
    return ["capture", row.record_id, row.lead_sha256, _original_digest(row, folder)]


def _original_digest(row: Row[Any], folder: Path | None) -> str:
    """Return the digest of a capture as it was written, which a tombstone remembers."""
    if row.kind != ERASED or folder is None:
        return str(row.sha256)
    try:
        tombstone = msgspec.json.decode(read_block(folder, capture_of_row(row)))
    except CaptureDamaged:  # named as a fault of the file; here the root will not be met
        return ""
    return str(tombstone["fields"]["was"])
