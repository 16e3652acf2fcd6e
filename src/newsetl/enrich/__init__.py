"""articles → enriched: mentions, salience, places, concepts and evidence; pure, record by record."""
