"""searchable → related: near-duplicates across reports, one writer at a time."""
