"""Sources → captures: everything a source offers, kept as bytes with how it was found; nothing is interpreted yet."""
