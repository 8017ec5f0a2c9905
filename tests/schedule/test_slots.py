"""Slots: where in time the turns of a source stand."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimcrawl.schedule import parse_every

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)  # a Monday
HOUR = dt.timedelta(hours=1)

moments = st.integers(0, 10**9).map(lambda seconds: NOON + dt.timedelta(seconds=seconds))
slugs = st.text("abcdefgh", min_size=1)


@given(moments, slugs, st.integers(1, 10_000))
def test_a_slot_comes_once_in_each_interval(moment: dt.datetime, slug: str, minutes: int) -> None:
    schedule = parse_every(f"{minutes}m", slug)
    slot = schedule.after(moment)
    assert dt.timedelta() < slot - moment <= dt.timedelta(minutes=minutes)
    assert schedule.after(slot) - slot == dt.timedelta(minutes=minutes)


def test_many_sources_spread_over_the_interval() -> None:
    slots = [parse_every("1d", f"source-{number}").after(NOON) for number in range(1000)]
    each_hour = Counter((slot - NOON) // HOUR for slot in slots)
    assert len(each_hour) == 24
    assert max(each_hour.values()) < 80, "42 on average"


def test_a_cron_expression_is_in_utc() -> None:
    weekdays = parse_every("30 6 * * 1-5", "any")
    friday = NOON + dt.timedelta(days=4)
    assert weekdays.after(NOON) == dt.datetime(2026, 3, 3, 6, 30, tzinfo=dt.UTC)
    assert weekdays.after(friday) == dt.datetime(2026, 3, 9, 6, 30, tzinfo=dt.UTC), "after the weekend"


@pytest.mark.parametrize("text", ["daily", "0s", "999999w", "", "6", "1 2 3", "61 * * * *", "* * 31 2 *", "a b c d e"])
def test_what_names_no_slots_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        parse_every(text, "any")
