"""``aimcrawl sources`` and ``aimcrawl source …``: what is crawled; pausing, resuming, renaming and removing it."""

from __future__ import annotations

import click

from aimcrawl.cli.base import Command, Group, current_home
from aimcrawl.cli.options import SLUG, json_option, limit_option
from aimcrawl.cli.output import print_json, print_rows, talk
from aimcrawl.errors import ConfigurationError

__all__ = ["source", "sources"]


@click.command(cls=Command)
@limit_option
@json_option
def sources(limit: int | None, as_json: bool) -> int:
    """List the sources, and how the last crawl of each ended.

    A profile with a fault is listed all the same; the fault is said on stderr, and the exit code is 2.
    """
    from aimcrawl.home.sources import survey

    home = current_home()
    with home.open_archive() as archive:
        views, _, faults = survey(home, archive)
    if as_json:
        print_json(views[:limit])
    else:
        columns = ("source", "status", "items", "last crawl", "outcome", "name")
        rows = [(v.source, v.status, v.items, v.last_crawl, v.last_status, v.name) for v in views[:limit]]
        print_rows(columns, rows, wide="name")
    if not views:
        talk("no sources yet: put a profile into sources/, or let `aimcrawl add URL` write one")
    for fault in faults.values():
        talk(f"Error: {fault}")
    return ConfigurationError.exit_code if faults else 0


@click.group(cls=Group)
def source() -> None:
    """Pause, resume, rename or remove a source."""


@source.command()
@click.argument("slug", type=SLUG)
def pause(slug: str) -> None:
    """Leave SLUG out of `crawl --all` and `crawl --due` until it is resumed."""
    from aimcrawl.home.sources import pause_source

    home = current_home()
    with home.open_archive() as archive:
        pause_source(home, archive, slug)
    talk(f"{slug} is paused; `aimcrawl source resume {slug}` undoes it")


@source.command()
@click.argument("slug", type=SLUG)
def resume(slug: str) -> None:
    """Crawl SLUG again, which was paused or removed."""
    from aimcrawl.home.sources import resume_source

    home = current_home()
    with home.open_archive() as archive:
        resume_source(home, archive, slug)
    talk(f"{slug} is active")


@source.command()
@click.argument("slug", type=SLUG)
@click.argument("new")
def rename(slug: str, new: str) -> None:
    """Give SLUG the slug NEW; its profile and its history go with it.

    A slug is made of lower-case letters and digits, with dots, hyphens and underscores between them.
    """
    from aimcrawl.home.sources import rename_to

    home = current_home()
    with home.open_archive() as archive:
        rename_to(home, archive, slug, new)
    talk(f"{slug} is now {new}")


@source.command()
@click.argument("slug", type=SLUG)
def remove(slug: str) -> None:
    """Crawl SLUG no more. Its items and their history stay, its profile as SLUG.toml.removed."""
    from aimcrawl.home.sources import remove_source

    home = current_home()
    with home.open_archive() as archive:
        remove_source(home, archive, slug)
    talk(f"{slug} is removed and its history kept; `aimcrawl source resume {slug}` undoes it")
