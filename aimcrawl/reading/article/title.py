"""The title of an article, told from what claims to be it: ``og:title``, the JSON-LD headline, ``h1``, ``title``.

They differ on a third of the pages: one is made for search engines, one for sharing, one bears the site's name. Few
pages have a fifth claim, made for those who cite or collect, or the JSON-LD ``name``; it is the surest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from rapidfuzz import fuzz

from aimcrawl.reading.addresses import split_url
from aimcrawl.reading.article.metadata import LONGEST_CLAIM, Metadata
from aimcrawl.reading.text import fold

__all__ = ["title_of"]

_ALIKE = 90  # per cent
_SEPARATOR = re.compile(r"\s+[|\-\u2013\u2014:·•»«/~]+\s+|\s*[|\uff5c]\s*|\s*[\uff1a»]\s*|\s+::\s+")
_CITED = ("citation_title", "dc.title", "dcterms.title", "sailthru.title")  # for libraries and newsletters
_CUT = re.compile(r"\s*(?:\u2026|\.\.\.)$")
_MOST_BESIDE = 7  # letters beside the site's name: news, online, digital
_SHORTEST_SITE_NAME, _LONGEST_SITE_NAME = 3, 30  # in characters


def title_of(metadata: Metadata, url: str) -> str | None:
    """Return the article's title without the name of the site, or None where the page has none.

    ``h1`` or ``og:title`` is the title where one made for those who cite says the same. Else ``og:title`` is what
    editors call the piece most often. It gives way to ``h1`` where the headline confirms that, or the page's title
    where there is no headline. Where headline and page's title confirm it both, all three came of themselves, and
    ``og:title`` was written; but not where it is only how the headline begins.
    """
    headline = _text(metadata.article.get("headline"))
    names = _site_names(metadata, url)
    told = [headline, *metadata.headings, *metadata.subheadings]
    shared = metadata.meta.get("og:title") or metadata.meta.get("twitter:title") or ""
    page = _without_site(metadata.page_title, names, told)
    og = _without_site(_whole(shared, [page, *metadata.headings]), names, told)
    if _key(og) in names:  # many sites give every page the name of the site
        og = ""
    cited = [_without_site(metadata.meta[name], names, told) for name in _CITED if name in metadata.meta]
    cited += _named(metadata, names, told)
    heading = _heading(metadata, headline, [og, headline, page, *cited])
    sure = _nearest((heading, og), cited)
    if any(_alike(sure, other) for other in cited):
        return sure
    confirmed = _alike(heading, page)
    if headline:
        written = og == shared and not _begins(og, headline)
        confirmed = _alike(heading, headline) and not (confirmed and written)
    return (heading if confirmed else "") or og or headline or heading or page or None


def _text(value: object) -> str:
    return fold(unescape(value[:LONGEST_CLAIM])) if isinstance(value, str) else ""


def _site_names(metadata: Metadata, url: str) -> set[str]:
    """Return the names that the site goes by, ready to compare."""
    publisher = metadata.article.get("publisher")
    said = [
        metadata.meta.get("og:site_name", ""),
        metadata.meta.get("application-name", ""),
        _text(publisher.get("name")) if isinstance(publisher, dict) else "",
    ]
    return {key for name in (*said, *_host_names(url)) if len(key := _key(name)) >= _SHORTEST_SITE_NAME}


def _host_names(url: str) -> list[str]:
    host = (split_url(url).hostname or "").removeprefix("www.")
    return [host, host.rpartition(".")[0], *host.split(".")[:-1]]


def _named(metadata: Metadata, names: set[str], told: Sequence[str]) -> list[str]:
    """Return the ``name`` of the JSON-LD article; one that bears the site's name is the page's title once more."""
    name = _text(metadata.article.get("name"))
    return [name] if name and name == _without_site(name, names, told) else []


def _heading(metadata: Metadata, headline: str, claims: list[str]) -> str:
    """Return the article's own heading: the likeliest ``h1``, or an ``h2`` or ``h3`` that is the headline.

    A page whose ``h1`` is a link in its breadcrumb has its headline in an ``h2``; the breadcrumb's data says so.
    """
    heading = _nearest(metadata.headings, claims)
    if any(_alike(step, headline) for step in metadata.steps) and not _alike(heading, headline):
        return next((lower for lower in metadata.subheadings if _alike(lower, headline)), heading)
    return heading


def _begins(claim: str, headline: str) -> bool:
    """Tell whether a headline says what a claim says, and goes on."""
    begun, whole = _key(claim), _key(headline)
    return begun != whole and whole.startswith(begun)


def _without_site(title: str, names: set[str], told: Sequence[str]) -> str:
    """Take the site's name and its sections off a title: what its names or the headings tell not to be part of it."""
    breaks = list(_SEPARATOR.finditer(title))
    parts = [part for gap in breaks for part in (title[: gap.start()], title[gap.end() :])]
    if known := [part for part in parts if any(_alike(part, other) for other in told)]:
        return max(known, key=len)  # the section may be a heading as well
    for gap in reversed(breaks):
        if _is_site(title[gap.end() :], names):
            return _without_site(title[: gap.start()], names, told)
    if breaks and _is_site(title[: breaks[0].start()], names):
        return title[breaks[0].end() :]
    return title


def _whole(claim: str, others: Sequence[str]) -> str:
    """Return a claim in full where another tells how it goes on: three dots or its own quotation mark cut it."""
    begun = _CUT.sub("", claim)
    longer = [other for other in others if begun and other.startswith(begun)]
    return next((other for other in longer if begun != claim or other[len(begun) :].lstrip().startswith('"')), claim)


def _is_site(part: str, names: set[str]) -> bool:
    """Tell whether a part of a title is the site's name, or holds it: "CBC News" on cbc.ca."""
    key = _key(part)
    return len(part) <= _LONGEST_SITE_NAME and any(
        key.startswith(name) or key.endswith(name) for name in names if len(key) - len(name) <= _MOST_BESIDE
    )


def _nearest(headings: tuple[str, ...], claims: list[str]) -> str:
    """Return the heading, the first of equals, that other claims are most like: there are ``h1`` that say "Log in"."""
    stated = [claim for claim in claims if claim]
    return max(
        headings, key=lambda heading: max((_likeness(heading, claim) for claim in stated), default=0), default=""
    )


def _alike(one: str, other: str) -> bool:
    return bool(one and other) and _likeness(one, other) >= _ALIKE


def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(_key(one), _key(other))


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
