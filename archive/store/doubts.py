"""List pages that are not what they seem: cut short, another page's items, or older than the page before.

What such a page lacks proves no absence. The first two make the crawl partial; the third leaves a border open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.orm import aliased

from archive.models import Capture, Page
from archive.reconcile.model import Sighting
from archive.records import PageStatus
from archive.store.before import pages_are_whole

__all__ = ["mark_cut", "mark_repeats", "stale_borders"]


def mark_cut(connection: Connection, crawl: Row[Any]) -> None:
    """Mark list pages without closing tags as cut, where others have them: those that came later count as well."""
    if pages_are_whole(connection, crawl.source_id, layout=crawl.layout):
        torn = (Page.crawl_id == crawl.id, Page.kind == "list", Page.status == PageStatus.READ, ~Page.whole)
        cut = {"status": PageStatus.CUT.value, "reason": "the page breaks off before its end"}
        connection.execute(update(Page).where(*torn, Page.records > 0).values(cut))


def mark_repeats(
    connection: Connection, pages: Mapping[int, Row[Any]], listing: Sequence[Sighting], *, reached_end: bool
) -> bool:
    """Mark list pages that show nothing but what another page of this crawl shows, and that page too; tell if any did.

    One of the two was served in the place of a page that nobody saw. A list that serves its last page for ever is the
    exception: pages at its end that repeat the one before.
    """
    found = False
    for number, twin in _repeats(listing, reached_end=reached_end):
        for one, other in ((number, twin), (twin, number)):
            if pages[one].status == PageStatus.READ:
                repeat = {"status": PageStatus.REPEAT.value, "reason": f"it shows the items of page {other}"}
                connection.execute(update(Page).where(Page.id == pages[one].id).values(repeat))
                found = True
    return found


def _repeats(listing: Sequence[Sighting], *, reached_end: bool) -> Iterator[tuple[int, int]]:
    """Yield each page whose records all stand on another one, with that page."""
    shown: dict[int, set[Any]] = defaultdict(set)
    standing: dict[Any, set[int]] = defaultdict(set)
    for sighting in listing:
        shown[sighting.page].add(sighting.listed.shown)
        standing[sighting.listed.shown].add(sighting.page)
    past_end = set()
    for number in sorted(shown, reverse=True):
        if not (reached_end and number - 1 in shown and shown[number] <= shown[number - 1]):
            break
        past_end.add(number)
    for number in sorted(shown.keys() - past_end):
        twins = reduce(set.intersection, (standing[record] for record in shown[number])) - past_end - {number}
        if twins:
            yield number, min(twins)


def stale_borders(connection: Connection, pages: Mapping[int, Row[Any]]) -> list[int]:
    """Return the page numbers before which an item may hide, since that page is older than what now stands before it.

    The page has borne the same bytes since before the page in front of it changed: a cache may serve it. Whatever was
    pushed over the border since then is on neither.
    """
    now, before = aliased(Capture), aliased(Capture)
    first = (
        select(now.id, func.min(before.id).label("first"))
        .join(before, (before.url == now.url) & (before.payload_sha256 == now.payload_sha256))
        .where(now.id.in_([page.capture_id for page in pages.values() if page.capture_id is not None]))
        .group_by(now.id)
    )
    since = {row.id: row.first for row in connection.execute(first)}
    ages = {number: since[page.capture_id] for number, page in pages.items() if page.capture_id in since}
    return [number for number in sorted(ages) if ages[number] < ages.get(number - 1, 0)]
