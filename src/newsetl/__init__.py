"""newsetl: collect Arabic news, and find every report by what it is about."""

__version__ = "0.1.0"
