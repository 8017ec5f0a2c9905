"""Atom by RFC 4287, written as it streams. What an entry says, and which ids it has, stands in ``feed``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from archive.export.documents import batches
from archive.export.feed import Entry, Head

__all__ = ["as_atom"]

# Characters that XML 1.0 cannot hold, not even escaped (https://www.w3.org/TR/xml/#charsets).
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BATCH = 50


def as_atom(head: Head, entries: Iterable[Entry]) -> Iterator[bytes]:
    """Give a feed, many entries at once."""
    begin = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        _element("id", head.id),
        _element("title", head.title),
        _element("updated", head.updated),
        "<generator>AimCrawl</generator>",
        *([_link("alternate", head.home)] if head.home else []),
        *([_link("self", head.own, type="application/atom+xml")] if head.own else []),
    ]
    yield ("\n".join(begin) + "\n").encode()
    for batch in batches(entries, _BATCH):
        yield "".join(map(_entry, batch)).encode()
    yield b"</feed>\n"


def _entry(entry: Entry) -> str:
    parts = [
        _element("id", entry.id),
        _element("title", entry.title),
        _element("updated", entry.updated),
        *([_element("published", entry.published)] if entry.published else []),
        f"<author>{_element('name', entry.author)}</author>",
        _link("alternate", entry.url),
        *(_link("enclosure", link.url, type=link.type, title=link.text) for link in entry.links),
        *([f"<category term={_quoted(str(entry.about['status']))}/>"] if "status" in entry.about else []),
        _content(entry),
    ]
    language = f" xml:lang={_quoted(entry.language)}" if entry.language else ""
    return "\n".join([f"<entry{language}>", *parts, "</entry>\n"])


def _content(entry: Entry) -> str:
    if not entry.html:
        return f'<content type="text">{_text(entry.text)}</content>'
    return f'<content type="html" xml:base={_quoted(entry.page_url)}>{_text(entry.html)}</content>'


def _link(rel: str, href: str, **more: str | None) -> str:
    attributes = {"rel": rel, "href": href} | more
    return f"<link {' '.join(f'{name}={_quoted(value)}' for name, value in attributes.items() if value)}/>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>"


def _text(text: str) -> str:
    return escape(_NO_XML.sub("", text))


def _quoted(text: str) -> str:
    return quoteattr(_NO_XML.sub("", text))
