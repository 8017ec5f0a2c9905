"""How long the web pages take on a large archive: ``python benchmarks/web.py [ITEMS]``, 100,000 by default.

An archive is filled, some of its items are edited and removed, and one page is captured. The command serves it as
``aimcrawl serve`` does, and each page is asked for over HTTP, the first time with nothing remembered: a change of the
archive goes before it. Each page has the same bound, and the script ends with 1 when one is above it. Where ``wrk`` is
installed, 64 connections ask for pages for half a minute, and the memory of the server is looked at along the way.
"""

from __future__ import annotations

import datetime as dt
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from filled_archive import filled_home
from sqlalchemy import insert, select, update

from aimcrawl.home import Home
from archive import ledger
from archive.captures import Exchange
from archive.models import Capture, Event, Item, Revision, Source

BOUND = 0.1  # seconds
ROUNDS = 7
CHANGED = 500  # items that were edited, and as many that were removed
LATER = dt.datetime(2026, 6, 1, 12, 0, tzinfo=dt.UTC)


def change(home: Home) -> tuple[str, str, str]:
    """Edit and remove items; return the id of an edited one, a word that few items have, and the id of a capture."""
    page = b"<html><body><h1>News</h1>" + b"<p>Some words of a page</p>" * 2_000 + b"</body></html>"
    exchange = Exchange(
        url="https://source-1.example/news",
        request_headers=[(b"Host", b"source-1.example")],
        status=200,
        response_headers=[(b"Content-Type", b"text/html")],
        body=page,
        captured_at=LATER,
    )
    with home.open_archive() as archive:
        kept = archive.writer.write(exchange)
        with archive.writing() as connection:
            ledger.add_captures(connection, [kept], crawl=1, now=LATER)
            capture = connection.execute(select(Capture.id)).scalar_one()
            chosen = select(Revision).join(Item, Item.id == Revision.item_id).order_by(Item.place).limit(2 * CHANGED)
            rows = [dict(row) for row in connection.execute(select(chosen.subquery())).mappings()]
            edited, removed = rows[:CHANGED], rows[CHANGED:]
            connection.execute(insert(Revision), [_edited(row, capture) for row in edited])
            ids = [row["item_id"] for row in edited]
            connection.execute(update(Item).where(Item.id.in_(ids)).values(revision=2))
            gone = [row["item_id"] for row in removed]
            connection.execute(update(Item).where(Item.id.in_(gone)).values(status="removed"))
            sources = dict(connection.execute(select(Item.id, Item.source_id)).all())
            connection.execute(insert(Event), [_event("edited", id_, sources[id_]) for id_ in ids])
            connection.execute(insert(Event), [_event("removed", id_, sources[id_]) for id_ in gone])
    word = min(re.findall(r"[a-z]{9,}", edited[0]["text"]))
    return ids[0], word, kept.record_id.removeprefix("urn:uuid:")


def _edited(row: dict[str, object], capture: int) -> dict[str, object]:
    again = {name: value for name, value in row.items() if name != "id"}
    new = {"number": 2, "captured_at": LATER, "recorded_at": LATER, "capture_id": capture}
    return again | new | {"title": f"{row['title']} (mended)", "text": f"{row['text']} And more."}


def _event(kind: str, item: str, source: int) -> dict[str, object]:
    numbers = {"revision": 2, "previous": 1} if kind == "edited" else {"revision": None, "previous": None}
    told = {"kind": kind, "item_id": item, "source_id": source, "crawl_id": source, "at": LATER, "recorded_at": LATER}
    return told | numbers | {"fields": ["title", "text"], "trivial": False, "silent": False}


@contextmanager
def served(home: Home) -> Iterator[tuple[int, str]]:
    """Give the process number of a server and where it is reached."""
    command = [sys.executable, "-m", "aimcrawl", "serve", "--port", "0", "--home", str(home.root)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            found = re.search(r"http://\S+(?=/)", process.stderr.readline())
            assert found
            yield process.pid, found[0]
        finally:
            process.terminate()


def touch(home: Home) -> None:
    """Change the archive, so that nothing that was remembered holds."""
    with home.open_archive() as archive, archive.writing() as connection:
        connection.execute(update(Source).where(Source.id == 1).values(name=f"Source {time.time_ns()}"))


def ask(base: str, path: str) -> float:
    """Return how long a page takes, in seconds."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc)
    begin = time.perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    took = time.perf_counter() - begin
    connection.close()
    assert response.status == 200, f"{path}: {response.status}"  # noqa: PLR2004 - OK
    return took


def processor_time(pid: int) -> float:
    """Return the seconds that all threads of a process have been running, to the nanosecond (proc(5), schedstat)."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9


def measure(home: Home, pid: int, base: str, paths: list[str]) -> list[str]:
    """Print how long pages take; return those above the bound in processor time, which other programs do not touch."""
    slow = []
    print(f"milliseconds of the processor and by the clock: the first after a change, and the median of {ROUNDS} more")
    for path in paths:
        ask(base, "/help")
        touch(home)
        costs = []
        for _ in range(ROUNDS + 1):
            before = processor_time(pid)
            took = ask(base, path)
            costs.append((processor_time(pid) - before, took))
        again = [statistics.median(cost[which] for cost in costs[1:]) for which in (0, 1)]
        print("".join(f"{1000 * one:8.1f}" for one in (*costs[0], *again)), path)
        slow += [path] if max(costs[0][0], again[0]) > BOUND else []
    return slow


def load(pid: int, base: str, path: str) -> None:
    """Let 64 connections ask for a page, and print what they got and the server's memory before and after."""
    wrk = shutil.which("wrk")
    if wrk is None:
        print("no wrk is installed: what many connections at once get is not measured")
        return
    before = _megabytes(pid)
    done = subprocess.run(
        [wrk, "-t2", "-c64", "-d30s", "--timeout", "10s", "--latency", f"{base}{path}"],
        capture_output=True,
        text=True,
        check=True,
    )
    print(f"\n{path}: memory {before:.0f} MB before, {_megabytes(pid):.0f} MB after\n{done.stdout}")


def _megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> int:
    """Fill, serve, measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        home = filled_home(Path(folder) / "home", count)
        item, word, capture = change(home)
        paths = [
            *(
                "/",
                "/changes",
                "/changes?kind=removed",
                "/changes.atom",
                "/source/source-1",
                "/source/source-1?page=100",
            ),
            *(
                "/source/source-1?year=2015",
                "/source/source-1?as_of=2026-05-15",
                "/source/source-1?as_of=2026-05-15&page=9",
            ),
            *(
                "/source/source-1/changes",
                f"/item/{item}",
                f"/item/{item}/revision/1",
                f"/item/{item}/diff",
                "/crawl/1",
            ),
            *(f"/capture/{capture}", f"/capture/{capture}/about", "/search", f"/search?q={word}", "/search?q=mended"),
            *(
                f"/search?q={word}&order=relevance",
                f"/search.atom?q={word}",
                "/api/v1/items?limit=50",
                "/api/v1/sources",
            ),
            *("/api/v1/events?kind=edited", f"/api/v1/search?q={word}", f"/item/{item}/timemap"),
        ]
        with served(home) as (pid, base):
            slow = measure(home, pid, base, paths)
            for path in ("/", f"/item/{item}", f"/search?q={word}"):
                load(pid, base, path)
    for path in slow:
        print(f"above the bound of {1000 * BOUND:.0f} ms: {path}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
