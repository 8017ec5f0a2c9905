"""A bare spider over the capture middleware, on asyncio alone or on Twisted, which production uses.

``python -m captures.wire FOLDER URL…`` is the Twisted way: a reactor runs once in a process.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess, AsyncCrawlerRunner
from scrapy.http import Response

from archive.captures import Capture, CaptureWriter, Exchange

SETTINGS: dict[str, Any] = {
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "ROBOTSTXT_OBEY": True,
    "RETRY_TIMES": 1,
    "LOG_ENABLED": False,
    "DOWNLOAD_MAXSIZE": 1_000_000,
    "DOWNLOADER_MIDDLEWARES": {"aimcrawl.spiders.capture.CaptureMiddleware": 800},
}


class Session:
    """Keeps what the middleware hands it; ``writer`` writes it."""

    def __init__(self, writer: CaptureWriter) -> None:
        self.writer = writer
        self.kept: list[Capture] = []
        self.lost: list[str] = []

    def captured(self, exchange: Exchange) -> Capture:
        self.kept.append(self.writer.write(exchange))
        return self.kept[-1]

    def unanswered(self, url: str, *, kind: str, error: str, at: dt.datetime) -> None:
        assert at.tzinfo is dt.UTC
        self.lost.append(f"{kind} {url} {error}")


class Wire(Spider):
    """Fetches addresses one after the other and remembers what reached it."""

    name = "wire"
    session: Session
    urls: list[str]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read: list[tuple[Response, Capture]] = []
        self.errors: list[str] = []

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            meta = {"kind": "list", "labels": {"crawl": "7"}}
            yield Request(url, meta=meta, dont_filter=True, errback=self.failed)

    def parse(self, response: Response, **_: Any) -> None:
        self.read.append((response, response.meta["capture"]))

    def failed(self, failure: Any) -> None:
        self.errors.append(f"{failure.type.__name__}: {failure.value}")


def crawl(session: Session, *urls: str, **settings: Any) -> Wire:
    """Run a crawl on asyncio alone and return its spider."""

    async def run() -> Wire:
        runner = AsyncCrawlerRunner({**SETTINGS, "TWISTED_REACTOR_ENABLED": False, **settings})
        crawler = runner.create_crawler(Wire)
        await runner.crawl(crawler, session=session, urls=list(urls))
        spider = crawler.spider
        assert isinstance(spider, Wire)
        return spider

    return asyncio.run(run())


if __name__ == "__main__":
    with CaptureWriter(Path(sys.argv[1])) as to:
        process = AsyncCrawlerProcess(SETTINGS)
        process.crawl(Wire, session=Session(to), urls=sys.argv[2:])
        process.start()
