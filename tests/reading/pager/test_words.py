"""A label is understood when all its words are, and only then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimcrawl.reading.pager.words import Direction, Strength, number_on, read_classes, read_label


@pytest.mark.parametrize(
    ("label", "direction", "strength"),
    [
        ("Next page »", Direction.NEXT, Strength.PHRASE),
        ("NEXT", Direction.NEXT, Strength.WORD),
        ("›", Direction.NEXT, Strength.ARROW),
        ("»", Direction.NEXT, Strength.DOUBLE_ARROW),
        ("->", Direction.NEXT, Strength.ARROW),
        ("← Previous (older) posts", Direction.OLDER, Strength.PHRASE),
        ("Newer posts →", Direction.NEWER, Strength.PHRASE),
        ("back\u00a0", Direction.PREVIOUS, Strength.WORD),
        ("次の20件", Direction.NEXT, Strength.PHRASE),
        ("ещё", Direction.MORE, Strength.WORD),
        ("Weitere Meldungen laden", Direction.MORE, Strength.WORD),
        ("Voir plus d'actualités", Direction.MORE, Strength.WORD),
        ("Carica altre notizie", Direction.MORE, Strength.WORD),
        ("المزيد من الأخبار", Direction.MORE, Strength.WORD),
        ("Показать больше новостей", Direction.MORE, Strength.WORD),
        ("Starsze posty", Direction.OLDER, Strength.PHRASE),
        ("較早的文章", Direction.OLDER, Strength.PHRASE),
    ],
)
def test_what_labels_say(label: str, direction: Direction, strength: Strength) -> None:
    sign = read_label(label)
    assert sign is not None
    assert (sign.direction, sign.strength) == (direction, strength)


@pytest.mark.parametrize(
    "label",
    [
        "Next article",
        "The next harvest",
        "Read more",
        "Sonraki haber",
        "다음 소식",
        "Post successivo",
        "next previous",
        ">|",
        "News",
        "12",
        "",
    ],
)
def test_what_is_not_understood_says_nothing(label: str) -> None:
    assert read_label(label) is None


@pytest.mark.parametrize(
    ("label", "number"),
    [("2", 2), ("[3]", 3), ("Page 4", 4), ("Página 5", 5), ("1,422", 1422), ("۷", 7), ("Go to page 12", 12)],
)
def test_page_numbers_in_any_script(label: str, number: int) -> None:
    assert number_on(label) == number


@pytest.mark.parametrize("label", ["Page 3 of 9", "13 April", "2016-04", "next 20", "", "100000000"])
def test_other_numbers_are_no_pages(label: str) -> None:
    assert number_on(label) is None


def test_names_of_classes_and_icons() -> None:
    assert read_classes("pager__item--next") is not None
    assert read_classes("fa fa-angle-left") == read_classes("arrowBack")
    assert read_classes("slide-next-prev") is None


@given(st.text())
def test_any_label_may_be_read(label: str) -> None:
    number = number_on(label)
    assert number is None or number >= 0
    sign = read_label(label)
    assert sign is None or sign.direction in Direction
