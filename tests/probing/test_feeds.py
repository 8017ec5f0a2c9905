"""A feed is a source: by its own address, or where the page that names it cannot be read; old entries come by pages."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Desk
from markups import ITEMS, page
from probing.loopback import LIST, Loopback, Reply

from aimcrawl.home import create_home
from aimcrawl.home.adding import add_profile
from aimcrawl.probing.check import check_profile
from aimcrawl.probing.errors import CannotTell
from aimcrawl.probing.fetch import Prober
from aimcrawl.probing.learn import learn

FEED = "/news/feed/"
SCRIPTED = f"""<html><head><title>News - Harbour</title><link rel="alternate" type="application/rss+xml" href="{FEED}">
</head><body><div id="root"></div><script src="app.js"></script></body></html>""".encode()


def entry(number: int, title: str = "") -> str:
    day = f"{number % 27 + 1:02} Apr 2016 08:00:00 +0000"
    return (
        f"<item><title>{title or f'Notice {number} of the harbour'}</title><link>/news/{number}</link>"
        f"<pubDate>{day}</pubDate><description>The board has decided about quay {number}.</description></item>"
    )


def feed(numbers: Sequence[int], **titles: str) -> Reply:
    items = "".join(entry(number, titles.get(f"n{number}", "")) for number in numbers)
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title>{items}</channel></rss>'
    return Reply(body.encode(), headers={"Content-Type": "application/rss+xml"})


def sitemap(numbers: Sequence[int]) -> bytes:
    """A sitemap of news: with titles and days."""
    entries = "".join(
        f"<url><loc>http://127.0.0.1/news/{number}</loc><n:news><n:title>Notice {number} of the harbour</n:title>"
        f"<n:publication_date>2016-04-{number + 1:02}</n:publication_date></n:news></url>"
        for number in numbers
    )
    names = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    return f'<?xml version="1.0"?><urlset {names}>{entries}</urlset>'.encode()


def test_a_feed_needs_no_selectors(prober: Prober) -> None:
    with Loopback({FEED: feed(range(5))}) as site:
        learned = learn(site.url + FEED, prober)
    assert (learned.profile.list.layout, learned.profile.name) == ("feed", "Harbour")
    assert [record.title for record in learned.first] == [f"Notice {n} of the harbour" for n in range(5)]
    assert learned.profile.pager.kind == "none"


def test_a_feed_with_counted_pages_is_walked(prober: Prober) -> None:
    with Loopback({FEED: feed(range(5)), FEED + "?paged=2": feed(range(5, 9))}) as site:
        learned = learn(site.url + FEED, prober)
    assert (learned.profile.pager.kind, learned.profile.pager.parameter) == ("parameter", "paged")
    assert len(learned.second or ()) == 4


def test_a_page_that_scripts_fill_is_read_by_the_feed_that_it_names(prober: Prober) -> None:
    with Loopback({"/news": SCRIPTED, FEED: feed(range(5))}) as site:
        learned = learn(site.url + "/news", prober)
        assert (learned.profile.list.layout, learned.profile.url) == ("feed", site.url + FEED)
    assert "it names a feed, which is read instead" in learned.notes[0]


def test_a_sitemap_of_sitemaps_names_those(prober: Prober) -> None:
    index = b"<sitemapindex><sitemap><loc>https://example.org/2016.xml</loc></sitemap></sitemapindex>"
    with Loopback({"/sitemap.xml": index}) as site, pytest.raises(CannotTell) as raised:
        learn(site.url + "/sitemap.xml", prober)
    assert "a sitemap that names other sitemaps; name one of them:\n  https://example.org/2016.xml" in str(raised.value)


@pytest.mark.parametrize(
    ("first", "second", "template"),
    [
        ("/post-sitemap.xml", "/post-sitemap2.xml", "/post-sitemap{}.xml"),
        (
            "/maps/wp-sitemap-posts-post-1.xml",
            "/maps/wp-sitemap-posts-post-2.xml",
            "/maps/wp-sitemap-posts-post-{}.xml",
        ),
    ],
)
def test_a_sitemap_in_parts_is_walked(prober: Prober, tmp_path: Path, first: str, second: str, template: str) -> None:
    home = create_home(tmp_path / "home")
    with Loopback({first: sitemap(range(5)), second: sitemap(range(5, 7))}) as site:
        learned = learn(site.url + first, prober)
        assert (learned.profile.pager.kind, learned.profile.pager.template) == ("path", template)
        add_profile(home, "harbour", learned.text)
        done = Desk(home, "harbour").crawl()
    assert (done.status, done.pages, done.new) == ("complete", 2, 7)


def test_a_compressed_sitemap_is_read(prober: Prober) -> None:
    packed = Reply(gzip.compress(sitemap(range(5))), headers={"Content-Type": "application/x-gzip"})
    with Loopback({"/sitemap.xml.gz": packed}) as site:
        assert len(learn(site.url + "/sitemap.xml.gz", prober).first) == 5


def test_a_feed_that_breaks_off_is_said_to(prober: Prober) -> None:
    cut = Reply(feed(range(5)).body[:-30], headers={"Content-Type": "application/rss+xml"})
    with Loopback({FEED: cut}) as site:
        assert any("breaks off" in note for note in learn(site.url + FEED, prober).notes)


def test_an_empty_feed_is_said_to_be_one(prober: Prober) -> None:
    with Loopback({FEED: feed([])}) as site, pytest.raises(CannotTell, match="a feed without entries"):
        learn(site.url + FEED, prober)


def test_without_a_feed_that_can_be_had_the_refusal_stands(prober: Prober) -> None:
    with Loopback({"/news": SCRIPTED}) as site, pytest.raises(CannotTell):
        learn(site.url + "/news", prober)


def test_a_page_that_can_be_read_is_read_and_its_feed_is_named(prober: Prober) -> None:
    html = page(ITEMS, "cards", pager="none").replace(
        b"</head>", b'<link rel="alternate" type="application/rss+xml" href="/news/feed/"></head>'
    )
    with Loopback({LIST: html, FEED: feed(range(5))}) as site:
        learned = learn(site.url + LIST, prober)
        assert f"the page names a feed, which `add` can read instead: {site.url}{FEED}" in learned.notes
    assert learned.profile.list.layout == "wrapped"


def page_with_feed(numbers: Sequence[int], *, links: bool, text: str = "") -> bytes:
    """A list of the same notices as ``feed``, each with a day, and with a link where ``links`` says so."""
    items = "".join(
        f"<li><time>{number % 27 + 1} April 2016</time> <h3>{_title(number, links=links)}</h3><p>{text}</p></li>"
        for number in numbers
    )
    head = f'<title>News - Harbour</title><link rel="alternate" type="application/rss+xml" href="{FEED}">'
    return f'<html lang="en"><head>{head}</head><body><ul class="news">{items}</ul></body></html>'.encode()


def _title(number: int, *, links: bool) -> str:
    title = f"Notice {number} of the harbour"
    return f'<a href="/news/{number}">{title}</a>' if links else title


def test_a_feed_that_tells_more_is_read_beside_the_page(prober: Prober, tmp_path: Path) -> None:
    home = create_home(tmp_path / "home")
    with Loopback({"/news": page_with_feed(range(9), links=False), FEED: feed(range(6))}) as site:
        learned = learn(site.url + "/news", prober)
        assert learned.profile.list.layout == "wrapped"
        assert (learned.profile.feed.url, learned.profile.feed.text) == (site.url + FEED, True)
        assert "# 6 of its 6 entries are items of the page, with texts and links and finer dates" in learned.text
        add_profile(home, "harbour", learned.text)
        done = Desk(home, "harbour").crawl()
        assert done.new == 9
        with home.open_archive() as archive:
            assert check_profile("harbour", learned.profile, prober, archive).problems == []
            site.pages[FEED] = b"<h1>Gone</h1>"
            (problem,) = check_profile("harbour", learned.profile, prober, archive).problems
        assert "is no feed any more" in problem
    texts = [item.text for item in Desk(home, "harbour").items()]
    assert sum("has decided about quay" in text for text in texts) == 6


@pytest.mark.parametrize("numbers", [range(40, 46), range(7, 40)], ids=["of another list", "of all the site"])
def test_a_feed_of_other_things_is_not_read_beside_the_page(prober: Prober, numbers: range) -> None:
    with Loopback({"/news": page_with_feed(range(9), links=False), FEED: feed(numbers)}) as site:
        learned = learn(site.url + "/news", prober)
    assert learned.profile.feed.url is None


def test_a_feed_of_comments_on_the_items_is_none_of_the_items(prober: Prober) -> None:
    posts = feed(range(6))
    comments = replace(posts, body=posts.body.replace(b"<title>Notice", b"<title>Comment by Ann on Notice"))
    assert comments != posts
    with Loopback({"/news": page_with_feed(range(9), links=True), FEED: comments}) as site:
        learned = learn(site.url + "/news", prober)
    assert learned.profile.feed.url is None


def test_a_feed_that_tells_no_more_is_named_alone(prober: Prober) -> None:
    text = "The board has decided about the quay what it had put off for a year."
    with Loopback({"/news": page_with_feed(range(9), links=True, text=text), FEED: feed(range(6))}) as site:
        learned = learn(site.url + "/news", prober)
        assert f"the page names a feed, which `add` can read instead: {site.url}{FEED}" in learned.notes
    assert learned.profile.feed.url is None


def test_a_feed_is_crawled_like_any_list(prober: Prober, tmp_path: Path) -> None:
    home = create_home(tmp_path / "home")
    desk = Desk(home, "harbour")
    with Loopback({FEED: feed(range(5)), FEED + "?paged=2": feed(range(5, 9))}) as site:
        add_profile(home, "harbour", learn(site.url + FEED, prober).text)
        first = desk.crawl()
        again = desk.crawl(full=True)
        site.pages[FEED] = feed([20, *range(5)], n2="Notice 2, corrected")
        third = desk.crawl(full=True)
    assert (first.status, first.pages, first.new) == ("complete", 2, 9)
    assert (again.new, again.edited, again.removed) == (0, 0, 0)
    assert (third.new, third.edited, third.removed) == (1, 1, 0)
    assert {item.published for item in desk.items()} >= {"2016-04-01T08:00:00+00:00"}


def test_files_of_an_entry_stay_with_it_where_its_page_is_read(prober: Prober, tmp_path: Path) -> None:
    home = create_home(tmp_path / "home")
    file = '<enclosure url="https://example.org/quay.pdf" type="application/pdf" length="1"/></item>'
    body = feed(range(2)).body.replace(b"</item>", file.encode())
    prose = "<p>" + "The board has decided about the quay what it had put off for a year. " * 9 + "</p>"
    pages = {f"/news/{n}": f"<h1>Notice {n} of the harbour</h1>{prose}".encode() for n in range(2)}
    with Loopback({FEED: Reply(body, headers={"Content-Type": "application/rss+xml"}), **pages}) as site:
        learned = learn(site.url + FEED, prober)
        assert learned.profile.detail.follow
        add_profile(home, "harbour", learned.text)
        desk = Desk(home, "harbour")
        desk.crawl()
        again = desk.crawl(full=True)
    assert again.edited == 0
    assert {link.url for item in desk.items() for link in item.links} == {"https://example.org/quay.pdf"}
    assert all("put off for a year" in item.text for item in desk.items())


def test_a_sitemap_whose_pages_are_read_lacks_nothing(prober: Prober, tmp_path: Path) -> None:
    home = create_home(tmp_path / "home")
    head = '<html><head><meta property="article:published_time" content="2016-04-13"></head><body>'
    prose = "<p>" + "The board has decided about the quay what it had put off for a year. " * 9 + "</p>"
    pages = {f"/news/{n}": f"{head}<h1>Notice {n} of the harbour</h1>{prose}</body></html>".encode() for n in range(3)}
    with Loopback(pages) as site:
        places = "".join(f"<url><loc>{site.url}/news/{number}</loc></url>" for number in range(3))
        site.pages["/sitemap.xml"] = f"<urlset>{places}</urlset>".encode()
        add_profile(home, "harbour", learn(site.url + "/sitemap.xml", prober).text)
        outcomes = [Desk(home, "harbour").crawl(full=True) for _ in range(2)]
    assert [(outcome.new, outcome.incomplete, outcome.edited) for outcome in outcomes] == [(3, 0, 0), (0, 0, 0)]
    assert {item.published for item in Desk(home, "harbour").items()} == {"2016-04-13"}


def test_what_falls_off_a_feed_is_unlisted_and_never_removed(prober: Prober, tmp_path: Path) -> None:
    home = create_home(tmp_path / "home")
    desk = Desk(home, "harbour")
    with Loopback({FEED: feed(range(20, 15, -1))}) as site:
        add_profile(home, "harbour", learn(site.url + FEED, prober).text)
        desk.crawl()
        for newest in range(21, 25):
            site.pages[FEED] = feed(range(newest, newest - 5, -1))
            assert desk.crawl(full=True).removed == 0
    assert sorted(item.status for item in desk.items()) == ["present"] * 5 + ["unlisted"] * 4
