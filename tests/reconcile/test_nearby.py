"""Few of many records are compared: those that share the rare words, found without walking over all."""

from __future__ import annotations

from archive.reconcile.nearby import Nearby


class Asked:
    """Numbers below a limit that can be asked for, and counts how often it was."""

    def __init__(self, limit: int) -> None:
        self.limit, self.times = limit, 0

    def __contains__(self, number: object) -> bool:
        self.times += 1
        return isinstance(number, int) and number < self.limit


def records(count: int) -> dict[int, tuple[str, str]]:
    """Each with two words of its own, one shared with nine others, and one that all have."""
    return {n: (f"title{n} council", f"text{n} shared{n // 10}") for n in range(count)}


def test_only_what_shares_words_is_asked_for() -> None:
    allowed = Asked(5_000)
    assert Nearby(records(5_000)).like("title70 council", "text70 shared7", among=allowed)[0] == 70
    assert allowed.times <= 20


def test_what_is_not_allowed_is_not_found() -> None:
    assert Nearby(records(100)).like("title70", "text70", among=Asked(70)) == []


def test_what_shares_far_less_than_the_best_is_left_out() -> None:
    nearby = Nearby(records(100))
    assert nearby.like("title70 council", "text70 shared7", among=range(100)) == [70]
    assert nearby.like("mended", "shared7", among=range(100)) == [70, 71, 72, 73, 74, 75, 76, 77]
