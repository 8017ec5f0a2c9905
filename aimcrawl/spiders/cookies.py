"""The cookies of one crawl, kept from one answer to the next request and forgotten at the end.

Scrapy's own middleware imports ``requests`` and, at the first cookie that names a domain, fetches the list of public
suffixes from hosts that no profile allows. The list keeps one site from planting cookies for another; a crawl visits
the hosts of one profile alone, so there is no other.
"""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

__all__ = ["CookieJarMiddleware"]


class CookieJarMiddleware:
    """Sends what the site has set, by the rules of :mod:`http.cookiejar`."""

    def __init__(self) -> None:
        self._jar = CookieJar()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for a crawl, unless ``COOKIES_ENABLED`` is off."""
        if not crawler.settings.getbool("COOKIES_ENABLED"):
            raise NotConfigured
        return cls()

    def process_request(self, request: Request) -> None:
        """Add what is in the jar for the request's address; a request that is sent again loses what it had."""
        request.headers.pop("Cookie", None)
        self._jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep what the answer sets."""
        if "Set-Cookie" in response.headers:
            self._jar.extract_cookies(response, request)
        return response
