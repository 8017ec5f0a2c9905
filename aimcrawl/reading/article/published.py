"""When an article was published: what the page states for machines first, then its address, then its visible text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from aimcrawl.reading.article.metadata import Metadata
from aimcrawl.reading.dates import ParsedDate, parse_date_detail
from aimcrawl.reading.text import Line, inline_text, lines

__all__ = ["published_of"]

_META = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "publication_date",
    "publish-date",
    "publishdate",
    "publish_date",
    "pubdate",
    "pub_date",
    "date.published",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "citation_publication_date",
    "citation_online_date",
    "article.published",
    "article_date_original",
    "originalpublicationdate",
    "displaydate",
    "article:post_date",
    "release_date",
    "last_published_date",
    "date",
)
"""Names of ``meta`` for the day of publication, the most precise first."""

_META_LATER = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?![0-9])")
_DATED = re.compile(
    r"(?:^|[\s_-])(?:date|datum|fecha|data|published?|pubdate|posted|timestamp|time|dateline)", re.IGNORECASE
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_LONGEST = 120  # characters of a date line
_NEAR = 8  # lines from the title to its date
_MOST_LINES = 2_000
_MOST_TIMES = 40


def published_of(
    root: HtmlElement, metadata: Metadata, url: str, title: str | None, *, fetched_at: dt.datetime | None = None
) -> ParsedDate | None:
    """Return the day of publication in the precision that the page gives, or None where it gives none.

    The first claim that is a date wins. A date of change is taken where there is no other.
    """
    for claim in _claims(root, metadata, url, title):
        date = parse_date_detail(claim, language=metadata.language, base=fetched_at)
        if date and date.iso:
            return date
    return None


def _claims(root: HtmlElement, metadata: Metadata, url: str, title: str | None) -> Iterator[str]:
    yield from _strings(metadata.article.get("datePublished"))
    yield from (metadata.meta[name] for name in _META if name in metadata.meta)
    yield from _strings(metadata.page.get("datePublished"))
    yield from _marked_up(root)
    if address := _IN_ADDRESS.search(url):
        yield "-".join(address.groups())
    yield from _date_lines(root, title)
    yield from _strings(metadata.article.get("dateCreated"))
    yield from _strings(metadata.article.get("dateModified"))
    yield from (metadata.meta[name] for name in _META_LATER if name in metadata.meta)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value[:_LONGEST]


def _marked_up(root: HtmlElement) -> Iterator[str]:
    """Yield the dates of microdata, then of ``time`` elements, those that say that they are of publication first."""
    for element in root.iterfind(".//*[@itemprop='datePublished']"):
        yield element.get("content") or element.get("datetime") or inline_text(element)
    times = list(root.iter("time"))[:_MOST_TIMES]
    for element in sorted(times, key=lambda element: element.get("pubdate") is None):
        yield element.get("datetime") or inline_text(element)


def _date_lines(root: HtmlElement, title: str | None) -> Iterator[str]:
    """Yield short lines that may be date lines: those of blocks called so, then those that stand next to the title."""
    seen = list(islice(lines(root), _MOST_LINES))
    called = (line for line in seen if _DATED.search(_names(line)))
    place = next((number for number, line in enumerate(seen) if _is_title(line, title)), None)
    near = [] if place is None else [*seen[place + 1 : place + _NEAR], *seen[max(0, place - _NEAR) : place]]
    yield from (line.text for line in (*called, *near) if len(line.text) <= _LONGEST)


def _is_title(line: Line, title: str | None) -> bool:
    return line.block.tag == "h1" or (line.block.tag in _HEADINGS and bool(title) and str(title) in line.text)


def _names(line: Line) -> str:
    holders = (run.element.getparent() if run.tail else run.element for run in line.runs[:3])
    elements = [line.block, *(holder for holder in holders if holder is not None)]
    return " ".join(value for element in elements for name in ("class", "id") if (value := element.get(name)))
