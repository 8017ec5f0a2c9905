"""What a page states of its items for machines: articles in JSON-LD and microdata, by address and title.

They confirm what was read, and give dates that visible text lacks. They make no list: many pages state only the one
article that they lead with, or the newest. Not here: pages that are data alone (``data``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from aimcrawl.reading.addresses import absolute_url, canonical_url
from aimcrawl.reading.dates import parse_date_detail
from aimcrawl.reading.text import fold, inline_text
from aimcrawl.reading.tree import searching
from archive.records import Record

__all__ = ["Stated", "dated_by", "stated_in"]

_ARTICLES = ("Article", "BlogPosting", "Posting", "Report", "ListItem", "PressRelease", "Event")
_TYPED = searching("//*[@itemtype]")
_MOST = 2_000
_LEAST = 2  # articles; one is the page's own
_ENOUGH = 0.5  # of the items are stated


@dataclass(frozen=True, slots=True)
class Stated:
    """The articles that a page states: the date of each (ISO 8601, or None) by its address and by its title."""

    dates: Mapping[str, str | None]

    def share(self, faces: Sequence[tuple[str | None, str | None]]) -> float:
        """Return the share of items, each an address and a title, that are stated."""
        return sum(self.knows(*face) for face in faces) / max(len(faces), 1)

    def knows(self, url: str | None, title: str | None) -> bool:
        """Tell whether an item is stated."""
        return any(key in self.dates for key in _keys(url, title))

    def date(self, url: str | None, title: str | None) -> str | None:
        """Return the date that is stated of an item."""
        return next((found for key in _keys(url, title) if (found := self.dates.get(key))), None)


def stated_in(root: HtmlElement, base: str, data: Sequence[Any]) -> Stated | None:
    """Return the articles that a page states, or None where it states fewer than two; ``data``: its JSON-LD."""
    things = [*_in_json(data), *_in_microdata(root)]
    dates: dict[str, str | None] = {}
    several = 0
    for url, title, day in things:
        parsed = parse_date_detail(day) if day else None
        keys = _keys(absolute_url(base, url) if url else None, title)
        several += bool(keys) and dates.keys().isdisjoint(keys)
        for key in keys:
            dates[key] = dates.get(key) or (parsed.iso if parsed and parsed.day else None)
    return Stated(dates) if several >= _LEAST else None


def dated_by(stated: Stated, records: tuple[Record, ...]) -> tuple[Record, ...]:
    """Give records without a date the one that is stated, where most records are stated."""
    if stated.share([(record.url, record.title) for record in records]) < _ENOUGH:
        return records
    days = [None if record.published else stated.date(record.url, record.title) for record in records]
    return tuple(
        replace(record, published=day, published_raw=day) if day else record
        for record, day in zip(records, days, strict=True)
    )


def _keys(url: str | None, title: str | None) -> list[str]:
    address = [canonical_url(url)] if url else []
    return [*address, "=" + fold(title).casefold()] if title else address


def _in_json(data: Sequence[Any]) -> Iterator[tuple[str | None, str | None, str | None]]:
    """Yield address, title and date of each article in JSON-LD; without recursion."""
    waiting = list(reversed(data))
    for _ in range(_MOST):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            if str(_first(value.get("@type")) or "").endswith(_ARTICLES):
                yield (
                    _text(value.get("url"), value.get("@id"), value.get("mainEntityOfPage")),
                    _text(value.get("headline"), value.get("name")),
                    _text(value.get("datePublished"), value.get("startDate")),
                )
            waiting += [part for part in reversed(value.values()) if isinstance(part, dict | list)]


def _in_microdata(root: HtmlElement) -> Iterator[tuple[str | None, str | None, str | None]]:
    for element in _TYPED(root)[:_MOST]:
        if not element.get("itemtype", "").endswith(_ARTICLES):
            continue
        held = {part.get("itemprop"): part for part in islice(element.iterfind(".//*[@itemprop]"), 20)}
        link, title, day = held.get("url"), held.get("headline", held.get("name")), held.get("datePublished")
        yield (
            link.get("href") if link is not None else None,
            inline_text(title) or title.get("content") if title is not None else None,
            (day.get("content") or day.get("datetime") or inline_text(day)) if day is not None else None,
        )


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _text(*values: Any) -> str | None:
    """Return the first of ``values`` that is a text, or holds one as its ``@id``."""
    texts = (value.get("@id") if isinstance(value, dict) else value for value in map(_first, values))
    return next((text for text in texts if isinstance(text, str) and text), None)
