"""Listings that come as data: a JSON document, or JSON-LD inside a page.

Lives here: finding the list of objects that bear dates and titles. Not here: pages for people (``cut``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml.html import HtmlElement

from aimcrawl.reading import tree
from aimcrawl.reading.addresses import absolute_url
from aimcrawl.reading.dates import Order, ParsedDate, page_order, parse_date_detail
from aimcrawl.reading.text import block_text
from archive.records import Record

__all__ = ["data_for_scripts", "json_in", "linked_data", "records_of"]

_DATE = re.compile(r"date|publish|posted|time|start|datum|fecha|created", re.IGNORECASE)
_TITLE = re.compile(r"^(head_?line|title|name|subject|label|text)$|title$|name$|headline", re.IGNORECASE)
_TEXT = re.compile(r"^(description|summary|excerpt|content|body|text|articlebody|abstract)$", re.IGNORECASE)
_LINK = re.compile(r"^(url|link|href|permalink|@id|mainentityofpage|html_?url)$", re.IGNORECASE)
_BEST = re.compile(r"start|publish|posted|issued", re.IGNORECASE)
_LATER = re.compile(r"modif|updat|end|utc|gmt|creat|offset|zone", re.IGNORECASE)
_MOST_OBJECTS = 50_000

Object = dict[str, Any]


def json_in(text: str) -> Any | None:
    """Return what a JSON document holds; None where the text is none."""
    start = text[:64].lstrip("\ufeff \t\r\n")[:1]
    if not start or start not in "[{":
        return None
    try:
        return json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None


def linked_data(root: HtmlElement) -> list[Any]:
    """Return what the JSON-LD blocks of a page hold; blocks that are not JSON are left out."""
    blocks = (script.text or "" for script in root.iter("script") if script.get("type") == "application/ld+json")
    return [value for block in blocks if (value := json_in(block)) is not None]


def data_for_scripts(root: HtmlElement, base: str) -> int:
    """Return how many dated items with titles stand in the page as data that its scripts show."""
    blocks = (script.text or "" for script in root.iter("script") if "json" in (script.get("type") or ""))
    found = (records_of(value, base) for block in blocks if (value := json_in(block)) is not None)
    return max((sum(bool(item.published and item.title) for item in items) for items in found), default=0)


def records_of(value: Any, base: str) -> tuple[Record, ...]:
    """Return the records of the list in ``value`` in which most objects bear dates and titles, if any."""
    ways = [tuple(_records(objects, base)) for objects in _lists(value)]
    return max(ways, key=_worth, default=())


def _worth(records: Sequence[Record]) -> tuple[int, int]:
    return sum(bool(r.published and r.title) for r in records), len(records)


def _lists(value: Any) -> Iterator[list[Object]]:
    """Yield every list of objects in ``value``, outer lists first; without recursion."""
    waiting, seen = [value], 0
    while waiting and seen < _MOST_OBJECTS:
        seen += 1
        current = waiting.pop(0) if len(waiting) < 64 else waiting.pop()  # noqa: PLR2004  (breadth first while cheap)
        if isinstance(current, dict):
            waiting += [part for part in current.values() if isinstance(part, dict | list)]
        elif isinstance(current, list):
            objects = [part.get("item", part) for part in current if isinstance(part, dict)]
            if objects and all(isinstance(part, dict) for part in objects):
                yield objects
            waiting += [part for part in current if isinstance(part, dict | list)]


def _records(objects: list[Object], base: str) -> Iterator[Record]:
    order = page_order(value for item in objects[:200] for value in item.values() if isinstance(value, str))
    dates = _keys(objects, _DATE, lambda value: _date(value) is not None)
    titles = _keys(objects, _TITLE, lambda value: any(sign.isalpha() for sign in _words(value)))
    texts = _keys(objects, _TEXT, lambda value: bool(_words(value)))
    links = _keys(objects, _LINK, lambda value: isinstance(value, str))
    if not dates:
        return
    for position, item in enumerate(objects):
        raw = _first(item, dates)
        found = _date(raw, order)
        link = _first(item, links)
        body = _words(_first(item, texts))
        yield Record(
            position=position,
            published=found.iso if found else None,
            published_raw=str(raw) if found else None,
            title=_plain(_words(_first(item, titles))) or None,
            url=absolute_url(base, link) if isinstance(link, str) else None,
            text=_plain(body),
            html=body if "<" in body else "",
        )


def _keys(objects: list[Object], name: re.Pattern[str], good: Any) -> list[str]:
    """Return the keys whose name and values fit, the most telling first: in most objects, no sign of a later time."""
    counts: dict[str, int] = {}
    for item in objects[:200]:
        for key, value in item.items():
            if name.search(key) and value and good(value):
                counts[key] = counts.get(key, 0) + 1
    return sorted(counts, key=lambda key: (bool(_LATER.search(key)), not _BEST.search(key), -counts[key], len(key)))


def _first(item: Object, keys: list[str]) -> Any:
    return next((item[key] for key in keys if item.get(key)), None)


def _words(value: Any) -> str:
    """Return a text, also where it is wrapped in an object (``{"rendered": …}``)."""
    if isinstance(value, dict):
        value = value.get("rendered") or value.get("name") or value.get("@value")
    return value.strip() if isinstance(value, str) else ""


def _plain(text: str) -> str:
    return block_text(tree.parse_text(text)) if "<" in text or "&" in text else text


def _date(value: Any, order: Order | None = None) -> ParsedDate | None:
    text = _words(value)
    if not 6 <= len(text) <= 40:  # noqa: PLR2004  (from 1/1/21 to the longest wording with weekday and time)
        return None
    found = parse_date_detail(text, order=order)
    return found if found and found.day is not None and found.iso else None
