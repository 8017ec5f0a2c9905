"""A crawl that was killed is settled, as partial, by whoever next locks its source. What it had staged is kept."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from archive import ledger
from archive.alerts.outbox import announce
from archive.archive import Archive
from archive.models import Crawl, Source
from archive.store.notes import CRAWL_END, end_note
from archive.store.outcome import CrawlRules, WalkEnd, settle

__all__ = ["settle_killed"]

_END = WalkEnd(reached_end=False, reason="the crawl was killed; what it had read is kept")


def settle_killed(archive: Archive, slug: str, rules: CrawlRules, *, profile_hash: str, now: dt.datetime) -> None:
    """Settle the crawls of a source that never ended, by the rules of a profile. The caller holds the source's lock."""
    killed = select(Crawl.id).join(Source).where(Source.slug == slug, Crawl.status == "running").order_by(Crawl.id)
    writer = archive.writer  # before any transaction: getting it may repair, in transactions of its own
    with archive.writing() as connection:
        for number in connection.execute(killed).scalars().all():
            settle(connection, number, _END, rules, now=now)
            announce(connection, number, now=now)
            note = end_note(connection, number, _END, profile=profile_hash, failures=rules.failures)
            ended = writer.write_metadata(CRAWL_END, note, at=now)
            ledger.add_captures(connection, [ended], crawl=number, now=now)
