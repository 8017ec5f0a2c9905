"""What is in which table and column, for people and for other tools: told by the models themselves.

A table's words are its class's docstring, a column's the comment on its line.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite

from archive.models import Base

__all__ = ["VIEWS", "ColumnWords", "TableWords", "datasette_metadata", "tables"]

VIEWS = {
    "current_items": "Every item as it stands, without those that a person merged into others.",
    "item_history": "Every version of every item, with the place of the raw capture that it was read from.",
    "changes": "What crawls showed about items, with the title that each bears now.",
}
"""The views for people, and what they hold."""

_FIRST = ("sources", "profiles", "crawls", "captures", "pages", "items", "revisions", "events")
_INNER = ("search_", "staged_", "outbox", "deliver", "notices")
"""How the names begin of tables that are of use to AimCrawl alone."""

_SQLITE: Dialect = sqlite.dialect()
_POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy types it not
_COMMENT = re.compile(r"^    (\w+): Mapped.*?  # (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnWords:
    """One column: its type on SQLite and on PostgreSQL, what it refers to (``table.column``), and what it means."""

    name: str
    sqlite: str
    postgresql: str
    nullable: bool
    key: bool
    refers_to: str | None
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableWords:
    """One table with its columns in their order; ``meaning`` is in paragraphs."""

    name: str
    meaning: str
    columns: tuple[ColumnWords, ...]


def tables() -> Iterator[TableWords]:
    """Give all tables that have a model: those of the history in the order in which it comes about, then others."""
    classes: dict[str, Any] = {str(mapper.local_table): mapper.class_ for mapper in Base.registry.mappers}
    for name in (*_FIRST, *sorted(set(classes) - set(_FIRST))):
        model, table = classes[name], Base.metadata.tables[name]
        comments = dict(_COMMENT.findall(inspect.getsource(model)))
        columns = tuple(_column(table, column, comments) for column in table.columns)
        yield TableWords(name=table.name, meaning=inspect.getdoc(model) or "", columns=columns)


def datasette_metadata() -> dict[str, Any]:
    """Return the metadata that datasette shows beside ``archive.db``: what is where, how to sort and to count it."""
    described = {
        table.name: {
            "description": _first_sentence(table.meaning),
            "columns": {column.name: column.meaning for column in table.columns if column.meaning},
            "hidden": table.name.startswith(_INNER),
        }
        for table in tables()
    }
    views: dict[str, Any] = {name: {"description": words} for name, words in VIEWS.items()}
    views["current_items"] |= {"sort_desc": "published", "facets": ["source", "status"]}
    views["item_history"] |= {"sort_desc": "captured_at", "facets": ["source", "cause"]}
    views["changes"] |= {"sort_desc": "at", "facets": ["source", "kind"]}
    about = {
        "title": "AimCrawl archive",
        "description": "What organisations published on their news pages, and how they changed it. Times are UTC.",
    }
    return about | {"databases": {"archive": {"tables": described | views}}}


def _column(table: Table, column: Column[Any], comments: dict[str, str]) -> ColumnWords:
    foreign = next(iter(column.foreign_keys), None)
    return ColumnWords(
        name=column.name,
        sqlite=column.type.compile(_SQLITE),
        postgresql=column.type.compile(_POSTGRESQL).lower(),
        nullable=bool(column.nullable),
        key=column.name in table.primary_key.columns,
        refers_to=foreign.target_fullname if foreign else None,
        meaning=comments.get(column.name, ""),
    )


def _first_sentence(text: str) -> str:
    return " ".join(text.partition("\n\n")[0].split()).replace("``", "").replace(":class:", "").replace("`", "")
