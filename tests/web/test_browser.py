"""The pages in Chromium: search, open, compare, go back; a hostile page; and whether everyone can use them.

Every request that the browser makes is recorded. Skips where there is no Chromium (Debian: apt-get install chromium).
"""

from __future__ import annotations

import os
import shutil
import socketserver
from collections.abc import Iterator
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from desk import SLUG
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright
from web.hostile import HOSTILE_PAGE
from web.serving import served
from web.shown import EDITED_TITLE, Shown

from archive.web.guard import REPLAY_POLICY

FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def address(shown: Shown) -> Iterator[str]:
    with served(shown.home) as base:
        yield base


class Attacker(socketserver.ThreadingTCPServer):
    """Where all names of the attacker lead, and each connection is remembered."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self.reached: list[object] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        self.reached.append(client_address)
        super().process_request(request, client_address)


@pytest.fixture(scope="module")
def attacker() -> Iterator[Attacker]:
    with Attacker() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def browser(attacker: Attacker) -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium)")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    outside = f"--host-resolver-rules=MAP *.invalid 127.0.0.1:{attacker.server_address[1]}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *root, outside])
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def asked(context: BrowserContext) -> list[str]:
    """The addresses of all requests that the browser makes."""
    requests: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    return requests


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def hostile(shown: Shown, address: str) -> str:
    """The address of a captured page that means harm."""
    return f"{address}{shown.capture('hostile')}"


def paths(shown: Shown) -> list[str]:
    return [
        *("/", f"/source/{SLUG}", f"/source/{SLUG}?as_of=2026-01-01", "/changes", "/search?q=members", "/search?q=%22"),
        *(f"/item/{shown.edited}", f"/item/{shown.edited}/revision/1", f"/item/{shown.edited}/diff", "/crawl/1"),
        *(f"{shown.capture('windows')}/about", "/help", "/nothing"),
    ]


def test_search_open_compare_and_go_back(address: str, page: Page, asked: list[str]) -> None:
    page.goto(address)
    page.get_by_role("searchbox").fill("title:mended")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("heading", name="1 found")).to_be_visible()
    page.get_by_role("link", name=EDITED_TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(EDITED_TITLE)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("insertion").first).to_be_visible()
    expect(page.get_by_role("deletion").first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(EDITED_TITLE)
    page.go_back()
    expect(page.get_by_role("heading", name="1 found")).to_be_visible()
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}


def test_the_captured_page_of_an_item_is_shown_within_ours(shown: Shown, address: str, page: Page) -> None:
    page.goto(f"{address}/item/{shown.edited}")
    page.get_by_role("link", name="the page as it was").first.click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name=EDITED_TITLE)).to_be_visible()


def test_a_printed_item_shows_its_revisions_and_its_citation(shown: Shown, address: str, page: Page) -> None:
    page.goto(f"{address}/item/{shown.edited}")
    citation = page.locator(".citation")
    expect(citation).not_to_be_visible()
    page.emulate_media(media="print")
    expect(citation).to_be_visible()
    expect(page.get_by_role("cell", name="20").first).to_be_visible()
    for gone in ("button", "input", ".top"):
        expect(page.locator(gone).first).not_to_be_visible()


@pytest.mark.parametrize("within", ["", "/about"])
def test_a_hostile_page_asks_no_one_for_anything(
    hostile: str, page: Page, asked: list[str], attacker: Attacker, within: str
) -> None:
    page.goto(hostile + within)
    words = page.frame_locator("iframe").get_by_text("The words stay") if within else page.get_by_text("The words stay")
    expect(words).to_be_visible()
    page.wait_for_timeout(1_500)  # for what acts late: refresh, preloads, timers
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(hostile).netloc}
    assert attacker.reached == []
    assert page.url == hostile + within
    assert page.title() != "pwned"
    assert page.context.cookies() == []


def test_the_browser_alone_would_stop_a_hostile_page_too(
    address: str, page: Page, asked: list[str], attacker: Attacker
) -> None:
    """The second wall: the page as it came, under the policy of replays. Only its refresh would pass; that is gone."""
    body = HOSTILE_PAGE.replace('http-equiv="refresh"', "").replace("dns-prefetch", "").replace('rel="preconnect"', "")
    headers = {"Content-Security-Policy": REPLAY_POLICY, "Content-Type": "text/html"}
    target = f"{address}/as-it-came"
    page.route(target, lambda route: route.fulfill(body=body, headers=headers))
    page.goto(target)
    page.wait_for_timeout(1_500)
    assert any("attacker" in url for url in asked), "the page tries"
    assert attacker.reached == []
    assert page.title() != "pwned"


def test_links_of_captured_pages_stay_in_the_archive(shown: Shown, address: str, page: Page, asked: list[str]) -> None:
    page.goto(f"{address}{shown.capture('hostile')}")
    page.get_by_role("link", name="A link within").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not Found")
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(address).netloc}


def test_pages_work_without_scripts_and_by_keyboard(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the link to the content
    assert page.url.endswith("#content")
    page.goto(f"{address}/search")
    page.get_by_label("Words to look for").fill("mended")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=EDITED_TITLE)).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_the_pages(shown: Shown, address: str, browser: Browser, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found = {}
    for path in paths(shown):
        page.goto(f"{address}{path}")
        violations = Axe().run(page).response["violations"]
        found |= {
            f"{path}: {one['id']}": [node["target"] for node in one["nodes"][:3]]
            for one in violations
            if one["impact"] in ("serious", "critical")
        }
    context.close()
    assert found == {}


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_is_wider_than_the_screen(shown: Shown, address: str, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    for path in paths(shown):
        page.goto(f"{address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_the_outside_is_watched(browser: Browser, attacker: Attacker) -> None:
    """Last, since it is reached here: what the tests above say of nobody being asked would be known otherwise."""
    page = browser.new_context().new_page()
    with pytest.raises(Error):
        page.goto("http://attacker.invalid/", timeout=3_000)
    assert attacker.reached
