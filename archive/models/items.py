"""What the archive keeps: items, their revisions, and the events that crawls showed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base

__all__ = ["Event", "Item", "Revision"]

_MERGED = text("merged_into IS NOT NULL")  # few are: an index of all would tempt SQLite to ask it for the others


class Item(Base, kw_only=True):
    """The lasting identity of one piece of news, and where it stands now.

    ``listed`` is the record as the list last showed it, where that is not the current revision's content (a teaser of
    a detail page). ``place`` orders a source's items as the list does, the top greatest. ``list_page``, ``position``
    and ``detail_page`` say where it was last read, and ``read_by`` in which crawl or re-reading.
    """

    __tablename__ = "items"
    __table_args__ = (
        Index("ix_items_source_place", "source_id", "place"),
        Index("ix_items_source_listed_hash", "source_id", "listed_hash"),
        Index("ix_items_merged_into", "merged_into", sqlite_where=_MERGED, postgresql_where=_MERGED),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    status: Mapped[str] = mapped_column(default="present")
    place: Mapped[float]
    revision: Mapped[int]
    listed: Mapped[dict[str, Any] | None]
    listed_hash: Mapped[str]
    list_page: Mapped[int | None] = mapped_column(ForeignKey("pages.id"))
    position: Mapped[int | None]
    read_by: Mapped[int] = mapped_column(ForeignKey("crawls.id"))
    detail_page: Mapped[int | None] = mapped_column(ForeignKey("pages.id"), default=None)
    detail_seen: Mapped[dt.datetime | None]  # when its detail page was last read, if ever
    page_url: Mapped[str]
    first_seen: Mapped[dt.datetime]
    last_seen: Mapped[dt.datetime]
    last_crawl: Mapped[int] = mapped_column(ForeignKey("crawls.id"))
    absences: Mapped[int] = mapped_column(default=0)
    absent_since: Mapped[dt.datetime | None] = mapped_column(default=None)
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("items.id"), default=None)  # by a person
    merged_revision: Mapped[int | None] = mapped_column(default=None)  # of the other item: the one the merge made
    merged_swapped: Mapped[bool] = mapped_column(default=False)  # the merge swapped how the two stood (store.mending)
    erased_at: Mapped[dt.datetime | None] = mapped_column(default=None)  # when the archive took its content down


class Revision(Base, kw_only=True):
    """One immutable version of an item's content. ``cause``: crawl, reader (a re-reading), import or person.

    ``sort_date`` is the published day, a month or a year as its first day. ``known_by`` says how the item was known
    again for this revision (``rule``, ``score``, ``why``).
    """

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("item_id", "number"), Index("ix_revisions_sort_date", "sort_date", "item_id"))

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id"))
    number: Mapped[int]
    cause: Mapped[str]
    crawl_id: Mapped[int] = mapped_column(ForeignKey("crawls.id"), index=True)
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    reader: Mapped[int]
    captured_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    published: Mapped[str | None]
    published_raw: Mapped[str | None]
    sort_date: Mapped[str | None]
    title: Mapped[str | None]
    url: Mapped[str | None]
    text: Mapped[str]
    html: Mapped[str]
    links: Mapped[list[Any]]
    language: Mapped[str | None]
    content_hash: Mapped[str] = mapped_column(index=True)
    digest: Mapped[str]  # of all of its content; stays when that is erased
    known_by: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)


class Event(Base, kw_only=True):
    """What a crawl showed about an item. ``silent`` events are kept and never alerted (first crawls, re-readings).

    ``superseded_by`` is the import whose older captures tell it otherwise: an item that came earlier, an edit that was
    made before. Such an event stays in its crawl's root, and is told no more.
    """

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_source_at", "source_id", "at"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[str]
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    crawl_id: Mapped[int] = mapped_column(ForeignKey("crawls.id"), index=True)
    revision: Mapped[int | None]
    previous: Mapped[int | None]
    fields: Mapped[list[Any]]
    trivial: Mapped[bool]
    silent: Mapped[bool]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    recorded_at: Mapped[dt.datetime]
    last_seen: Mapped[dt.datetime | None]
    superseded_by: Mapped[int | None] = mapped_column(ForeignKey("crawls.id"), default=None)
