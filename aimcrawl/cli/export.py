"""``aimcrawl export``: the archive as a file for other tools."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aimcrawl.cli.base import Command, current_home
from aimcrawl.cli.options import as_of_option, limit_option, since_option, source_option, status_option, until_option
from aimcrawl.cli.reading import filter_for, has_history
from aimcrawl.errors import UsageError

if TYPE_CHECKING:
    from archive.export.documents import What

__all__ = ["export"]

_FORMS = ("json", "jsonl", "csv", "parquet", "jsonfeed", "atom", "jsonld")
_WHAT = ("items", "revisions", "events")
_FEEDS = ("jsonfeed", "atom")


@click.command(cls=Command)
@click.option("--format", "form", type=click.Choice(_FORMS), required=True, help="The form of the file.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="PATH", help="Default: stdout."
)
@click.option("--what", type=click.Choice(_WHAT), default="items", help="Default: items.")
@source_option
@since_option
@until_option
@status_option
@as_of_option
@click.option("--search", "query", metavar="QUERY", help="Of items that QUERY finds; see `aimcrawl search`.")
@limit_option
def export(form: str, output: Path | None, what: What, query: str | None, **options: Any) -> None:
    """Write items, revisions or events for other tools.

    json is one document, jsonl one object a line; csv and parquet are tables; jsonfeed and atom are feeds of items or
    events, newest first; jsonld holds items for search engines. With -o the file appears whole or not at all.
    """
    from archive.export import forms
    from archive.export.whole_file import whole_file

    if what not in forms.FORMS[form]:
        raise UsageError(f"{form} holds {' or '.join(forms.FORMS[form])}, not {what}")
    if output is None and form in forms.BINARY and sys.stdout.isatty():
        raise UsageError(f"{form} is not for a terminal; name a file with -o")
    if output is not None and not output.parent.is_dir():
        raise UsageError(f"{output}: there is no folder {output.parent}")
    home, source = current_home(), options["source"]
    order = {"newest_first": True} if form in _FEEDS and what == "events" else {}
    which = filter_for(what, **options | order | _matching(query, **options))
    with home.open_archive() as archive, archive.reading() as connection:
        if source is not None and not has_history(home, connection, source):
            which = filter_for(what, limit=0)
        parts = forms.export(connection, form, what, which, source=source)
        if output is None:
            sys.stdout.buffer.writelines(parts)
            sys.stdout.buffer.flush()
        else:
            with whole_file(output) as file:
                file.writelines(parts)


def _matching(query: str | None, *, as_of: object = None, **_: object) -> dict[str, Any]:
    """Return what a query asks of items, as a part of a filter."""
    from archive.search import matching

    if query is None:
        return {}
    if as_of is not None:
        raise UsageError("--search finds what items say now: it cannot be used with --as-of")
    return {"matching": matching(query)}
