"""What differs between two texts, word by word: nothing is lost of either, and a person can read it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.differences import _runs

TEXTS = st.text("ab .\nß", max_size=60)


def shown(old: str, new: str) -> str:
    marks = {"both": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(marks[run.kind].format(run.text) for run in _runs(old, new))


@given(TEXTS, TEXTS)
def test_runs_make_up_both_texts(old: str, new: str) -> None:
    runs = list(_runs(old, new))
    assert "".join(run.text for run in runs if run.kind != "new") == old
    assert "".join(run.text for run in runs if run.kind != "old") == new


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a fee of ten euros", "a fee of twelve euros", "a fee of [-ten-]{+twelve+} euros"),
        ("a fee of ten euros", "a fee of two dollars", "a fee of [-ten euros-]{+two dollars+}"),
        ("It opens.", "It opens in May.", "It opens{+ in May+}."),
        ("", "new", "{+new+}"),
        ("same", "same", "same"),
    ],
)
def test_differences_are_whole_words_and_passages(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_a_word_in_a_long_text_is_found_at_once() -> None:
    words = [f"word{number % 800}" for number in range(20_000)]
    began = time.process_time()
    runs = list(_runs(" ".join(words), " ".join([*words[:9_000], "another", *words[9_001:]])))
    assert [run.text for run in runs if run.kind != "both"] == ["word200", "another"]
    assert time.process_time() - began < 2  # seconds; 0.1 where it was written, minutes by difflib
