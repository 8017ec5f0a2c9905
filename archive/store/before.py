"""What earlier crawls of a source mean for the next one: is a sweep due, what did its pages hold, is the epoch new?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select
from sqlalchemy.orm import aliased

from archive.models import Crawl, Page, Profile, Source
from archive.records import PageStatus

__all__ = ["Before", "epoch_is_new", "look_back", "page_sizes", "pages_are_whole", "settled_last"]

_STEADY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """``first``: no crawl was complete yet. ``whole``: under this layout, pages had their closing tags.

    ``sweep_due``: the whole list must be walked again.
    """

    first: bool
    whole: bool
    sweep_due: bool


def look_back(
    connection: Connection, source_id: int, *, layout: str, full_every: dt.timedelta, now: dt.datetime
) -> Before:
    """Look at the crawls of a source before one begins."""
    own = (Crawl.source_id == source_id, Crawl.kind == "crawl")
    ended_well = select(Crawl.id).where(*own, or_(Crawl.status == "complete", _lacks_its_feed_alone())).limit(1)
    return Before(
        first=connection.execute(ended_well).first() is None,
        whole=pages_are_whole(connection, source_id, layout=layout),
        sweep_due=_sweep_is_due(connection, source_id, layout=layout, full_every=full_every, now=now),
    )


def pages_are_whole(connection: Connection, source_id: int, *, layout: str) -> bool:
    """Tell whether any list page under this layout had its closing tags: then one without them was cut."""
    whole = (
        select(Page.id)
        .join(Crawl, Crawl.id == Page.crawl_id)
        .join(Profile, Profile.hash == Crawl.profile_hash)
        .where(Crawl.source_id == source_id, Profile.layout == layout, Page.kind == "list", Page.whole)
    )
    return connection.execute(whole.limit(1)).first() is not None


def _sweep_is_due(
    connection: Connection, source_id: int, *, layout: str, full_every: dt.timedelta, now: dt.datetime
) -> bool:
    """Tell whether the last sweep was not complete, is old or of another epoch, or a crawl since left a thing open."""
    ended_well = or_(Crawl.status == "complete", _lacks_its_feed_alone()).label("ended_well")
    columns = select(Crawl.sweep, Crawl.started_at, Profile.layout, ended_well)
    crawls = columns.join(Profile, Profile.hash == Crawl.profile_hash)
    crawls = crawls.where(Crawl.source_id == source_id, Crawl.kind == "crawl")
    newest = crawls.order_by(Crawl.id.desc()).limit(1)
    sweep = connection.execute(newest.where(Crawl.full)).one_or_none()
    if sweep is None or not sweep.ended_well or sweep.layout != layout:
        return True
    latest = connection.execute(newest).one()
    return not latest.ended_well or bool(latest.sweep) or bool(now - sweep.started_at >= full_every)


def _lacks_its_feed_alone() -> ColumnElement[bool]:
    """Return the condition that a crawl is partial only because the feed beside its list could not be had.

    Its list was walked as it should be: that proves what it proves, and another sweep would bring nothing. A feed's is
    the page of kind ``detail`` that is about no item; the reason, which names it alone, tells that all else was well.
    """
    feed = aliased(Page)
    reason = feed.url + ": " + feed.reason
    alone = select(feed.id).where(
        feed.crawl_id == Crawl.id, feed.kind == "detail", feed.parent.is_(None), Crawl.reason == reason
    )
    return (Crawl.status == "partial") & alone.exists()


def page_sizes(connection: Connection, source_id: int, *, layout: str) -> dict[int, int]:
    """Return how many records each page of the list usually holds under this layout, but for the list's last page.

    That is what it held in the last complete sweep, or in the very first, before anything could be missed. A page that
    held as many in each of the last three sweeps has found a new size: a list that does not close up behind an item.
    """
    sweeps = (
        select(Crawl.id, Crawl.status, Crawl.first)
        .join(Profile, Profile.hash == Crawl.profile_hash)
        .where(Crawl.source_id == source_id, Crawl.reached_end, Crawl.status.in_(("complete", "partial")))
        .where(Profile.layout == layout, Crawl.kind == "crawl")
        .order_by(Crawl.id.desc())
    )
    latest = [_sizes(connection, row.id) for row in connection.execute(sweeps.limit(_STEADY))]
    trusted = connection.execute(sweeps.where(or_(Crawl.status == "complete", Crawl.first)).limit(1)).first()
    sizes = {} if trusted is None else _sizes(connection, trusted.id)
    if len(latest) == _STEADY:
        sizes |= {number: size for number, size in latest[0].items() if all(s.get(number) == size for s in latest)}
    return sizes


def _sizes(connection: Connection, crawl: int) -> dict[int, int]:
    pages: Select[int, int] = select(Page.number, Page.records).where(
        Page.crawl_id == crawl, Page.kind == "list", Page.status == PageStatus.READ, Page.records > 0
    )
    sizes = {row.number: row.records for row in connection.execute(pages)}
    sizes.pop(max(sizes, default=0), None)
    return sizes


def epoch_is_new(connection: Connection, source_id: int, number: int, *, layout: str) -> bool:
    """Tell whether no crawl before ``number`` was settled under this layout, while others of the source were."""
    settled = (
        select(Profile.layout)
        .join(Crawl, Crawl.profile_hash == Profile.hash)
        .where(Crawl.source_id == source_id, Crawl.id < number, Crawl.status.in_(("complete", "partial")))
    )
    layouts = set(connection.execute(settled.distinct()).scalars())
    return bool(layouts) and layout not in layouts


def settled_last(connection: Connection, slug: str) -> Row[Any] | None:
    """Return ``reader`` and ``layout`` of the crawl or re-reading of a source that was settled last."""
    columns: list[Any] = [Crawl.reader, Profile.layout]
    query = (
        select(*columns)
        .join(Profile, Profile.hash == Crawl.profile_hash)
        .join(Source, Source.id == Crawl.source_id)
        .where(Source.slug == slug, Crawl.status.in_(("complete", "partial")), Crawl.kind != "import")
    )
    return connection.execute(query.order_by(Crawl.id.desc()).limit(1)).one_or_none()
