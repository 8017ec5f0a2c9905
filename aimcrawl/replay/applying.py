"""Re-readings on demand: of one source, or of all, whatever reader and profile were last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from aimcrawl.home.place import Home
from aimcrawl.profiles.loader import parse_profile, profile_hash
from aimcrawl.profiles.rules import crawl_rules
from aimcrawl.replay.again import Unread
from aimcrawl.replay.comparing import FIELDS
from aimcrawl.replay.reread import Otherwise, profile_texts
from aimcrawl.replay.rereading import apply_rereadings
from archive import queries
from archive.archive import Archive
from archive.locks import SourceLock
from archive.models import Crawl, Item, Profile, Revision
from archive.queries.rows import source_id
from archive.store.killed import settle_killed

__all__ = ["apply_to_sources"]


def apply_to_sources(home: Home, archive: Archive, source: str | None = None) -> Iterator[Otherwise]:
    """Read a source again, or each; yield the revisions that were written, and what was left as it is and why.

    A source without a profile in the home is read with the last one that it had.

    Raises:
        NotFound: there is no such source.
        SourceBusy: it is being crawled.
        ConfigurationError: a profile has a fault.
    """
    profiles = profile_texts(home, source)
    with archive.reading() as connection:
        known = [view.source for view in queries.sources(connection)] if source is None else [source]
        last = {slug: _last_text(connection, source_id(connection, slug)) for slug in known}
    texts = {slug: profiles.get(slug) or text for slug, text in last.items()}
    for slug, text in texts.items():
        if text is not None:
            yield from _apply(archive, slug, text)


def _apply(archive: Archive, slug: str, text: str) -> Iterator[Otherwise]:
    unread: list[Unread] = []
    with SourceLock(archive.locks, slug):
        rules = crawl_rules(parse_profile(text))
        settle_killed(archive, slug, rules, profile_hash=profile_hash(text), now=_now())
        numbers = apply_rereadings(archive, slug, text, now=_now, every=True, tell=unread.append)
    yield from _written(archive, slug, numbers)
    for one in unread:
        yield Otherwise(
            source=slug, crawl=one.crawl, page=one.page, item=one.item, records=one.records, problem=one.problem
        )


def _last_text(connection: Connection, source: int) -> str | None:
    """Return the text of the profile of a source's last crawl; None of a source that was never crawled."""
    last = select(func.max(Crawl.id)).where(Crawl.source_id == source).scalar_subquery()
    query = select(Profile.text).join(Crawl, Crawl.profile_hash == Profile.hash).where(Crawl.id == last)
    return connection.execute(query).scalar_one_or_none()


def _written(archive: Archive, slug: str, numbers: Sequence[int]) -> Iterator[Otherwise]:
    """Yield the revisions that re-readings wrote, with the fields in which they differ from the ones before."""
    before = aliased(Revision)
    old: list[Any] = [getattr(before, name).label(f"old_{name}") for name in FIELDS]
    query = (
        select(Revision.__table__, Item.page_url, *old)
        .join(Item, Item.id == Revision.item_id)
        .join(before, (before.item_id == Revision.item_id) & (before.number == Revision.number - 1))
        .where(Revision.crawl_id.in_(numbers), Revision.cause == "reader")
        .order_by(Revision.id)
    )
    with archive.reading() as connection:
        for row in connection.execute(query):
            fields = [name for name in FIELDS if getattr(row, name) != getattr(row, f"old_{name}")]
            yield Otherwise(
                source=slug,
                crawl=row.crawl_id,
                page=row.page_url,
                item=row.item_id,
                revision=row.number,
                fields=fields,
            )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
