"""The schema: what migrations make is what the models say, up and back; an older one is migrated, a newer refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from archive import engine as engines
from archive.errors import ArchiveExists, ArchiveMissing, ArchiveNewer
from archive.migrations.search_text import is_described
from archive.models import Base

MIGRATIONS = ScriptDirectory(str(Path(engines.__file__).with_name("migrations")))
REVISIONS = [script.revision for script in MIGRATIONS.walk_revisions()][::-1]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    created = engines.create(database_url)
    yield created
    created.dispose()


def set_revision(engine: Engine, revision: str) -> None:
    with engines.writing(engine) as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")


def address(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_migrations_are_numbered_in_their_order() -> None:
    assert engines._revisions() == REVISIONS


def test_migrations_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_described})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_back_to_nothing_and_up_again(engine: Engine) -> None:
    made = tables(engine)
    engines.migrate(engine, "base")
    assert tables(engine) == set()
    engines.migrate(engine)
    assert tables(engine) == made


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_migrations_lift_an_older_archive_and_keep_a_copy(engine: Engine, revision: str) -> None:
    newest = tables(engine)
    engines.migrate(engine, "base")
    engines.migrate(engine, revision)
    lifted = engines.connect(address(engine))
    assert tables(lifted) == newest
    lifted.dispose()
    if engine.dialect.name == "sqlite":
        assert Path(f"{engine.url.database}.before-{REVISIONS[-1]}").is_file()


def test_a_newer_archive_is_refused(engine: Engine) -> None:
    set_revision(engine, "9999")
    with pytest.raises(ArchiveNewer, match="9999"):
        engines.connect(address(engine))


def test_a_database_without_an_archive_is_refused(engine: Engine) -> None:
    engines.migrate(engine, "base")
    with pytest.raises(ArchiveMissing):
        engines.connect(address(engine))


def test_an_archive_is_never_made_over_another(engine: Engine) -> None:
    with pytest.raises(ArchiveExists):
        engines.create(address(engine))


def test_opening_an_archive_of_today_loads_no_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    engines.create(url).dispose()
    code = f"import sys; from archive import engine; engine.connect({url!r}).dispose(); print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
