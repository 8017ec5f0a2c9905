"""``aimcrawl reread``: what today's reader would make of the captures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command, current_home
from aimcrawl.cli.evidence import progress_bar
from aimcrawl.cli.options import SLUG, json_option
from aimcrawl.cli.output import print_json, print_rows, talk

if TYPE_CHECKING:
    from aimcrawl.replay.reread import Otherwise

__all__ = ["reread"]


@click.command(cls=Command)
@click.argument("slug", type=SLUG, required=False)
@json_option
def reread(slug: str | None, as_json: bool) -> None:
    """Report what the reader of today would read otherwise in the captures.

    Of one source, or of all. Lists the pages on which it would find more or fewer items, and the revisions that it
    would write otherwise. Changes nothing.
    """
    from aimcrawl.replay.reread import pages_to_read, reread

    with (
        current_home().open_archive() as archive,
        progress_bar("Reading", pages_to_read(archive, slug), unit="pages") as progress,
    ):
        found = list(reread(archive, slug, progress=progress))
    if as_json:
        print_json(found)
    else:
        print_rows(("source", "crawl", "what", "where", "otherwise"), map(_row, found), wide="where")
    talk(f"{len(found)} would be read otherwise" if found else "all would be read as it is stored")


def _row(one: Otherwise) -> tuple[object, ...]:
    what = "page" if one.item is None else f"{one.item}/{one.revision}"
    difference = one.problem or ", ".join(one.fields)
    if one.records is not None:
        difference = "{} items, today {}".format(*one.records)
    return (one.source, one.crawl, what, one.page, difference)
