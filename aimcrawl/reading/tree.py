"""Bytes to an element tree, whatever the bytes are. Not here: character sets (``encoding``), text (``text``)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from aimcrawl.reading.encoding import decode

__all__ = ["ends_whole", "parse", "parse_text", "searching"]

_MAX_DEPTH = 400
"""Depth to which a page is flattened where libxml2 gives up (it stops at 2,048 and would lose the rest of the page)."""

# Neither alternative can run past the next "<" or ">", so the time is linear in the length of the page.
_TAG = re.compile(rb"<(/?)([a-zA-Z][^\s/<>]*)[^<>]*>")
_MOST_ATTRIBUTES = 250
"""Of one element; those beyond are left out, since the parser compares each with all before it."""

# Possessive throughout, and what a quoted value passes over ends at the next quote: the time is linear as well.
_ATTRIBUTE = rb"""[\s/]++[^\s>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]++)?+)?+"""
_CROWDED = re.compile(rb"(<[a-zA-Z][^\s/<>]*+(?:%b){%d})(?:%b)*+" % (_ATTRIBUTE, _MOST_ATTRIBUTES, _ATTRIBUTE))
_NO_DEPTH = frozenset(
    "area base body br col colgroup dd dt embed frame head hr html img input li link meta option p param source tbody"
    " td tfoot th thead tr track wbr".split()
)
"""Elements that are void, or that the next of their kind closes: they stay when a page is flattened."""

_IN_HEAD = frozenset("base basefont bgsound link meta noframes noscript script style template title".split())
"""The elements that a head may hold: https://html.spec.whatwg.org/#parsing-main-inhead."""

_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)
"""One class for all elements: lxml.html's own parser asks Python for the class of each, a tenth of the reading."""

_CONTROL = bytes([*range(9), 0x0B, *range(0x0E, 0x20), 0x7F])
_END = 1_000  # bytes at the end of a page, where its closing tags nearly always are
_CLOSING = re.compile(rb"</(?:body|html)\b", re.IGNORECASE)


def parse(html: bytes, *, encoding: str | None = None, header: str | None = None) -> HtmlElement:
    """Return the root element (``html``) of a page. Never raises; no bytes give an empty document.

    ``encoding`` pins the character set, ``header`` is the Content-Type that came with the page. Comments, processing
    instructions and control characters are left out; no entity is expanded but HTML's own, nothing is fetched.
    """
    return parse_text(decode(html, pinned=encoding, header=header)[0])


def parse_text(text: str) -> HtmlElement:
    """Return the root element of a page that is decoded already (see ``parse``)."""
    html = text.encode("utf-8", "replace").translate(None, _CONTROL)  # of bytes, a tenth of what a text takes
    html = _CROWDED.sub(rb"\1", html)
    root, whole = _parse(html)
    return _with_body(root if whole else _parse(_flattened(html))[0])


def searching(path: str) -> Callable[[HtmlElement], list[HtmlElement]]:
    """Return a search, compiled once, for the elements that an XPath expression names, in the order of the page."""
    return cast("Callable[[HtmlElement], list[HtmlElement]]", etree.XPath(path))


def ends_whole(html: bytes) -> bool:
    """Tell whether the page closes its ``body`` or ``html``: one that does not, where its siblings do, was cut."""
    return any(_CLOSING.search(part.replace(b"\0", b"")) for part in (html[-_END:], html))


def _parse(html: bytes) -> tuple[HtmlElement, bool]:
    """Return the root, and whether the parser came to the end of the page."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        root = etree.fromstring(html, parser)
    except etree.LxmlError:  # "Document is empty"
        root = None
    if root is None:
        return etree.fromstring(b"<html><body></body></html>", parser), True
    return root, not any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)


def _with_body(root: HtmlElement) -> HtmlElement:
    """Let the head end where HTML5 ends it; libxml2 keeps ``main`` and the like in it where no ``body`` is opened."""
    head = root.find("head")
    first = (
        next((place for place, child in enumerate(head) if child.tag not in _IN_HEAD), None)
        if head is not None
        else None
    )
    if head is None or first is None:
        return root
    strays = head[first:]
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    strays[-1].tail = (strays[-1].tail or "") + (body.text or "")
    body.text = None
    body[:0] = strays
    return root


def _flattened(html: bytes) -> bytes:
    """Return the page without the tags that nest deeper than ``_MAX_DEPTH``; its text and its blocks stay."""
    depth = dropped = 0

    def keep(match: re.Match[bytes]) -> bytes:
        nonlocal depth, dropped
        closing, name = match.groups()
        if name.decode("utf-8", "replace").lower() in _NO_DEPTH:
            return match[0]
        if closing and dropped:
            dropped -= 1
            return b""
        if not closing and depth >= _MAX_DEPTH:
            dropped += 1
            return b""
        depth = max(0, depth - 1 if closing else depth + 1)
        return match[0]

    return _TAG.sub(keep, html)
