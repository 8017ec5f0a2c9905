"""Where items stood at a moment, as far as that is kept. Conditions for queries of items; no query of its own.

Removals and returns are events, and known for every moment. That an item was not met, without having been removed, is
known of its last absence alone: one that came back later counts as shown in between (docs/identity.md).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, func, literal, or_, select

from archive.models import Crawl, Event, Item

__all__ = ["status_at", "sweeps_until"]


def sweeps_until(at: dt.datetime) -> FromClause:
    """Return of each source the newest crawl until a moment that read the list to its end; to be joined outer."""
    sweeps = select(
        Crawl.source_id, func.max(Crawl.id).label("number"), func.max(Crawl.started_at).label("started_at")
    ).where(
        Crawl.kind == "crawl",
        Crawl.reached_end,
        Crawl.status.in_(("complete", "partial")),
        Crawl.ended_at <= at,
    )
    return sweeps.group_by(Crawl.source_id).subquery()


def status_at(at: dt.datetime, sweeps: FromClause) -> ColumnElement[str]:
    """Return the status of an item at a moment; ``sweeps`` are those of :func:`sweeps_until`, joined to the items."""
    kinds = select(Event.kind).where(Event.item_id == Item.id, Event.at <= at, Event.superseded_by.is_(None))
    kinds = kinds.where(Event.kind.in_(("removed", "restored"))).order_by(Event.at.desc(), Event.id.desc()).limit(1)
    was_swept: Any = or_(Item.last_crawl < sweeps.c.number, Item.last_seen < sweeps.c.started_at)
    return case(
        (kinds.correlate(Item).scalar_subquery() == "removed", literal("removed")),
        (Item.status.in_(("missing", "removed")) & (Item.absent_since <= at), literal("missing")),
        ((Item.status == "unlisted") & was_swept, literal("unlisted")),
        else_=literal("present"),
    )
