"""Invented titles and texts with the likeness of real ones: a small vocabulary, set phrases."""

from __future__ import annotations

from random import Random

SUBJECTS = (
    "The board|Our members|The working group|A new study|The council|Two partners|The secretariat|A supplier|Auditors"
)
VERBS = "welcomes|publishes|adopts|reviews|launches|presents|discusses|extends|revises|supports|questions|renews"
OBJECTS = (
    "the water code|a training plan|the audit protocol|its annual report|a pilot project|the sourcing policy|a toolkit|"
    "the risk map|a common standard|the grievance channel|an open letter|the packaging pledge|the field survey"
)
PLACES = "Lisbon|Nairobi|Hanoi|Lima|Oslo|Chennai|Geneva|Accra|Osaka|Bogota|Izmir|Cork"
PLAIN = (
    "farmers orchards members visited season report group shared results together before autumn meeting agreed steps "
    "local partners trained auditors checked sites wages hours safety water energy waste reduced across several "
    "countries during first second phase which will continue with further support from donors and public bodies who "
    "asked for clear figures every year details follow soon workshop places remain free registration closes speakers "
    "include experts guests"
)


def title(rnd: Random) -> str:
    words = [rnd.choice(part.split("|")) for part in (SUBJECTS, VERBS, OBJECTS)]
    return " ".join(words) + (f" in {rnd.choice(PLACES.split('|'))}" if rnd.random() < 0.6 else "")


def sentence(rnd: Random) -> str:
    words = rnd.choices(PLAIN.split(), k=rnd.randint(8, 22))
    return " ".join(words).capitalize() + "."


def text(rnd: Random) -> str:
    return "\n\n".join(sentence(rnd) for _ in range(rnd.choice((1, 1, 2, 3, 5, 8))))


def light(words: str, rnd: Random) -> str:
    """Mend a few letters or a word: what an editor does who corrects."""
    parts = words.split(" ")
    at = rnd.randrange(len(parts))
    match rnd.randrange(4):
        case 0:
            parts[at] += "s"
        case 1:
            parts.insert(at, rnd.choice(("now", "also", "newly", "jointly")))
        case 2 if len(parts) > 4:
            del parts[at]
        case _:
            parts[at] = rnd.choice(PLAIN.split())
    return " ".join(parts)


def trifle(words: str, rnd: Random) -> str:
    """Change what is no more than typography."""
    return words.replace(" ", rnd.choice(("  ", "\u00a0")), 1)
