"""``aimcrawl verify``: an untouched archive has no fault, and whatever is altered in it is named."""

from __future__ import annotations

import json

import pytest
from evidence.conftest import Run
from evidence.tamper import alter, ask, flip, warc

from aimcrawl.home import Home
from archive.evidence.chain import chain_faults, content_digest, crawl_root
from archive.records import content_hash


def test_an_untouched_archive_has_no_fault(run: Run) -> None:
    result = run("verify", "--deep")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "no fault\n")


ALTERATIONS = {
    "a text": ("revision", "UPDATE revisions SET text = text || '.' WHERE number = 2"),
    "markup": ("revision", "UPDATE revisions SET html = '' WHERE number = 2"),
    "a lost revision": ("revision", "DELETE FROM revisions WHERE number = 2"),
    "a lost capture": ("revision", "UPDATE revisions SET capture_id = NULL WHERE number = 2"),
    "a capture's row": ("database", "DELETE FROM captures WHERE id = (SELECT capture_id FROM pages LIMIT 1)"),
    "an edit told otherwise": ("event", "UPDATE events SET previous = 7 WHERE kind = 'edited'"),
    "a removal hushed up": ("chain", "DELETE FROM events WHERE kind = 'removed'"),
    "a time": ("chain", "UPDATE events SET at = '2001-01-01T00:00:00Z' WHERE kind = 'edited'"),
    "a crawl called complete": ("chain", "UPDATE crawls SET full = 0 WHERE id = 3"),
    "a crawl out of the chain": ("chain", "UPDATE crawls SET root = NULL WHERE id = 2"),
    "a capture's time": ("contradiction", "UPDATE captures SET captured_at = '2011-01-01T00:00:00Z' WHERE id = 5"),
    "a capture's address": ("contradiction", "UPDATE captures SET url = 'http://elsewhere.test/' WHERE id = 5"),
    "a capture's kind": ("contradiction", "UPDATE captures SET kind = 'probe' WHERE kind = 'list'"),
    "an answer": ("contradiction", "UPDATE captures SET status = 404 WHERE kind = 'list'"),
    "a revision's time": ("revision", "UPDATE revisions SET captured_at = '2011-01-01T00:00:00Z' WHERE number = 2"),
    "an event's time": ("event", "UPDATE events SET at = '2011-01-01T00:00:00Z' WHERE kind = 'removed'"),
    "a page's time": ("page", "UPDATE pages SET captured_at = '2011-01-01T00:00:00Z' WHERE id = 1"),
    "a page's answer": ("crawl", "UPDATE pages SET status = 'failed' WHERE id = 1"),
    "a page": ("crawl", "DELETE FROM pages WHERE id = (SELECT max(id) FROM pages)"),
    "a first sight": ("item", "UPDATE items SET first_seen = '2011-01-01T00:00:00Z'"),
    "a profile": ("crawl", "UPDATE profiles SET text = 'broken ='"),
    "a crawl's start": ("crawl", "UPDATE crawls SET started_at = '2011-01-01T00:00:00Z' WHERE id = 1"),
    "a crawl's end": ("crawl", "UPDATE crawls SET ended_at = '2011-01-01T00:00:00Z' WHERE id = 2"),
    "a crawl's outcome": ("crawl", "UPDATE crawls SET status = 'partial', reason = 'no reason' WHERE id = 2"),
    "a count": ("chain", "UPDATE crawls SET edited = 0 WHERE id = 2"),
    "a digest": ("changed", "UPDATE captures SET sha256 = 'g' || substr(sha256, 2) WHERE id = 5"),
    "a place": ("contradiction", "UPDATE captures SET lead_offset = lead_offset - 9 WHERE id = 5"),
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_whatever_is_altered_in_the_database_is_named(home: Home, run: Run, what: str) -> None:
    kind, statement = ALTERATIONS[what]
    alter(home, statement)
    result = run("verify", "--json")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert result.stderr == ("1 fault\n" if len(found) == 1 else f"{len(found)} faults\n")
    assert kind in {fault["kind"] for fault in found}
    assert all(fault["problem"] and fault["advice"] for fault in found)


def test_a_limit_shows_the_first_faults_and_all_are_counted(home: Home, run: Run) -> None:
    alter(home, "UPDATE items SET first_seen = '2011-01-01T00:00:00Z'")
    every, some = run("verify"), run("verify", "--deep", "--limit", "2")
    assert some.stdout.splitlines() == every.stdout.splitlines()[:2]
    assert (some.exit_code, some.stderr) == (1, every.stderr)


def test_a_flipped_bit_in_a_capture_is_named_with_file_and_byte(home: Home, run: Run) -> None:
    [[file, offset]] = ask(home, "SELECT file, \"offset\" FROM captures WHERE kind = 'list' LIMIT 1")
    flip(home.captures / str(file), int(str(offset)) + 40)
    result = run("verify")
    assert result.exit_code == 1
    assert f"{file} at byte {offset}: capture" in result.stdout
    assert "Restore the file from a backup" in result.stdout


def test_a_sample_still_checks_sizes(home: Home, run: Run) -> None:
    path = warc(home)
    path.write_bytes(path.read_bytes()[:-1])
    assert run("verify", "--sample", "0").exit_code == 1


def test_who_forges_all_digests_is_betrayed_by_the_capture(home: Home, run: Run) -> None:
    with home.open_archive() as archive:
        with archive.writing() as connection:
            row = connection.exec_driver_sql("SELECT * FROM revisions WHERE number = 2").mappings().one()
            forged = {**row, "title": "A forged title", "links": json.loads(row["links"])}
            digests = (content_hash(row["published"], "A forged title", row["text"]), content_digest(forged), row["id"])
            connection.exec_driver_sql(
                "UPDATE revisions SET title = 'A forged title', content_hash = ?, digest = ? WHERE id = ?", digests
            )
            for number in range(row["crawl_id"], 5):  # the chain is forged as well, to its end
                before = "(SELECT root FROM crawls WHERE id = ?)"
                connection.exec_driver_sql(
                    f"UPDATE crawls SET root_before = {before} WHERE id = ?", (number - 1, number)
                )
                root = crawl_root(connection, number)
                connection.exec_driver_sql("UPDATE crawls SET root = ? WHERE id = ?", (root, number))
        with archive.reading() as connection:
            assert list(chain_faults(connection)) == []
    assert run("verify").exit_code == 0
    deep = run("verify", "--deep")
    assert deep.exit_code == 1
    assert "its capture says otherwise: title" in deep.stdout


def test_who_forges_one_root_breaks_the_next(home: Home) -> None:
    alter(home, "DELETE FROM events WHERE kind = 'edited'")
    with home.open_archive() as archive:
        with archive.writing() as connection:
            root = crawl_root(connection, 2)
            connection.exec_driver_sql("UPDATE crawls SET root = ? WHERE id = 2", (root,))
        with archive.reading() as connection:
            found = list(chain_faults(connection))
    assert [str(fault).partition(". ")[0] for fault in found] == ["crawl 3: the crawl before it is not there any more"]
