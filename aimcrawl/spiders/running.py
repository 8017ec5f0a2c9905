"""Crawl many sources in one process: all at once up to a limit, those of one host one after the other.

``run_crawls`` is what ``aimcrawl crawl`` calls: Twisted's reactor, signals handled. ``conduct`` is the same on any
runner, for code that has an event loop of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import scrapy.core.downloader.contextfactory  # noqa: F401 - first: importing it goes through all modules there are
from msgspec.structs import replace
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings

from aimcrawl.errors import AimCrawlError, ArchiveError
from aimcrawl.home import Home
from aimcrawl.spiders.listing import ListSpider
from aimcrawl.spiders.loader import spider_for
from archive import queries
from archive.archive import Archive
from archive.records import Page
from archive.views import CrawlView

__all__ = ["Ending", "conduct", "crawl_settings", "run_crawls"]

_SAID_BY_THE_OUTCOME = (
    "twisted",  # broken connections
    "scrapy.core.downloader.handlers.http11",  # broken answers, with advice that is not for us
    "scrapy.core.scraper",  # errors in reading and storing, each with the whole page
    "scrapy.downloadermiddlewares.robotstxt",
)
"""What these loggers say, the outcome says in one line; ``Ending.error`` has the rest."""

Progress = Callable[[str, Page], None]
"""Hears of each page that was stored, with the slug of its source."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How the crawl of one source ended: its outcome, or the error that kept it from having one."""

    source: str
    outcome: CrawlView | None = None
    error: BaseException | None = None


def crawl_settings(home: Home, **more: Any) -> Settings:
    """Return the settings of :mod:`aimcrawl.spiders.settings` for a home, and more on top of them."""
    settings = Settings()
    settings.setmodule("aimcrawl.spiders.settings", priority="project")
    settings.update({"AIMCRAWL_HOME": str(home.root)} | more, priority="cmdline")
    if not settings.getbool("TWISTED_REACTOR_ENABLED"):  # then Scrapy brings handlers of its own
        handlers = {name: handler for name, handler in settings["DOWNLOAD_HANDLERS"].items() if handler is None}
        settings.set("DOWNLOAD_HANDLERS", handlers, priority="cmdline")
    return settings


def run_crawls(
    home: Home, slugs: Sequence[str], *, archive: Archive, full: bool = False, progress: Progress | None = None
) -> list[Ending]:
    """Crawl sources until all have ended, or a signal ends them; give their endings in the order of ``slugs``."""
    process = _Process(crawl_settings(home))
    for logger in _SAID_BY_THE_OUTCOME:
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    work = conduct(process, home, slugs, archive=archive, full=full, progress=progress)
    task = asyncio.get_event_loop().create_task(work)
    task.add_done_callback(lambda _: process.leave())
    process.start(stop_after_crawl=False)
    return task.result()


async def conduct(  # noqa: PLR0913 - what a crawl is made of
    runner: AsyncCrawlerRunner,
    home: Home,
    slugs: Sequence[str],
    *,
    archive: Archive,
    full: bool = False,
    progress: Progress | None = None,
) -> list[Ending]:
    """Crawl sources with a runner; give their endings in the order of ``slugs``."""
    endings: dict[str, Ending] = {}
    places = asyncio.Semaphore(home.config.crawl.concurrency)

    async def crawl_host(spiders: Iterable[type[ListSpider]]) -> None:
        for spider in spiders:
            async with places:
                if not getattr(runner, "stopping", False):
                    crawler = runner.create_crawler(spider)
                    endings[spider.name] = await _crawl(runner, crawler, progress, archive=archive, full=full)

    hosts = defaultdict(list)
    for slug in slugs:
        try:
            spider = spider_for(home, slug)
            hosts[_host(spider.profile.url)].append(spider)
        except AimCrawlError as error:
            endings[slug] = Ending(slug, error=error)
    await asyncio.gather(*(crawl_host(spiders) for spiders in hosts.values()))
    return [endings[slug] for slug in slugs if slug in endings]


def _host(url: str) -> str:
    """Return the host that an address burdens: without ``www.``; with its port, where that is another's server."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removesuffix(".").removeprefix("www.")
    return host if parts.port in {None, 80, 443} else f"{host}:{parts.port}"


async def _crawl(runner: AsyncCrawlerRunner, crawler: Crawler, progress: Progress | None, **arguments: Any) -> Ending:
    """Run one crawl. What ends it is an outcome of it, not an error of all."""
    slug = crawler.spidercls.name

    def stored(item: Page) -> None:
        if progress is not None:
            progress(slug, item)

    crawler.signals.connect(stored, signal=signals.item_scraped)
    try:
        await runner.crawl(crawler, **arguments)
    except AimCrawlError as error:
        return Ending(slug, error=error)
    spider = crawler.spider
    assert isinstance(spider, ListSpider)  # noqa: S101 - conduct made it
    outcome = spider.outcome if spider.failure is None else _unsettled(spider)
    return Ending(slug, outcome=outcome, error=spider.failure)


def _unsettled(spider: ListSpider) -> CrawlView | None:
    """Return what there is of a crawl that an error of our own ended; the next crawl settles what it staged."""
    try:
        with spider.archive.reading() as connection:
            view = queries.crawl_view(connection, spider.session.number)
    except ArchiveError:  # then the archive cannot even tell that
        return None
    pages, requests = spider.session.staged_pages, spider.session.requests
    return replace(view, status="failed", pages=pages, requests=requests, reason=str(spider.failure))


class _Process(AsyncCrawlerProcess):
    """Scrapy's process that knows that it is being stopped, so that no further crawl is begun."""

    stopping = False

    async def stop(self) -> None:
        """Stop all crawls; each ends as partial."""
        self.stopping = True
        await super().stop()

    def leave(self) -> None:
        """Leave the reactor."""
        self._stop_reactor()
