"""What a page is besides a listing: the signs of articles, home pages, contact pages, log-in walls, empty shells.

Lives here: what the page says about itself, and what it looks like. Not here: how much that counts against a list that
was found (``confidence``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from lxml.html import HtmlElement

from aimcrawl.reading.addresses import split_url
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.tree import searching

__all__ = ["KINDS", "PARAGRAPH", "Kind", "Signs", "kind_without_list", "signs_of"]

Kind = Literal["list", "article", "home", "contact", "login", "script-only", "none"]

KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        "article": "the page looks like an article",
        "home": "the page looks like a home page",
        "contact": "the page looks like a contact page",
        "login": "the page looks like a log-in page",
        "script-only": "the page looks like one that scripts fill",
    }
)
"""What is said of pages that are no lists, where something can be said."""

_ARTICLE_TYPES = frozenset(
    "Article NewsArticle BlogPosting ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle Report Review".split()
)
_CONTACT = re.compile(r"contact|kontakt|impressum|imprint|contatt|contacto|お問い合わせ|联系|聯絡", re.IGNORECASE)
_TYPED = searching("//*[@itemtype][not(ancestor::*[@itemtype])]")
_SLUG = re.compile(r"(?:[^/]*[-_.]){4,}[^/]*$|\d{5,}[^/]*$|/(?:19|20)\d\d/\d\d?/(?:\d\d?/)?[^/]{8,}")
PARAGRAPH = 120
"""Characters from which on a line is a paragraph of an article and no teaser's title or label."""

_SHELL, _LITTLE_PROSE, _LONG_TEXT, _SHORT_PAGE = 400, 600, 1500, 3000
"""Characters: a notice and a footer; a few sentences about a form; a text; a page with little on it."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs of a page that are no list's.

    ``published``: it has a date of publication itself. ``typed``: it calls itself an article in JSON-LD or microdata.
    ``slug``: its address is one of a single text. ``prose``: the characters in paragraphs. ``password``: it asks for
    one. ``shell``: scripts and hardly any text. ``front``: its address has no path. ``contact``: it says so.
    """

    published: bool
    typed: bool
    slug: bool
    prose: int
    password: bool
    shell: bool
    front: bool
    contact: bool


def signs_of(root: HtmlElement, out: Outline, url: str, data: Sequence[Any]) -> Signs:
    """Read the signs of a page; ``data`` is what its JSON-LD holds."""
    parts = split_url(url)
    path = parts.path.rstrip("/")
    headings = " ".join(filter(None, (root.findtext(".//title"), *(h.text_content() for h in root.iter("h1")))))
    return Signs(
        published=any(meta.get("property") == "article:published_time" for meta in root.iter("meta")),
        typed=sum(1 for _ in _articles(root, data)) == 1,
        slug=bool(_SLUG.search(path)),
        prose=sum(len(line.text) for line in out.lines if len(line.text) >= PARAGRAPH),
        password=any(field.get("type") == "password" for field in root.iter("input")),
        shell=out.sizes[-1] < _SHELL and root.find(".//script") is not None,
        front=path in ("", "/index.html", "/index.php", "/home") and not parts.query,
        contact=bool(_CONTACT.search(path.rsplit("/", 1)[-1]) or _CONTACT.search(headings[:200])),
    )


def _articles(root: HtmlElement, data: Sequence[Any]) -> Iterator[Any]:
    """Yield what the page's JSON-LD and microdata call an article, lists' items left out."""
    waiting = list(data)
    for _ in range(2000):
        if not waiting:
            break
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            kinds = value.get("@type")
            if not _ARTICLE_TYPES.isdisjoint(kinds if isinstance(kinds, list) else [kinds]):
                yield value
            waiting += [value[key] for key in ("@graph", "mainEntity") if key in value]
    for element in _TYPED(root):
        if (element.get("itemtype") or "").rsplit("/", 1)[-1] in _ARTICLE_TYPES:
            yield element


def kind_without_list(signs: Signs, out: Outline) -> Kind:
    """Name a page on which no list was found, by the first sign that fits."""
    little = signs.prose < _LITTLE_PROSE
    kinds: tuple[tuple[Kind, bool], ...] = (
        ("login", signs.password and little and out.sizes[-1] < _SHORT_PAGE),
        ("script-only", signs.shell),
        ("article", signs.published or signs.typed),
        ("contact", signs.contact and signs.prose < _SHORT_PAGE),
        ("home", signs.front),
        ("article", signs.prose > _LONG_TEXT or (signs.slug and not little)),
        ("login", signs.password),
    )
    return next((kind for kind, fits in kinds if fits), "none")
