"""What the archive answers in Python: rows that can be gone through again and again, or made a table of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
from sqlalchemy import Connection

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["Answer"]

T = TypeVar("T", bound=msgspec.Struct)


class Answer(Generic[T]):
    """The rows that a question finds. Going through it asks the archive anew each time, and rows come one by one.

    While it is gone through it holds a connection: what is left half-way keeps that until it is forgotten.

    ::

        for item in archive.items(source="aim-progress"):
            print(item.published, item.title)
        archive.items().to_pandas().groupby("source").size()
    """

    def __init__(
        self,
        kind: type[T],
        reading: Callable[[], AbstractContextManager[Connection]],
        find: Callable[[Connection], Iterator[T] | list[T]],
    ) -> None:
        self._kind, self._reading, self._find = kind, reading, find

    def __iter__(self) -> Iterator[T]:
        with self._reading() as connection:
            yield from self._find(connection)

    def __repr__(self) -> str:
        return f"<{self._kind.__name__} rows: list(…), .first(), .to_pandas(), .to_arrow()>"

    def first(self) -> T | None:
        """Return the first row, or None where there is none."""
        return next(iter(self), None)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return all rows as dictionaries, with the keys of the JSON that commands print."""
        return [msgspec.to_builtins(row) for row in self]

    def to_pandas(self) -> pd.DataFrame:
        """Return all rows as a data frame, a column a key; times and dates are texts, as in the JSON.

        Raises:
            ModuleNotFoundError: pandas is not installed; it is no dependency.
        """
        import pandas as pd  # noqa: PLC0415 - only who asks for it needs it

        return pd.DataFrame(self.to_dicts(), columns=list(self._kind.__struct_fields__))

    def to_arrow(self) -> pa.Table:
        """Return all rows as a table with the types of ``export --format parquet``, also where there are no rows.

        Raises:
            ExtraMissing: pyarrow is not installed; it is in the extra ``tables``.
        """
        from archive.export.parquet import as_table  # noqa: PLC0415 - only who asks for it needs it

        return as_table(self._kind, self)
