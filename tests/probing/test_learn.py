"""What ``learn`` makes of a site: a pager that was walked, detail pages that are worth it, or an honest no."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from markups import ITEMS, Item, invent, page
from probing.loopback import LIST, Loopback, Reply, news

from aimcrawl.probing.errors import CannotTell
from aimcrawl.probing.fetch import FetchError, Prober
from aimcrawl.probing.learn import learn, slug_for
from aimcrawl.profiles import parse_profile

MORE = [invent(random.Random(number), 5) for number in range(3)]
PROSE = "<p>" + "The council of the town has decided after a long debate what it had put off for a year. " * 4 + "</p>"


def refusal(prober: Prober, target: str, html: str) -> str:
    """Return what is said of a page that cannot be learned."""
    with Loopback({target: html.encode()}) as site, pytest.raises(CannotTell) as raised:
        learn(site.url + target, prober)
    assert raised.value.exit_code == 3
    return str(raised.value)


def test_the_second_page_is_fetched_and_read(prober: Prober) -> None:
    with Loopback(news([ITEMS, *MORE])) as site:
        learned = learn(site.url + LIST, prober)
    assert [item.title for item in learned.first] == [item.title for item in ITEMS]
    assert [item.title for item in learned.second or ()] == [item.title for item in MORE[0]]
    assert "page 2 was read: 5 items" in learned.text
    assert learned.confidence > 0.9
    assert parse_profile(learned.text) == learned.profile


def test_the_source_is_named_by_its_page_and_stands_where_a_redirect_led(prober: Prober) -> None:
    with Loopback({"/": Reply(status=301, headers={"Location": LIST}), **news([ITEMS])}) as site:
        profile = learn(site.url + "/", prober).profile
        assert profile.url == site.url + LIST
    assert profile.name == "News - Example network"


def test_a_character_set_that_only_the_header_names_is_read(prober: Prober) -> None:
    items = [Item(item.date, "Новости " + item.title, ("Сегодня в городе.",)) for item in ITEMS]
    body = page(items, "cards", pager="none").decode().encode("koi8-r", "xmlcharrefreplace")
    with Loopback({LIST: Reply(body, headers={"Content-Type": "text/html; charset=koi8-r"})}) as site:
        learned = learn(site.url + LIST, prober)
    assert [item.title for item in learned.first] == [item.title for item in items]


@pytest.mark.parametrize("pager", ["numbers", "next"])
def test_a_second_page_that_repeats_the_first_makes_no_pager(prober: Prober, pager: str) -> None:
    first = news([ITEMS, *MORE], pager=pager)[LIST]
    with Loopback({LIST: first, LIST + "&offset=1": first}) as site:
        learned = learn(site.url + LIST, prober)
    assert (learned.profile.pager.kind, learned.second) == ("none", None)
    assert any("holds no other items, so the pager is left out" in note for note in learned.notes)


def test_a_second_page_that_is_not_there_makes_no_pager(prober: Prober) -> None:
    pages = news([ITEMS, *MORE])
    with Loopback({LIST: pages[LIST]}) as site:
        learned = learn(site.url + LIST, prober)
    assert (learned.profile.pager.kind, learned.second) == ("none", None)
    assert any("page 2 cannot be had" in note and "404" in note for note in learned.notes)
    assert "no second page was found" in learned.text


def test_a_list_of_one_page_is_said_to_be_one(prober: Prober) -> None:
    with Loopback(news([ITEMS], pager="none")) as site:
        learned = learn(site.url + LIST, prober)
    assert "the list has one page" in learned.notes
    assert site.asked == ["/robots.txt", LIST]


def linked(items: Sequence[Item], teasers: Sequence[str]) -> bytes:
    body = "".join(
        f'<article><h2><a href="/item/{number}">{item.title}</a></h2><time>{item.date}</time><p>{teaser}</p></article>'
        for number, (item, teaser) in enumerate(zip(items, teasers, strict=True))
    )
    return f'<html lang="en"><title>News</title><main>{body}</main></html>'.encode()


def details(items: Sequence[Item]) -> dict[str, bytes | Reply]:
    body = "<title>{0}</title><main><h1>{0}</h1><p>{1}</p>{2}</main>"
    return {f"/item/{n}": body.format(item.title, item.date, PROSE).encode() for n, item in enumerate(items)}


def test_detail_pages_are_followed_where_they_hold_more_than_the_list(prober: Prober) -> None:
    with Loopback({"/news": linked(ITEMS, ["In short."] * 5), **details(ITEMS)}) as site:
        learned = learn(site.url + "/news", prober)
    assert learned.profile.detail.follow
    assert "the pages of 2 items hold more text than the list" in learned.text
    assert site.asked == ["/robots.txt", "/news", "/item/0", "/item/1"], "two are looked at"


def test_detail_pages_are_left_alone_where_the_list_holds_all(prober: Prober) -> None:
    whole = PROSE.removeprefix("<p>").removesuffix("</p>")
    with Loopback({"/news": linked(ITEMS, [whole] * 5), **details(ITEMS)}) as site:
        assert not learn(site.url + "/news", prober).profile.detail.follow


def test_detail_pages_that_cannot_be_had_are_not_followed(prober: Prober) -> None:
    with Loopback({"/news": linked(ITEMS, ["In short."] * 5)}) as site:
        assert not learn(site.url + "/news", prober).profile.detail.follow


def test_a_page_that_cannot_be_had_teaches_nothing(prober: Prober) -> None:
    with Loopback({}) as site, pytest.raises(FetchError, match="answered 404"):
        learn(site.url + "/news", prober)


@pytest.mark.parametrize(
    ("target", "html", "said"),
    [
        (
            "/a",
            f"<meta property='article:published_time' content='2016-05-12'><h1>Bridge</h1>{PROSE * 5}",
            "one article",
        ),
        ("/", f"<h1>Welcome</h1>{PROSE}", "a home page"),
        ("/contact", "<h1>Contact</h1><p>Main street 1</p><p>Tel. 555 1234</p>", "a contact page"),
        ("/news", "<form>Name <input name=n> Password <input type=password></form>", "a log-in page"),
        ("/news", "<div id=app></div><script src=app.js></script>", "a page that scripts fill"),
        ("/rules", "<h1>Rules</h1><p>None are known.</p>", "a page without a list of dated items"),
    ],
)
def test_a_page_without_a_list_is_named_for_what_it_is(prober: Prober, target: str, html: str, said: str) -> None:
    assert f"{target}: this looks like {said}" in refusal(prober, target, html)


def test_two_lists_of_which_neither_is_the_better_are_both_shown(prober: Prober) -> None:
    def listed(tag: str, words: str) -> str:
        row = '<{0}><b>{1} May 2016</b> <a href="/{0}{1}">{2} number {3}</a></{0}>'
        numbers = enumerate("one two three four".split())
        return f"<section>{''.join(row.format(tag, 20 - day, words, number) for day, number in numbers)}</section>"

    html = f"<main>{listed('p', 'A report is out')}{listed('div', 'A member joined')}</main>"
    said = refusal(prober, "/news", html)
    assert "another list on the page is about as good" in said
    assert "the best reading, 4 items:" in said
    assert "the second best, 4 items:" in said
    assert "A report is out number one" in said
    assert "A member joined number one" in said


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://www.aim-progress.com/news", "aim-progress"),
        ("http://news.example.org:8080/", "news-example"),
        ("http://127.0.0.1:8000/", "127-0-0-1"),
        ("http://localhost/", "localhost"),
        ("https://münchen.example/", "munchen"),
    ],
)
def test_a_slug_is_made_from_the_name_of_the_host(url: str, slug: str) -> None:
    assert slug_for(url) == slug


def test_data_makes_no_profile_and_is_called_what_it_is(prober: Prober) -> None:
    entries = [f'{{"title": "{item.title}", "published": "{item.date}"}}' for item in ITEMS]
    said = refusal(prober, "/news.json", f"[{', '.join(entries)}]")
    assert "a list was read (confidence 0.90), but no profile can be made of it: it is data (JSON)" in said
    assert "cannot be told for certain" not in said
