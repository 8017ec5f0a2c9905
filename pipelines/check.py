"""Check: count the records that lack a title or a date. They are kept, as incomplete, and reported."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from archive.records import Page

__all__ = ["CheckPipeline", "check"]

_log = logging.getLogger(__name__)


def check(page: Page) -> Page:
    """Return the page with the number of its records that lack a title or a date."""
    lacking = [record for record in page.records if record.title is None or record.published is None]
    for record in lacking:
        what = "title" if record.title is None else "date"
        _log.info("%s: record %d has no %s; kept as incomplete", page.url, record.position, what)
    return replace(page, incomplete=len(lacking)) if lacking else page


class CheckPipeline:
    """Scrapy's face of :func:`check`; counts into the stat ``aimcrawl/incomplete``."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for a crawl."""
        return cls(crawler)

    def process_item(self, item: Page) -> Page:
        """Check one page."""
        page = check(item)
        if page.incomplete and self._crawler.stats:
            self._crawler.stats.inc_value("aimcrawl/incomplete", page.incomplete)
        return page
