"""What of a hit is shown: the piece that holds most of what was asked for, in the text's own spelling, marked."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.conditions import positive_words
from archive.search.excerpts import Segments, excerpt, highlight
from archive.search.language import parse

FILL = "and so on " * 100


def marked(segments: Segments) -> str:
    return "".join(f"[{part}]" if is_match else part for part, is_match in segments)


def shown(text: str, query: str, title: str = "") -> tuple[str, str]:
    view = excerpt(title, text, positive_words(parse(query)))
    return marked(view.title), marked(view.text)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("uber", "[Über] Straßen, e-Mail und Palmöl"),
        ("strassen", "Über [Straßen], e-Mail und Palmöl"),
        ("E-MAIL", "Über Straßen, [e-Mail] und Palmöl"),
        ('"strassen e mail"', "Über [Straßen, e-Mail] und Palmöl"),
        ("palm*", "Über Straßen, e-Mail und [Palmöl]"),
        ('"mail und palm"*', "Über Straßen, e-[Mail und Palmöl]"),
        ("uber und -mail", "[Über] Straßen, e-Mail [und] Palmöl"),
        ("title:uber", "Über Straßen, e-Mail und Palmöl"),
        ("", "Über Straßen, e-Mail und Palmöl"),
    ],
)
def test_matches_are_marked_in_the_spelling_of_the_text(query: str, expected: str) -> None:
    assert shown("Über Straßen,\n\ne-Mail und Palmöl", query) == ("", expected)


def test_text_without_blanks_is_marked_within() -> None:
    assert shown("日本の気候変動について", "気候", title="気候") == ("[気候]", "日本の[気候]変動について")


def test_the_best_piece_of_a_long_text_is_shown_cut_at_words() -> None:
    text = f"palm {FILL} the palm and its oil {FILL}"
    _, piece = shown(text, "palm oil")
    assert "[palm] and its [oil]" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert {*piece.replace("[", "").replace("]", "").split()} <= {*text.split(), "…"}
    assert len(piece) < 220


def test_a_long_text_without_blanks_is_cut_too() -> None:
    _, piece = shown("あ" * 5000 + "気候" + "い" * 5000, "気候")
    assert "[気候]" in piece
    assert len(piece) < 220


@pytest.mark.parametrize("before", range(80, 340, 7))
@pytest.mark.parametrize(("said", "query"), [("palm oil", '"palm oil"'), ("気候変動", "気候変動")])
def test_what_was_found_is_shown_wherever_it_stands(said: str, query: str, before: int) -> None:
    fill = "x " * before if said.isascii() else "あ" * before
    _, piece = shown(f"{fill}{said} {fill * 5}", query)
    assert f"[{said}]" in piece


def test_a_match_is_shown_with_what_stands_around_it() -> None:
    _, piece = shown(f"{'one two ' * 36}needle {'and so on ' * 40}", "needle")
    before, after = piece.split("[needle]")
    assert len(before) > 40
    assert len(after) > 100


def test_a_phrase_longer_than_what_is_shown_is_found() -> None:
    phrase = " ".join(f"word{number}" for number in range(60))
    _, piece = shown(f"{FILL}{phrase} {FILL}", f'"{phrase}"')
    assert "[word0 word1 " in piece


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("a ạ\u0301 b", "a", "[a] [ạ\u0301] b"),
        ("x葛\U000e0100城", "葛城", "x[葛\U000e0100城]"),
        ("葛\U000e0100城", "葛", "[葛\U000e0100]城"),
        ("ﾊﾟﾘ協定", "パリ", "[ﾊﾟﾘ]協定"),
    ],
)
def test_no_letter_is_marked_in_part(text: str, query: str, expected: str) -> None:
    assert shown(text, query)[1] == expected


@given(st.text(), st.lists(st.sampled_from(["a", "b", "ab"]), max_size=3))
def test_segments_are_the_text_whatever_it_is(text: str, asked: list[str]) -> None:
    segments = highlight(text, positive_words(parse(" ".join(asked))))
    assert "".join(part for part, _ in segments) == " ".join(unicodedata.normalize("NFC", text).split())
    assert all(part for part, _ in segments)
