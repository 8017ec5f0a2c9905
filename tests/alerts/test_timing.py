"""Digests end with days and weeks of the time zone that is set, whatever its clocks do."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec
import pytest
from alerts.receivers import Hook
from alerts.world import World, rule
from hypothesis import example, given
from hypothesis import strategies as st

from archive.alerts.rules import Digest
from archive.alerts.timing import Timing, due_at

BERLIN = Timing(timezone="Europe/Berlin", digest_hour=7)
ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia")
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
moments = st.integers(1_000_000_000, 2_100_000_000).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("digest", "at", "due"),
    [
        ("daily", "2026-03-28 05:59:59", "2026-03-28 06:00"),  # winter: 7 o'clock is 6 in UTC
        ("daily", "2026-03-28 06:00:00", "2026-03-29 05:00"),  # a day of 23 hours
        ("daily", "2026-03-29 05:00:00", "2026-03-30 05:00"),
        ("daily", "2026-10-24 05:00:00", "2026-10-25 06:00"),  # a day of 25 hours
        ("daily", "2026-10-25 05:59:59", "2026-10-25 06:00"),
        ("weekly", "2026-03-23 05:59:59", "2026-03-23 06:00"),  # a Monday
        ("weekly", "2026-03-23 06:00:00", "2026-03-30 05:00"),  # a week of 167 hours
        ("weekly", "2026-10-19 05:00:00", "2026-10-26 06:00"),  # a week of 169 hours
        ("hourly", "2026-03-29 01:10:00", "2026-03-29 02:00"),
        ("immediate", "2026-03-29 01:10:00", "2026-03-29 01:10"),
    ],
)
def test_days_and_weeks_end_at_the_hour_of_the_place(digest: Digest, at: str, due: str) -> None:
    assert due_at(digest, utc(at), BERLIN) == utc(due)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-03-29 00:59:59", "2026-03-29 01:00"),  # 2 o'clock is not: the day ends when it would have been
        ("2026-03-29 01:00:00", "2026-03-30 00:00"),
        ("2026-10-25 00:00:00", "2026-10-26 01:00"),  # 2 o'clock is twice: the first ends the day
        ("2026-10-24 23:59:59", "2026-10-25 00:00"),
    ],
)
def test_an_hour_that_is_left_out_or_comes_twice_ends_one_day(at: str, due: str) -> None:
    assert due_at("daily", utc(at), Timing(timezone="Europe/Berlin", digest_hour=2)) == utc(due)


def test_by_default_days_are_those_of_utc() -> None:
    assert due_at("daily", utc("2026-03-29 23:59"), Timing()) == utc("2026-03-30 00:00")
    assert due_at("weekly", utc("2026-03-30 00:00"), Timing()) == utc("2026-04-06 00:00")


@given(moments, st.sampled_from(ZONES), st.integers(0, 23), st.sampled_from(["daily", "weekly"]))
@example(utc("2011-12-30 09:00"), "Pacific/Apia", 0, "daily")  # a place that left out a day
def test_every_moment_is_in_one_digest_that_ends_on_time(at: dt.datetime, zone: str, hour: int, digest: Digest) -> None:
    timing = Timing(timezone=zone, digest_hour=hour)
    due = due_at(digest, at, timing)
    assert at < due <= at + (8 * DAY if digest == "weekly" else DAY + 2 * HOUR)
    assert due_at(digest, due - dt.timedelta(seconds=1), timing) == due
    assert due_at(digest, due, timing) > due
    there, before = (moment.astimezone(ZoneInfo(zone)) for moment in (due, due - HOUR))
    clocks_were_changed = there.utcoffset() != before.utcoffset()
    assert clocks_were_changed or (there.hour, there.minute, there.second) == (hour, 0, 0)
    assert clocks_were_changed or digest == "daily" or there.weekday() == 0


@pytest.mark.parametrize("name", ["Europe/Nowhere", "", "../etc/passwd", "Europe", "CET+1h", "Europe/Berlin\0"])
def test_what_is_no_time_zone_is_refused(name: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"timezone: expected a name such as Europe/Berlin.* at `\$"):
        msgspec.convert({"deliveries": {"timezone": name}}, dict[str, Timing])


def test_a_daily_digest_waits_for_the_evening_of_its_place(world: World, hook: Hook) -> None:
    world.timing = Timing(timezone="America/New_York", digest_hour=18)
    world.now = utc("2026-03-06 22:59:00")  # 17:59 there
    world.crawl(("new", "Before six"))
    world.flush(by := rule(digest="daily"))
    world.after(dt.timedelta(minutes=1)).crawl(("new", "At six"))
    world.flush(by)
    assert hook.titles == {"Before six"}
    world.now = utc("2026-03-07 22:59:59")
    assert world.flush(by) == []
    world.now = utc("2026-03-07 23:00:00")
    world.flush(by)
    assert hook.titles == {"Before six", "At six"}
