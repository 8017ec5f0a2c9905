"""No answer of a site fills the memory or keeps a crawl for ever: bombs, endless bodies, heads, redirects, nesting."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from desk import Desk

from aimcrawl.home import create_home
from aimcrawl.reading.feed import read_feed
from aimcrawl.reading.listing import read_listing
from aimcrawl.sample import SampleSite, faults
from aimcrawl.sample.faults import MEGABYTE, Fault
from archive.captures.coding import zstd

BLANKS = b" " * MEGABYTE
MEMORY = 250_000
"""Kilobytes: a quiet crawl takes about 100,000, each of the answers below would be 400,000."""


def packed(encoding: str, body: bytes) -> Fault:
    return lambda reply: replace(reply, body=body, headers={"Content-Encoding": encoding})


def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=1)
    return b"".join(packer.process(BLANKS) for _ in range(400)) + packer.finish()


def zstd_bomb() -> bytes:
    packer = zstd.ZstdCompressor()
    return b"".join(packer.compress(BLANKS) for _ in range(400)) + packer.flush()


ANSWERS: dict[str, Callable[[], Fault]] = {
    "a gzip bomb": lambda: faults.gzip_bomb(400),
    "a brotli bomb": lambda: packed("br", brotli_bomb()),
    "a zstd bomb": lambda: packed("zstd", zstd_bomb()),
    "an endless body": lambda: faults.huge(400, sized=False),
    "a body that is announced to be endless": lambda: faults.huge(400),
}


def crawl(home: Path, slug: str) -> tuple[int, int, str]:
    """Crawl in a process of its own; return exit code, peak memory in kilobytes, and what it said."""
    # A process that is started from a large one inherits its peak: a small one stands between.
    measure = "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); "
    measure += "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    command = [sys.executable, "-m", "aimcrawl", "--home", str(home), "crawl", slug]
    told = subprocess.run([sys.executable, "-c", measure, *command], capture_output=True, text=True, check=True)
    code, kilobytes = map(int, told.stdout.split()[-2:])
    return code, kilobytes, told.stdout + told.stderr


def test_no_answer_to_a_request_for_a_page_fills_the_memory(desk: Desk, site: SampleSite) -> None:
    for number, answer in enumerate(ANSWERS.values(), 1):
        site.inject(answer(), page=4 * number)
    code, kilobytes, said = crawl(desk.home.root, desk.slug)
    assert code == 4, said
    assert kilobytes < MEMORY
    assert len(desk.items()) == 128 - 5 * len(ANSWERS)


@pytest.mark.parametrize("answer", ["a gzip bomb", "an endless body"])
def test_no_robots_txt_fills_the_memory(desk: Desk, site: SampleSite, answer: str) -> None:
    site.inject(ANSWERS[answer](), path="/robots.txt")
    _, kilobytes, _ = crawl(desk.home.root, desk.slug)
    assert kilobytes < MEMORY


@contextmanager
def headers_without_end() -> Iterator[str]:
    """A server that has no robots.txt, and sends header lines as long as somebody listens (400 MB at most)."""
    lines = b"".join(b"X-%d: %s\r\n" % (number, b"a" * 1000) for number in range(1000))

    def answer(connection: socket.socket) -> None:
        with closing(connection), suppress(OSError):
            if b"robots.txt" in connection.recv(65536):
                connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            for _ in range(400):
                connection.sendall(lines)

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(server.accept()[0],), daemon=True).start()

    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/news"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_headers_without_end_are_given_up(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home")
    with headers_without_end() as url:
        profile = f'name = "N"\nurl = "{url}"\n[list]\nlayout = "flat"\n[politeness]\ntries = 1\n'
        home.profile("endless").write_text(profile, encoding="utf-8")
        code, kilobytes, said = crawl(home.root, "endless")
    assert (code, "the headers have no end" in said) == (1, True), said
    assert kilobytes < MEMORY


def test_redirects_without_end_are_given_up(desk: Desk, site: SampleSite) -> None:
    site.inject(faults.redirect("/news.php?pmenu=3&offset=6"), page=7)
    assert desk.crawl().status == "partial"
    assert len([target for target in site.targets if target.endswith("offset=6")]) < 20


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
LAUGH = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'


def test_a_billion_laughs_are_not_laughed() -> None:
    entry = "<entry><title>&l9;</title><updated>2026-01-05T00:00:00Z</updated></entry>"
    feed = f'<?xml version="1.0"?>{LAUGH}<feed xmlns="http://www.w3.org/2005/Atom">{entry * 3}</feed>'
    read = read_feed(feed.encode(), "https://example.org/feed")
    assert all(len(record.title or "") < 1000 for record in (read.records if read else ()))


def test_nesting_without_end_is_read_to_its_end() -> None:
    page = b"<html><body>" + b"<div>" * 200_000 + b"x" + b"</div>" * 200_000 + b"</body></html>"
    assert read_listing(page, "https://example.org/").confidence < 0.5
