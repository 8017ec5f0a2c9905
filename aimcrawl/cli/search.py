"""``aimcrawl search`` and ``aimcrawl similar``: finding items by what they say."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from aimcrawl.cli.base import Command, current_home
from aimcrawl.cli.options import (
    json_option,
    limit_option,
    since_option,
    source_option,
    status_option,
    until_option,
)
from aimcrawl.cli.output import clean, print_json, print_rows, progress_bar, talk
from aimcrawl.cli.reading import reading
from aimcrawl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text
    from sqlalchemy import Connection

    from archive.search.excerpts import Segments
    from archive.views import HitView

__all__ = ["search", "similar"]

_SHOWN = 20  # hits, where nobody says how many


class _SearchCommand(Command):
    """A command whose argument may begin with ``-``, as ``-water`` does: it has no options of one letter."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; what is no option and begins with one dash is the query."""
        try:
            return super().parse_args(ctx, [*args])
        except click.NoSuchOption as error:
            place = next((place for place, one in enumerate(args) if one.startswith(error.option_name)), None)
            if place is None or error.option_name.startswith("--"):
                raise
        return super().parse_args(ctx, [*args[:place], *args[place + 1 :], "--", args[place]])


@click.command(cls=_SearchCommand)
@click.argument("query", required=False)
@source_option
@since_option
@until_option
@status_option
@click.option("--old", is_flag=True, help="Also in revisions that are no longer current.")
@click.option("--relevance", is_flag=True, help="Best hits first, not the newest.")
@limit_option
@json_option
@click.option("--reindex", is_flag=True, help="Make the index of words again; takes no QUERY.")
def search(query: str | None, as_json: bool, reindex: bool, **which: Any) -> None:
    """Find items by the words of their titles and texts, newest published first.

    QUERY: words that all must stand there, "phrases", AND, OR, NOT or -word, (groups), beginnings*, title:word,
    source:slug, since:2016-04 and until:2017; it may begin with -. Accents and case do not matter. --since and --until
    mean the published date. Gives 20 hits, unless --limit says otherwise.
    """
    if reindex:
        if query is not None:
            raise UsageError("--reindex takes no QUERY")
        _make_index_again()
        return
    if query is None:
        raise UsageError('missing QUERY, such as: aimcrawl search "climate OR water"')
    with reading(partial(_find, query, **which), source=which["source"]) as found:
        hits = list(found)
    if as_json:
        print_json(hits)
    elif sys.stdout.isatty():
        _print_hits(hits)
    else:
        columns = ("id", "published", "source", "status", "title", "excerpt")
        print_rows(columns, [(h.id, h.published, h.source, h.status, h.title, _plain(h)) for h in hits])


@click.command(cls=Command)
@click.argument("item_id", metavar="ID")
@click.option("--same-source", is_flag=True, help="Also items of the item's own source.")
@limit_option
@json_option
def similar(item_id: str, same_source: bool, limit: int | None, as_json: bool) -> None:
    """List the items of other sources whose text is that of the item ID, or nearly.

    Most alike first: "same text", or "near" with the share of what both say. They are linked here, never merged.
    """
    from archive.search import similar

    with current_home().open_archive() as archive, archive.reading() as connection:
        found = similar(connection, item_id, same_source=same_source)[:limit]
    if as_json:
        print_json(found)
    else:
        columns = ("item", "kind", "likeness", "published", "source", "title")
        print_rows(columns, ((v.item, v.kind, v.likeness, v.published, v.source, v.title) for v in found), wide="title")


def _find(query: str, connection: Connection, *, relevance: bool, limit: int | None, **which: Any) -> Sequence[HitView]:
    from archive.search import SearchFilter, search

    days = {name: which[name] and which[name].date() for name in ("since", "until")}
    order: Any = "relevance" if relevance else "newest"
    return search(connection, query, SearchFilter(**which | days, order=order, limit=limit or _SHOWN))


def _make_index_again() -> None:
    from archive.search.index import make_anew, revisions_to_index

    with (
        current_home().open_archive() as archive,
        archive.writing() as connection,
        progress_bar("Indexing", revisions_to_index(connection), unit="revisions") as progress,
    ):
        count = make_anew(connection, progress=progress)
    talk(f"indexed {count} revisions")


def _plain(hit: HitView) -> str:
    return "".join(part for part, _ in hit.excerpt.text)


def _print_hits(hits: Sequence[HitView]) -> None:
    """Print each hit as its title, what is known of it, and the piece of its text that was found."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False)
    for hit in hits:
        console.print(_marked(hit.excerpt.title, "bold") if hit.title else Text("(no title)", "bold"))
        status = "" if hit.status == "present" else f"  {hit.status}"
        console.print(Text(f"  {hit.published or 'no date'}  {hit.source}  {hit.id}{status}", "dim"))
        if hit.excerpt.text:
            console.print(Padding(_marked(hit.excerpt.text, ""), (0, 0, 0, 2)))


def _marked(segments: Segments, style: str) -> Text:
    from rich.text import Text

    return Text.assemble(*((clean(part), f"{style} underline".strip() if found else style) for part, found in segments))
