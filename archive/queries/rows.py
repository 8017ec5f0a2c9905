"""What the queries share: times and links as the views print them, streaming, the id of a source."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, select

from archive.errors import NotFound
from archive.models import Item, Source
from archive.views import LinkView

__all__ = ["STREAM", "kept_items", "link_views", "source_id", "time_text", "time_text_or_none"]

STREAM: Final = {"yield_per": 1000}
"""Execution options with which memory does not grow with the answer."""


def source_id(connection: Connection, slug: str) -> int:
    """Return the id of a source. Raises NotFound."""
    found = connection.execute(select(Source.id).where(Source.slug == slug)).scalar_one_or_none()
    if found is None:
        raise NotFound(f"the archive has no source {slug!r}; list them with: aimcrawl sources")
    return found


def kept_items(connection: Connection) -> dict[str, str]:
    """Return for each item that a person merged the one that stays."""
    query = select(Item.id, Item.merged_into).where(Item.merged_into.is_not(None))
    merged = {row.id: row.merged_into for row in connection.execute(query)}

    def kept(id_: str) -> str:
        return kept(merged[id_]) if id_ in merged else id_

    return {id_: kept(id_) for id_ in merged}


def time_text(value: dt.datetime) -> str:
    """Return a moment as the contract prints it."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def time_text_or_none(value: dt.datetime | None) -> str | None:
    """Return a moment as the contract prints it, or None."""
    return None if value is None else time_text(value)


def link_views(kept: list[Any]) -> list[LinkView]:
    """Return links as the database keeps them as views."""
    return msgspec.convert(kept, list[LinkView])
