"""What Kibana shows of the index, as code: data view, Discover sessions, dashboard, and their import."""
