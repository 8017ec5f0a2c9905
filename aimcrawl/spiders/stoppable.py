"""Scrapy's HTTP handler that does not make Ctrl-C wait for a site that hangs, and takes no endless headers."""

from __future__ import annotations

import asyncio

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future

from aimcrawl.spiders.heads import ShortHeadFactory

__all__ = ["StoppableHandler"]

_LOOK = 0.5
_GRACE = 3.0
"""Seconds that a download may still take once the crawl is being stopped."""


class StoppableHandler(HTTP11DownloadHandler):
    """Gives a download up that is still under way a few seconds after the crawl was told to stop."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._running = crawler
        self._pool._factory = ShortHeadFactory  # noqa: SLF001 - as Scrapy sets its own

    async def download_request(self, request: Request) -> Response:
        """Download, but no longer than the crawl lasts.

        Raises:
            DownloadCancelledError: the crawl is being stopped.
        """
        download = asyncio.ensure_future(
            maybe_deferred_to_future(deferred_from_coro(super().download_request(request)))
        )
        grace = _GRACE
        while not download.done():
            await asyncio.wait({download}, timeout=_LOOK)
            if not self._is_running():
                grace -= _LOOK
                if grace <= 0 and not download.done():
                    download.cancel()
                    raise DownloadCancelledError("given up, since the crawl was stopped")
        return download.result()

    def _is_running(self) -> bool:
        engine = self._running.engine
        return engine is not None and engine.running
