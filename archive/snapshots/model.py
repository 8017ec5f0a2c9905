"""What a snapshot holds: its files, the lines in them that exports do not have, and the data package that lists all.

A data package is what Frictionless describes (https://specs.frictionlessdata.io/data-package/, version 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from msgspec import Struct

from archive.views import EventView, ItemView, Moment, RevisionView, SourceView

__all__ = [
    "ADDED",
    "CHANGED",
    "COVERAGE",
    "ITEMS",
    "PACKAGE",
    "REMOVED",
    "SEEN",
    "TABLES",
    "CoverageDocument",
    "CrawlCoverage",
    "Missed",
    "Package",
    "PackageNotes",
    "RemovedItem",
    "Resource",
    "SeenItems",
]

ITEMS: Final = "items.jsonl"
COVERAGE: Final = "coverage.json"
PACKAGE: Final = "datapackage.json"
ADDED: Final = "delta/added.jsonl"
CHANGED: Final = "delta/changed.jsonl"
REMOVED: Final = "delta/removed.jsonl"
SEEN: Final = "delta/seen.jsonl"


class Missed(Struct, frozen=True, kw_only=True):
    """A page that a crawl could not read to its end; ``status`` says how, as in :class:`archive.records.PageStatus`."""

    kind: Literal["list", "detail", "check"]
    number: int
    url: str
    status: str
    reason: str | None


class CrawlCoverage(Struct, frozen=True, kw_only=True):
    """What one crawl saw, and what it could not. Only a complete one proves that something was not there."""

    crawl: int
    source: str
    kind: str
    status: Literal["complete", "partial", "suspect", "failed"]
    reason: str | None
    full: bool
    reached_end: bool
    started: Moment
    ended: Moment | None
    pages: int
    items: int
    incomplete: int
    missed: list[Missed]


class CoverageDocument(Struct, frozen=True, kw_only=True):
    """``coverage.json``: all crawls that ended, by number."""

    schema: Literal["aimcrawl/coverage/1"] = "aimcrawl/coverage/1"
    crawls: list[CrawlCoverage]


class RemovedItem(Struct, frozen=True, kw_only=True):
    """An item that the snapshot before held and this one does not; where a person merged it, the one that stays."""

    id: str
    source: str
    merged_into: str | None


class SeenItems(Struct, frozen=True, kw_only=True):
    """Items that did not change, but were seen again: on which page, when."""

    page_url: str
    last_seen: Moment
    items: list[str]


class Resource(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file of a data package. ``rows`` is how many lines it has; ``type`` is there for an empty one alone.

    Frictionless takes a file without lines for a broken table, unless it is told that it is a mere file.
    """

    name: str
    path: str
    profile: Literal["tabular-data-resource", "data-resource"]
    type: Literal["file"] | None = None
    format: Literal["jsonl", "json"]
    mediatype: str
    encoding: str
    bytes: int
    hash: str
    rows: int | None = None
    schema: dict[str, Any] | None = None


class PackageNotes(Struct, frozen=True, kw_only=True):
    """What AimCrawl says of a snapshot: of which sources (null: all), and which snapshot the delta is against."""

    schema: Literal["aimcrawl/snapshot/1"] = "aimcrawl/snapshot/1"
    sources: list[str] | None
    previous: str | None
    previous_hash: str | None


class Package(Struct, frozen=True, kw_only=True):
    """``datapackage.json``. ``created`` is when the newest crawl in it ended; no clock is asked."""

    profile: Literal["data-package"] = "data-package"
    name: str
    title: str
    created: Moment
    aimcrawl: PackageNotes
    resources: list[Resource]


TABLES: Final[Mapping[str, type[Struct]]] = {
    ITEMS: ItemView,
    "revisions.jsonl": RevisionView,
    "events.jsonl": EventView,
    "sources.jsonl": SourceView,
    ADDED: ItemView,
    CHANGED: ItemView,
    REMOVED: RemovedItem,
    SEEN: SeenItems,
}
"""The class of the lines of each file that is a table."""
