"""``aimcrawl crawls``: what was crawled, and how it ended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command
from aimcrawl.cli.options import SLUG, json_option, limit_option
from aimcrawl.cli.output import print_json, print_rows
from aimcrawl.cli.reading import reading

if TYPE_CHECKING:
    from archive.views import CrawlView

__all__ = ["changes_of", "crawls"]


@click.command(cls=Command)
@click.argument("slug", type=SLUG, required=False)
@limit_option
@json_option
def crawls(slug: str | None, limit: int | None, as_json: bool) -> None:
    """List crawls, newest first, with status and reason.

    With SLUG, those of one source. The changes are new and restored (+), edited (~) and removed (-) items.
    """
    from archive import queries

    with reading(partial(queries.crawls, source=slug, limit=limit), source=slug) as views:
        if as_json:
            print_json(views)
        else:
            columns = ("crawl", "source", "started", "status", "items", "changes", "reason")
            print_rows(columns, map(_row, views), fold="reason")


def changes_of(view: CrawlView) -> str:
    """Return what a crawl changed as ``+new ~edited -removed``, restored items counted as new."""
    return f"+{view.new + view.restored} ~{view.edited} -{view.removed}"


def _row(view: CrawlView) -> tuple[object, ...]:
    return (view.crawl, view.source, view.started, view.status, view.items, changes_of(view), view.reason)
