"""Fixtures for all tests: the sample site, databases. What one test file alone needs stands in that file."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from postgres import cluster, server_binaries
from sqlalchemy import make_url

from aimcrawl.sample import SampleSite

_numbers = itertools.count(1)


@pytest.fixture
def site() -> Iterator[SampleSite]:
    """The sample site on loopback: ``site.url``, ``site.items``, ``site.inject(…)``, ``site.requests``."""
    with SampleSite() as sample:
        yield sample


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a private PostgreSQL server; skips where none is installed."""
    binaries = server_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    with cluster(binaries) as url:
        yield url


@pytest.fixture(scope="session")
def make_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Makes a fresh, empty database (``sqlite`` or ``postgresql``) and returns its SQLAlchemy address."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('database') / 'archive.db'}"
        server = make_url(request.getfixturevalue("postgres"))
        name = f"test{next(_numbers)}"
        with psycopg.connect(host=str(server.query["host"]), user=server.username, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return server.set(database=name).render_as_string(hide_password=False)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, make_database: Callable[[str], str]) -> str:
    """The SQLAlchemy address of a fresh, empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'archive.db'}"
    return make_database("postgresql")
