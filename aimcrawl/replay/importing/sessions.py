"""Pages from elsewhere, grouped as they were captured: the list pages of one visit make one listing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from aimcrawl.reading.pager import next_page
from aimcrawl.replay.importing.addresses import key_of
from aimcrawl.replay.importing.found import Found, Spool
from aimcrawl.replay.importing.layouts import Layout, read

__all__ = ["Session", "Walked", "detail_of", "sessions_of", "walked"]

_PAUSE: Final = dt.timedelta(hours=6)  # between two list pages of one visit; the list may have moved meanwhile
_REACH: Final = dt.timedelta(days=1)  # a detail page belongs to a list page that was captured so near to it


@dataclass(slots=True)
class Session:
    """List pages of one source that were captured in one visit, by time; no address twice."""

    pages: list[Found] = field(default_factory=list)

    @property
    def since(self) -> dt.datetime:
        """When the first of them was captured."""
        return self.pages[0].at

    @property
    def until(self) -> dt.datetime:
        """When the last of them was captured."""
        return self.pages[-1].at


@dataclass(frozen=True, slots=True)
class Walked:
    """The pages of a session by their numbers in the list, and whether the last one is the list's end."""

    pages: Mapping[int, Found]
    reached_end: bool

    @property
    def is_whole(self) -> bool:
        """Whether all pages of the list are there."""
        return self.reached_end and sorted(self.pages) == list(range(1, len(self.pages) + 1))


def sessions_of(pages: Iterable[Found], key: Callable[[str], str]) -> tuple[list[Session], int]:
    """Group list pages; return the sessions, the oldest first, and how many pages only repeat one of their session.

    A session ends with a long pause, or where an address comes again and shows something else.
    """
    sessions: list[Session] = []
    shown: dict[str, str] = {}
    repeats = 0
    for page in sorted(pages, key=lambda one: (one.at, one.url, one.sha256)):
        name = key(page.url)
        if not sessions or page.at - sessions[-1].until > _PAUSE or shown.get(name, page.sha256) != page.sha256:
            sessions.append(Session())
            shown = {}
        if name in shown:
            repeats += 1
            continue
        shown[name] = page.sha256
        sessions[-1].pages.append(page)
    return sessions, repeats


def walked(session: Session, layout: Layout, number: Callable[[str], int | None], spool: Spool) -> Walked:
    """Number the pages of a session as a walk over the list would have met them.

    What neither its address nor the pager of another page gives a number stands behind a gap.
    """
    profile = layout.profile
    pages: dict[int, Found] = {}
    waiting: dict[str, Found] = {}
    for page in session.pages:
        known = number(page.url)
        if known is None or known in pages:
            waiting[key_of(profile, page.url)] = page
        else:
            pages[known] = page
    last = 0
    while last + 1 in pages:
        last += 1
        if last + 1 not in pages and (following := _next_key(layout, pages[last], last, spool)) in waiting:
            pages[last + 1] = waiting.pop(following or "")
    following = _next_key(layout, pages[last], last, spool) if last else None
    visited = {key_of(profile, page.url) for page in pages.values()}
    reached_end = bool(last) and last == max(pages) and not waiting and (following is None or following in visited)
    for page in waiting.values():
        pages[max(pages, default=0) + 2] = page
    return Walked(dict(sorted(pages.items())), reached_end)


def detail_of(url: str, near: Found, details: Mapping[str, Sequence[Found]], key: Callable[[str], str]) -> Found | None:
    """Return the page of an item that was captured with a list page, the nearest in time."""
    found = [one for one in details.get(key(url), ()) if abs(one.at - near.at) <= _REACH]
    return min(found, key=lambda one: (abs(one.at - near.at), one.at), default=None)


def _next_key(layout: Layout, page: Found, number: int, spool: Spool) -> str | None:
    reading = read(layout, page, spool)
    url = next_page(layout.profile.pager, reading.root, page.url, number) if reading is not None else None
    return None if url is None else key_of(layout.profile, url)
