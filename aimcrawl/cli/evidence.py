"""``aimcrawl verify``, ``backup`` and ``rebuild``: proving, copying and restoring what the archive holds."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command, current_home
from aimcrawl.cli.options import json_option, limit_option
from aimcrawl.cli.output import clean, counted, print_json, progress_bar, talk

if TYPE_CHECKING:
    from archive.archive import Archive
    from archive.evidence.model import Finding

__all__ = ["backup", "rebuild", "verify"]


@click.command(cls=Command)
@click.option(
    "--sample",
    type=click.FloatRange(0, 100),
    metavar="P",
    help="Read the bytes of P percent of the captures; check all else.",
)
@click.option("--deep", is_flag=True, help="Read each revision from its capture again, and compare.")
@limit_option
@json_option
def verify(sample: float | None, deep: bool, limit: int | None, as_json: bool) -> int:
    """Check every byte of the captures and the whole database.

    Says each fault with its place and what to do about it; with --limit, the first ones and how many there are. Ends
    with 1 where there is one. Changes nothing, and can run while crawls do.
    """
    from archive.evidence.verify import bytes_to_check, verify

    share = None if sample is None else sample / 100
    faults, room = 0, sys.maxsize if limit is None else limit
    with current_home().open_archive() as archive:
        with progress_bar("Checking", bytes_to_check(archive)) as progress:
            faults += _tell(verify(archive, sample=share, progress=progress), room, as_json=as_json)
        if deep:
            faults += _tell(_deep(archive), room - faults, as_json=as_json)
    talk(counted(faults, "fault") if faults else "no fault")
    return 1 if faults else 0


def _deep(archive: Archive) -> Iterator[Finding]:
    """Give the revisions that say something else than their captures."""
    from aimcrawl.replay.deep import deep_faults, revisions_to_read

    with progress_bar("Reading", revisions_to_read(archive), unit="revisions") as progress:
        yield from deep_faults(archive, progress=progress)


def _tell(findings: Iterable[Finding], room: int, *, as_json: bool) -> int:
    """Write what was found, at once, as long as there is room; return how many there were."""
    number = 0
    for number, finding in enumerate(findings, 1):
        if number > room:
            continue
        if as_json:
            print_json([finding])
        else:
            click.echo(clean(str(finding)))
    return number


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
def backup(folder: Path) -> int:
    """Copy the home into DIR, also while crawls run, and verify the copy.

    DIR is new, or holds an earlier backup of this home: then only what is new is copied. The copy is a home; name it
    with --home to read it.
    """
    from aimcrawl.home.backup import back_up
    from archive.evidence.verify import bytes_to_check, verify

    home = current_home()
    with home.open_archive() as archive, progress_bar("Copying", bytes_to_check(archive)) as progress:
        copy = back_up(home, archive, folder, progress=progress)
    with copy.open_archive() as archive, progress_bar("Checking", bytes_to_check(archive)) as progress:
        faults = list(verify(archive, progress=progress))
    for fault in faults:
        talk(str(fault))
    click.echo(f"{folder}: {counted(len(faults), 'fault') if faults else 'copied and verified'}")
    return 1 if faults else 0


@click.command(cls=Command)
def rebuild() -> int:
    """Make the database again from the captures alone.

    Items, revisions and events get the ids that they had. The old database is kept under another name. Says what could
    not be made as it was, and ends with 4 where there is any.
    """
    from aimcrawl.home.rebuilding import rebuild_home

    home = current_home()
    size = sum(path.stat().st_size for path in home.captures.glob("*.warc.gz"))
    with progress_bar("Reading", size) as progress:
        told = rebuild_home(home, progress=progress)
    for sentence in told:
        talk(sentence)
    with home.open_archive() as archive, archive.reading() as connection:
        from archive import queries

        items = sum(source.items for source in queries.sources(connection))
        crawls = sum(1 for _ in queries.crawls(connection))
    click.echo(f"rebuilt {items} items from {crawls} crawls")
    return 4 if told else 0
