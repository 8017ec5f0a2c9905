"""Small pictures of numbers, drawn here as SVG: no script, no style of their own (classes in ``style.css``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from markupsafe import Markup

__all__ = ["months_back", "rhythm", "years"]

_HEIGHT = 28
_BAR = 4  # units of width a month, one of them a gap
_TALL, _WIDE = 96, 720
_LABELS, _LABEL = 14, 40  # at most so many years are written below; the width of one


def months_back(last_day: dt.date, count: int) -> list[str]:
    """Return the names (``2016-04``) of the months up to that of a day, oldest first."""
    last = last_day.year * 12 + last_day.month - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(last - count + 1, last + 1)]


def rhythm(counts: Mapping[str, int], months: Sequence[str]) -> Markup:
    """Draw how many items came in each of some months, as bars that share the height of the most."""
    most = max((counts.get(month, 0) for month in months), default=0) or 1
    total = sum(counts.get(month, 0) for month in months)
    said = f"{total} items from {months[0]} to {months[-1]}, at most {most if total else 0} in a month"
    bars = (
        _bar((place * _BAR, _BAR - 1), _HEIGHT, counts.get(month, 0) / most, "") for place, month in enumerate(months)
    )
    return _svg("rhythm", len(months) * _BAR, _HEIGHT, said, Markup().join(bars))


def years(counts: Mapping[str, int], *, chosen: str | None = None) -> Markup:
    """Draw how many items there are of each year, from the first to the last of ``counts``; ``chosen`` stands out.

    A time line of a year or less is a sentence better than a picture: it is empty.
    """
    known = sorted(year for year in counts if year.isdigit() and len(year) == 4)  # noqa: PLR2004 - 2016
    if len(known) < 2 or int(known[-1]) - int(known[0]) > 200:  # noqa: PLR2004 - two make a line; 0026 is no year of ours
        return Markup()
    every = [f"{year:04}" for year in range(int(known[0]), int(known[-1]) + 1)]
    most = max(counts.values())
    step = _WIDE / len(every)
    said = f"Items a year from {every[0]} to {every[-1]}, at most {most} in {max(counts, key=lambda y: counts[y])}"
    bars = Markup()
    for place, year in enumerate(every):
        count = counts.get(year, 0)
        bars += _bar((place * step, step * 0.82), _TALL, count / most, f"{year}: {count}", chosen=year == chosen)
    return _svg("years", _WIDE, _TALL + 26, said, bars + _labels(every, step))


def _labels(every: Sequence[str], step: float) -> Markup:
    """Write years below their bars. On a phone, where letters are larger, style.css shows the first and the last."""
    nth = -(-len(every) // _LABELS)
    fit = [place for place in range(nth, len(every), nth) if (len(every) - 1 - place) * step > _LABEL]
    text = Markup('<text class="{}" x="{:.1f}" y="{}" text-anchor="middle">{}</text>')
    shown = dict.fromkeys(fit, "between") | {0: "end", len(every) - 1: "end"}
    middle = step * 0.41
    labels = (text.format(name, place * step + middle, _TALL + 20, every[place]) for place, name in shown.items())
    return Markup().join(labels)


def _bar(span: tuple[float, float], height: int, share: float, said: str, *, chosen: bool = False) -> Markup:
    x, width = span
    tall = max(round(share * height, 1), 1.5) if share else 1.0
    name = Markup(' class="{}"').format("chosen" if chosen else "none") if chosen or not share else Markup()
    box = Markup('x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"').format(x, height - tall, width, tall)
    return Markup("<rect {}{}>{}</rect>").format(box, name, Markup("<title>{}</title>").format(said) if said else "")


def _svg(name: str, width: float, height: float, said: str, inside: Markup) -> Markup:
    head = f'<svg class="{name}" viewBox="0 0 {width:g} {height:g}" role="img" preserveAspectRatio="none">'
    if name == "years":
        head = head.replace(' preserveAspectRatio="none"', "")
    return Markup(head) + Markup("<title>{}</title>").format(said) + inside + Markup("</svg>")  # noqa: S704 - our own
