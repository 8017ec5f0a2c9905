"""``capture``, ``captures export`` and ``cite``: every statement leads to bytes, and can be checked by others."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from evidence.conftest import Run
from evidence.tamper import alter, ask, flip

from aimcrawl.home import Home

EDITED = "SELECT item_id FROM events WHERE kind = 'edited'"


@pytest.fixture
def edited(home: Home) -> str:
    return str(ask(home, EDITED)[0][0])


def test_each_revision_leads_to_the_page_it_was_read_from(run: Run, edited: str) -> None:
    assert b"A title that was mended" in run("capture", edited).stdout_bytes
    assert b"A title that was mended" not in run("capture", edited, "1").stdout_bytes


def test_a_capture_is_written_whole_or_not_at_all(home: Home, run: Run, edited: str, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    assert run("capture", edited, "-o", str(target)).exit_code == 0
    assert target.read_bytes() == run("capture", edited).stdout_bytes
    query = (
        f"SELECT file, offset FROM captures JOIN revisions r ON r.capture_id = captures.id WHERE item_id = '{edited}'"
    )
    for file, offset in ask(home, query):
        flip(home.captures / str(file), int(str(offset)) + 40)
    target.unlink()
    result = run("capture", edited, "-o", str(target))
    assert (result.exit_code, target.exists()) == (1, False)
    assert "not those that were written" in result.stderr


def test_show_names_captures_that_capture_finds(run: Run, edited: str) -> None:
    [line] = [line for line in run("show", edited).stdout.splitlines() if line.startswith("capture ")]
    assert run("capture", line.split()[1]).stdout_bytes == run("capture", edited).stdout_bytes


def test_notes_of_crawls_are_captures_too(home: Home, run: Run) -> None:
    [[record]] = ask(home, "SELECT record_id FROM captures WHERE kind = 'crawl-end' AND crawl_id = 1")
    note = json.loads(run("capture", str(record)).stdout)
    assert note["fields"]["status"] == "complete"


@pytest.mark.parametrize("words", [("capture", "nothing"), ("capture", "urn:uuid:0"), ("cite", "nothing")])
def test_what_is_not_there_is_wrong_usage(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_captures_are_exported_as_one_file_with_the_same_bytes_each_time(run: Run, tmp_path: Path) -> None:
    for name in ("a.wacz", "b.wacz"):
        assert run("captures", "export", "--source", "aim", "-o", str(tmp_path / name)).exit_code == 0
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.wacz") as archive:
        assert "indexes/index.cdx" in archive.namelist()


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_citation_is_proven_by_the_archive(run: Run, edited: str, tmp_path: Path, form: tuple[str, ...]) -> None:
    file = tmp_path / "citation"
    for revision in ("1", "2"):
        file.write_bytes(run("cite", edited, revision, *form).stdout_bytes)
        result = run("cite", "--check", str(file))
        assert (result.exit_code, result.stdout) == (0, f"{file}: proven\n")


def test_a_citation_holds_after_later_crawls_and_falls_with_its_evidence(
    home: Home, run: Run, edited: str, tmp_path: Path
) -> None:
    file = tmp_path / "citation.toml"
    file.write_bytes(run("cite", edited).stdout_bytes)
    alter(home, "UPDATE events SET trivial = 1 WHERE kind = 'edited'")
    result = run("cite", "--check", str(file))
    assert result.exit_code == 1
    assert "do not make the root that is cited" in result.stdout


def test_a_forged_citation_is_refuted(run: Run, edited: str, tmp_path: Path) -> None:
    file = tmp_path / "citation.toml"
    file.write_text(run("cite", edited).stdout.replace("mended", "bended"), encoding="utf-8")
    result = run("cite", "--check", str(file))
    assert result.exit_code == 1
    assert "title is 'A title that was mended' in the archive" in result.stdout


def test_what_is_no_citation_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear archive,", encoding="utf-8")
    result = run("cite", "--check", str(file))
    assert (result.exit_code, f"{file} is no citation" in result.stderr) == (2, True)
