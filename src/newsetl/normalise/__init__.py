"""Captures → articles: character set, extraction, boilerplate, publication date, language, identity."""
