"""What a page says of itself: its head, its JSON-LD and its headings. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from aimcrawl.reading.listing.data import linked_data
from aimcrawl.reading.text import fold, inline_text

__all__ = ["LONGEST_CLAIM", "Metadata", "metadata_of"]

_ARTICLES = ("Article", "Posting", "Report", "News", "Release")  # schema.org types of articles end so
_MOST_NODES = 5_000
LONGEST_CLAIM = 500  # characters of a claim; what is longer is cut
_MOST_HEADINGS = 50


@dataclass(frozen=True, slots=True)
class Metadata:
    """The page's own claims, folded to one line each; empty where it makes none.

    ``meta`` holds the ``content`` of ``meta`` elements under their name, property or itemprop in lower case, the first
    of each name. ``headings`` are the ``h1``, ``subheadings`` the ``h2`` and ``h3``. ``article`` is the JSON-LD object
    of the article, ``page`` that of the page round it; ``steps`` are the names of the last steps of its breadcrumb
    lists: the site's own name for the page, or the section it stands in.
    """

    meta: Mapping[str, str]
    article: Mapping[str, Any]
    page: Mapping[str, Any]
    page_title: str
    headings: tuple[str, ...]
    subheadings: tuple[str, ...]
    steps: tuple[str, ...]
    language: str | None


def metadata_of(root: HtmlElement) -> Metadata:
    """Gather what the page says of itself."""
    objects = list(_objects(linked_data(root)))
    articles = [thing for thing in objects if _types(thing).endswith(_ARTICLES)]
    pages = [thing for thing in objects if "WebPage" in _types(thing)]
    title = root.find(".//title")
    return Metadata(
        meta=_meta(root),
        article=max(articles, key=lambda thing: ("headline" in thing) + ("datePublished" in thing), default={}),
        page=pages[0] if pages else {},
        page_title="" if title is None else fold((title.text or "")[:LONGEST_CLAIM]),
        headings=_headings(root, "h1"),
        subheadings=_headings(root, "h2", "h3"),
        steps=tuple(step for thing in objects if _types(thing) == "BreadcrumbList" if (step := _last_step(thing))),
        language=root.get("lang") or root.get("xml:lang") or None,
    )


def _headings(root: HtmlElement, *tags: str) -> tuple[str, ...]:
    texts = (inline_text(heading)[:LONGEST_CLAIM] for heading in islice(root.iter(*tags), _MOST_HEADINGS))
    return tuple(text for text in texts if text)


def _meta(root: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        content = fold(unescape((element.get("content") or "")[:LONGEST_CLAIM]))
        for attribute in ("property", "name", "itemprop"):
            if content and (name := element.get(attribute)):
                found.setdefault(name.lower(), content)
    return found


def _objects(values: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON-LD, outer ones first; without recursion."""
    waiting, seen = list(reversed(values)), 0
    while waiting and seen < _MOST_NODES:
        seen += 1
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += [part for part in reversed(value.values()) if isinstance(part, dict | list)]
        elif isinstance(value, list):
            waiting += reversed(value)


def _last_step(breadcrumb: Mapping[str, Any]) -> str:
    steps = breadcrumb.get("itemListElement")
    last = steps[-1] if isinstance(steps, list) and steps else {}
    things = (last, last.get("item")) if isinstance(last, dict) else ()
    names = (thing.get("name") for thing in things if isinstance(thing, dict))
    return next((fold(unescape(name[:LONGEST_CLAIM])) for name in names if isinstance(name, str)), "")


def _types(thing: Mapping[str, Any]) -> str:
    types = thing.get("@type")
    return str(types[0] if isinstance(types, list) and types else types or "")
