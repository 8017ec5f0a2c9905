"""The tables of the archive. One class a table; what is done with them stands in ``store`` and ``queries``.

Identity: an :class:`Item` is minted once. What it says is in its :class:`Revision` rows, which are never rewritten.
What a crawl showed about it is in :class:`Event`. Every revision leads to a :class:`Capture`, the raw bytes.
Two clocks: ``captured_at`` (or ``at``) is when the site said so, ``recorded_at`` when the archive took it in.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

__all__ = ["Base", "Capture", "Crawl", "Event", "Item", "Page", "Profile", "Revision", "Source", "StagedRecord"]


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment in UTC, whole seconds, as the contract prints it; refuses naive datetimes.

    SQLite keeps ``2026-11-22T08:00:00Z`` as text, which sorts and reads as it stands; PostgreSQL its own type.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use text on SQLite."""
        return dialect.type_descriptor(String(20) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Turn an aware datetime into what the database keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"naive datetime {value!r}: times in the archive are UTC"
            raise ValueError(msg)
        value = value.astimezone(dt.UTC).replace(microsecond=0)
        return value.strftime("%Y-%m-%dT%H:%M:%SZ") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """Turn what the database keeps into an aware datetime."""
        if value is None:
            return None
        return (dt.datetime.fromisoformat(value) if dialect.name == "sqlite" else value).astimezone(dt.UTC)


class Base(MappedAsDataclass, DeclarativeBase):
    """What all tables share: names of constraints, and how Python types are kept."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: UtcDateTime,
        list[Any]: JSON,
        dict[str, Any]: JSON,
        str: Text,
    }


class Source(Base, kw_only=True):
    """One news section of one organisation. Its profile is a file in the home; here is what the archive knows of it."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    url: Mapped[str]
    status: Mapped[str] = mapped_column(default="active")  # active, paused, removed
    created_at: Mapped[dt.datetime]


class Profile(Base, kw_only=True):
    """The text of a profile, once, by its hash. ``layout`` hashes what bears on reading: it tells epochs apart."""

    __tablename__ = "profiles"

    hash: Mapped[str] = mapped_column(primary_key=True)
    layout: Mapped[str]
    text: Mapped[str]
    recorded_at: Mapped[dt.datetime]


class Crawl(Base, kw_only=True):
    """One walk over a source: how it ended, and what it counted. The number people use is ``id``."""

    __tablename__ = "crawls"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    profile_hash: Mapped[str] = mapped_column(ForeignKey("profiles.hash"))
    reader: Mapped[int]
    status: Mapped[str] = mapped_column(default="running")  # running, complete, partial, suspect, failed
    full: Mapped[bool]
    first: Mapped[bool]  # no crawl of this source was settled before it: its events are never alerted
    started_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    reached_end: Mapped[bool] = mapped_column(default=False)
    requests: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    items: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    edited: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    restored: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    incomplete: Mapped[int] = mapped_column(default=0)  # records without a title or a date
    reason: Mapped[str | None] = mapped_column(default=None)
    sweep: Mapped[bool] = mapped_column(default=False)  # it left open what a walk over the whole list settles
    root: Mapped[str | None] = mapped_column(default=None)  # its place in the chain (archive.evidence.chain)
    root_before: Mapped[str | None] = mapped_column(default=None)


class Capture(Base, kw_only=True):
    """The ledger of the WARC files: a row for each response (with its request) or metadata record, as written.

    The columns are those of :class:`archive.captures.Capture`.
    """

    __tablename__ = "captures"
    __table_args__ = (Index("ix_captures_place", "file", "lead_offset", "offset", "length"),)  # sums without the rows

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    crawl_id: Mapped[int | None] = mapped_column(ForeignKey("crawls.id"), index=True)
    record_id: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    status: Mapped[int | None]
    captured_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    file: Mapped[str]
    offset: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    lead_offset: Mapped[int] = mapped_column(BigInteger)
    lead_sha256: Mapped[str]
    payload_sha256: Mapped[str] = mapped_column(index=True)
    payload_length: Mapped[int] = mapped_column(BigInteger)
    refers_to: Mapped[str | None]
    was: Mapped[str | None] = mapped_column(default=None)  # where it was erased: the sha256 of what was there


class Page(Base, kw_only=True):
    """One list page or detail page of a crawl, read or failed.

    Or a ``check``: a list page that was read again at the end, to see if the list had moved (``status`` is ``moved``).
    """

    __tablename__ = "pages"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    crawl_id: Mapped[int] = mapped_column(ForeignKey("crawls.id"), index=True)
    number: Mapped[int]
    parent: Mapped[int | None]
    kind: Mapped[str]
    url: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str | None]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    captured_at: Mapped[dt.datetime]
    encoding: Mapped[str | None]
    whole: Mapped[bool]  # its closing tags came
    records: Mapped[int]


class StagedRecord(Base, kw_only=True):
    """A record that was read and waits for the end of its crawl; kept while a crawl runs or is suspect."""

    __tablename__ = "staged_records"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), index=True)
    position: Mapped[int]
    record: Mapped[dict[str, Any]]


class Item(Base, kw_only=True):
    """The lasting identity of one piece of news, and where it stands now.

    ``listed`` is the record as the list last showed it, where that is not the current revision's content (a teaser of
    a detail page). ``place`` orders a source's items as the list does, the top greatest.
    """

    __tablename__ = "items"
    __table_args__ = (
        Index("ix_items_source_place", "source_id", "place"),
        Index("ix_items_source_listed_hash", "source_id", "listed_hash"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    status: Mapped[str] = mapped_column(default="present")
    place: Mapped[float]
    revision: Mapped[int]
    listed: Mapped[dict[str, Any] | None]
    listed_hash: Mapped[str]
    detail_seen: Mapped[dt.datetime | None]  # when its detail page was last read, if ever
    page_url: Mapped[str]
    first_seen: Mapped[dt.datetime]
    last_seen: Mapped[dt.datetime]
    last_crawl: Mapped[int] = mapped_column(ForeignKey("crawls.id"))
    absences: Mapped[int] = mapped_column(default=0)
    absent_since: Mapped[dt.datetime | None] = mapped_column(default=None)
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("items.id"), index=True, default=None)  # by a person
    merged_revision: Mapped[int | None] = mapped_column(default=None)  # of the other item: the one the merge made
    merged_swapped: Mapped[bool] = mapped_column(default=False)  # the merge swapped how the two stood (store.mending)


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
    """What a crawl showed about an item. ``silent`` events are kept and never alerted (first crawls, re-readings)."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[str]
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    crawl_id: Mapped[int] = mapped_column(ForeignKey("crawls.id"), index=True)
    revision: Mapped[int | None]
    previous: Mapped[int | None]
    fields: Mapped[list[Any]]
    trivial: Mapped[bool]
    silent: Mapped[bool]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    recorded_at: Mapped[dt.datetime]
    last_seen: Mapped[dt.datetime | None]
