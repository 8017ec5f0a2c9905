"""``aimcrawl demo``: the whole story on the bundled sample site, told by the real commands."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command
from aimcrawl.errors import AimCrawlError, HomeExists

if TYPE_CHECKING:
    from aimcrawl.sample import SampleSite

__all__ = ["demo"]

_SLUG = "sample"
_EDITED, _REMOVED = 7, 60  # places in the sample site's list


@click.command(cls=Command)
@click.option("--keep", type=click.Path(path_type=Path), metavar="DIR", help="Leave the home in DIR to look around in.")
def demo(keep: Path | None) -> None:
    """Tell the whole story on a bundled sample site.

    Makes a home, adds a source, crawls it, changes the site, crawls again and shows what changed. The site is a web
    server on this machine; nothing else is contacted.
    """
    from aimcrawl.sample import SampleSite

    with _folder(keep) as home, SampleSite() as site:
        stage = _Stage(home)
        _tell(stage, site)
        stage.say(f"The archive holds {stage.contents()} now.")
    if keep is None:
        click.echo("\nThe home is gone with this demo. To look around in it: aimcrawl demo --keep DIR")
    else:
        click.echo(f"\nThe home is in {keep}. Try:\n")
        for command in ("items --limit 5", "changes --kind edited", "export --format json -o items.json", "crawls"):
            click.echo(f"  aimcrawl --home {keep} {command}")
    click.echo("\nYour own first source:\n\n  aimcrawl init news && cd news\n  aimcrawl add https://…/news")


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Give the folder for the home: the one to keep, or one that goes away."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="aimcrawl-demo-") as folder:
            yield Path(folder) / "home"
    elif keep.exists() and any(keep.iterdir()):
        raise HomeExists(f"{keep} is not empty; name a new folder, or leave --keep out")
    else:
        yield keep


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where the commands are run, and how they are shown."""

    home: Path

    def say(self, text: str) -> None:
        click.echo("\n" + click.style(text, bold=True))

    def run(self, *words: str) -> None:
        """Show a command and run it; its output is the story."""
        click.echo(click.style(f"$ aimcrawl {' '.join(words)}", fg="cyan"))
        sys.stdout.flush()
        environment = os.environ | {"AIMCRAWL_HOME": str(self.home), "COLUMNS": str(shutil.get_terminal_size().columns)}
        done = subprocess.run([sys.executable, "-m", "aimcrawl", *words], env=environment, check=False)  # noqa: S603 - our own words
        if done.returncode:
            raise AimCrawlError(f"`aimcrawl {' '.join(words)}` ended with {done.returncode}; the demo stops here")

    def contents(self) -> str:
        """Return how many items, revisions and captures the archive counts."""
        from sqlalchemy import func, select

        from aimcrawl import open_archive
        from archive import queries
        from archive.models import Capture

        with open_archive(self.home) as archive, archive.reading() as connection:
            items = sum(source.items for source in queries.sources(connection))
            revisions = sum(1 for _ in queries.revisions(connection))
            captures = connection.execute(select(func.count()).select_from(Capture)).scalar_one()
        return f"{items} items, {revisions} revisions and {captures} captures"

    def edited_item(self) -> str:
        """Return the id of the item that the archive says was edited."""
        from aimcrawl import open_archive
        from archive import queries

        with open_archive(self.home) as archive, archive.reading() as connection:
            return next(queries.events(connection, queries.EventFilter(kind="edited"))).item


def _tell(stage: _Stage, site: SampleSite) -> None:
    stage.say("A home: configuration, profiles, database and raw captures in one folder.")
    stage.run("init", str(stage.home))

    stage.say(f"A source: {site.pages} pages of news, {len(site.items)} items, and none of them has an address.")
    stage.run("add", site.url, "--slug", _SLUG, "--yes")

    stage.say("The first crawl reads every page once.")
    stage.run("crawl", _SLUG)
    stage.run("items", "--limit", "4")

    stage.say("The site changes: one item is posted, one is edited, one is taken down.")
    _change(site)
    stage.say("A crawl for what is new stops at the first page that holds nothing new.")
    stage.run("crawl", _SLUG)

    stage.say("A removal is said when two complete crawls walked past the item's place without meeting it.")
    stage.run("crawl", _SLUG, "--full")
    stage.run("crawl", _SLUG, "--full")

    stage.say("What changed, and what exactly in the edited one:")
    stage.run("changes", "--kind", "edited")
    stage.run("changes", "--kind", "removed")
    stage.run("diff", stage.edited_item())
    stage.run("crawls")


def _change(site: SampleSite) -> None:
    from aimcrawl.sample import SampleItem

    edited = site.items[_EDITED]
    site.items[_EDITED] = replace(edited, title=f"{edited.title} (corrected)")
    del site.items[_REMOVED]
    today = site.items[0].date + dt.timedelta(days=6)
    paragraphs = ("The association has posted this item while you were watching.",)
    site.items.insert(0, SampleItem(date=today, title="An item that was not there before", paragraphs=paragraphs))
