"""``aimcrawl changes``, ``history`` and ``diff``: what became of items."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from aimcrawl.cli.base import Command, current_home
from aimcrawl.cli.options import json_option, limit_option, since_option, source_option, until_option
from aimcrawl.cli.output import clean, print_json, print_rows
from aimcrawl.cli.reading import find_events, reading
from aimcrawl.errors import NotFound

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from archive.differences import FieldDifference
    from archive.views import EventView, RevisionView

__all__ = ["changes", "diff", "history"]

_STYLES: dict[str, dict[str, Any]] = {"both": {}, "old": {"fg": "red", "strikethrough": True}, "new": {"fg": "green"}}
_MARKS = {"both": ("", ""), "old": ("[-", "-]"), "new": ("{+", "+}")}


@click.command(cls=Command)
@click.option("--kind", type=click.Choice(["new", "edited", "removed", "restored"]), help="Of this kind only.")
@source_option
@since_option
@until_option
@limit_option
@json_option
def changes(as_json: bool, **which: Any) -> None:
    """List what changed, oldest first.

    --since and --until mean the time at which the site showed the change. Changes of white space, quotes and the like
    are marked as trivial; a removal lies between the last sight of the item and the time given.
    """
    if as_json:
        with reading(partial(find_events, **which), source=which["source"]) as views:
            print_json(views)
    else:
        with reading(partial(_find_titled, **which), source=which["source"]) as found:
            print_rows(("at", "kind", "item", "fields", "title"), (_row(*pair) for pair in found), wide="title")


@click.command(cls=Command)
@click.argument("item_id", metavar="ID")
@limit_option
@json_option
def history(item_id: str, limit: int | None, as_json: bool) -> None:
    """List the revisions of the item ID, oldest first.

    For each: when the site showed it, why it was made, and what had changed.
    """
    revisions = _revisions(item_id)
    if as_json:
        print_json(revisions[:limit])
        return
    rows = []
    for older, newer in zip([None, *revisions], revisions, strict=False):
        fields = "first seen" if older is None else ", ".join(one.field for one in _differences(older, newer))
        rows.append((newer.revision, newer.captured, newer.cause, fields, newer.title))
    print_rows(("revision", "captured", "cause", "changed", "title"), rows[:limit], wide="title")


@click.command(cls=Command)
@click.argument("item_id", metavar="ID")
@click.argument("older", metavar="[A]", type=int, required=False)
@click.argument("newer", metavar="[B]", type=int, required=False)
@json_option
def diff(item_id: str, older: int | None, newer: int | None, as_json: bool) -> None:
    """Show what was edited in the item ID, word by word.

    Compares the revisions A and B; without them, the last two. In colour on a terminal, elsewhere as [-old-] {+new+}.
    """
    revisions = {view.revision: view for view in _revisions(item_id)}
    order = list(revisions)
    newer = newer or order[-1]
    older = older or (order[max(0, order.index(newer) - 1)] if newer in revisions else newer)
    for number in (older, newer):
        if number not in revisions:
            raise NotFound(f"item {item_id} has no revision {number}; it has 1 to {max(order)}")
    found = _differences(revisions[older], revisions[newer])
    if as_json:
        print_json({"field": one.field, "runs": [[run.kind, run.text] for run in one.runs]} for one in found)
        return
    click.echo(f"revision {older} ({revisions[older].captured}) to {newer} ({revisions[newer].captured})")
    for one in found:
        click.echo(f"\n{one.field}\n{_coloured(one)}")
    if not found:
        click.echo("no difference")


def _find_titled(connection: Connection, **which: Any) -> Iterable[tuple[EventView, str | None]]:
    from archive import queries

    return queries.titled_events(connection, queries.EventFilter(**which))


def _row(view: EventView, title: str | None) -> tuple[object, ...]:
    fields = ", ".join(view.fields) + (" (trivial)" if view.trivial else "")
    return (view.at, view.kind, view.item, fields, title)


def _revisions(item_id: str) -> list[RevisionView]:
    """Return the revisions of an item as the site showed them: an import may have given older ones later numbers."""
    from archive import queries

    with current_home().open_archive() as archive, archive.reading() as connection:
        owner = queries.item(connection, item_id)
        found = queries.revisions(connection, owner.id)
        return sorted(found, key=lambda view: (view.captured, view.revision))


def _differences(older: RevisionView, newer: RevisionView) -> list[FieldDifference]:
    from archive.differences import differences

    return differences(older, newer)


def _coloured(difference: FieldDifference) -> str:
    """Return a difference as text: styled for a terminal, and marked for what strips styles."""
    import sys

    plain = not sys.stdout.isatty()
    parts = []
    for run in difference.runs:
        before, after = _MARKS[run.kind] if plain else ("", "")
        parts.append(before + click.style(clean(run.text), **_STYLES[run.kind]) + after)
    return "".join(parts)
