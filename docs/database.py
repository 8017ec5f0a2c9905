"""Writes docs/database.md from the models: ``python docs/database.py``. A test holds that it is up to date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from archive.describing import VIEWS, TableWords, tables

PAGE = Path(__file__).with_name("database.md")

_HEAD = """# The database, table by table

This page is made from the models (`python docs/database.py`). To look at an archive in another tool, open `archive.db`
read-only, or the PostgreSQL database with a role that may only read; write with AimCrawl alone. Times are UTC: text
such as `2026-11-22T08:00:00Z` on SQLite, `timestamptz` on PostgreSQL.

    datasette archive.db --metadata metadata.json     # the latter: aimcrawl schema datasette > metadata.json
    duckdb -c "ATTACH 'archive.db' (TYPE sqlite, READ_ONLY); SELECT source, title FROM archive.current_items"

## For people: views

| view | holds |
|---|---|
"""


def page() -> str:
    """Return the page."""
    views = "".join(f"| `{name}` | {words} |\n" for name, words in VIEWS.items())
    return _HEAD + views + "".join(section for table in tables() for section in _section(table))


def _section(table: TableWords) -> Iterator[str]:
    yield f"\n## `{table.name}`\n\n{_markdown(table.meaning)}\n\n"
    yield "| column | SQLite | PostgreSQL | null | meaning |\n|---|---|---|---|---|\n"
    for column in table.columns:
        parts = ["primary key" if column.key else "", f"→ `{column.refers_to}`" if column.refers_to else ""]
        meaning = "; ".join(part for part in (*parts, _markdown(column.meaning)) if part)
        null = "yes" if column.nullable else ""
        yield f"| `{column.name}` | {column.sqlite} | {column.postgresql} | {null} | {meaning} |\n"


def _markdown(text: str) -> str:
    """Return docstring markup as Markdown: roles become code, double backquotes single ones."""
    return re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text).replace("``", "`")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
