"""The sample site: what it promises to the demo and to the other tests."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, pairwise

import pytest
import requests
from parsel import Selector

from aimcrawl.sample import SampleItem, SampleSite, faults, invent_items


@pytest.fixture
def client() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def page_of(site: SampleSite, offset: int) -> str:
    return f"{site.base}/news.php?pmenu=3&offset={offset}"


def titles(response: requests.Response) -> list[str]:
    return Selector(response.content.decode()).css("h3::text, h2 a::text").getall()


def test_there_are_128_items_newest_first_and_always_the_same() -> None:
    items = invent_items()
    assert len(items) == 128
    assert items == invent_items()
    assert all(newer.date >= older.date for newer, older in pairwise(items))


def test_some_titles_come_again_and_two_items_share_title_and_day() -> None:
    items = invent_items()
    assert sum(count > 1 for count in Counter(item.title for item in items).values()) >= 5
    assert len({(item.title, item.date) for item in items}) == 127
    assert len({(item.title, item.date, item.text) for item in items}) == 128


def test_26_pages_hold_five_items_each_and_the_last_one_three(site: SampleSite, client: requests.Session) -> None:
    pages = [titles(client.get(page_of(site, offset))) for offset in range(26)]
    assert [len(page) for page in pages] == [5] * 25 + [3]
    assert list(chain.from_iterable(pages)) == [item.title for item in site.items]


def test_the_first_page_has_two_addresses_and_two_menus(site: SampleSite, client: requests.Session) -> None:
    first = titles(client.get(site.url))
    assert "offset" not in site.url
    assert titles(client.get(page_of(site, 0))) == first
    assert titles(client.get(f"{site.base}/news.php?pmenu=0")) == first


def test_the_pager_reads_as_in_2016(site: SampleSite, client: requests.Session) -> None:
    pager = Selector(client.get(page_of(site, 5)).text).css("p.pages")
    numbers = "\N{NO-BREAK SPACE}".join(map(str, range(1, 27)))
    space = "\N{NO-BREAK SPACE}"
    assert "".join(pager.css("::text").getall()) == f"back{space} {numbers} {space}{space}next"
    assert pager.xpath("a[text()='6']").get() is None
    assert pager.xpath("a[text()='next']/@href").get() == "news.php?pmenu=3&offset=6"
    assert pager.xpath("a[text()='1']/@href").get() == "news.php?pmenu=3&offset=0"


def test_the_list_changes_between_requests(site: SampleSite, client: requests.Session) -> None:
    site.items[0] = replace(site.items[0], title="Mended")
    site.items.insert(0, SampleItem(date=dt.date(2016, 6, 1), title="Fresh <news>", paragraphs=("One.", "Two.")))
    assert titles(client.get(site.url))[:2] == ["Fresh <news>", "Mended"]
    assert site.items[0].text == "One.\n\nTwo."


def test_the_rebuilt_site_has_teasers_permalinks_and_pages_in_the_path(
    site: SampleSite, client: requests.Session
) -> None:
    site.rebuilt = True
    last = client.get(f"{site.url}page/{site.pages}/")
    assert titles(last) == [item.title for item in site.items[-2:]]
    assert client.get(page_of(site, 3)).url == site.url
    item = site.items[3]
    whole = Selector(client.get(f"{site.base}/{item.slug}").text)
    assert [text.strip() for text in whole.css(".body p::text, .body li::text").getall()] == item.text.split("\n\n")


def test_a_permalink_outlives_its_title() -> None:
    item = SampleItem(date=dt.date(2016, 1, 1), title="Brüllhaven & more")
    assert replace(item, title="Other").slug == item.slug == "brullhaven-more"


def test_a_fault_strikes_a_page_under_all_its_addresses_so_many_times(
    site: SampleSite, client: requests.Session
) -> None:
    site.inject(faults.status(503), page=1, times=2)
    statuses = [client.get(url).status_code for url in (site.url, page_of(site, 1), page_of(site, 0), site.url)]
    assert statuses == [503, 200, 503, 200]
    assert [request.status for request in site.requests] == statuses


def test_a_cut_body_is_noticed_and_a_truncated_one_is_not(site: SampleSite, client: requests.Session) -> None:
    site.inject(faults.cut(), page=1)
    site.inject(faults.truncated(), page=2)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        client.get(site.url)
    assert "</html>" not in client.get(page_of(site, 1)).text


def test_hanging_replies_end_with_the_site(client: requests.Session) -> None:
    with SampleSite() as site:
        site.inject(faults.hang())
        with pytest.raises(requests.exceptions.ReadTimeout):
            client.get(site.url, timeout=0.2)


def test_a_bomb_is_small_on_the_wire(site: SampleSite, client: requests.Session) -> None:
    site.inject(faults.gzip_bomb(4))
    response = client.get(site.url)
    assert int(response.headers["Content-Length"]) < 50_000
    assert len(response.content) == 4 * 2**20


def test_a_huge_page_may_hide_its_length(site: SampleSite, client: requests.Session) -> None:
    site.inject(faults.huge(3, sized=False))
    response = client.get(site.url)
    assert "Content-Length" not in response.headers
    assert len(response.content) == 3 * 2**20


def test_a_page_can_be_encoded_otherwise_than_declared(site: SampleSite, client: requests.Session) -> None:
    site.inject(faults.encoded("windows-1252"), page=1)
    site.inject(faults.encoded("utf-8", declared="iso-8859-1"), page=2)
    undeclared, misdeclared = client.get(site.url), client.get(page_of(site, 1))
    assert undeclared.headers["Content-Type"] == "text/html"
    assert "“We had the policy on the wall and nobody had read it,”" in undeclared.content.decode("windows-1252")
    assert misdeclared.headers["Content-Type"] == "text/html; charset=iso-8859-1"
    misdeclared.content.decode("utf-8")


def test_a_conditional_site_answers_304_until_it_changes(site: SampleSite, client: requests.Session) -> None:
    site.conditional = True
    known = {"If-None-Match": client.get(site.url).headers["ETag"]}
    assert client.get(site.url, headers=known).status_code == 304
    site.items.pop(0)
    assert client.get(site.url, headers=known).status_code == 200


def test_robots_and_retry_after(site: SampleSite, client: requests.Session) -> None:
    site.robots = "User-agent: *\nDisallow: /\n"
    site.inject(faults.retry_after(7), page=1)
    assert client.get(f"{site.base}/robots.txt").text == site.robots
    assert client.get(site.url).headers["Retry-After"] == "7"


def test_a_hook_moves_the_list_between_two_requests(site: SampleSite, client: requests.Session) -> None:
    def move(target: str) -> None:
        if "offset=1" in target:
            site.items.insert(0, SampleItem(date=dt.date(2016, 6, 1), title="Pushed in"))

    site.before = move
    first, second = titles(client.get(site.url)), titles(client.get(page_of(site, 1)))
    assert first[-1] == second[0]
