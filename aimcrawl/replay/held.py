"""Items with their present content, where they were last read, and by which reader and profile. Queries alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, or_, select
from sqlalchemy.orm import aliased

from archive.models import Crawl, Item, Page, Profile, Revision
from archive.records import Record
from archive.store.rows import record_of_json, record_of_revision

__all__ = ["held_items", "listed_of", "newest_text"]


def held_items(connection: Connection, source_id: int) -> Sequence[Row[Any]]:
    """Return the items of a source that a list page showed, with their current revisions, by id.

    ``layout`` and ``read_by_reader`` are those of the reading that holds now; ``detail_layout`` that under which their
    detail page was read. What was erased has nothing left to read again, and is not among them.
    """
    detail, detail_crawl, detail_profile = aliased(Page), aliased(Crawl), aliased(Profile)
    content = (c for c in Revision.__table__.c if c.name not in ("id", "item_id", "number", "reader"))
    columns: list[Any] = [
        *(Item.__table__, *content, Profile.layout),
        *(Crawl.reader.label("read_by_reader"), detail_profile.layout.label("detail_layout")),
    ]
    query = (
        select(*columns)
        .join(Revision, (Revision.item_id == Item.id) & (Revision.number == Item.revision))
        .join(Crawl, Crawl.id == Item.read_by)
        .join(Profile, Profile.hash == Crawl.profile_hash)
        .outerjoin(detail, detail.id == Item.detail_page)
        .outerjoin(detail_crawl, detail_crawl.id == detail.crawl_id)
        .outerjoin(detail_profile, detail_profile.hash == detail_crawl.profile_hash)
        .where(Item.source_id == source_id, Item.list_page.is_not(None))
        .where(or_(Revision.title.is_not(None), Revision.published.is_not(None), Revision.text != ""))
        .order_by(Item.id)
    )
    return connection.execute(query).all()


def listed_of(row: Row[Any]) -> Record:
    """Return the record of an item as its list last showed it."""
    return record_of_revision(row) if row.listed is None else record_of_json(row.listed)


def newest_text(connection: Connection, layout: str) -> str:
    """Return the newest profile text of a layout. All of one layout read alike."""
    query = select(Profile.text).join(Crawl, Crawl.profile_hash == Profile.hash).where(Profile.layout == layout)
    return str(connection.execute(query.order_by(Crawl.id.desc()).limit(1)).scalar_one())
