"""An older store is opened by a newer AimCrawl, and killed at a named step of the migration.

``python -m torture.lifting STEP MIGRATIONS ADDRESS`` opens the store by the migrations in a folder, which :func:`newer`
made: those of today and one more. The store that today's make is the older one then.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine.base import RootTransaction
from torture.dying import Death

from archive import engine

NEXT = "9998"
_MIGRATION = '''"""A migration of the future: a table, a column, and every title in it."""

import os
import signal

import sqlalchemy as sa
from alembic import op

revision, down_revision = "9998", "{before}"


def upgrade():
    op.create_table("future", sa.Column("id", sa.Integer, primary_key=True), sa.Column("title", sa.Text))
    with op.batch_alter_table("items") as items:
        items.add_column(sa.Column("future", sa.Text, server_default="yes"))
    if os.environ.get("DIE") == "half of a migration is made":
        os.kill(os.getpid(), signal.SIGKILL)
    op.execute("INSERT INTO future (title) SELECT title FROM revisions")


def downgrade():
    op.drop_table("future")
    with op.batch_alter_table("items") as items:
        items.drop_column("future")
'''


def newer(folder: Path) -> Path:
    """Make the migrations of a newer AimCrawl; return their folder."""
    migrations = Path(shutil.copytree(engine._MIGRATIONS, folder / "migrations"))
    (migrations / "versions" / f"{NEXT}_future.py").write_text(_MIGRATION.format(before=engine._revisions()[-1]))
    return migrations


STEPS: dict[str, Callable[[Death], None]] = {
    "the copy is to be made": lambda death: death.before(engine, "copy_database"),
    "the copy is half made": lambda _: _half_a_copy(),
    "the copy is made": lambda death: death.after(engine, "copy_database"),
    "the copy has its name": lambda death: death.after(engine, "_keep_copy"),
    "half of a migration is made": lambda _: os.environ.update(DIE="half of a migration is made"),
    "the migration is to be committed": lambda death: death.before(RootTransaction, "commit"),
    "the migration is committed": lambda death: death.after(engine, "migrate"),
}


def _half_a_copy() -> None:
    copy = engine.copy_database

    def half(store: engine.Engine, target: Path) -> None:
        copy(store, target)
        os.truncate(target, target.stat().st_size // 2)
        os.kill(os.getpid(), signal.SIGKILL)

    engine.copy_database = half


if __name__ == "__main__":
    step, migrations, address = sys.argv[1:]
    engine._MIGRATIONS = Path(migrations)
    STEPS[step](Death(1))
    engine.connect(address)
