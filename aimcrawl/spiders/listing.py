"""The one spider for all profiles: walks a list, reads its pages, and yields one item a page.

What it reads with is :mod:`aimcrawl.reading`; where it goes next says :class:`aimcrawl.spiders.walk.Walk`; what is
known already says the archive, through the store pipeline, before the next request goes out.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar, Self

from lxml.html import HtmlElement
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from aimcrawl.errors import AimCrawlError
from aimcrawl.home import Home
from aimcrawl.profiles.loader import layout_hash, profile_hash
from aimcrawl.profiles.model import Profile
from aimcrawl.profiles.rules import crawl_rules
from aimcrawl.reading import READER
from aimcrawl.reading.addresses import absolute_url, asked_url, canonical_url
from aimcrawl.reading.page import PageReading
from aimcrawl.reading.pager import next_page
from aimcrawl.replay.rereading import apply_rereadings
from aimcrawl.schedule.durations import parse_duration
from aimcrawl.spiders.beside import FeedBeside
from aimcrawl.spiders.conditional import make_conditional, response_held
from aimcrawl.spiders.failures import FORBIDDEN
from aimcrawl.spiders.hosts import may_visit
from aimcrawl.spiders.pages import GONE, broken_feed, detail_page, failed_page, list_page, now, read_response
from aimcrawl.spiders.walk import Walk
from archive.archive import Archive
from archive.captures import Kind
from archive.records import Page, PageStatus
from archive.store import CrawlSession, CrawlStart, Verdict, WalkEnd
from archive.views import CrawlView

__all__ = ["ListSpider"]

_TRIED = "aimcrawl_tries"  # of a page that came cut; Scrapy's own count is of requests that failed


class ListSpider(Spider):
    """Crawls one source. The loader makes a subclass a source; ``name`` is the slug.

    Arguments: ``archive``, an opened one that several crawls share (default: the home's, opened here and closed at the
    end); ``full``, to walk to the end of the list whatever is known. After the crawl ``outcome`` tells how it ended, or
    ``failure`` what kept it from ending well.
    """

    home: ClassVar[Home]
    profile: ClassVar[Profile]
    profile_text: ClassVar[str]

    session: CrawlSession
    outcome: CrawlView | None = None
    failure: BaseException | None = None
    robots_missing: str | None = None  # why robots.txt could not be had

    def __init__(self, *args: Any, archive: Archive | None = None, full: bool | str = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.archive = archive or self.home.open_archive()
        self._owns_archive = archive is None
        self._full = full not in (False, "", "0", "no", "false")
        self._walk = Walk(canonical=self._canonical, limit=self.profile.pager.limit)
        self._staging: dict[int, asyncio.Future[Verdict]] = {}
        self._last_good: tuple[HtmlElement, str] | None = None
        self._whole = False
        self._feed: FeedBeside | None = None
        self._addresses: dict[int, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider, open its crawl, and let it hear when reading or storing a page fails because of us.

        Raises:
            SourceBusy: another crawl of this source is running.
            ArchiveError: the archive cannot be used.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        for signal in (signals.item_error, signals.spider_error):
            crawler.signals.connect(spider.own_error, signal=signal)
        spider.session = spider._begin()  # noqa: SLF001 - its own
        return spider

    def _begin(self) -> CrawlSession:
        """Open the crawl in the archive: lock the source, settle what a killed crawl left."""
        profile = self.profile
        start = CrawlStart(
            slug=self.name,
            name=profile.name,
            url=profile.url,
            profile_text=self.profile_text,
            profile_hash=profile_hash(self.profile_text),
            layout=layout_hash(profile),
            reader=READER,
            full=self._full,
            full_every=parse_duration(profile.full_every),
            rules=crawl_rules(profile, failures=self.home.config.crawl.speak_after),
        )
        catch_up = partial(apply_rereadings, self.archive, self.name, self.profile_text, now=now)
        return CrawlSession.begin(self.archive, start, now=now, catch_up=catch_up)

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the first list page, or with the feed beside it."""
        yield self._feed_request(self.profile.feed.url) if self.profile.feed.url else self._first_request()

    async def parse_feed(self, response: Response) -> AsyncIterator[Any]:
        """Read the feed beside the list, then begin with the list."""
        self._feed = FeedBeside(response, self.profile, self.session, source=self.name)
        if self._feed.reason:
            yield broken_feed(response, self._feed.reason, source=self.name)
        yield self._first_request()

    async def fail_feed(self, failure: Failure) -> AsyncIterator[Any]:
        """Note a feed that could not be had, and read the list without it."""
        self._stop_on_own(failure)
        request = _request_of(failure)
        yield replace(self._failed_page(request, failure, kind="detail", number=1), status=PageStatus.FAILED)
        yield self._first_request()

    async def parse_list(self, response: Response, number: int) -> AsyncIterator[Any]:
        """Read a list page, hear what of it is known, and go on."""
        response = response_held(response)
        if number == 1:  # where the first page moved to is the list's address; a later one that leads elsewhere is lost
            self._walk.visit(response.url)
        reading = read_response(response, self.profile)
        next_url = next_page(self.profile.pager, reading.root, response.url, number)
        if self._last_good and self._canonical(response.url) != self._canonical(self._addresses[number]):
            next_url = next_page(self.profile.pager, *self._last_good, number)  # it was led to another page's address
        page = self._page(response, reading, number, next_url)
        if page.status == PageStatus.CUT and (again := self._ask_again(response, number)):
            yield again
            return
        waiting = self._staging[number] = asyncio.get_running_loop().create_future()
        yield page
        verdict = await waiting
        for entry in self._feed.pages(page, verdict) if self._feed else ():
            yield entry
        if self.profile.detail.follow:
            for record in page.records:
                if record.url and may_visit(self.profile, record.url) and record.position in verdict.details_due:
                    about = {"number": number, "position": record.position}
                    yield self._request(record.url, self.parse_detail, self.fail_detail, kind=Kind.DETAIL, **about)
        if page.status != PageStatus.READ:
            following = self._behind_failure(number, next_url)
        else:
            hashes = [hash(record.shown) for record in page.records]
            known = not self.session.full and bool(page.records) and len(verdict.known) == len(page.records)
            self._last_good = (reading.root, response.url)
            awaited = self._feed is not None and self._feed.leads_on(page)
            following = self._walk.after(next_url, hashes, number=number, known=known and not awaited)
        for request in self._onward(following, number):
            yield request

    async def parse_check(self, response: Response, number: int) -> AsyncIterator[Any]:
        """Read a list page again, to see whether the list has moved since."""
        yield replace(self._page(response, read_response(response, self.profile), number), kind="check")

    async def parse_detail(self, response: Response, number: int, position: int) -> AsyncIterator[Any]:
        """Read the page of one item."""
        yield detail_page(response, self.profile, source=self.name, number=number, parent=position)

    async def fail_list(self, failure: Failure) -> AsyncIterator[Any]:
        """Note a list page that could not be had, and go on behind it where the pager can tell."""
        self._stop_on_own(failure)
        request = _request_of(failure)
        number: int = request.cb_kwargs["number"]
        response: Response | None = getattr(failure.value, "response", None)
        gone = response is not None and response.status in GONE
        if gone and number > 1 and not self._is_linked(request.url):
            self._walk.past_end()  # the pager counted on, and the list had ended
            return
        yield self._failed_page(request, failure, kind="list", number=number)
        for onward in self._onward(self._behind_failure(number), number):
            yield onward

    async def fail_check(self, failure: Failure) -> AsyncIterator[Any]:
        """Note a list page that could not be had again: it proves nothing."""
        self._stop_on_own(failure)
        request = _request_of(failure)
        yield self._failed_page(request, failure, kind="check", **request.cb_kwargs)

    async def fail_detail(self, failure: Failure) -> AsyncIterator[Any]:
        """Note a detail page that could not be had."""
        self._stop_on_own(failure)
        request = _request_of(failure)
        number, position = request.cb_kwargs["number"], request.cb_kwargs["position"]
        yield self._failed_page(request, failure, kind="detail", number=number, parent=position)

    def stored(self, page: Page, verdict: Verdict) -> None:
        """Hear from the store pipeline that a page was staged."""
        if page.kind == "list" and (waiting := self._staging.pop(page.number, None)):
            waiting.set_result(verdict)

    def own_error(self, failure: Failure) -> None:
        """Hear that a page could not be read or stored: the crawl stops here, and what was stored stays."""
        self.fail(failure.value)

    def fail(self, error: BaseException | None) -> None:
        """End the crawl because of an error of our own; the next one settles what was staged."""
        self.failure = self.failure or error or RuntimeError("a failure without an error")
        for waiting in self._staging.values():
            waiting.set_exception(CloseSpider("failed"))
        self._staging.clear()
        asyncio.ensure_future(self.crawler.stop_async())  # noqa: RUF006 - the crawler waits for its own stop

    def walk_end(self, reason: str) -> WalkEnd:
        """Say how the walk ended; ``reason`` is Scrapy's."""
        return self._walk.end(interrupted=reason != "finished")

    def closed(self, reason: str) -> None:
        """Settle the crawl, or leave it to the next one where an error of our own ended it."""
        try:
            if self.failure is not None:
                self.session.close()
            else:
                self.outcome = self.session.finish(self.walk_end(reason))
        except BaseException as error:
            self.failure = error
            raise
        finally:
            if self._owns_archive:
                self.archive.close()

    def _page(self, response: Response, reading: PageReading, number: int, next_url: str | None = None) -> Page:
        expected = self._whole or self.session.whole_before
        self._whole = self._whole or reading.whole
        about = {"source": self.name, "url": self._canonical(response.url), "number": number, "next_url": next_url}
        return list_page(response, reading, whole_expected=expected, **about)

    def _failed_page(self, request: Request, failure: Failure, **about: Any) -> Page:
        page = failed_page(request, failure.value, self.profile.politeness, source=self.name, **about)
        if self.robots_missing and page.reason == FORBIDDEN:
            return replace(page, reason=f"robots.txt cannot be had ({self.robots_missing}), which forbids all")
        return page

    def _onward(self, following: str | None, number: int) -> Iterator[Request]:
        """Go to the next page; at the end of the walk, read those pages again on which an absence hangs."""
        if following:
            yield self._list_request(following, number + 1)
            return
        for again in self.session.pages_to_check(self._walk.end(interrupted=False)):
            if again in self._addresses:
                yield self._request(
                    self._addresses[again], self.parse_check, self.fail_check, kind=Kind.LIST, number=again
                )

    def _ask_again(self, response: Response, number: int) -> Request | None:
        """Return the request for another try at a page, while there are tries left."""
        tries = response.meta.get(_TRIED, 0) + 1
        if tries >= self.profile.politeness.tries:
            return None
        request = self._request(self._addresses[number], self.parse_list, self.fail_list, kind=Kind.LIST, number=number)
        request.meta[_TRIED] = tries
        return request

    def _behind_failure(self, number: int, next_url: str | None = None) -> str | None:
        """Return the address behind a page that failed, as far as the last good page's pager or its own can tell."""
        if self._last_good:
            next_url = next_page(self.profile.pager, *self._last_good, number) or next_url
        return self._walk.after_failure(next_url, number=number)

    def _is_linked(self, url: str) -> bool:
        """Tell whether the last page that was read links to an address."""
        if self._last_good is None:
            return False
        root, base = self._last_good
        wanted = self._canonical(url)
        links = (absolute_url(base, href) for href in root.xpath("//a/@href"))
        return any(self._canonical(link) == wanted for link in links if link)

    def _stop_on_own(self, failure: Failure) -> None:
        """End the crawl where the failure is our own (the captures cannot be written) and not the site's."""
        if isinstance(failure.value, AimCrawlError):
            self.fail(failure.value)
            raise CloseSpider("failed")

    def _first_request(self) -> Request:
        return self._list_request(self.profile.url, 1)

    def _feed_request(self, url: str) -> Request:
        request = self._request(url, self.parse_feed, self.fail_feed, kind=Kind.DETAIL)
        return request if self.session.full else make_conditional(request, self.session)

    def _list_request(self, url: str, number: int) -> Request:
        address = asked_url(url)
        self._walk.visit(address)
        self._addresses[number] = address
        request = self._request(address, self.parse_list, self.fail_list, kind=Kind.LIST, number=number)
        return request if self.session.full else make_conditional(request, self.session)

    def _request(self, url: str, callback: Any, errback: Any, *, kind: Kind, **arguments: int) -> Request:
        """Make a request whose capture tells which page of which crawl it was for."""
        about = {"source": self.name, "crawl": self.session.number} | arguments
        return Request(
            url,
            callback=callback,
            errback=errback,
            cb_kwargs=arguments,
            meta={"kind": kind, "labels": {name: str(value) for name, value in about.items()}},
            priority=int(kind == Kind.DETAIL),
            dont_filter=kind == Kind.LIST,  # the walk knows what was visited, by the profile's own rules
        )

    def _canonical(self, url: str) -> str:
        pager = self.profile.pager
        defaults = {pager.parameter: str(pager.first)} if pager.parameter else {}
        return canonical_url(url, parameters=pager.parameters, defaults=defaults)


def _request_of(failure: Failure) -> Request:
    """Return the request that failed, which Scrapy hands on with its failure."""
    request: Request = failure.request  # type: ignore[attr-defined]  # unknown to its class
    return request
