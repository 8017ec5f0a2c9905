"""The entries of a feed that stands beside a list, and which of the list's items they are about."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from aimcrawl.reading.addresses import canonical_url
from aimcrawl.reading.feed.records import read_feed
from archive.records import Record, dates_agree

__all__ = ["ZONES", "Entries", "read_entries"]

ZONES = dt.timedelta(days=1)
"""A feed may word its days in another time zone than the list does."""


class Entries:
    """The entries of a feed that have an address, by which they are found again."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by_url: dict[str, Record] = {}
        self._by_address: dict[str, Record] = {}
        self._by_title: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            if record.url is None:
                continue
            entry = replace(record, position=0)
            if self._by_url.setdefault(record.url, entry) is entry:
                self._by_address.setdefault(canonical_url(record.url), entry)
                self._by_title[_folded(entry)].append(entry)

    def __len__(self) -> int:
        return len(self._by_url)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._by_url.values())

    def one(self, url: str) -> Record | None:
        """Return the entry of an address, as the feed words it; None where it has none."""
        return self._by_url.get(url)

    def at(self, url: str) -> Record | None:
        """Return the entry of an address, whoever referred to it; None where it has none."""
        return self._by_address.get(canonical_url(url))

    def about(self, items: Iterable[Record]) -> Mapping[int, Record]:
        """Return the entries that are about the items of a list page, by the items' positions.

        An entry is about the item with its address; else about the one that alone has its title, on its day or the
        next to it. No entry is about two items.
        """
        items = tuple(items)
        found = {item.position: entry for item in items if item.url and (entry := self.at(item.url))}
        taken = {entry.url for entry in found.values()}
        titled: dict[str, list[Record]] = defaultdict(list)
        for item in items:
            if item.position not in found and item.title:
                titled[_folded(item)].append(item)
        for title, alike in titled.items():
            entries = [entry for entry in self._by_title.get(title, ()) if entry.url not in taken]
            if len(alike) == len(entries) == 1 and _same_day(alike[0], entries[0]):
                found[alike[0].position] = entries[0]
        return found


@lru_cache(maxsize=2)  # a replay asks for the entries of one feed one by one
def read_entries(  # noqa: PLR0913 - those of read_feed, and one of its own
    content: bytes,
    url: str,
    *,
    fetched_at: dt.datetime | None = None,
    header: str | None = None,
    language: str | None = None,
    texts: bool = True,
) -> Entries | None:
    """Read the entries of a feed; None where the bytes are none, or break off: what is cut in two says nothing.

    Without ``texts``, what the entries say is left to the list. Arguments else are those of ``read_feed``. Never raises
    for any bytes.
    """
    feed = read_feed(content, url, fetched_at=fetched_at, header=header, language=language)
    if feed is None or not feed.whole:
        return None
    return Entries(record if texts else replace(record, text="", html="", links=()) for record in feed.records)


def _folded(record: Record) -> str:
    return " ".join((record.title or "").casefold().split())


def _same_day(one: Record, other: Record) -> bool:
    if one.date is None or other.date is None:
        return False
    if not {"month", "year"}.isdisjoint((one.precision, other.precision)):
        return dates_agree(one.published, other.published)
    return abs(one.date - other.date) <= ZONES
