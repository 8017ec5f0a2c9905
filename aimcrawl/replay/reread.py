"""What the reader of today would make of all that was captured, beside what is stored. A report; nothing is changed.

Each crawl is read with the profile that governed it: today's selectors do not fit the pages of another layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, select

from aimcrawl.profiles.loader import parse_profile
from aimcrawl.replay.comparing import Comparison, pages_of_crawl, revisions_of_crawl
from archive.archive import Archive
from archive.captures import CaptureDamaged, CaptureErased
from archive.models import Crawl, Page, Profile, Source
from archive.queries.rows import source_id
from archive.records import PageStatus

__all__ = ["Otherwise", "pages_to_read", "reread"]


class Otherwise(Struct, frozen=True, kw_only=True):
    """Something that would be read otherwise today: a revision in some fields, or the number of items on a page.

    ``records`` are the stored number and today's; both they and ``fields`` are empty where a capture cannot be read,
    and ``problem`` says why.
    """

    source: str
    crawl: int
    page: str
    item: str | None = None
    revision: int | None = None
    fields: list[str] = []
    records: tuple[int, int] | None = None
    problem: str | None = None


def reread(
    archive: Archive, source: str | None = None, *, progress: Callable[[int], None] = lambda _: None
) -> Iterator[Otherwise]:
    """Yield what would be read otherwise, of one source or of all; ``progress`` hears of each list page.

    Raises:
        NotFound: there is no such source.
    """
    columns = (Crawl.id, Source.slug, Profile.text)
    query = select(*columns).join(Source, Source.id == Crawl.source_id)
    query = query.join(Profile, Profile.hash == Crawl.profile_hash).order_by(Crawl.id)
    with archive.reading() as connection:
        if source is not None:
            query = query.where(Crawl.source_id == source_id(connection, source))
        for number, slug, text in connection.execute(query).all():
            comparison = Comparison(archive, connection, parse_profile(text))
            yield from _pages(connection, comparison, slug, number, progress)
            yield from _revisions(connection, comparison, slug, number)


def pages_to_read(archive: Archive, source: str | None = None) -> int:
    """Return how many list pages will be read."""
    query = select(func.count()).select_from(Page).join(Crawl, Crawl.id == Page.crawl_id).where(_readable())
    with archive.reading() as connection:
        if source is not None:
            query = query.where(Crawl.source_id == source_id(connection, source))
        return connection.execute(query).scalar_one()


def _readable() -> ColumnElement[bool]:
    return (Page.kind == "list") & (Page.status == PageStatus.READ) & Page.capture_id.is_not(None)


def _pages(
    connection: Connection, comparison: Comparison, slug: str, number: int, progress: Callable[[int], None]
) -> Iterator[Otherwise]:
    for page in pages_of_crawl(connection, (Page.crawl_id == number) & _readable()):
        progress(1)
        try:
            found = len(comparison.records(page))
        except (CaptureDamaged, CaptureErased) as error:
            yield Otherwise(source=slug, crawl=number, page=page.url, problem=str(error))
            continue
        if found != page.records:
            yield Otherwise(source=slug, crawl=number, page=page.url, records=(page.records, found))


def _revisions(connection: Connection, comparison: Comparison, slug: str, number: int) -> Iterator[Otherwise]:
    addresses = {page.id: page.url for page in pages_of_crawl(connection, Page.crawl_id == number)}
    for row in revisions_of_crawl(connection, number):
        try:
            fields = comparison.differing(row)
        except (CaptureDamaged, CaptureErased):  # told with the page
            continue
        if fields:
            where = addresses[row.page_id]
            yield Otherwise(source=slug, crawl=number, page=where, item=row.item_id, revision=row.number, fields=fields)
