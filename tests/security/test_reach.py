"""What a page says leads a reader nowhere that its profile does not allow: no other host, no private address."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from desk import Desk
from probing.loopback import Loopback, Reply

from aimcrawl.probing.fetch import FetchError, Prober
from aimcrawl.profiles.model import Listing, Politeness, Profile
from aimcrawl.reach import Reach, addresses_of
from aimcrawl.sample import SampleSite, faults
from aimcrawl.spiders.hosts import is_named, may_visit

NAMES = {
    "news.example.org": ["93.184.215.14"],
    "cdn.example.net": ["151.101.1.69", "2a04:4e42::485"],
    "inner.example.org": ["10.0.0.5"],
    "both.example.org": ["93.184.215.14", "127.0.0.1"],
    "mapped.example.org": ["::ffff:169.254.169.254"],
    "wiki.corp": ["192.168.1.10"],
}


def resolve(host: str) -> Iterable[str]:
    return NAMES.get(host) or addresses_of(host)  # which asks nobody where the host is an address itself


PRIVATE = [
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://0.0.0.0/",
    "http://10.0.0.5/",
    "http://172.16.0.1/",
    "http://192.168.1.10/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fe80::1%25eth0]/",
    "http://[fd00::1]/",
    "http://[::ffff:10.0.0.5]/",
    "http://[2002:7f00:1::]/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://inner.example.org/",
    "http://both.example.org/",
    "http://mapped.example.org/",
    "http://inner.example.org./",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_a_public_site_leads_to_no_private_address(url: str) -> None:
    assert not Reach("https://news.example.org/list", resolve=resolve).allows(url)


@pytest.mark.parametrize("url", ["https://cdn.example.net/", "http://news.example.org:8080/x", "https://8.8.8.8/"])
def test_a_public_site_leads_to_public_ones(url: str) -> None:
    assert Reach("https://news.example.org/list", resolve=resolve).allows(url)


@pytest.mark.parametrize("begin", ["http://wiki.corp/news", "http://127.0.0.1:8000/"])
def test_an_intranet_may_lead_to_its_own(begin: str) -> None:
    assert Reach(begin, resolve=resolve).allows("http://inner.example.org/")


def test_behind_a_proxy_that_resolves_all_names_nothing_is_refused() -> None:
    assert Reach("https://news.example.org/", resolve=lambda _: []).allows("https://cdn.example.net/")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://www.example.org/2", True),
        ("https://news.example.org/2", True),
        ("https://files.other.example/2", True),
        ("https://example.org.evil.example/2", False),
        ("https://evilexample.org/2", False),
        ("https://example.org:22/", False),
        ("https://example.org@evil.example/", False),
        ("file:///etc/passwd", False),
        ("ftp://example.org/", False),
        ("data:text/html,hello", False),
    ],
)
def test_a_crawl_visits_the_hosts_of_its_profile_alone(url: str, allowed: bool) -> None:
    profile = Profile(
        name="N", url="https://example.org/news", hosts=("files.other.example",), list=Listing(layout="flat")
    )
    assert may_visit(profile, url) == allowed


def test_a_host_below_the_profiles_own_is_looked_up_and_a_named_one_is_not() -> None:
    profile = Profile(
        name="N", url="https://www.example.org/news", hosts=("inner.example.org",), list=Listing(layout="flat")
    )
    assert is_named(profile, "https://example.org/2")
    assert is_named(profile, "http://inner.example.org/2")
    assert not is_named(profile, "http://x.inner.example.org/2")


def test_a_crawl_does_not_follow_a_name_below_its_own_to_a_private_address(
    desk: Desk, site: SampleSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The profile is of ``localhost`` here, which is told to be public; ``inner.localhost`` leads to this machine."""
    public = {"localhost": ["93.184.215.14"], "inner.localhost": ["127.0.0.1"]}
    monkeypatch.setattr("aimcrawl.spiders.hosts.Reach", lambda url: Reach(url, resolve=lambda host: public[host]))
    desk.write_profile(lambda text: text.replace("127.0.0.1", "localhost"))
    site.inject(faults.redirect(site.url.replace("127.0.0.1", "inner.localhost") + "&offset=6"), page=7)
    outcome = desk.crawl()
    assert outcome.status == "partial"
    assert "a private address" in (outcome.reason or "")
    assert not [request for request in site.requests if "inner" in request.headers.get("Host", "")]


@pytest.mark.parametrize("target", ["/robots.txt", "/news.php"])
def test_robots_txt_and_pages_lead_a_crawl_to_no_other_host(desk: Desk, site: SampleSite, target: str) -> None:
    with SampleSite() as other:
        site.inject(faults.redirect(other.url), path=target)
        outcome = desk.crawl()
        assert other.requests == []
    assert outcome.status == "failed" or target == "/robots.txt"


@pytest.mark.parametrize("target", ["/list", "/robots.txt"])
def test_add_is_led_from_a_public_site_to_no_private_address(target: str) -> None:
    with Loopback({"/secret": b"<h1>a secret</h1>"}) as inner:
        pages = {target: Reply(status=302, headers={"Location": f"{inner.url}/secret"})}
        with Loopback(pages) as outer:
            public = {"localhost": ["93.184.215.14"], "127.0.0.1": ["127.0.0.1"]}
            prober = Prober(user_agent="t", politeness=Politeness(delay=0), resolve=lambda host: public[host])
            with pytest.raises(FetchError, match="a private address"):
                prober.get(outer.url.replace("127.0.0.1", "localhost") + "/list")
        assert inner.asked == []
