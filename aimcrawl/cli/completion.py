"""``aimcrawl completion``: the script that makes a shell complete commands, options and slugs."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from aimcrawl.cli.base import Command

__all__ = ["completion"]

_SHELLS: dict[str, type[ShellComplete]] = {"bash": BashComplete, "fish": FishComplete, "zsh": ZshComplete}


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(list(_SHELLS)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what makes a shell complete commands, options and slugs.

    \b
    ~/.bashrc, ~/.zshrc:         eval "$(aimcrawl completion bash)", or zsh
    ~/.config/fish/config.fish:  aimcrawl completion fish | source
    """  # noqa: D301 - \b keeps click from filling the lines
    completer = _SHELLS[shell](ctx.find_root().command, {}, "aimcrawl", "_AIMCRAWL_COMPLETE")
    click.echo(completer.source_template % completer.source_vars())
