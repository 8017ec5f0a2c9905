"""What a person decides against, or beyond, what the archive concluded. Each decision is recorded in the WARC first."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, select

from archive import ledger
from archive.alerts.outbox import announce
from archive.archive import Archive
from archive.errors import AimCrawlError, NotFound
from archive.locks import SourceLock
from archive.models import Crawl, Source
from archive.store.outcome import CrawlRules, WalkEnd, settle
from archive.views import CrawlView

__all__ = ["DecisionRefused", "accept_crawl", "source_of_crawl"]


class DecisionRefused(AimCrawlError):
    """Raised where a decision cannot be carried out as things stand; says why."""

    exit_code = 2


def accept_crawl(archive: Archive, number: int, rules: CrawlRules, *, now: dt.datetime) -> CrawlView:
    """Take a suspect crawl after all: what it read is settled as if nothing had looked wrong.

    Raises:
        NotFound: there is no such crawl.
        DecisionRefused: it is not suspect, or a newer crawl of its source has been settled since.
        SourceBusy: its source is being crawled.
    """
    with SourceLock(archive.locks, source_of_crawl(archive, number)):
        writer = archive.writer
        with archive.writing() as connection:
            crawl = _crawl(connection, number)
            if crawl.status != "suspect":
                raise DecisionRefused(f"crawl {number} is {crawl.status}; only a suspect one can be accepted")
            if crawl.kind != "import" and (newer := _settled_since(connection, crawl)):
                raise DecisionRefused(
                    f"crawl {newer} of {crawl.slug} was settled since; crawl again, and accept that if it is suspect"
                )
            note = writer.write_metadata("decision", {"kind": "accept", "crawl": number}, at=now)
            ledger.add_captures(connection, [note], crawl=number, now=now)
            end = WalkEnd(reached_end=crawl.reached_end, stopped_early=not crawl.reached_end, accepted=True)
            outcome = settle(connection, number, end, rules, now=now)
            announce(connection, number, now=now)
            return outcome


def source_of_crawl(archive: Archive, number: int) -> str:
    """Return the slug of a crawl's source. Raises NotFound."""
    with archive.reading() as connection:
        return str(_crawl(connection, number).slug)


def _crawl(connection: Connection, number: int) -> Row[Any]:
    columns: list[Any] = [Crawl.__table__, Source.slug]
    query = select(*columns).join(Source, Source.id == Crawl.source_id).where(Crawl.id == number)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"there is no crawl {number}; list them with: aimcrawl crawls")
    return row


def _settled_since(connection: Connection, crawl: Row[Any]) -> int | None:
    newer = select(Crawl.id).where(
        Crawl.source_id == crawl.source_id, Crawl.id > crawl.id, Crawl.status.in_(("complete", "partial"))
    )
    return connection.execute(newer.order_by(Crawl.id.desc()).limit(1)).scalar_one_or_none()
