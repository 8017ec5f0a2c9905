"""Scrapy's way to the profiles: ``scrapy list`` and ``scrapy crawl <slug>`` work in a home."""

from __future__ import annotations

import builtins
import os
from pathlib import Path
from typing import Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from aimcrawl.errors import NotFound
from aimcrawl.home import Home, find_home
from aimcrawl.profiles.model import Politeness
from aimcrawl.spiders.listing import ListSpider
from aimcrawl.toml_file import read_text

__all__ = ["ProfileSpiderLoader", "spider_for"]


class ProfileSpiderLoader:
    """A spider for each profile of the home: of ``AIMCRAWL_HOME`` (setting or variable), else around this folder."""

    def __init__(self, home: Home) -> None:
        self._home = home

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Find the home."""
        return cls(find_home(settings.get("AIMCRAWL_HOME"), os.environ, Path.cwd()))

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider of a source; KeyError (Scrapy's word) names the nearest slug."""
        try:
            return spider_for(self._home, spider_name)
        except NotFound as error:
            raise KeyError(str(error)) from error

    def list(self) -> builtins.list[str]:
        """Return the slugs of all sources."""
        return self._home.slugs()

    def find_by_request(self, request: Request) -> builtins.list[str]:  # noqa: ARG002 - Scrapy's interface
        """Return none: a single address (``scrapy fetch``, ``scrapy shell``) is no crawl of a source."""
        return []


def spider_for(home: Home, slug: str) -> type[ListSpider]:
    """Return the class of the spider that crawls one source.

    Raises:
        NotFound: the home has no such source.
        ConfigurationError: its profile has a fault.
    """
    profile = home.load_profile(slug)
    settings = {"USER_AGENT": home.config.user_agent} | _settings(profile.politeness)
    attributes = {
        "name": slug,
        "home": home,
        "profile": profile,
        "profile_text": read_text(home.profile(slug)),
        "custom_settings": settings,
    }
    return type("ListSpider", (ListSpider,), attributes)


def _settings(politeness: Politeness) -> dict[str, object]:
    return {
        "DOWNLOAD_DELAY": politeness.delay,
        "DOWNLOAD_TIMEOUT": politeness.timeout,
        "RETRY_TIMES": politeness.tries - 1,
        "DOWNLOAD_MAXSIZE": int(politeness.max_megabytes * 1_000_000),
    }
