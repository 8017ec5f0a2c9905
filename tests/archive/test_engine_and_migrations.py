"""Creating, opening and migrating a store: never an empty start, never a guess."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import StatementError

from archive import engine
from archive.errors import ArchiveDamaged, ArchiveError, ArchiveExists, ArchiveMissing, ArchiveNewer
from archive.migrations.search_text import is_described
from archive.models import Base, Source


def test_a_store_that_is_created_can_be_opened(database_url: str) -> None:
    engine.create(database_url).dispose()
    opened = engine.connect(database_url)
    assert "items" in inspect(opened).get_table_names()
    opened.dispose()


def test_the_migrations_make_the_schema_of_the_models(database_url: str) -> None:
    database = engine.create(database_url)
    with database.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "include_name": is_described}
        )
        assert compare_metadata(context, Base.metadata) == []
    database.dispose()


def test_the_migrations_go_up_and_back(database_url: str) -> None:
    database = engine.create(database_url)
    engine.migrate(database, "base")
    assert set(inspect(database).get_table_names()) <= {"alembic_version"}
    engine.migrate(database)
    assert "revisions" in inspect(database).get_table_names()
    database.dispose()


def test_an_existing_store_is_not_created_again(database_url: str) -> None:
    engine.create(database_url).dispose()
    with pytest.raises(ArchiveExists):
        engine.create(database_url)


def test_a_missing_store_is_an_error_and_not_an_empty_start(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="aimcrawl rebuild"):
        engine.connect(f"sqlite:///{tmp_path / 'archive.db'}")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_is_no_archive(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "archive.db").touch()
    with pytest.raises(ArchiveMissing):
        engine.connect(database_url)


def test_a_newer_store_is_refused(database_url: str) -> None:
    database = engine.create(database_url)
    with engine.writing(database) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.dispose()
    with pytest.raises(ArchiveNewer, match="upgrade AimCrawl"):
        engine.connect(database_url)


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"This is a letter to my aunt. " * 100)
    with pytest.raises(ArchiveDamaged, match="restore it from a backup"):
        engine.connect(f"sqlite:///{tmp_path / 'archive.db'}")


def test_a_password_is_in_no_message(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        engine.connect("postgresql+psycopg://me:hunter2@127.0.0.1:1/nothing")
    assert "hunter2" not in str(caught.value)


def test_a_transaction_that_fails_leaves_nothing(database_url: str) -> None:
    database = engine.create(database_url)
    row = {
        "slug": "a",
        "name": "A",
        "url": "http://a.example/",
        "status": "active",
        "created_at": dt.datetime.now(dt.UTC),
    }

    def fail_half_way() -> None:
        with engine.writing(database) as connection:
            connection.execute(Source.__table__.insert(), row)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sources")).scalar() == 0
    database.dispose()


def test_naive_times_are_refused(database_url: str) -> None:
    database = engine.create(database_url)
    row = {"slug": "a", "name": "A", "url": "http://a.example/", "status": "active"}
    with pytest.raises(StatementError, match="naive"), engine.writing(database) as connection:
        connection.execute(Source.__table__.insert(), row | {"created_at": dt.datetime(2026, 1, 1)})  # noqa: DTZ001 - that is the test
    database.dispose()


def test_sqlite_survives_a_power_cut_and_keeps_its_references(tmp_path: Path) -> None:
    database = engine.create(f"sqlite:///{tmp_path / 'archive.db'}")
    with database.connect() as connection:
        asked = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    database.dispose()


def test_a_copy_is_consistent_while_others_write(tmp_path: Path) -> None:
    database = engine.create(f"sqlite:///{tmp_path / 'archive.db'}")
    with engine.writing(database) as connection:
        row = {
            "slug": "a",
            "name": "A",
            "url": "http://a.example/",
            "status": "active",
            "created_at": dt.datetime.now(dt.UTC),
        }
        connection.execute(Source.__table__.insert(), row)
        engine.copy_database(database, tmp_path / "copy.db")
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT count(*) FROM sources").fetchone() == (0,)
    copy.close()
    database.dispose()
