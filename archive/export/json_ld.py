"""JSON-LD: items as ``NewsArticle`` of schema.org, for search engines and linked data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct, field

from archive.export.documents import listed
from archive.export.feed import Head, urn
from archive.views import ItemView, Moment

__all__ = ["JsonLd", "as_json_ld"]


class Organization(Struct, frozen=True, kw_only=True, tag_field="@type", tag="Organization"):
    """Who published an article: the source's name."""

    name: str


class Mention(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="@type", tag="CreativeWork"):
    """What an article links to."""

    url: str
    name: str | None = None
    encoding_format: str | None = field(name="encodingFormat", default=None)


class NewsArticle(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="@type", tag="NewsArticle"):
    """One item (https://schema.org/NewsArticle). Dates are as exact as the source gave them."""

    id: str = field(name="@id")
    identifier: str
    url: str | None = None
    headline: str | None = None
    date_published: str | None = field(name="datePublished", default=None)
    date_modified: Moment = field(name="dateModified")
    article_body: str = field(name="articleBody")
    in_language: str | None = field(name="inLanguage", default=None)
    publisher: Organization
    is_part_of: str = field(name="isPartOf")
    creative_work_status: str = field(name="creativeWorkStatus")
    version: int
    mentions: list[Mention] = []


class JsonLd(Struct, frozen=True, kw_only=True):
    """``export --format jsonld``: all articles in one graph."""

    context: Literal["https://schema.org"] = field(name="@context")
    graph: list[NewsArticle] = field(name="@graph")


def as_json_ld(head: Head, items: Iterable[tuple[ItemView, str]]) -> Iterator[bytes]:
    """Give one document, an article a line; with each item comes the moment at which its revision was captured."""
    yield b'{"@context":"https://schema.org","@graph":['
    yield from listed(_article(item, captured, head) for item, captured in items)
    yield b"]}\n"


def _article(item: ItemView, captured: str, head: Head) -> NewsArticle:
    links = [Mention(url=link.url, name=link.text or None, encoding_format=link.type) for link in item.links]
    return NewsArticle(
        id=urn("item", item.id),
        identifier=item.id,
        url=item.url,
        headline=item.title,
        date_published=item.published,
        date_modified=captured,
        article_body=item.text,
        in_language=item.language,
        publisher=Organization(name=head.names[item.source]),
        is_part_of=item.page_url,
        creative_work_status=item.status,
        version=item.revision,
        mentions=links,
    )
