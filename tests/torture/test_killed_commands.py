"""Commands other than ``crawl`` that are killed: what was there stays, and the command works when it is run again."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import run_in
from torture.conftest import Scene

from aimcrawl.home import open_home


def run(scene: Scene, *words: str) -> int:
    return run_in(scene.home)(*words).exit_code


@pytest.mark.parametrize(("step", "is_new"), [("a file is to be replaced", False), ("a file is replaced", True)])
def test_a_killed_export_leaves_a_whole_file(scene: Scene, tmp_path: Path, step: str, is_new: bool) -> None:
    target = tmp_path / "items.json"
    target.write_text("of yesterday", encoding="utf-8")
    words = ("export", "--format", "json", "-o", str(target))
    assert scene.dies(step, 1, *words)
    assert (target.read_text(encoding="utf-8") != "of yesterday") == is_new
    assert run(scene, *words) == 0
    assert target.read_text(encoding="utf-8").endswith("]}\n")


@pytest.mark.parametrize(("step", "count"), [("a capture is half written", 1), ("a file is to be replaced", 1)])
def test_a_killed_backup_is_no_home_and_can_be_made_again(scene: Scene, tmp_path: Path, step: str, count: int) -> None:
    target = tmp_path / "copy"
    assert scene.dies(step, count, "backup", str(target))
    assert not (target / "aimcrawl.toml").exists()
    assert run(scene, "backup", str(target)) == 0
    assert len(Scene(home=open_home(target), site=scene.site).items()) == 24


@pytest.mark.parametrize("count", [1, 2])
def test_a_killed_rebuild_can_be_made_again(scene: Scene, count: int) -> None:
    before = scene.items()
    assert scene.dies("a file is to be renamed", count, "rebuild")
    assert run(scene, "rebuild") == 0
    assert scene.items() == before
    scene.assert_proven()


@pytest.mark.parametrize(
    ("step", "is_erased"), [("a transaction is to be committed", False), ("a transaction is committed", True)]
)
def test_a_killed_erasure_is_not_begun_or_is_ended_by_the_next_crawl(scene: Scene, step: str, is_erased: bool) -> None:
    item = scene.items()[0]
    assert scene.dies(step, 1, "erase", item.id, "--yes")
    scene.crawl()
    scene.assert_proven()
    assert run(scene, "capture", item.id, "1") == (1 if is_erased else 0)
    assert not list(scene.home.captures.glob("erasing/*"))


@pytest.mark.parametrize(
    ("step", "count"),
    [
        ("a note is written", 1),
        ("a note is written", 2),
        ("a transaction is to be committed", 2),
        ("a transaction is committed", 2),
    ],
)
def test_a_killed_re_reading_is_not_begun_or_whole(scene: Scene, step: str, count: int) -> None:
    scene.write_profile(lambda text: text.replace("%d %B %Y", "%y %B 20%d"))
    assert scene.dies(step, count, "reread", "--apply")
    assert run(scene, "reread", "--apply") == 0
    assert [item.revision for item in scene.items()] == [2] * 24
    scene.assert_nothing_lost_or_invented()
    scene.assert_rebuilt_as_it_is()
