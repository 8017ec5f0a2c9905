"""Random lives of sites: what the archive says after each crawl is what a plain model says that knows who is who."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.reconcile import Reconciliation, Rules

from .lives import LINKS, Life, Score
from .site import Layout

KINDS = ("new", "edited", "trivial", "removed", "restored")


def lived(seeds: range, steps: int = 12) -> Score:
    score = Score()
    for seed in seeds:
        life = Life(Random(seed), score)
        life.crawl()
        for _ in range(steps):
            life.step()
    return score


def assert_truthful(score: Score) -> None:
    assert score.lies == []
    assert {kind: score.f1(kind) for kind in KINDS if score.f1(kind) < 0.98} == {}
    assert score.suspects <= score.crawls / 1000
    assert len(score.mistaken) <= sum(score.right.values()) / 500


def test_events_are_right_over_a_hundred_lives() -> None:
    assert_truthful(lived(range(100)))


@pytest.mark.long
def test_events_are_right_over_a_thousand_lives() -> None:
    assert_truthful(lived(range(1000, 2000)))


@given(rnd=st.randoms(use_true_random=False), steps=st.integers(1, 8))
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_nothing_is_said_to_be_removed_that_stands(rnd: Random, steps: int) -> None:
    life = Life(rnd, Score())
    life.crawl()
    for _ in range(steps):
        life.step()
    assert life.score.lies == []


@pytest.mark.parametrize("seed", range(8))
def test_crawling_the_same_state_again_says_nothing(seed: int) -> None:
    life = Life(Random(seed), Score())
    for _ in range(2):
        life.crawl()
    life.step()
    life.crawl()
    life.crawl()  # what was absent is settled now
    life.crawl()
    said = life.crawl()
    assert (said.changes, said.statuses, said.absences, said.places, said.revised) == ([], {}, {}, {}, {})


def relaunched(seed: int) -> tuple[Life, Reconciliation, set[int]]:
    """A site that was rebuilt between two crawls, what the second says, and which true items were edited meanwhile."""
    rnd = Random(seed)
    old = Layout(size=rnd.randint(4, 10), by_date=True, permalink=rnd.choice(LINKS))
    life = Life(rnd, Score(), old, count=rnd.randint(20, 60))
    life.crawl()
    teaser = rnd.choice((None, 12, 25))
    life.site.relaunch(
        Layout(size=12, permalink="https://new.example.org/{number}-story", teaser=teaser, dress="article")
    )
    for deed in ("publish", "edit_title", "edit_date", "remove"):
        getattr(life.site, deed)()
    edited = life.site.touched & set(life.ledger.numbers.values())
    return life, life.crawl(rules=Rules(new_epoch=True)), edited


def test_a_rebuilt_site_is_known_again() -> None:
    for seed in range(40):
        life, said, _ = relaunched(seed)
        assert life.score.mistaken == set()
        assert life.score.wrong["new"] == life.score.wrong["removed"] == 0
        assert len(said.matches) == len(life.site.stories) - 1  # all but the one that was published meanwhile


def test_a_rebuilt_site_makes_no_events_but_what_changed_in_truth() -> None:
    for seed in range(40):
        life, said, edited = relaunched(seed)
        assert {life.ledger.numbers[c.item] for c in said.changes if c.kind == "edited"} == edited
        assert [change for change in life.crawl().changes if change.kind != "removed"] == []
