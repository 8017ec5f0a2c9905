"""How a crawl ended: complete, partial, suspect or failed, and what is written in each case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from archive.models import Crawl, Page, Source, StagedRecord
from archive.queries import crawl_view
from archive.reconcile import reconcile
from archive.reconcile.model import Rules
from archive.store.listing import Staged, load_known, load_staged
from archive.store.settle import Settlement
from archive.views import CrawlView

__all__ = ["CrawlRules", "WalkEnd", "settle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkEnd:
    """How a walk over the list ended, or that a person accepts what it read.

    ``reached_end``: at the end of the list, with nothing cut off by a limit or an interruption. ``stopped_early``: an
    incremental crawl met only what is known. ``reason`` says what a person should know of another end. ``accepted``: a
    person takes the crawl although it looked suspect.
    """

    reached_end: bool
    stopped_early: bool = False
    requests: int = 0
    reason: str | None = None
    accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRules:
    """What a profile says of a crawl as a whole: rules of reconciling, least and greatest number of items."""

    reconcile: Rules = field(default_factory=Rules)
    items: tuple[int, int] | None = None
    items_per_page: tuple[int, int] | None = None


def settle(connection: Connection, number: int, end: WalkEnd, rules: CrawlRules, *, now: dt.datetime) -> CrawlView:
    """End a crawl: decide how it ended, and write what it means."""
    crawl = connection.execute(
        select(Crawl.__table__, Source.slug).join(Source, Source.id == Crawl.source_id).where(Crawl.id == number)
    ).one()
    staged = load_staged(connection, number, full=crawl.full, reached_end=end.reached_end, now=now)
    status, reason = _ending(staged, end)
    counts: dict[str, int] = {}
    if status != "failed":
        meaning = reconcile(
            load_known(connection, crawl.source_id),
            staged.listing,
            staged.coverage,
            replace(rules.reconcile, new_epoch=_epoch_is_new(connection, crawl)),
        )
        doubt = meaning.suspect or _unexpected(crawl, staged, status, rules)
        if doubt and status == "complete" and not end.accepted:
            status, reason = "suspect", doubt
        else:
            counts = Settlement(connection, crawl, staged, meaning, now=now).write()
    if status != "suspect":
        _drop_staged(connection, number)
    outcome = {
        "status": status,
        "reason": reason,
        "ended_at": now,
        "reached_end": end.reached_end,
        "requests": end.requests,
        "pages": sum(page.status == "read" for page in staged.pages.values()),
        "items": len(staged.listing),
    }
    connection.execute(update(Crawl).where(Crawl.id == number).values(outcome | counts))
    return crawl_view(connection, number)


def _ending(staged: Staged, end: WalkEnd) -> tuple[str, str | None]:
    """Return the status of a crawl, before its meaning is looked at, and the reason to give."""
    failures = _failures(staged.failed)
    if not any(page.status == "read" for page in staged.pages.values()):
        return "failed", end.reason or failures or "no page was read"
    short = [page.number for page in staged.coverage.pages if not page.complete]
    if end.reason or failures or not (end.reached_end or end.stopped_early):
        return "partial", "; ".join(
            filter(None, (end.reason, failures))
        ) or "the walk did not reach the end of the list"
    if short:
        return "partial", f"page {short[0]} holds fewer items than the pages beside it"
    return "complete", None


def _failures(failed: Sequence[Row[Any]]) -> str | None:
    if not failed:
        return None
    first = failed[0]
    more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
    return f"{first.url}: {first.reason or first.status}{more}"


def _unexpected(crawl: Row[Any], staged: Staged, status: str, rules: CrawlRules) -> str | None:
    """Return what of a whole crawl is not as the profile expects. Totals bind full sweeps only."""
    if status != "complete":
        return None
    found = len(staged.listing)
    if not found:
        return f"no items were found; look at the page and the profile with: aimcrawl check {crawl.slug}"
    if crawl.full and rules.items and not rules.items[0] <= found <= rules.items[1]:
        return f"{found} items were found where the profile expects {rules.items[0]} to {rules.items[1]}"
    if rules.items_per_page:
        least, most = rules.items_per_page
        last = max(staged.pages)
        for number, page in staged.pages.items():
            if page.records > most or (page.records < least and number != last):
                return f"page {number} holds {page.records} items where the profile expects {least} to {most}"
    return None


def _epoch_is_new(connection: Connection, crawl: Row[Any]) -> bool:
    """Tell whether no crawl under this profile has been settled yet, while others of the source have."""
    settled = select(Crawl.profile_hash).where(
        Crawl.source_id == crawl.source_id, Crawl.id != crawl.id, Crawl.status.in_(("complete", "partial"))
    )
    last = connection.execute(settled.order_by(Crawl.id.desc()).limit(1)).scalar_one_or_none()
    return last is not None and last != crawl.profile_hash


def _drop_staged(connection: Connection, number: int) -> None:
    pages = select(Page.id).where(Page.crawl_id == number)
    connection.execute(delete(StagedRecord).where(StagedRecord.page_id.in_(pages)))
