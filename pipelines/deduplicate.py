"""Deduplicate: the same item met twice in one crawl is one item. It is met twice when the list moves between requests.

The repeat is marked and not dropped: that two pages overlap proves that nothing slipped through between them.

Only a whole repeat counts: date, title, text and link. Two items that merely share title and date are two, and so are
two alike ones on one page: there the site itself shows them both.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import replace

from archive.records import Page

__all__ = ["DeduplicatePipeline", "deduplicate"]


def deduplicate(page: Page, seen: MutableMapping[int, int]) -> Page:
    """Return the page with the positions of the records that an earlier list page of this crawl held.

    ``seen`` maps what was met to the number of the page that held it first; it is extended.
    """
    if page.kind != "list":
        return page
    repeats = (r.position for r in page.records if seen.setdefault(hash(r.shown), page.number) != page.number)
    return replace(page, duplicates=frozenset(repeats))


class DeduplicatePipeline:
    """Scrapy's face of :func:`deduplicate`, for one crawl."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}

    def process_item(self, item: Page) -> Page:
        """Deduplicate one page against the pages before it."""
        return deduplicate(item, self._seen)
