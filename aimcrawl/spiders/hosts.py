"""Where a crawl may go: the hosts of its profile, by links, redirects and retries alike.

Scrapy's own OffsiteMiddleware lets requests pass that are marked ``dont_filter``, as all retries are.
"""

from __future__ import annotations

import asyncio
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured

from aimcrawl.profiles.model import Profile
from aimcrawl.reach import Reach

__all__ = ["HostGuard", "is_named", "may_visit"]

_PORTS = {"http": 80, "https": 443}


def may_visit(profile: Profile, url: str) -> bool:
    """Tell whether a profile allows an address.

    Allowed are http and https on its own host (with or without ``www.``), on hosts below it, and on those of ``hosts``;
    on its own port and the standard ones.
    """
    parts, own = urlsplit(url), urlsplit(profile.url)
    if parts.scheme not in _PORTS:
        return False
    hosts = [(own.hostname or "").removeprefix("www."), *profile.hosts]
    host = parts.hostname or ""
    ports = {own.port or _PORTS[own.scheme], *_PORTS.values()}
    on_port = (parts.port or _PORTS[parts.scheme]) in ports
    return on_port and any(host == allowed or host.endswith(f".{allowed}") for allowed in hosts)


def is_named(profile: Profile, url: str) -> bool:
    """Tell whether the profile itself names the host of an address, and not only one above it."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return host in {(urlsplit(profile.url).hostname or "").removeprefix("www."), *profile.hosts}


class HostGuard:
    """Ignores every request to an address that the spider's profile does not allow.

    A host below one of the profile's is its owner's to name: from a public site it must not lead to a private address.
    """

    def __init__(self, profile: Profile) -> None:
        self._profile, self._reach = profile, Reach(profile.url)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for a crawl of ours; other spiders (``scrapy shell``) go where they like."""
        profile = getattr(crawler.spidercls, "profile", None)
        if profile is None:
            raise NotConfigured("only AimCrawl's spider has a profile")
        return cls(profile)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or say that the profile does not name its host."""
        if not may_visit(self._profile, request.url):
            raise IgnoreRequest(f"it leads to {request.url}, a host that `hosts` in the profile does not name")
        if not is_named(self._profile, request.url):
            loop = asyncio.get_running_loop()
            if not await loop.run_in_executor(None, self._reach.allows, request.url):
                raise IgnoreRequest(f"it leads to {request.url}, a private address that `hosts` does not name")
