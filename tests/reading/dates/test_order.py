"""The order of day and month is decided from the whole page."""

from __future__ import annotations

import pytest

from aimcrawl.reading.dates import Order, page_order, regional_language


@pytest.mark.parametrize(
    ("texts", "language", "order"),
    [
        (["03/04/2016", "13/04/2016"], "en", "dmy"),
        (["03/04/2016", "04/13/2016"], "de", "mdy"),
        (["03.04.16", "13.04.16"], "en", "dmy"),
        (["16.04.13", "16.04.03"], "ko", "ymd"),
        (["86/04/03", "86/04/05"], "en", "ymd"),
        (["01/06/2021", "12/05/2021", "02/05/2021", "11/04/2021"], "en", "dmy"),  # falls day first
        (["06/01/2021", "05/12/2021", "05/02/2021", "04/11/2021"], "de", "mdy"),  # falls month first
        (["04/11/2021", "05/02/2021", "05/12/2021", "06/01/2021"], "de", "mdy"),  # rises month first
        (["03/04/2016"], "en", "mdy"),
        (["03/04/2016"], "en-GB", "dmy"),
        (["03/04/2016"], "en-US", "mdy"),
        (["03/04/2016"], "es-US", "mdy"),
        (["03/04/2016"], "fil", "mdy"),
        (["03/04/2016"], "fr", "dmy"),
        (["03/04/2016"], "no", "dmy"),
        (["03/04/2016"], "zh-TW", "ymd"),
        (["03/04/2016"], None, "dmy"),
        (["03/04/2016", "Minutes of the meeting", "Report by the board"], None, "mdy"),
        (["03/04/2016", "Protokoll der Sitzung", "Bericht des Vorstands"], None, "dmy"),
        (["13 April 2016", "2016-04-13", "page 1 of 26", "10.0.0.1"], "en", None),
        ([], "en", None),
    ],
)
def test_order(texts: list[str], language: str | None, order: Order | None) -> None:
    assert page_order(texts, language=language) == order


def test_the_majority_decides_where_a_page_contradicts_itself() -> None:
    assert page_order(["13/04/2016", "14/04/2016", "04/15/2016"], language="en") == "dmy"


@pytest.mark.parametrize(
    ("language", "host", "tag"),
    [
        ("en", "www.example.co.uk", "en-GB"),
        ("en", "example.de", "en-DE"),
        ("en", "example.gov", "en-US"),
        ("en", "example.org", "en"),
        ("en", "example.io", "en"),
        ("en-US", "example.de", "en-US"),
        ("zh", "example.hk", "zh-HK"),
        ("en", "localhost", "en"),
        ("en", "10.0.0.1", "en"),
        (None, "example.de", None),
    ],
)
def test_the_host_tells_the_region(language: str | None, host: str, tag: str | None) -> None:
    assert regional_language(language, host) == tag
