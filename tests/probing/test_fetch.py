"""Single pages are fetched politely, all that was exchanged is kept, and what cannot be had is told in words."""

from __future__ import annotations

import gzip
import socket
import time

import pytest
from probing.loopback import Loopback, Reply

from aimcrawl.probing.fetch import FetchError, Prober
from aimcrawl.profiles.model import Politeness
from archive.captures import Exchange


def told(kept: list[Exchange]) -> list[tuple[str, str, int]]:
    """The kind, path and status of each exchange."""
    return [(each.kind, "/" + each.url.split("/", 3)[3], each.status) for each in kept]


def test_a_page_comes_with_its_address_its_type_and_the_time(prober: Prober, kept: list[Exchange]) -> None:
    packed, headers = (
        gzip.compress(b"<p>News"),
        {"Content-Type": "text/html; charset=koi8-r", "Content-Encoding": "gzip"},
    )
    with Loopback({"/news": Reply(packed, headers=headers)}) as site:
        page = prober.get(site.url + "/news")
    assert (page.url, page.body, page.content_type) == (site.url + "/news", b"<p>News", "text/html; charset=koi8-r")
    assert page.fetched_at == kept[-1].captured_at
    assert kept[-1].body == packed, "it is kept as it came"


def test_robots_txt_is_asked_for_once_and_kept(prober: Prober, kept: list[Exchange]) -> None:
    with Loopback({"/a": b"a", "/b": b"b", "/robots.txt": b"User-agent: *\nDisallow: /c"}) as site:
        prober.get(site.url + "/a")
        prober.get(site.url + "/b")
    assert told(kept) == [("robots", "/robots.txt", 200), ("probe", "/a", 200), ("probe", "/b", 200)]
    assert site.asked == ["/robots.txt", "/a", "/b"]


def test_what_robots_txt_forbids_is_not_asked_for(prober: Prober) -> None:
    with Loopback({"/robots.txt": b"User-agent: aimcrawl\nDisallow: /news", "/news": b"news"}) as site:
        with pytest.raises(FetchError, match=r"/news: robots\.txt forbids it"):
            prober.get(site.url + "/news")
        assert site.asked == ["/robots.txt"]


def test_robots_txt_may_stand_elsewhere(prober: Prober, kept: list[Exchange]) -> None:
    moved = Reply(status=301, headers={"Location": "/well/robots.txt"})
    rules = b"User-agent: *\nDisallow: /"
    with (
        Loopback({"/robots.txt": moved, "/well/robots.txt": rules}) as site,
        pytest.raises(FetchError, match="forbids"),
    ):
        prober.get(site.url + "/news")
    assert told(kept) == [("redirect", "/robots.txt", 301), ("robots", "/well/robots.txt", 200)]


def test_redirects_are_followed_one_by_one_and_kept(prober: Prober, kept: list[Exchange]) -> None:
    pages = {
        "/": Reply(b"This way", 302, headers={"Location": "news?x=1"}),
        "/news?x=1": Reply(status=301, headers={"Location": "/latest"}),
        "/latest": b"news",
    }
    with Loopback(pages) as site:
        assert prober.get(site.url + "/").url == site.url + "/latest"
    assert told(kept)[1:] == [("redirect", "/", 302), ("redirect", "/news?x=1", 301), ("probe", "/latest", 200)]
    assert kept[1].body == b"This way"


def test_a_redirect_leads_to_no_page_that_robots_txt_forbids(prober: Prober) -> None:
    pages = {
        "/": Reply(status=302, headers={"Location": "/members"}),
        "/members": b"secret",
        "/robots.txt": b"User-agent: *\nDisallow: /members",
    }
    with Loopback(pages) as site, pytest.raises(FetchError, match=r"/members: robots\.txt forbids it"):
        prober.get(site.url + "/")


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(b"gone", 404), "the site answered 404"),
        (Reply(b"", 503), "the site answered 503"),
        (Reply(status=302, headers={"Location": "/"}), "more than 5 redirects"),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), "only http and https addresses"),
        (Reply(status=302, headers={"Location": "http://[x"}), "which is no address"),
        (Reply(b"x" * 200_001), r"larger than 0\.2 MB"),
        (Reply(gzip.compress(b"x" * 200_001), headers={"Content-Encoding": "gzip"}), r"larger than 0\.2 MB"),
        (Reply(b"short", headers={"Content-Length": "50"}), "the answer broke off"),
    ],
)
def test_what_cannot_be_had_is_told_in_words(prober: Prober, reply: Reply, message: str) -> None:
    with Loopback({"/": reply}) as site, pytest.raises(FetchError, match=message):
        prober.get(site.url + "/")


def test_an_error_page_is_kept_all_the_same(prober: Prober, kept: list[Exchange]) -> None:
    with Loopback({}) as site, pytest.raises(FetchError):
        prober.get(site.url + "/nothing")
    assert told(kept)[-1] == ("probe", "/nothing", 404)


@pytest.mark.parametrize("url", ["ftp://news.example/", "news.example", "http://", "http://[x/"])
def test_what_is_no_address_is_not_asked_for(prober: Prober, url: str, kept: list[Exchange]) -> None:
    with pytest.raises(FetchError, match=r"only http and https|no address"):
        prober.get(url)
    assert kept == []


def test_a_dead_site_is_told_from_a_slow_one(prober: Prober) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        with pytest.raises(FetchError, match="no connection; is the address right"):
            prober.get(f"http://127.0.0.1:{unheard.getsockname()[1]}/")
        unheard.listen()
        hasty = Prober(user_agent="aimcrawl/test", politeness=Politeness(delay=0.0, timeout=0.2))
        with pytest.raises(FetchError, match=r"no answer within 0\.2 s"):
            hasty.get(f"http://127.0.0.1:{unheard.getsockname()[1]}/")


def test_there_is_a_pause_between_two_requests() -> None:
    slow = Prober(user_agent="aimcrawl/test", politeness=Politeness(delay=0.15))
    with Loopback({"/": b"news"}) as site:
        begun = time.monotonic()
        slow.get(site.url + "/")
        assert 0.15 <= time.monotonic() - begun < 1
