"""What an export holds and how it is written as JSON: one object a line, or one document with a name and a version.

Streams: memory does not grow with the archive. The same archive gives the same bytes: no clock, keys in a fixed order.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Struct

from archive.views import EventView, ItemView, RevisionView

__all__ = ["EventsDocument", "ItemsDocument", "RevisionsDocument", "What", "as_json", "as_jsonl", "batches", "listed"]

What: TypeAlias = Literal["items", "revisions", "events"]
T = TypeVar("T")

_ENCODER = msgspec.json.Encoder()
_BATCH = 20  # some ten kilobytes: what grows beyond a processor's cache costs twice as much to encode


class ItemsDocument(Struct, frozen=True, kw_only=True):
    """``export --format json``: all items."""

    schema: Literal["aimcrawl/items/1"] = "aimcrawl/items/1"
    items: list[ItemView]


class RevisionsDocument(Struct, frozen=True, kw_only=True):
    """``export --format json --what revisions``: all revisions."""

    schema: Literal["aimcrawl/revisions/1"] = "aimcrawl/revisions/1"
    revisions: list[RevisionView]


class EventsDocument(Struct, frozen=True, kw_only=True):
    """``export --format json --what events``: all events."""

    schema: Literal["aimcrawl/events/1"] = "aimcrawl/events/1"
    events: list[EventView]


def as_jsonl(views: Iterable[object]) -> Iterator[bytes]:
    """Give one compact JSON object a line, many lines at once."""
    return map(_ENCODER.encode_lines, batches(views, _BATCH))


def as_json(what: What, views: Iterable[object]) -> Iterator[bytes]:
    """Give one JSON document piece by piece: ``{"schema":"aimcrawl/items/1","items":[…]}``, one object a line."""
    yield f'{{"schema":"aimcrawl/{what}/1","{what}":['.encode()
    yield from listed(views)
    yield b"]}\n"


def listed(objects: Iterable[object]) -> Iterator[bytes]:
    """Give what stands between the brackets of a JSON list: one object a line."""
    separator = b"\n"
    for batch in batches(objects, _BATCH):
        yield separator + b",\n".join(map(_ENCODER.encode, batch))
        separator = b",\n"
    yield b"\n"


def batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Give things in lists of ``size``, the last one shorter."""
    source = iter(things)
    while batch := list(itertools.islice(source, size)):
        yield batch
