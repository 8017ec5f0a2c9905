"""Profiles: the model, its strict loader, and the shipped profiles (templates: a home holds the live ones)."""

from __future__ import annotations

from aimcrawl.profiles.loader import load_profile, parse_profile, profile_hash, profile_schema
from aimcrawl.profiles.model import Dates, Detail, Expect, Fields, Listing, Pager, Politeness, Profile
from aimcrawl.profiles.templates import shipped
from aimcrawl.schedule.durations import parse_duration

__all__ = [
    "Dates",
    "Detail",
    "Expect",
    "Fields",
    "Listing",
    "Pager",
    "Politeness",
    "Profile",
    "load_profile",
    "parse_duration",
    "parse_profile",
    "profile_hash",
    "profile_schema",
    "shipped",
]
