"""`aimcrawl add`: from an address to a source, with `inspect` to look first and `check` to look again."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli.callers import Run
from desk import Desk
from markups import ITEMS, MARKUPS, invent, page
from probing.loopback import LIST, Loopback, Reply, news
from sqlalchemy import select

from aimcrawl.home import Home
from archive.models import Capture

OLDER = [invent(random.Random(number), 5) for number in range(2)]
RULES = b"<h1>Rules</h1><p>None are known.</p>"


@pytest.fixture
def site() -> Iterator[Loopback]:
    """A site of three list pages of five items, and a page without a list."""
    with Loopback({**news([ITEMS, *OLDER]), "/rules": RULES}) as loopback:
        yield loopback


def captured(home: Home) -> list[tuple[str, int | None, int | None]]:
    with home.open_archive() as archive, archive.reading() as connection:
        return [tuple(row) for row in connection.execute(select(Capture.kind, Capture.status, Capture.crawl_id))]


def objects(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_source_is_added_and_can_be_crawled(run: Run, home: Home, site: Loopback) -> None:
    result = run("add", site.url + LIST, "--slug", "news", "--yes", home=home)
    assert (result.exit_code, home.slugs()) == (0, ["news"])
    assert ITEMS[0].title in result.stdout
    assert home.profile("news").read_text() in result.stdout
    assert "Next: aimcrawl crawl news" in result.stderr
    assert Desk(home, "news").crawl().status == "complete"
    titles = {item.title for item in Desk(home, "news").items()}
    assert titles == {item.title for items in (ITEMS, *OLDER) for item in items}


def test_what_was_fetched_is_captured_but_makes_no_items(run: Run, home: Home, site: Loopback) -> None:
    assert run("add", site.url + LIST, "--yes", home=home).exit_code == 0
    assert captured(home) == [("robots", 404, None), ("probe", 200, None), ("probe", 200, None)]
    assert run("items", "--json", home=home).stdout == ""
    assert run("verify", home=home).exit_code == 0


def test_what_was_fetched_is_captured_even_where_nothing_could_be_told(run: Run, home: Home, site: Loopback) -> None:
    assert run("add", site.url + "/rules", "--yes", home=home).exit_code == 3
    assert [kind for kind, _, _ in captured(home)] == ["robots", "probe"]


def test_without_a_terminal_to_ask_on_nothing_is_written(run: Run, home: Home, site: Loopback) -> None:
    result = run("add", site.url + LIST, home=home)
    assert (result.exit_code, home.slugs(), site.asked) == (2, [], [])
    assert "there is no terminal to ask on; say --yes" in result.stderr


def test_a_dry_run_shows_the_profile_and_writes_none(run: Run, home: Home, site: Loopback) -> None:
    result = run("add", site.url + LIST, "--dry-run", home=home)
    assert (result.exit_code, home.slugs()) == (0, [])
    assert "# sources/127-0-0-1.toml" in result.stdout
    assert run("sources", home=home).stdout == ""


def test_the_slug_is_made_from_the_host_and_numbered_where_it_is_taken(run: Run, home: Home, site: Loopback) -> None:
    for _ in range(2):
        assert run("add", site.url + LIST, "--yes", home=home).exit_code == 0
    assert home.slugs() == ["127-0-0-1", "127-0-0-1-2"]


@pytest.mark.parametrize("slug", ["News", "a b", "../news", "-news", "x" * 65])
def test_what_is_no_slug_is_refused_before_the_site_is_asked(run: Run, home: Home, site: Loopback, slug: str) -> None:
    result = run("add", site.url + LIST, "--yes", f"--slug={slug}", home=home)
    assert (result.exit_code, home.slugs(), site.asked) == (2, [], [])


def test_a_slug_that_is_taken_is_refused_unless_its_profile_is_to_be_replaced(
    run: Run, home: Home, site: Loopback
) -> None:
    arguments = ("add", site.url + LIST, "--yes", "--slug", "news")
    assert run(*arguments, "--replace", home=home).exit_code == 2, "there is nothing to replace"
    assert run(*arguments, home=home).exit_code == 0
    result = run(*arguments, home=home)
    assert (result.exit_code, "there is a source 'news' already" in result.stderr) == (2, True)


def test_a_source_whose_site_was_rebuilt_keeps_its_manners_and_its_history(
    run: Run, home: Home, site: Loopback
) -> None:
    arguments = ("add", site.url + LIST, "--yes", "--slug", "news")
    run(*arguments, home=home)
    path = home.profile("news")
    path.write_text('full_every = "2d"\n' + path.read_text() + "\n[politeness]\ndelay = 0\ntries = 5\n")
    before = {(item.id, item.title) for item in _crawled(home)}
    site.pages = dict(news([ITEMS, *OLDER], "articles", "next"))
    assert run(*arguments, "--replace", home=home).exit_code == 0
    profile = home.load_profile("news")
    assert (profile.list.item, profile.full_every) == ("article", "2d")
    assert (profile.politeness.delay, profile.politeness.tries) == (0, 5)
    assert {(item.id, item.title) for item in _crawled(home)} == before


def _crawled(home: Home) -> list[Any]:
    assert Desk(home, "news").crawl(full=True).status == "complete"
    return Desk(home, "news").items()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name one address, or a file"),
        (("http://news.example/", "--from", "list.txt"), "name one address, or a file"),
        (("--from", "list.txt", "--slug", "news"), "--slug and --replace go with one address"),
        (("http://news.example/", "--replace"), "--replace needs the --slug"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    run: Run, home: Home, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    (tmp_path / "list.txt").write_text("")
    result = run("add", "--yes", *arguments, home=home)
    assert (result.exit_code, message in result.stderr) == (2, True)


@pytest.mark.parametrize("form", ["lines", "opml"])
def test_a_file_of_addresses_is_added_with_a_line_of_result_each(
    run: Run, home: Home, site: Loopback, tmp_path: Path, form: str
) -> None:
    addresses = [site.url + LIST, site.url + "/rules", site.url + "/gone"]
    outlines = "".join(f'<outline text="a" htmlUrl="{a.replace("&", "&amp;")}"/>' for a in addresses)
    opml = f'<?xml version="1.0"?><opml version="2.0"><body><outline text="News">{outlines}</outline></body></opml>'
    (tmp_path / "list").write_text(opml if form == "opml" else "# ours\n\n" + "\n".join(addresses) + "\n")
    result = run("add", "--from", "list", home=home)
    assert result.exit_code == 1, "of 0, 3 and 1 the worst"
    results = [line.split("\t") for line in result.stdout.splitlines()]
    assert [address for address, _ in results] == addresses
    assert results[0][1] == "added 127-0-0-1: 5 items on page 1"
    assert "this looks like a page without a list of dated items" in results[1][1]
    assert "the site answered 404" in results[2][1]
    assert home.slugs() == ["127-0-0-1"]


@pytest.mark.parametrize("markup", MARKUPS)
def test_inspect_shows_what_the_reader_sees(run: Run, site: Loopback, markup: str) -> None:
    site.pages = {LIST: page(ITEMS, markup, number=1)}
    result = run("inspect", site.url + LIST, "--json")
    (seen,) = objects(result.stdout)
    assert result.exit_code == 0
    assert [item["title"] for item in seen["items"]] == [item.title for item in ITEMS]
    assert seen["next_url"] == site.url + "/news.php?pmenu=3&offset=1"
    assert seen["confidence"] >= 0.5
    assert "5 of 5 have a date" in " ".join(seen["reasons"])


def test_inspect_tells_pages_without_a_list_and_goes_on(run: Run, site: Loopback, tmp_path: Path) -> None:
    (tmp_path / "saved.html").write_bytes(page(ITEMS, "cards", number=1))
    result = run(
        "inspect", "saved.html", site.url + "/rules", site.url + LIST, "--json", "--url", "http://news.example" + LIST
    )
    assert result.exit_code == 3
    seen = objects(result.stdout)
    assert [len(one["items"]) for one in seen] == [5, 0, 5]
    assert seen[0]["next_url"] == "http://news.example/news.php?pmenu=3&offset=1"
    assert seen[1]["confidence"] < 0.5
    assert run("inspect", site.url + "/gone", site.url + "/rules").exit_code == 1


def test_inspect_reads_the_character_set_that_the_header_names(run: Run, site: Loopback) -> None:
    body = page(ITEMS, "cards", number=1).decode().replace("Harbour", "Гавань").encode("koi8-r", "xmlcharrefreplace")
    site.pages[LIST] = Reply(body, headers={"Content-Type": "text/html; charset=koi8-r"})
    (seen,) = objects(run("inspect", site.url + LIST, "--json").stdout)
    assert seen["items"][0]["title"] == "Гавань Foods joins the network"


@pytest.fixture
def added(run: Run, home: Home, site: Loopback) -> Home:
    """A home with the site as its source."""
    assert run("add", site.url + LIST, "--slug", "news", "--yes", home=home).exit_code == 0
    return home


def test_a_profile_that_fits_its_page_is_said_to_fit(run: Run, added: Home) -> None:
    result = run("check", home=added)
    assert (result.exit_code, result.stdout) == (0, "news\tfits\t5\t\n")
    Desk(added, "news").crawl()
    (checkup,) = objects(run("check", "news", "--json", home=added).stdout)
    assert (checkup["items"], checkup["stored"], checkup["problems"], checkup["proposed"]) == (5, 5, [], None)


def test_a_profile_that_has_drifted_comes_with_one_that_fits(run: Run, added: Home, site: Loopback) -> None:
    before = added.profile("news").read_text()
    site.pages = dict(news([ITEMS, *OLDER], "articles"))
    result = run("check", "news", home=added)
    assert result.exit_code == 3
    assert "news\tdrifted\t0\tthe profile finds no items; the reader by itself sees 5" in result.stdout
    assert "proposed for news: aimcrawl add URL --slug news --replace" in result.stdout
    assert 'item = "article"' in result.stdout
    assert added.profile("news").read_text() == before, "check changes nothing"


def test_a_page_that_is_gone_or_a_site_that_is_dead_is_an_error(run: Run, added: Home, site: Loopback) -> None:
    site.pages = {}
    result = run("check", home=added)
    assert (result.exit_code, "the site answered 404" in result.stderr) == (1, True)
    site.__exit__(None, None, None)
    result = run("check", home=added)
    assert (result.exit_code, "no connection" in result.stderr) == (1, True)
