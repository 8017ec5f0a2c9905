"""Manners that Scrapy lacks: waiting as long as a site asks for, and asking again where nothing came."""

from __future__ import annotations

import asyncio
import datetime as dt
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

__all__ = ["CrawlDelay", "PoliteRetryMiddleware", "retry_after"]

LONGEST_WAIT = 300.0
"""Seconds that a site may make a crawl wait before the next try; more, and the page counts as failed for now."""


def retry_after(value: str | None, *, now: dt.datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3), None where it says nothing usable."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())


class PoliteRetryMiddleware(RetryMiddleware):
    """Scrapy's retries, and two things more: it waits as Retry-After asks, and asks again for a page without bytes."""

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Give the response, or the request for another try after the pause that the site wants."""
        if request.meta.get("dont_retry"):
            return response
        if response.status in self.retry_http_codes:
            reason = f"HTTP {response.status}"
        elif request.callback is not None and response.status == HTTPStatus.OK and not response.body:
            reason = "empty"
        else:
            return response
        wait = self._wait(request, response)
        again = self._retry(request, reason) if wait <= LONGEST_WAIT else None
        if again is None:
            return response
        await self._pause(wait)
        return again

    def _wait(self, request: Request, response: Response) -> float:
        """Return the seconds to wait: what the site asks for, at least twice the delay for each try so far."""
        header = response.headers.get("Retry-After")
        asked = retry_after(header.decode("latin-1") if header else None, now=dt.datetime.now(dt.UTC))
        tries = request.meta.get("retry_times", 0) + 1
        delay: float = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        return max(asked or 0.0, delay * float(2**tries - 1))

    async def _pause(self, seconds: float) -> None:
        """Sleep, but not on when the crawl is being stopped."""
        while seconds > 0 and self.crawler.engine is not None and self.crawler.engine.running:
            await asyncio.sleep(min(seconds, 0.5))
            seconds -= 0.5


class CrawlDelay:
    """Applies the Crawl-delay of a robots.txt, which Scrapy ignores, where it is longer than the profile's delay."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self.robots_parsed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for a crawl."""
        return cls(crawler)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Slow down the requests to the host of ``request``."""
        asked = robotparser.crawl_delay(self._crawler.settings["USER_AGENT"])
        downloader = self._crawler.engine.downloader if self._crawler.engine else None
        if asked is None or downloader is None:
            return
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is not None:
            slot.delay = max(slot.delay, min(float(asked), LONGEST_WAIT))
