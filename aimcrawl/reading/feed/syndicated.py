"""RSS and Atom, by feedparser. It gets the bytes as a file, since it would open a text that names one."""

from __future__ import annotations

import io
from typing import Any

from aimcrawl.reading.feed.model import Entry, Feed
from archive.records import Link

__all__ = ["read_syndicated"]


def read_syndicated(content: bytes, url: str, header: str | None) -> Feed | None:
    """Return the feed, or None where the bytes are none. Broken XML is read as far as it goes."""
    import feedparser  # noqa: PLC0415 - 15 ms that a crawl of pages does without

    headers = {"content-location": url} | ({"content-type": header} if header else {})
    found = feedparser.parse(io.BytesIO(content), response_headers=headers, sanitize_html=False)
    if not found.get("version"):
        return None
    about = found.feed
    return Feed(
        title=about.get("title"),
        entries=tuple(map(_entry, found.entries)),
        next_url=next((link.get("href") for link in about.get("links", ()) if link.get("rel") == "next"), None),
        language=about.get("language"),
    )


def _entry(entry: Any) -> Entry:
    contents = entry.get("content") or ()
    longest = max((part.get("value", "") for part in contents), key=len, default="")
    files = [link for link in entry.get("links", ()) if link.get("rel") == "enclosure" and link.get("href")]
    return Entry(
        title=entry.get("title"),
        url=entry.get("link"),
        published=entry.get("published") or entry.get("updated"),
        content=longest or entry.get("summary", ""),
        links=tuple(Link(file["href"], file.get("title", ""), file.get("type")) for file in files),
        language=(entry.get("title_detail") or {}).get("language"),
    )
