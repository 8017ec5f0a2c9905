"""What the readers of the several formats give."""

from __future__ import annotations

from dataclasses import dataclass

from archive.records import Link

__all__ = ["Entry", "Feed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, as the feed words it; ``title`` and ``content`` are markup, addresses are as they stand."""

    title: str | None = None
    url: str | None = None
    published: str | None = None
    content: str = ""
    links: tuple[Link, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """All entries in their order; ``next_url`` is the address of the older ones, where the feed is paged (RFC 5005).

    ``sitemaps`` are the addresses of the sitemaps that one of sitemaps names.
    """

    title: str | None = None
    entries: tuple[Entry, ...] = ()
    next_url: str | None = None
    language: str | None = None
    sitemaps: tuple[str, ...] = ()
