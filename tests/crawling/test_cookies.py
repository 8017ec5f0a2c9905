"""A site that keeps sessions gets its cookies back, the site alone gets them, and nobody is asked about them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from desk import Desk
from scrapy import Request
from scrapy.http import Response

from aimcrawl.spiders.cookies import CookieJarMiddleware


def sent(jar: CookieJarMiddleware, url: str, **headers: str) -> bytes | None:
    request = Request(url, headers=headers)
    jar.process_request(request)
    return request.headers.get("Cookie")


@pytest.fixture
def jar() -> CookieJarMiddleware:
    """A jar that has seen one answer of a site."""
    jar = CookieJarMiddleware()
    request = Request("https://news.example.org/list")
    cookies = ["session=7; Path=/", "menu=3; Path=/admin", "old=1; Max-Age=0", "lang=en; Domain=example.org", "=;;"]
    response = Response(request.url, headers={"Set-Cookie": cookies})
    assert jar.process_response(request, response) is response
    return jar


def test_what_a_site_sets_is_sent_back_where_it_belongs(jar: CookieJarMiddleware) -> None:
    assert sent(jar, "https://news.example.org/list?page=2") == b"session=7; lang=en"
    assert sent(jar, "https://news.example.org/admin/") == b"menu=3; session=7; lang=en"
    assert sent(jar, "https://www.example.org/") == b"lang=en"
    assert sent(jar, "https://elsewhere.example.com/") is None


def test_a_request_that_is_sent_again_loses_what_it_had(jar: CookieJarMiddleware) -> None:
    assert sent(jar, "https://news.example.org/list", Cookie="session=6") == b"session=7; lang=en"
    assert sent(jar, "https://elsewhere.example.com/", Cookie="session=7") is None


def test_a_site_plants_no_cookie_for_another(jar: CookieJarMiddleware) -> None:
    request = Request("https://news.example.org/list")
    foreign = Response(request.url, headers={"Set-Cookie": ["a=1; Domain=example.com", "b=1; Domain=org"]})
    jar.process_response(request, foreign)
    assert sent(jar, "https://elsewhere.example.com/") is None
    assert sent(jar, "https://other.org/") is None


def test_a_crawl_imports_none_of_what_other_commands_need(desk: Desk) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "aimcrawl", "--home", str(desk.home.root), "crawl", desk.slug]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    imported = {line.rpartition("|")[2].strip() for line in told.splitlines()}
    assert "scrapy.http.cookies" in imported
    heavy = "alembic apprise bs4 feedparser jinja2 pandas pyarrow requests rich starlette tldextract trafilatura"
    assert imported.isdisjoint(heavy.split())
