"""The walk over a list: which page comes next, and when the list has ended. Pure: it fetches nothing.

It ends for every pager: where no page is next, where the next one was visited, where pages bring nothing more, and as
the last resort at the profile's limit, which it reports.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from archive.store import WalkEnd

__all__ = ["Walk"]

_PATIENCE = 2  # so many pages in a row that are empty, or repeat what was met, end the list: one may be a moved list
_FRESH = 0.2  # a page repeats what was met where no greater share is new: the last page for ever may bear a new advert
_FAILURES = 3  # so many pages in a row that fail, and the site is left alone


class Walk:
    """Follows a list from page to page.

    ``canonical`` gives one address to all addresses of a page. ``limit`` is the largest number of pages.
    """

    def __init__(self, *, canonical: Callable[[str], str], limit: int) -> None:
        self._canonical = canonical
        self._limit = limit
        self._visited: set[str] = set()
        self._met: set[int] = set()
        self._barren = self._failed = 0
        self._reached_end = self._stopped_early = False
        self._reason: str | None = None

    def visit(self, url: str) -> None:
        """Note an address that leads to a page of this walk: the one asked for, and the one that a redirect led to."""
        self._visited.add(self._canonical(url))

    def after(self, next_url: str | None, records: Collection[int], *, number: int, known: bool = False) -> str | None:
        """Return the address to fetch after a page that was read, or None where the walk ends.

        ``records`` are the hashes of the page's records; ``known`` says that an incremental crawl met nothing new.
        """
        self._failed = 0
        fresh = set(records) - self._met
        self._barren = self._barren + 1 if len(fresh) <= _FRESH * len(records) else 0
        self._met.update(records)
        if known:
            self._stopped_early = True
            return None
        if next_url is None or self._canonical(next_url) in self._visited or self._barren >= _PATIENCE:
            self._reached_end = True
            return None
        if number >= self._limit:
            self._reason = f"stopped at the limit of {self._limit} pages (pager.limit in the profile)"
            return None
        return next_url

    def after_failure(self, next_url: str | None, *, number: int) -> str | None:
        """Return the address to go on with after a page that failed, where the pager can tell; None ends the walk."""
        self._failed += 1
        if next_url is None or self._canonical(next_url) in self._visited or number >= self._limit:
            return None
        return next_url if self._failed < _FAILURES else None

    def past_end(self) -> None:
        """Note that a counted page does not exist: the list ended with the one before."""
        self._reached_end = True

    def end(self, *, interrupted: bool) -> WalkEnd:
        """Say how the walk ended."""
        if interrupted:
            return WalkEnd(reached_end=False, reason="interrupted; what was read is kept")
        return WalkEnd(reached_end=self._reached_end, stopped_early=self._stopped_early, reason=self._reason)
