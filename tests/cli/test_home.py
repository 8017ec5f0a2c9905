"""A home is made whole or not at all, and found where the contract says."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from aimcrawl.config import Config, load_config
from aimcrawl.errors import AimCrawlError, ArchiveExists, ConfigurationError, HomeError, HomeExists, HomeMissing
from aimcrawl.home import create_home, find_home, open_home
from archive import queries

PARTS = {"aimcrawl.toml", "scrapy.cfg", "sources", "archive.db", "captures", "locks"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return create_home(tmp_path / "home").root


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def switched_on(home: Path) -> str:
    """The text of a home's configuration with every key that is commented out put in force."""
    return re.sub(r"(?m)^# (?=[a-z_]+ = )", "", (home / "aimcrawl.toml").read_text())


def test_a_new_home_holds_all_its_parts_and_nothing_else(home: Path) -> None:
    assert names(home) == PARTS


def test_a_new_configuration_says_what_the_defaults_are(home: Path) -> None:
    assert load_config(home / "aimcrawl.toml") == Config()
    text = switched_on(home).replace('url = ""\n', "")
    (home / "aimcrawl.toml").write_text(text)
    assert load_config(home / "aimcrawl.toml") == Config()


def test_a_new_configuration_has_every_key(home: Path) -> None:
    tables = {name: set(table) for name, table in tomllib.loads(switched_on(home)).items()}
    shapes = {field.name: field.type for field in msgspec.structs.fields(Config)}
    named = {"alerts", "channels"}  # what stands there bears names that people choose; an example shows it
    assert tables == {name: set(shape.__struct_fields__) for name, shape in shapes.items() if name not in named}


def test_a_home_may_be_made_among_other_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    create_home(tmp_path)
    assert names(tmp_path) == PARTS | {"notes.txt"}


def test_a_home_is_never_made_over_another(home: Path) -> None:
    (home / "sources" / "a.toml").write_text("mine")
    with pytest.raises(HomeExists, match="is a home already"):
        create_home(home)
    assert (home / "sources" / "a.toml").read_text() == "mine"


@pytest.mark.parametrize("name", sorted(PARTS - {"aimcrawl.toml"}))
def test_what_lies_in_the_way_is_never_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(HomeExists, match=name):
        create_home(tmp_path)
    assert names(tmp_path) == {name}


@pytest.mark.parametrize("existing", [False, True])
def test_a_home_that_cannot_be_made_leaves_nothing(tmp_path: Path, existing: bool) -> None:
    root = tmp_path / "home"
    if existing:
        root.mkdir()
    with pytest.raises(AimCrawlError):
        create_home(root, database="sqlite:////nowhere/at/all.db")
    assert root.exists() == existing
    assert not existing or names(root) == set()


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(HomeError, match="cannot make a home here"):
        create_home(tmp_path / "file" / "home")


def test_a_folder_that_may_not_be_written_to_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    if os.access(tmp_path, os.W_OK):
        pytest.skip("root may write everywhere")
    with pytest.raises(HomeError, match="cannot make a home here: Permission denied"):
        create_home(tmp_path / "home")


def test_a_contact_is_written_as_it_was_given_and_every_request_bears_it(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home", contact='"Ann" \\ <ann@example.org>')
    assert home.config.crawl.contact == '"Ann" \\ <ann@example.org>'
    assert home.config.user_agent == 'aimcrawl/0.1.0 (+"Ann" \\ <ann@example.org>)'


def test_a_contact_that_would_break_a_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"crawl\.contact"):
        create_home(tmp_path / "home", contact="ann@example.org\r\nX-Evil: 1")
    assert not (tmp_path / "home").exists()


def test_a_relative_sqlite_address_is_taken_from_the_home(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home", database="sqlite:///news.db")
    assert home.database == f"sqlite:///{home.root}/news.db"
    assert (home.root / "news.db").is_file()


def test_a_home_may_keep_its_archive_elsewhere(tmp_path: Path, database_url: str) -> None:
    home = create_home(tmp_path / "home", database=database_url)
    assert names(home.root) == PARTS - {"archive.db"}
    with open_home(home.root).open_archive() as archive, archive.reading() as connection:
        assert queries.sources(connection) == []
    with pytest.raises(ArchiveExists):
        create_home(tmp_path / "second", database=database_url)
    assert not (tmp_path / "second").exists()


def test_a_home_that_is_named_wins_over_the_environment_and_the_folder(home: Path, tmp_path: Path) -> None:
    other = create_home(tmp_path / "other").root
    third = create_home(tmp_path / "third").root
    environ = {"AIMCRAWL_HOME": str(other)}
    assert find_home(home, environ, third).root == home
    assert find_home(None, environ, third).root == other
    assert find_home(None, {"AIMCRAWL_HOME": ""}, third).root == third


def test_the_nearest_folder_upward_is_the_home(home: Path) -> None:
    inner = create_home(home / "sources" / "inner").root
    (inner / "captures" / "deep").mkdir()
    assert find_home(None, {}, inner / "captures" / "deep").root == inner
    assert find_home(None, {}, home / "captures").root == home


def test_a_named_home_that_is_none_is_an_error_even_inside_a_home(home: Path, tmp_path: Path) -> None:
    with pytest.raises(HomeMissing, match="nowhere is no home"):
        find_home("nowhere", {}, home)
    with pytest.raises(HomeMissing, match=r"\$AIMCRAWL_HOME: .*nowhere is no home"):
        find_home(None, {"AIMCRAWL_HOME": str(tmp_path / "nowhere")}, home)


def test_where_no_home_is_found_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(HomeMissing, match=r"neither .* nor a folder above .* --home .*AIMCRAWL_HOME.* init"):
        find_home(None, {}, tmp_path)


def test_slugs_are_the_names_of_profiles(home: Path) -> None:
    for name in ("b.toml", "a.toml", "notes.txt"):
        (home / "sources" / name).write_text("")
    assert open_home(home).slugs() == ["a", "b"]
