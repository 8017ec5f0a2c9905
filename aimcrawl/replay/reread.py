"""What the reader of today would make of all that was captured, beside what is stored. A report; nothing is changed.

Each crawl is read with today's profile where that fits its pages, else with the profile that governed it: today's
selectors do not fit the pages of another layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Row, func, select

from aimcrawl.home.place import Home
from aimcrawl.profiles.loader import parse_profile
from aimcrawl.replay.comparing import Comparison, pages_of_crawl, revisions_of_crawl
from aimcrawl.replay.rereading import by_layout, fitting_layouts
from aimcrawl.toml_file import read_text
from archive.archive import Archive
from archive.captures import CaptureDamaged, CaptureErased
from archive.models import Crawl, Page, Profile, Revision, Source
from archive.queries.rows import source_id
from archive.records import PageStatus

__all__ = ["Otherwise", "pages_to_read", "profile_texts", "reread"]


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
    archive: Archive,
    source: str | None = None,
    *,
    profiles: Mapping[str, str] = {},
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[Otherwise]:
    """Yield what would be read otherwise, of one source or of all; ``progress`` hears of each list page.

    ``profiles`` are today's texts by slug. Revisions that were read again since are passed over.

    Raises:
        NotFound: there is no such source.
        ConfigurationError: a profile has a fault.
    """
    columns: list[Any] = [Crawl.id, Crawl.source_id, Source.slug, Profile.text, Profile.layout]
    query = select(*columns).join(Source, Source.id == Crawl.source_id)
    query = query.join(Profile, Profile.hash == Crawl.profile_hash).order_by(Crawl.id)
    with archive.reading() as connection:
        if source is not None:
            query = query.where(Crawl.source_id == source_id(connection, source))
        crawls = connection.execute(query).all()
        fitting = _fitting(archive, connection, crawls, profiles)
        for crawl in crawls:
            is_fit = crawl.layout in fitting.get(crawl.slug, ())
            text = profiles[crawl.slug] if is_fit else crawl.text
            comparison = Comparison(archive, connection, parse_profile(text))
            yield from _pages(connection, comparison, crawl.slug, crawl.id, progress)
            yield from _revisions(connection, comparison, crawl.slug, crawl.id)


def pages_to_read(archive: Archive, source: str | None = None) -> int:
    """Return how many list pages will be read."""
    query = select(func.count()).select_from(Page).join(Crawl, Crawl.id == Page.crawl_id).where(_readable())
    with archive.reading() as connection:
        if source is not None:
            query = query.where(Crawl.source_id == source_id(connection, source))
        return connection.execute(query).scalar_one()


def profile_texts(home: Home, source: str | None = None) -> dict[str, str]:
    """Return today's profile texts of a home by slug: of one source, or of all."""
    return {slug: read_text(home.profile(slug)) for slug in home.slugs() if source in (None, slug)}


def _fitting(
    archive: Archive, connection: Connection, crawls: Sequence[Row[Any]], profiles: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return for each source the layouts whose pages today's profile reads."""
    sources = {crawl.slug: crawl.source_id for crawl in crawls if crawl.slug in profiles}
    return {
        slug: fitting_layouts(archive, connection, by_layout(connection, number), parse_profile(profiles[slug]))
        for slug, number in sources.items()
    }


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
    followed = select(Revision.item_id, Revision.number - 1).where(Revision.cause == "reader")
    read_since = {tuple(row) for row in connection.execute(followed)}
    for row in revisions_of_crawl(connection, number):
        if (row.item_id, row.number) in read_since:
            continue
        try:
            fields = comparison.differing(row)
        except (CaptureDamaged, CaptureErased):  # told with the page
            continue
        if fields:
            yield Otherwise(
                source=slug, crawl=number, page=row.page_url, item=row.item_id, revision=row.number, fields=fields
            )
