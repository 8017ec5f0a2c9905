"""Alembic's environment: runs the migrations on the connection that ``archive.engine.migrate`` hands over."""

from alembic import context

from archive.migrations.search_text import is_described
from archive.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_name=is_described,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
