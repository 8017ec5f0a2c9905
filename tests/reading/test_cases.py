"""Recorded cases, each a folder in ``cases``: every field that differs is named."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from aimcrawl.reading.cases import differences, record_case

CASES = sorted(path.parent for path in Path(__file__).with_name("cases").glob("*/expected.json"))

PAGE = b"""<html><body><h1>News</h1><main>
<article><h2><a href="/b">The mill opens</a></h2><time>4 May 2016</time><p>It grinds oats.</p></article>
<article><h2><a href="/a">The mill is built</a></h2><time>3 April 2016</time><p>It stands by the river.</p></article>
<article><h2><a href="/0">A mill is planned</a></h2><time>1 March 2016</time><p>Nobody minds.</p></article>
</main></body></html>"""


def test_there_are_cases() -> None:
    assert len(CASES) >= 3


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_recorded_page_is_read_as_recorded(case: Path) -> None:
    assert list(differences(case)) == []


def test_a_field_that_fails_fails_by_its_name(tmp_path: Path) -> None:
    case = tmp_path / "mill"
    record_case(case, PAGE, "http://mill.example/", fetched_at=dt.datetime(2016, 6, 1, tzinfo=dt.UTC))
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    assert [item["title"] for item in expected["items"]] == ["The mill opens", "The mill is built", "A mill is planned"]
    expected["items"][1]["title"] = "The mill is bought"
    del expected["items"][2]
    (case / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    told = list(differences(case))
    assert told == [
        "items[1].title: 'The mill is built', expected 'The mill is bought'",
        "items[2]: not expected: 'A mill is planned'",
    ]
