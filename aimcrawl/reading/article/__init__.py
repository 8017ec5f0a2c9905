"""Read a page that is one article: title, date, body and links, without a profile.

The body is trafilatura's (``body``); title and date are told from all that the page says of itself (``metadata``,
``title``, ``published``), since no single tag is right everywhere. Not here: lists (``aimcrawl.reading.listing``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from aimcrawl.reading.article.body import read_body
from aimcrawl.reading.article.metadata import metadata_of
from aimcrawl.reading.article.published import published_of
from aimcrawl.reading.article.title import title_of
from aimcrawl.reading.tree import parse
from archive.records import Link

__all__ = ["ArticleReading", "read_article"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReading:
    """What a page says as an article. Texts are empty and the rest None where the page gives nothing.

    ``published`` is ISO 8601 in the precision that the page gave, ``published_raw`` the page's own wording. ``text``
    has a blank line between paragraphs; ``html`` is the body in plain markup, not sanitised; ``links`` are those of
    the body and the documents that stand beside it. ``language`` is the tag that the page declares.
    """

    title: str | None = None
    date: dt.date | None = None
    published: str | None = None
    published_raw: str | None = None
    text: str = ""
    html: str = ""
    links: tuple[Link, ...] = ()
    language: str | None = None


def read_article(
    html: bytes, url: str, *, fetched_at: dt.datetime | None = None, header: str | None = None
) -> ArticleReading:
    """Read the article at ``url``. Never raises, and no clock: the same bytes give the same reading on any day.

    ``fetched_at`` is what relative dates ("3 days ago") are counted from; without it they are left unknown. ``header``
    is the Content-Type that came with the page.
    """
    root = parse(html, header=header)
    metadata = metadata_of(root)
    title = title_of(metadata, url)
    published = published_of(root, metadata, url, title, fetched_at=fetched_at)
    body = read_body(root, url, title=title, date=published.raw if published else None)
    return ArticleReading(
        title=title,
        date=published.date if published else None,
        published=published.iso if published else None,
        published_raw=published.raw if published else None,
        text=body.text,
        html=body.html,
        links=body.links,
        language=metadata.language,
    )
