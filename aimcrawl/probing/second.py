"""The second page of a list: fetched as a crawl would, to prove a pager, or to find one among links that may be it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from msgspec.structs import replace as with_fields

from aimcrawl.probing.errors import CannotTell
from aimcrawl.probing.fetch import Fetched, FetchError, Prober
from aimcrawl.profiles.model import Pager
from aimcrawl.reading.induction import Induced
from aimcrawl.reading.induction.paging import pager_of
from aimcrawl.reading.page import PageReading, read_page
from aimcrawl.reading.pager import likely_next, next_page
from archive.records import Record

__all__ = ["Proven", "proven_on_page_two"]

_WHOLE = 0.8  # share of page 2's records that must have a date and a title
_OTHERS = 0.5  # share of them that page 1 must not hold, where nothing but a word on a link speaks for it
_LEAST = 2  # of them, there


class Proven(NamedTuple):
    """A profile whose pager was walked once; the records of page 2 (None: one page), and what is to be said of it."""

    induced: Induced
    second: tuple[Record, ...] | None
    notes: tuple[str, ...]


def proven_on_page_two(induced: Induced, page: Fetched, prober: Prober) -> Proven:
    """Fetch the second page; a pager that does not lead to more items is taken out, one that a word names is tried.

    Raises:
        CannotTell: the profile reads page 2 badly.
    """
    first = _read(page, induced)
    next_url = next_page(induced.profile.pager, first.root, page.url, 1)
    if next_url is None:
        return _tried(induced, first, page, prober)
    try:
        fetched = prober.get(next_url)
    except FetchError as error:
        return Proven(_without(induced), None, (f"page 2 cannot be had, so the pager is left out: {error}",))
    second = _read(fetched, induced).records
    if not _fresh(first.records, second):
        return Proven(_without(induced), None, (f"{next_url} holds no other items, so the pager is left out",))
    if _whole(second) < _WHOLE * len(second):
        raise CannotTell(
            f"{page.url} has a list, but its profile reads page 2 ({next_url}) badly: "
            f"{_whole(second)} of {len(second)} items with date and title"
        )
    return _with_evidence(induced, second)


def _tried(induced: Induced, first: PageReading, page: Fetched, prober: Prober) -> Proven:
    """Look behind the links that say that they lead on: one leads to more of these items, or none is taken."""
    notes = []
    for link in likely_next(first.root, page.url):
        found = f'the link "{link.label}" leads to {link.url}'
        pager = pager_of(first.root, page.url, link)
        trial = replace(induced, profile=with_fields(induced.profile, pager=pager))
        try:
            second = _read(prober.get(link.url), trial).records
        except FetchError as error:
            notes.append(f"{found}, which cannot be had: {error}")
            continue
        fresh = _fresh(first.records, second)
        if len(second) >= _LEAST and len(fresh) >= _OTHERS * len(second) and _whole(second) >= _WHOLE * len(second):
            evidence = {**induced.evidence, "pager.kind": link.evidence}
            return _with_evidence(replace(trial, evidence=evidence), second)
        held = "other things" if fresh else "no other items"
        notes.append(f"{found}, which holds {held}: it is not taken for page 2")
    return Proven(induced, None, ("the list has one page", *notes))


def _read(page: Fetched, induced: Induced) -> PageReading:
    return read_page(page.body, page.url, induced.profile, fetched_at=page.fetched_at, header=page.content_type)


def _fresh(first: Sequence[Record], second: Sequence[Record]) -> list[Record]:
    """Return the records of page 2 that page 1 does not hold."""
    known = {record.content for record in first}
    return [record for record in second if record.content not in known]


def _whole(records: Sequence[Record]) -> int:
    return sum(record.title is not None and record.published is not None for record in records)


def _with_evidence(induced: Induced, second: tuple[Record, ...]) -> Proven:
    said = f"page 2 was read: {len(second)} items"
    grounds = "; ".join(filter(None, (induced.evidence.get("pager.kind"), said)))
    return Proven(replace(induced, evidence={**induced.evidence, "pager.kind": grounds}), second, (said,))


def _without(induced: Induced) -> Induced:
    evidence = {key: said for key, said in induced.evidence.items() if not key.startswith("pager.")}
    evidence["pager.kind"] = "no second page was found"
    return replace(induced, profile=with_fields(induced.profile, pager=Pager()), evidence=evidence)
