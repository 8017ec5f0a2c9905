"""Citations: what an item said, when, and the digests by which anyone with the archive can check that it did.

A citation is a short TOML text: people read it, and :func:`check` reads it again, years later. It also takes JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs
from sqlalchemy import Connection, select

from archive import ledger
from archive.captures import CaptureDamaged, CaptureErased, read_capture
from archive.errors import ArchiveError, NotFound
from archive.evidence.chain import crawl_root
from archive.models import Capture, Crawl, Item, Revision, Source
from archive.queries import erased_at
from archive.queries.rows import time_text

__all__ = ["Citation", "as_text", "check", "cite", "parse"]

_ERASED = ("title", "published", "url", "payload")
"""What is cited of an item and goes with its content."""


class Citation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One revision of an item and what proves it.

    ``read_on`` is the address of the page that was read, ``payload`` the digest of that page's body as it came,
    ``content_hash`` that of published, title and text, ``root`` that of the crawl in its chain.
    """

    item: str
    revision: int
    source: str
    title: str | None = None
    published: str | None = None
    url: str | None = None
    read_on: str
    captured: str
    recorded: str
    content_hash: str
    capture: str
    payload: str
    crawl: int
    root: str


def cite(connection: Connection, item: str, revision: int | None = None) -> Citation:
    """Return the citation of an item's revision (default: the current one).

    Raises:
        NotFound: there is no such item or revision.
        ArchiveError: nothing proves it: its crawl has no root.
    """
    columns: list[Any] = [Revision.__table__, Source.slug, Capture.url.label("read_on"), Capture.record_id]
    number = Item.revision if revision is None else revision
    query = (
        select(*columns, Capture.payload_sha256, Crawl.root)
        .join(Item, Item.id == Revision.item_id)
        .join(Source, Source.id == Item.source_id)
        .join(Capture, Capture.id == Revision.capture_id)
        .join(Crawl, Crawl.id == Revision.crawl_id)
        .where(Item.id == item, Revision.number == number)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        which = "" if revision is None else f" with a revision {revision}"
        raise NotFound(f"there is no item {item!r}{which} that leads to a capture; list items with: aimcrawl items")
    if row.root is None:
        raise ArchiveError(f"crawl {row.crawl_id} has no root yet; cite its items when it has ended")
    return Citation(
        item=row.item_id,
        revision=row.number,
        source=row.slug,
        title=row.title,
        published=row.published,
        url=row.url,
        read_on=row.read_on,
        captured=time_text(row.captured_at),
        recorded=time_text(row.recorded_at),
        content_hash=row.content_hash,
        capture=row.record_id,
        payload=f"sha256:{row.payload_sha256}",
        crawl=row.crawl_id,
        root=row.root,
    )


def as_text(citation: Citation) -> str:
    """Return a citation as TOML; what is not known is left out."""
    fields = ((name, value) for name, value in structs.asdict(citation).items() if value is not None)
    return "".join(f"{name} = {msgspec.json.encode(value).decode()}\n" for name, value in fields)


def parse(text: str) -> Citation:
    """Read a citation that :func:`as_text` wrote, or the same in JSON. Raises ValueError where it is none."""
    decode = msgspec.json.decode if text.lstrip().startswith("{") else msgspec.toml.decode
    return decode(text, type=Citation)


def check(connection: Connection, folder: Path, citation: Citation) -> Iterator[str]:
    """Yield what does not hold of a citation; nothing where the archive proves it. ``folder`` is the captures'."""
    try:
        found = cite(connection, citation.item, citation.revision)
    except ArchiveError as error:
        yield str(error)
        return
    except NotFound:
        yield f"the archive has no revision {citation.revision} of an item {citation.item}"
        return
    erased = erased_at(connection, citation.item)
    if erased is not None:
        yield f"the archive took the content of item {citation.item} down at {erased}: digests stay, proof went"
    passed = {"source", *(_ERASED if erased else ())}  # a source may be renamed
    for name, said in structs.asdict(citation).items():
        if name not in passed and said != getattr(found, name):
            yield f"{name} is {getattr(found, name)!r} in the archive, and {said!r} here"
    if crawl_root(connection, citation.crawl) != citation.root:
        yield f"the captures, revisions and events of crawl {citation.crawl} do not make the root that is cited"
    if erased is None:
        yield from _unproven(connection, folder, citation.capture)


def _unproven(connection: Connection, folder: Path, record_id: str) -> Iterator[str]:
    """Yield why a capture's bytes do not prove anything."""
    find = partial(ledger.capture_of_record, connection)
    capture = find(record_id)
    try:
        if capture is not None:
            read_capture(folder, capture, find=find)
    except (CaptureDamaged, CaptureErased) as error:
        yield str(error)
