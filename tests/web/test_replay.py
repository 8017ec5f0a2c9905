"""A captured page is shown with its words, in its letters; and it does nothing, and fetches nothing."""

from __future__ import annotations

import re
import time

import pytest
from starlette.testclient import TestClient
from web.hostile import ATTACKER, CAPTURES, HOSTILE_PAGE
from web.shown import Shown

from archive.web.harmless import harmless, is_too_much


def lead(url: str) -> str:
    return f"/web/20250304050607/{url}"


def test_the_words_and_the_pages_own_styles_stay() -> None:
    page = harmless(HOSTILE_PAGE, "http://site.invalid/hostile", lead)
    for words in (
        "The words stay",
        "Without scripts",
        "A cell",
        "color: rgb(1, 2, 3)",
        "A picture in the page",
        "The end",
    ):
        assert words in page
    assert "<title>Harmless &amp; &quot;quoted&quot;</title>" in page
    assert '<html lang="en">' in page


@pytest.mark.parametrize(
    "gone",
    "<script <base <link http-equiv <iframe <object <embed <svg <math <form <input <button <video <audio <template "
    "<frame <source @import url(http srcset ping= onload onclick onerror javascript: target= background=".split(),
)
def test_what_acts_or_fetches_is_gone(gone: str) -> None:
    assert gone not in harmless(HOSTILE_PAGE, "http://site.invalid/hostile", lead).lower()


@pytest.mark.parametrize(
    "css",
    [
        'a { background: image-set("http://x.invalid/a" 1x) }',
        "a { background: -webkit-image-set(url(http://x.invalid/a) 1x, url('http://x.invalid/b') 2x) }",
        'a { background: IMAGE-SET(var(--a, "http://x.invalid/a") 1x) }',
        'a { background: src("http://x.invalid/a") }',
        "a { background: cross-fade(url( 'http://x.invalid/a)' ), red) }",
        'a { background: image("http://x.invalid/a") }',
        r"a { background: u\72l(http://x.invalid/a) }",
        r"a { background: \75 r\6c(http://x.invalid/a) }",
        "a { background: none/**/url(http://x.invalid/a) }",
        "a { background: url(data:text/html,x), url(http://x.invalid/a) }",
        '@import "http://x.invalid/a";',
        r'@\69mport "http://x.invalid/a";',
        '@font-face { font-family: a; src: url("http://x.invalid/a") format("woff") }',
    ],
)
def test_no_style_names_anything_elsewhere(css: str) -> None:
    inline = css.partition("{")[2].partition("}")[0].replace('"', "&quot;")
    page = harmless(f'<style>{css}</style><p style="{inline}">x', "http://site.invalid/", lead)
    assert "x.invalid" not in page


@pytest.mark.parametrize("css", ['@imp@import x;ort "y";', "@im/**/port 'y'", "a{b:u/**/rl(y)}", "a{b:u@import;rl(y)}"])
def test_what_is_cut_out_of_styles_joins_nothing(css: str) -> None:
    page = harmless(f"<style>{css}</style>", "http://site.invalid/", lead)
    assert "@import" not in page
    assert "url(" not in page


@pytest.mark.parametrize(
    "css",
    [
        "color:rgba(1, 2, 3, .5)",
        "width:calc(100% - var(--gap))",
        "background:linear-gradient(rgb(1, 2, 3), hsl(1 2% 3%))",
        "background:url(data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==)",
        "transform:translateX(3px) rotate(4deg)",
    ],
)
def test_styles_that_fetch_nothing_stay(css: str) -> None:
    page = harmless(f"<style>a:not(.b){{{css}}}</style><p style='{css}'>x", "http://site.invalid/", lead)
    assert page.count(css) == 2
    assert "@media (min-width: 3em) and (color)" in harmless(
        "<style>@media (min-width: 3em) and (color) {}</style>", "http://site.invalid/", lead
    )


def test_pictures_are_those_in_the_page_itself() -> None:
    page = harmless(HOSTILE_PAGE, "http://site.invalid/hostile", lead)
    assert [source[:10] for source in re.findall(r'<[^>]* src="([^"]*)"', page)] == ["data:image"]


def test_links_lead_to_the_archive_resolved_against_the_pages_own_base() -> None:
    page = harmless(HOSTILE_PAGE, "http://site.invalid/hostile", lead)
    assert f'href="/web/20250304050607/{ATTACKER}/news/1"' in page
    assert 'href="#part"' in page
    assert set(re.findall(r'href="(.)', page)) == {"/", "#"}


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "http://[bad", " vbscript:x"]
)
def test_addresses_that_are_none_of_the_web_lead_nowhere(address: str) -> None:
    assert "href" not in harmless(f'<a href="{address}">x</a>', "http://site.invalid/", lead)


BOMBS = {
    "deep": "<div>" * 400_000,
    "formatting": "".join(f"<font size={n}>" for n in range(1_500)) + "<p>" * 100_000,
    "formatting in odd dress": "".join(f"<b title='>{n}'>" for n in range(1_500)) + "<p>" * 15_000,
    "titles": "<title>" * 300_000,
    "bases": "<base " * 300_000,
    "noscripts": "<noscript " * 200_000,
    "addresses": "<style>" + "url( " * 300_000,
    "calls": "<style>" + 'image-set(("' * 200_000,
    "names": "<style>" + "a" * 2_000_000,
    "comments": "<style>" + "/*" * 500_000,
    "escapes": "<style>" + "\\75" * 500_000,
    "pictures": "<style>" + "url('data:image/" * 100_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_page_made_to_be_slow_costs_little(name: str) -> None:
    begin = time.process_time()
    if not is_too_much(BOMBS[name]):
        harmless(BOMBS[name], "http://site.invalid/", lead)
    assert time.process_time() - begin < 10  # some seconds on a busy machine; minutes and gigabytes without care


@pytest.mark.parametrize("count", [1, 100, 1_000])
def test_an_ordinary_page_is_not_too_much(count: int) -> None:
    item = '<div class="item"><font size="2" color="#333"><b>13 April 2016</b></font><p><a href="x">Title</a></p></div>'
    assert not is_too_much(f"<html><body>{item * count}</body></html>")


def test_the_browser_is_told_to_forbid_what_is_left(shown: Shown, client: TestClient) -> None:
    headers = client.get(shown.capture("hostile")).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; ")
    assert "script-src" not in policy
    assert "allow-" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-dns-prefetch-control"] == "off"


@pytest.mark.parametrize(
    ("name", "words"), [("windows", "Café “quoted”"), ("cyrillic", "Новости"), ("untyped", "<p>No type</p>")]
)
def test_a_page_is_shown_in_its_character_set(shown: Shown, client: TestClient, name: str, words: str) -> None:
    response = client.get(shown.capture(name))
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert words in response.text


@pytest.mark.parametrize(
    ("name", "type_", "is_file"),
    [
        ("script", "text/plain; charset=utf-8", False),
        ("svg", "text/plain; charset=utf-8", False),
        ("png", "image/png", False),
        ("pdf", "application/octet-stream", True),
    ],
)
def test_what_is_no_page_is_shown_as_text_or_picture_or_given_as_a_file(
    shown: Shown, client: TestClient, name: str, type_: str, is_file: bool
) -> None:
    response = client.get(shown.capture(name))
    assert response.headers["content-type"] == type_
    assert ("content-disposition" in response.headers) is is_file


@pytest.mark.parametrize("name", CAPTURES)
def test_the_bytes_are_given_as_they_came(shown: Shown, client: TestClient, name: str) -> None:
    response = client.get(f"{shown.capture(name)}/raw")
    assert response.content == CAPTURES[name].body
    assert response.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("name", CAPTURES)
def test_what_proves_a_capture_is_told(shown: Shown, client: TestClient, name: str) -> None:
    page = client.get(f"{shown.capture(name)}/about").text
    capture = shown.captures[name]
    for told in (capture.sha256, capture.payload_sha256, capture.file, capture.record_id, 'sandbox=""'):
        assert told in page
    assert "<script>alert(1)" not in page


def test_a_note_about_a_crawl_is_no_page(shown: Shown, client: TestClient) -> None:
    with shown.home.open_archive() as archive, archive.reading() as connection:
        note = connection.exec_driver_sql("SELECT record_id FROM captures WHERE kind = 'crawl-start'").scalars().first()
    assert client.get(f"/capture/{str(note).removeprefix('urn:uuid:')}").status_code == 404


def test_links_of_captured_pages_lead_to_the_capture_of_that_time(shown: Shown, client: TestClient) -> None:
    address = CAPTURES["early"].url
    for stamp, name in (("20250305", "early"), ("20250313000000", "late"), ("1999", "early"), ("2030", "late")):
        assert client.get(f"/web/{stamp}/{address}").headers["location"] == shown.capture(name)
    assert client.get("/web/20250305/http://site.invalid/never").status_code == 404
    assert client.get(f"/web/20259999/{address}").status_code == 404
