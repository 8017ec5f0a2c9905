"""Results are whole in a pipe, fit a terminal, and play no tricks on it."""

from __future__ import annotations

import json
import re
import sys

import pytest

from aimcrawl.cli.output import clean, print_json, print_rows

COLUMNS = ("id", "title")


def test_in_a_pipe_nothing_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(COLUMNS, [(1, "x" * 200), (None, "two\nlines\tand a tab")], wide="title")
    assert capsys.readouterr().out == f"1\t{'x' * 200}\n\ttwo lines and a tab\n"


def test_on_a_terminal_one_column_gives_way(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    print_rows(COLUMNS, [("a" * 16, "word " * 20), ("b", "日本語のタイトル" * 5)], wide="title")
    shortened = capsys.readouterr().out.splitlines()
    print_rows(COLUMNS, [("a" * 16, "word " * 20)], fold="title")
    folded = capsys.readouterr().out
    assert len(shortened) == 3
    assert all("…" in line for line in shortened[1:])
    assert (folded.count("word"), "…" in folded) == (20, False)


def test_on_a_narrow_terminal_what_would_be_folded_into_a_strip_stands_below_its_row(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    print_rows(("id", "reason"), [("a" * 16, "word " * 15), ("b", None)], fold="reason")
    heading, first, *reason, last = re.sub(r"\x1b\[\d+m", "", capsys.readouterr().out).splitlines()
    assert (heading.split(), first.split(), last.split()) == (["id"], ["a" * 16], ["b"])
    assert len(reason) == 3, "75 characters on lines of 36"
    assert " ".join(reason).split() == ["word"] * 15
    assert all(line.startswith("    word") and len(line) <= 40 for line in reason)


def test_control_characters_and_marks_that_turn_text_round_are_left_out() -> None:
    assert clean("a\x1b[31mred\x07 \u202eevil\u2066 b\nc") == "a [31mred   evil  b\nc"


def test_json_is_compact_utf_8_whatever_the_locale_says(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_json([{"title": "Zoë", "n": 1}, {"title": "\x1b"}])
    first, second = capfdbinary.readouterr().out.splitlines()
    assert first == '{"title":"Zoë","n":1}'.encode()
    assert json.loads(second) == {"title": "\x1b"}
    assert b"\x1b" not in second
