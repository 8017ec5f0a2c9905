"""What people find on the pages."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from desk import SLUG, Desk
from starlette.testclient import TestClient
from web.shown import EDITED_TITLE, Shown, shelf_of

from aimcrawl.home import open_home
from aimcrawl.replay.showing import captures_showing
from archive.store.erasing import erase_item
from archive.store.mending import merge_items
from archive.web.app import create_app
from archive.web.words import safe_html


class Outline(HTMLParser):
    """Counts what every page must have once, and what must not be there at all."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.inline: list[str] = []
        self.unnamed: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.tags.append(tag)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "svg" and given.get("role") != "img":
            self.unnamed.append(tag)


def pages_of(shown: Shown) -> list[str]:
    return [
        *("/", "/help", "/changes", "/changes?kind=edited", "/search", "/search?q=members&year=2015"),
        *(f"/source/{SLUG}", f"/source/{SLUG}?year=2015", f"/source/{SLUG}?as_of=2026-01-01", f"/source/{SLUG}?page=2"),
        *(f"/source/{SLUG}/changes", "/crawl/1"),
        *(
            f"/item/{shown.edited}",
            f"/item/{shown.edited}/revision/1",
            f"/item/{shown.edited}/diff",
            f"/item/{shown.edited}/similar",
        ),
        *(f"/item/{shown.removed}", f"{shown.capture('hostile')}/about"),
    ]


def test_every_page_has_one_heading_and_its_landmarks_and_nothing_inline(shown: Shown, client: TestClient) -> None:
    for path in pages_of(shown):
        response = client.get(path)
        assert response.status_code == 200, path
        outline = Outline(response.text)
        for tag in ("html", "title", "h1", "main", "header", "footer"):
            count = outline.tags.count(tag)
            assert count == 1 or (tag in ("header", "title") and count >= 1), f"{path}: {count} {tag}"
        assert not {"script", "style"} & set(outline.tags), path
        assert outline.inline == [], path
        assert outline.unnamed == [], path


def test_no_page_asks_anyone_else_for_anything(shown: Shown, client: TestClient) -> None:
    for path in pages_of(shown):
        fetched = re.findall(r'(?:src|action)="([^"]*)"|<link[^>]*href="([^"]*)"', client.get(path).text)
        assert all(address.startswith("/") for pair in fetched for address in pair if address), path


def test_the_home_page_tells_how_sources_fare_and_what_changed(shown: Shown, client: TestClient) -> None:
    page = client.get("/").text
    assert "healthy" in page
    assert '<svg class="rhythm"' in page
    assert "removed from the site" in page
    assert EDITED_TITLE in page


def test_an_item_shows_its_revisions_what_became_of_it_and_what_proves_it(shown: Shown, client: TestClient) -> None:
    page = client.get(f"/item/{shown.edited}").text
    assert f"<h1>{EDITED_TITLE}</h1>" in page or re.search(rf"<h1[^>]*>{EDITED_TITLE}</h1>", page)
    assert "edited: title" in page
    assert f"/item/{shown.edited}/revision/1" in page
    assert re.search(r"sha256:[0-9a-f]{64}", page)
    assert "aimcrawl cite --check" in page


def test_an_old_revision_shows_what_the_site_said_then(shown: Shown, client: TestClient) -> None:
    page = client.get(f"/item/{shown.edited}/revision/1").text
    assert shown.old_title.replace("&", "&amp;").replace("'", "&#39;") in page
    assert "as the site showed it on" in page


def test_two_revisions_stand_side_by_side(shown: Shown, client: TestClient) -> None:
    page = client.get(f"/item/{shown.edited}/diff?a=1&b=2").text
    assert "<del>" in page
    assert "<ins>" in page
    assert client.get(f"/item/{shown.edited}/diff").text == page
    assert "say the same" in client.get(f"/item/{shown.edited}/diff?a=2&b=2").text


def test_the_news_section_as_of_a_day_is_what_the_site_showed(shown: Shown, client: TestClient) -> None:
    crawled = dt.date.fromisoformat(Desk(shown.home).events()[-1].at[:10])
    now = client.get(f"/source/{SLUG}?as_of={crawled}").text
    assert EDITED_TITLE in now
    assert shown.removed not in now
    assert "No items were on the site that day" in client.get(f"/source/{SLUG}?as_of={crawled - dt.timedelta(1)}").text


def test_the_news_section_can_be_walked_to_its_end(shown: Shown, client: TestClient) -> None:
    found, path = [], f"/source/{SLUG}"
    while path:
        page = client.get(path).text
        found += re.findall(r'class="title" href="/item/([^"/]+)"', page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        path = more[1].replace("&amp;", "&") if more else ""
    assert sorted(found) == sorted(item.id for item in Desk(shown.home).items())


@pytest.mark.parametrize(("kind", "count"), [("new", 50), ("edited", 1), ("removed", 1), ("restored", 0)])
def test_the_change_log_shows_one_kind(shown: Shown, client: TestClient, kind: str, count: int) -> None:
    page = client.get(f"/changes?kind={kind}").text
    assert len(re.findall(rf'<li class="{kind}', page)) == count


def test_the_change_log_goes_on_where_a_page_of_it_ends(shown: Shown, client: TestClient) -> None:
    first = client.get("/changes?kind=new").text
    more = re.search(r'rel="next" href="([^"]+)"', first)
    assert more
    second = client.get(more[1].replace("&amp;", "&")).text
    titles = re.compile(r'class="title" href="/item/([^"]+)"')
    assert len(set(titles.findall(first)) | set(titles.findall(second))) == 60


def test_a_search_finds_marks_and_counts(shown: Shown, client: TestClient) -> None:
    page = client.get("/search?q=title:mended").text
    assert "1 found" in page
    assert "<mark>mended</mark>" in page
    assert f"/item/{shown.edited}" in page


@pytest.mark.parametrize("query", ['"open', "(", "OR", "a" * 1001])
def test_a_broken_search_is_explained(client: TestClient, query: str) -> None:
    response = client.get("/search", params={"q": query})
    assert response.status_code == 400
    assert "<h1>" in response.text


def test_a_search_too_long_is_told_the_same_by_pages_and_api(client: TestClient) -> None:
    said = "the search has 1001 characters; at most 1000 are understood"
    assert client.get("/api/v1/search", params={"q": "a" * 1001}).json() == {"error": said}
    assert said[1:] in client.get("/search", params={"q": "a" * 1001}).text
    assert said in client.get("/search.atom", params={"q": "a" * 1001}).text
    for path in ("/search", "/api/v1/search", "/search.json"):
        assert client.get(path, params={"q": "a" * 1000}).status_code == 200


def test_what_a_site_writes_stays_words(shown: Shown, client: TestClient) -> None:
    page = client.get("/search", params={"q": "<script>alert(1)</script>"}).text
    assert "<script" not in page


def test_an_item_that_was_merged_leads_to_the_one_that_stays(shown: Shown, tmp_path: Path) -> None:
    home = open_home(Path(shutil.copytree(shown.home.root, tmp_path / "home")))
    with home.open_archive() as archive:
        merge_items(archive, shown.edited, shown.removed, now=dt.datetime.now(dt.UTC))
    with TestClient(create_app(shelf_of(home)), base_url="http://localhost", follow_redirects=False) as client:
        response = client.get(f"/item/{shown.removed}")
        assert (response.status_code, response.headers["location"]) == (301, f"/item/{shown.edited}")
        assert client.get(f"/item/{shown.edited}").text.count(">new, merged since<") == 1
        first = client.get("/changes?kind=new").text
        more = re.findall(r'rel="next" href="([^"]+)"', first)[0].replace("&amp;", "&")
        assert (first + client.get(more).text).count(">new, merged since<") == 1
        assert "59 items" in client.get("/").text


def test_sources_of_a_search_are_told_apart_by_their_slugs(client: TestClient) -> None:
    name = client.get("/api/v1/sources").json()["data"][0]["name"]
    facet = client.get("/search?q=members").text.partition('id="by-source"')[2].partition("</li>")[0]
    assert name in facet
    assert f'<span class="quiet slug">{SLUG}</span>' in facet


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<a href="https://x.example/a">x</a>', "https://x.example/a"),
        ('<a href="mailto:a@x.example">x</a>', "mailto:a@x.example"),
        ('<a href="java%09script:alert(1)">x</a>', None),
        ('<a href="/item/other">x</a>', None),
        ('<a href="//x.example/a">x</a>', None),
    ],
)
def test_links_of_an_items_text_lead_to_where_they_say_or_nowhere(html: str, kept: str | None) -> None:
    found = re.findall(r'href="([^"]*)"', safe_html(html))
    assert found == ([] if kept is None else [kept])


def test_revisions_stand_in_the_order_in_which_the_site_showed_them(shown: Shown, tmp_path: Path) -> None:
    home = open_home(Path(shutil.copytree(shown.home.root, tmp_path / "home")))
    with home.open_archive() as archive, archive.writing() as connection:  # as an import of older captures leaves them
        changed = "UPDATE revisions SET captured_at = '2001-01-01T00:00:00Z' WHERE number = 2 AND item_id = ?"
        connection.exec_driver_sql(changed, (shown.edited,))
    with TestClient(create_app(shelf_of(home)), base_url="http://localhost") as client:
        listed = re.findall(r'<th scope="row"><a href="[^"]*/revision/(\d)"', client.get(f"/item/{shown.edited}").text)
        assert listed == ["1", "2"]
        compared = re.findall(r'class="quiet">Revision (\d)', client.get(f"/item/{shown.edited}/diff").text)
        assert compared[:2] == ["2", "1"]


@pytest.mark.parametrize(
    "path",
    "/nothing /item/none /item/none/diff /source/none /source/none/changes /crawl/0 /crawl/99 /crawl/x /capture/none "
    "/capture/none/about /timegate/http://none.invalid/ /static/none /static/../app.py /item/a/revision/0".split(),
)
def test_what_is_not_there_is_404_and_leads_on(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert path.startswith("/static") or "All sources" in response.text


def test_what_the_archive_took_down_is_not_blamed_on_the_site(shown: Shown, tmp_path: Path) -> None:
    home = open_home(Path(shutil.copytree(shown.home.root, tmp_path / "home")))
    with home.open_archive() as archive:
        erase_item(archive, shown.edited, captures_showing(archive, shown.edited), now=dt.datetime.now(dt.UTC))
    shelf = shelf_of(home)
    with TestClient(create_app(shelf), base_url="http://127.0.0.1:8000") as client:
        page = client.get(f"/item/{shown.edited}").text
    shelf.close()
    assert "The archive took the content of this item down on" in page
    assert "The site has taken" not in page
