"""Between records and rows: how a record is kept, how it is read back, and how an item gets its id."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import msgspec
from sqlalchemy import Row

from archive.evidence.chain import content_digest
from archive.records import Link, Record, content_hash

__all__ = ["mint_id", "record_of_json", "record_of_revision", "record_to_json", "revision_content", "says_the_same"]

_ID_BYTES = 10  # 80 bits: a billion items collide with a chance of one in two million


def mint_id(slug: str, capture: str, position: int | str) -> str:
    """Return the id of an item that was first met at ``position`` in the list page whose capture is named.

    Where a person split it off another item, ``position`` says where. The id comes from where the item was first
    seen, not from what it says, so that no edit can change it and a database that is rebuilt from the captures has the
    same ids. Sixteen lower-case letters and digits.
    """
    origin = "\n".join((slug, capture, str(position))).encode()
    return base64.b32encode(hashlib.sha256(origin).digest()[:_ID_BYTES]).decode().lower()


def record_to_json(record: Record) -> dict[str, Any]:
    """Return a record as JSON keeps it."""
    kept: dict[str, Any] = msgspec.to_builtins(record)
    return kept


def record_of_json(kept: dict[str, Any]) -> Record:
    """Return the record that :func:`record_to_json` kept."""
    return msgspec.convert(kept, Record)


def revision_content(record: Record) -> dict[str, Any]:
    """Return the columns of a revision that hold a record's content."""
    content = {
        "published": record.published,
        "published_raw": record.published_raw,
        "sort_date": None if record.date is None else record.date.isoformat(),
        "title": record.title,
        "url": record.url,
        "text": record.text,
        "html": record.html,
        "links": [msgspec.to_builtins(link) for link in record.links],
        "language": record.language,
        "content_hash": content_hash(*record.content),
    }
    return content | {"digest": content_digest(content)}


def record_of_revision(row: Row[Any]) -> Record:
    """Return the content of a revision's row as a record; its position is of no meaning."""
    return Record(
        position=0,
        published=row.published,
        published_raw=row.published_raw,
        title=row.title,
        url=row.url,
        text=row.text,
        html=row.html,
        links=tuple(Link(**link) for link in row.links),
        language=row.language,
    )


def says_the_same(listed: Record, content: Record) -> bool:
    """Tell whether a list shows an item just as its content has it, so that its record need not be kept beside it."""
    return (*listed.shown, listed.html) == (*content.shown, content.html)
