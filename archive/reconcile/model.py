"""The data that reconciling takes and gives. All frozen; times are UTC; positions count from 0."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from archive.records import Record

__all__ = [
    "Change",
    "Coverage",
    "KnownItem",
    "Match",
    "PageCoverage",
    "Reconciliation",
    "Rules",
    "Sighting",
    "Status",
]

Status = Literal["present", "missing", "removed", "unlisted"]
Kind = Literal["new", "edited", "removed", "restored"]
Rule = Literal["link", "content", "date-title", "likeness", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItem:
    """One item as the archive knows it before this crawl.

    ``listed`` is the record as a list page last showed it; ``content`` is the current revision's content, which is the
    detail page's where there was one (``has_detail``). ``place`` orders the items of a source as the list does: the
    top of the list has the greatest. ``absences`` counts the crawls in a row that walked past its place without
    meeting it; ``absent_since`` is the time of the first of them. ``other_epoch``: ``listed`` was shown by an earlier
    layout of the site (``Rules.new_epoch`` says so of all items at once). ``first_seen``, and ``met_until`` (when the
    crawl that met it last ended), tell which items came when another went; None where that is not known.
    """

    id: str
    status: Status
    place: float
    listed: Record
    content: Record
    has_detail: bool = False
    last_seen: dt.datetime
    absences: int = 0
    absent_since: dt.datetime | None = None
    other_epoch: bool = False
    first_seen: dt.datetime | None = None
    met_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One record of this crawl's listing: page number (from 1), its record there, and its detail page's if fetched.

    ``is_entry``: in the place of a page of its own a feed's entry was read, which may only begin the text.
    """

    page: int
    listed: Record
    detail: Record | None = None
    is_entry: bool = False
    seen_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCoverage:
    """How one list page of the walk ended. ``complete`` is False for one that failed, was empty or was cut short."""

    number: int
    complete: bool
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a crawl has walked, and therefore what it may conclude.

    ``reached_end``: the walk went to the end of the list (not an early stop, not a page limit).
    ``moved``: page numbers before which the list was seen to move between two requests. ``checked``: page numbers
    before which it was seen to hold still (the page before was read again afterwards, and was the same); None where
    the crawler does not check.
    """

    at: dt.datetime
    full: bool
    pages: Sequence[PageCoverage]
    reached_end: bool
    moved: Sequence[int] = ()
    checked: Sequence[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The settings of a source that bear on reconciling (from its profile), and decisions that a person made.

    ``new_epoch``: the first crawl under a new profile. ``merged``: items that a person said are another one.
    ``accept``: a person took this crawl although it is suspect. ``page_sizes``: how many records each page number held
    on the last complete crawl, without the list's last page; a page that still holds as many is not short.
    ``items``: least and greatest number of items that the profile expects of a full sweep. ``own_pages``: items have
    pages of their own that can be asked for again; otherwise a text may have come from where it is shown no more.
    """

    confirm_removals: int = 2
    new_epoch: bool = False
    merged: Mapping[str, str] = field(default_factory=dict)
    accept: bool = False
    page_sizes: Mapping[int, int] = field(default_factory=dict)
    items: tuple[int, int] | None = None
    own_pages: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A sighting that is a known item: which, by which rule, how sure (0 to 1), and why in words for a person."""

    sighting: int
    item: str
    rule: Rule
    score: float
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the crawl showed about one item: an event. ``sighting`` is None for removals, ``item`` for new items.

    ``fields`` names what differs, in the contract's words (title, text, published, url, links). ``last_seen`` is given
    for removals.
    """

    kind: Kind
    item: str | None
    sighting: int | None
    fields: tuple[str, ...] = ()
    trivial: bool = False
    last_seen: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """What one crawl means. ``suspect`` holds the reason where nothing may be changed; then the rest is what would be.

    ``statuses`` and ``absences`` hold only the items whose value changes. ``places`` holds new places: by item id for
    known items that moved, by sighting index for new ones. Every sighting is in a match, is a new item, or is named in
    ``duplicates`` (met before in this crawl) or ``cut``.

    ``revised``: by sighting index, the content that becomes a revision: of every new item, of every edited one (also
    trivially), and silently (no event) where a detail page or a new layout only shows more of the same. ``cut``:
    sightings at the very end of a page that was cut, whose record may lack a part: it must not become ``listed``, and
    makes no item. ``refetch``: sightings whose list entry changed while their detail page was not read. ``recheck``:
    page numbers before which an absence waits for the crawler to read the page before again (``Coverage.checked``).
    ``sweep``: walking the rest of the list would settle what this crawl leaves open; ``notes`` say what.
    """

    matches: Sequence[Match]
    changes: Sequence[Change]
    statuses: Mapping[str, Status]
    absences: Mapping[str, int]
    places: Mapping[str | int, float]
    revised: Mapping[int, Record] = field(default_factory=dict)
    duplicates: Sequence[int] = ()
    cut: Sequence[int] = ()
    refetch: Sequence[int] = ()
    recheck: Sequence[int] = ()
    sweep: bool = False
    suspect: str | None = None
    notes: Sequence[str] = ()
