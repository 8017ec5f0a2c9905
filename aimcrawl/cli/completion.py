"""``aimcrawl completion``: the script that makes a shell complete commands, options and slugs."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from aimcrawl.cli.base import Command

__all__ = ["completion"]


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what makes SHELL complete commands, options and slugs.

    In the start-up file of bash or zsh: eval "$(aimcrawl completion bash)"; of fish: aimcrawl completion fish | source.
    """
    kind = get_completion_class(shell)
    if kind is None:  # click knows all three
        raise click.BadParameter(f"{shell} is not known")
    completer = kind(ctx.find_root().command, {}, "aimcrawl", "_AIMCRAWL_COMPLETE")
    click.echo(completer.source_template % completer.source_vars())
