"""``aimcrawl init``: make a home."""

from __future__ import annotations

import os
from pathlib import Path

import click

from aimcrawl.cli.base import Command, Session

__all__ = ["init"]


@click.command(cls=Command)
@click.argument("folder", metavar="[DIR]", required=False)
@click.option("--contact", default="", help="A mail or web address where site owners can reach you.")
@click.option("--database", metavar="URL", help="Keep the archive in this database instead of archive.db in the home.")
@click.pass_obj
def init(session: Session, folder: str | None, contact: str, database: str | None) -> None:
    """Make a home in DIR, by default this folder.

    A home holds aimcrawl.toml, scrapy.cfg, sources/, archive.db and captures/. A folder that is one already is refused.
    Where DIR is missing, --home or $AIMCRAWL_HOME name the folder.
    """
    from aimcrawl.home import create_home

    root = Path(folder or session.home or os.environ.get("AIMCRAWL_HOME") or ".")
    home = create_home(Path.cwd() / root, contact=contact, database=database)
    click.echo(f"Made a home in {home.root}")
    click.echo("Next: put a profile into sources/, or let `aimcrawl add URL` write one.", err=True)
