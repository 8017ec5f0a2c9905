"""What a profile must hold beyond its types: selectors that compile, formats, durations, keys that need each other.

Each check yields problems as (dotted key, what was expected); an empty result is a sound profile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from cssselect import SelectorError
from parsel.csstranslator import HTMLTranslator

from aimcrawl.profiles.model import Detail, Expect, Fields, Listing, Pager, Profile
from aimcrawl.reading.encoding import known_encoding
from aimcrawl.schedule.durations import parse_duration
from aimcrawl.schedule.every import parse_every

__all__ = ["problems"]

Problem: TypeAlias = tuple[str, str]

_DIRECTIVE = re.compile(r"%(.?)", re.DOTALL)
_DIRECTIVES = frozenset("aAbBcdfGHIjmMpSuUVwWxXyYzZ%")
"""What strptime reads (https://docs.python.org/3/library/datetime.html#format-codes)."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_TRANSLATOR = HTMLTranslator()


def problems(profile: Profile) -> Iterator[Problem]:
    """Yield everything that makes ``profile`` unusable, in the order of its keys."""
    yield from _head(profile)
    yield from _listing(profile.list)
    yield from _fields("fields", profile.fields)
    yield from _dates(profile)
    yield from _pager(profile.pager)
    yield from _fields("detail", profile.detail)
    yield from _feed(profile)
    yield from _expect(profile.expect)


def _head(profile: Profile) -> Iterator[Problem]:
    if not profile.name.strip():
        yield "name", "expected the name of the source; it is empty"
    if profile.encoding is not None and known_encoding(profile.encoding) is None:
        yield "encoding", f"expected a character set such as utf-8 or windows-1252; got {profile.encoding!r}"
    yield from _language("language", profile.language)
    for host in profile.hosts:
        if "/" in host or not host.strip():
            yield "hosts", f"expected a bare host such as news.example.org; got {host!r}"
    yield from _rhythm(profile)


def _rhythm(profile: Profile) -> Iterator[Problem]:
    within = profile.every_within or ("1s", "1s")
    for key, text in (("every_within", within[0]), ("every_within", within[1]), ("full_every", profile.full_every)):
        try:
            parse_duration(text)
        except ValueError as error:
            yield key, str(error)
            return
    if parse_duration(within[0]) > parse_duration(within[1]):
        yield "every_within", f"expected the shortest pause before the longest; got {list(within)}"
    if profile.every is not None:
        try:
            parse_every(profile.every, profile.url)
        except ValueError as error:
            yield "every", str(error)


def _listing(listing: Listing) -> Iterator[Problem]:
    for key in ("within", "item", "group"):
        yield from _selector(f"list.{key}", getattr(listing, key), elements=True)
    for selector in listing.drop:
        yield from _selector("list.drop", selector, elements=True)
    if listing.layout == "feed":
        named = [key for key in ("within", "item", "group", "drop") if getattr(listing, key)]
        yield from ((f"list.{key}", "a feed needs no selectors; take it out") for key in named)
        return
    if listing.layout != "flat" and listing.item is None:
        yield "list.item", f"missing: layout {listing.layout!r} needs the selector of one item"
    if listing.layout != "grouped" and listing.group is not None:
        yield "list.group", f"only layout 'grouped' has groups; this one is {listing.layout!r}"


def _fields(table: str, fields: Fields | Detail) -> Iterator[Problem]:
    for key in fields.__struct_fields__:
        value = getattr(fields, key)
        if isinstance(value, str):
            yield from _selector(f"{table}.{key}", value)


def _dates(profile: Profile) -> Iterator[Problem]:
    yield from _language("dates.language", profile.dates.language)
    for text in profile.dates.formats:
        used = _DIRECTIVE.findall(text)
        if unknown := [f"%{code}" for code in used if code not in _DIRECTIVES]:
            yield "dates.formats", f"strptime knows no {' or '.join(unknown)}; got {text!r}"
        elif not {"Y", "y", "c", "x", "b", "B", "m"}.intersection(used):
            yield "dates.formats", f"expected a strptime format such as '%d %B %Y'; got {text!r}"


def _pager(pager: Pager) -> Iterator[Problem]:
    yield from _selector("pager.link", pager.link)
    needed = {"parameter": "parameter", "path": "template"}.get(pager.kind)
    if needed and getattr(pager, needed) is None:
        yield f"pager.{needed}", f"missing: kind {pager.kind!r} needs it"
    if pager.template is not None and pager.template.count("{}") != 1:
        yield "pager.template", f"expected one {{}} where the count stands; got {pager.template!r}"


def _feed(profile: Profile) -> Iterator[Problem]:
    if profile.feed.url is None:
        if not profile.feed.text:
            yield "feed.url", "missing: the address of the feed"
    elif profile.list.layout == "feed":
        yield "feed.url", "the list is a feed itself; take it out"
    elif profile.detail.follow:
        yield (
            "feed.url",
            "the items' own pages are read (detail.follow), which hold what a feed says; take one of the two out",
        )


def _expect(expect: Expect) -> Iterator[Problem]:
    for key in expect.__struct_fields__:
        span = getattr(expect, key)
        if span is not None and span[0] > span[1]:
            yield f"expect.{key}", f"expected the least before the greatest; got {list(span)}"


def _language(key: str, tag: str | None) -> Iterator[Problem]:
    if tag is not None and not _LANGUAGE.fullmatch(tag):
        yield key, f"expected a language tag such as en or pt-BR; got {tag!r}"


def _selector(key: str, selector: str | None, *, elements: bool = False) -> Iterator[Problem]:
    if selector is None:
        return
    try:
        path = _TRANSLATOR.css_to_xpath(selector)
    except SelectorError as error:
        yield key, f"not a CSS selector: {error}; got {selector!r}"
        return
    if elements and "::" in selector and ("/text()" in path or "/@" in path):
        yield key, f"expected a selector of elements, without ::text or ::attr(); got {selector!r}"
