"""A migration that is killed leaves the store old or new, never between, and a whole copy; the next opening ends it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url
from torture.conftest import TESTS, Scene
from torture.lifting import NEXT, STEPS, newer

from archive import engine
from archive.errors import ArchiveError

Lift = Callable[[str], bool]


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    return newer(tmp_path)


@pytest.fixture
def dies(migrations: Path, scene: Scene) -> Lift:
    """Opens the store as a newer AimCrawl would, and dies at a step; tells whether it came there."""

    def open_and_die(step: str) -> bool:
        command = [sys.executable, "-m", "torture.lifting", step, str(migrations), scene.home.database]
        environment = os.environ | {"PYTHONPATH": str(TESTS)}
        done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120, text=True)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        return done.returncode != 0

    return open_and_die


def contents(path: Path) -> tuple[str, int, int]:
    """Return the schema's revision, the number of items and of revisions of a whole database."""
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        asked = (
            "SELECT (SELECT version_num FROM alembic_version), (SELECT count(*) FROM items), count(*) FROM revisions"
        )
        return tuple(database.execute(asked).fetchone())


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_migration_is_made_at_the_next_opening(
    scene: Scene, dies: Lift, migrations: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = Path(str(make_url(scene.home.database).database))
    before = contents(path)
    assert dies(step)
    assert contents(path) in (before, (NEXT, *before[1:]))
    monkeypatch.setattr(engine, "_MIGRATIONS", migrations)
    engine.connect(scene.home.database).dispose()
    assert contents(path) == (NEXT, *before[1:])
    assert contents(path.with_name(f"{path.name}.before-{NEXT}")) == before
    assert not list(path.parent.glob("*.part"))
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM future").fetchone() == (before[2],)


def test_two_programs_that_open_an_older_store_migrate_it_once(scene: Scene, migrations: Path) -> None:
    path = Path(str(make_url(scene.home.database).database))
    before = contents(path)
    code = "import sys; from pathlib import Path; from archive import engine; engine._MIGRATIONS = Path(sys.argv[1]); "
    code += "engine.connect(sys.argv[2])"
    command = [sys.executable, "-c", code, str(migrations), scene.home.database]
    processes = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait(120) for process in processes] == [0, 0, 0]
    assert contents(path) == (NEXT, *before[1:])
    assert contents(path.with_name(f"{path.name}.before-{NEXT}")) == before


def test_the_tests_catch_a_migration_that_is_not_one_transaction(
    scene: Scene, dies: Lift, migrations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = migrations / "versions" / f"{NEXT}_future.py"
    code = version.read_text(encoding="utf-8")
    version.write_text(
        code.replace("    if os.environ", "    op.get_bind().exec_driver_sql('COMMIT')\n    if os.environ")
    )
    assert dies("half of a migration is made")
    monkeypatch.setattr(engine, "_MIGRATIONS", migrations)
    with pytest.raises(ArchiveError):
        engine.connect(scene.home.database)
