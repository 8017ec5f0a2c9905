"""Dated lists that are no news: what visitors wrote (comments, threads, topics, reviews), and timetables.

They are as regular as news is, so that nothing in their layout tells them apart; what tells is how they are called, and
what can be done with them: one can reply to a comment, and rates what one reviews. Not here: how much that
counts (``confidence``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from aimcrawl.reading.listing.model import Cut, Segment
from aimcrawl.reading.listing.outline import Line, Outline
from aimcrawl.reading.listing.titles import Titles

__all__ = ["is_talk", "is_timetable"]

_SAMPLE = 24
_MOST = 0.5
_ABOVE = 4  # rows from that of the items upwards that may name the list
_MOST_LINES = 40  # of an item, among which its buttons are
_CALLED = frozenset(
    """comment comments commentlist comment-list comments-list comment_list comment-body comment-item comment-thread
    comments-area comments-section comments-wrapper u-comment p-comment reply replies answer answers forum-post
    forumpost thread-post guestbook guest-book gaestebuch kommentar kommentare commentaire commentaires comentario
    comentarios commento commenti reactie reacties komentarz komentarze""".split()
)
"""Whole words of ``class`` and ``id``: a piece of news may be called "has-comments"."""
_TYPES = ("/comment", "/usercomments", "/answer", "/suggestedanswer")  # https://schema.org/Comment
_BUTTONS = frozenset(
    "reply,quote,reply with quote,antworten,zitieren,répondre,citer,responder,citar,rispondi,cita,beantwoorden,svara,"
    "svar,odpowiedz,cytuj,odpovědět,citovat,ответить,цитировать,vastaa,返信,返信する,引用,回复,回覆,답글".split(",")
)
_SPOKE = re.compile(
    r"(?:wrote|writes|said|says|schrieb|schreibt|sagte?|a écrit|a dit|escribió|dijo|escreveu|disse|ha scritto|ha detto"
    r"|schreef|zegt|napisał\w*|пишет|написал\w*)(?:\s+(?:on|at|am|le|el|em|il|op))?\s*[:,]?\s*$",
    re.IGNORECASE,
)
_LAST_POST = re.compile(
    r"(?:last|latest|newest) (?:post|reply|message|answer)|letzte[rs]? (?:beitrag|antwort|nachricht)"
    r"|derni(?:er message|ère réponse)|último (?:mensaje|post)|última (?:respuesta|mensagem|resposta)"
    r"|ultimo messaggio|ultima risposta|laatste (?:bericht|reactie|antwoord)|ostatni post|ostatnia odpowiedź"
    r"|senaste inlägg|siste innlegg|seneste indlæg|последн(?:ее сообщение|ий ответ)",  # noqa: RUF001 - letters of other scripts
    re.IGNORECASE,
)
_REPLIES = frozenset(
    "replies,antworten,réponses,respuestas,respostas,risposte,antwoorden,reacties,odpowiedzi,svar,ответы,ответов"
    ",vastauksia,返信数,回复,回覆,답글".split(",")
)
"""Heads of the column that only a list of topics has; "views" stand on news boards as well."""
_ANSWERED = re.compile(
    r"\b\d[\d.,]*\s?(?:repl(?:y|ies)|responses?|answers?|posts?|messages?|antworten|beiträge?|réponses?|respuestas?|mensajes"
    r"|respostas?|mensagens|rispost[ae]|messaggi[o]?|antwoord(?:en)?|berichten|odpowied(?:zi|ź)|svar|inlägg|innlegg|indlæg"
    r"|ответ(?:а|ов)?|сообщени[йяе])(?!\w)"  # noqa: RUF001 - letters of other scripts
    r"|\b(?:repl(?:y|ies)|answers|antworten|réponses|respuestas|respostas|risposte|antwoorden|odpowiedzi|svar|ответ(?:ов|ы))"
    r"\s?[:\uff1a]\s?\d|(?:返信|回复|回覆|回帖|답글)(?:数)?\s?[:\uff1a(]?\s?\d|\d\s?(?:件の返信|回复|回覆|回帖)",
    re.IGNORECASE,
)
"""What a topic says of the answers to it; a piece of news has comments."""
_HEAD = 12  # lines above the first item, among which the heads of its table are
_RATING = re.compile(
    r"(?:rated )?(?:[\u2605\u2606]|[1-5] stars?\b"
    r"|[0-5](?:[.,]\d)? ?(?:/|out of|von|sur|de|su|van|av|z|из) ?5(?![\d.,/]))",
    re.IGNORECASE,
)
"""How a line begins that says what a reviewer thought; "User rating: 5 / 5" is what readers thought of an article."""
_LINKED = 0.5  # share of items with a page of their own from which on they are articles that rate something
_SHORT = 80  # characters of a line that says who wrote when
_ANSWER = re.compile(r"(?:re|aw|sv|antw|odp)\s*[:\uff1a]", re.IGNORECASE)
_TIME = re.compile(r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s*[ap]\.?m\.?|\s*uhr|\s*h)?", re.IGNORECASE)
_TIMETABLE = re.compile(
    r"time-?table|departures|arrivals|sailings|opening (?:hours|times)|fahrplan|abfahrt|öffnungszeiten"
    r"|horaires|horarios?\b|\borari\b|orario|dienstregeling|openingstijden|rozkład jazdy|расписание"
    r"|時刻表|时刻表|営業時間|시간표",
    re.IGNORECASE,
)
_TIMES = 2  # columns of times in a timetable: departure and arrival


def is_talk(out: Outline, cut: Cut, titles: Titles) -> bool:
    """Tell whether most items were written by visitors: by their names, their buttons, their wording, their ratings."""
    if any(_is_called(out.elements[row]) for row in out.near(cut.segments[0].node, _ABOVE)) or _has_replies(out, cut):
        return True
    answers = sum(place is not None and _ANSWER.match(place.text) is not None for place in titles.places)
    sample = cut.segments[:: max(1, len(cut.segments) // _SAMPLE)]
    talks = sum(
        _is_answerable(out, segment) or _is_said(out, segment) or _is_answered(out, segment) for segment in sample
    )
    if titles.linked < _LINKED:
        talks = max(talks, sum(_is_rated(out, segment) for segment in sample))
    return answers > _MOST * len(titles.places) or talks > _MOST * len(sample)


def is_timetable(out: Outline, cut: Cut) -> bool:
    """Tell whether most items bear times of the day: two each, or one on a page that calls itself a timetable."""
    sample = cut.segments[:: max(1, len(cut.segments) // _SAMPLE)]
    times = sorted(sum(_TIME.fullmatch(line.text) is not None for line in _lines(out, segment)) for segment in sample)
    middle = times[len(times) // 2]
    return middle >= _TIMES or (middle > 0 and _TIMETABLE.search(_headings(out.elements[0])) is not None)


def _lines(out: Outline, segment: Segment) -> list[Line]:
    return out.lines[segment.first : min(segment.last, segment.first + _MOST_LINES)]


def _is_called(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    typed = (element.get("itemtype") or "").lower().endswith(_TYPES)
    return typed or element.get("itemprop") == "comment" or _names_talk(names)


@lru_cache(maxsize=1024)
def _names_talk(names: str) -> bool:
    return not _CALLED.isdisjoint(names.split())


def _is_answerable(out: Outline, segment: Segment) -> bool:
    texts = (line.text[run.start : run.end] for line in _lines(out, segment) for run in line.runs)
    return any(text.strip(" \u2193\u21a9[]()").casefold() in _BUTTONS for text in texts if len(text) < _SHORT)


def _has_replies(out: Outline, cut: Cut) -> bool:
    """Tell whether a column above the items counts replies, as in a list of topics."""
    first = cut.segments[0].first
    above = out.lines[max(0, first - _HEAD) : first]
    return any(line.text.casefold() in _REPLIES and out.columns[line.block] for line in above)


def _is_rated(out: Outline, segment: Segment) -> bool:
    return any(len(line.text) < _SHORT and _RATING.match(line.text) for line in _lines(out, segment))


def _is_answered(out: Outline, segment: Segment) -> bool:
    texts = (line.text[run.start : run.end] for line in _lines(out, segment) for run in line.runs)
    return any(len(text) < _SHORT and _ANSWERED.search(text) for text in texts)


def _is_said(out: Outline, segment: Segment) -> bool:
    anchor = segment.anchor
    if anchor is None or anchor.start > _SHORT:
        return False
    before = out.lines[anchor.line].text[: anchor.start]
    return _SPOKE.search(before) is not None or _LAST_POST.search(before) is not None


def _headings(root: HtmlElement) -> str:
    headings = (root.findtext(".//title"), *(heading.text_content() for heading in root.iter("h1")))
    return " ".join(filter(None, headings))[:400]
