"""A site, a home that crawled it once, and commands that die in it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from desk import Desk, desk_in, with_small_files
from sqlalchemy import select

from aimcrawl.home import Home, create_home, open_home
from aimcrawl.home.rebuilding import rebuild_home
from aimcrawl.replay.deep import deep_faults
from aimcrawl.sample import SampleSite, invent_items
from archive.evidence.verify import verify
from archive.models import Event, Outbox

TESTS = Path(__file__).parents[1]


@dataclass(kw_only=True)
class Scene(Desk):
    """A home on a site that has changed since: one item was posted, one was edited."""

    site: SampleSite

    def dies(self, step: str, count: int, *words: str) -> bool:
        """Run a command that dies at a step; tell whether it came there."""
        command = [sys.executable, "-m", "torture.dying", step, str(count), *words]
        environment = os.environ | {"AIMCRAWL_HOME": str(self.home.root), "PYTHONPATH": str(TESTS)}
        done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120, text=True)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        return done.returncode != 0

    def assert_nothing_lost_or_invented(self) -> None:
        """Crawl again: the archive says what the site shows, each change was told once, and all of it is proven."""
        assert self.crawl(full=True).status == "complete"
        assert Counter(item.title for item in self.items()) == Counter(item.title for item in self.site.items)
        assert Counter(event.kind for event in self.events()) == {"new": len(self.site.items), "edited": 1}
        self.assert_proven()
        self.assert_told_once()

    def assert_told_once(self) -> None:
        """Each event that is to be told is in the outbox, and nothing else is."""
        with self.home.open_archive() as archive, archive.reading() as connection:
            loud = connection.execute(select(Event.id).where(~Event.silent, ~Event.trivial)).scalars().all()
            told = connection.execute(select(Outbox.event_id).where(Outbox.notice_id.is_(None))).scalars().all()
        assert sorted(told, key=str) == sorted(loud)

    def assert_proven(self) -> None:
        with self.home.open_archive() as archive:
            assert [*verify(archive), *deep_faults(archive)] == []

    def assert_rebuilt_as_it_is(self) -> None:
        before = (self.items(), self.events(), self.unread())
        assert rebuild_home(self.home) == []
        assert (self.items(), self.events(), self.unread()) == before

    def unread(self) -> list[int | None]:
        """The events that no rule has looked at yet."""
        with self.home.open_archive() as archive, archive.reading() as connection:
            rows = select(Outbox.event_id).where(Outbox.expanded_at.is_(None)).order_by(Outbox.id)
            return list(connection.execute(rows).scalars())


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, SampleSite]]:
    with SampleSite(invent_items(24)) as site:
        home = create_home(tmp_path_factory.mktemp("torture") / "home")
        desk_in(with_small_files(home, 0.005), site).crawl()
        yield home, site


@pytest.fixture
def scene(crawled: tuple[Home, SampleSite], tmp_path: Path) -> Iterator[Scene]:
    home, site = crawled
    before = list(site.items)
    posted = replace(before[0], title="Posted while the crawler was dying")
    site.items = [posted, *before[:3], replace(before[3], title="Mended while the crawler was dying"), *before[4:]]
    copy = open_home(Path(shutil.copytree(home.root, tmp_path / "home")))
    yield Scene(home=copy, site=site)
    site.items = before
