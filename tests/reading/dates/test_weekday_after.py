"""A weekday after a date belongs to it; the first word of the text that follows does not."""

from __future__ import annotations

import pytest

from aimcrawl.reading.dates import find_dates


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("9.10.2025 Mit großer Freude", "9.10.2025"),
        ("30. Okt. 2025 Die Verwaltung ist geschlossen", "30. Okt. 2025"),
        ("13 April 2016 Sun and wind all week", "13 April 2016"),
        ("13 avril 2016 Mer et vent", "13 avril 2016"),
        ("13 April 2016, Wednesday", "13 April 2016, Wednesday"),
        ("2016-04-13 Wed 14:00", "2016-04-13 Wed 14:00"),
        ("13 April 2016 (Wednesday) | News", "13 April 2016 (Wednesday)"),
        ("2021年6月8日 (火) お知らせ", "2021年6月8日 (火)"),
    ],
)
def test_only_a_weekday_is_taken(text: str, date: str) -> None:
    (match,) = find_dates(text)
    assert text[match.start : match.end] == date
