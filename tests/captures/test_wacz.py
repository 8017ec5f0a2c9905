"""A WACZ holds the captures byte for byte, is the same for the same captures, and opens in the tools of others."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from captures.shelf import Shelf
from tools import run, tool

from archive.captures import CaptureDamaged
from archive.captures.wacz import export_wacz, sort_key


def export(shelf: Shelf, target: Path) -> zipfile.ZipFile:
    export_wacz(shelf.folder, shelf.ordered(), target, title="Harbour", software="AimCrawl")
    return zipfile.ZipFile(target)


def test_the_files_are_copied_byte_for_byte(mixed: Shelf, tmp_path: Path) -> None:
    [path] = mixed.files()
    with export(mixed, tmp_path / "all.wacz") as wacz:
        assert wacz.read(f"archive/{path.name}") == path.read_bytes()
        assert wacz.testzip() is None


def test_same_captures_same_bytes(mixed: Shelf, tmp_path: Path) -> None:
    export(mixed, tmp_path / "one.wacz").close()
    export(mixed, tmp_path / "two.wacz").close()
    assert (tmp_path / "one.wacz").read_bytes() == (tmp_path / "two.wacz").read_bytes()


def test_the_index_leads_to_the_members(mixed: Shelf, tmp_path: Path) -> None:
    chosen = [row for row in mixed.ordered() if row.status][1:]  # without the first, all others move
    export_wacz(mixed.folder, chosen, tmp_path / "some.wacz", title="Harbour", software="AimCrawl")
    with zipfile.ZipFile(tmp_path / "some.wacz") as wacz:
        lines = [line.split(" ", 2)[2] for line in wacz.read("indexes/index.cdx").decode().splitlines()]
        found = {about["url"]: about for about in map(json.loads, lines)}
        for row in chosen:
            about = found[row.url]
            warc = wacz.read(f"archive/{about['filename']}")
            stored = warc[int(about["offset"]) : int(about["offset"]) + int(about["length"])]
            assert stored == (mixed.folder / row.file).read_bytes()[row.offset : row.end]
    assert found["http://harbour.test/encoded"]["mime"] == "text/html"
    assert found["http://harbour.test/again"]["mime"] == "warc/revisit"


def test_pages_are_named_and_the_manifest_is_dated_by_the_last_capture(mixed: Shelf, tmp_path: Path) -> None:
    with export(mixed, tmp_path / "all.wacz") as wacz:
        _, *pages = map(json.loads, wacz.read("pages/pages.jsonl").splitlines())
        manifest = json.loads(wacz.read("datapackage.json"))
    assert [page["url"] for page in pages][:2] == ["http://harbour.test/news?offset=0", "http://harbour.test/encoded"]
    assert manifest["created"] == "2026-11-23T12:00:00Z"


def test_damage_is_not_exported(mixed: Shelf, tmp_path: Path) -> None:
    [path] = mixed.files()
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(CaptureDamaged, match="not as it was written"):
        export(mixed, tmp_path / "all.wacz")
    assert list(tmp_path.glob("*.wacz*")) == []


def test_wacz_validate_accepts_it(mixed: Shelf, tmp_path: Path) -> None:
    export(mixed, tmp_path / "all.wacz").close()
    assert "Validation succeeded" in run(tool("wacz"), "validate", "-f", "all.wacz", cwd=tmp_path)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.Harbour.test:80/News/?b=2&a=1", "test,harbour)/news?a=1&b=2"),
        ("http://harbour.test", "test,harbour)/"),
        ("https://www2.harbour.test:8443/a/b/?", "test,harbour:8443)/a/b"),
        ("http://192.0.2.7:8080/x", "7,2,0,192:8080)/x"),
        ("urn:aimcrawl:crawl-end", "urn:aimcrawl:crawl-end"),
    ],
)
def test_addresses_are_sorted_as_web_archives_sort_them(url: str, key: str) -> None:
    assert sort_key(url) == key
