"""``aimcrawl reread``: what today's reader would make of the captures; on demand, it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command, current_home
from aimcrawl.cli.options import SLUG, json_option, limit_option
from aimcrawl.cli.output import print_json, print_rows, progress_bar, talk

if TYPE_CHECKING:
    from aimcrawl.replay.reread import Otherwise

__all__ = ["reread"]


@click.command(cls=Command)
@click.argument("slug", type=SLUG, required=False)
@click.option("--apply", "is_applied", is_flag=True, help="Write the items' present revisions as they are read today.")
@limit_option
@json_option
def reread(slug: str | None, is_applied: bool, limit: int | None, as_json: bool) -> None:
    """Report what the reader of today would read otherwise in the captures.

    Of one source, or of all, by today's profile where that fits the pages. Lists the pages on which it would find more
    or fewer items, and the revisions that it would write otherwise. Changes nothing without --apply. A crawl with a
    newer reader or a mended profile does the same first, of itself.
    """
    found = _apply(slug) if is_applied else _report(slug)
    if as_json:
        print_json(found[:limit])
    else:
        print_rows(("source", "crawl", "what", "where", "otherwise"), map(_row, found[:limit]), wide="where")
    if is_applied:
        written = sum(one.revision is not None for one in found)
        talk(f"{written} revisions were written as re-readings" if written else "nothing is read otherwise")
    else:
        talk(f"{len(found)} would be read otherwise" if found else "all would be read as it is stored")


def _report(slug: str | None) -> list[Otherwise]:
    from aimcrawl.replay.reread import pages_to_read, profile_texts, reread

    home = current_home()
    with (
        home.open_archive() as archive,
        progress_bar("Reading", pages_to_read(archive, slug), unit="pages") as progress,
    ):
        return list(reread(archive, slug, profiles=profile_texts(home, slug), progress=progress))


def _apply(slug: str | None) -> list[Otherwise]:
    from aimcrawl.replay.applying import apply_to_sources

    home = current_home()
    with home.open_archive() as archive:
        return list(apply_to_sources(home, archive, slug))


def _row(one: Otherwise) -> tuple[object, ...]:
    what = "page" if one.item is None else f"{one.item}/{one.revision or '-'}"
    difference = one.problem or ", ".join(one.fields)
    if one.records is not None:
        difference = "{} items, today {}".format(*one.records)
    return (one.source, one.crawl, what, one.page, difference)
