"""How the sources of a home stand: whose turn it is to be crawled, who is late, who is in trouble."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct
from sqlalchemy import Connection

from aimcrawl.home.place import Home
from aimcrawl.home.sources import survey
from aimcrawl.profiles.model import Profile
from aimcrawl.schedule import Schedule, parse_every, turn
from aimcrawl.schedule.due import lively
from aimcrawl.schedule.durations import parse_duration
from archive.archive import Archive
from archive.queries.rows import time_text
from archive.queries.standing import pause_between_items, standings

__all__ = ["SourceStatus", "source_statuses"]


class SourceStatus(Struct, frozen=True, kw_only=True):
    """How one source stands (``status --json``). Times are UTC.

    ``complete``: when it was last seen completely. ``next``: when it is its turn, null where it is not crawled by
    itself. ``late``: two turns have passed without a crawl. ``failures``: crawls in a row that failed; ``troubles``:
    that failed, were partial or suspect. ``fault``: its profile cannot be used.
    """

    source: str
    status: str
    last_crawl: str | None
    last_status: str | None
    complete: str | None
    items: int
    next: str | None
    due: bool
    late: bool
    failures: int
    troubles: int
    fault: bool
    reason: str | None


def source_statuses(home: Home, archive: Archive, *, now: dt.datetime) -> list[SourceStatus]:
    """Return how all sources but the removed ones stand, by slug."""
    views, profiles, faults = survey(home, archive)
    found = []
    with archive.reading() as connection:
        known = standings(connection)
        for view in views:
            standing, fault = known.get(view.source), faults.get(view.source)
            its = None
            if view.status == "active" and fault is None:
                schedule = _schedule(home, connection, view.source, profiles[view.source], now)
                its = turn(schedule, standing, now=now)
            status = SourceStatus(
                source=view.source,
                status=view.status,
                last_crawl=view.last_crawl,
                last_status=view.last_status,
                complete=view.last_complete,
                items=view.items,
                next=None if its is None else time_text(its.due_at),
                due=its is not None and its.due_at <= now,
                late=its is not None and its.late_at <= now,
                failures=standing.failures if standing else 0,
                troubles=standing.troubles if standing else 0,
                fault=fault is not None,
                reason=str(fault) if fault else view.reason,
            )
            found.append(status)
    return found


def _schedule(home: Home, connection: Connection, slug: str, profile: Profile, now: dt.datetime) -> Schedule:
    """Return the schedule of a source: its own rhythm's, where the profile lets it and it is known; else ``every``."""
    if profile.every_within is not None:
        shortest, longest = map(parse_duration, profile.every_within)
        pause = pause_between_items(connection, slug, now=now)
        if pause is not None:
            return lively(slug, (shortest, longest), pause)
    return parse_every(profile.every or home.config.crawl.every, slug)
