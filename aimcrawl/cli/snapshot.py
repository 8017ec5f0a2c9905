"""``aimcrawl snapshot``: the archive's state as a folder of files, and the proof that one is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command, current_home
from aimcrawl.cli.options import SLUG, json_option
from aimcrawl.cli.output import clean, counted, print_json, talk
from aimcrawl.cli.reading import has_history
from aimcrawl.errors import SnapshotError, UsageError

if TYPE_CHECKING:
    from archive.snapshots import SnapshotView

__all__ = ["snapshot"]


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--source", "sources", type=SLUG, multiple=True, metavar="SLUG", help="Of these sources only; repeat it.")
@click.option("--check", is_flag=True, help="Check the snapshot DIR, or all that DIR holds, instead.")
@json_option
def snapshot(folder: Path, sources: tuple[str, ...], check: bool, as_json: bool) -> int:
    """Write a dated snapshot into DIR, with what parts it from the one before.

    `latest` in DIR points to the newest. The name is when the newest crawl ended: where nothing has changed since the
    last snapshot, none is written. With --check, says each fault and ends with 1 where there is one.
    """
    if check:
        return _check(folder, as_json=as_json)
    from archive.snapshots import take_snapshot

    if not folder.absolute().parent.is_dir():
        raise UsageError(f"{folder}: there is no folder {folder.parent}")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder")
    home = current_home()
    with home.open_archive() as archive:
        with archive.reading() as connection:
            if unknown := [slug for slug in sources if not has_history(home, connection, slug)]:
                raise SnapshotError(f"{', '.join(unknown)}: not crawled yet")
        taken = take_snapshot(archive, folder, sources=sources or None)
    if as_json:
        print_json([taken])
    else:
        click.echo(_told(taken))
    return 0


def _told(taken: SnapshotView) -> str:
    if not taken.is_new:
        return f"{taken.path}: nothing has changed since"
    if taken.previous is None:
        return f"{taken.path}: {taken.items} items, the first snapshot"
    counts = f"{taken.added} added, {taken.changed} changed, {taken.removed} removed since {taken.previous}"
    return f"{taken.path}: {taken.items} items, {counts}"


def _check(folder: Path, *, as_json: bool) -> int:
    from archive.snapshots import check_folder

    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder")
    faults = 0
    for faults, fault in enumerate(check_folder(folder), 1):  # noqa: B007 - the last one counts
        if as_json:
            print_json([fault])
        else:
            click.echo(clean(str(fault)))
    talk(counted(faults, "fault") if faults else "no fault")
    return 1 if faults else 0
