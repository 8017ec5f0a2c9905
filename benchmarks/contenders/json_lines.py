"""Contenders: all items of an archive on SQLite as JSON Lines: ``json_lines.py NAME DATABASE OUTPUT``.

``aimcrawl`` is what ``aimcrawl export`` does once it has started; the others are a query, a loop, and ``json.dumps`` of
a dict a row: of the rows of the standard library's driver, or of those of the mapped tables. All write the same bytes.
Prints the CPU seconds from the query to the last byte, without imports.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, nulls_last, select

from archive import queries
from archive.archive import Archive
from archive.export.documents import as_jsonl
from archive.models import Item, Revision, Source

QUERY = """
SELECT i.id, s.slug AS source, r.url, i.page_url, r.published, r.published_raw, r.title, r.text, r.html, r.language,
       r.links, i.status, i.first_seen, i.last_seen, r.number AS revision, r.content_hash
FROM items i JOIN revisions r ON r.item_id = i.id AND r.number = i.revision JOIN sources s ON s.id = i.source_id
WHERE i.merged_into IS NULL ORDER BY r.sort_date DESC, i.id
"""


def aimcrawl(path: Path) -> Iterator[bytes]:
    """Give lines as the archive does."""
    database = f"sqlite:///{path}"
    with Archive(database, captures=path, locks=path) as archive, archive.reading() as connection:
        yield from as_jsonl(queries.items(connection))


def by_sqlite3(path: Path) -> Iterator[bytes]:
    """Give a line a row of the standard library's driver: the least that Python can do."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute(QUERY)
        yield from dumped(dict(row) | {"links": json.loads(row["links"])} for row in rows)


def by_sqlalchemy(path: Path) -> Iterator[bytes]:
    """Give a line a row of the mapped tables: what most scripts over such a database would do."""
    columns: list[Any] = [Item.id, Source.slug.label("source"), Revision.url, Item.page_url, Revision.published]
    columns += [Revision.published_raw, Revision.title, Revision.text, Revision.html, Revision.language]
    columns += [Revision.links, Item.status, Item.first_seen, Item.last_seen, Revision.number.label("revision")]
    query = (
        select(*columns, Revision.content_hash)
        .select_from(Item)
        .join(Revision, (Revision.item_id == Item.id) & (Revision.number == Item.revision))
        .join(Source, Source.id == Item.source_id)
        .where(Item.merged_into.is_(None))
        .order_by(nulls_last(Revision.sort_date.desc()), Item.id)
    )
    with create_engine(f"sqlite:///{path}").connect() as connection:
        rows = connection.execution_options(yield_per=1000).execute(query).mappings()
        times = ("first_seen", "last_seen")
        yield from dumped(dict(row) | {name: f"{row[name]:%Y-%m-%dT%H:%M:%SZ}" for name in times} for row in rows)


def dumped(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Give a line a row by ``json``."""
    return ((json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode() for row in rows)


if __name__ == "__main__":
    contender = {"aimcrawl": aimcrawl, "sqlite3": by_sqlite3, "sqlalchemy": by_sqlalchemy}[sys.argv[1]]
    begin = time.process_time()
    with Path(sys.argv[3]).open("wb") as file:
        file.writelines(contender(Path(sys.argv[2])))
    print(time.process_time() - begin)
