"""Does each revision say what its capture says? Every page that a revision came from is read again, and compared.

Revisions by another version of the reader are passed over: that two differ is no fault, but for ``reread`` to report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Row, func, select

from aimcrawl.profiles.loader import parse_profile
from aimcrawl.reading import READER
from aimcrawl.replay.comparing import READ, Comparison, revisions_of_crawl
from archive.archive import Archive
from archive.captures import CaptureDamaged, CaptureErased
from archive.evidence.model import Finding
from archive.models import Crawl, Profile, Revision

__all__ = ["deep_faults", "revisions_to_read"]

_ADVICE = "The row was altered, or the reader without its version: restore the database, or run `aimcrawl rebuild`"


def deep_faults(archive: Archive, *, progress: Callable[[int], None] = lambda _: None) -> Iterator[Finding]:
    """Yield the revisions that say something else than their captures; ``progress`` hears of each revision read."""
    with archive.reading() as connection:
        crawls = select(Crawl.id, Profile.text).join(Profile, Profile.hash == Crawl.profile_hash)
        for number, text in connection.execute(crawls.where(Crawl.reader == READER).order_by(Crawl.id)).all():
            comparison = Comparison(archive, connection, parse_profile(text))
            for row in revisions_of_crawl(connection, number):
                progress(1)
                if problem := _problem(comparison, row):
                    where = f"revision {row.item_id}/{row.number}"
                    yield Finding(kind="reading", where=where, problem=problem, advice=_ADVICE)


def revisions_to_read(archive: Archive) -> int:
    """Return how many revisions will be read again."""
    by_today = select(func.count()).select_from(Revision).join(Crawl, Crawl.id == Revision.crawl_id)
    with archive.reading() as connection:
        query = by_today.where(Crawl.reader == READER, Revision.cause.in_(READ))
        return connection.execute(query).scalar_one()


def _problem(comparison: Comparison, row: Row[Any]) -> str | None:
    try:
        fields = comparison.differing(row)
    except CaptureErased:
        return None
    except CaptureDamaged as error:
        return f"its capture cannot be read: {error}"
    return f"its capture says otherwise: {', '.join(fields)}" if fields else None
