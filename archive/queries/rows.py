"""What the queries share: times and links as the views print them, streaming, the id of a source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Dialect, Row, Select, TypeDecorator, select, type_coerce

from archive.errors import NotFound
from archive.models import Item, Source
from archive.models.base import UtcDateTime
from archive.views import LinkView

__all__ = [
    "STREAM",
    "is_name",
    "kept_items",
    "link_views",
    "printed_time",
    "source_id",
    "stream",
    "time_text",
    "time_text_or_none",
]

STREAM: Final = {"yield_per": 50}
"""Execution options with which memory does not grow with the answer; more rows at once are slower, not faster."""

_LINKS = msgspec.json.Decoder(list[LinkView])


def stream(connection: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    """Give the rows of a query some at a time; who stops half-way leaves nothing open in the database."""
    rows = connection.execution_options(**STREAM).execute(query)
    try:
        for some in rows.partitions():  # as the driver gives them: nothing is called a row
            yield from some
    finally:
        if not connection.closed:  # an error may end all, and this be cleared away last
            rows.close()


def source_id(connection: Connection, slug: str) -> int:
    """Return the id of a source. Raises NotFound."""
    query = select(Source.id).where(Source.slug == slug)
    found = connection.execute(query).scalar_one_or_none() if is_name(slug) else None
    if found is None:
        raise NotFound(f"the archive has no source {slug!r}; list them with: aimcrawl sources")
    return found


def is_name(text: str) -> bool:
    """Tell whether a text can be a slug or an id: what cannot is not there, and no database need be asked."""
    return text.isascii() and "\0" not in text


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


def link_views(kept: str) -> list[LinkView]:
    """Return links, of which the database gave the JSON as it keeps it, as views."""
    return _LINKS.decode(kept)


def printed_time(column: Any) -> ColumnElement[str]:
    """Return a column of moments as one of texts, as the contract prints them: as SQLite keeps them."""
    return type_coerce(column, _PrintedTime)


class _PrintedTime(TypeDecorator[str]):
    """A moment, read as the contract prints it."""

    impl = UtcDateTime
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """Take what SQLite keeps as it is: no function is called a row."""
        return None if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy calls it so
        """Print what PostgreSQL gives."""
        return time_text_or_none(value)
