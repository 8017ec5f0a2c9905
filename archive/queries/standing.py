"""How each source has fared: when it was last crawled, how often in a row that failed, how often it has news."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, exists, func, select
from sqlalchemy.orm import aliased

from archive.models import Crawl, Item, Page, Revision, Source

__all__ = ["Standing", "failures_in_a_row", "pause_between_items", "standings"]

_LATEST = 20
"""So many of the latest items tell a source's rhythm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a source has fared.

    ``started``: when its last crawl began, one that still runs too. ``failures``: how many crawls in a row failed, as
    :func:`failures_in_a_row` counts; ``troubles``: how many were failed, partial or suspect; one that runs is not
    counted.
    """

    started: dt.datetime
    failures: int
    troubles: int


def standings(connection: Connection) -> dict[str, Standing]:
    """Return by slug how each source that was ever crawled has fared."""
    last = func.max(Crawl.started_at).label("started")
    sound = func.max(Crawl.id).filter(Crawl.status == "complete").label("sound")
    query = select(Crawl.source_id, last, sound).where(Crawl.kind == "crawl").group_by(Crawl.source_id)
    each = query.subquery()
    ended = select(func.count()).where(
        Crawl.source_id == each.c.source_id, Crawl.kind == "crawl", Crawl.status != "running"
    )
    columns: list[Any] = [
        *(Source.slug, each.c.started),
        failures_in_a_row(each.c.source_id).label("failures"),
        ended.where(Crawl.id > func.coalesce(each.c.sound, 0)).scalar_subquery().label("troubles"),
    ]
    rows = connection.execute(select(*columns).join(each, each.c.source_id == Source.id))
    return {row.slug: Standing(started=row.started, failures=row.failures, troubles=row.troubles) for row in rows}


def failures_in_a_row(source: ColumnElement[int] | int) -> ScalarSelect[int]:
    """Return, in SQL, how many crawls in a row a source has failed. One stopped before any answer shows nothing."""
    held = aliased(Crawl)
    held_last = select(func.max(held.id)).where(
        held.source_id == source, held.kind == "crawl", held.status.in_(("complete", "partial", "suspect"))
    )
    failed = select(func.count(Crawl.id)).where(
        Crawl.source_id == source,
        Crawl.kind == "crawl",
        Crawl.status == "failed",
        Crawl.id > func.coalesce(held_last.scalar_subquery(), 0),
        exists().where(Page.crawl_id == Crawl.id),
    )
    return failed.scalar_subquery()


def pause_between_items(connection: Connection, slug: str, *, now: dt.datetime) -> dt.timedelta | None:
    """Return the mean time between a source's latest items by the days that they bear, until now; None without two."""
    query = (
        select(Revision.sort_date)
        .join(Item, (Revision.item_id == Item.id) & (Revision.number == Item.revision))
        .join(Source, Source.id == Item.source_id)
        .where(Source.slug == slug, Revision.sort_date.is_not(None), Item.merged_into.is_(None))
        .order_by(Revision.sort_date.desc())
        .limit(_LATEST)
    )
    days = [dt.date.fromisoformat(day) for day in connection.execute(query).scalars() if day is not None]
    if len(days) < 2:  # noqa: PLR2004 - a pause lies between two
        return None
    return max(now.date() - days[-1], dt.timedelta()) / len(days)
