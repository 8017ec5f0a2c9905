"""Every exchange of a crawl is captured as it went over the wire, whatever Scrapy makes of it afterwards."""

from __future__ import annotations

import errno
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from captures.faulty import FailingDisk
from captures.wire import Session, crawl

from aimcrawl.sample import SampleSite, faults
from aimcrawl.sample.replies import Reply
from archive.captures import CaptureWriter, Member, iter_members, iter_records, read_capture
from archive.captures.reading import parse_http


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with CaptureWriter(tmp_path) as writer:
        yield Session(writer)


def outline(session: Session, site: SampleSite) -> list[tuple[str, str, int | None]]:
    return [(one.kind, one.url.removeprefix(site.base), one.status) for one in session.kept]


def labels(path: Path) -> list[dict[str, str]]:
    responses = [one for one in iter_members(path) if isinstance(one, Member) and one.type == "response"]
    return [json.loads(one.headers["WARC-JSON-Metadata"]) for one in responses]


def test_robots_txt_and_pages_are_captured_and_named_to_the_spider(site: SampleSite, session: Session) -> None:
    spider = crawl(session, site.url)
    assert [(kind, status) for kind, _, status in outline(session, site)] == [("robots", 200), ("list", 200)]
    [(response, capture)] = spider.read
    assert capture == session.kept[1]
    assert capture.payload_length == len(response.body)
    [path] = session.writer._folder.glob("*.warc.gz")
    assert labels(path) == [{"kind": "robots", "purpose": "robots"}, {"crawl": "7", "kind": "list", "purpose": "list"}]


def test_redirects_and_retried_errors_are_captured_too(site: SampleSite, session: Session) -> None:
    site.inject(faults.redirect(site.url), path="/robots.txt", times=1)
    site.inject(faults.redirect(site.url), path="/old", times=1)
    site.inject(faults.status(503), page=1, times=1)
    spider = crawl(session, site.base + "/old", ROBOTSTXT_OBEY=False)
    path = site.url.removeprefix(site.base)
    assert outline(session, site) == [("redirect", "/old", 302), ("retry", path, 503), ("list", path, 200)]
    assert spider.read[0][1] == session.kept[-1]


def test_an_encoded_body_is_kept_encoded(site: SampleSite, session: Session) -> None:
    packed = gzip.compress(b"<html><body>News of the harbour</body></html>")
    site.inject(lambda _: Reply(body=packed, headers={"Content-Encoding": "gzip"}))
    spider = crawl(session, site.url, ROBOTSTXT_OBEY=False)
    [(response, capture)] = spider.read
    assert response.body == gzip.decompress(packed)
    kept = read_capture(session.writer._folder, capture)
    assert (kept.body, kept.payload) == (packed, response.body)


def test_the_request_is_kept_as_the_site_saw_it(site: SampleSite, session: Session) -> None:
    crawl(session, site.url, ROBOTSTXT_OBEY=False, USER_AGENT="AimCrawl (test)")
    [path] = session.writer._folder.glob("*.warc.gz")
    [block] = [block for member, block in iter_records(path, max_bytes=10**6) if member.type == "request"]
    line, headers, _ = parse_http(block)
    assert line.decode() == f"GET {site.targets[0]} HTTP/1.1"
    sent = {name.decode().lower(): value.decode() for name, value in headers}
    seen = {name.lower(): value for name, value in site.requests[0].headers.items()}
    assert sent.items() <= seen.items()
    assert set(seen) - set(sent) <= {"connection", "content-length"}  # framing, which the client's stack adds last


def test_the_password_of_a_proxy_is_not_kept(site: SampleSite, session: Session) -> None:
    crawl(session, site.url, ROBOTSTXT_OBEY=False, DEFAULT_REQUEST_HEADERS={"Proxy-Authorization": "Basic c2VjcmV0"})
    [path] = session.writer._folder.glob("*.warc.gz")
    assert all(b"c2VjcmV0" not in block for _, block in iter_records(path, max_bytes=10**6))


def test_requests_without_a_response_are_noted_at_every_try(site: SampleSite, session: Session) -> None:
    site.inject(faults.cut())
    spider = crawl(session, site.url, ROBOTSTXT_OBEY=False)
    assert len(session.lost) == 2
    assert all(one.startswith(f"list {site.url} ") for one in session.lost)
    assert (session.kept, len(spider.errors)) == ([], 1)


def test_a_retry_without_a_response_does_not_bear_the_capture_of_the_first_try(
    site: SampleSite, session: Session
) -> None:
    site.inject(faults.status(503), times=1)
    site.inject(faults.cut())
    spider = crawl(session, site.url, ROBOTSTXT_OBEY=False)
    assert [one.kind for one in session.kept] == ["retry"]
    assert (len(session.lost), spider.read) == (1, [])


def test_a_page_that_robots_txt_forbids_is_no_unanswered_request(site: SampleSite, session: Session) -> None:
    spider = crawl(session, site.base + "/members/")
    assert [one.kind for one in session.kept] == ["robots"]
    assert (session.lost, len(spider.errors)) == ([], 1)


def test_a_crawl_whose_captures_fail_stops_asking(site: SampleSite, tmp_path: Path) -> None:
    with CaptureWriter(tmp_path, disk=FailingDisk(1, errno.ENOSPC, stays_broken=True)) as writer:
        spider = crawl(Session(writer), *[site.url] * 3, CONCURRENT_REQUESTS=1)
    assert site.targets == ["/robots.txt"]
    assert len(spider.errors) == 3
    assert all(error.startswith("CaptureError") for error in spider.errors)


def test_a_response_of_scrapys_cache_is_no_exchange(site: SampleSite, session: Session, tmp_path: Path) -> None:
    cache = {"HTTPCACHE_ENABLED": True, "HTTPCACHE_DIR": str(tmp_path / "cache"), "ROBOTSTXT_OBEY": False}
    crawl(session, site.url, **cache)
    assert len(session.kept) == 1
    crawl(session, site.url, **cache)
    assert (len(session.kept), len(site.targets)) == (1, 1)


def test_on_twisted_the_same_is_captured(site: SampleSite, tmp_path: Path) -> None:
    packed = gzip.compress(b"<html><body>News of the harbour</body></html>")
    site.inject(lambda _: Reply(body=packed, headers={"Content-Encoding": "gzip"}, sized=False), path="/packed")
    site.inject(faults.redirect("/packed"), path="/old")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-m", "captures.wire", str(tmp_path), site.base + "/old"]
    subprocess.run(command, env=environment, check=True, timeout=60)
    [path] = tmp_path.glob("*.warc.gz")
    bodies = [
        (json.loads(member.headers["WARC-JSON-Metadata"])["kind"], parse_http(block)[2])
        for member, block in iter_records(path, max_bytes=10**6)
        if member.type == "response"
    ]
    assert [kind for kind, _ in bodies] == ["robots", "redirect", "list"]
    assert bodies[-1][1] == packed
