"""Profiles: the model, its strict loader, and the shipped profiles (templates: a home holds the live ones)."""
