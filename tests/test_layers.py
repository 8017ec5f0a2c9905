"""The house has one direction: aimcrawl → pipelines → archive, and aimcrawl → archive. Readers are pure.

Held twice: by what the files import (also inside functions), and by what is loaded when a package is imported.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FETCHERS = {"scrapy", "twisted", "requests", "urllib3", "aiohttp", "httpx", "http", "socket", "urllib.request"}
HTML = {"lxml", "parsel", "bs4", "trafilatura"}
DATABASE = {"sqlalchemy", "alembic", "sqlite3", "psycopg"}

FORBIDDEN = {
    "archive": {"aimcrawl", "pipelines", "scrapy", "twisted", *HTML},
    "pipelines": {"aimcrawl"},
    "aimcrawl/reading": {"aimcrawl.cli", "aimcrawl.spiders", "aimcrawl.replay", "pipelines", *FETCHERS, *DATABASE},
    "aimcrawl/profiles": {"aimcrawl.cli", "aimcrawl.spiders", "pipelines", *FETCHERS, *DATABASE},
    "archive/reconcile": {"archive.store", "archive.models", "archive.engine", *FETCHERS, *DATABASE},
}
CLOCKS = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield the full names of what a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("package", FORBIDDEN)
def test_imports_go_one_way(package: str) -> None:
    assert modules(package)
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        for name in imported(path)
        if any(is_within(name, forbidden) for forbidden in FORBIDDEN[package])
    ]
    assert wrong == []


@pytest.mark.parametrize("package", ["aimcrawl", "pipelines", "archive"])
def test_imports_are_absolute(package: str) -> None:
    relative = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules(package)
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


@pytest.mark.parametrize("package", ["aimcrawl/reading", "archive/reconcile"])
def test_pure_parts_ask_no_clock(package: str) -> None:
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules(package)
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Attribute) and (ast.unparse(node.value).split(".")[-1], node.attr) in CLOCKS
    ]
    assert asked == []


@pytest.mark.parametrize(
    ("package", "foreign"),
    [
        ("archive", {"aimcrawl", "pipelines", "scrapy", "twisted"}),
        ("archive/reconcile", {"scrapy", "sqlalchemy"}),
        ("pipelines", {"aimcrawl"}),
        ("aimcrawl/reading", {"scrapy", "twisted", "sqlalchemy", "requests", "pipelines"}),
        ("aimcrawl/sample", {"scrapy", "twisted", "sqlalchemy", "pipelines"}),
    ],
)
def test_nothing_foreign_is_loaded(package: str, foreign: set[str]) -> None:
    paths = (path.relative_to(ROOT) for path in modules(package))
    names = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in paths]
    names = [name for name in names if "migrations" not in name]  # Alembic runs those, nothing imports them
    code = f"import sys, {', '.join(names)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert {name.split(".")[0] for name in done.stdout.split()} & foreign == set()
