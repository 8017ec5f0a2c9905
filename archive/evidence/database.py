"""The database by itself: is it whole, do its references hold, is its schema today's?"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, ForeignKeyConstraint, exists, func, select
from sqlalchemy.exc import DatabaseError

from archive.engine import schema_is_of_today
from archive.evidence.model import Finding
from archive.models import Base

__all__ = ["database_faults"]

_RESTORE = "Restore it from a backup, or make it again with `aimcrawl rebuild`"
_MOST = 20  # problems of one damaged SQLite file that are worth a line each


def database_faults(connection: Connection) -> Iterator[Finding]:
    """Yield what is wrong with the database as such."""
    if not schema_is_of_today(connection):
        yield _finding("the schema is not that of this version", "Open the archive with any command: it migrates")
    if connection.dialect.name == "sqlite":
        try:
            told = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})").scalars().all()
        except DatabaseError as error:
            told = [str(error.orig)]
        yield from (_finding(problem) for problem in told if problem != "ok")
    yield from _dangling(connection)


def _dangling(connection: Connection) -> Iterator[Finding]:
    """Yield references to rows that are not there, whatever the database enforced when they were written."""
    for table in Base.metadata.sorted_tables:
        for constraint in table.constraints:
            if not isinstance(constraint, ForeignKeyConstraint):
                continue
            key = constraint.elements[0]
            target = key.column.table.alias()
            lost = key.parent.is_not(None) & ~exists().where(target.c[key.column.name] == key.parent)
            if count := connection.execute(select(func.count()).select_from(table).where(lost)).scalar_one():
                problem = (
                    f"{count} rows refer by {key.parent.name} to rows of {key.column.table.name} that are not there"
                )
                yield _finding(problem, where=str(table.name))


def _finding(problem: str, advice: str = _RESTORE, *, where: str = "database") -> Finding:
    return Finding(kind="database", where=where, problem=problem, advice=advice)
