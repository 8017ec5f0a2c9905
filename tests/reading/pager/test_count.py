"""Two addresses of one list differ in a count; two addresses of different things do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimcrawl.reading.pager.count import Series, count_between, series_of

SITE = "http://example.org"


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/news", "/about"),
        ("/2016/05/", "/2016/06/"),
        ("/news?year=2015", "/news?year=2016"),
        ("/news", "/news?pageSize=50"),
        ("/news", "/2016/05/harvest-5"),
        ("/news?a=1&b=1", "/news?a=2&b=2"),
        ("/item/20417", "/item/20418"),
        ("/news", "/news?count=50"),
    ],
)
def test_what_is_no_count(here: str, there: str) -> None:
    assert count_between(SITE + here, SITE + there) is None


def test_the_count_of_a_portal_among_its_other_numbers() -> None:
    portlet = "com_portal_publisher_web_portlet_PublisherPortlet_INSTANCE_a1b2c3d4e5f6"
    there = f"/news?p_p_id={portlet}&p_p_lifecycle=0&p_p_col_count=1&_{portlet}_delta=20&_{portlet}_cur=2"
    count = count_between(SITE + "/news", SITE + there)
    assert count
    assert (count.parameter, count.after, count.rises) == (f"_{portlet}_cur", 2, True)


def test_other_hosts_are_other_lists_but_for_www() -> None:
    assert count_between("http://example.org/n", "http://other.test/n?page=2") is None
    assert count_between("http://example.org/n", "http://www.example.org/n?page=2") is not None


@given(first=st.integers(0, 50), step=st.integers(1, 50), numbers=st.sets(st.integers(2, 40), min_size=2, max_size=6))
def test_numbers_and_addresses_tell_first_and_step(first: int, step: int, numbers: set[int]) -> None:
    counts = [(n, count_between(SITE + "/n", f"{SITE}/n?start={first + step * (n - 1)}")) for n in numbers]
    found = series_of([(number, count) for number, count in counts if count])
    assert found == Series("start", None, first, step)
    assert all(found.number(first + step * (n - 1)) == n for n in range(1, 60))
    assert found.number(first - 1) is None


@given(st.text(), st.text())
def test_any_two_addresses_may_be_compared(one: str, other: str) -> None:
    for here, there in (
        (one, other),
        (SITE + "/" + one, SITE + "/" + other),
        (SITE + "/?p=" + one, SITE + "/?p=" + other),
    ):
        count = count_between(here, there)
        assert count is None or count.after >= 0


def test_a_number_of_five_thousand_digits_is_no_count() -> None:
    assert count_between(SITE + "/?page=" + "9" * 5000, SITE + "/?page=" + "0" * 5000 + "2") is None


def test_counts_that_lie_on_no_line_are_no_series() -> None:
    counts = [
        (number, count_between(SITE + "/n", f"{SITE}/n?p={count}")) for number, count in ((2, 10), (3, 35), (4, 40))
    ]
    assert series_of([(number, count) for number, count in counts if count]) is None
