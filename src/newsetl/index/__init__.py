"""enriched → searchable: the document mapping, and two engines behind one small protocol."""
