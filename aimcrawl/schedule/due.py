"""Whose turn it is. A source is crawled at the first look after each of its slots.

The rules, and why:

- never crawled: at once;
- after failures in a row, twice as many slots apart with each, but once a week at least: a dead site costs little, and
  one that comes back is met;
- where the profile gives bounds, four looks for each item that its rhythm leads to expect: a lively source oftener, a
  sleepy one seldomer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aimcrawl.schedule.every import Interval, Schedule

if TYPE_CHECKING:
    from archive.queries.standing import Standing

__all__ = ["Turn", "lively", "turn"]

_LOOKS_AN_ITEM = 4
_LONGEST_PAUSE = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Turn:
    """When a source is next to be crawled, and by when a look at the schedule should have taken it."""

    due_at: dt.datetime
    late_at: dt.datetime


def turn(schedule: Schedule, standing: Standing | None, *, now: dt.datetime) -> Turn:
    """Return when a source is due: now, where it was never crawled. It is late when yet another slot has passed."""
    if standing is None:
        return Turn(now, now + schedule.length)
    due = schedule.after(standing.started)
    if standing.failures > 1:
        slots = 2 ** min(standing.failures - 1, 20)
        longest = standing.started + _LONGEST_PAUSE
        due = max(due, min(schedule.after(standing.started + (slots - 1) * schedule.length), schedule.after(longest)))
    return Turn(due, schedule.after(due))


def lively(key: str, bounds: tuple[dt.timedelta, dt.timedelta], pause: dt.timedelta) -> Interval:
    """Return the schedule that a source's own rhythm asks for, within bounds; ``pause``: the time between two items."""
    shortest, longest = bounds
    return Interval(min(max(pause / _LOOKS_AN_ITEM, shortest), longest), key)
