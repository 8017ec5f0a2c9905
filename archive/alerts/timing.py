"""When deliveries are due, and how long what was sent is remembered: ``[deliveries]`` in ``aimcrawl.toml``."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from archive.alerts.rules import Digest

__all__ = ["Timing", "due_at"]

_LONGEST = 8  # days from a moment to the end of its week, with one to spare


class Timing(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[deliveries]``: where and at which hour days and weeks end for digests; how long sent deliveries are kept.

    ``timezone`` is a name of the IANA database, such as ``Europe/Berlin``.
    """

    timezone: str = "UTC"
    digest_hour: Annotated[int, Meta(ge=0, le=23)] = 0
    keep_days: Annotated[int, Meta(ge=1, le=36_500)] = 365

    def __post_init__(self) -> None:
        """Refuse a time zone that is none."""
        try:
            _zone(self.timezone)
        except (KeyError, ValueError, OSError) as error:
            advice = "expected a name such as Europe/Berlin (a machine without time zones needs: pip install tzdata)"
            raise ValueError(f"timezone: {advice}; got {self.timezone!r}") from error


def due_at(digest: Digest, at: dt.datetime, timing: Timing) -> dt.datetime:
    """Return when a digest that holds a moment is due, in UTC: at once, or at the end of its hour, day or week.

    Hours end with those of UTC. A day is one of the time zone, of 23 or 25 hours where its clocks are changed; where
    that leaves out the hour at which days end, or has it twice, the day ends when the hour would have begun, or the
    first time.
    """
    if digest == "immediate":
        return at
    if digest == "hourly":
        return at.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    zone, hour = _zone(timing.timezone), dt.time(timing.digest_hour)
    today = at.astimezone(zone).date()
    days = (today + dt.timedelta(days=number) for number in range(_LONGEST + 1))
    ends = (dt.datetime.combine(day, hour, zone) for day in days if digest == "daily" or day.weekday() == 0)
    return next(end for one in ends if (end := one.astimezone(dt.UTC)) > at)


def _zone(name: str) -> dt.tzinfo:
    return dt.UTC if name == "UTC" else ZoneInfo(name)  # UTC is there where no time zones are installed
