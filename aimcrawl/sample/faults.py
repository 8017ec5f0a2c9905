"""What can go wrong between a site and its reader: each function returns a fault, which turns a good reply into a bad.

Put one in with :meth:`SampleSite.inject`; ``inject`` says where and how often.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from aimcrawl.sample.replies import Reply, moved
from aimcrawl.sample.replies import html as html_reply

__all__ = [
    "Fault",
    "cut",
    "empty",
    "encoded",
    "gzip_bomb",
    "hang",
    "huge",
    "markup",
    "redirect",
    "retry_after",
    "stall",
    "status",
    "truncated",
]

Fault = Callable[[Reply], Reply]
"""Takes the reply that the site meant to give, returns the one that it gives."""

MEGABYTE = 2**20


def status(code: int) -> Fault:
    """Answer with ``code`` and a short page."""
    return lambda reply: replace(reply, status=code, body=b"<html><body><h1>Sorry</h1></body></html>")


def retry_after(seconds: int, code: int = HTTPStatus.SERVICE_UNAVAILABLE) -> Fault:
    """Ask to be left alone for a while."""
    return lambda reply: replace(reply, status=code, body=b"", headers={"Retry-After": str(seconds)})


def hang(seconds: float = 3600.0) -> Fault:
    """Say nothing for ``seconds``, then answer."""
    return lambda reply: replace(reply, delay=seconds)


def cut(at: float = 0.5) -> Fault:
    """Hang up after this share of the body: the length that was announced is never reached."""
    return lambda reply: replace(reply, stop_after=int(len(reply.body) * at))


def stall(at: float = 0.5, seconds: float = 3600.0) -> Fault:
    """Fall silent after this share of the body, the connection open."""
    return lambda reply: replace(reply, stop_after=int(len(reply.body) * at), stall=seconds)


def truncated(at: float = 0.5) -> Fault:
    """Send only this share of the page, as if it were all: the site itself broke off, HTTP is in order."""
    return lambda reply: replace(reply, body=reply.body[: int(len(reply.body) * at)])


def empty() -> Fault:
    """Answer 200 with no bytes."""
    return lambda reply: replace(reply, body=b"")


def markup(page: str) -> Fault:
    """Answer with another page, in UTF-8."""
    return lambda _: html_reply(page)


def redirect(to: str, code: int = HTTPStatus.FOUND) -> Fault:
    """Send the reader elsewhere: a path or an address."""
    return lambda _: moved(to, code)


def encoded(codec: str, declared: str | None = None) -> Fault:
    """Send the page in ``codec`` under a header that declares ``declared`` (None: none)."""
    content_type = "text/html" if declared is None else f"text/html; charset={declared}"

    def fault(reply: Reply) -> Reply:
        body = reply.body.decode().encode(codec, "xmlcharrefreplace")
        return replace(reply, body=body, content_type=content_type)

    return fault


def gzip_bomb(megabytes: int = 200) -> Fault:
    """Send a small gzip body that unpacks to ``megabytes`` of blanks. It is packed here, so that no request waits."""
    body = _packed_blanks(megabytes)

    def fault(reply: Reply) -> Reply:
        return replace(reply, body=body, headers={"Content-Encoding": "gzip"})

    return fault


def _packed_blanks(megabytes: int) -> bytes:
    """Return one gzip stream: a block that needs none before it, again and again (RFC 1951, RFC 1952)."""
    blanks, check = b" " * MEGABYTE, 0
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)  # negative: neither header nor trailer
    block = packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(megabytes):
        check = zlib.crc32(blanks, check)
    header, trailer = b"\x1f\x8b\x08" + bytes(6) + b"\xff", struct.pack("<II", check, megabytes * MEGABYTE)
    return header + block * megabytes + packer.flush() + trailer


def huge(megabytes: int = 200, *, sized: bool = True) -> Fault:
    """Send a body of ``megabytes``; without ``sized`` its length is not announced."""
    return lambda reply: replace(reply, body=b" " * MEGABYTE, repeat=megabytes, sized=sized)
