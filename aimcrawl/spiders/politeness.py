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
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser

__all__ = ["CrawlDelay", "PoliteRetryMiddleware", "retry_after"]

_FORBID_ALL = b"User-agent: *\nDisallow: /\n"

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
    """Scrapy's retries, and more: it waits as Retry-After asks, and asks again for a page without bytes.

    Where robots.txt cannot be had after all tries (an error of the server, or no answer), all is forbidden, as RFC
    9309 (2.3.1.4) says; Scrapy would take that for permission.
    """

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override] # no spider, says Scrapy 2.19
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
            return self._forbidding(request, f"the site answered {response.status}") or response
        await self._pause(wait)
        return again

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override] # no spider, says Scrapy 2.19
        """Give the request for another try; for a robots.txt that is out of reach, one that forbids all."""
        again = super().process_exception(request, exception)
        if again is not None or not isinstance(exception, self.exceptions_to_retry):
            return again
        return self._forbidding(request, str(exception) or type(exception).__name__)

    def _forbidding(self, request: Request, why: str) -> Response | None:
        if request.callback is not NO_CALLBACK:
            return None
        self.crawler.spider.robots_missing = why  # type: ignore[union-attr] # it crawls, so it has one
        return TextResponse(request.url, body=_FORBID_ALL, encoding="utf-8", flags=["cached"], request=request)

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
