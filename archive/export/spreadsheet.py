"""CSV by RFC 4180: UTF-8, a line of names first, lines end in CR LF, commas and quotes and line ends within quotes.

A text that a spreadsheet would take for a formula gets an apostrophe in front; :func:`plain_cell` takes it away again.
Lists and objects are JSON, booleans ``true`` and ``false``, null an empty cell.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import Struct

from archive.export.columns import Kind, columns
from archive.export.documents import batches

__all__ = ["as_csv", "plain_cell", "safe_cell"]

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_MAY_NEED_CARE = frozenset("'=+-@\t\r")
_BATCH = 100


def as_csv(view: type[Struct], views: Iterable[object]) -> Iterator[bytes]:
    """Give a table of views of one class, many lines at once."""
    table = list(columns(view))
    values = attrgetter(*(column.name for column in table))
    writes = [(place, _WRITERS[column.kind]) for place, column in enumerate(table) if column.kind in _WRITERS]
    yield _lines([[column.name for column in table]])
    for batch in batches(views, _BATCH):
        rows = [list(values(one)) for one in batch]
        for place, write in writes:
            for row in rows:
                row[place] = write(row[place])
        yield _lines(rows)


def safe_cell(text: str | None) -> str | None:
    """Return a text that no spreadsheet takes for a formula.

    One that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return gets an apostrophe in front. So that
    this can be undone, one that begins with apostrophes before such a character gets one more.
    """
    if not text or text[0] not in _MAY_NEED_CARE:  # nearly all: no need to ask the pattern
        return text
    return f"'{text}" if _FORMULA.match(text) else text


def plain_cell(cell: str) -> str:
    """Return what :func:`safe_cell` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _json(value: object) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


_WRITERS: dict[Kind, Callable[[Any], Any]] = {"text": safe_cell, "boolean": _json, "list": _json, "object": _json}


def _lines(rows: list[list[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
