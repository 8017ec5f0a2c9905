"""docs/commands.md quotes the help of every command, as it is today, and every option stands in it."""

from __future__ import annotations

import re

import click
import pytest
from cli.help_in_docs import COMMANDS, REFRESH, paths, quote, quoted

from aimcrawl.cli import main

TEXT = COMMANDS.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", list(paths()), ids=" ".join)
def test_docs_quote_the_help_of_every_command(path: tuple[str, ...]) -> None:
    assert quoted(TEXT).get(path) == quote(path), f"docs/commands.md is out of date; refresh it: {REFRESH}"


def test_docs_quote_no_command_that_is_gone() -> None:
    assert set(quoted(TEXT)) <= set(paths())


@pytest.mark.parametrize("path", list(paths()), ids=" ".join)
def test_docs_say_more_of_every_command_than_its_help(path: tuple[str, ...]) -> None:
    words, _, _ = TEXT.partition(quote(path))
    section = words.rpartition("\n## ")[2]
    assert len(section.split("\n", 1)[1].split()) > 10, f"write what {' '.join(path)} is for above its help"


@pytest.mark.parametrize("path", list(paths()), ids=" ".join)
def test_every_option_and_command_says_what_it_does(path: tuple[str, ...]) -> None:
    command: click.Command = main
    with click.Context(main) as context:
        for name in path:
            assert isinstance(command, click.Group)
            found = command.get_command(context, name)
            assert found is not None
            command = found
        assert command.help
        for option in (parameter for parameter in command.params if isinstance(parameter, click.Option)):
            assert option.help, option.opts
            assert re.fullmatch(r"[A-Z`].*\.", option.help), f"{option.opts}: a sentence, please"
        assert not command.get_short_help_str(200).endswith("...")
