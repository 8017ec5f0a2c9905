"""``aimcrawl erase``: take down what an item said."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command, current_home
from aimcrawl.cli.output import progress_bar, talk
from aimcrawl.errors import UsageError

if TYPE_CHECKING:
    from archive.captures import Capture

__all__ = ["erase"]


@click.command(cls=Command)
@click.argument("item_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(item_id: str, yes: bool) -> None:
    """Take down the content of the item ID for good, from database and captures.

    For legal reasons. A tombstone stays, which `verify` and the chain of crawls accept. The pages that showed the item
    go as a whole: what other items say stays, but can no longer be proven by these pages.
    """
    from aimcrawl.replay.showing import captures_showing, pages_of_source
    from archive import queries
    from archive.store.erasing import erase_item

    home = current_home()
    with home.open_archive() as archive:
        with archive.reading() as connection:
            item = queries.item(connection, item_id)
            before = queries.erased_at(connection, item.id)
        captures: list[Capture] = []
        if before is None:  # else it is refused, once what a killed erasure left is ended
            with progress_bar("Searching", pages_of_source(archive, item.id), unit="pages") as progress:
                captures = captures_showing(archive, item.id, progress=progress)
            _ask(f"Erase {item.title!r} and {len(captures)} captured pages for good?", yes=yes)
        erase_item(archive, item.id, captures, now=dt.datetime.now(dt.UTC))
    click.echo(f"erased {item.id} and {len(captures)} captures")
    copies = [*home.root.glob("archive.db.before-*"), *home.captures.glob("quarantine/*")]
    for copy in copies:
        talk(f"{copy} may hold the content still; so may backups and exports")


def _ask(question: str, *, yes: bool) -> None:
    """Go on only where a person agrees."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("say --yes to erase without being asked")
    click.confirm(question, abort=True, err=True)
