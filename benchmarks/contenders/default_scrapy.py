"""A minimal Scrapy spider that does the same work: default settings, and AimCrawl's reader, captures and pipelines.

python default_scrapy.py HOME SLUG [SETTING=VALUE …]
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from aimcrawl.home import open_home
from aimcrawl.profiles.loader import layout_hash, profile_hash
from aimcrawl.reading import READER
from aimcrawl.reading.page import read_page
from aimcrawl.reading.pager import next_page
from archive.captures import Kind
from archive.records import Page
from archive.store import CrawlSession, CrawlStart, Verdict, WalkEnd

ADDED = {  # all that differs from Scrapy's defaults, since otherwise it would not be the same work
    "ROBOTSTXT_OBEY": True,
    "DOWNLOADER_MIDDLEWARES": {"aimcrawl.spiders.capture.CaptureMiddleware": 800},
    "ITEM_PIPELINES": {
        "pipelines.clean.CleanPipeline": 100,
        "pipelines.check.CheckPipeline": 200,
        "pipelines.deduplicate.DeduplicatePipeline": 300,
        "pipelines.store.StorePipeline": 400,
    },
}


class NewsSpider(Spider):
    """Follows the pager of one source and yields a page an item."""

    def __init__(self, home: str, slug: str, **kwargs: Any) -> None:
        super().__init__(slug, **kwargs)
        opened = open_home(Path(home))
        text = opened.profile(slug).read_text()
        self.profile = opened.load_profile(slug)
        self.start_urls = [self.profile.url]
        self.archive = opened.open_archive()
        start = CrawlStart(
            slug=slug,
            name=self.profile.name,
            url=self.profile.url,
            profile_text=text,
            profile_hash=profile_hash(text),
            layout=layout_hash(self.profile),
            reader=READER,
        )
        self.session = CrawlSession.begin(self.archive, start, now=lambda: dt.datetime.now(dt.UTC))

    def parse(self, response: Response, number: int = 1) -> Iterator[Page | Request]:
        """Read a list page and go on to the next."""
        capture = response.meta["capture"]
        reading = read_page(response.body, response.url, self.profile, fetched_at=capture.captured_at)
        next_url = next_page(self.profile.pager, reading.root, response.url, number)
        yield Page(
            source=self.name,
            url=response.url,
            number=number,
            capture=capture.record_id,
            captured_at=capture.captured_at,
            encoding=reading.encoding,
            next_url=next_url,
            records=reading.records,
        )
        if next_url:
            yield response.follow(next_url, cb_kwargs={"number": number + 1}, meta={"kind": Kind.LIST})

    def stored(self, page: Page, verdict: Verdict) -> None:
        """Ignore what is known: every page is walked."""

    def closed(self, reason: str) -> None:
        """Settle the crawl."""
        self.session.finish(WalkEnd(reached_end=reason == "finished"))
        self.archive.close()


def main() -> None:
    """Crawl the source of the command line."""
    home, slug, *settings = sys.argv[1:]
    process = CrawlerProcess(ADDED | dict(setting.split("=", 1) for setting in settings))
    process.crawl(NewsSpider, home=home, slug=slug)
    process.start()


if __name__ == "__main__":
    main()
