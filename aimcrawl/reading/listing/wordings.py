"""Words of what stands in an item beside its text, in the languages that news pages are likely to use.

Lives here: the wordings of by-lines, categories, counts, reading times, buttons, and the names of their elements. Not
here: what is made of them (``asides``), and those around dates (``senses``).
"""

from __future__ import annotations

import re

__all__ = ["BUTTON", "BY", "NAMES", "OPENERS", "READING_TIME", "SHARES"]

NAMES = re.compile(
    r"""(?:[a-z0-9]+[-_]+)*(?:
    by-?line | author | createdby | vcard | meta(?:-?data)? | tags? | taxonom(?:y|ies) | categor(?:y|ies)
    | cat-?links | shar(?:e|ing) | social | share-?links | submitted | comments?(?:-?(?:link|count))? | hits
    | view-?count | read-?more | more-?link | weiterlesen | reading-?time | kicker | updated | (?:date)?modified
    | article-info | (?:entry|post|article)-footer
    )(?:[-_]+(?:links?|list|info|names?|wrapper|inner|text|items?|container|term|data))*""",
    re.IGNORECASE | re.VERBOSE,
)
"""Class names of such elements; a whole name, with what themes put before and after."""
OPENERS = re.compile(
    r"""(?:
    (?:written|posted|submitted|published|created)\ (?:by|on|in|at|under)\b | filed\ under | categori[sz]ed\ (?:as|in)\b
    | (?:tag(?:s|ged)?|categor(?:y|ies)|topics?|share(?:\ this)?|author|kategorien?|schlagw[oö]rter|schlagworte
        |autore?|auteure?|catégories?|étiquettes|mots-clés|etiquetas|categorías?|compartir|partager|categorie
        |condividi|trefwoorden|рубрика|метки|теги|автор|作者|分类|标签|カテゴリー?|タグ)\s?[:：]
    | (?:hits|views|visits|reads|comments|aufrufe|zugriffe|kommentare|lectures|vues|visitas|lecturas
        |visualizzazioni|letture|просмотр\w*|комментари\w*|阅读|点击|浏览|閲覧数?|조회수?)\s?[:：]?\s?\d
    | (?:no|\d+)\ (?:comments?|views?|kommentare?|commentaires?|comentarios?|commenti|reacties?)\b
    | leave\ a\ (?:comment|reply) | add\ new\ comment
    )""",  # noqa: RUF001 - East Asian colons
    re.IGNORECASE | re.VERBOSE,
)
"""How a by-line, a list of tags or a count begins."""
BY = re.compile(r"(?i:by|von|par|por|di|door|av|af|от)\s+[A-ZÀ-ÞА-Я]\S*(?:\s+\S+){0,4}")
"""A by-line that is a name and no more."""
READING_TIME = re.compile(
    r"""(?:reading\ time|lesezeit|lesedauer|temps\ de\ lecture|tiempo\ de\ lectura|tempo\ di\ lettura|leestijd)
        \D{0,4}\d{1,3}\s?\w+\.?
    | \b\d{1,3}[ -]?min\w*\.?\s?(?:read|de\ lecture|de\ lectura|di\ lettura|lesezeit|leestijd|zum\ lesen)""",
    re.IGNORECASE | re.VERBOSE,
)
BUTTON = re.compile(
    r"""\W*(?:
    (?:read|learn|see|view|find\ out|know|show)?\ ?more(?:\ (?:info|information|details))? | more\ info | details?
    | (?:continue|keep)\ reading | full\ (?:text|story|article|release)
    | (?:read|view|see)(?:\ (?:the|this|full|article|story|post|release|details|it|now)){1,3}
    | (?:mehr|weiter)(?:\ ?(?:lesen|erfahren|dazu|infos?|informationen|details|anzeigen))? | zum\ (?:artikel|beitrag)
    | (?:lire|en\ savoir|voir)\ (?:la\ suite|plus|l['’]article)
    | (?:leer|ver|saber|sigue|seguir)\ (?:más|leyendo|nota) | (?:leia|ler|saiba|ver)\ mais
    | (?:leggi|scopri)(?:\ (?:tutto|di\ più|altro|ancora))? | continua(?:\ a\ leggere)?
    | (?:lees|meer)\ ?(?:meer|verder|lezen|informatie)? | czytaj\ (?:więcej|dalej) | więcej
    | (?:číst\ )?(?:více|dále?) | l[æä]s\ mere? | les\ mer | läs\ mer | lue\ lisää | tovább | citește\ mai\ mult
    | devamı(?:nı\ oku)? | περισσότερα
    | подробнее | читать\ (?:далее|дальше|полностью) | докладніше | читати\ далі | ещё
    | 続きを(?:読む|見る) | 詳(?:細|しく)(?:を?見る|はこちら)? | もっと(?:見る|読む)
    | (?:查看|阅读|閱讀)(?:详情|更多|全文) | 更多 | 详情 | 자세히\ ?보기 | 더\ ?보기
    | (?:اقرأ|قراءة)\ المزيد | المزيد | קרא\ עוד | המשך\ קריאה | ادامه\ مطلب
    )\W*""",  # noqa: RUF001 - letters and signs of other scripts
    re.IGNORECASE | re.VERBOSE,
)
"""The label of a link that leads from a teaser to the whole text."""
SHARES = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|linkedin|xing|whatsapp|wa|telegram|t|pinterest|reddit|bsky|threads|vk|weibo|line)\."
)
"""Hosts that pass an address on."""
