"""`aimcrawl init` needs no home, and its own folder wins."""

from __future__ import annotations

from pathlib import Path

from cli.callers import Run

from aimcrawl.home import Home, open_home


def test_init_makes_a_home_where_it_is_told(run: Run, tmp_path: Path) -> None:
    result = run("init", "news", "--contact", "ann@example.org")
    assert (result.exit_code, result.stdout) == (0, f"Made a home in {tmp_path}/news\n")
    assert "aimcrawl add" in result.stderr
    assert open_home(tmp_path / "news").config.crawl.contact == "ann@example.org"


def test_init_makes_the_folder_where_one_stands_a_home(run: Run, tmp_path: Path) -> None:
    assert run("init").exit_code == 0
    assert run("sources").exit_code == 0
    assert open_home(tmp_path).root == tmp_path


def test_the_folder_of_init_wins_over_other_ways_to_name_a_home(run: Run, home: Home, tmp_path: Path) -> None:
    assert run("--home", str(home.root), "init", "news", home=home).exit_code == 0
    assert open_home(tmp_path / "news").slugs() == []


def test_without_a_folder_init_takes_the_home_that_is_named(run: Run, tmp_path: Path) -> None:
    assert run("init", "--home", "one").exit_code == 0
    assert run("init", AIMCRAWL_HOME=str(tmp_path / "two")).exit_code == 0
    assert open_home(tmp_path / "one").root != open_home(tmp_path / "two").root


def test_a_home_is_refused_and_stays_as_it_is(run: Run, home: Home) -> None:
    before = {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()}
    result = run("init", str(home.root))
    assert (result.exit_code, "is a home already" in result.stderr) == (2, True)
    assert {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()} == before


def test_a_database_that_cannot_be_meant_leaves_no_home(run: Run, tmp_path: Path) -> None:
    result = run("init", "news", "--database", "mysql://db/news")
    assert result.exit_code == 2
    assert "database.url: expected sqlite:///PATH or postgresql+psycopg://" in result.stderr
    assert list(tmp_path.iterdir()) == []
