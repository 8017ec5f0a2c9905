"""The part of what is known that a crawl can bear on: a walk of two pages need not be held against 100,000 items.

A crawl that stopped early is aligned with the top of the list. Only for what it shows beyond that the rest is
searched, by address, title and text. Whoever loads items from a database can do the same: load the top, and what
``likely`` names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive.reconcile.fold import fold
from archive.reconcile.model import Sighting
from archive.reconcile.nearby import Nearby

__all__ = ["likely", "window_size"]

_TIMES = 4
_SPARE = 200
_SHARE = 0.6  # of a title's words that another must have to be compared at all

Row = tuple[str, str | None, str | None, str | None]  # id, title, text, permalink


def window_size(listing: Sequence[Sighting]) -> int:
    """Return how many known items from the top suffice for a crawl that stopped early.

    More than three times the listing, so that a lone item from far below never seems to prove the gap above it.
    """
    return _TIMES * len(listing) + _SPARE


def likely(rows: Iterable[Row], sightings: Sequence[Sighting]) -> set[str]:
    """Return the ids of known items that some of the sightings might be, moved up from far below.

    ``rows``: id, title, text and permalink of each item as last listed; text may be None where loading it is dear, then
    an item of another title is not found. Linear in the rows.
    """
    records = [sighting.listed for sighting in sightings]
    texts = {record.text for record in records if record.text}
    urls = {record.url for record in records if record.url}
    titles = [fold(record.title or "") for record in records]
    words = {word for title in titles for word in title.split()}
    found: set[str] = set()
    by_title: dict[int, tuple[str, str]] = {}
    ids: list[str] = []
    for id_, title, text, url in rows:
        if text in texts or url in urls:
            found.add(id_)
        elif title and _shares(title, words):
            by_title[len(ids)] = (fold(title), "")
            ids.append(id_)
    index = Nearby(by_title)
    return found.union(ids[near] for title in titles for near in index.like(title, "", by_title))


def _shares(title: str, words: set[str]) -> bool:
    own = title.casefold().split()
    return not words.isdisjoint(own) and sum(map(words.__contains__, own)) >= _SHARE * len(own)
