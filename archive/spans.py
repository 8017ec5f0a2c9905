"""The stretches of time that people name: a day, a month, a year or a moment, by their first and last second in UTC."""

from __future__ import annotations

import calendar
import datetime as dt
import re

__all__ = ["days_named", "span_named"]

_DAYS = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?P<second>:\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_LAST_SECOND = dt.time(23, 59, 59, tzinfo=dt.UTC)


def days_named(text: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of ``2016-04-13``, ``2016-04`` or ``2016``.

    Raises:
        ValueError: ``text`` names none of them, or one that no calendar has.
    """
    match = _DAYS.fullmatch(text)
    if match is None:
        raise ValueError("no date")
    first = dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    last_month = int(match[2] or 12)
    return first, first.replace(month=last_month, day=int(match[3] or calendar.monthrange(first.year, last_month)[1]))


def span_named(text: str) -> tuple[dt.datetime, dt.datetime]:
    """Return the first and the last second of what :func:`days_named` reads, of a minute or of a moment in ISO 8601.

    A moment without a zone is UTC: ``2016-04-13T10:30:05+02:00``, ``2016-04-13 10:30``, which is the whole minute.

    Raises:
        ValueError: ``text`` names none of them.
        OverflowError: in UTC it is before the first year or after the last.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        first_day, last_day = days_named(text)
        return dt.datetime.combine(first_day, dt.time(), dt.UTC), dt.datetime.combine(last_day, _LAST_SECOND)
    moment = dt.datetime.fromisoformat(text)
    first = moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return first, first if match["second"] else first.replace(second=59)
