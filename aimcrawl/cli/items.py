"""``aimcrawl items`` and ``aimcrawl show``: reading the archive's items."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from aimcrawl.cli.base import Command, current_home
from aimcrawl.cli.options import (
    as_of_option,
    json_option,
    limit_option,
    since_option,
    source_option,
    status_option,
    until_option,
)
from aimcrawl.cli.output import clean, print_json, print_rows
from aimcrawl.cli.reading import find_items, reading

if TYPE_CHECKING:
    from archive.captures import Capture
    from archive.views import ItemView, MatchView

__all__ = ["items", "show"]


@click.command(cls=Command)
@source_option
@since_option
@until_option
@status_option
@as_of_option
@limit_option
@json_option
def items(as_json: bool, **which: Any) -> None:
    """List items, newest published first.

    --since and --until mean the published date; items without one come last.
    """
    with reading(partial(find_items, **which), source=which["source"]) as views:
        if as_json:
            print_json(views)
        else:
            columns = ("id", "published", "source", "status", "title")
            print_rows(columns, ((v.id, v.published, v.source, v.status, v.title) for v in views), wide="title")


@click.command(cls=Command)
@click.argument("item_id", metavar="ID")
@json_option
def show(item_id: str, as_json: bool) -> None:
    """Show the item ID with its current text."""
    from archive import queries

    with current_home().open_archive() as archive, archive.reading() as connection:
        view = queries.item(connection, item_id)
        captures = queries.captures_of_revision(connection, view.id)
        known_by = queries.match_of_revision(connection, view.id, view.revision)
        erased = queries.erased_at(connection, view.id)
    if as_json:
        print_json([view])
    else:
        click.echo(clean(_describe(view, captures, known_by, erased)))


def _describe(view: ItemView, captures: Sequence[Capture], known_by: MatchView | None, erased: str | None) -> str:
    """Return an item as a person reads it: title, what is known of it, captures, text, links."""
    facts = [
        ("id", view.id),
        ("published", view.published_raw and f"{view.published or 'unknown'} ({view.published_raw})"),
        ("source", view.source),
        ("status", view.status),
        ("erased", erased and f"{erased}: the archive took its content down"),
        ("address", view.url),
        ("read on", view.page_url),
        ("seen", f"{view.first_seen} to {view.last_seen}"),
        ("revision", str(view.revision)),
        ("known by", known_by and f"{known_by.rule} ({known_by.score}: {known_by.why})"),
        *(("capture", f"{one.record_id} ({one.file} at byte {one.offset})") for one in captures),
    ]
    lines = [view.title or "(no title)", "", *(f"{name:<10} {value}" for name, value in facts if value)]
    if view.text:
        lines += ["", view.text]
    if view.links:
        lines += ["", *(f"-> {link.text} {link.url}".replace("  ", " ") for link in view.links)]
    return "\n".join(lines)
