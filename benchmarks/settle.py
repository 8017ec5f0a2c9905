"""How long the end of a crawl takes, reading and writing the database included: ``python benchmarks/settle.py``.

An archive is filled by a first crawl; then a second one is staged, and its end is measured: what was known is loaded,
reconciled with the listing, and what that means is written and sealed. Each case says its bound; the script ends with 1
when one is broken. Times are CPU seconds of one run on SQLite.
"""

from __future__ import annotations

import datetime as dt
import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from reconcile import anew, first_pages, invented, lightly_edited

from archive import engine
from archive.archive import Archive
from archive.captures import Exchange
from archive.records import Page, Record
from archive.store import CrawlSession, CrawlStart, WalkEnd
from archive.views import CrawlView

START = CrawlStart(
    slug="bench",
    name="Bench",
    url="http://bench.example/news",
    profile_text="",
    profile_hash="profile",
    layout="layout",
    reader=1,
)
PER_PAGE = 50


@dataclass(frozen=True)
class Case:
    """What is known, what the second crawl lists (made from the known records), and the bound."""

    name: str
    known: int
    seconds: float
    listing: Callable[[list[Record]], list[Record]]
    full: bool = True


CASES = (
    Case("10,000 known, nothing new", 10_000, 5, lambda records: [*map(anew, records)]),
    Case("10,000 known, 1 % edited, one new", 10_000, 5, lightly_edited),
    Case("100,000 known, a listing of 50", 100_000, 1, first_pages, full=False),
)


def crawl(archive: Archive, records: Sequence[Record], *, day: int, full: bool) -> tuple[CrawlView, float]:
    """Crawl a list of these records; return the outcome and the CPU seconds of the crawl's end."""
    clock = itertools.count()
    start = dt.datetime(2026, 1, day, tzinfo=dt.UTC)
    session = CrawlSession.begin(
        archive, replace(START, full=full), now=lambda: start + dt.timedelta(seconds=next(clock))
    )
    for page in _pages(session, records, start):
        session.stage(page)
    end = WalkEnd(reached_end=full, stopped_early=not full)
    before = time.process_time()
    assert not session.pages_to_check(end), "nothing is absent"
    outcome = session.finish(end)
    return outcome, time.process_time() - before


def _pages(session: CrawlSession, records: Sequence[Record], at: dt.datetime) -> Iterator[Page]:
    exchange = Exchange(
        url=START.url, request_headers=[], status=200, response_headers=[], body=b"a page", captured_at=at
    )
    for number, begin in enumerate(range(0, len(records), PER_PAGE), 1):
        found = records[begin : begin + PER_PAGE]
        yield Page(
            source=START.slug,
            url=f"{START.url}?page={number}",
            kind="list",
            number=number,
            captured_at=at,
            capture=session.captured(exchange).record_id,
            records=tuple(replace(record, position=position) for position, record in enumerate(found)),
        )


def run(case: Case) -> bool:
    """Measure one case, print a line, and tell whether its bound held."""
    records = invented(case.known, Random(1))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        url = f"sqlite:///{root / 'archive.db'}"
        engine.create(url).dispose()
        (root / "captures").mkdir()
        with Archive(url, captures=root / "captures", locks=root / "locks") as archive:
            crawl(archive, records, day=1, full=True)
            outcome, seconds = crawl(archive, case.listing(records), day=2, full=case.full)
    told = f"{outcome.status}: {outcome.new} new, {outcome.edited} edited, {outcome.unchanged} unchanged"
    print(f"{case.name:34} {seconds:6.2f} s (of {case.seconds})  {told}")
    return seconds <= case.seconds


if __name__ == "__main__":
    results = [run(case) for case in CASES]
    sys.exit(0 if all(results) else 1)
