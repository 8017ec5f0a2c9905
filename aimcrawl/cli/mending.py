"""``aimcrawl merge`` and ``aimcrawl split``: what a person knows better about which record is which item."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command, current_home
from aimcrawl.cli.options import json_option
from aimcrawl.cli.output import print_json

if TYPE_CHECKING:
    from archive.archive import Archive

__all__ = ["merge", "split"]


@click.command(cls=Command)
@click.argument("keep", metavar="ID")
@click.argument("other", metavar="ID")
@json_option
def merge(keep: str, other: str, as_json: bool) -> None:
    """Say that the second item is the first one too.

    The first keeps its history; if the other was seen later, it goes on from there. From then on both are one wherever
    the archive is asked. Says how to undo it.
    """
    from archive.store.mending import merge_items

    with current_home().open_archive() as archive:
        revision = merge_items(archive, keep, other, now=dt.datetime.now(dt.UTC))
        if as_json:
            _print_items(archive, keep)
        else:
            click.echo(f"{other} is {keep} from now on; to undo it: aimcrawl split {keep} {revision}")


@click.command(cls=Command)
@click.argument("item_id", metavar="ID")
@click.argument("revision", metavar="REVISION", type=click.IntRange(min=1))
@json_option
def split(item_id: str, revision: int, as_json: bool) -> None:
    """Say that from REVISION on, the item ID is another one.

    Where that revision came from a merge, the merge is undone. Else a new item takes over from there, and ID, with what
    it said before, is missing.
    """
    from archive.store.mending import split_item

    with current_home().open_archive() as archive:
        other = split_item(archive, item_id, revision, now=dt.datetime.now(dt.UTC))
        if as_json:
            _print_items(archive, item_id, other)
        else:
            click.echo(f"{other} is an item of its own; to undo it: aimcrawl merge {item_id} {other}")


def _print_items(archive: Archive, *ids: str) -> None:
    from archive import queries

    with archive.reading() as connection:
        print_json([queries.item(connection, id_) for id_ in ids])
