"""Each form of an export says what the archive holds, in the form's own rules, and the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import feedparser
import pytest
from desk import SLUG, Run, desk_in, run_in
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from aimcrawl.home import Home, create_home
from aimcrawl.sample import SampleSite, invent_items
from aimcrawl.schemas import json_schema
from archive.export.feed import published_time
from archive.export.forms import FORMS
from archive.export.spreadsheet import plain_cell, safe_cell

ALL = [(form, what) for form, holds in FORMS.items() for what in holds]
JSON_FEED = json.loads(Path(__file__).with_name("jsonfeed-1.1.schema.json").read_bytes())
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8) | st.text("'=+-@\t\r\nx", max_size=5)


def exported(run: Run, form: str, what: str = "items", *more: str) -> bytes:
    done = run("export", "--format", form, "--what", what, *more)
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


def rows(run: Run, what: str, *options: str) -> list[Any]:
    return [json.loads(line) for line in exported(run, "jsonl", what, *options).splitlines()]


@pytest.mark.parametrize(("form", "what"), ALL)
def test_two_exports_of_one_archive_are_the_same_bytes(run: Run, form: str, what: str, tmp_path: Path) -> None:
    target = tmp_path / "export"
    assert run("export", "--format", form, "--what", what, "-o", target).exit_code == 0
    assert target.read_bytes() == exported(run, form, what) != b""


@pytest.mark.parametrize(("form", "what"), ALL)
def test_a_source_that_was_never_crawled_gives_an_empty_export(tmp_path: Path, form: str, what: str) -> None:
    home = create_home(tmp_path / "home")
    home.profile("news").write_text("")
    data = exported(run_in(home), form, what, "--source", "news")
    if form == "atom":
        parsed = feedparser.parse(data)
        assert (parsed.bozo, len(parsed.entries)) == (False, 0)
    elif form == "csv":
        assert len(list(csv.reader(io.StringIO(data.decode())))) == 1
    elif form in ("json", "jsonfeed", "jsonld"):
        assert [] in json.loads(data).values()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("atom", "--what", "revisions"), "atom holds items or events, not revisions"),
        (("jsonld", "--what", "events"), "jsonld holds items, not events"),
        (("csv", "--what", "revisions", "--as-of", "2026"), "--as-of cannot be used with --what revisions"),
        (("atom", "--what", "events", "--status", "removed"), "--status cannot be used with --what events"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, words: tuple[str, ...], message: str) -> None:
    done = run("export", "--format", *words)
    assert (done.exit_code, message in done.stderr, done.stdout) == (2, True, "")


def test_parquet_without_pyarrow_names_the_extra(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = run("export", "--format", "parquet", "-o", tmp_path / "items.parquet")
    assert (done.exit_code, "pip install 'aimcrawl[tables]'" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


@given(TEXTS)
def test_no_cell_is_a_formula_and_each_can_be_undone(text: str) -> None:
    cell = safe_cell(text)
    assert cell is not None
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain_cell(cell) == text


@pytest.mark.parametrize("what", ["items", "revisions", "events"])
def test_csv_holds_every_field(run: Run, what: str) -> None:
    data = exported(run, "csv", what)
    assert data.count(b"\r\n") == len(rows(run, what)) + 1
    table = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    told = [
        {
            name: value if isinstance(value, str) else "" if value is None else json.dumps(value)
            for name, value in row.items()
        }
        for row in rows(run, what)
    ]
    bare = [{name: plain_cell(cell) for name, cell in row.items()} for row in table]
    assert [spaced(row) for row in bare] == [spaced(row) for row in told]


def spaced(row: dict[str, str]) -> dict[str, Any]:
    """Return a row with what is JSON in it read, however it is spaced."""
    return {name: json.loads(cell) if cell[:1] in ("[", "{") else cell for name, cell in row.items()}


def test_a_title_that_is_a_formula_is_none_in_a_spreadsheet(run: Run) -> None:
    titles = [row["title"] for row in csv.DictReader(io.StringIO(exported(run, "csv").decode()))]
    assert sum(title.startswith("""'=cmd("x"), "quoted" &""") for title in titles) == 1
    assert not any(title.startswith("=") for title in titles)


def test_atom_is_read_without_a_fault_and_tells_the_items(run: Run) -> None:
    feed, items = feedparser.parse(exported(run, "atom")), rows(run, "items")
    assert (feed.bozo, feed.version) == (False, "atom10")
    assert [entry.title for entry in feed.entries] != []
    assert [entry.link for entry in feed.entries] == [item["url"] or item["page_url"] for item in items]
    assert [entry.published[:10] for entry in feed.entries] == [item["published"][:10] for item in items]
    assert {entry.id[:9] for entry in feed.entries} == {"urn:uuid:"}


def test_an_entry_keeps_its_id_and_is_updated_when_its_content_was(lived: Home, run: Run) -> None:
    first = lived.root / "snapshots"
    ended = json.loads((min(first.glob("2*")) / "datapackage.json").read_bytes())["created"]
    before = feedparser.parse(exported(run, "atom", "items", "--as-of", ended)).entries
    after = {entry.id: entry for entry in feedparser.parse(exported(run, "atom")).entries}
    assert {entry.id for entry in before} < after.keys()
    moved = [after[entry.id].title for entry in before if after[entry.id].title != entry.title]
    assert moved == ["A title that was mended"]
    assert all(after[entry.id].updated >= entry.updated for entry in before)


def test_feeds_of_events_are_newest_first(run: Run) -> None:
    events = rows(run, "events")
    titles = [entry.title for entry in feedparser.parse(exported(run, "atom", "events")).entries]
    assert [title.partition(":")[0].lower() for title in titles] == [event["kind"] for event in reversed(events)]
    feed = json.loads(exported(run, "jsonfeed", "events", "--limit", "1"))
    assert feed["items"][0]["_aimcrawl"] == events[-1]


@pytest.mark.parametrize("what", ["items", "events"])
def test_json_feed_is_what_its_specification_asks_for(run: Run, what: str) -> None:
    feed = json.loads(exported(run, "jsonfeed", what, "--source", SLUG))
    Draft202012Validator(JSON_FEED).validate(feed)
    Draft202012Validator(json_schema("jsonfeed")).validate(feed)
    assert [item["_aimcrawl"]["id"] for item in feed["items"]] == [
        row["id"] for row in (rows(run, what) if what == "items" else reversed(rows(run, what)))
    ]


def test_json_ld_tells_the_items_as_news_articles(run: Run) -> None:
    document, items = json.loads(exported(run, "jsonld")), rows(run, "items")
    Draft202012Validator(json_schema("jsonld")).validate(document)
    told = [(one["@type"], one["identifier"], one["headline"], one["datePublished"]) for one in document["@graph"]]
    assert told == [("NewsArticle", item["id"], item["title"], item["published"]) for item in items]


@pytest.mark.parametrize(
    ("published", "told"),
    [
        (None, None),
        ("2016", None),
        ("2016-04", None),
        ("2016-04-13", "2016-04-13T00:00:00Z"),
        ("2016-04-13T10:30", "2016-04-13T10:30:00Z"),
        ("2016-04-13T10:30Z", "2016-04-13T10:30:00Z"),
        ("2016-04-13T10:30+02:00", "2016-04-13T10:30:00+02:00"),
        ("2016-04-13T10:30:05", "2016-04-13T10:30:05Z"),
        ("2016-04-13T10:30:05-05:00", "2016-04-13T10:30:05-05:00"),
    ],
)
def test_feeds_tell_times_as_rfc_3339_asks(published: str | None, told: str | None) -> None:
    assert published_time(published) == told


def test_revisions_can_be_narrowed(run: Run) -> None:
    revisions = rows(run, "revisions")
    last = max(revision["captured"] for revision in revisions)

    def count(*options: str) -> int:
        return len(exported(run, "jsonl", "revisions", *options).splitlines())

    assert len(revisions) == count("--source", SLUG) == count("--until", last) == 14
    assert count("--since", last) == sum(revision["captured"] == last for revision in revisions)
    assert (count("--limit", "3"), count("--since", "2099")) == (3, 0)


def test_exports_hold_what_a_search_finds(run: Run) -> None:
    found = rows(run, "items", "--search", '"that was mended"')
    assert [item["title"] for item in found] == ["A title that was mended"]
    assert [one["item"] for one in rows(run, "revisions", "--search", '"that was mended"')] == [found[0]["id"]] * 2
    assert [one["kind"] for one in rows(run, "events", "--search", '"that was mended"')] == ["new", "edited"]
    refused = run("export", "--format", "jsonl", "--search", "mended", "--as-of", "2026")
    assert (refused.exit_code, "cannot be used with --as-of" in refused.stderr) == (2, True)
    assert run("export", "--format", "jsonl", "--search", '"open').exit_code == 2


def test_every_form_is_written_from_either_database(tmp_path: Path, database_url: str) -> None:
    with SampleSite(invent_items(4)) as site:
        home = create_home(tmp_path / "home", database=database_url)
        desk_in(home, site).crawl()
    run = run_in(home)
    assert [len(exported(run, form, what)) > 300 for form, what in ALL] == [True] * len(ALL)
    assert run("snapshot", tmp_path / "snapshots").exit_code == 0
    assert run("snapshot", "--check", tmp_path / "snapshots").exit_code == 0
