"""A home whose source is the sample site, and a way to crawl it inside the test's process: for all tests that crawl."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from click.testing import CliRunner, Result
from scrapy.crawler import AsyncCrawlerRunner

from aimcrawl.cli import main
from aimcrawl.home import Home, create_home, open_home
from aimcrawl.profiles.templates import shipped
from aimcrawl.sample import SampleSite
from aimcrawl.spiders.running import Ending, conduct, crawl_settings
from archive import queries
from archive.archive import Archive
from archive.views import CrawlView, EventView, ItemView

SLUG = "aim"

Run: TypeAlias = Callable[..., Result]


@dataclass
class Desk:
    """A home, and the questions that tests ask of it."""

    home: Home
    slug: str = SLUG

    def write_profile(self, change: Callable[[str], str] = str) -> None:
        path = self.home.profile(self.slug)
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    def run(self, *, full: bool = False) -> Ending:
        """Crawl on an event loop without a reactor, which can be done again and again in one process."""
        runner = AsyncCrawlerRunner(crawl_settings(self.home, TWISTED_REACTOR_ENABLED=False))

        async def crawl(archive: Archive) -> list[Ending]:
            return await conduct(runner, self.home, [self.slug], archive=archive, full=full)

        with self.home.open_archive() as archive:
            return asyncio.run(crawl(archive))[0]

    def crawl(self, *, full: bool = False) -> CrawlView:
        ending = self.run(full=full)
        if ending.error is not None:
            raise ending.error
        assert ending.outcome is not None
        return ending.outcome

    def items(self) -> list[ItemView]:
        with self.home.open_archive() as archive, archive.reading() as connection:
            return list(queries.items(connection))

    def events(self) -> list[EventView]:
        with self.home.open_archive() as archive, archive.reading() as connection:
            return list(queries.events(connection))


def desk_in(home: Home, site: SampleSite) -> Desk:
    """Make the sample site, of however few items, the one source of a home."""
    home.profile(SLUG).write_text(profile_for(site).replace("items = [100, ", "items = [1, "), encoding="utf-8")
    return Desk(home)


def desk_of(folder: Path, site: SampleSite) -> Desk:
    """Make a home in a folder, with the sample site as its one source."""
    return desk_in(create_home(folder), site)


def with_small_files(home: Home, megabytes: float) -> Home:
    """Let WARC files end at so many megabytes, so that crawls fill several; return the home as it is then."""
    path = home.root / "aimcrawl.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[captures]\n", f"[captures]\nmax_megabytes = {megabytes}\n"), encoding="utf-8")
    return open_home(home.root)


def run_in(home: Home) -> Run:
    """Return what runs commands in a home, in this process: ``run_in(home)("verify", "--json")``."""
    return lambda *words: CliRunner().invoke(main, [*map(str, words), "--home", str(home.root)], prog_name="aimcrawl")


def next_second() -> None:
    """Wait until the next second begins: the archive's clocks count whole ones, and a test may have to part two."""
    time.sleep(1.01 - time.time() % 1)


def profile_for(site: SampleSite) -> str:
    """The shipped profile of AIM-PROGRESS, pointed at the sample site and without a pause."""
    text = shipped()["aim-progress"].replace("http://aim-progress.com/news.php?pmenu=3", site.url)
    return text + "\n[politeness]\ndelay = 0\ntimeout = 2\ntries = 2\nmax_megabytes = 2\n"
