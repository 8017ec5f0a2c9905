"""What every command has: ``--home`` and ``--debug``, and one place where errors become messages and exit codes.

A command returns its exit code (None is 0) or raises. Options that some commands share stand in ``options``.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import logging
import os
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aimcrawl.cli.output import talk
from aimcrawl.errors import AimCrawlError

if TYPE_CHECKING:
    from aimcrawl.home import Home

__all__ = ["INTERRUPTED", "Command", "Group", "LazyGroup", "Session", "current_home", "worst"]

INTERRUPTED = 4  # CONTRACT: what was read is kept; also after Ctrl-C
_YOUNG = 20_000  # Python's default: 700
"""So many new objects before Python looks for cycles among them. A crawl makes millions of objects and few cycles."""
_WORST_FIRST = (2, 1, 3, 4, 5, 0)


@dataclass(slots=True)
class Session:
    """What the options of every command said; click carries it as the context's object."""

    home: str | None = None
    debug: bool = False


def current_home(context: click.Context | None = None) -> Home:
    """Open the home that a call of a command is about: by default the one that runs.

    Raises:
        HomeMissing: none is named and none lies above, or the named folder is none.
        ConfigurationError: its ``aimcrawl.toml`` has a fault.
    """
    from aimcrawl.home import find_home

    session = (context or click.get_current_context()).ensure_object(Session)
    return find_home(session.home, os.environ, Path.cwd())


def worst(codes: Sequence[int]) -> int:
    """Return the exit code of several outcomes: the worst, in the order 2, 1, 3, 4, 5, 0."""
    return min(codes, key=_WORST_FIRST.index, default=0)


class Command(click.Command):
    """A command with the options that every command has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += _shared_options()


class Group(click.Group):
    """A group of commands, with the same options."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += _shared_options()


class LazyGroup(Group):
    """The root: imports a command when it is called, and turns whatever ends a command into an exit code."""

    def __init__(self, *args: Any, commands_by_section: Mapping[str, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = commands_by_section
        self.modules = {name: module for section in commands_by_section.values() for name, module in section.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        """Return the names of all commands in the order of the help."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        """Import the module of a command and return the command; None where there is none of that name."""
        if cmd_name not in self.modules:
            return None
        name = cmd_name.replace("-", "_")
        command = getattr(importlib.import_module(self.modules[cmd_name]), f"{name}_" if iskeyword(name) else name)
        assert isinstance(command, click.Command)  # noqa: S101 - a slip in COMMANDS
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; where there is none, name the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=self.modules, ctx=ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under the heading of their section."""
        width = formatter.width - 6 - max(map(len, self.modules))
        for section, names in self.sections.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(section):
                formatter.write_dl([(name, command.get_short_help_str(width)) for name, command in commands if command])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and end the process with its exit code: the one place where errors become messages."""
        session = extra.setdefault("obj", Session())
        if standalone_mode:
            _prepare_process()
        try:
            code = super().main(
                args,
                prog_name,
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except Exception as error:
            if not standalone_mode:
                raise
            if session.debug:
                traceback.print_exc()
            code = _report(error)
            try:
                sys.stdout.flush()
            except OSError:
                _give_up_output()
        return sys.exit(code or 0) if standalone_mode else code

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a reader of our output that has had enough (``| head``) is no error."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _give_up_output()
            return 0
        return code


def _give_up_output() -> None:
    """Drop what stdout cannot take: Python would try once more as the process ends, and make its exit code 120."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _prepare_process() -> None:
    """Let SIGTERM clean up as Ctrl-C does, no letter that the locale lacks end a command; collect garbage seldom."""
    gc.set_threshold(_YOUNG)
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)  # shows a traceback where a query is interrupted
    with contextlib.suppress(ValueError):  # only the main thread may
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _report(error: Exception) -> int:
    """Say on stderr what ended a command, and return its exit code."""
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, click.Abort):
        talk("interrupted")
        return INTERRUPTED
    if isinstance(error, AimCrawlError):
        talk(f"Error: {error}")
        return error.exit_code
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        talk(f"Error: {where}{error.strerror or error}")
    else:
        talk(f"Error: a fault in AimCrawl: {type(error).__name__}: {error}; --debug shows where")
    return 1


def _shared_options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--home"],
            metavar="DIR",
            expose_value=False,
            callback=_note_home,
            help="Work in this home.",
        ),
        click.Option(
            ["--debug"], is_flag=True, expose_value=False, callback=_note_debug, help="Show where an error came from."
        ),
    ]


def _note_home(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.ensure_object(Session).home = value


def _note_debug(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Session).debug = True
