"""Real crawls that are killed at random moments while the site goes on: no item is lost, no event is false."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from desk import SLUG, Desk, profile_for

from aimcrawl.home import create_home
from aimcrawl.sample import SampleSite
from archive.captures import verify_files
from archive.ledger import CommittedLedger

HELD_BACK = 20  # items that the site does not show at first


def crawl(desk: Desk, *, kill_after: float | None = None) -> None:
    """Crawl in a process of its own, as production does; one that is not killed must be complete."""
    command = [sys.executable, "-m", "aimcrawl", "--home", str(desk.home.root), "crawl", SLUG, "--full"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(kill_after)
        process.kill()
        _, told = process.communicate()
    assert process.returncode in ({0} if kill_after is None else {0, -signal.SIGKILL}), told.decode()


def assert_whole(desk: Desk, site: SampleSite) -> None:
    """What the site shows is in the archive, each item was announced once, and every byte can be proven."""
    assert Counter(item.title for item in desk.items()) == Counter(item.title for item in site.items)
    assert Counter(event.kind for event in desk.events()) == {"new": len(site.items)}
    with desk.home.open_archive() as archive:
        ledger = CommittedLedger(archive.engine)
        rows = [row for file in sorted(ledger.extents()) for row in ledger.captures(file)]
        assert list(verify_files(archive.captures, rows)) == []


def live(tmp_path: Path, *, rounds: int, kills: int) -> None:
    """Let a site publish while its crawls are killed; after every round one crawl is let through."""
    with SampleSite() as site:
        waiting, site.items = site.items[:HELD_BACK], site.items[HELD_BACK:]
        desk = Desk(create_home(tmp_path / "home"))
        desk.home.profile(SLUG).write_text(profile_for(site), encoding="utf-8")
        began = time.monotonic()
        crawl(desk)
        whole = time.monotonic() - began
        for _ in range(rounds):
            for _ in range(kills):
                if waiting:
                    site.items = [waiting.pop(), *site.items]
                crawl(desk, kill_after=random.uniform(0.2, 1.0) * whole)
            crawl(desk)
            assert_whole(desk, site)


def test_a_killed_crawl_loses_nothing_and_invents_nothing(tmp_path: Path) -> None:
    live(tmp_path, rounds=1, kills=2)


@pytest.mark.long
@pytest.mark.parametrize("attempt", range(25))
def test_torture_of_crawls(tmp_path: Path, attempt: int) -> None:
    live(tmp_path, rounds=4, kills=5)
