"""``aimcrawl cite``: a citation of an item that can be checked."""

from __future__ import annotations

from pathlib import Path

import click

from aimcrawl.cli.base import Command, current_home
from aimcrawl.cli.options import json_option
from aimcrawl.cli.output import clean, print_json, talk
from aimcrawl.errors import UsageError

__all__ = ["cite"]


@click.command(cls=Command)
@click.argument("words", nargs=-1, metavar="ID [REVISION]")
@click.option("--check", "is_check", is_flag=True, help="Check the citations in files, whose names are given instead.")
@json_option
def cite(words: tuple[str, ...], is_check: bool, as_json: bool) -> int:
    """Print a citation of the item ID, or check citations.

    It names item and revision, address and dates, the digests of what was captured and read, and the root of the crawl
    in the chain. With --check, says what does not hold of each file, and ends with 1 where anything does not.
    """
    from archive import queries
    from archive.evidence.citing import as_text, cite

    if is_check:
        return _check([Path(word) for word in words])
    if not 1 <= len(words) <= 2 or not all(word.isdecimal() for word in words[1:]):  # noqa: PLR2004 - ID and REVISION
        raise UsageError("say which item: ID, or ID and the number of a revision")
    revision = int(words[1]) if len(words) > 1 else None
    with current_home().open_archive() as archive, archive.reading() as connection:
        citation = cite(connection, words[0], revision)
        erased = queries.erased_at(connection, citation.item)
    if as_json:
        print_json([citation])
    else:
        click.echo(clean(as_text(citation)), nl=False)
    if erased:
        talk(f"the archive took the content of this item down at {erased}: its digests stay, their proof went")
    return 0


def _check(files: list[Path]) -> int:
    from archive.evidence.citing import check, parse

    if not files:
        raise UsageError("say which files to check")
    is_proven = True
    with current_home().open_archive() as archive, archive.reading() as connection:
        for file in files:
            try:
                citation = parse(file.read_text(encoding="utf-8"))
            except ValueError as error:
                raise UsageError(f"{file} is no citation: {error}") from error
            problems = list(check(connection, archive.captures, citation))
            is_proven = is_proven and not problems
            for line in problems or ["proven"]:
                click.echo(clean(f"{file}: {line}"))
    return 0 if is_proven else 1
