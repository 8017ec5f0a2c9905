"""Raw evidence: WARC files, their ledger, and what may be trusted of them."""
