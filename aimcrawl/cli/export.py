"""``aimcrawl export``: the archive as a file for other tools."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aimcrawl.cli.base import Command
from aimcrawl.cli.options import as_of_option, limit_option, since_option, source_option, status_option, until_option
from aimcrawl.cli.reading import find_events, find_items, find_revisions, reading
from aimcrawl.errors import UsageError

if TYPE_CHECKING:
    from archive.export.documents import What

__all__ = ["export"]

_FIND: dict[str, Callable[..., Iterable[object]]] = {
    "items": find_items,
    "revisions": find_revisions,
    "events": find_events,
}


@click.command(cls=Command)
@click.option("--format", "form", type=click.Choice(["json", "jsonl"]), required=True, help="The form of the file.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="PATH", help="Default: stdout."
)
@click.option("--what", type=click.Choice(list(_FIND)), default="items", help="Default: items.")
@source_option
@since_option
@until_option
@status_option
@as_of_option
@limit_option
def export(form: str, output: Path | None, what: What, **which: Any) -> None:
    """Write items, revisions or events as JSON.

    json is one document, jsonl one object a line. With -o the file appears whole or not at all.
    """
    from archive.export.documents import as_json, as_jsonl
    from archive.export.whole_file import whole_file

    if output is not None and not output.parent.is_dir():
        raise UsageError(f"{output}: there is no folder {output.parent}")
    with reading(partial(_FIND[what], **which), source=which["source"]) as views:
        parts = as_json(what, views) if form == "json" else as_jsonl(views)
        if output is None:
            sys.stdout.buffer.writelines(parts)
            sys.stdout.buffer.flush()
        else:
            with whole_file(output) as file:
                file.writelines(parts)
