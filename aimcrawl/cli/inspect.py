"""``aimcrawl inspect``: what the reader sees on pages and in files; stores nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aimcrawl.cli.base import Command, worst
from aimcrawl.cli.options import json_option
from aimcrawl.cli.output import clean, print_json, print_rows, talk
from aimcrawl.errors import AimCrawlError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aimcrawl.probing.fetch import Fetched
    from aimcrawl.reading.listing import ListingReading

__all__ = ["inspect"]

_NO_LIST = 3


@click.command(cls=Command)
@click.argument("pages", metavar="PATH_OR_URL...", nargs=-1, required=True)
@click.option("--url", "base", metavar="BASE", help="The address that a file was saved from; links are relative to it.")
@click.option("--article", is_flag=True, help="Read one article instead of a list.")
@click.option(
    "--record",
    "case",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Record one page as a test case in the new folder DIR: the page, and what the reader makes of it.",
)
@json_option
def inspect(pages: tuple[str, ...], base: str | None, article: bool, case: Path | None, as_json: bool) -> int:
    """Show what the reader sees on pages.

    Needs no profile and no home, and stores nothing. Each PATH_OR_URL is an address or a saved page. Shows the items,
    the next page, and how sure the reader is. Ends with 3 where a page has no list.
    """
    if case is not None and (len(pages) != 1 or article or case.exists()):
        raise UsageError("--record takes one list page and a folder that is not there yet")
    codes = []
    for page in pages:
        try:
            fetched = _fetch(page, base)
        except AimCrawlError as error:
            talk(str(error))
            codes.append(error.exit_code)
            continue
        if case is not None:
            _record(case, fetched)
        seen = _article(fetched) if article else _listing(fetched)
        if as_json:
            print_json([seen])
        else:
            (_show_article if article else _show_listing)(page, seen)
        codes.append(0 if article or seen["confidence"] >= _claim() else _NO_LIST)
    return worst(codes)


def _claim() -> float:
    from aimcrawl.reading.listing import CLAIM

    return CLAIM


def _fetch(page: str, base: str | None) -> Fetched:
    """Return a page: fetched where it is an address, else read from a file."""
    from aimcrawl import __version__
    from aimcrawl.probing.fetch import Fetched, Prober
    from aimcrawl.profiles.model import Politeness

    if page.startswith(("http://", "https://")):
        return Prober(user_agent=f"aimcrawl/{__version__}", politeness=Politeness(delay=0.0)).get(page)
    try:
        body = Path(page).read_bytes()
    except OSError as error:
        raise UsageError(f"{page}: {error.strerror}; an address begins with https://") from error
    now = dt.datetime.now(dt.UTC)
    return Fetched(url=base or Path(page).absolute().as_uri(), body=body, content_type=None, fetched_at=now)


def _record(case: Path, fetched: Fetched) -> None:
    from aimcrawl.reading.cases import record_case

    record_case(case, fetched.body, fetched.url, fetched_at=fetched.fetched_at, header=fetched.content_type)
    talk(f"recorded in {case}: look at expected.json, and mend it where the reader is wrong")


def _listing(fetched: Fetched) -> dict[str, Any]:
    import aimcrawl

    reading = aimcrawl.read_listing(
        fetched.body, fetched.url, fetched_at=fetched.fetched_at, header=fetched.content_type
    )
    return {
        "url": fetched.url,
        "items": reading.items,
        "next_url": reading.next_url,
        "confidence": reading.confidence,
        "reasons": (*reading.reasons, *_leads(reading, fetched.url)),
        "kind": reading.kind,
    }


def _leads(reading: ListingReading, url: str) -> Iterator[str]:
    """Name the links that may lead on where no next page was told."""
    from aimcrawl.reading.pager import likely_next

    likely = likely_next(reading.root, url) if reading.items and reading.root is not None else ()
    for link in likely:
        yield f'the link "{link.label}" may lead to more, {link.url}: `add` looks whether it does'


def _article(fetched: Fetched) -> dict[str, Any]:
    import aimcrawl

    reading = aimcrawl.read_article(
        fetched.body, fetched.url, fetched_at=fetched.fetched_at, header=fetched.content_type
    )
    return {
        "url": fetched.url,
        "title": reading.title,
        "published": reading.published,
        "text": reading.text,
        "language": reading.language,
        "links": reading.links,
    }


def _show_listing(page: str, seen: dict[str, Any]) -> None:
    rows = [(item.published, item.title, item.url, len(item.text)) for item in seen["items"]]
    print_rows(("published", "title", "address", "characters"), rows, wide="title")
    talk(f"\n{page}: {len(rows)} items, confidence {seen['confidence']:.2f} ({seen['kind']})")
    for reason in seen["reasons"]:
        talk(f"  {reason}")
    talk(f"  next page: {seen['next_url'] or 'none'}")


def _show_article(page: str, seen: dict[str, Any]) -> None:
    talk(page)
    click.echo(clean(f"{seen['title'] or '(no title)'}\n{seen['published'] or 'no date'}\n\n{seen['text']}"))
