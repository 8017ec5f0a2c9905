"""``aimcrawl search`` and ``similar``: what is printed, and how they end."""

from __future__ import annotations

import json

import pytest
from cli.callers import Run
from jsonschema import Draft202012Validator

from aimcrawl.home import Home
from aimcrawl.schemas import json_schema


def test_a_search_prints_hits_newest_first(run: Run, crawled: Home) -> None:
    lines = [json.loads(line) for line in run("search", "the", "--json", home=crawled).stdout.splitlines()]
    assert lines != []
    assert [line["published"] for line in lines] == sorted((line["published"] for line in lines), reverse=True)
    assert set(lines[0]) == {
        *("id", "source", "url", "published", "title", "status", "revision", "excerpt", "score"),
    }
    assert ["the", True] in [[part.lower(), found] for part, found in lines[0]["excerpt"]["text"]]
    for line in lines:
        Draft202012Validator(json_schema("hit")).validate(line)
    table = run("search", "the", "--limit", "3", home=crawled).stdout.splitlines()
    assert [line.split("\t")[0] for line in table] == [line["id"] for line in lines[:3]]


def test_filters_narrow_a_search(run: Run, crawled: Home) -> None:
    every = [
        json.loads(line) for line in run("search", "", "--limit", "1000", "--json", home=crawled).stdout.splitlines()
    ]
    year = every[0]["published"][:4]
    within = run("search", "", "--since", year, "--until", year, "--limit", "1000", "--json", home=crawled).stdout
    assert len(within.splitlines()) == sum(one["published"].startswith(year) for one in every)
    assert run("search", f"since:{year} until:{year}", "--limit", "1000", "--json", home=crawled).stdout == within
    assert run("search", "the", "--status", "removed", home=crawled).stdout == ""


def test_by_relevance_hits_have_scores(run: Run, crawled: Home) -> None:
    lines = [
        json.loads(line) for line in run("search", "the", "--relevance", "--json", home=crawled).stdout.splitlines()
    ]
    scores = [line["score"] for line in lines]
    assert scores == sorted(scores, reverse=True) != []


@pytest.mark.parametrize("query", ["-the", '-"of the"', "-(the OR of)", "-title:the"])
def test_a_query_may_begin_with_a_dash(run: Run, crawled: Home, query: str) -> None:
    plain = run("search", "--json", "--limit", "1000", "--", query, home=crawled)
    assert plain.exit_code == 0
    assert run("search", query, "--limit", "1000", "--json", home=crawled).stdout == plain.stdout
    assert run("search", "--limit", "1000", query, "--json", home=crawled).stdout == plain.stdout


def test_nothing_found_is_no_error(run: Run, crawled: Home) -> None:
    result = run("search", "xylophone", home=crawled)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("search", 'palm "oil'), "character 6 of the search 'palm \"oil': this quotation mark is never closed"),
        (("search", "source:nobody"), "the archive has no source 'nobody'"),
        (("search", "a", "--source", "nobody"), "no source 'nobody'"),
        (("search",), "missing QUERY"),
        (("search", "a", "--jsn"), "No such option"),
        (("search", "--water"), "No such option"),
        (("search", "a", "-b"), "unexpected extra argument"),
        (("search", "a", "--reindex"), "--reindex takes no QUERY"),
        (("similar", "nothing"), "there is no item 'nothing'"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(run: Run, crawled: Home, arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments, home=crawled)
    assert result.exit_code == 2
    assert message in result.stderr


def test_the_index_can_be_made_again(run: Run, crawled: Home) -> None:
    before = run("search", "the", "--json", home=crawled).stdout
    result = run("search", "--reindex", home=crawled)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("indexed ")
    assert run("search", "the", "--json", home=crawled).stdout == before


def test_on_a_terminal_hits_stand_below_each_other(run: Run, crawled: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("aimcrawl.cli.search.sys", Terminal)
    lines = run("search", "the", "--limit", "2", home=crawled).stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == json.loads(run("search", "the", "--limit", "1", "--json", home=crawled).stdout)["title"]


class Terminal:
    """What the command asks of ``sys`` when it writes to a terminal."""

    class stdout:  # noqa: N801 - it stands for sys.stdout
        isatty = staticmethod(lambda: True)


def test_similar_items_are_listed(run: Run, crawled: Home) -> None:
    first = json.loads(run("search", "", "--limit", "1", "--json", home=crawled).stdout)["id"]
    result = run("similar", first, "--same-source", "--json", home=crawled)
    assert result.exit_code == 0
    for line in result.stdout.splitlines():
        Draft202012Validator(json_schema("similar")).validate(json.loads(line))
    assert run("similar", first, home=crawled).stdout == "", "there is one source alone"
