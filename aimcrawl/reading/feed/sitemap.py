"""Sitemaps (sitemaps.org), with the news extension where it is there: title and date of publication."""

from __future__ import annotations

from html import escape

from lxml import etree

from aimcrawl.reading.feed.model import Entry, Feed

__all__ = ["read_sitemap"]


def read_sitemap(content: bytes) -> Feed | None:
    """Return the addresses of a sitemap in their order, or None where the bytes are none.

    One that names other sitemaps has no entries, but ``sitemaps``.
    ``lastmod`` is no date of publication and is left alone.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError):
        return None
    if root is None or not isinstance(root.tag, str):
        return None
    if root.tag.rpartition("}")[2] not in {"urlset", "sitemapindex"}:
        return None
    entries = tuple(entry for child in root.iterchildren("{*}url") if (entry := _entry(child)).url)
    named = (_text(child, "{*}loc") for child in root.iterchildren("{*}sitemap"))
    return Feed(entries=entries, sitemaps=tuple(filter(None, named)))


def _entry(place: etree._Element) -> Entry:
    title = _text(place, "{*}news/{*}title")
    return Entry(
        title=None if title is None else escape(title, quote=False),
        url=_text(place, "{*}loc"),
        published=_text(place, "{*}news/{*}publication_date"),
        language=_text(place, "{*}news/{*}publication/{*}language"),
    )


def _text(place: etree._Element, path: str) -> str | None:
    found = place.findtext(path)
    return found.strip() or None if found else None
