"""``aimcrawl crawls``: what was crawled, and how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command, current_home
from aimcrawl.cli.options import SLUG, json_option, limit_option
from aimcrawl.cli.output import print_json, print_rows
from aimcrawl.cli.reading import reading
from aimcrawl.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from archive.views import CrawlView

__all__ = ["changes_of", "crawls", "remark_on"]


@click.command(cls=Command)
@click.argument("words", metavar="[SLUG | accept N]", nargs=-1, type=SLUG)
@limit_option
@json_option
def crawls(words: tuple[str, ...], limit: int | None, as_json: bool) -> None:
    """List crawls, or accept a suspect one.

    Newest first, with status and reason; with SLUG, those of one source. The changes are new and restored (+), edited
    (~) and removed (-) items. A killed crawl becomes partial when the source is crawled again. With accept N, what the
    suspect crawl N read becomes part of the archive.
    """
    if words[:1] == ("accept",) and len(words) > 1:
        _accept(words[1:], as_json=as_json)
    elif len(words) > 1:
        raise UsageError("name one source, or none; to take a suspect crawl: aimcrawl crawls accept N")
    else:
        _list(words[0] if words else None, limit=limit, as_json=as_json)


def _accept(words: Sequence[str], *, as_json: bool) -> None:
    from aimcrawl.profiles.rules import crawl_rules
    from archive.store.decisions import accept_crawl, source_of_crawl

    if len(words) != 1 or not words[0].isdecimal():
        raise UsageError("accept takes the number of one crawl; list them with: aimcrawl crawls")
    number, home = int(words[0]), current_home()
    with home.open_archive() as archive:
        rules = crawl_rules(home.load_profile(source_of_crawl(archive, number)))
        _print([accept_crawl(archive, number, rules, now=dt.datetime.now(dt.UTC))], as_json=as_json)


def _list(slug: str | None, *, limit: int | None, as_json: bool) -> None:
    with reading(partial(_crawls, locks=current_home().locks, slug=slug, limit=limit), source=slug) as views:
        _print(views, as_json=as_json)


def _crawls(connection: Connection, *, locks: Path, slug: str | None, limit: int | None) -> Iterator[CrawlView]:
    """Give crawls; one that never ended is *running* only while a process holds its source's lock.

    The locks are looked at before and after, since a crawl may begin or end between them and the database.
    """
    from msgspec.structs import replace

    from archive import queries
    from archive.locks import held_locks

    held = held_locks(locks)
    views = list(queries.crawls(connection, slug, limit=limit))
    held |= held_locks(locks)
    for view in views:
        killed = view.status == "running" and view.source not in held
        yield replace(view, status="killed") if killed else view


def _print(views: Iterable[CrawlView], *, as_json: bool) -> None:
    if as_json:
        print_json(views)
    else:
        columns = ("crawl", "source", "started", "status", "items", "changes", "reason")
        print_rows(columns, map(_row, views), fold="reason")


def changes_of(view: CrawlView) -> str:
    """Return what a crawl changed as ``+new ~edited -removed``, restored items counted as new."""
    return f"+{view.new + view.restored} ~{view.edited} -{view.removed}"


def remark_on(view: CrawlView) -> str:
    """Return what a person should know of a crawl: its reason, and how many records are incomplete."""
    incomplete = f"{view.incomplete} without a date or title" if view.incomplete else None
    return "; ".join(filter(None, (view.reason, incomplete)))


def _row(view: CrawlView) -> tuple[object, ...]:
    status = view.status if view.kind == "crawl" else f"{view.kind} {view.status}"
    return (view.crawl, view.source, view.started, status, view.items, changes_of(view), remark_on(view))
