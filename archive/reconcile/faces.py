"""A record as matching sees it: folded on demand, each part once. No rule lives here."""

from __future__ import annotations

import re
from functools import cached_property

from archive.reconcile.address import address_key, file_name
from archive.reconcile.fold import fold
from archive.reconcile.model import KnownItem, Sighting
from archive.records import Record

__all__ = ["Face", "faces_of_known", "faces_of_sighting"]

_WORD = re.compile(r"[^\W\d]{3,}")
_FEWEST = 2  # words in an address that can be a title's
_SHARE = 0.6


class Face:
    """The folded title, text, day and address of one record."""

    def __init__(self, record: Record, noise: frozenset[str]) -> None:
        self.record = record
        self._noise = noise

    @property
    def published(self) -> str | None:
        """The published date in the page's own precision, to the day."""
        return self.record.published and self.record.published[:10]

    @cached_property
    def title(self) -> str:
        """The folded title; empty where there is none."""
        return fold(self.record.title or "")

    @cached_property
    def text(self) -> str:
        """The folded text."""
        return fold(self.record.text)

    @cached_property
    def link(self) -> str | None:
        """What of the permalink tells items apart."""
        return address_key(self.record.url, self._noise) if self.record.url else None

    @property
    def is_named_by_title(self) -> bool:
        """Whether the permalink is made of the title's words, so that it changes with the title."""
        words = _WORD.findall(fold(file_name(self.record.url or "")))
        return len(words) >= _FEWEST and sum(word in self.title for word in words) >= _SHARE * len(words)

    @property
    def heading(self) -> tuple[str | None, str]:
        """Date and title: the third rule's key."""
        return self.published, self.title

    @property
    def content(self) -> tuple[str | None, str, str]:
        """Date, title and text: the second rule's key."""
        return self.published, self.title, self.text


def faces_of_known(item: KnownItem, noise: frozenset[str]) -> tuple[Face, ...]:
    """Return how an item may look: as the list last showed it, and as its current revision says where that differs."""
    return _faces(item.listed, item.content, noise)


def faces_of_sighting(sighting: Sighting, noise: frozenset[str]) -> tuple[Face, ...]:
    """Return how a sighting looks: in the list, and on its detail page where that was read."""
    return _faces(sighting.listed, sighting.detail, noise)


def _faces(first: Record, second: Record | None, noise: frozenset[str]) -> tuple[Face, ...]:
    faces = (Face(first, noise),)
    if second is None or second is first or _same(first, second):
        return faces
    return (*faces, Face(second, noise))


def _same(first: Record, second: Record) -> bool:
    return (first.published, first.title, first.text, first.url) == (
        second.published,
        second.title,
        second.text,
        second.url,
    )
