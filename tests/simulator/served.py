"""An invented site on a local server: what it showed to a crawl, page by page, for the plain model to judge."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from desk import Desk
from sqlalchemy import select

from aimcrawl.sample import Reply, SampleItem, SampleSite, faults
from archive.models import Crawl, Page
from archive.reconcile import PageCoverage, Sighting
from archive.records import Record
from archive.views import CrawlView

from .site import Site, Story
from .walker import Walk, Weather

FAULTS: dict[str, Callable[[Reply], Reply]] = {"failed": faults.status(500), "empty": faults.empty()}


class Served:
    """Serves a site, and notes which stories each list page held when it was first asked for."""

    def __init__(self, site: Site, server: SampleSite) -> None:
        self.site, self.server = site, server
        self.weather = Weather()
        self.shown: dict[int, list[Story]] = {}
        server.before = self._before

    def crawl(self, desk: Desk, weather: Weather, at: dt.datetime, *, full: bool) -> tuple[CrawlView, Walk]:
        """Crawl the site in some weather; return the outcome, and what a visitor on the same way was shown."""
        self.weather, self.shown = weather, {}
        for page, fault in weather.faults.items():
            self.server.inject(FAULTS.get(fault, self._half(cut=fault == "cut")), page=page)
        outcome = desk.crawl(full=full)
        self.server.heal()
        return outcome, self._walk(desk, outcome, at)

    def _before(self, target: str) -> None:
        if "news.php" not in target:
            return
        number = int(match[1]) + 1 if (match := re.search(r"offset=(\d+)", target)) else 1
        if number in self.weather.shifts and number not in self.shown:
            getattr(self.site, self.weather.shifts[number])()
        pages = self.site.pages()
        self.server.items = [item_of(story) for page in pages for story in page]
        self.shown.setdefault(number, list(pages[number - 1]) if number <= len(pages) else [])

    def _half(self, *, cut: bool) -> Callable[[Reply], Reply]:
        """Show the first half of a page's items; with ``cut`` the page breaks off in the midst of the last of them."""

        def fault(reply: Reply) -> Reply:
            head, *items = reply.body.split(b'<p class="newsdate">')
            kept = items[: half(len(items))]
            if cut:
                kept[-1:] = [one[: -len(one) // 3] for one in kept[-1:]]
            foot = b"" if cut else reply.body[reply.body.find(b'\n<p class="pages">') :]
            return replace(reply, body=b'<p class="newsdate">'.join([head, *kept]) + foot)

        return fault

    def _walk(self, desk: Desk, outcome: CrawlView, at: dt.datetime) -> Walk:
        with desk.home.open_archive() as archive, archive.reading() as connection:
            rows = connection.execute(
                select(Page.number, Page.kind, Page.status).where(Page.crawl_id == outcome.crawl).order_by(Page.id)
            ).all()
            ended = connection.execute(select(Crawl.reached_end).where(Crawl.id == outcome.crawl)).scalar_one()
        walk = Walk(at, full=outcome.full, reached_end=ended)
        walk.moved = {row.number + 1 for row in rows if row.kind == "check" and row.status != "read"}
        for number in (row.number for row in rows if row.kind == "list"):
            self._show(walk, number, self.shown[number], self.weather.faults.get(number))
        return walk

    def _show(self, walk: Walk, number: int, stories: Sequence[Story], fault: str | None) -> None:
        seen = {None: stories, "failed": (), "empty": ()}.get(fault, stories[: half(len(stories))])
        if fault == "cut" and seen:
            walk.cut.add(len(walk.listing) + len(seen) - 1)
        walk.listing += [Sighting(page=number, listed=record_of(story), seen_at=walk.at) for story in seen]
        walk.stories += [replace(story, document="") for story in seen]
        walk.pages.append(PageCoverage(number=number, complete=fault in (None, "short"), records=len(seen)))


def half(count: int) -> int:
    return (count + 1) // 2


def item_of(story: Story) -> SampleItem:
    return SampleItem(date=story.date, title=story.title, paragraphs=tuple(story.text.split("\n\n")))


def record_of(story: Story) -> Record:
    """What a reader of the page sees: white space means nothing."""
    title, text = (" ".join(part.split()) for part in (story.title, story.text))
    return Record(position=0, published=story.date.isoformat(), title=title, text=text)
