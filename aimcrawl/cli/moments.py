"""Times as people give them to ``--since``, ``--until`` and ``--as-of``: a date, a time, or an age. Always UTC."""

from __future__ import annotations

import datetime as dt
import re

from archive.spans import span_named

__all__ = ["first_moment", "last_moment"]

_AGE = re.compile(r"^\d+[a-z]$")
_EXPECTED = "expected a date (2016-04-13), a time (2016-04-13T10:30Z) or an age (7d, 12h, 30m, 2w)"


def first_moment(text: str, *, now: dt.datetime) -> dt.datetime:
    """Return the beginning of what ``text`` names: a date's first second; for an age, that long before ``now``.

    Raises:
        ValueError: ``text`` is no date, time or age; says what was expected.
    """
    return _interval(text, now)[0]


def last_moment(text: str, *, now: dt.datetime) -> dt.datetime:
    """Return the last second of what ``text`` names, so that ``--until 2016-04-13`` holds the whole day.

    Raises:
        ValueError: as :func:`first_moment`.
    """
    return _interval(text, now)[1]


def _interval(text: str, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Return the first and the last second of what ``text`` names."""
    text = text.strip()
    try:
        if _AGE.match(text):
            from aimcrawl.schedule.durations import parse_duration

            moment = now - parse_duration(text)
            return moment, moment
        return span_named(text)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r}: {error}; {_EXPECTED}") from error
