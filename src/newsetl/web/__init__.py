"""search → people: the Arabic page and its JSON API, one FastAPI app (stand-alone and inside Airflow). Read-only."""
