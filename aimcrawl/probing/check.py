"""Hold a profile against the live page and the newest stored one: what has drifted, and what would read it again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from aimcrawl.probing.errors import CannotTell
from aimcrawl.probing.fetch import Fetched, FetchError, Prober
from aimcrawl.probing.learn import Learned, learn
from aimcrawl.profiles.model import Profile
from aimcrawl.reading.induction import agreement
from aimcrawl.reading.listing import CLAIM, read_listing
from aimcrawl.reading.page import PageReading, read_beside, read_page
from aimcrawl.reading.pager import next_page
from archive import ledger
from archive.archive import Archive
from archive.captures import read_capture
from archive.records import Record

__all__ = ["Checkup", "check_profile"]

_WHOLE = 0.8  # share of the items that must have a date and a title
_ALIKE = 0.5  # share of the items that the reader by itself must see as the profile does


class Checkup(Struct, frozen=True, kw_only=True):
    """How a profile fits. ``items`` and ``stored`` count what it reads on the live page and on the newest stored one.

    ``problems`` is empty where nothing has drifted. ``proposed`` is the text of a profile that reads the live page.
    """

    source: str
    items: int
    stored: int | None
    problems: list[str]
    proposed: str | None = None


def check_profile(slug: str, profile: Profile, prober: Prober, archive: Archive) -> Checkup:
    """Check one source.

    Raises:
        FetchError: the page cannot be had.
    """
    page = prober.get(profile.url)
    reading = _read(page, profile)
    problems = [*_problems(page, reading, profile), *_feed_problems(reading, profile, prober)]
    stored = _newest_stored(archive, page.url)
    return Checkup(
        source=slug,
        items=len(reading.records),
        stored=None if stored is None else len(_read(stored, profile).records),
        problems=problems,
        proposed=_propose(profile, prober) if problems else None,
    )


def _read(page: Fetched, profile: Profile) -> PageReading:
    return read_page(page.body, page.url, profile, fetched_at=page.fetched_at, header=page.content_type)


def _problems(page: Fetched, reading: PageReading, profile: Profile) -> Iterator[str]:
    found = reading.records
    own = read_listing(page.body, page.url, fetched_at=page.fetched_at, header=page.content_type)
    if not found:
        yield "the profile finds no items" + (f"; the reader by itself sees {len(own.items)}" if own.items else "")
        return
    if (bad := len(found) - sum(map(_is_whole, found))) > (1 - _WHOLE) * len(found):
        yield f"{bad} of {len(found)} items have no date or no title"
    expected = profile.expect.items_per_page
    if expected and not expected[0] <= len(found) <= expected[1]:
        yield f"{len(found)} items, where the profile expects {expected[0]} to {expected[1]}"
    if own.confidence >= CLAIM and agreement(found, own.items) < _ALIKE:
        yield f"the reader by itself sees other items ({len(own.items)})"
    if profile.pager.kind != "none" and not next_page(profile.pager, reading.root, page.url, 1) and own.next_url:
        yield f"the profile finds no second page; the reader by itself sees {own.next_url}"


def _feed_problems(reading: PageReading, profile: Profile, prober: Prober) -> Iterator[str]:
    if profile.feed.url is None:
        return
    try:
        page = prober.get(profile.feed.url)
    except FetchError as error:
        yield f"the feed beside the list cannot be had: {error}"
        return
    entries = read_beside(page.body, page.url, profile, fetched_at=page.fetched_at, header=page.content_type)
    if entries is None:
        yield f"the feed beside the list, {profile.feed.url}, is no feed any more, or breaks off"
    elif len(entries) and not entries.about(reading.records):
        yield f"none of the {len(entries)} entries of the feed beside the list is about an item of its first page"


def _is_whole(record: Record) -> bool:
    return record.published is not None and record.title is not None


def _newest_stored(archive: Archive, url: str) -> Fetched | None:
    """Return the newest capture of an address that a crawl made, as a page."""
    with archive.reading() as connection:
        capture = ledger.latest_capture(connection, url)
        if capture is None:
            return None
        response = read_capture(archive.captures, capture, find=partial(ledger.capture_of_record, connection))
    return Fetched(url=url, body=response.payload, content_type=response.content_type, fetched_at=response.captured_at)


def _propose(profile: Profile, prober: Prober) -> str | None:
    """Learn a profile from the live page that would read it, if one can be told."""
    try:
        learned: Learned = learn(profile.url, prober, name=profile.name)
    except (CannotTell, FetchError):
        return None
    return learned.text
