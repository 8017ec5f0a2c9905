"""The database is described, table by table, and answers people who know nothing of its joins."""

from __future__ import annotations

import json
import runpy
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from desk import SLUG, desk_in
from sqlalchemy import text
from tools import tool

from aimcrawl.cli import main
from aimcrawl.home import Home, create_home
from aimcrawl.sample import SampleSite, invent_items
from archive.describing import VIEWS, datasette_metadata, tables

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(database_url: str, tmp_path: Path) -> Home:
    """A home whose one source of six items was crawled, on either database."""
    home = create_home(tmp_path / "home", database=database_url)
    with SampleSite(invent_items(6)) as site:
        desk_in(home, site).crawl()
    return home


def test_docs_database_is_as_the_models_are() -> None:
    page = runpy.run_path(str(ROOT / "docs" / "database.py"))["page"]()
    assert (ROOT / "docs" / "database.md").read_text(encoding="utf-8") == page, "refresh it: python docs/database.py"


def test_every_table_says_what_it_holds() -> None:
    described = list(tables())
    assert len(described) > 10
    assert [table.name for table in described if len(table.meaning) < 20] == []


def test_the_views_are_there_and_hold_what_they_should(home: Home) -> None:
    with home.open_archive() as archive, archive.reading() as connection:
        counts = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in VIEWS}
        query = "SELECT DISTINCT source FROM item_history WHERE warc_file IS NOT NULL AND warc_offset > 0"
        sources = set(connection.execute(text(query)).scalars())
    assert counts == {"current_items": 6, "item_history": 6, "changes": 6}
    assert sources == {SLUG}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_datasette_opens_the_archive_with_its_metadata(home: Home, tmp_path: Path) -> None:
    metadata = tmp_path / "metadata.json"
    metadata.write_text(CliRunner().invoke(main, ["schema", "datasette"]).stdout)
    assert json.loads(metadata.read_text()) == datasette_metadata()
    database = home.database.removeprefix("sqlite:///")
    command = [tool("datasette"), "-i", database, "--metadata", str(metadata), "--port", "0"]
    rows = subprocess.run(
        [*command, "--get", "/archive/current_items.json?_shape=array&_size=2"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert [row["source"] for row in json.loads(rows.stdout)] == [SLUG, SLUG]
    said = subprocess.run(
        [*command, "--get", "/archive/revisions"], capture_output=True, text=True, check=True, timeout=60
    )
    assert "One immutable version of an item" in said.stdout
