"""Sources of different hosts are crawled at once, those of one host one after the other, however it is written."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import Mock

import pytest
from desk import Desk
from scrapy.crawler import AsyncCrawlerRunner

from aimcrawl.errors import AimCrawlError
from aimcrawl.sample import SampleSite
from aimcrawl.spiders.running import conduct


class Onlooker:
    """In the place of Scrapy's runner: crawls nothing, and sees which crawls run at the same time."""

    def __init__(self) -> None:
        self.running: set[str] = set()
        self.together: set[frozenset[str]] = set()

    def create_crawler(self, spider: Any) -> SimpleNamespace:
        return SimpleNamespace(spidercls=spider, signals=Mock())

    async def crawl(self, crawler: SimpleNamespace, **_: object) -> None:
        self.running.add(crawler.spidercls.name)
        await asyncio.sleep(0)
        self.together |= {frozenset({crawler.spidercls.name, other}) for other in self.running}
        await asyncio.sleep(0)
        self.running.remove(crawler.spidercls.name)
        raise AimCrawlError("this crawl only pretends")


def together(desk: Desk, site: SampleSite, one: str, other: str) -> bool:
    """Tell whether sources at two addresses are crawled at once."""
    profile = desk.home.profile(desk.slug).read_text(encoding="utf-8")
    for slug, address in (("one", one), ("other", other)):
        desk.home.profile(slug).write_text(profile.replace(site.url, f"{address}/news"), encoding="utf-8")
    onlooker = Onlooker()
    with desk.home.open_archive() as archive:
        runner = cast(AsyncCrawlerRunner, onlooker)
        endings = asyncio.run(conduct(runner, desk.home, ["one", "other"], archive=archive))
    assert [ending.source for ending in endings] == ["one", "other"]
    assert len(onlooker.together) >= len(endings)
    return frozenset({"one", "other"}) in onlooker.together


@pytest.mark.parametrize("other", ["https://www.example.org", "https://example.org:443", "http://WWW.Example.org:80"])
def test_one_host_is_crawled_once_at_a_time(desk: Desk, site: SampleSite, other: str) -> None:
    assert not together(desk, site, "https://example.org", other)


@pytest.mark.parametrize("other", ["https://example.net", "https://news.example.org", "https://example.org:8443"])
def test_different_hosts_are_crawled_at_once(desk: Desk, site: SampleSite, other: str) -> None:
    assert together(desk, site, "https://example.org", other)
