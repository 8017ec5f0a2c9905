"""A crawl that is killed at any step of writing loses nothing and tells nothing false; the next takes up its work."""

from __future__ import annotations

import random

import pytest
from desk import SLUG
from torture.conftest import Scene
from torture.dying import LATE, STEPS

from archive.errors import ArchiveError

CRAWL = ("crawl", SLUG, "--full")
MOMENTS = [
    ("a WARC file is begun", 2),
    ("a capture is half written", 9),
    ("a capture is written", 4),
    ("a capture is synced", 5),
    ("a page is staged", 2),
    ("a transaction is to be committed", 3),
    ("a transaction is committed", 4),
    ("a crawl is to be settled", 1),
    ("a crawl is settled", 1),
    ("a note is written", 2),
]


@pytest.mark.parametrize(("step", "count"), MOMENTS)
def test_a_killed_crawl_loses_nothing_and_invents_nothing(scene: Scene, step: str, count: int) -> None:
    assert scene.dies(step, count, *CRAWL)
    scene.assert_nothing_lost_or_invented()
    scene.assert_rebuilt_as_it_is()


def test_the_tests_catch_rows_that_come_before_their_bytes(scene: Scene) -> None:
    assert scene.dies(LATE + "a transaction is committed", 3, *CRAWL)
    with pytest.raises((AssertionError, ArchiveError)):
        scene.assert_nothing_lost_or_invented()


@pytest.mark.long
@pytest.mark.parametrize("attempt", range(250))
def test_torture_by_two_kills_in_a_row(scene: Scene, attempt: int) -> None:
    steps = [step for step in STEPS if "file is" not in step]
    for _ in range(2):
        scene.dies(random.choice(steps), random.randint(1, 12), *CRAWL)
    scene.assert_nothing_lost_or_invented()
    scene.assert_rebuilt_as_it_is()
