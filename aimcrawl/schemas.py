"""The JSON Schemas of what commands print and of the files that people write, made from the classes themselves."""

from __future__ import annotations

from typing import Any

import msgspec

from aimcrawl.config import Config
from aimcrawl.profiles.model import Profile
from archive.alerts.deliveries import DeliveryView
from archive.alerts.messages import AlertView
from archive.export.documents import EventsDocument, ItemsDocument, RevisionsDocument
from archive.export.json_feed import JsonFeed
from archive.export.json_ld import JsonLd
from archive.snapshots.model import CoverageDocument, Package, RemovedItem, SeenItems
from archive.views import CrawlView, EventView, HitView, ItemView, RevisionView, SimilarView, SourceView

__all__ = ["SCHEMAS", "json_schema"]

SCHEMAS: dict[str, type[msgspec.Struct]] = {
    "alert": AlertView,
    "config": Config,
    "coverage": CoverageDocument,
    "crawl": CrawlView,
    "datapackage": Package,
    "delivery": DeliveryView,
    "event": EventView,
    "events": EventsDocument,
    "hit": HitView,
    "item": ItemView,
    "items": ItemsDocument,
    "jsonfeed": JsonFeed,
    "jsonld": JsonLd,
    "profile": Profile,
    "removed-item": RemovedItem,
    "revision": RevisionView,
    "revisions": RevisionsDocument,
    "seen-items": SeenItems,
    "similar": SimilarView,
    "source": SourceView,
}
"""By name: a line of ``--json``, jsonl or a snapshot (singular), a document (plural, or its format), a TOML file."""


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a name in ``SCHEMAS``."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"aimcrawl/{name}/1"}
    return head | msgspec.json.schema(SCHEMAS[name])
