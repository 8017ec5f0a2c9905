"""``every``, as a profile or ``aimcrawl.toml`` says it: a length of time, or a cron expression (in UTC)."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TypeAlias

from cronsim import CronSim, CronSimError

from aimcrawl.schedule.durations import parse_duration

__all__ = ["Cron", "Interval", "Schedule", "parse_every"]

_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_SECOND, _TEN_YEARS = dt.timedelta(seconds=1), dt.timedelta(days=3653)


class Interval:
    """A slot in each stretch of ``length``, at a place in it that ``key`` decides: many sources spread evenly over it.

    So a source drifts with nothing: neither with how long its crawls take nor with when cron looks.
    """

    def __init__(self, length: dt.timedelta, key: str) -> None:
        self.length = length
        share = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) / 2**32
        self._start = _EPOCH + length * share

    def after(self, moment: dt.datetime) -> dt.datetime:
        """Return the first slot after a moment."""
        return self._start + self.length * ((moment - self._start) // self.length + 1)


class Cron:
    """The slots of a cron expression: five fields, as in crontab(5), in UTC."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        first = self.after(_EPOCH)
        self.length = self.after(first) - first

    def after(self, moment: dt.datetime) -> dt.datetime:
        """Return the first slot after a moment."""
        return next(CronSim(self._expression, moment))


Schedule: TypeAlias = Interval | Cron
"""Has slots: ``after(moment)`` gives the next one, and ``length`` the time from one to the next (of a cron: once)."""


def parse_every(text: str, key: str) -> Schedule:
    """Return the schedule that ``text`` names; ``key`` (a slug) decides where in the interval its slots stand.

    Raises:
        ValueError: it is neither a length of time nor a cron expression; the message says what one looks like.
    """
    if len(text.split()) != 5:  # noqa: PLR2004 - the fields of a cron expression
        length = parse_duration(text)
        if not _SECOND <= length <= _TEN_YEARS:
            raise ValueError(f"expected a length of time from a second to ten years; got {text!r}")
        return Interval(length, key)
    try:
        return Cron(text)
    except (CronSimError, StopIteration) as error:
        raise ValueError(f"expected five cron fields such as '0 6 * * 1-5' (UTC); got {text!r}: {error}") from error
