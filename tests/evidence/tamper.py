"""What somebody could do to an archive behind its back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from aimcrawl.home import Home


def alter(home: Home, *statements: str) -> None:
    """Run SQL against the database as another program would: nothing is enforced."""
    with closing(sqlite3.connect(home.root / "archive.db")) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            assert connection.execute(statement).rowcount
        connection.commit()


def ask(home: Home, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home.root / "archive.db")) as connection:
        return connection.execute(query).fetchall()


def warc(home: Home) -> Path:
    return min(home.captures.glob("*.warc.gz"))


def flip(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)
