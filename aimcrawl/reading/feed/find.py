"""Which feeds a page names: ``<link rel="alternate" type="application/rss+xml" href="…">`` and the like."""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml.html import HtmlElement

from aimcrawl.reading.addresses import absolute_url
from aimcrawl.reading.pager.links import base_of

__all__ = ["feeds_of"]

_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
_OTHERS = ("comment", "kommentar", "commentaire", "comentario")
"""In a feed's address or title: it holds what readers say, not the organisation."""


def feeds_of(root: HtmlElement, url: str) -> list[str]:
    """Return the addresses of the feeds that a page names, in its order, without those of comments."""
    base, found = base_of(root, url), []
    for link in root.iterfind(".//link[@href]"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if kind not in _TYPES or "alternate" not in (link.get("rel") or "").lower().split():
            continue
        address = absolute_url(base, link.get("href", ""))
        said = f"{urlsplit(address).path} {link.get('title', '')}".lower() if address else ""
        if address and not any(word in said for word in _OTHERS):
            found.append(address)
    return list(dict.fromkeys(found))
