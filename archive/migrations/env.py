"""Alembic's environment: runs the migrations on the connection that ``archive.engine.migrate`` hands over."""

from alembic import context

from archive.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
