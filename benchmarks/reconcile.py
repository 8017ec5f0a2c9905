"""How long reconciling takes, and how much memory: ``python benchmarks/reconcile.py``.

Each case says its bound; the script ends with 1 when one is broken. Times are CPU seconds of one run; memory is the
process's peak so far, the records themselves included.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from archive.reconcile import Coverage, KnownItem, PageCoverage, Rules, Sighting, reconcile
from archive.records import Record

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Case:
    """What is known, what is listed (made from the known records), and the bounds."""

    name: str
    known: int
    seconds: float
    listing: Callable[[list[Record]], list[Record]]
    full: bool = True
    megabytes: int = 300
    rules: Rules = field(default_factory=Rules)


def invented(count: int, rnd: Random) -> list[Record]:
    """Records of a 900-character text and a title each, newest first, three a day."""
    vocabulary = ["".join(rnd.choices("abcdefghijklmnopqrstuvwxyz", k=rnd.randint(3, 10))) for _ in range(4000)]
    newest = dt.date(2026, 1, 1)
    return [
        Record(
            position=number % 10,
            published=(newest - dt.timedelta(days=number // 3)).isoformat(),
            title=" ".join(rnd.choices(vocabulary, k=8)),
            text=" ".join(rnd.choices(vocabulary, k=120)),
        )
        for number in range(count)
    ]


def anew(record: Record, **parts: Any) -> Record:
    """The same words in new strings, as another reading gives them."""
    return replace(record, **{"title": "".join([*(record.title or "")]), "text": "".join([*record.text]), **parts})


def lightly_edited(records: list[Record]) -> list[Record]:
    """A new item on top, and of every hundredth the title mended."""
    listing = [
        anew(record, title=f"{record.title} indeed") if n % 100 == 0 else anew(record)
        for n, record in enumerate(records)
    ]
    return [*invented(1, Random(2)), *listing]


def rebuilt(records: list[Record]) -> list[Record]:
    """Every item as a teaser with an address of its own; every tenth title mended."""
    teasers = [
        anew(record, text=record.text[:150] + " …", url=f"https://example.org/{number}")
        for number, record in enumerate(records)
    ]
    return [replace(record, title=f"{record.title} new") if n % 10 == 0 else record for n, record in enumerate(teasers)]


def retitled(records: list[Record]) -> list[Record]:
    """The worst case: every title and every text mended, so that likeness alone knows the items."""
    return [anew(record, title=f"{record.title} x", text=f"mended {record.text}") for record in records]


def first_pages(records: list[Record]) -> list[Record]:
    """Three new items, then what was on top."""
    return [*invented(3, Random(2)), *map(anew, records[:47])]


CASES = (
    Case("10,000 known, nothing new", 10_000, 5, lambda records: [*map(anew, records)]),
    Case("10,000 known, 1 % edited", 10_000, 5, lightly_edited),
    Case("10,000 known, the site rebuilt", 10_000, 5, rebuilt, rules=Rules(new_epoch=True)),
    Case("10,000 known, all mended", 10_000, 25, retitled, rules=Rules(accept=True)),
    Case("100,000 known, a listing of 50", 100_000, 1, first_pages, full=False, megabytes=1000),
)


def run(case: Case) -> bool:
    """Measure one case, print a line, and tell whether its bounds held."""
    rnd = Random(1)
    records = invented(case.known, rnd)
    known = [
        KnownItem(
            id=f"i{n}", status="present", place=float(case.known - n), listed=record, content=record, last_seen=NOW
        )
        for n, record in enumerate(records)
    ]
    listing = [Sighting(page=n // 10 + 1, listed=r, seen_at=NOW) for n, r in enumerate(case.listing(records))]
    pages = Counter(sighting.page for sighting in listing)
    coverage = Coverage(
        at=NOW,
        full=case.full,
        pages=[PageCoverage(number=page, complete=True, records=count) for page, count in pages.items()],
        reached_end=case.full,
        checked=(),
    )
    start = time.process_time()
    said = reconcile(known, listing, coverage, case.rules)
    seconds = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    kinds = Counter(change.kind for change in said.changes)
    figures = f"{seconds:6.2f} s (of {case.seconds}) {megabytes:5.0f} MB"
    print(f"{case.name:34} {figures}  {len(said.matches)} matched, {dict(kinds)}")
    return seconds <= case.seconds and megabytes <= case.megabytes


if __name__ == "__main__":
    results = [run(case) for case in CASES]
    sys.exit(0 if all(results) else 1)
