"""The columns of a table of views, read off their classes: for CSV, Parquet and the table schemas of a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec import Struct, inspect

__all__ = ["Column", "Kind", "column", "columns"]

Kind: TypeAlias = Literal["text", "moment", "integer", "number", "boolean", "list", "object"]

_KINDS: dict[type[inspect.Type], Kind] = {
    inspect.StrType: "text",
    inspect.LiteralType: "text",
    inspect.IntType: "integer",
    inspect.FloatType: "number",
    inspect.BoolType: "boolean",
    inspect.ListType: "list",
    inspect.StructType: "object",
}


class Column(Struct, frozen=True, kw_only=True):
    """One field of a view. ``type`` is what msgspec knows of it, without null; ``values`` are all that it can have."""

    name: str
    kind: Kind
    nullable: bool
    type: inspect.Type
    values: tuple[str, ...] = ()


def columns(view: type[Struct]) -> Iterator[Column]:
    """Give the columns of a class of views, in its order."""
    told = inspect.type_info(view)
    assert isinstance(told, inspect.StructType)  # noqa: S101 - views are Structs
    for field in told.fields:
        yield column(field.encode_name, field.type)


def column(name: str, told: inspect.Type) -> Column:
    """Return the column of a field of that type."""
    parts = told.types if isinstance(told, inspect.UnionType) else (told,)
    own = next(part for part in parts if not isinstance(part, inspect.NoneType))
    is_moment = isinstance(own, inspect.Metadata)
    bare = own.type if isinstance(own, inspect.Metadata) else own
    values = tuple(map(str, bare.values)) if isinstance(bare, inspect.LiteralType) else ()
    kind: Kind = "moment" if is_moment else _KINDS[type(bare)]
    return Column(name=name, kind=kind, nullable=len(parts) > 1, type=bare, values=values)
