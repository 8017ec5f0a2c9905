"""A snapshot shows one state of the archive; the next one follows it; what was begun and killed leaves no trace."""

from __future__ import annotations

import itertools
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from desk import SLUG, Run, run_in
from exports.conftest import STATES
from jsonschema import Draft202012Validator

from aimcrawl.errors import SnapshotError, SourceBusy
from aimcrawl.home import Home, create_home
from aimcrawl.schemas import json_schema
from archive.captures.disk import Disk
from archive.snapshots import apply_delta, take_snapshot


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def package(snapshot: Path) -> Any:
    return json.loads((snapshot / "datapackage.json").read_bytes())


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_state_of_the_archive_has_a_snapshot_and_latest_is_the_newest(snapshots: list[Path]) -> None:
    assert len(snapshots) == STATES
    assert (snapshots[0].parent / "latest").resolve() == snapshots[-1]
    assert [len(lines(snapshot / "items.jsonl")) for snapshot in snapshots] == [12, 12, 13, 13]


def test_a_snapshot_holds_what_exports_give(run: Run, snapshots: list[Path]) -> None:
    for what in ("items", "revisions", "events"):
        export = run("export", "--format", "jsonl", "--what", what).stdout_bytes
        assert (snapshots[-1] / f"{what}.jsonl").read_bytes() == export
    assert lines(snapshots[-1] / "sources.jsonl") == [json.loads(run("sources", "--json").stdout)]


def test_the_delta_says_what_was_added_changed_and_removed(snapshots: list[Path]) -> None:
    def told(snapshot: Path, name: str) -> list[Any]:
        return lines(snapshot / "delta" / f"{name}.jsonl")

    assert not (snapshots[0] / "delta").exists()
    assert [item["title"] for item in told(snapshots[1], "changed")] == ["A title that was mended"]
    assert [item["title"] for item in told(snapshots[2], "added")] == ["An item that was added"]
    assert [item["status"] for item in told(snapshots[3], "changed")] == ["removed"]
    counts = [[len(told(snapshot, name)) for name in ("added", "changed", "removed")] for snapshot in snapshots[1:]]
    assert counts == [[0, 1, 0], [1, 0, 0], [0, 1, 0]]


def test_a_later_last_seen_or_another_page_is_no_change_but_is_told(snapshots: list[Path]) -> None:
    seen = Counter(id_ for line in lines(snapshots[1] / "delta" / "seen.jsonl") for id_ in line["items"])
    assert (len(seen), set(seen.values())) == (11, {1})


def test_each_delta_applied_to_the_snapshot_before_gives_the_next_one_byte_by_byte(snapshots: list[Path]) -> None:
    for old, new in itertools.pairwise(snapshots):
        assert b"".join(apply_delta(old, new)) == (new / "items.jsonl").read_bytes()


def test_coverage_says_what_each_crawl_saw(snapshots: list[Path]) -> None:
    coverage = json.loads((snapshots[-1] / "coverage.json").read_bytes())
    Draft202012Validator(json_schema("coverage")).validate(coverage)
    assert [crawl["status"] for crawl in coverage["crawls"]] == ["complete"] * 5
    assert [crawl["items"] for crawl in coverage["crawls"]] == [12, 12, 13, 12, 12]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("items.jsonl", "item"),
        ("revisions.jsonl", "revision"),
        ("events.jsonl", "event"),
        ("sources.jsonl", "source"),
        ("delta/changed.jsonl", "item"),
        ("delta/seen.jsonl", "seen-items"),
    ],
)
def test_every_line_is_valid_by_its_schema(snapshots: list[Path], path: str, name: str) -> None:
    found = lines(snapshots[-1] / path)
    assert found
    for line in found:
        Draft202012Validator(json_schema(name)).validate(line)
    Draft202012Validator(json_schema("datapackage")).validate(package(snapshots[-1]))


def test_the_same_archive_gives_the_same_bytes(run: Run, snapshots: list[Path], tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert run("snapshot", tmp_path / name).exit_code == 0
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    assert snapshots[-1].name in {path.name for path in (tmp_path / "a").iterdir()}


def test_a_second_snapshot_of_the_same_state_is_none_and_says_so(home: Home) -> None:
    before = tree(home.root / "snapshots")
    done = run_in(home)("snapshot", home.root / "snapshots")
    assert (done.exit_code, "nothing has changed since" in done.stdout) == (0, True)
    assert json.loads(run_in(home)("snapshot", home.root / "snapshots", "--json").stdout)["is_new"] is False
    assert tree(home.root / "snapshots") == before


@pytest.mark.parametrize("path", ["items.jsonl", "delta/seen.jsonl", "coverage.json"])
@pytest.mark.parametrize("spoiled", [b"", None], ids=["emptied", "lost"])
def test_a_newest_snapshot_that_was_damaged_does_not_pass_for_this_state(
    home: Home, path: str, spoiled: bytes | None
) -> None:
    folder, run = home.root / "snapshots", run_in(home)
    newest = (folder / "latest").resolve()
    if spoiled is None:
        (newest / path).unlink()
    else:
        (newest / path).write_bytes(spoiled)
    before = tree(folder)
    done = run("snapshot", folder)
    assert (done.exit_code, done.stdout, tree(folder)) == (1, "", before)
    assert str(newest / path) in done.stderr
    assert "or remove it whole" in done.stderr
    shutil.rmtree(newest)
    assert run("snapshot", folder).exit_code == 0
    assert run("snapshot", "--check", folder).exit_code == 0


def test_what_people_decide_makes_a_new_state_without_a_crawl(home: Home, snapshots: list[Path]) -> None:
    run = run_in(home)
    first, second, *_ = lines(snapshots[-1] / "items.jsonl")
    assert run("merge", first["id"], second["id"]).exit_code == 0
    told = json.loads(run("snapshot", home.root / "snapshots", "--json").stdout)
    assert told["snapshot"] == f"{snapshots[-1].name}-2"
    assert (told["previous"], told["removed"]) == (snapshots[-1].name, 1)
    removed = lines(home.root / "snapshots" / "latest" / "delta" / "removed.jsonl")
    assert removed == [{"id": second["id"], "source": SLUG, "merged_into": first["id"]}]
    assert run("snapshot", "--check", home.root / "snapshots").exit_code == 0


def test_a_folder_holds_snapshots_of_the_same_sources(home: Home) -> None:
    with home.open_archive() as archive, pytest.raises(SnapshotError, match="other sources"):
        take_snapshot(archive, home.root / "snapshots", sources=[SLUG])
    done = run_in(home)("snapshot", home.root / "of-one", "--source", SLUG)
    assert (done.exit_code, "the first snapshot" in done.stdout) == (0, True)
    assert package(home.root / "of-one" / "latest")["aimcrawl"]["sources"] == [SLUG]


def test_there_is_nothing_to_show_before_a_crawl(tmp_path: Path) -> None:
    done = run_in(create_home(tmp_path / "home"))("snapshot", tmp_path / "snapshots")
    assert (done.exit_code, "no crawl has ended yet" in done.stderr) == (2, True)


def test_one_process_writes_at_a_time(home: Home) -> None:
    lock = Disk().open(home.root / "snapshots" / ".lock")
    assert Disk().lock(lock)
    with home.open_archive() as archive, pytest.raises(SourceBusy):
        take_snapshot(archive, home.root / "snapshots")
    Disk().close(lock)


class FullDisk(Disk):
    """A disk that takes so many bytes and no more."""

    def __init__(self, room: int) -> None:
        self.room = room

    def write(self, descriptor: int, data: bytes | memoryview) -> int:
        self.room -= len(data)
        if self.room < 0:
            raise OSError(28, "No space left on device")
        return super().write(descriptor, data)


@pytest.mark.parametrize("room", [0, 5_000, 40_000])
def test_a_full_disk_leaves_all_as_it_was(home: Home, snapshots: list[Path], room: int) -> None:
    folder = home.root / "snapshots"
    run_in(home)("erase", lines(snapshots[-1] / "items.jsonl")[0]["id"], "--yes")
    before = tree(folder)
    with home.open_archive() as archive, pytest.raises(OSError, match="No space") as refused:
        take_snapshot(archive, folder, disk=FullDisk(room))
    assert (refused.value.filename, "are as they were" in refused.value.strerror) == (str(folder), True)
    assert tree(folder) == before
    assert sorted(path.name for path in folder.iterdir()) == [".lock", *(s.name for s in snapshots), "latest"]


def test_what_was_erased_is_not_in_the_next_snapshot(home: Home, snapshots: list[Path]) -> None:
    item = lines(snapshots[-1] / "items.jsonl")[0]
    assert run_in(home)("erase", item["id"], "--yes").exit_code == 0
    assert run_in(home)("snapshot", home.root / "snapshots").exit_code == 0
    newest = tree((home.root / "snapshots" / "latest").resolve())
    assert not any(item["title"].encode() in content for content in newest.values())
