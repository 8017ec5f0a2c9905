"""Tools that we did not write read our files: what they find is what the archive holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from exports.conftest import Run
from tools import run as run_tool
from tools import tool, tools_python

from archive.export.spreadsheet import plain_cell

# Programs for the Python of the tools: print what was read as JSON, in the order of the file.
DUCKDB = 'rows(duckdb.sql(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {source}"))'
READERS = {
    ("csv", "pandas"): "pandas.read_csv(path, keep_default_na=False, dtype=str).to_dict('records')",
    ("csv", "duckdb"): DUCKDB.replace("{source}", "read_csv('{path}', all_varchar=true, header=true, delim=',')"),
    ("csv", "pyarrow"): (
        "pyarrow.csv.read_csv(path, parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),"
        " convert_options=pyarrow.csv.ConvertOptions(column_types={c: pyarrow.string() for c in columns(path)}))"
        ".to_pylist()"
    ),
    ("jsonl", "pandas"): (
        "json.loads(pandas.read_json(path, lines=True, convert_dates=False, dtype=False).to_json(orient='records'))"
    ),
    ("jsonl", "duckdb"): DUCKDB.replace("{source}", "read_json('{path}', format='newline_delimited')"),
    ("jsonl", "pyarrow"): "pyarrow.json.read_json(path).to_pylist()",
    ("parquet", "pandas"): "json.loads(pandas.read_parquet(path).to_json(orient='records', date_format='iso'))",
    ("parquet", "duckdb"): DUCKDB.replace("{source}", "'{path}'"),
    ("parquet", "pyarrow"): "pyarrow.parquet.read_table(path).to_pylist()",
}
PROGRAM = """
import csv, json, sys
import {modules}
def rows(answer): return [dict(zip(answer.columns, row)) for row in answer.fetchall()]
def columns(path): return next(csv.reader(open(path, newline="")))
read = {{ {read} }}
print(json.dumps({{path: read[path.rpartition(".")[2]](path) for path in sys.argv[1:]}}, default=str))
"""


@pytest.mark.parametrize("reader", ["pandas", "duckdb", "pyarrow"])
def test_tables_are_read_whole(run: Run, tmp_path: Path, reader: str) -> None:
    forms = [form for form, by in READERS if by == reader]
    paths = {f"{what}.{form}": what for what in ("items", "revisions", "events") for form in forms}
    for path, what in paths.items():
        form = path.rpartition(".")[2]
        assert run("export", "--format", form, "--what", what, "-o", tmp_path / path).exit_code == 0
    modules = "pyarrow.csv, pyarrow.json, pyarrow.parquet" if reader == "pyarrow" else reader
    read = ", ".join(f"{form!r}: lambda path: {READERS[form, reader]}" for form in forms)
    program = PROGRAM.format(modules=modules, read=read)
    found = json.loads(run_tool(tools_python(), "-W", "ignore", "-c", program, *paths, cwd=tmp_path))
    for path, what in paths.items():
        told = [json.loads(line) for line in run("export", "--format", "jsonl", "--what", what).stdout.splitlines()]
        assert [told_alike(row) for row in found[path]] == [told_alike(row) for row in told], path


def told_alike(row: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that all readers give as text or number, as text; what CSV is safe by, taken away."""
    texts = ("id", "source", "url", "title", "text", "html", "status", "kind", "item", "revision", "content_hash")
    return {name: plain_cell(str(row[name] or "")) for name in texts if name in row}


def test_frictionless_finds_each_snapshot_valid(snapshots: list[Path]) -> None:
    for snapshot in snapshots:
        run_tool(tool("frictionless"), "validate", "datapackage.json", cwd=snapshot)


def test_frictionless_finds_a_byte_that_is_another(snapshots: list[Path], tmp_path: Path) -> None:
    for name in (
        "datapackage.json",
        "coverage.json",
        *(f"{n}.jsonl" for n in ("items", "revisions", "events", "sources")),
    ):
        data = (snapshots[0] / name).read_bytes()
        (tmp_path / name).write_bytes(data.replace(b"CORDAGE", b"cordage", 1) if name == "revisions.jsonl" else data)
    with pytest.raises(AssertionError, match="hash-count"):
        run_tool(tool("frictionless"), "validate", "datapackage.json", cwd=tmp_path)


def test_feedparser_of_the_tools_finds_no_fault_in_the_feeds(run: Run, tmp_path: Path) -> None:
    program = "import feedparser, sys; f = feedparser.parse(sys.argv[1]); print(f.bozo, f.version, len(f.entries))"
    for what, count in (("items", "13"), ("events", "15")):
        path = tmp_path / f"{what}.atom"
        assert run("export", "--format", "atom", "--what", what, "-o", path).exit_code == 0
        assert run_tool(tools_python(), "-c", program, path, cwd=tmp_path).split() == ["False", "atom10", count]
