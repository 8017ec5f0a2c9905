"""The reading side: items, revisions, events, crawls and sources, as the contract prints them.

Functions of a connection (:meth:`archive.archive.Archive.reading`) that give views, in the contract's order, as a
stream: memory does not grow with the archive. Nothing here writes.
"""

from archive.queries.captures import capture, captures, captures_of_revision
from archive.queries.crawls import crawl_view, crawls, sources
from archive.queries.erased import erased_at
from archive.queries.history import EventFilter, RevisionFilter, events, match_of_revision, revisions, titled_events
from archive.queries.items import ItemFilter, dated_items, item, items, items_by_id

__all__ = [
    "EventFilter",
    "ItemFilter",
    "RevisionFilter",
    "capture",
    "captures",
    "captures_of_revision",
    "crawl_view",
    "crawls",
    "dated_items",
    "erased_at",
    "events",
    "item",
    "items",
    "items_by_id",
    "match_of_revision",
    "revisions",
    "sources",
    "titled_events",
]
