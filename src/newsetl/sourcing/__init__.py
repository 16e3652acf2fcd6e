"""Outlets found out and watched: from an address to a draft of its source pack, and whether a pack still works.

Stands above the stages: it reads as ``ingest`` does and extracts as ``normalise`` does, so what it shows is what a run
would bring.
"""
