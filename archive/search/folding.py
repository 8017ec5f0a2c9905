"""Texts as searching sees them: words in lower case without accents, the same for both databases.

One table maps each character to what stands for it: a letter to its folded letters, an accent to nothing, punctuation
to a blank, and a character of a script that is written without blanks (Chinese, Japanese, Thai …) to itself between
blanks, so that such text is found by any part of it. Digits of all scripts are 0 to 9. Nothing is stemmed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

__all__ = ["MOST_WORDS_BYTES", "fold", "indexed_words", "spans", "words"]

MOST_WORDS_BYTES = 700_000
"""How many bytes of different words of a text are indexed: what fits into a ``tsvector``, which ends at a megabyte."""
_LONGEST = 100  # characters of a word; what is longer is no word, and a lexeme of PostgreSQL ends at 2 kB

# Letters that Unicode does not take apart, as people type them without the key.
_LETTERS: Final = dict(
    pair.split(":")
    for pair in "æ:ae œ:oe ø:o ł:l đ:d ð:d þ:th ħ:h \u0131:i ŧ:t ŋ:n ĸ:k ə:e ƒ:f ɓ:b ɗ:d ɛ:e ɔ:o ƙ:k ƴ:y".split()
)
_ACCENT = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u180b\u180c\u180d\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    + "".join(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))  # which form of a character is meant
)
_WITHOUT_BLANKS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3005-\u3007\u3021-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_BLANKS = re.compile("( +)")
_VOICED = "[\u3041-\u30fe\uff66-\uff9d][\u3099\u309a\uff9e\uff9f]"
"""Kana and its sound mark that NFC leaves apart: of half width; of pairs that no word has, the mark is dropped."""
_NARROW = re.compile(_VOICED)
_STEPS = re.compile(f"(?P<plain>[0-9A-Za-z]+)|(?P<voiced>{_VOICED})|.", re.DOTALL)


class _Folds(dict[int, str]):
    """What stands for each character; worked out when one is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in _INVISIBLE:
        return ""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    letters = unicodedata.normalize("NFC", "".join(map(_plain, _ACCENT.sub("", letters))))
    return "".join(map(_part, letters))


def _plain(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else _LETTERS.get(letter, letter)


def _part(letter: str) -> str:
    if not letter.isalnum() and unicodedata.category(letter) not in ("Mn", "Mc"):
        return " "
    return f" {letter} " if _WITHOUT_BLANKS.match(letter) else letter


_FOLDS = _Folds()
_ASCII = bytes(ord(_fold_character(chr(code))) for code in range(128)) + bytes(128)


def fold(text: str) -> str:
    """Return a text as its words in order, with blanks between (perhaps several)."""
    if not text.isascii():
        text = _NOT_ASCII.sub(_fold_run, unicodedata.normalize("NFC", text))
    if text.isascii():
        return text.encode().translate(_ASCII).decode()
    return text.translate(_FOLDS)


def _fold_run(run: re.Match[str]) -> str:
    whole = _NARROW.sub(lambda kana: unicodedata.normalize("NFKC", kana[0])[0], run[0])
    return whole.translate(_FOLDS)


def words(text: str) -> list[str]:
    """Return the words of a text in order."""
    return [word[:_LONGEST] for word in fold(text).split()]


def indexed_words(text: str) -> list[str]:
    """Return the words of a text that are indexed: all, save in texts with more different words than any book has."""
    found = words(text)
    if len(text) * 4 <= MOST_WORDS_BYTES:
        return found
    seen: set[str] = set()
    size = 0
    for place, word in enumerate(found):
        if word not in seen:
            seen.add(word)
            size += len(word.encode()) + 4
            if size > MOST_WORDS_BYTES:
                return found[:place]
    return found


def _folded(step: re.Match[str]) -> str:
    if step.lastgroup is None:
        return _FOLDS[ord(step[0])]
    return step[0].lower() if step.lastgroup == "plain" else _fold_run(step)


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Give each word of a text in NFC with where it stands: its first character, and the one after its last."""
    word, start, end = "", 0, 0
    for step in _STEPS.finditer(text):
        folded = _folded(step)
        if " " not in folded:
            start = start if word else step.start()
            word, end = word + folded, step.end() if folded else end
            continue
        for part in _BLANKS.split(folded):
            if part.startswith(" "):
                if word:
                    yield word[:_LONGEST], start, end
                word = ""
            elif part:
                start = start if word else step.start()
                word, end = word + part, step.end()
    if word:
        yield word[:_LONGEST], start, end
