"""What cron hears of: not each failure, not every day, and a suspect crawl at once."""

from __future__ import annotations

import datetime as dt

from aimcrawl.schedule.quiet import speaks_of_crawl, speaks_of_fault

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
LOOK, DAY = dt.timedelta(minutes=10), dt.timedelta(days=1)


def test_a_failure_is_spoken_of_from_the_third_in_a_row_and_each_time_they_have_doubled() -> None:
    assert [n for n in range(1, 50) if speaks_of_crawl("failed", n, patience=3)] == [3, 6, 12, 24, 48]
    assert [n for n in range(1, 10) if speaks_of_crawl("partial", n, patience=1)] == [1, 2, 4, 8]


def test_a_suspect_crawl_is_spoken_of_at_once() -> None:
    assert [n for n in range(1, 10) if speaks_of_crawl("suspect", n, patience=3)] == [1, 2, 4, 8]


def test_a_faulty_profile_is_spoken_of_when_it_was_changed_and_once_a_day() -> None:
    assert speaks_of_fault("news", NOW - 9 * DAY, None, now=NOW), "nobody looked before"
    assert speaks_of_fault("news", NOW - LOOK / 2, NOW - LOOK, now=NOW)
    looks = [NOW + LOOK * number for number in range(1, 3 * 144 + 1)]
    assert sum(speaks_of_fault("news", NOW - DAY, now - LOOK, now=now) for now in looks) == 3, "in three days"
