"""Nothing that comes from outside writes beside the home, reads this machine's files, or runs as code."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path

import pytest
from desk import SLUG, Desk, run_in

import aimcrawl
from aimcrawl.errors import ConfigurationError
from aimcrawl.profiles.loader import parse_profile
from aimcrawl.reading.feed import read_feed
from aimcrawl.reading.listing import read_listing
from aimcrawl.reading.page import read_page
from aimcrawl.sample import SampleSite, faults
from aimcrawl.spiders import settings
from archive.records import Page, Record
from pipelines.clean import clean

SECRET = "the secret of this machine"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET, encoding="utf-8")
    return path


def run(desk: Desk, *words: str) -> tuple[int, str]:
    result = run_in(desk.home)(*words)
    return result.exit_code, result.output


def profile(**keys: str) -> str:
    tables = {"list": 'layout = "flat"'} | keys
    return 'name = "N"\nurl = "https://example.org/news"\n' + "".join(f"[{t}]\n{k}\n" for t, k in tables.items())


@pytest.mark.parametrize("slug", ["../evil", "/tmp/evil", "..", ".hidden", "a/b", "a\\b", "a\0b", "con\n"])
def test_no_slug_leads_out_of_the_home(desk: Desk, site: SampleSite, slug: str) -> None:
    before = sorted(path.relative_to(desk.home.root.parent) for path in desk.home.root.parent.rglob("*.toml"))
    assert run(desk, "add", site.url, "--slug", slug, "--yes")[0] == 2
    assert run(desk, "source", "rename", SLUG, slug)[0] == 2
    after = sorted(path.relative_to(desk.home.root.parent) for path in desk.home.root.parent.rglob("*.toml"))
    assert after == before


def test_no_slug_of_a_file_of_addresses_leads_out_of_the_home(desk: Desk, site: SampleSite, tmp_path: Path) -> None:
    outlines = f'<outline text="../../evil" title="../../evil" htmlUrl="{site.url}"/>'
    (tmp_path / "list.opml").write_text(f"<opml><body>{outlines}</body></opml>", encoding="utf-8")
    run(desk, "add", "--from", str(tmp_path / "list.opml"))
    assert {path.parent for path in tmp_path.rglob("*.toml")} <= {desk.home.root, desk.home.sources}


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/", "data:text/html,x", "javascript:x"])
def test_no_profile_is_of_a_file(url: str) -> None:
    with pytest.raises(ConfigurationError, match="url"):
        parse_profile(profile().replace("https://example.org/news", url))


@pytest.mark.parametrize(
    "selector",
    [
        "document('file:///etc/passwd')",
        "p[a='x'] | document('/etc/passwd')",
        "//p",
        "re:test(., 'x')",
        "p:has-class('x')/..",
        "{{ 7 * 7 }}::text(",
    ],
)
def test_no_selector_is_more_than_css(selector: str) -> None:
    with pytest.raises(ConfigurationError, match="item"):
        parse_profile(profile(list=f'layout = "wrapped"\nitem = {json.dumps(selector)}'))


@pytest.mark.parametrize("text", ["%s", "%N", "%{x}", "%E", "{0.__class__}", "%-"])
def test_no_format_is_more_than_a_date(text: str) -> None:
    with pytest.raises(ConfigurationError, match="formats"):
        parse_profile(profile(dates=f"formats = [{json.dumps(text)}]"))


@pytest.mark.parametrize("text", ["(((((a+)+)+)+)+$%Y", "%Y" + ".*" * 40, "[%Y\\"])
def test_a_format_is_no_pattern(text: str) -> None:
    """strptime makes a pattern of it: what stands between its directives must stand for itself."""
    pattern = parse_profile(profile(dates=f"formats = [{json.dumps(text)}]"))
    page = "<p>" + "a" * 60 + "! 2026</p>"
    begun = time.perf_counter()
    read_page((page * 50).encode(), "https://example.org/", pattern)
    assert time.perf_counter() - begun < 10


def test_a_link_to_a_file_is_not_followed(desk: Desk, site: SampleSite, secret: Path) -> None:
    site.inject(faults.redirect(f"file://{secret}"), page=2)
    link = f'<html><body><p>13 April 2016</p><h2><a href="file://{secret}">One</a></h2><p>Text.</p></body></html>'
    site.inject(faults.markup(link), page=1)
    desk.write_profile(lambda text: text.replace("link = false\n", "") + "\n[detail]\nfollow = true\n")
    desk.crawl()
    assert not any(SECRET in item.text for item in desk.items())
    assert not any(SECRET.encode() in path.read_bytes() for path in desk.home.captures.glob("*.warc.gz"))


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
FEEDS = {
    "Atom": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>One &e;</title>'
    "<updated>2026-01-05T00:00:00Z</updated><summary>&e;</summary></entry></feed>",
    "RSS": "<rss version='2.0'><channel><item><title>One &e;</title><pubDate>Mon, 05 Jan 2026 00:00:00 GMT</pubDate>"
    "</item></channel></rss>",
    "a sitemap": '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://example.org/&e;</loc>'
    "<lastmod>2026-01-05</lastmod></url></urlset>",
}


@pytest.mark.parametrize("kind", FEEDS)
def test_no_entity_of_a_feed_reads_a_file(kind: str, secret: Path) -> None:
    feed = ENTITY.format(secret=secret) + FEEDS[kind]
    assert SECRET not in repr(read_feed(feed.encode(), "https://example.org/feed"))


def test_no_entity_of_an_opml_file_reads_a_file(desk: Desk, tmp_path: Path, secret: Path) -> None:
    opml = ENTITY.format(secret=secret) + '<opml><body><outline htmlUrl="http://127.0.0.1:9/&e;"/></body></opml>'
    (tmp_path / "list.opml").write_text(opml, encoding="utf-8")
    assert SECRET not in run(desk, "add", "--from", str(tmp_path / "list.opml"))[1]


def test_no_entity_or_include_of_a_page_reads_a_file(secret: Path) -> None:
    item = "<p>13 April 2016</p><h2>One &e;</h2><p>&e; Text of the first item.</p>"
    page = ENTITY.format(secret=secret) + f"<html xmlns:xi='http://www.w3.org/2001/XInclude'><body>{item * 6}"
    page += f"<xi:include href='file://{secret}' parse='text'/><iframe src='file://{secret}'></iframe></body></html>"
    assert SECRET not in repr(read_listing(page.encode(), "https://example.org/"))


ACTIVE = (
    "<script>alert(1)</script>",
    "<svg><script>alert(1)</script><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg onload='alert(1)'><use href='data:image/svg+xml,x#y'/></svg>",
    "<img src=x onerror='alert(1)'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='file:///etc/passwd'></object><embed src='file:///etc/passwd'>",
    "<form action='https://evil.example'><input name=x></form>",
    "<p style='background:url(file:///etc/passwd)'>x</p>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<meta http-equiv=refresh content='0;url=file:///etc/passwd'><base href='javascript:alert(1)//'>",
)


@pytest.mark.parametrize("markup", ACTIVE)
def test_what_is_stored_of_a_page_does_nothing(markup: str) -> None:
    record = Record(position=0, title="One", text="Text", html=f"<p>Text</p>{markup}")
    page = Page(source="s", url="https://example.org", number=1, captured_at=dt.datetime.now(dt.UTC), records=(record,))
    (kept,) = clean(page).records
    for active in ("<script", "<svg", "javascript:", "onerror=", "onload=", "<iframe", "<object", "<form", "file:"):
        assert active not in kept.html.lower(), kept.html


def test_scrapys_doors_are_shut() -> None:
    assert settings.REMOTE_CONTROL_ENABLED is settings.TELNETCONSOLE_ENABLED is settings.METAREFRESH_ENABLED is False
    assert all(settings.DOWNLOAD_HANDLERS[scheme] is None for scheme in ("file", "data", "ftp", "s3"))
    assert all(settings.FEED_EXPORTERS[name] is None for name in ("pickle", "marshal"))


def test_nothing_of_ours_unpickles_or_evaluates() -> None:
    """Those words are how data becomes code; jinja renders files of ours alone, and escapes."""
    root = Path(aimcrawl.__file__).parents[1]
    for path in (path for part in ("aimcrawl", "archive", "pipelines") for path in (root / part).rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        for word in ("import pickle", "import marshal", "import shelve", " eval(", " exec(", "from_string(", "|safe"):
            assert word not in code, f"{path}: {word}"
