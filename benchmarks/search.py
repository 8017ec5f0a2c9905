"""Search, timed on invented items: ``python benchmarks/search.py [--items N] [--postgres URL]``.

Makes an archive of N items (100,000 unless told otherwise), indexes it, and asks. Says how many items a second are
indexed, beside a plain FTS5 insert of such texts, and the median time of each question; of SQLite the CPU time too,
for busy machines. With
``--postgres`` (the SQLAlchemy address of an empty database) the same there. Words follow Zipf's law; ``common`` stands
in a fifth of the items, ``rare`` in one of ten thousand; all items of the source ``s6`` hold ``common``, none of
``s7``. At last an item is erased: how long until the index holds none of its words.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update

from archive import engine
from archive.models import Crawl, Profile, Revision, SearchPending, Source
from archive.search import SearchFilter, count, facets, search, similar
from archive.search.index import make_anew, scrub

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SOURCES = 200
LOT = 5000
MOST_PLAIN = 50_000
VOCABULARY = [f"{a}{b}{c}" for a, b, c in itertools.product("bdfglmnprst", "aeiou", ("ck", "lan", "mi", "ration", "x"))]
VOCABULARY += [f"{one}{two}" for one, two in itertools.product(VOCABULARY, VOCABULARY)][:40_000]
WEIGHTS = list(itertools.accumulate(1 / rank for rank in range(5, len(VOCABULARY) + 5)))

ITEM = text(
    "INSERT INTO items (id, source_id, status, place, revision, listed_hash, read_by, page_url, first_seen, last_seen, "
    "last_crawl, absences, merged_swapped) VALUES (:id, :source, 'present', :place, 1, '', 1, '', "
    "'2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 1, 0, FALSE)"
)
REVISION = text(
    "INSERT INTO revisions (item_id, number, cause, crawl_id, reader, captured_at, recorded_at, published, sort_date, "
    "title, text, html, links, content_hash, digest) VALUES (:id, 1, 'crawl', 1, 1, '2026-01-01T00:00:00Z', "
    "'2026-01-01T00:00:00Z', :day, :day, :title, :text, '', '[]', '', '')"
)

QUESTIONS: dict[str, Callable[[Connection], object]] = {
    "newest, a common word": lambda c: search(c, "common"),
    "newest, a rare word": lambda c: search(c, "rare"),
    "newest, two common words": lambda c: search(c, f"common {VOCABULARY[3]}"),
    "newest, a common and a rare word": lambda c: search(c, "common rare"),
    "newest, a phrase": lambda c: search(c, f'"{VOCABULARY[0]} {VOCABULARY[1]}"'),
    "newest, without a word": lambda c: search(c, "common -rare"),
    "newest, a beginning": lambda c: search(c, "bockl*"),
    "newest, of one source": lambda c: search(c, "common", SearchFilter(source="s6")),
    "newest, of a source that lacks it": lambda c: search(c, "common", SearchFilter(source="s7")),
    "newest, everything of one source": lambda c: search(c, "", SearchFilter(source="s6")),
    "newest, of one year": lambda c: search(c, "common since:2005 until:2005"),
    "newest, page 20": lambda c: search(c, "common", SearchFilter(offset=950)),
    "newest, everything": lambda c: search(c, ""),
    "ranked, a rare word": lambda c: search(c, "rare", SearchFilter(order="relevance")),
    "ranked, a common word": lambda c: search(c, "common", SearchFilter(order="relevance")),
    "count, a common word": lambda c: count(c, "common"),
    "count, of one source": lambda c: count(c, "common", SearchFilter(source="s6")),
    "facets, a rare word": lambda c: facets(c, "rare"),
    "facets, a common word": lambda c: facets(c, "common"),
    "facets, everything": lambda c: facets(c, ""),
    "similar": lambda c: similar(c, "i7"),
}


def invented(number: int, random: Random) -> tuple[str, str]:
    """Return title and text of an item: 8 words, and 30 to 100."""
    words = random.choices(VOCABULARY, cum_weights=WEIGHTS, k=8 + random.randrange(30, 100))
    for word, one_of in (("common", 5), ("rare", 10_000)):
        if number % one_of == 0:
            words[random.randrange(len(words))] = word
    return " ".join(words[:8]).capitalize(), ", ".join(words[8:]).capitalize() + "."


def rows(items: int) -> Iterator[dict[str, Any]]:
    """Give what varies in the rows of items, on days of 30 years in no order."""
    random = Random(1)
    for number in range(items):
        title, body = invented(number, random)
        day = (dt.date(1996, 1, 1) + dt.timedelta(days=random.randrange(10_957))).isoformat()
        source = 1 + number % SOURCES
        yield {"id": f"i{number}", "source": source, "place": number, "title": title, "text": body, "day": day}


def fill(database: Engine, items: int) -> None:
    """Write an archive of so many items, none of them indexed."""
    sources = [
        {"id": n, "slug": f"s{n}", "name": "", "url": "", "status": "active", "created_at": NOW}
        for n in range(1, SOURCES + 1)
    ]
    crawl = {"id": 1, "source_id": 1, "profile_hash": "p", "reader": 1, "full": True, "first": True, "started_at": NOW}
    with engine.writing(database) as connection:
        connection.execute(insert(Source), sources)
        connection.execute(insert(Profile).values(hash="p", layout="l", text="", recorded_at=NOW))
        connection.execute(insert(Crawl).values(crawl))
    made = rows(items)
    while lot := list(itertools.islice(made, LOT)):
        with engine.writing(database) as connection:
            for statement in (ITEM, REVISION):
                connection.execute(statement, lot)
            connection.execute(delete(SearchPending))


def plain_rate(items: int, folder: Path) -> str:
    """Return how many items a second a plain FTS5 table takes, title and text as they are."""
    plain = sqlite3.connect(folder / "plain.db")
    plain.execute("CREATE VIRTUAL TABLE plain USING fts5 (title, text)")
    made, watch = ((row["title"], row["text"]) for row in rows(items)), Watch()
    while lot := list(itertools.islice(made, LOT)):
        with watch:
            plain.executemany("INSERT INTO plain VALUES (?, ?)", lot)
    with watch:
        plain.commit()
    plain.close()
    return watch.rate(items)


class Watch:
    """Counts the seconds of its ``with`` blocks, of the clock and of this process's CPU."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def __enter__(self) -> None:
        self.wall -= time.perf_counter()
        self.cpu -= time.process_time()

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter()
        self.cpu += time.process_time()

    def rate(self, items: int) -> str:
        """Return how many items a second that is."""
        return f"{items / self.wall:9,.0f} items/s {items / self.cpu:9,.0f} items/s CPU"


def medians(ask: Callable[[], object], times: int = 7) -> str:
    """Return what a question took, in milliseconds: medians, after asking it once."""
    ask()
    watches = [Watch() for _ in range(times)]
    for watch in watches:
        with watch:
            ask()
    wall, cpu = (1000 * statistics.median(getattr(watch, of) for watch in watches) for of in ("wall", "cpu"))
    return f"{wall:9.1f} ms {cpu:9.1f} ms CPU"


def prepare(database: Engine, items: int) -> None:
    """Fill a database and index it."""
    fill(database, items)
    watch = Watch()
    with watch, engine.writing(database) as connection:
        make_anew(connection)
    say("indexing", watch.rate(items))
    if database.dialect.name == "postgresql":
        with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def ask_all(database: Engine) -> None:
    """Ask the questions, and print what each took."""
    with database.connect() as connection:
        for name, ask in QUESTIONS.items():
            say(name, medians(partial(ask, connection)))


def erase_one(database: Engine) -> None:
    """Erase what the newest item says, and print how long the index took."""
    newest = select(func.max(Revision.id)).scalar_subquery()
    watch = Watch()
    with watch, engine.writing(database) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        connection.execute(update(Revision).where(Revision.id == newest).values(title=None, text=""))
        scrub(connection)
    say("erasing", f"{1000 * watch.wall:9.1f} ms {1000 * watch.cpu:9.1f} ms CPU")


def say(what: str, told: str) -> None:
    """Print a line."""
    print(f"{what:34} {told}", flush=True)


def main() -> None:
    """Measure SQLite, and PostgreSQL where an address is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--postgres", metavar="URL")
    parser.add_argument("--folder", type=Path, help="keep the SQLite database here; ask only, if it is there already")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        path = (options.folder or Path(temporary)) / "archive.db"
        say(f"SQLite {sqlite3.sqlite_version}", f"{options.items:,} items")
        url = f"sqlite:///{path}"
        if path.exists():
            ask_all(database := engine.connect(url))
        else:
            plain = min(options.items, MOST_PLAIN)
            say(f"a plain FTS5 insert of {plain:,}", plain_rate(plain, Path(temporary)))
            prepare(database := engine.create(url), options.items)
            ask_all(database)
        erase_one(database)
        if options.postgres:
            say("PostgreSQL", f"{options.items:,} items")
            prepare(database := engine.create(options.postgres), options.items)
            ask_all(database)
            erase_one(database)


if __name__ == "__main__":
    main()
