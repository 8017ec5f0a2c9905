"""How results and talk leave a command: JSON Lines, tables, tabs in a pipe; talk and progress go to stderr."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console, OverflowMethod
    from rich.table import Table

__all__ = ["clean", "counted", "print_json", "print_rows", "progress_bar", "talk"]

# What a page could use to play tricks on a terminal: control characters but line feeds, and marks that turn text round.
_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")

_GAP = 2
_NARROWEST = 12
_LEAST_TO_FOLD = 32  # columns; what would be folded into less stands below its row instead


def clean(text: str) -> str:
    """Return text of a site without what would steer a terminal; line feeds stay."""
    return _UNSAFE.sub(" ", text)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 fault``, ``2 faults``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def print_json(objects: Iterable[object]) -> None:
    """Write one compact JSON object a line to stdout, in UTF-8 whatever the locale says."""
    import msgspec

    encoder = msgspec.json.Encoder()
    out = sys.stdout.buffer
    for thing in objects:
        out.write(encoder.encode(thing) + b"\n")
    out.flush()


def print_rows(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, wide: str | None = None, fold: str | None = None
) -> None:
    """Write rows to stdout: on a terminal a table, else lines parted by tabs.

    A table fits the terminal: the column ``wide`` or ``fold`` gives way, cut off or on several lines. On a narrow
    terminal ``fold``, which is the last column, stands below its row.
    """
    cells = (["" if cell is None else " ".join(clean(str(cell)).split()) for cell in row] for row in rows)
    if sys.stdout.isatty():
        _print_table(columns, list(cells), wide=wide, fold=fold)
    else:
        for row in cells:
            click.echo("\t".join(row))


def talk(message: str) -> None:
    """Say something to the person at the terminal (stderr): not a result."""
    click.echo(clean(message), err=True)


@contextmanager
def progress_bar(what: str, size: int | None, *, unit: str = "bytes") -> Iterator[Callable[[int], None]]:
    """Show on a terminal how much was dealt with; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    count = DownloadColumn() if unit == "bytes" else MofNCompleteColumn()
    columns = (TextColumn(what), BarColumn(), count, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=size)
        yield lambda count: bar.update(task, advance=count)


def _print_table(columns: Sequence[str], cells: Sequence[Sequence[str]], *, wide: str | None, fold: str | None) -> None:
    from rich.cells import cell_len
    from rich.console import Console

    console = Console()
    widest = wide or fold
    others = [max(map(cell_len, column)) for column in zip(columns, *cells, strict=True) if column[0] != widest]
    room = max(_NARROWEST, console.width - sum(others) - _GAP * len(others))
    if fold and room < _LEAST_TO_FOLD and any(row[-1] for row in cells):
        _print_with_notes(console, columns[:-1], cells)
    else:
        console.print(_table(columns, cells, {str(widest): room}, fold=fold))


def _print_with_notes(console: Console, columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Print a table of these columns, and below each row what its last cell says."""
    from rich.padding import Padding
    from rich.text import Text

    with console.capture() as captured:
        console.print(_table(columns, [row[:-1] for row in cells], {}))
    for line, note in zip(captured.get().splitlines(), ["", *(row[-1] for row in cells)], strict=True):
        click.echo(line)
        if note:
            console.print(Padding(Text(note), (0, 0, 0, 2 * _GAP)))


def _table(
    columns: Sequence[str], cells: Sequence[Sequence[str]], widths: Mapping[str, int], *, fold: str | None = None
) -> Table:
    """Return a table whose columns are cut off, at their ``widths`` at the latest; ``fold`` takes several lines."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    for name in columns:
        overflow: OverflowMethod = "fold" if name == fold else "ellipsis"
        table.add_column(name, no_wrap=name != fold, overflow=overflow, max_width=widths.get(name))
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    return table
