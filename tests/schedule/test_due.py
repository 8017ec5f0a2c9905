"""Turns: a month of simulated time, in which each source runs when it should."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator

from aimcrawl.schedule import Schedule, parse_every, turn
from aimcrawl.schedule.due import lively
from archive.queries.standing import Standing

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
LOOK = dt.timedelta(minutes=10)
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def looks(days: int) -> Iterator[dt.datetime]:
    return itertools.takewhile(lambda at: at < START + days * DAY, (START + LOOK * n for n in itertools.count()))


def month(
    schedule: Schedule,
    fails: Callable[[dt.datetime], bool] = lambda _: False,
    *,
    off: Callable[[dt.datetime], bool] = lambda _: False,
) -> list[dt.datetime]:
    """When a source is crawled in 31 days, where cron looks each ten minutes; ``off``: the machine is."""
    runs: list[dt.datetime] = []
    standing: Standing | None = None
    for now in looks(31):
        if not off(now) and turn(schedule, standing, now=now).due_at <= now:
            runs.append(now)
            failures = (standing.failures if standing else 0) + 1 if fails(now) else 0
            standing = Standing(started=now, failures=failures, troubles=failures)
    return runs


def gaps(runs: list[dt.datetime]) -> list[dt.timedelta]:
    return [after - before for before, after in itertools.pairwise(runs)]


def test_a_source_runs_as_often_as_it_should() -> None:
    for every, times in (("6h", 124), ("1d", 31), ("7d", 4)):
        runs = month(parse_every(every, "news"))
        assert runs[0] == START, "what was never crawled is due at once"
        assert len(runs) - 1 in (times, times + 1)
        length = parse_every(every, "news").length
        assert all(length - LOOK <= gap <= length + LOOK for gap in gaps(runs)[1:])


def test_a_cron_expression_runs_at_its_times() -> None:
    runs = month(parse_every("0 6 * * 1-5", "news"))[1:]
    assert {(run.hour, run.minute) for run in runs} == {(6, 0)}
    assert {run.isoweekday() for run in runs} == {1, 2, 3, 4, 5}
    assert len(runs) == 22


def test_a_daily_look_meets_a_daily_source_each_day() -> None:
    schedule = parse_every("1d", "news")
    standing, runs = None, 0
    for day in range(31):
        now = START + day * DAY + dt.timedelta(seconds=day % 7)  # cron is a little late now and then
        if turn(schedule, standing, now=now).due_at <= now:
            standing, runs = Standing(started=now, failures=0, troubles=0), runs + 1
    assert runs == 31


def test_a_dead_site_is_asked_ever_seldomer_but_once_a_week() -> None:
    runs = month(parse_every("6h", "news"), fails=lambda _: True)
    pauses = [round(gap / HOUR) for gap in gaps(runs)[1:]]
    assert pauses[:4] == [12, 24, 48, 96]
    assert all(pause in range(167, 176) for pause in pauses[4:]), "the first look after a slot after a week"


def test_a_site_that_comes_back_is_asked_as_before() -> None:
    back = START + 10 * DAY
    runs = month(parse_every("6h", "news"), fails=lambda now: now < back)
    later = gaps([run for run in runs if run >= back])
    assert later
    assert all(gap <= 6 * HOUR + LOOK for gap in later)


def test_after_a_night_without_the_machine_each_source_runs_once() -> None:
    def off(now: dt.datetime) -> bool:
        return now.hour < 8

    runs = month(parse_every("1h", "news"), off=off)
    in_the_morning = [run for run in runs if run.hour == 8]
    assert len(in_the_morning) in range(31, 63), "what was missed is not made up for"


def test_a_source_is_late_when_two_turns_have_passed() -> None:
    schedule = parse_every("6h", "news")
    its = turn(schedule, Standing(started=START, failures=0, troubles=0), now=START)
    assert its.late_at - its.due_at == 6 * HOUR


def test_a_lively_source_is_crawled_oftener_within_its_bounds() -> None:
    bounds = (HOUR, 7 * DAY)
    assert lively("news", bounds, 2 * DAY).length == 12 * HOUR
    assert lively("news", bounds, HOUR).length == HOUR
    assert lively("news", bounds, 365 * DAY).length == 7 * DAY
