"""A date, a time or an age becomes a moment in UTC."""

from __future__ import annotations

import datetime as dt

import pytest

from aimcrawl.cli.moments import first_moment, last_moment

NOW = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", "2016-01-01T00:00:00", "2016-12-31T23:59:59"),
        ("2016-02", "2016-02-01T00:00:00", "2016-02-29T23:59:59"),
        ("2016-04-13", "2016-04-13T00:00:00", "2016-04-13T23:59:59"),
        ("2016-04-13T10:30", "2016-04-13T10:30:00", "2016-04-13T10:30:59"),
        ("2016-04-13 10:30:05", "2016-04-13T10:30:05", "2016-04-13T10:30:05"),
        ("2016-04-13T10:30:05Z", "2016-04-13T10:30:05", "2016-04-13T10:30:05"),
        ("2016-04-13T01:30:05+02:00", "2016-04-12T23:30:05", "2016-04-12T23:30:05"),
        ("2016-04-13T10:30:05.25Z", "2016-04-13T10:30:05.25", "2016-04-13T10:30:05.25"),
        ("7d", "2026-11-15T08:00:00", "2026-11-15T08:00:00"),
        ("2w", "2026-11-08T08:00:00", "2026-11-08T08:00:00"),
        ("12h", "2026-11-21T20:00:00", "2026-11-21T20:00:00"),
        ("30m", "2026-11-22T07:30:00", "2026-11-22T07:30:00"),
    ],
)
def test_since_begins_and_until_ends_with_what_was_named(text: str, first: str, last: str) -> None:
    assert first_moment(text, now=NOW) == dt.datetime.fromisoformat(first + "Z")
    assert last_moment(text, now=NOW) == dt.datetime.fromisoformat(last + "Z")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2016-13",
        "2016-00",
        "2016-02-30",
        "20160413",
        "7",
        "7 d",
        "-7d",
        "999999w",
        "0000",
        "13.4.2016",
    ],
)
def test_what_is_no_time_says_what_was_expected(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected a date \(2016-04-13\), a time .* or an age"):
        first_moment(text, now=NOW)
