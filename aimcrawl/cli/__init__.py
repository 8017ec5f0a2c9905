"""The command line: thin commands over the libraries. One file a family of commands.

``main`` names the module of each command and imports it when it is called, so that starting costs little; modules of
commands import what is heavy inside their functions. What all commands share stands in ``base`` (options of every
command, exit codes), ``options`` and ``output``.
"""

from __future__ import annotations

import click

from aimcrawl import __version__
from aimcrawl.cli.base import LazyGroup

__all__ = ["COMMANDS", "main"]

COMMANDS = {
    "Homes and sources": {
        "demo": "aimcrawl.cli.demo",
        "init": "aimcrawl.cli.init",
        "inspect": "aimcrawl.cli.inspect",
        "add": "aimcrawl.cli.add",
        "sources": "aimcrawl.cli.sources",
        "source": "aimcrawl.cli.sources",
    },
    "Crawling": {
        "crawl": "aimcrawl.cli.crawl",
        "crawls": "aimcrawl.cli.crawls",
        "check": "aimcrawl.cli.check",
        "status": "aimcrawl.cli.status",
        "schedule": "aimcrawl.cli.status",
        "alerts": "aimcrawl.cli.alerts",
    },
    "Reading the archive": {
        "items": "aimcrawl.cli.items",
        "search": "aimcrawl.cli.search",
        "show": "aimcrawl.cli.items",
        "changes": "aimcrawl.cli.history",
        "history": "aimcrawl.cli.history",
        "diff": "aimcrawl.cli.history",
        "similar": "aimcrawl.cli.search",
        "export": "aimcrawl.cli.export",
        "snapshot": "aimcrawl.cli.snapshot",
        "schema": "aimcrawl.cli.schema",
        "serve": "aimcrawl.cli.serve",
    },
    "Mending identity": {
        "merge": "aimcrawl.cli.mending",
        "split": "aimcrawl.cli.mending",
    },
    "Evidence": {
        "verify": "aimcrawl.cli.evidence",
        "backup": "aimcrawl.cli.evidence",
        "rebuild": "aimcrawl.cli.evidence",
        "reread": "aimcrawl.cli.reread",
        "import": "aimcrawl.cli.importing",
        "erase": "aimcrawl.cli.erase",
        "capture": "aimcrawl.cli.captures",
        "captures": "aimcrawl.cli.captures",
        "cite": "aimcrawl.cli.citing",
    },
    "The command line itself": {
        "completion": "aimcrawl.cli.completion",
    },
}
"""The module of each command, by section of the help; the function bears the command's name."""


@click.group(cls=LazyGroup, commands_by_section=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="aimcrawl")
def main() -> None:
    """Archive what organisations publish on their news pages, and know when they change it.

    Commands work in a home: the one that --home names, else $AIMCRAWL_HOME, else the nearest folder upward with
    aimcrawl.toml. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 suspect or cannot tell, 4 partial,
    5 busy.
    """
