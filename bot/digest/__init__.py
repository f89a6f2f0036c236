"""Digests: who is due when, and how each one arrives once."""
