"""Making a home: whole or not at all, and never over what is there."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import msgspec

from aimcrawl.config import Config
from aimcrawl.errors import HomeError, HomeExists
from aimcrawl.home.place import MARK, Home, open_home
from aimcrawl.toml_file import parse_toml

__all__ = ["create_home"]

_SCRAPY_CFG = """\
# Makes `scrapy list` and `scrapy crawl SLUG` work in this folder.
[settings]
default = aimcrawl.spiders.settings
"""

_CONFIG = """\
# The configuration of this home. A key that is commented out shows its default.

[crawl]
# A mail or web address where the owners of the sites that you crawl can reach you; every request bears it.
contact = {contact}
# How many sources are crawled at once. One site never gets more than one request at a time.
# concurrency = 16
# How often `aimcrawl crawl --due` takes each source: 6h, 1d, 2w, or a cron expression in UTC.
# every = "1d"
# After how many crawls in a row that failed or were partial `aimcrawl crawl --quiet` speaks of a source.
# speak_after = 3

# What holds for every source whose profile does not say otherwise.
[politeness]
# Pause between two requests to one site, in seconds.
# delay = 1.0
# Seconds to wait for an answer, and how often to try.
# timeout = 60.0
# tries = 3
# The largest page that is read.
# max_megabytes = 10.0

[database]
# By default archive.db in this folder. `aimcrawl init --database URL` makes it on PostgreSQL
# ("postgresql+psycopg://user@host/name"); the password comes from $PGPASSWORD or ~/.pgpass.
{url}

[captures]
# The size at which a WARC file is closed and the next one begun.
# max_megabytes = 1000.0

# When days and weeks of digests end, and for how long deliveries that arrived are remembered.
[deliveries]
# timezone = "UTC"
# digest_hour = 0
# keep_days = 365

# Who is told of what changes: docs/alerts.md. Addresses and secrets may stand elsewhere: "$VARIABLE", "@FILE".
#     [channels.desk]
#     apprise = "mailto://user:password@mail.example.org?to=desk@example.org"
#     [[alerts]]
#     name = "everything"
#     channels = ["desk"]
"""


def create_home(root: Path, *, contact: str = "", database: str | None = None) -> Home:
    """Make a home in ``root``, whole or not at all; the folder may exist and hold other things.

    Raises:
        HomeExists: the folder is a home already, or holds what a home would put there.
        HomeError: the folder cannot be written to.
        ArchiveError: the database cannot be made.
    """
    root = root.absolute()
    _refuse_what_is_there(root)
    new = not root.exists()
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".aimcrawl-init-", dir=root) as stage:
            _build(Path(stage), contact, database)
            _move(Path(stage), root)
    except BaseException as error:
        if new:
            with contextlib.suppress(OSError):
                root.rmdir()
        if isinstance(error, OSError):
            raise HomeError(f"{root}: cannot make a home here: {error.strerror or error}") from error
        raise
    return open_home(root)


def _refuse_what_is_there(root: Path) -> None:
    if os.path.lexists(root / MARK):
        raise HomeExists(f"{root} is a home already: it holds {MARK}")
    for name in ("scrapy.cfg", "sources", "archive.db", "captures", "locks"):
        if os.path.lexists(root / name):
            raise HomeExists(f"{root} holds {name}, which a new home would overwrite; choose another folder")


def _build(stage: Path, contact: str, database: str | None) -> None:
    """Make all parts of a home in the folder ``stage``."""
    address = '# url = ""' if database is None else f"url = {_quote(database)}"
    text = _CONFIG.format(contact=_quote(contact), url=address)
    config = parse_toml(text, Config, name=MARK)
    (stage / MARK).write_text(text, encoding="utf-8")
    for name in ("sources", "captures", "locks"):
        (stage / name).mkdir()
    (stage / "scrapy.cfg").write_text(_SCRAPY_CFG, encoding="utf-8")
    from archive import engine  # noqa: PLC0415 - a third of a second that only a new home needs

    engine.create(Home(stage, config).database).dispose()


def _quote(text: str) -> str:
    """Write text as TOML does; a JSON string is one."""
    return msgspec.json.encode(text).decode()


def _move(stage: Path, root: Path) -> None:
    """Move all parts from ``stage`` into ``root``, the file that makes it a home last; undo on failure."""
    moved: list[Path] = []
    try:
        for part in sorted(stage.iterdir(), key=lambda part: part.name == MARK):
            moved.append(part.rename(root / part.name))  # noqa: PERF401 - the list must be right when it fails
    except BaseException:
        for part in moved:
            part.rename(stage / part.name)
        raise
