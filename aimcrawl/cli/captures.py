"""``aimcrawl capture`` and ``aimcrawl captures``: the raw bytes, one by one or as a collection."""

from __future__ import annotations

import datetime as dt
import sys
from functools import partial
from pathlib import Path

import click

from aimcrawl.cli.base import Command, Group, current_home
from aimcrawl.cli.options import since_option, source_option, until_option
from aimcrawl.cli.output import clean
from aimcrawl.errors import UsageError

__all__ = ["capture", "captures"]

_OUTPUT = click.Path(path_type=Path, dir_okay=False)


@click.command(cls=Command)
@click.argument("name", metavar="ID")
@click.argument("revision", type=click.IntRange(min=1), required=False)
@click.option("-o", "--output", type=_OUTPUT, metavar="PATH", help="Default: stdout.")
@click.option("--raw", is_flag=True, help="The body as it came, its content encoding not undone.")
def capture(name: str, revision: int | None, output: Path | None, raw: bool) -> None:
    """Write the page that something was read from, proven by its digest.

    ID is an item's, of which the current revision or REVISION is meant, or a WARC record's (urn:uuid:…), as `show`
    prints it.
    """
    from archive import ledger, queries
    from archive.captures import read_block, read_capture
    from archive.captures.model import ERASED
    from archive.export.whole_file import whole_file

    with current_home().open_archive() as archive, archive.reading() as connection:
        found = queries.capture(connection, name, revision)
        if found.status is None and found.kind != ERASED:
            body = read_block(archive.captures, found)  # a note of a crawl: JSON
        else:
            response = read_capture(archive.captures, found, find=partial(ledger.capture_of_record, connection))
            body = response.body if raw else response.payload
    if output is None and sys.stdout.isatty():
        click.echo(clean(body.decode(errors="replace")))  # a page must not steer the terminal
    elif output is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
    else:
        with whole_file(output) as file:
            file.write(body)


@click.group(cls=Group)
def captures() -> None:
    """Give the raw captures to other tools."""


@captures.command()
@source_option
@since_option
@until_option
@click.option("-o", "--output", type=_OUTPUT, metavar="PATH", required=True, help="The file to write, .wacz.")
def export(source: str | None, since: dt.datetime | None, until: dt.datetime | None, output: Path) -> None:
    """Write captures as one WACZ file, which browsers replay (ReplayWeb.page).

    --since and --until mean the time of capture. The same captures give the same bytes; the file appears whole or not
    at all.
    """
    from aimcrawl import __version__
    from archive import queries
    from archive.captures import export_wacz

    if not output.parent.is_dir():
        raise UsageError(f"{output}: there is no folder {output.parent}")
    with current_home().open_archive() as archive, archive.reading() as connection:
        rows = queries.captures(connection, source=source, since=since, until=until)
        title = f"Captures of {source}" if source else "Captures"
        export_wacz(archive.captures, rows, output, title=title, software=f"AimCrawl {__version__}")
