"""What a site can do to a crawl: the rest is stored, the outcome tells the truth."""

from __future__ import annotations

from itertools import pairwise

import pytest
from desk import Desk

from aimcrawl.sample import SampleSite, faults
from aimcrawl.sample.faults import Fault
from aimcrawl.spiders.walk import Walk

BROKEN = {
    "500": (faults.status(500), "the site answered 500"),
    "404": (faults.status(404), "the site answered 404"),
    "hangs": (faults.hang(), "no answer within 2 s"),
    "breaks off": (faults.cut(), "broke off"),
    "empty": (faults.empty(), "the page was empty"),
    "bomb": (faults.gzip_bomb(), "larger than 2 MB"),
    "huge": (faults.huge(), "larger than 2 MB"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_page_makes_the_crawl_partial_and_all_else_is_stored(desk: Desk, site: SampleSite, fault: str) -> None:
    strike, reason = BROKEN[fault]
    if fault != "hangs":  # a busy machine is no slow site
        desk.write_profile(lambda text: text.replace("timeout = 2", "timeout = 60"))
    site.inject(strike, page=7)
    outcome = desk.crawl()
    assert outcome.status == "partial"
    assert reason in (outcome.reason or "")
    assert outcome.new == 128 - 5


@pytest.mark.parametrize("fault", [faults.status(500), faults.empty(), faults.cut()], ids=["500", "empty", "cut"])
def test_a_page_that_fails_once_is_asked_for_again(desk: Desk, site: SampleSite, fault: Fault) -> None:
    site.inject(fault, page=7, times=1)
    outcome = desk.crawl()
    assert (outcome.status, outcome.new, outcome.requests) == ("complete", 128, 28)


def test_a_page_that_the_site_cuts_short_is_partial(desk: Desk, site: SampleSite) -> None:
    site.inject(faults.truncated(), page=7)
    outcome = desk.crawl()
    assert outcome.status == "partial"
    assert "breaks off" in (outcome.reason or "")


def test_a_dead_site_has_failed(desk: Desk, site: SampleSite) -> None:
    site.inject(faults.status(503))
    outcome = desk.crawl()
    assert (outcome.status, outcome.items) == ("failed", 0)
    assert "503" in (outcome.reason or "")


def test_robots_txt_forbids(desk: Desk, site: SampleSite) -> None:
    site.robots = "User-agent: *\nDisallow: /\n"
    outcome = desk.crawl()
    assert (outcome.status, outcome.requests) == ("failed", 1)
    assert "robots.txt forbids it" in (outcome.reason or "")
    assert site.targets == ["/robots.txt"]


def test_crawl_delay_of_robots_txt_is_kept(desk: Desk, site: SampleSite) -> None:
    site.robots = "User-agent: *\nCrawl-delay: 0.4\n"
    site.items = site.items[:15]
    desk.write_profile(lambda text: text.replace("items = [100, 500]", ""))
    desk.crawl()
    times = [request.at for request in site.requests[1:]]
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.15  # jitter halves it


def test_retry_after_is_honoured(desk: Desk, site: SampleSite) -> None:
    site.inject(faults.retry_after(1), page=2, times=1)
    assert desk.crawl().status == "complete"
    again = [request.at for request in site.requests if request.target.endswith("offset=1")]
    assert again[1] - again[0] >= 1


def test_a_redirect_to_another_host_is_not_followed(desk: Desk, site: SampleSite) -> None:
    with SampleSite() as other:
        site.inject(faults.redirect(other.url.replace("127.0.0.1", "localhost")), page=7)
        outcome = desk.crawl()
        assert other.requests == []
    assert outcome.status == "partial"
    assert "does not name" in (outcome.reason or "")


def test_a_redirect_to_a_file_is_not_followed(desk: Desk, site: SampleSite) -> None:
    site.inject(faults.redirect("file:///etc/passwd"), page=7)
    assert desk.crawl().status == "partial"
    assert not any("root:" in item.text for item in desk.items())


@pytest.mark.parametrize("fault", [faults.status(503), faults.hang()], ids=["503", "hangs"])
def test_a_robots_txt_that_cannot_be_had_forbids_all(desk: Desk, site: SampleSite, fault: Fault) -> None:
    """RFC 9309, 2.3.1.4: a server error or no answer means that nothing may be fetched."""
    site.inject(fault, path="/robots.txt")
    outcome = desk.crawl()
    assert (outcome.status, outcome.items) == ("failed", 0)
    assert "robots.txt cannot be had" in (outcome.reason or "")
    assert {request.target for request in site.requests} == {"/robots.txt"}


def test_a_missing_robots_txt_allows_all(desk: Desk, site: SampleSite) -> None:
    site.inject(faults.status(404), path="/robots.txt")
    assert desk.crawl().status == "complete"


@pytest.mark.parametrize("page", [1, 26])
def test_a_first_or_last_page_that_is_cut_is_partial_and_makes_no_false_edit(
    desk: Desk, site: SampleSite, page: int
) -> None:
    site.inject(faults.truncated(0.45), page=page)
    for _ in range(3):
        assert desk.crawl(full=True).status == "partial"
    site.heal()
    assert desk.crawl(full=True).status == "complete"
    assert {event.kind for event in desk.events()} == {"new"}
    assert len(desk.items()) == 128


def test_the_last_page_for_ever_with_an_advert_that_changes_ends() -> None:
    walk = Walk(canonical=str, limit=1000)
    for number in range(1, 20):
        records = {10 * min(number, 3) + place for place in range(9)} | {1000 + number}
        if walk.after(f"page{number + 1}", records, number=number) is None:
            break
    assert number == 5
