"""The language: text forms, tokens with offsets, the analysis chain. Pure functions, no I/O."""
