"""What all tables share: the base class, how times are kept, the names of constraints."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass

__all__ = ["Base", "UtcDateTime"]


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment in UTC, whole seconds, as the contract prints it; refuses naive datetimes.

    SQLite keeps ``2026-11-22T08:00:00Z`` as text, which sorts and reads as it stands; PostgreSQL its own type.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use text on SQLite."""
        return dialect.type_descriptor(String(20) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Turn an aware datetime into what the database keeps."""
        if value is None:
            return None
        return _as_text(value) if dialect.name == "sqlite" else _whole_seconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """Turn what the database keeps into an aware datetime."""
        if value is None:
            return None
        return (dt.datetime.fromisoformat(value) if dialect.name == "sqlite" else value).astimezone(dt.UTC)


def _whole_seconds(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        msg = f"naive datetime {value!r}: times in the archive are UTC"
        raise ValueError(msg)
    return value.astimezone(dt.UTC).replace(microsecond=0)


@lru_cache(maxsize=1024)  # all rows of a page, or of a crawl's end, bear the same few moments
def _as_text(value: dt.datetime) -> str:
    return _whole_seconds(value).strftime("%Y-%m-%dT%H:%M:%SZ")


class Base(MappedAsDataclass, DeclarativeBase):
    """What all tables share: names of constraints, and how Python types are kept."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: UtcDateTime,
        list[Any]: JSON,
        dict[str, Any]: JSON,
        str: Text,
    }
