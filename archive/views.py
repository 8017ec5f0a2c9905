"""What the archive answers with: one class for each JSON object of the contract, its keys in the contract's order.

msgspec encodes them as they stand, and makes their JSON Schemas.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

__all__ = [
    "CrawlView",
    "EventView",
    "ExcerptView",
    "FacetView",
    "FacetsView",
    "HitView",
    "ItemView",
    "LinkView",
    "MatchView",
    "Moment",
    "RevisionView",
    "SimilarView",
    "SourceView",
]


Moment: TypeAlias = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
"""A time in UTC as the contract prints it: ``2026-11-22T08:00:00Z``."""


class LinkView(Struct, frozen=True, kw_only=True):
    """A link of an item: absolute address, its words, its media type where known."""

    url: str
    text: str
    type: str | None


class ItemView(Struct, frozen=True):
    """An item with its current revision (CONTRACT: an item). Times are UTC, ``2026-11-22T08:00:00Z``."""

    id: str
    source: str
    url: str | None
    page_url: str
    published: str | None
    published_raw: str | None
    title: str | None
    text: str
    html: str
    language: str | None
    links: list[LinkView]
    status: Literal["present", "missing", "removed", "unlisted"]
    first_seen: Moment
    last_seen: Moment
    revision: int
    content_hash: str


class MatchView(Struct, frozen=True, kw_only=True):
    """Why a record was taken for a known item: by which rule, how sure (0 to 1), and the reasons in words."""

    rule: Literal["link", "content", "date-title", "likeness", "person"]
    score: float
    why: str


class RevisionView(Struct, frozen=True, kw_only=True):
    """One version of an item's content, with the capture (WARC record id) and the reader version it came from.

    ``known_by`` says why it was taken for this item; null for the first revision of an item.
    """

    item: str
    source: str
    revision: int
    cause: str
    crawl: int
    capture: str | None
    reader: int
    captured: Moment
    recorded: Moment
    url: str | None
    published: str | None
    published_raw: str | None
    title: str | None
    text: str
    html: str
    language: str | None
    links: list[LinkView]
    content_hash: str
    known_by: MatchView | None = None


class EventView(Struct, frozen=True, kw_only=True):
    """What a crawl showed about an item (CONTRACT: an event)."""

    id: int
    kind: Literal["new", "edited", "removed", "restored"]
    item: str
    source: str
    at: Moment
    recorded: Moment
    crawl: int
    revision: int | None
    previous: int | None
    fields: list[str]
    trivial: bool
    last_seen: Moment | None


class CrawlView(Struct, frozen=True, kw_only=True):
    """One crawl and what it counted (CONTRACT: ``crawl --json``). ``crawl`` is 0 where the source was busy.

    ``kind`` tells imports and re-readings from crawls of the live site. A crawl that is *running* may have been killed;
    who can look at the locks says *killed* then.
    """

    source: str
    crawl: int
    status: Literal["running", "killed", "complete", "partial", "suspect", "failed", "busy"]
    full: bool
    requests: int
    pages: int
    items: int
    new: int
    edited: int
    removed: int
    restored: int
    unchanged: int
    reason: str | None
    started: Moment | None = None
    ended: Moment | None = None
    incomplete: int = 0
    kind: Literal["crawl", "import", "reread"] = "crawl"


class SourceView(Struct, frozen=True, kw_only=True):
    """One source as the archive knows it: how many items, and how its last crawl ended."""

    source: str
    name: str
    url: str
    status: Literal["active", "paused", "removed"]
    items: int
    last_crawl: Moment | None
    last_status: str | None
    last_complete: Moment | None
    reason: str | None


class ExcerptView(Struct, frozen=True, kw_only=True):
    """What of a hit to show: its title and a piece of its text, in segments, each with whether it was searched for."""

    title: list[tuple[str, bool]]
    text: list[tuple[str, bool]]


class HitView(Struct, frozen=True, kw_only=True):
    """A revision that a search found. ``score`` is null where newest come first; greater is better."""

    id: str
    source: str
    url: str | None
    published: str | None
    title: str | None
    status: Literal["present", "missing", "removed", "unlisted"]
    revision: int
    excerpt: ExcerptView
    score: float | None


class FacetView(Struct, frozen=True, kw_only=True):
    """How many hits a source or a year has; ``value`` is the slug, or the year (null: no date)."""

    value: str | int | None
    hits: int


class FacetsView(Struct, frozen=True, kw_only=True):
    """All hits of a search, by source (most hits first) and by year (in order, unknown last)."""

    total: int
    sources: list[FacetView]
    years: list[FacetView]


class SimilarView(Struct, frozen=True, kw_only=True):
    """An item whose text is another's, or nearly: ``likeness`` is the share of shingles that both have (Jaccard)."""

    kind: Literal["same text", "near"]
    item: str
    source: str
    url: str | None
    published: str | None
    title: str | None
    likeness: float
