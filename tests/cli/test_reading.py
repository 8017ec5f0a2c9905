"""Items, crawls and exports are told as the contract says."""

from __future__ import annotations

import errno
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from cli.callers import Run
from desk import SLUG
from jsonschema import Draft202012Validator

from aimcrawl.home import Home
from aimcrawl.schemas import SCHEMAS, json_schema

ITEM_KEYS = (
    *("id", "source", "url", "page_url", "published", "published_raw", "title", "text", "html", "language", "links"),
    *("status", "first_seen", "last_seen", "revision", "content_hash"),
)
EVENT_KEYS = (
    *("id", "kind", "item", "source", "at", "recorded", "crawl", "revision", "previous", "fields", "trivial"),
    "last_seen",
)
CRAWL_KEYS = (
    *("source", "crawl", "status", "full", "requests", "pages", "items", "new", "edited", "removed", "restored"),
    *("unchanged", "reason"),
)


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def test_items_are_compact_objects_in_the_order_of_the_contract(run: Run, crawled: Home) -> None:
    stdout = run("items", "--json", home=crawled).stdout
    items = lines(stdout)
    assert len(items) == 12
    assert all(tuple(item) == ITEM_KEYS for item in items)
    assert '": ' not in stdout.partition('"title"')[0]
    assert [item["published"] for item in items] == sorted((item["published"] for item in items), reverse=True)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("items", "--json"), "item"),
        (("crawls", "--json"), "crawl"),
        (("sources", "--json"), "source"),
        (("export", "--format", "jsonl"), "item"),
        (("export", "--format", "jsonl", "--what", "revisions"), "revision"),
        (("export", "--format", "jsonl", "--what", "events"), "event"),
        (("export", "--format", "json"), "items"),
        (("export", "--format", "json", "--what", "revisions"), "revisions"),
        (("export", "--format", "json", "--what", "events"), "events"),
    ],
)
def test_what_is_printed_is_valid_by_its_schema(run: Run, crawled: Home, arguments: tuple[str, ...], name: str) -> None:
    schema = json.loads(run("schema", name).stdout)
    assert schema["$id"] == f"aimcrawl/{name}/1"
    stdout = run(*arguments, home=crawled).stdout
    objects = [json.loads(stdout)] if name.endswith("s") else lines(stdout)
    assert objects
    for thing in objects:
        Draft202012Validator(schema).validate(thing)


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(json_schema(name))


def test_schemas_are_listed_and_a_wrong_name_lists_them(run: Run) -> None:
    assert run("schema").stdout.split() == [*SCHEMAS, "datasette"]
    result = run("schema", "itme")
    assert (result.exit_code, "item, items" in result.stderr) == (2, True)


def test_crawls_come_newest_first_with_the_keys_of_the_contract(run: Run, crawled: Home) -> None:
    second, first = lines(run("crawls", "--json", home=crawled).stdout)
    assert tuple(first)[: len(CRAWL_KEYS)] == CRAWL_KEYS
    assert (first["new"], second["edited"], second["unchanged"]) == (12, 1, 11)
    assert lines(run("crawls", SLUG, "--limit", "1", "--json", home=crawled).stdout) == [second]


def test_events_have_the_keys_of_the_contract_and_come_oldest_first(run: Run, crawled: Home) -> None:
    events = lines(run("export", "--format", "jsonl", "--what", "events", home=crawled).stdout)
    assert all(tuple(event) == EVENT_KEYS for event in events)
    assert [event["kind"] for event in events] == ["new"] * 12 + ["edited"]
    assert events[-1]["fields"] == ["title"]


def test_items_can_be_narrowed(run: Run, crawled: Home) -> None:
    items = lines(run("items", "--json", home=crawled).stdout)
    newest, oldest = items[0]["published"], items[-1]["published"]

    def count(*arguments: str) -> int:
        return len(lines(run("items", "--json", *arguments, home=crawled).stdout))

    assert count("--limit", "3") == 3
    assert count("--source", SLUG) == 12
    assert count("--status", "removed") == 0
    assert count("--since", oldest) == 12
    assert count("--until", newest) == 12
    assert count("--since", newest) == sum(item["published"] == newest for item in items)
    assert count("--until", oldest) == sum(item["published"] == oldest for item in items)
    assert count("--since", "1d") == 0


def test_a_source_never_crawled_has_no_items_and_a_mistyped_one_is_wrong_usage(run: Run, home: Home) -> None:
    home.profile("news").write_text("")
    assert run("items", "--source", "news", home=home).exit_code == 0
    result = run("crawls", "nwes", home=home)
    assert (result.exit_code, "did you mean news?" in result.stderr) == (2, True)


def test_an_item_is_shown_to_people_and_machines(run: Run, crawled: Home) -> None:
    item = lines(run("items", "--json", "--limit", "1", home=crawled).stdout)[0]
    assert lines(run("show", item["id"], "--json", home=crawled).stdout) == [item]
    shown = run("show", item["id"], home=crawled).stdout
    assert shown.startswith(item["title"] + "\n")
    assert item["text"] in shown
    assert run("show", "nothing", home=crawled).exit_code == 2


def test_an_export_is_the_same_bytes_each_time(run: Run, crawled: Home, tmp_path: Path) -> None:
    stdout = run("export", "--format", "json", home=crawled).stdout
    assert run("export", "--format", "json", "-o", str(tmp_path / "a.json"), home=crawled).exit_code == 0
    assert (tmp_path / "a.json").read_text() == stdout
    document = json.loads(stdout)
    assert document["schema"] == "aimcrawl/items/1"
    assert document["items"] == lines(run("export", "--format", "jsonl", home=crawled).stdout)


class FullFile(io.FileIO):
    """A file that takes some bytes and no more."""

    def __init__(self, descriptor: int, mode: str, number: int) -> None:
        super().__init__(descriptor, mode)
        self._number, self._room = number, 1000

    def write(self, data: Any) -> int:
        self._room -= len(data)
        if self._room < 0:
            raise OSError(self._number, os.strerror(self._number))
        return super().write(data)


@pytest.fixture(params=[errno.ENOSPC, errno.EFBIG], ids=errno.errorcode.get)
def full_disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A disk on which files find no room; what it says."""
    monkeypatch.setattr("os.fdopen", lambda descriptor, mode: FullFile(descriptor, mode, request.param))
    return os.strerror(request.param)


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_an_export_that_finds_no_room_while_it_writes_says_which_file_and_leaves_it(
    run: Run, crawled: Home, tmp_path: Path, full_disk: str, form: str
) -> None:
    (tmp_path / "out").mkdir()
    target = tmp_path / "out" / "items"
    first = run("export", "--format", form, "-o", str(target), home=crawled)
    assert (first.exit_code, first.stderr) == (1, f"Error: {target}: {full_disk}; no file was written\n")
    target.write_text("before")
    second = run("export", "--format", form, "-o", str(target), home=crawled)
    assert (second.exit_code, second.stderr) == (1, f"Error: {target}: {full_disk}; the old file stands as it was\n")
    assert [path.read_text() for path in target.parent.iterdir()] == ["before"]


def test_an_export_replaces_a_file_whole_or_not_at_all(
    run: Run, crawled: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out" / "items.json"
    target.parent.mkdir()
    target.write_text("before")
    target.chmod(0o640)
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    result = run("export", "--format", "json", "-o", str(target), home=crawled)
    assert result.exit_code == 1
    assert result.stderr == f"Error: {target}: No space left on device; the old file stands as it was\n"
    assert [(path.name, path.read_text()) for path in target.parent.iterdir()] == [("items.json", "before")]
    monkeypatch.undo()
    run("export", "--format", "json", "-o", str(target), "--home", str(crawled.root))
    assert json.loads(target.read_text())["items"]
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "nowhere/items.json"), "there is no folder nowhere"),
        (("--what", "revisions", "--status", "present"), "--status cannot be used with --what revisions"),
        (("--what", "events", "--status", "present"), "--status cannot be used with --what events"),
        (("--source", "typo"), "there is no source 'typo'"),
    ],
)
def test_an_export_that_cannot_be_meant_is_refused(
    run: Run, crawled: Home, arguments: tuple[str, ...], message: str
) -> None:
    result = run("export", "--format", "jsonl", *arguments, home=crawled)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
