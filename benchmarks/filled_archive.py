"""An archive full of invented items, written straight into the database: ``python benchmarks/filled_archive.py DIR N``.

DIR becomes a home. What a crawl would take minutes for is there in seconds; there are no captures, so that nothing can
be verified or read again. The same N gives the same rows.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, insert

from aimcrawl.home import Home, create_home
from archive.models import Crawl, Event, Item, Profile, Revision, Source
from archive.records import content_hash

__all__ = ["fill", "filled_home"]

SOURCES = 3
AT = dt.datetime(2026, 5, 1, 12, 0, tzinfo=dt.UTC)
_BATCH = 2_000
_PARAGRAPHS, _WORDS = 2, 60


def filled_home(folder: Path, count: int, *, database: str | None = None) -> Home:
    """Make a home in a new folder whose archive holds ``count`` items, each with a revision and an event."""
    home = create_home(folder, database=database)
    with home.open_archive() as archive, archive.writing() as connection:
        fill(connection, count)
    return home


def fill(connection: Connection, count: int) -> None:
    """Write ``count`` items of three sources into an empty database."""
    sources = [
        {"slug": f"source-{n}", "name": f"Source {n}", "url": f"https://source-{n}.example/news", "created_at": AT}
        for n in range(1, SOURCES + 1)
    ]
    connection.execute(insert(Source), sources)
    connection.execute(insert(Profile), {"hash": "profile", "layout": "layout", "text": "", "recorded_at": AT})
    connection.execute(insert(Crawl), [_crawl(n) for n in range(1, SOURCES + 1)])
    for items, revisions, events in _batches(count):
        connection.execute(insert(Item), items)
        connection.execute(insert(Revision), revisions)
        connection.execute(insert(Event), events)


def _crawl(source: int) -> dict[str, Any]:
    known = {"source_id": source, "profile_hash": "profile", "reader": 1, "status": "complete"}
    return known | {"full": True, "first": True, "started_at": AT, "ended_at": AT, "reached_end": True}


def _batches(count: int) -> Iterator[tuple[list[Any], list[Any], list[Any]]]:
    """Give the rows of items, revisions and events, some thousands at a time."""
    rnd = Random(1)
    words = ["".join(rnd.choices("abcdefghijklmnopqrstuvwxyz", k=rnd.randint(3, 10))) for _ in range(4000)]
    for start in range(0, count, _BATCH):
        rows = [_rows(number, words, rnd) for number in range(start, min(count, start + _BATCH))]
        yield [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


def _rows(number: int, words: list[str], rnd: Random) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    source = number % SOURCES + 1
    site = f"https://source-{source}.example"
    id_ = base64.b32encode(hashlib.sha256(str(number).encode()).digest()[:10]).decode().lower()
    item = {
        "id": id_,
        "source_id": source,
        "place": float(-number),
        "revision": 1,
        "listed_hash": "",
        "page_url": f"{site}/news?page={number // 60 + 1}",
        "first_seen": AT,
        "last_seen": AT,
        "last_crawl": source,
        "read_by": source,
    }
    crawled = {"item_id": id_, "crawl_id": source, "recorded_at": AT}
    return item, crawled | _content(number, site, words, rnd), crawled | _event(source)


def _content(number: int, site: str, words: list[str], rnd: Random) -> dict[str, Any]:
    day = dt.date(2026, 4, 30) - dt.timedelta(days=number // 15)
    paragraphs = [" ".join(rnd.choices(words, k=_WORDS)) + " “said”." for _ in range(_PARAGRAPHS)]
    title, text = " ".join(rnd.choices(words, k=8)), "\n\n".join(paragraphs)
    return {
        "number": 1,
        "cause": "crawl",
        "reader": 1,
        "captured_at": AT,
        "published": day.isoformat(),
        "published_raw": f"{day:%d %B %Y}",
        "sort_date": day.isoformat(),
        "title": title,
        "url": f"{site}/news/{number}",
        "text": text,
        "html": "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs),
        "links": [{"url": f"{site}/files/{number}.pdf", "text": "the report", "type": "application/pdf"}],
        "language": "en",
        "content_hash": content_hash(day.isoformat(), title, text),
        "digest": "",
    }


def _event(source: int) -> dict[str, Any]:
    return {
        "kind": "new",
        "source_id": source,
        "revision": 1,
        "fields": [],
        "trivial": False,
        "silent": True,
        "at": AT,
    }


if __name__ == "__main__":
    filled_home(Path(sys.argv[1]), int(sys.argv[2]))
