"""The archive as pages, feeds and JSON, for reading only: an ASGI application, ``app.create_app(shelf)``.

``shelf`` holds what is read (a database that cannot be written to, the captures' folder), ``guard`` what every answer
bears and which requests are refused, ``asking`` what may be asked. ``pages`` and ``finding`` make pages for people
with ``pictures`` and ``words``, ``feeds`` Atom and JSON Feed, ``api`` and ``openapi`` JSON, ``memento`` the protocol of
RFC 7089, ``replay`` pages as they were captured, which ``harmless`` makes so. Nothing here needs JavaScript, sets a
cookie or asks anyone else.
"""
