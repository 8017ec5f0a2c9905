"""JSON Feed, versions 1 and 1.1 (jsonfeed.org/version/1.1), which feedparser does not read."""

from __future__ import annotations

from html import escape
from typing import Any

import msgspec

from aimcrawl.reading.feed.model import Entry, Feed
from archive.records import Link

__all__ = ["read_json_feed"]


def read_json_feed(content: bytes) -> Feed | None:
    """Return the feed, or None where the bytes are none. What is not of its type counts as missing."""
    try:
        found = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(found, dict) or "jsonfeed.org/version/" not in str(found.get("version")):
        return None
    items = found.get("items")
    entries = [_entry(item) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return Feed(
        title=_text(found, "title"),
        entries=tuple(entries),
        next_url=_text(found, "next_url"),
        language=_text(found, "language"),
    )


def _entry(item: dict[str, Any]) -> Entry:
    title, plain = _text(item, "title"), _text(item, "content_text") or _text(item, "summary") or ""
    files = item.get("attachments")
    return Entry(
        title=None if title is None else escape(title, quote=False),
        url=_text(item, "url") or _text(item, "external_url"),
        published=_text(item, "date_published") or _text(item, "date_modified"),
        content=_text(item, "content_html") or _as_markup(plain),
        links=tuple(_files(files)) if isinstance(files, list) else (),
        language=_text(item, "language"),
    )


def _files(files: list[Any]) -> list[Link]:
    known = [file for file in files if isinstance(file, dict) and _text(file, "url")]
    return [Link(str(file["url"]), _text(file, "title") or "", _text(file, "mime_type")) for file in known]


def _text(item: dict[str, Any], key: str) -> str | None:
    value = item.get(key)
    return value if isinstance(value, str) and value.strip() else None


def _as_markup(plain: str) -> str:
    paragraphs = (escape(part, quote=False).replace("\n", "<br>") for part in plain.split("\n\n"))
    return "".join(f"<p>{part}</p>" for part in paragraphs if part.strip())
