"""Small builders: records in one line, known items from records, listings in pages, crawls that went well."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from archive.reconcile import Coverage, KnownItem, PageCoverage, Reconciliation, Rules, Sighting, reconcile
from archive.records import Record

NOW = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)
BEFORE = NOW - dt.timedelta(days=1)
TOPICS = (
    "Orchard audits begin in spring|Water report for growers out|Wage survey covers nine ports|Harbour training ends|"
    "Board elects two directors|Toolkit for packers translated|Cocoa pledge signed by mills|Audit fees are frozen|"
    "Farm visits resume in May|Open letter on shipping noise|Recycling trial doubles in size|Guests from Peru"
).split("|")


def text_of(title: str) -> str:
    return (
        f"{title}, as the office says. Details on {title.lower()} were given at a meeting; a summary follows next week."
    )


def record(title: str, published: str | None = "2016-04-13", **parts: Any) -> Record:
    return Record(position=0, title=title, published=published, **{"text": text_of(title)} | parts)


def records(count: int = 12) -> list[Record]:
    """Newest first, a week apart."""
    newest = dt.date(2016, 4, 13)
    return [record(TOPICS[n], (newest - dt.timedelta(weeks=n)).isoformat()) for n in range(count)]


def known(listed: Sequence[Record], **parts: Any) -> list[KnownItem]:
    """Present items ``a``, ``b``, ``c`` … from the top."""
    common = {"status": "present", "last_seen": BEFORE} | parts
    return [
        KnownItem(**{"id": chr(97 + n), "place": float(len(listed) - n), "listed": one, "content": one} | common)
        for n, one in enumerate(listed)
    ]


def sightings(listed: Iterable[Record], size: int = 5) -> list[Sighting]:
    return [Sighting(page=n // size + 1, listed=one, seen_at=NOW) for n, one in enumerate(listed)]


def coverage(listing: Sequence[Sighting], **parts: Any) -> Coverage:
    """A full sweep in which every page was whole and no border moved."""
    counts = Counter(sighting.page for sighting in listing)
    pages = [PageCoverage(number=page, complete=True, records=count) for page, count in sorted(counts.items())]
    return Coverage(**{"at": NOW, "full": True, "pages": pages, "reached_end": True, "checked": sorted(counts)} | parts)


def crawl(
    items: Sequence[KnownItem], listed: Iterable[Record], rules: Rules | None = None, **parts: Any
) -> Reconciliation:
    listing = sightings(listed)
    return reconcile(items, listing, coverage(listing, **parts), rules or Rules())


def events(said: Reconciliation) -> list[tuple[str, str | int | None, tuple[str, ...]]]:
    return [(c.kind, c.item if c.item is not None else c.sighting, c.fields) for c in said.changes]
