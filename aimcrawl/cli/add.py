"""``aimcrawl add``: from an address to a source. The learning is in ``probing``, the writing in ``home.adding``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command, current_home, worst
from aimcrawl.cli.output import clean, print_rows, talk
from aimcrawl.errors import AimCrawlError, UsageError

if TYPE_CHECKING:
    from aimcrawl.home import Home
    from aimcrawl.probing.learn import Learned
    from archive.archive import Archive

__all__ = ["add"]

_PREVIEW = 5


@click.command(cls=Command)
@click.argument("url", required=False)
@click.option("--slug", metavar="S", help="The source's short name. Default: made from the host's name.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--replace", is_flag=True, help="Write a new profile for the source --slug, whose site was rebuilt.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Add all addresses of FILE: one a line, or OPML.",
)
def add(url: str | None, slug: str | None, yes: bool, replace: bool, dry_run: bool, file: Path | None) -> int:  # noqa: PLR0913, PLR0917 - the contract's options
    """Add the news page at URL as a source.

    Reads the page, finds the items and the pager, proves both on the second page, and writes a profile that you can
    edit. Shows what it found and asks, unless --yes. Ends with 3 where the page cannot be told for certain.
    """
    if (url is None) == (file is None):
        raise UsageError("name one address, or a file of addresses with --from")
    if file is not None and (slug or replace):
        raise UsageError("--slug and --replace go with one address, not with --from")
    if replace and slug is None:
        raise UsageError("--replace needs the --slug of the source whose profile it replaces")
    if not (yes or dry_run or file or sys.stdin.isatty()):
        raise UsageError("there is no terminal to ask on; say --yes, or --dry-run to look first")
    home = current_home()
    with home.open_archive() as archive:
        if file is not None:
            return _add_all(home, archive, file, dry_run=dry_run)
        learned, slug = _learn(home, archive, str(url), slug, replace=replace)
        _show(learned, slug)
        if dry_run or not (yes or click.confirm(f"Write sources/{slug}.toml?", default=True, err=True)):
            return 0
        _write(home, archive, slug, learned)
    click.echo(f"Added {slug}. Next: aimcrawl crawl {slug}", err=True)
    return 0


def _learn(home: Home, archive: Archive, url: str, slug: str | None, *, replace: bool) -> tuple[Learned, str]:
    from aimcrawl.home.adding import check_slug, free_slug
    from aimcrawl.home.place import manners_for
    from aimcrawl.probing.keep import capturing_prober
    from aimcrawl.probing.learn import learn, slug_for

    if slug is not None:
        check_slug(home, archive, slug, replace=replace)
    with capturing_prober(home, archive, manners_for(home.config, url, {})) as prober:
        learned = learn(url if "://" in url else f"https://{url}", prober)
    return learned, slug or free_slug(home, archive, slug_for(learned.profile.url))


def _write(home: Home, archive: Archive, slug: str, learned: Learned) -> None:
    from aimcrawl.home.adding import add_profile
    from aimcrawl.home.sources import resume_source

    add_profile(home, slug, learned.text)
    resume_source(home, archive, slug)


def _show(learned: Learned, slug: str) -> None:
    """Show what was found: the first items, what speaks for it, and the profile."""
    items = learned.first + (learned.second or ())
    print_rows(
        ("published", "title", "text"),
        [(item.published, item.title, f"{len(item.text)} characters") for item in items[:_PREVIEW]],
        wide="title",
    )
    talk(f"\n{len(items)} items on the pages that were read; confidence {learned.confidence:.2f}")
    for note in learned.notes:
        talk(f"  {note}")
    click.echo(f"\n# sources/{slug}.toml\n{clean(learned.text)}")


def _add_all(home: Home, archive: Archive, file: Path, *, dry_run: bool) -> int:
    """Add every address of a file, a line of result each; what cannot be told stops no other."""
    codes = []
    for url in _addresses(file):
        try:
            learned, slug = _learn(home, archive, url, None, replace=False)
            if not dry_run:
                _write(home, archive, slug, learned)
        except AimCrawlError as error:
            click.echo(f"{url}\t{clean(str(error).splitlines()[0])}")
            codes.append(error.exit_code)
        else:
            click.echo(f"{url}\t{'would add' if dry_run else 'added'} {slug}: {len(learned.first)} items on page 1")
    return worst(codes)


def _addresses(file: Path) -> Iterator[str]:
    """Give the addresses of a file: those of an OPML outline, else its lines but for blank ones and comments."""
    from lxml import etree

    content = file.read_bytes()
    if b"<opml" in content[:1000].lower():
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
        for outline in etree.fromstring(content, parser).iter("outline"):
            if address := outline.get("htmlUrl") or outline.get("xmlUrl") or outline.get("url"):
                yield address
        return
    for line in content.decode("utf-8", "replace").splitlines():
        if (address := line.strip()) and not address.startswith("#"):
            yield address
