"""The help of every command as docs/commands.md quotes it. Run as a script, it brings the quotes up to date.

A quote is a fenced block that begins with ``$ aimcrawl … --help``. Words around it are written by people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from aimcrawl.cli import main

COMMANDS = Path(__file__).parents[2] / "docs" / "commands.md"
REFRESH = "python tests/cli/help_in_docs.py"
_QUOTE = re.compile(r"^```text\n\$ aimcrawl(?P<path>[a-z ]*) --help\n.*?^```\n", re.MULTILINE | re.DOTALL)


def paths(group: click.Group = main, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give the words of every command, a group before what is in it: `()`, `("init",)`, `("source", "pause")`…"""
    yield above
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                yield from paths(command, (*above, name))
            else:
                yield (*above, name)


def quote(path: tuple[str, ...]) -> str:
    """Return the block that quotes the help of a command."""
    call = " ".join(["aimcrawl", *path, "--help"])
    shown = CliRunner().invoke(main, [*path, "--help"], prog_name="aimcrawl", env={"COLUMNS": "80"}).stdout
    return f"```text\n$ {call}\n{shown}```\n"


def quoted(text: str) -> dict[tuple[str, ...], str]:
    """Return the quotes that a document holds, by command."""
    return {tuple(match["path"].split()): match[0] for match in _QUOTE.finditer(text)}


def refreshed(text: str) -> str:
    """Return a document with its quotes as they should be; what is not quoted yet comes at its end."""
    known = quoted(text)
    text = _QUOTE.sub(lambda match: quote(tuple(match["path"].split())), text)
    missing = (f"\n## {' '.join(path) or 'aimcrawl'}\n\n{quote(path)}" for path in paths() if path not in known)
    return text + "".join(missing)


if __name__ == "__main__":
    COMMANDS.write_text(refreshed(COMMANDS.read_text(encoding="utf-8")), encoding="utf-8")
