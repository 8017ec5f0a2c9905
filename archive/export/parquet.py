"""Parquet with typed columns: moments are timestamps in UTC, links a list of structs. Needs the extra ``tables``.

The file names the version of pyarrow that wrote it: the same archive gives the same bytes with the same pyarrow.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Struct, inspect

from archive.errors import ExtraMissing
from archive.export.columns import Column, column, columns
from archive.export.documents import batches

__all__ = ["as_parquet", "as_table"]

_ROW_GROUP = 2_000  # rows: some megabytes, of which memory holds a few copies at a time


def as_parquet(view: type[Struct], views: Iterable[object]) -> Iterator[bytes]:
    """Give a table of views of one class, a row group at a time, compressed with Zstandard.

    Raises:
        ExtraMissing: pyarrow is not installed.
    """
    pa, parquet = _pyarrow()
    return _parts(pa, parquet, list(columns(view)), views)


def as_table(view: type[Struct], views: Iterable[object]) -> Any:
    """Return a ``pyarrow.Table`` of views of one class, whose types are the same whatever the views hold.

    Raises:
        ExtraMissing: pyarrow is not installed.
    """
    pa, _ = _pyarrow()
    table = list(columns(view))
    return _table(pa, _schema(pa, table), table, list(views))


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and half a second
        from pyarrow import parquet  # noqa: PLC0415 - likewise
    except ImportError as error:
        raise ExtraMissing("tables need pyarrow; install it with: pip install 'aimcrawl[tables]'") from error
    return pa, parquet


def _schema(pa: Any, table: list[Column]) -> Any:
    return pa.schema([pa.field(one.name, _arrow(pa, one), nullable=one.nullable) for one in table])


def _parts(pa: Any, parquet: Any, table: list[Column], views: Iterable[object]) -> Iterator[bytes]:
    schema = _schema(pa, table)
    sink = _Sink()
    writer = parquet.ParquetWriter(sink, schema, compression="zstd")
    for batch in batches(views, _ROW_GROUP):
        writer.write_table(_table(pa, schema, table, batch), row_group_size=_ROW_GROUP)
        yield sink.taken()
    writer.close()
    yield sink.taken()


def _table(pa: Any, schema: Any, table: list[Column], batch: list[object]) -> Any:
    return pa.table([_array(pa, schema, one, batch) for one in table], schema=schema)


def _array(pa: Any, schema: Any, one: Column, batch: list[object]) -> Any:
    values = [getattr(view, one.name) for view in batch]
    kind = schema.field(one.name).type
    if _holds_pairs(one.type):
        return pa.array([msgspec.json.encode(value).decode() for value in values], kind)
    if one.kind in ("list", "object"):
        return pa.array(msgspec.to_builtins(values), kind)
    return pa.array(values, pa.string()).cast(kind) if one.kind == "moment" else pa.array(values, kind)


def _arrow(pa: Any, one: Column) -> Any:
    """Return the Arrow type of a column; what holds pairs of unlike things, of which Arrow knows none, is JSON."""
    if _holds_pairs(one.type):
        return pa.string()
    if isinstance(one.type, inspect.ListType):
        return pa.list_(_arrow(pa, column("item", one.type.item_type)))
    if isinstance(one.type, inspect.StructType):
        parts = [column(field.encode_name, field.type) for field in one.type.fields]
        return pa.struct([pa.field(part.name, _arrow(pa, part), nullable=part.nullable) for part in parts])
    if one.kind == "moment":
        return pa.timestamp("ms", "UTC")
    simple = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    return simple[one.kind]


def _holds_pairs(told: inspect.Type) -> bool:
    if isinstance(told, inspect.StructType):
        return any(_holds_pairs(field.type) for field in told.fields)
    return isinstance(told, inspect.TupleType) or (isinstance(told, inspect.ListType) and _holds_pairs(told.item_type))


class _Sink(io.RawIOBase):
    """A file that only grows, whose bytes are taken out as they come: pyarrow asks for no more than where it is."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._end = 0

    def writable(self) -> bool:
        """Say that this can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Keep a copy of what is written."""
        part = bytes(data)
        self._parts.append(part)
        self._end += len(part)
        return len(part)

    def tell(self) -> int:
        """Return how much was written in all."""
        return self._end

    def taken(self) -> bytes:
        """Return what was written since this was asked last."""
        data = b"".join(self._parts)
        self._parts.clear()
        return data
