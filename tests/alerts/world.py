"""A source whose crawls are written straight into the database: what they showed is what a test says they did."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from archive.alerts.channels import Target
from archive.alerts.deliveries import DeliveryView
from archive.alerts.flush import flush
from archive.alerts.outbox import announce
from archive.alerts.rules import Rule
from archive.alerts.timing import Timing
from archive.archive import Archive
from archive.models import Crawl, Event, Item, Profile, Revision, Source
from archive.records import Record
from archive.store.rows import revision_content

START = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)  # a Monday
TEXT = "The agency said so. Nobody else did."
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)

_ids = itertools.count(1)


def at(day: int = 0, hour: int = 0, minute: int = 0) -> dt.datetime:
    return START + dt.timedelta(days=day, hours=hour, minutes=minute)


def rule(*channels: str, name: str = "all", **asks: Any) -> Rule:
    return Rule(name=name, channels=channels or ("hook",), **asks)


@dataclass
class World:
    """An archive, the channels that are there, and the clock."""

    archive: Archive
    targets: dict[str, Target] = field(default_factory=dict)
    now: dt.datetime = START
    timing: Timing = field(default_factory=Timing)
    published: dt.date | None = None  # what items say; today where it is None

    def after(self, pause: dt.timedelta) -> World:
        self.now += pause
        return self

    def crawl(
        self,
        *changes: tuple[str, str] | tuple[str, str, str],
        source: str = "agency",
        kind: str = "crawl",
        first: bool = False,
        trivial: bool = False,
    ) -> int:
        """Write a crawl that showed changes: each a kind and a title, of an edit with the title before it."""
        with self.archive.writing() as connection:
            source_id = self._source(connection, source)
            crawl = {"source_id": source_id, "profile_hash": "p", "kind": kind, "reader": 1, "full": True}
            crawl |= {"first": first, "started_at": self.now, "status": "complete", "ended_at": self.now}
            number = connection.execute(insert(Crawl).values(crawl).returning(Crawl.id)).scalar_one()
            for change in changes:
                self._event(connection, source_id, number, change, silent=first, trivial=trivial)
            announce(connection, number, now=self.now)
        return number

    def flush(self, *rules: Rule) -> list[DeliveryView]:
        return flush(self.archive, rules or (rule(),), self.targets.__getitem__, now=self.now, timing=self.timing)

    def _source(self, connection: Connection, slug: str) -> int:
        found = connection.execute(select(Source.id).where(Source.slug == slug)).scalar_one_or_none()
        if found is not None:
            return found
        if connection.execute(select(Profile.hash)).first() is None:
            connection.execute(insert(Profile).values(hash="p", layout="l", text="", recorded_at=self.now))
        url = f"https://{slug}.example.org/news"
        row = {"slug": slug, "name": slug.title(), "url": url, "status": "active", "created_at": self.now}
        return connection.execute(insert(Source).values(row).returning(Source.id)).scalar_one()

    def _event(
        self,
        connection: Connection,
        source_id: int,
        crawl: int,
        change: tuple[str, ...],
        **more: bool,
    ) -> None:
        kind, *titles = change
        item = f"item{next(_ids)}"
        row: Mapping[str, Any] = {
            "id": item,
            "source_id": source_id,
            "status": "present",
            "place": 1.0,
            "revision": len(titles),
            "listed_hash": "",
            "page_url": "https://example.org/news?page=1",
            "first_seen": self.now,
            "last_seen": self.now,
            "last_crawl": crawl,
            "absences": 0,
            "merged_swapped": False,
        }
        known = {column.name for column in Item.__table__.columns}
        defaults = {"list_page": None, "position": 1, "detail_page": None, "read_by": crawl}
        connection.execute(insert(Item).values({n: v for n, v in {**defaults, **row}.items() if n in known}))
        for number, title in enumerate(titles, 1):
            self._revision(connection, item, number, title, crawl)
        event = {"kind": kind, "item_id": item, "source_id": source_id, "crawl_id": crawl, "revision": len(titles)}
        event |= {"previous": 1 if len(titles) > 1 else None, "fields": ["title"] if len(titles) > 1 else []}
        event |= {"at": self.now, "recorded_at": self.now, "last_seen": None, "trivial": False, "silent": False}
        connection.execute(insert(Event).values(event | more))

    def _revision(self, connection: Connection, item: str, number: int, title: str, crawl: int) -> None:
        day, url = self.published or self.now, f"https://example.org/{item}"
        content = Record(position=1, published=f"{day:%Y-%m-%d}", title=title, text=TEXT, url=url)
        row = {"item_id": item, "number": number, "cause": "crawl", "crawl_id": crawl, "capture_id": None, "reader": 1}
        row |= {"captured_at": self.now, "recorded_at": self.now}
        connection.execute(insert(Revision).values(row | revision_content(content)))

    def erase(self, title: str) -> None:
        with self.archive.writing() as connection:
            blank = {"title": None, "text": "", "url": None}
            connection.execute(update(Revision).where(Revision.title == title).values(blank))
