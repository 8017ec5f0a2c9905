"""Alerts: rules over events and notices, the outbox, messages, and deliveries that are tried until they arrive.

``rules`` says what a rule is, ``matching`` what it takes; ``outbox`` is filled with the events and expanded into
deliveries, ``timing`` says when they are due, ``forgetting`` deletes what arrived long ago; ``entries`` and
``messages`` say what a delivery says; ``channels`` send, ``flush`` conducts all of it. What stands in
``aimcrawl.toml`` and where credentials come from is for the package above to say.
"""
