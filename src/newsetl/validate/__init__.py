"""articles → accepted or quarantined: each record against its JSON Schema, its dates against plausibility."""
