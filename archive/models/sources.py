"""Sources, their profiles, and the crawls of them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base

__all__ = ["Crawl", "Profile", "Source"]


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
    """One walk over a source: how it ended, and what it counted. The number people use is ``id``.

    ``kind``: a ``crawl`` of the live site, an ``import`` of captures from elsewhere, or a ``reread`` of our own.
    """

    __tablename__ = "crawls"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    profile_hash: Mapped[str] = mapped_column(ForeignKey("profiles.hash"))
    kind: Mapped[str] = mapped_column(default="crawl")
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
