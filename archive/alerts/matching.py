"""Whether a rule takes what happened. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from archive.alerts.happenings import Happening
from archive.alerts.rules import Rule
from archive.differences import differences
from archive.reconcile.fold import fold

__all__ = ["changed_words", "is_of", "matches"]

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Letters of languages that part no words, or hang others on them: there a word is found within others."""


def matches(rule: Rule, happening: Happening) -> bool:
    """Tell whether a rule takes what happened; what it asks of items, it does not ask of notices about a source."""
    if happening.kind not in rule.effective_kinds or not is_of(happening.source, rule.sources):
        return False
    return happening.item is None or (_edit_counts(rule, happening) and _words_fit(rule, happening))


def changed_words(happening: Happening) -> tuple[int, int]:
    """Return how many words of title and text an edit changed, and how many there are: of old and new the more."""
    if happening.older is None or happening.newer is None:
        return 0, 0
    runs = [
        run
        for one in differences(happening.older, happening.newer)
        if one.field in ("title", "text")
        for run in one.runs
    ]
    gone, come = (sum(len(_WORD.findall(run.text)) for run in runs if run.kind == kind) for kind in ("old", "new"))
    total = max(len(_WORD.findall(text)) for text in _texts(happening))
    return max(gone, come), total


def is_of(slug: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a rule of these ``sources`` takes a source; none means all."""
    return not patterns or any(fnmatchcase(slug, pattern) for pattern in patterns)


def _edit_counts(rule: Rule, happening: Happening) -> bool:
    if happening.kind != "edited":
        return True
    if rule.fields and not set(rule.fields) & set(happening.fields):
        return False
    if not rule.min_change:
        return True
    changed, total = changed_words(happening)
    return changed >= (rule.min_change if rule.min_change >= 1 else rule.min_change * total)


def _words_fit(rule: Rule, happening: Happening) -> bool:
    if not (rule.words or rule.not_words):
        return True
    texts = [fold(text) for text in _texts(happening)]
    return (not rule.words or _any_stands_in(rule.words, texts)) and not _any_stands_in(rule.not_words, texts)


def _any_stands_in(words: Iterable[str], texts: list[str]) -> bool:
    return any(_pattern(word).search(text) for word in words for text in texts)


def _pattern(word: str) -> re.Pattern[str]:
    """Return what finds a word or phrase in folded text: whole words, with ``*`` at its end also longer ones."""
    folded = fold(word)
    before = "" if _UNSPACED.match(folded) else r"(?<!\w)"
    after = "" if word.endswith("*") or _UNSPACED.match(folded[-1:]) else r"(?!\w)"
    return re.compile(before + re.escape(folded) + after)


def _texts(happening: Happening) -> Iterator[str]:
    for revision in (happening.older, happening.newer):
        if revision is not None:
            yield f"{revision.title or ''}\n{revision.text}"
