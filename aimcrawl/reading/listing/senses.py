"""What a date says of its item: when it was published, or when it was changed.

Lives here: the words and names around a date. Not here: reading the date (``dates``), which dates are chosen
(``groups``, ``judge``).
"""

from __future__ import annotations

import re
from typing import Literal

from aimcrawl.reading.listing.outline import Line, Outline

__all__ = ["CHANGED", "PUBLISHED", "Sense", "sense_of"]

Sense = Literal["published", "changed"]

CHANGED = (
    r"updat|modifi|revised|edited|geändert|änderung|aktuali[sz]|bearbeitet|mise? à jour|actuali[sz]|atualiz"
    r"|aggiornat|ultima modifica|gewijzigd|bijgewerkt|zaktualiz|oppdatert|uppdaterad|opdateret|ændret|päivitetty"
    r"|обновл|измен|оновлен|ενημέρωση|güncelle|更新|修改|수정|تحديث|עודכן"
)
"""Words before the day on which an item was changed, in the languages that news pages are likely to use."""
PUBLISHED = (
    r"publi[sc]|posted|released|issued|created|veröffentlicht|erschienen|erstellt|eingestellt|paru\b|mise? en ligne"
    r"|pubblicat|inserit|gepubliceerd|geplaatst|opublikowan|dodano|zveřejn|vydáno|publicer|julkaist|lagt ut|objavljen"
    r"|опублик|размещ|дата публикации|δημοσ|yayın|発表|公開|掲載|发布|發布|发表|등록|게시|نشر|פורסם"  # noqa: RUF001 - letters of other scripts
)
"""Words before the day on which it was published."""
_SAID = re.compile(rf"(?P<changed>{CHANGED})|(?P<published>{PUBLISHED})", re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<published>publi[sc]|posted|created|entry-date|released)|(?P<changed>updated|modified|lastmod)", re.IGNORECASE
)
_REACH = 40
"""Characters before a date in which such a word may stand."""
_LABEL = 24
"""The longest line that may be the label of the date below it: "Published on:"."""
_NEAR = 3


def sense_of(out: Outline, line: Line, start: int, node: int) -> Sense | None:
    """Return what the words before a date say, else the names of the elements around it; None where none does."""
    before = line.text[max(0, start - _REACH) : start]
    if start == 0 and line.index:
        label = out.lines[line.index - 1].text
        before = label if len(label) <= _LABEL and label.endswith((":", "：")) else ""  # noqa: RUF001 - East Asian
    said: Sense | None = None
    for match in _SAID.finditer(before):  # the last word is the nearest
        said = "changed" if match["changed"] else "published"
    return said or _named(out, node, line.block)


def _named(out: Outline, node: int, block: int) -> Sense | None:
    """Return what the date's element or those around it, up to the line's, are called."""
    for row in out.near(node, _NEAR):
        element = out.elements[row]
        names = f"{element.get('itemprop') or ''} {element.get('class') or ''}"
        kinds = {match.lastgroup for match in _NAMED.finditer(names)}
        if kinds:
            return "published" if "published" in kinds else "changed"
        if row == block:
            break
    return None
