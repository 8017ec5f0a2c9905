"""The life of an invented site, a crawler that walks it under faults, and a plain model of what an archive must say."""
