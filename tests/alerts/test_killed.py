"""A flush that is killed at any step loses nothing, and what it repeats bears the number that it had."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from alerts.dying import HASTY, STEPS
from alerts.receivers import SECRET, Hook
from alerts.world import World

from aimcrawl.home import Home, create_home, open_home
from aimcrawl.home.alerting import send_waiting

TESTS = Path(__file__).parents[1]
TITLES = {"One", "Two"}


class Scene:
    """A home with two messages to send, one a crawl."""

    def __init__(self, home: Home, hook: Hook) -> None:
        self.home, self.hook = home, hook
        with home.open_archive() as archive:
            world = World(archive, now=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
            for title in sorted(TITLES):
                world.crawl(("new", title))

    def dies(self, step: str, count: int) -> bool:
        command = [sys.executable, "-m", "alerts.dying", step, str(count)]
        environment = os.environ | {"AIMCRAWL_HOME": str(self.home.root), "PYTHONPATH": str(TESTS)}
        done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120, text=True)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        return done.returncode != 0

    def assert_all_arrive(self) -> None:
        with self.home.open_archive() as archive:
            send_waiting(self.home, archive, now=dt.datetime.now(dt.UTC))
        assert self.hook.titles == TITLES
        bodies = dict(zip(self.hook.ids, (body for _, body in self.hook.got), strict=True))
        assert len(bodies) == len(TITLES), "a repeat bears the number that it had"
        assert {body for _, body in self.hook.got} == set(bodies.values()), "and says the same"


@pytest.fixture
def scene(database_url: str, tmp_path: Path, hook: Hook) -> Scene:
    home = create_home(tmp_path / "home", database=database_url)
    with (home.root / "aimcrawl.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[channels.hook]\nwebhook = "{hook.url}"\nsecret = "{SECRET}"\n')
        file.write('[[alerts]]\nname = "all"\nchannels = ["hook"]\n')
    return Scene(open_home(home.root), hook)


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_flush_loses_nothing(scene: Scene, step: str) -> None:
    assert scene.dies(step, 1)
    scene.assert_all_arrive()


@pytest.mark.parametrize("step", ["a message is sent", "a message is to be marked"])
def test_what_was_sent_and_not_marked_is_sent_again(scene: Scene, step: str) -> None:
    assert scene.dies(step, 2)
    scene.assert_all_arrive()
    assert len(scene.hook.got) == 3


def test_the_tests_catch_a_mark_that_comes_before_the_message(scene: Scene) -> None:
    assert scene.dies(HASTY + "a message is to be sent", 1)
    with pytest.raises(AssertionError):
        scene.assert_all_arrive()


@pytest.mark.long
@pytest.mark.parametrize("attempt", range(60))
def test_torture_by_three_kills_in_a_row(scene: Scene, attempt: int) -> None:
    for _ in range(3):
        scene.dies(random.choice(list(STEPS)), random.randint(1, 2))
    scene.assert_all_arrive()
