"""``aimcrawl schema``: the JSON Schemas of what commands print and of the files that people write."""

from __future__ import annotations

import click

from aimcrawl.cli.base import Command
from aimcrawl.errors import UsageError

__all__ = ["schema"]


@click.command(cls=Command)
@click.argument("name", required=False)
def schema(name: str | None) -> None:
    """Print the JSON Schema NAME, or the names of all.

    The name datasette gives the metadata that datasette shows beside archive.db.
    """
    import msgspec

    from aimcrawl.schemas import SCHEMAS, json_schema
    from archive.describing import datasette_metadata

    if name is None:
        click.echo("\n".join([*SCHEMAS, "datasette"]))
    elif name == "datasette":
        click.echo(msgspec.json.format(msgspec.json.encode(datasette_metadata())))
    elif name in SCHEMAS:
        click.echo(msgspec.json.format(msgspec.json.encode(json_schema(name))))
    else:
        raise UsageError(f"no schema {name!r}; there are {', '.join(SCHEMAS)}")
