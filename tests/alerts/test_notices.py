"""A source that looks wrong, fails again and again, or is silent beyond its rhythm, is told of once; so is its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from alerts.receivers import Hook
from alerts.world import DAY, HOUR, World, rule
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from archive.alerts.outbox import announce
from archive.models import Crawl, Notice, Page
from archive.queries.standing import standings
from archive.store.notices import note_state
from archive.store.rhythm import longest_usual_pause


def ends(world: World, status: str, *, met: bool = True, settled: bool | None = None, failures: int = 3) -> list[str]:
    """Let a crawl without changes end so; return the kinds of the notices that it gives rise to."""
    number = world.after(HOUR).crawl()
    with world.archive.writing() as connection:
        connection.execute(update(Crawl).where(Crawl.id == number).values(status=status, reason="says why"))
        if met:
            page = {"crawl_id": number, "number": 1, "parent": None, "kind": "list", "url": "https://example.org/"}
            page |= {"status": "failed", "reason": None, "capture_id": None, "captured_at": world.now, "whole": False}
            connection.execute(insert(Page).values(**page, encoding=None, records=0))
        arrived = status in ("complete", "partial") if settled is None else settled
        note_state(connection, number, settled=arrived, failures=failures, now=world.now)
        announce(connection, number, now=world.now)
        return list(connection.execute(select(Notice.kind).where(Notice.crawl_id == number)).scalars())


def fared(world: World) -> list[tuple[int, int]]:
    """Return how many crawls in a row failed, and how many were in trouble."""
    with world.archive.reading() as connection:
        return [(one.failures, one.troubles) for one in standings(connection).values()]


def publishes(world: World, days: Sequence[dt.date]) -> None:
    """Let a source be found with news of these days."""
    for world.published in days:
        world.crawl(("new", "Of old"), first=True)
    world.published = None


def test_a_source_that_fails_again_and_again_is_told_of_once_and_when_it_is_over(world: World, hook: Hook) -> None:
    said = [ends(world, status) for status in ("complete", "failed", "failed", "failed", "failed", "partial", "failed")]
    assert said == [[], [], [], ["failing"], [], ["recovered"], []]
    world.flush()
    told = [entry for body in hook.taken for entry in body["data"]["entries"]]
    assert [(one["kind"], one["trouble"]) for one in told] == [("failing", "failing"), ("recovered", "failing")]
    assert told[0]["reason"] == "3 crawls in a row failed: says why"
    assert told[0]["page_url"] == "https://agency.example.org/news"


def test_how_many_failures_are_news_is_a_setting(world: World) -> None:
    assert [ends(world, "failed", failures=2) for _ in range(3)] == [[], ["failing"], []]


def test_a_crawl_that_was_stopped_before_any_answer_is_no_failure_of_the_site(world: World) -> None:
    assert [ends(world, "failed", met=False) for _ in range(4)] == [[]] * 4
    assert fared(world) == [(0, 4)]


def test_the_schedule_counts_failures_as_notices_do(world: World) -> None:
    for status in ("failed", "suspect", "failed", "failed"):
        ends(world, status)
    assert fared(world) == [(2, 4)]
    ends(world, "complete")
    assert fared(world) == [(0, 0)]


def test_a_suspect_crawl_is_told_of_until_one_is_taken(world: World) -> None:
    said = [ends(world, status) for status in ("complete", "suspect", "suspect", "failed", "complete", "suspect")]
    assert said == [[], ["suspect"], [], [], ["recovered"], ["suspect"]]


def test_a_partial_crawl_that_changes_nothing_ends_no_doubt(world: World) -> None:
    assert [ends(world, "suspect"), ends(world, "partial", settled=False)] == [["suspect"], []]


def test_a_source_that_is_silent_beyond_its_rhythm_is_told_of_once_and_when_news_comes(world: World) -> None:
    weekly = [world.now.date() - n * 7 * DAY for n in range(20)]
    publishes(world, weekly)
    ends(world, "complete")
    world.after(20 * DAY)
    assert ends(world, "complete") == []
    world.after(2 * DAY)
    assert [ends(world, "complete"), ends(world, "complete")] == [["silent"], []]
    world.crawl(("new", "At last"))
    assert ends(world, "complete") == ["recovered"]


def test_a_failed_crawl_says_nothing_of_silence(world: World) -> None:
    publishes(world, [world.now.date() - n * 7 * DAY for n in range(20)])
    ends(world, "complete")
    world.after(60 * DAY)
    assert ends(world, "failed") == []


def test_a_source_that_was_silent_when_it_was_found_is_not_told_of(world: World) -> None:
    publishes(world, [world.now.date() - 900 * DAY - n * 7 * DAY for n in range(20)])
    assert [ends(world, "complete"), ends(world.after(30 * DAY), "complete")] == [[], []]


def test_rules_take_notices_of_the_sources_and_kinds_that_they_name(world: World, hook: Hook) -> None:
    ends(world, "suspect")
    assert world.flush(rule(kinds=("failing",))) == []
    ends(world, "complete")
    (sent,) = world.flush(rule(kinds=("recovered",), sources=("ag*",), words=("unheard of",)))
    assert sent.state == "sent"


@pytest.mark.parametrize(
    ("gaps", "days"),
    [
        ([7] * 10, 21),
        ([1, 1, 1, 1, 3] * 6, 9),
        ([1] * 30, 7),
        ([30] * 12, 90),
        ([7] * 20 + [40, 7, 41], 40),  # a pause that it made twice is of its rhythm
        ([7] * 20 + [40], 21),  # once is not
        ([7] * 7, None),
        ([], None),
    ],
)
def test_the_rhythm_of_a_source_says_which_pause_is_usual(gaps: list[int], days: int | None) -> None:
    day = dt.date(2020, 1, 1)
    found = [day := day + dt.timedelta(days=gap) for gap in [0, *gaps]]
    assert longest_usual_pause(found) == (None if days is None else dt.timedelta(days=days))


@given(st.lists(st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)), min_size=9, unique=True))
def test_a_usual_pause_is_no_shorter_than_nine_of_ten_that_were_made(days: list[dt.date]) -> None:
    pause = longest_usual_pause(days)
    assert pause is not None
    gaps = [b - a for a, b in zip(sorted(days), sorted(days)[1:], strict=False)]
    assert sum(gap <= pause for gap in gaps) >= 0.9 * len(gaps) - 1
