"""A crawler without a network: it walks a site page by page, under faults, while the site changes between requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from archive.reconcile import Coverage, PageCoverage, Sighting
from archive.records import Record

from .site import Site, Story


@dataclass(frozen=True)
class Weather:
    """What goes wrong on one walk: by page number, the fault; and before which page the site changes, and how."""

    faults: dict[int, str] = field(default_factory=dict)  # failed, empty, cut, short
    shifts: dict[int, str] = field(default_factory=dict)  # the name of a site's method


@dataclass
class Walk:
    """One walk: what was met, in order, and who it truly was."""

    at: dt.datetime
    listing: list[Sighting] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    pages: list[PageCoverage] = field(default_factory=list)
    shown: dict[int, list[Story]] = field(default_factory=dict)
    cut: set[int] = field(default_factory=set)  # indexes of sightings that may lack a part
    reached_end: bool = False
    full: bool = True
    moved: set[int] = field(default_factory=set)
    checked: set[int] = field(default_factory=set)

    def coverage(self) -> Coverage:
        return Coverage(
            at=self.at,
            full=self.full,
            pages=self.pages,
            reached_end=self.reached_end,
            moved=sorted(self.moved),
            checked=sorted(self.checked),
        )


def walk(site: Site, at: dt.datetime, weather: Weather, is_known: Callable[[Record], bool] | None = None) -> Walk:
    """Walk the whole list, or with ``is_known`` up to the first page that holds nothing new."""
    crawl = Walk(at, full=is_known is None)
    site.visit += 1
    number = 0
    while not crawl.reached_end:
        number += 1
        if number in weather.shifts:
            getattr(site, weather.shifts[number])()
        pages = site.pages()
        stories = pages[number - 1] if number <= len(pages) else []
        _read(crawl, site, number, stories, weather.faults.get(number))
        crawl.reached_end = number >= len(pages)
        if is_known is not None and crawl.pages[-1].complete and _is_stale(crawl, number, is_known):
            break
    site.touched -= {story.number for story in crawl.stories}
    return crawl


def recheck(crawl: Walk, site: Site, borders: list[int]) -> None:
    """Read the pages before some borders again: a page that is as it was shows that nothing slipped over the border."""
    pages = site.pages()
    for border in borders:
        now = pages[border - 2] if border - 2 < len(pages) else []
        (crawl.checked if now == crawl.shown[border - 1] else crawl.moved).add(border)


def _read(crawl: Walk, site: Site, number: int, stories: list[Story], fault: str | None) -> None:
    half = (len(stories) + 1) // 2
    shown = {None: stories, "failed": [], "empty": []}.get(fault, stories[:half])
    records = [site.record(story, position) for position, story in enumerate(shown)]
    if fault == "cut" and records:
        records[-1] = replace(records[-1], text=records[-1].text[: len(records[-1].text) // 2], links=())
        crawl.cut.add(len(crawl.listing) + len(records) - 1)
    crawl.listing += [Sighting(page=number, listed=record, seen_at=crawl.at) for record in records]
    crawl.stories += shown
    crawl.shown[number] = shown
    crawl.pages.append(PageCoverage(number=number, complete=fault in (None, "short"), records=len(records)))


def _is_stale(crawl: Walk, number: int, is_known: Callable[[Record], bool]) -> bool:
    return all(is_known(sighting.listed) for sighting in crawl.listing if sighting.page == number)
