"""What happened, made by hand, for tests that need no archive."""

from __future__ import annotations

from typing import Any

from alerts.world import START

from archive.alerts.happenings import Happening
from archive.views import LinkView, RevisionView

__all__ = ["edited", "new", "noticed", "revision"]


def revision(title: str | None = "A title", text: str = "", **more: Any) -> RevisionView:
    content: dict[str, Any] = {"published": "2026-03-01", "url": "https://example.org/item", "links": list[LinkView]()}
    kept = {"revision": 1, "cause": "crawl", "crawl": 1, "capture": None, "reader": 1, "captured": "", "recorded": ""}
    kept |= {"item": "abc", "source": "agency", "html": "", "language": None, "content_hash": "", "published_raw": None}
    return RevisionView(**kept | content | {"title": title, "text": text} | more)


def new(title: str | None = "A title", text: str = "", *, kind: str = "new", **more: Any) -> Happening:
    return _happening(kind, {"newer": revision(title, text), "item": "abc", "page_url": "https://example.org/n"} | more)


def edited(older: RevisionView, newer: RevisionView, **more: Any) -> Happening:
    fields = [name for name in ("title", "text", "published", "url") if getattr(older, name) != getattr(newer, name)]
    return _happening("edited", {"older": older, "newer": newer, "item": "abc", "fields": fields} | more)


def noticed(kind: str, trouble: str | None = None, **more: Any) -> Happening:
    return _happening(kind, {"trouble": trouble or kind, "reason": "says why"} | more)


def _happening(kind: str, about: dict[str, Any]) -> Happening:
    source = {"source": "agency", "source_name": "The Agency", "source_url": "https://example.org/news"}
    common = {"outbox": 1, "kind": kind, "crawl": 1, "at": START, "recorded_at": START}
    return Happening(**common | source | about)
