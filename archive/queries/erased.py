"""Which items the archive took down. Their status says what the site shows, and does not change for it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from archive.models import Item
from archive.queries.rows import time_text_or_none

__all__ = ["erased_at"]


def erased_at(connection: Connection, item_id: str) -> str | None:
    """Return when the archive took the content of an item down, as the contract prints moments; None if it did not."""
    query = select(Item.erased_at).where(Item.id == item_id)
    return time_text_or_none(connection.execute(query).scalar_one_or_none())
