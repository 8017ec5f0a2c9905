"""One spider for all profiles, and the Scrapy components around it."""
