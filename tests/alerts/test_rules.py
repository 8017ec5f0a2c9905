"""A rule takes what it says, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from alerts.happened import edited, new, noticed, revision
from alerts.world import rule

from archive.alerts.happenings import Happening
from archive.alerts.matching import changed_words, matches

TEN = revision("Fees", "The fee is ten euros for a year of travel.")
TWELVE = revision("Fees", "The fee is twelve euros for a year of travel.")
REDATED = revision("Fees", TEN.text, published="2026-03-02")


@pytest.mark.parametrize(
    ("asks", "happening", "takes"),
    [
        ({}, new(), True),
        ({}, noticed("failing"), True),
        ({"kinds": ("edited",)}, new(), False),
        ({"kinds": ("recovered",)}, noticed("recovered", "silent"), True),
        ({"words": ("title",)}, noticed("failing"), False),  # what asks for words is about items…
        ({"words": ("title",), "kinds": ("failing",)}, noticed("failing"), True),  # …where it names no others
        ({"sources": ("agency",)}, new(), True),
        ({"sources": ("ministry", "ag*")}, new(), True),
        ({"sources": ("age",)}, new(), False),
        ({"fields": ("text",)}, edited(TEN, TWELVE), True),
        ({"fields": ("title", "published")}, edited(TEN, TWELVE), False),
        ({"fields": ("title",)}, new(), True),  # fields are asked of edits alone
        ({"min_change": 1}, edited(TEN, TWELVE), True),
        ({"min_change": 2}, edited(TEN, TWELVE), False),
        ({"min_change": 0.09}, edited(TEN, TWELVE), True),  # one word of eleven
        ({"min_change": 0.1}, edited(TEN, TWELVE), False),
        ({"min_change": 1}, edited(TEN, REDATED), False),
        ({"min_change": 50}, new(), True),
    ],
)
def test_a_rule_takes_what_it_asks_for(asks: dict[str, Any], happening: Happening, takes: bool) -> None:
    assert matches(rule(**asks), happening) == takes


@pytest.mark.parametrize(
    ("word", "text", "stands_in_it"),
    [
        ("recall", "A RECALL of toys", True),
        ("recall", "Recalled toys", False),
        ("recall*", "Recalled toys", True),
        ("café", "The CAFE\u0301 is shut", True),  # composed and not
        ("minister of state", "The Minister\nof  State", True),
        ("minister state", "the minister of state", False),
        ("art", "a party", False),
        ("c++", "written in C", True),  # punctuation is levelled
        ("straße", "an der STRASSE", True),
        ("地震", "昨日の地震について", True),  # where words are not parted
        ("지진", "어제 지진이 났다", True),
        ("мост", "Мост открыт", True),
    ],
)
def test_words_are_found_whatever_their_case(word: str, text: str, stands_in_it: bool) -> None:
    assert matches(rule(words=(word,)), new("", text)) == stands_in_it
    assert matches(rule(words=("unheard of", word)), new(text, "")) == stands_in_it
    assert matches(rule(not_words=(word,)), new("", text)) != stands_in_it


def test_words_that_went_count_as_well() -> None:
    assert matches(rule(words=("ten",)), edited(TEN, TWELVE))
    assert not matches(rule(not_words=("ten",)), edited(TEN, TWELVE))


def test_changed_words_are_counted_once() -> None:
    assert changed_words(edited(TEN, TWELVE)) == (1, 11)
    assert changed_words(edited(TEN, revision("Fees", ""))) == (10, 11)
    assert changed_words(new()) == (0, 0)
