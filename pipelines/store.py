"""Store: stage each page in the archive. What the pages of a crawl mean is settled at its end, by its session."""

from __future__ import annotations

from typing import Protocol, Self, cast

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from archive.records import Page
from archive.store import CrawlSession, Verdict

__all__ = ["StorePipeline", "StoringSpider", "store"]


def store(page: Page, session: CrawlSession) -> Verdict:
    """Stage a page, and say what of it the archive knows as it stands."""
    return session.stage(page)


class StoringSpider(Protocol):
    """What a spider offers so that its pages can be stored."""

    session: CrawlSession

    def stored(self, page: Page, verdict: Verdict) -> None:
        """Hear that a page was staged, and what of it is known."""


class StorePipeline:
    """Scrapy's face of :func:`store`, with the session that the spider opens and closes."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for a crawl of ours; other spiders (``scrapy shell``) are left alone."""
        if not hasattr(crawler.spidercls, "stored"):
            raise NotConfigured("only AimCrawl's spider has a crawl to store")
        return cls(crawler)

    def process_item(self, item: Page) -> Page:
        """Stage one page, and let the spider know."""
        spider = cast(StoringSpider, self._crawler.spider)
        spider.stored(item, store(item, spider.session))
        return item
